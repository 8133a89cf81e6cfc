"""How far a long command is, for somebody who watches it."""

import sys


class Progress:
    """A line on the terminal that counts up; where nobody watches (a file, a pipe) it says nothing.

    >>> with Progress("Postcodes", 6554) as progress: progress.to(1000)
    """

    def __init__(self, what: str, total: int) -> None:
        self.what, self.total = what, total
        self.shown = sys.stderr.isatty()

    def __enter__(self) -> "Progress":
        self.to(0)
        return self

    def __exit__(self, *_: object) -> None:
        if self.shown:
            print(file=sys.stderr)

    def to(self, done: int) -> None:
        if self.shown:
            print(f"\r{self.what}: {done:,} of {self.total:,}", end="", file=sys.stderr, flush=True)
