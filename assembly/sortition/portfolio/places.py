"""The places that people of each type may take on one panel, as arrays for quick sums."""

from dataclasses import dataclass, replace

import numpy as np

from assembly.sortition.program import PoolProgram
from assembly.sortition.solver import Floats, Whole

TIGHT = 1e-4


@dataclass(frozen=True)
class Places:
    """A type of which several people can sit on one panel has several places, numbered from 0.

    Types that shall not be chosen have none. `traits[s]` is 1 in the row of every quota that place s counts for;
    `homes[s]` is the number of its shared address, and `home_count` for people who share theirs with nobody.
    `by_home` lists the places with a shared address, address by address; `home_starts` where each address begins there.
    """

    types: Whole
    numbers: Whole
    first: Whole
    traits: Floats
    homes: Whole
    home_count: int
    by_home: Whole
    home_starts: Whole
    least: Floats
    most: Floats
    seats: int

    @classmethod
    def of(cls, program: PoolProgram, wanted: Floats) -> "Places":
        """`wanted` says how many of each type a panel has on average: no type gets many more places than that."""
        room = np.where(wanted > 0, np.ceil(wanted + 1), 0).astype(np.int64)
        counts = np.minimum(program.caps, room)
        while counts.sum() < program.seats and (counts < program.caps).any():
            counts = np.minimum(program.caps, counts + 1)
        types = np.repeat(np.arange(len(counts)), counts)
        first = np.concatenate(([0], np.cumsum(counts)[:-1])).astype(np.int64)
        traits = np.zeros((len(types), len(program.quotas)))
        for rows in program.traits:
            traits[np.arange(len(types)), rows[types]] = 1.0
        homes = np.where(program.homes[types] >= 0, program.homes[types], program.home_count)
        shared = np.flatnonzero(homes < program.home_count)
        by_home = shared[np.argsort(homes[shared], kind="stable")]
        starts = np.flatnonzero(np.diff(homes[by_home], prepend=-1))
        return cls(
            types, np.arange(len(types)) - first[types], first, traits, homes, program.home_count, by_home,
            starts, program.least.astype(np.float64), program.most.astype(np.float64), program.seats,
        )  # fmt: skip

    def tightened(self, averages: Floats) -> "Places":
        """With the quotas that are met on average only if every panel has their least, or their most, fixed to that.

        `averages[q]` is the number of people wanted for quota q on an average panel.
        """
        at_least, at_most = averages <= self.least + TIGHT, averages >= self.most - TIGHT
        return replace(self, most=np.where(at_least, self.least, self.most),
                       least=np.where(at_most, self.most, self.least))  # fmt: skip

    def of_panel(self, types: Whole) -> Whole:
        """The places of a panel given as the types of its people, sorted: each type's lowest places."""
        return self.first[types] + np.arange(len(types)) - np.searchsorted(types, types)
