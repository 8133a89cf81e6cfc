"""Is a fair panel possible with the people who are in the pool now? Asked again and again while registration is open.

The sums run beside the site, one at a time, and their answers are kept for as long as neither the pool nor the quotas
change. Only a copy is kept in the process: whoever asks another process gets the same answer from the same rows.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from math import ceil, floor

from assembly.models import Assembly, CategoryValue, RegistrationState
from assembly.quotas import CategoryOf, categories_of
from assembly.quotas.pooling import PoolRefused, made_of, people_of
from assembly.sortition.pool import Person, Pool, Quota
from assembly.sortition.possible import Help, Impossible, Possible, most_helpful, possible
from database import row, rows
from web.language import _

MOST_KEPT = 16
_PAUSE = 0.02
PATIENCE = 2.0  # seconds for which a page waits for the sums; they go on without it

_beside = ThreadPoolExecutor(max_workers=1, thread_name_prefix="possibility")
_kept: OrderedDict[int, tuple[object, "Future[_Answer]"]] = OrderedDict()
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Answer:
    found: Possible | Impossible
    helpful: tuple[Help, ...]


@dataclass(frozen=True, slots=True)
class Filling:
    """One value: what its quota needs and how many of the pool have it."""

    value: CategoryValue
    have: int

    @property
    def short(self) -> int:
        return max(self.value.least - self.have, 0)


@dataclass(frozen=True, slots=True)
class Step:
    """One bound of one quota to move, so that a panel becomes possible. `bound`: "least" or "most"."""

    category: str
    value: CategoryValue
    bound: str
    now: int
    to: int

    @property
    def words(self) -> str:
        words = {"category": self.category, "value": self.value.name, "now": self.now, "to": self.to}
        if self.bound == "least":
            return _("%(category)s: %(value)s, at least %(now)s to at least %(to)s") % words
        return _("%(category)s: %(value)s, at most %(now)s to at most %(to)s") % words


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where to look for more people: this many more would make the value as common as its seats need."""

    category: str
    value: str
    have: int
    more: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """`at_least` and `at_most`: everybody's chance as “1 in …”. `unreachable`: people who fit no valid panel."""

    possible: bool
    at_least: int = 0
    at_most: int = 0
    unreachable: int = 0
    proved: bool = True
    reasons: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    wanted: tuple[Wanted, ...] = ()


@dataclass(frozen=True, slots=True)
class PoolStanding:
    """`outcome` is None while the sums are still running (`trouble` empty), or where they cannot begin."""

    people: int
    categories: tuple[tuple[str, tuple[Filling, ...]], ...]
    outcome: Outcome | None
    trouble: str = ""


async def standing_of_pool(assembly: Assembly, patience: float | None = None) -> PoolStanding:
    """How the pool fills. Four queries, and two more when the pool or the quotas changed since the last time."""
    categories = await categories_of(assembly.id)
    patience = PATIENCE if patience is None else patience
    have = await _have(assembly.id)
    people, mark = await _mark(assembly, categories, have)
    fillings = tuple(
        (one.category.name, tuple(Filling(value, have.get(value.id, (0, 0))[0]) for value in one.values))
        for one in categories
    )
    kept = _kept.get(assembly.id)
    if kept is None or kept[0] != mark or kept[1].cancelled():
        try:
            pool = _named(made_of(assembly, categories, await people_of(assembly, categories)), categories)
        except PoolRefused as refusal:
            return PoolStanding(people, fillings, None, refusal.sentence)
        _begin(assembly.id, mark, pool)
    return PoolStanding(people, fillings, await _outcome(assembly.id, categories, patience))


async def _have(assembly_id: int) -> Mapping[int, tuple[int, int]]:
    """By value: how many of the pool have it, and a number that is another one as soon as others have it."""
    found = await rows(
        """SELECT a.value_id, COUNT(*) AS many, SUM((a.registration_id % 99991) * (a.registration_id % 99991)) AS who
           FROM registration_answer a JOIN registration r ON r.id = a.registration_id
           WHERE r.assembly_id = ? AND r.state = ? GROUP BY a.value_id""",
        assembly_id,
        RegistrationState.POOL.value,
    )
    return {one.value_id: (one.many, int(one.who)) for one in found}


async def _mark(
    assembly: Assembly, categories: Sequence[CategoryOf], have: Mapping[int, tuple[int, int]]
) -> tuple[int, object]:
    """The people of the pool, and what the answer depends on."""
    found = await row(
        "SELECT COUNT(*) AS many, MAX(id) AS newest, SUM(version) AS changes FROM registration "
        "WHERE assembly_id = ? AND state = ?",
        assembly.id,
        RegistrationState.POOL.value,
    )
    people = (int(found.many), found.newest, int(found.changes or 0)) if found else (0, None, 0)
    quotas = [(value.id, value.name, value.least, value.most) for one in categories for value in one.values]
    return people[0], (people, assembly.seats, assembly.household_rule, quotas, sorted(have.items()))


def _named(pool: Pool, categories: Sequence[CategoryOf]) -> Pool:
    """The same with names in place of slugs, so that every sentence about it can be read."""
    names = {(one.category.slug, value.slug): value.name for one in categories for value in one.values}
    of_category = {one.category.slug: one.category.name for one in categories}
    quotas = tuple(Quota(of_category[q.category], names[q.category, q.value], q.least, q.most) for q in pool.quotas)
    people = tuple(
        Person(
            person.id,
            tuple(names[pair] for pair in zip(pool.categories, person.features, strict=True)),
            person.household,
        )
        for person in pool.people
    )
    return Pool(people, quotas, pool.seats)


def _begin(assembly_id: int, mark: object, pool: Pool) -> None:
    before = _kept.pop(assembly_id, None)
    if before is not None:
        before[1].cancel()  # one that did not begin yet
    _kept[assembly_id] = (mark, _beside.submit(_work, pool))
    while len(_kept) > MOST_KEPT:
        _kept.popitem(last=False)[1][1].cancel()


def _work(pool: Pool) -> _Answer:
    return _Answer(possible(pool), most_helpful(pool))


async def _outcome(assembly_id: int, categories: Sequence[CategoryOf], patience: float) -> Outcome | None:
    sums = _kept[assembly_id][1]
    waits = 0.0
    while not sums.done() and waits < patience:
        await asyncio.sleep(_PAUSE)
        waits += _PAUSE
    if not sums.done() or sums.cancelled():
        return None
    try:
        answer = sums.result()
    except Exception:
        _kept.pop(assembly_id, None)  # so that the next look tries again
        raise
    return _in_words(answer, categories)


def _in_words(answer: _Answer, categories: Sequence[CategoryOf]) -> Outcome:
    values = {(one.category.name, value.name): value for one in categories for value in one.values}
    wanted = tuple(Wanted(h.quota.category, h.quota.value, h.have, h.wanted) for h in answer.helpful)
    found = answer.found
    if isinstance(found, Impossible):
        steps = [
            Step(c.quota.category, values[c.quota.category, c.quota.value], c.bound, c.now, c.to) for c in found.changes
        ]
        return Outcome(False, reasons=found.reasons, steps=tuple(steps), wanted=wanted)
    return Outcome(
        True,
        at_least=ceil(1 / found.floor - 1e-9) if found.floor > 0 else 0,
        at_most=max(floor(1 / found.ceiling + 1e-9), 1) if found.ceiling > 0 else 0,
        unreachable=len(found.unreachable),
        proved=found.proved,
        wanted=wanted,
    )
