"""Cutting ballots short, so that every ranking that is shown is shared by many."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

Choices = tuple[str, ...]
Groups = Mapping[Choices, int]
"""Ballots as their choices, and how many ballots have exactly these. Ticked ballots have theirs in order of name."""


@dataclass(frozen=True, slots=True)
class Shortened:
    """`groups` are shown, each shared by `k` ballots or more; of `suppressed` ballots nothing is."""

    groups: dict[Choices, int]
    suppressed: int

    @property
    def with_suppressed(self) -> dict[Choices, int]:
        """As it can be counted: those of which nothing is shown have nothing on them."""
        return {**({(): self.suppressed} if self.suppressed else {}), **self.groups}


def shorten(groups: Groups, k: int) -> Shortened:
    """Cut whatever fewer than `k` ballots share.

    The longest come first: of each length, choices that fewer than `k` share lose the last of them and are put with
    those of that length. What is cut to nothing is suppressed.
    """
    by_length: dict[int, dict[Choices, int]] = defaultdict(lambda: defaultdict(int))
    for choices, ballots in groups.items():
        by_length[len(choices)][choices] += ballots
    shown: dict[Choices, int] = {}
    for length in range(max(by_length, default=0), 0, -1):
        for choices, ballots in by_length[length].items():
            if ballots < k:
                by_length[length - 1][choices[:-1]] += ballots
            else:
                shown[choices] = ballots
    return Shortened(dict(sorted(shown.items())), by_length[0][()])
