"""A pool in numbers: a column for each type of people, a row for each thing a panel must keep to."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assembly.sortition.pool import PersonType, Pool, Quota
from assembly.sortition.solver import Floats, Matrix, Whole


@dataclass(frozen=True)
class PoolProgram:
    """The rows are: every quota (sorted, so that their order in a file says nothing), the seats, every shared address.

    A column counts the people of a type on a panel. `traits[c, t]` is the row of the quota that type t has in category
    c; `homes[t]` is the number of its shared address, or -1.
    """

    types: tuple[PersonType, ...]
    sizes: Whole
    quotas: tuple[Quota, ...]
    seats: int
    traits: Whole
    homes: Whole
    least: Whole
    most: Whole

    @classmethod
    def of(cls, pool: Pool) -> "PoolProgram":
        quotas = tuple(sorted(pool.quotas))
        row = {(quota.category, quota.value): index for index, quota in enumerate(quotas)}
        types = tuple(pool.types)
        homes = {home: i for i, home in enumerate(sorted({kind.household for kind in types if kind.household}))}
        traits = [[row[name, kind.features[i]] for kind in types] for i, name in enumerate(pool.categories)]
        return cls(
            types=types,
            sizes=np.array([len(people) for people in pool.types.values()], np.int64),
            quotas=quotas,
            seats=pool.seats,
            traits=np.array(traits, np.int64).reshape(len(traits), len(types)),
            homes=np.array([homes.get(kind.household, -1) for kind in types], np.int64),
            least=np.array([quota.least for quota in quotas], np.int64),
            most=np.array([quota.most for quota in quotas], np.int64),
        )

    @property
    def home_count(self) -> int:
        return int(self.homes.max(initial=-1)) + 1

    @property
    def seats_row(self) -> int:
        return len(self.quotas)

    @cached_property
    def matrix(self) -> Matrix:
        """How many of a panel's people of each row one person of each type is: 1 or nothing."""
        count = len(self.types)
        all_types = np.arange(count)
        shared = np.flatnonzero(self.homes >= 0)
        rows = [self.traits.ravel(), np.full(count, self.seats_row), self.seats_row + 1 + self.homes[shared]]
        columns = [np.tile(all_types, len(self.traits)), all_types, shared]
        ones = np.ones(sum(map(len, rows)))
        height = self.seats_row + 1 + self.home_count
        return Matrix.of(height, count, np.concatenate(rows), np.concatenate(columns), ones)

    @cached_property
    def by_size(self) -> Matrix:
        """The same for everybody of each type together: what one chance for all of them adds to each row."""
        plain = self.matrix
        return Matrix(plain.height, plain.starts, plain.rows, self.sizes[plain.columns].astype(np.float64))

    @cached_property
    def row_lower(self) -> Floats:
        return np.concatenate((self.least, [self.seats], np.zeros(self.home_count))).astype(np.float64)

    @cached_property
    def row_upper(self) -> Floats:
        return np.concatenate((self.most, [self.seats], np.ones(self.home_count))).astype(np.float64)

    @cached_property
    def caps(self) -> Whole:
        """The most people of each type that can be on one panel."""
        caps = np.minimum(self.sizes, self.seats)
        caps[self.homes >= 0] = 1
        allowed: Whole = self.most[self.traits].min(axis=0, initial=self.seats)
        return np.minimum(caps, allowed)

    def people(self, which: NDArray[np.bool_], pool: Pool) -> tuple[str, ...]:
        """The ids of everybody whose type is marked, sorted."""
        marked = (kind for kind, yes in zip(self.types, which, strict=True) if yes)
        return tuple(sorted(person for kind in marked for person in pool.types[kind]))

    def keeps_to_rules(self, panel: Whole) -> bool:
        """Whether whole numbers of people of each type are a panel."""
        counts = self.matrix.times(panel.astype(np.float64))
        fits = (counts >= self.row_lower) & (counts <= self.row_upper)
        return bool(fits.all() and (panel >= 0).all() and (panel <= self.sizes).all())
