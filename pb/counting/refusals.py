"""What the counting core refuses. Its messages are sentences for the person; callers show them as they are."""


class CountingRefused(ValueError):
    """An election that cannot be counted as it was given."""


class PabulibRefused(CountingRefused):
    """A `.pb` file that cannot be read. `line` counts from 1; None where the whole file is at fault."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason if line is None else f"Line {line}: {reason}")
        self.reason = reason
        self.line = line
