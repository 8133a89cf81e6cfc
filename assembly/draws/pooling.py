"""Who can be drawn now, and for how many seats: the whole panel at first, and what is left of it later."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assembly.draws import DrawRefused
from assembly.models import (
    Assembly,
    AssemblyKind,
    Category,
    CategoryValue,
    Member,
    MemberState,
    Registration,
    RegistrationState,
    Topic,
)
from assembly.registrations import twins
from assembly.sortition.pool import Person, Pool, Quota
from database import rows
from web.language import _

SEATED = (MemberState.SELECTED, MemberState.CONFIRMED, MemberState.ACTIVE)
"""Whose seat is taken."""
_OVER = (MemberState.DECLINED, MemberState.WITHDRAWN, MemberState.REMOVED)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One person who can be drawn: what the sums need, and what leads back to the row."""

    registration_id: int
    pseudonym: str
    salt: str
    features: dict[str, str]
    household: str


@dataclass(frozen=True, slots=True)
class Vacancies:
    """What is to be filled. `sources`: of each category, where its quotas come from."""

    seats: int
    quotas: tuple[Quota, ...]
    candidates: tuple[Candidate, ...]
    sources: dict[str, str]

    def pool(self) -> Pool:
        """For the sums. Raises SortitionRefused where people and quotas do not fit together."""
        categories = tuple(dict.fromkeys(quota.category for quota in self.quotas))
        return Pool(
            tuple(
                Person(one.pseudonym, tuple(one.features.get(name, "") for name in categories), one.household)
                for one in self.candidates
            ),
            self.quotas,
            self.seats,
        )


@dataclass(frozen=True, slots=True)
class Seating:
    """Who sits and who could. `quotas` are those of the whole panel, `left` what the empty seats must and may bring."""

    empty: int
    quotas: tuple[Quota, ...]
    left: tuple[Quota, ...]
    sitting: tuple[Candidate, ...]
    free: tuple[Candidate, ...]
    sources: dict[str, str]


async def vacancies(assembly: Assembly) -> Vacancies:
    """All seats before the first draw; afterwards those that fell empty, with what the quotas still want.

    Raises DrawRefused where nothing is to be filled, or there are no quotas.
    """
    found = await seating(assembly)
    if found.empty < 1:
        raise DrawRefused(_("Every seat is taken, so there is nothing to draw for."))
    return Vacancies(found.empty, found.left, found.free, found.sources)


async def seating(assembly: Assembly) -> Seating:
    """The whole panel as it is now, full or not. Raises DrawRefused where there are no quotas."""
    seated = {one.registration_id for one in await Member.filter(assembly_id=assembly.id, state__in=SEATED)}
    quotas, sources = await _quotas(assembly)
    everybody = await _people(assembly)
    sitting = [one for one in everybody if one.registration_id in seated]
    free = await _free(assembly, everybody, sitting)
    empty = max(0, assembly.seats - len(seated))
    return Seating(empty, tuple(quotas), _left(quotas, sitting), tuple(sitting), tuple(free), sources)


async def _quotas(assembly: Assembly) -> tuple[list[Quota], dict[str, str]]:
    categories = await Category.filter(assembly_id=assembly.id).order_by("position", "id")
    values = await CategoryValue.filter(category__assembly_id=assembly.id).order_by("position", "id")
    if not values:
        raise DrawRefused(_("There are no quotas yet. Set them first: they say what the panel should look like."))
    slugs = {one.id: one.slug for one in categories}
    order = {one.id: place for place, one in enumerate(categories)}
    values.sort(key=lambda one: order[one.category_id])
    quotas = [Quota(slugs[one.category_id], one.slug, one.least, one.most) for one in values]
    return quotas, {one.slug: one.source for one in categories}


def _left(quotas: Sequence[Quota], sitting: Sequence[Candidate]) -> tuple[Quota, ...]:
    """What the empty seats must bring, once those who sit are counted."""
    have = Counter((name, value) for one in sitting for name, value in one.features.items())
    return tuple(
        Quota(
            one.category,
            one.value,
            max(0, one.least - have[one.category, one.value]),
            max(0, one.most - have[one.category, one.value]),
        )
        for one in quotas
    )


