"""The places that people of each type may take on one panel, as arrays for quick sums."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from assembly.sortition.program import PoolProgram
from assembly.sortition.reach import Marks
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
    certain: Marks  # places that every panel fills, because their people are wanted on all

    @classmethod
    def of(cls, program: PoolProgram, wanted: Floats) -> "Places":
        """`wanted` says how many of each type a panel has on average: no type gets many more places than that."""
        caps = np.where(wanted > 0, program.caps, 0)
        counts = np.minimum(caps, np.ceil(wanted + 1).astype(np.int64))
        while counts.sum() < program.seats and (counts < caps).any():
            counts = np.minimum(caps, counts + 1)
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
            np.zeros(len(types), bool),
        )  # fmt: skip

    def tightened(self, wanted: Floats) -> "Places":
        """With all that holds for every panel, if `wanted` people of each type shall be on an average one.

        Where so many are wanted that a quota is met at its least, or its most, every panel must have exactly that.
        """
        averages = np.where(self.numbers == 0, wanted[self.types], 0.0) @ self.traits
        at_least, at_most = averages <= self.least + TIGHT, averages >= self.most - TIGHT
        return replace(
            self,
            most=np.where(at_least, self.least, self.most),
            least=np.where(at_most, self.most, self.least),
            certain=wanted[self.types] >= self.numbers + 1 - TIGHT,
        )

    @cached_property
    def halves(self) -> Floats:
        """What those before it leave of a place: its number and half of itself."""
        return np.asarray(self.numbers + 0.5, np.float64)

    @cached_property
    def change(self) -> Floats:
        """By how much more people may come, and fewer may go, of each quota when somebody leaves each place."""
        return np.hstack((self.traits, -self.traits))

    @cached_property
    def may_go(self) -> Floats:
        """Quotas with less room than this say who should leave: too many, or none who may."""
        return np.repeat([0.0, 0.5], len(self.least))

    @cached_property
    def may_come(self) -> Floats:
        """Quotas with less room than this say who should come: no more, or too few."""
        return np.repeat([0.5, 0.0], len(self.least))

    @cached_property
    def home_of(self) -> list[int]:
        """The shared address of each place, or -1."""
        return [home if home < self.home_count else -1 for home in self.homes.tolist()]

    @cached_property
    def home_sizes(self) -> Whole:
        """How many places each shared address that has any has, in the order of `home_starts`."""
        return np.diff(self.home_starts, append=len(self.by_home))

    @cached_property
    def of_home(self) -> tuple[tuple[int, ...], ...]:
        """The places of each shared address."""
        found: list[tuple[int, ...]] = [()] * self.home_count
        for start, size in zip(self.home_starts.tolist(), self.home_sizes.tolist(), strict=True):
            members = self.by_home[start : start + size]
            found[int(self.homes[members[0]])] = tuple(members.tolist())
        return tuple(found)

    def of_panel(self, types: Whole) -> Whole:
        """The places of a panel given as the types of its people, sorted: each type's lowest places."""
        return self.first[types] + np.arange(len(types)) - np.searchsorted(types, types)
