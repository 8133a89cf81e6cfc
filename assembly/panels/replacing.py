"""Empty seats: who of the alternates is next in the drawn order, who can no longer be chosen, and why."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assembly.draws.beginning import UNDER_WAY
from assembly.draws.pooling import Candidate, Seating, seating
from assembly.models import (
    Assembly,
    Category,
    CategoryValue,
    Draw,
    DrawState,
    Member,
    MemberState,
    Registration,
    RegistrationState,
)
from assembly.panels import LEFT, PanelRefused, calling, comparing, had_a_seat, keep, move, moving
from assembly.sortition.following import Following, Verdict, Why, following
from assembly.sortition.pool import Person as Drawable
from assembly.sortition.pool import Pool, Quota
from post.models import Via
from residents.people import Person
from web.language import _


@dataclass(frozen=True, slots=True)
class Alternate:
    """One place of the drawn order. `can`: next, waits, or no; `because` says why not."""

    member_id: int
    pseudonym: str
    place: int
    can: str
    because: str = ""
    why: str = ""  # the same in a word, which gives nobody's features away


@dataclass(frozen=True, slots=True)
class Outlook:
    """`needs`: what the empty seats must bring, in words. `changes`: category, value, bound, now, to."""

    empty: int
    alternates: tuple[Alternate, ...]
    needs: tuple[str, ...] = ()
    changes: tuple[tuple[str, str, str, int, int], ...] = ()
    draw_under_way: bool = False

    @property
    def next(self) -> Alternate | None:
        return next((one for one in self.alternates if one.can == "next"), None)

    @property
    def passed(self) -> tuple[Alternate, ...]:
        """Everybody before the next one."""
        before = self.next.place if self.next else None
        return tuple(one for one in self.alternates if one.can == "no" and (before is None or one.place < before))


async def outlook(assembly: Assembly) -> Outlook:
    """How the empty seats can be filled from the list. Raises DrawRefused where there are no quotas."""
    found = await seating(assembly)
    reserves = await reserves_of(assembly)
    under_way = await Draw.exists(assembly_id=assembly.id, state__in=UNDER_WAY)
    names = await names_of_quotas(assembly)
    if not found.empty:
        waiting = tuple(_alternate(one, "waits") for one in reserves)
        return Outlook(0, waiting, draw_under_way=under_way)
    pool = _pool(found, [one.registration_id for one in reserves])
    there = {person.id for person in pool.people}
    order = [one.registration.pseudonym for one in reserves if one.registration.pseudonym in there]
    follows = following(pool, order)
    alternates = _alternates(reserves, follows, found, names, pool)
    return Outlook(
        found.empty,
        alternates,
        tuple(_need(one, names) for one in found.left if one.least),
        tuple((*names[c.quota.category, c.quota.value], c.bound, c.now, c.to) for c in follows.changes),
        under_way,
    )


async def reserves_of(assembly: Assembly) -> list[Member]:
    """The alternates of the last draw that counts, in the drawn order, with their registrations."""
    last = await Draw.filter(assembly_id=assembly.id, state=DrawState.DRAWN).order_by("-number").first().only("id")
    if last is None:
        return []
    return (
        await Member.filter(draw_id=last.id, state=MemberState.RESERVE)
        .select_related("registration")
        .order_by("reserve_place")
    )


async def offer(
    by: Person,
    assembly_id: int,
    member_id: int,
    answer_by: datetime | None,
    now: datetime,
    *,
    via: Via = Via.PRINT,
) -> Member:
    """Give an empty seat to the next alternate, who must be `member_id`, and ask them to say yes by a day.

    Raises NotAllowed, NotFound, AssemblyRefused (phase), DrawRefused, PanelRefused: no seat is empty, somebody else is
    next by now, a draw is under way; KeyGone.
    """
    until = calling.checked_date(answer_by, now)
    async with moving(assembly_id, now, by) as assembly:
        found = await outlook(assembly)
        if found.draw_under_way:
            raise PanelRefused(_("A draw for the empty seats is under way. Finish it or stop it first."))
        if not found.empty:
            raise PanelRefused(_("Every seat is taken."))
        if found.next is None or found.next.member_id != member_id:
            raise PanelRefused(_("Somebody else is next by now. Look at the list again."))
        member = await Member.get(id=member_id).select_related("registration")
        gone = await _left_empty(assembly, found.empty)
        await move(member, "offered", by.actor, now, state=MemberState.SELECTED, replaces_id=gone.id if gone else None)
        await calling.ask(by.actor, assembly, member, until, now, via=via)
        await comparing.keep_shown(assembly, now)
        await keep(
            by, "seat-offered", assembly, now, member=member.id, place=found.next.place,
            passed=dict(Counter(one.why for one in found.passed)), replaces=gone.id if gone else None,
        )  # fmt: skip
    return member


async def _left_empty(assembly: Assembly, empty: int) -> Member | None:
    """Whose seat is filled now: of those who left last, as many as seats are empty, the one who left first."""
    found = await Member.filter(
        assembly_id=assembly.id, state__in=(*LEFT, MemberState.COMPLETED), left_at__isnull=False
    ).order_by("-left_at", "-id")
    taken = {
        one.replaces_id for one in await Member.filter(assembly_id=assembly.id, replaces_id__isnull=False).only(
            "id", "replaces_id", "state"
        ) if one.state is not MemberState.VOID
    }  # fmt: skip
    free = [one for one in found if had_a_seat(one) and one.id not in taken][:empty]
    return free[-1] if free else None


def _pool(found: Seating, registration_ids: Sequence[int]) -> Pool:
    """The alternates who can be seated, and what the quotas still ask. Whoever lacks an answer cannot be counted."""
    categories = tuple(dict.fromkeys(quota.category for quota in found.left))
    values = {(quota.category, quota.value) for quota in found.left}
    listed = set(registration_ids)
    people = [
        Drawable(one.pseudonym, tuple(one.features[name] for name in categories), one.household)
        for one in found.free
        if one.registration_id in listed and _is_whole(one, categories, values)
    ]
    return Pool(tuple(people), found.left, found.empty)


def _is_whole(one: Candidate, categories: Sequence[str], values: set[tuple[str, str]]) -> bool:
    return all((name, one.features.get(name, "")) in values for name in categories)


def _alternates(
    reserves: Sequence[Member],
    follows: Following,
    found: Seating,
    names: dict[tuple[str, str], tuple[str, str]],
    pool: Pool,
) -> tuple[Alternate, ...]:
    passed = dict(follows.passed)
    there = {person.id: person for person in pool.people}
    homes = {one.household for one in found.sitting if one.household}
    full = {(one.category, one.value) for one in found.left if one.most < 1}
    told = []
    for member in reserves:
        pseudonym = member.registration.pseudonym
        if pseudonym == follows.next:
            told.append(_alternate(member, "next"))
        elif pseudonym in passed:
            told.append(_alternate(member, "no", _why(passed[pseudonym], names), str(passed[pseudonym].why)))
        elif pseudonym not in there:
            told.append(_alternate(member, "no", _not_there(member.registration, homes), "gone"))
        else:
            own = zip(pool.categories, there[pseudonym].features, strict=True)
            stands = tuple(quota for quota in found.left if (quota.category, quota.value) in {*own} & full)
            why = _why(Verdict(Why.FULL, stands), names) if stands else ""
            told.append(_alternate(member, "no" if why else "waits", why, str(Why.FULL) if why else ""))
    return tuple(told)


def _alternate(member: Member, can: str, because: str = "", why: str = "") -> Alternate:
    return Alternate(member.id, member.registration.pseudonym, member.reserve_place or 0, can, because, why)


def _why(verdict: Verdict, names: dict[tuple[str, str], tuple[str, str]]) -> str:
    quotas = ", ".join("{}: {}".format(*names[one.category, one.value]) for one in verdict.quotas)
    if verdict.why is Why.FULL:
        return _("would be too many of %(quotas)s") % {"quotas": quotas}
    if verdict.why is Why.NEEDED:
        return _("the empty seats are needed for %(quotas)s") % {"quotas": quotas}
    return _("the other empty seats could not be filled any more")


def _not_there(registration: Registration, homes: set[str]) -> str:
    if registration.state is not RegistrationState.POOL:
        return _("has left the pool")
    if registration.household and registration.household in homes:
        return _("lives with somebody who has a seat")
    return _("said no, sits already, or lacks an answer")


def _need(quota: Quota, names: dict[tuple[str, str], tuple[str, str]]) -> str:
    category, value = names[quota.category, quota.value]
    return _("%(category)s: %(value)s, at least %(least)s") % {
        "category": category, "value": value, "least": quota.least
    }  # fmt: skip


async def names_of_quotas(assembly: Assembly) -> dict[tuple[str, str], tuple[str, str]]:
    """How people read a category and a value, by their slugs. Two queries."""
    categories = {one.id: one for one in await Category.filter(assembly_id=assembly.id)}
    return {
        (categories[one.category_id].slug, one.slug): (categories[one.category_id].name, one.name)
        for one in await CategoryValue.filter(category__assembly_id=assembly.id)
    }