async def _people(assembly: Assembly) -> list[Candidate]:
    """Everybody who is in the pool or on the panel, with their answers: one query each."""
    found = await Registration.filter(assembly_id=assembly.id, state=RegistrationState.POOL).order_by("pseudonym")
    answers: dict[int, dict[str, str]] = {}
    for one in await rows(
        """SELECT a.registration_id, c.slug AS category, v.slug AS value FROM registration_answer a
           JOIN registration r ON r.id = a.registration_id JOIN category c ON c.id = a.category_id
           JOIN category_value v ON v.id = a.value_id WHERE r.assembly_id = ? AND r.state = ?""",
        assembly.id,
        RegistrationState.POOL.value,
    ):
        answers.setdefault(one.registration_id, {})[one.category] = one.value
    return [
        Candidate(
            one.id, one.pseudonym, one.salt, answers.get(one.id, {}), one.household if assembly.household_rule else ""
        )
        for one in found
    ]


async def _free(assembly: Assembly, everybody: Sequence[Candidate], sitting: Sequence[Candidate]) -> list[Candidate]:
    """Who can be drawn now: nobody who sits or shares a home with somebody who does, said no, or has to wait."""
    taken = {one.registration_id for one in sitting}
    homes = {one.household for one in sitting if one.household}
    out = await _again(assembly, await _out(assembly))
    return [
        one
        for one in everybody
        if one.registration_id not in taken and one.registration_id not in out and one.household not in homes
    ]


async def _out(assembly: Assembly) -> set[int]:
    """Registrations that were on the panel before and cannot be drawn again: they left, or their rest is not over."""
    left = {one.registration_id for one in await Member.filter(assembly_id=assembly.id, state__in=_OVER)}
    served = await Member.filter(assembly_id=assembly.id, state=MemberState.COMPLETED).select_related("draw__topic")
    if assembly.kind is not AssemblyKind.STANDING:
        return left | {one.registration_id for one in served}
    coming = await current_topic(assembly)
    at = coming.position if coming is not None else len(served)
    return left | {one.registration_id for one in served if at - _last_served(one) <= assembly.rest_topics}


async def _again(assembly: Assembly, out: set[int]) -> set[int]:
    """With those who withdrew after they had been on the panel, and registered anew under another pseudonym."""
    gone = await Registration.filter(id__in=sorted(out), state=RegistrationState.WITHDRAWN) if out else []
    if not gone:
        return out
    there = await Registration.filter(assembly_id=assembly.id, state=RegistrationState.POOL)
    return out | {one.id for one in there if any(twins.same(one, other) for other in gone)}


async def current_topic(assembly: Assembly) -> Topic | None:
    """The one the panel works on, or will work on next."""
    return await Topic.filter(assembly_id=assembly.id, ended_at__isnull=True).order_by("position").first()


def _last_served(member: Member) -> int:
    """The position of the last topic of this term."""
    topic = member.draw.topic
    return (topic.position if topic is not None else 0) + max(1, member.topics_served) - 1


def frozen(found: Vacancies) -> list[dict[str, Any]]:
    """The candidates as they are kept with the draw. The mark of a shared home follows from the salts of those who live
    there: it leads to no address, and the root of the pool changes only when people or their answers do. By chance it
    would change with each try, and an officer could begin and stop until the panels please."""
    homes: dict[str, list[str]] = {}
    for one in found.candidates:
        homes.setdefault(one.household, []).append(one.salt)
    marks = {home: _mark(salts) for home, salts in homes.items() if home and len(salts) > 1}
    return [
        {
            "p": one.pseudonym,
            "s": one.salt,
            "f": one.features,
            "h": marks.get(one.household, ""),
            "r": one.registration_id,
        }
        for one in found.candidates
    ]


def _mark(salts: Sequence[str]) -> str:
    return hashlib.sha256("|".join(["home", *sorted(salts)]).encode()).hexdigest()[:16]
