"""Quotas: from shares of the place to seats, with the working shown; changed by hand; checked against each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from assembly.assemblies import AssemblyRefused, changing, keep
from assembly.models import Asked, Assembly, CategoryValue
from assembly.quotas import CategoryOf, categories_of, one_of
from assembly.quotas.rules import Wards, gaps
from assembly.sortition.refusals import SortitionRefused
from assembly.sortition.rounding import SeatsOfValue, seats_from_shares
from residents.people import Person
from web.language import _
from web.text import one_line

WIDEST = 20
LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class Line:
    """One value with its working, as pages write it. `working` is None while numbers of people are missing."""

    value: CategoryValue
    working: SeatsOfValue | None

    @property
    def people(self) -> str:
        return "" if self.value.people is None else f"{self.value.people:,}"

    @property
    def share(self) -> str:
        """In percent, one place after the point: “5.3%”."""
        return f"{decimal(100 * self.working.share, 1)}%" if self.working else ""

    @property
    def exact(self) -> str:
        """Seats, two places after the point: “4.37”."""
        return decimal(self.working.exact, 2) if self.working else ""

    @property
    def fair(self) -> str:
        return str(self.working.fair) if self.working else ""

    @property
    def rounded(self) -> str:
        """What rounding alone gives: “4 to 5”."""
        return span(self.working.least, self.working.most) if self.working else ""

    @property
    def quota(self) -> str:
        return span(self.value.least, self.value.most)


def decimal(number: Fraction, places: int) -> str:
    """Rounded as at school, half away from nothing, from the exact fraction."""
    scaled = (number * 10**places * 2 + 1) // 2
    whole, rest = divmod(scaled, 10**places)
    return f"{whole}.{rest:0{places}}"


def span(least: int, most: int) -> str:
    return str(least) if least == most else _("%(least)s to %(most)s") % {"least": least, "most": most}


def working_of(one: CategoryOf, seats: int, slack: int = 0) -> list[Line]:
    people = one.people
    try:
        worked: Sequence[SeatsOfValue | None] = seats_from_shares(people, seats, slack) if people else []
    except SortitionRefused:
        worked = []
    return [Line(value, its) for value, its in zip(one.values, worked or [None] * len(one.values), strict=True)]


def problems(one: CategoryOf, assembly: Assembly, wards: Wards) -> list[str]:
    """What an officer still has to mend before this category can steer a draw, a sentence each."""
    found = []
    if not one.category.question or not one.category.why:
        found.append(_("Say what people are asked, and why."))
    if len(one.values) < 2:
        return [*found, _("It needs two answers or more.")]
    if left_out := gaps(one.category.asked, one.values, assembly.age_from, wards):
        found.append(left_out)
    missing = [value.name for value in one.values if value.people is None]
    if missing and one.category.asked is not Asked.CHOICE or (missing and len(missing) < len(one.values)):
        found.append(_("How many people there are is not known yet for: %(which)s.") % {"which": ", ".join(missing)})
    elif missing:
        found.append(_("How many people have each answer is not known yet."))
    return [*found, *(trouble.sentence for trouble in clashes(one.values, assembly.seats))]


@dataclass(frozen=True, slots=True)
class Clash:
    """Quotas that do not go together. `value_id` and `bound` ("least" or "most") say beside which field it stands."""

    value_id: int
    bound: str
    sentence: str


def clashes(values: Sequence[CategoryValue], seats: int) -> list[Clash]:
    """Of one category, against each other and against the seats."""
    found = []
    for value in values:
        if value.most < value.least:
            said = _("“%(name)s”: the most must not be smaller than the least, which is %(least)s.")
            found.append(Clash(value.id, "most", said % {"name": value.name, "least": value.least}))
        elif value.most < 1:
            said = _("“%(name)s”: allow at least 1. Otherwise nobody who says so could ever be chosen.")
            found.append(Clash(value.id, "most", said % {"name": value.name}))
    if found or not values:
        return found
    least, most = sum(value.least for value in values), sum(value.most for value in values)
    words = {"seats": seats, "least": least, "most": most}
    if least > seats:
        highest = max(values, key=lambda value: value.least)
        said = _("The smallest numbers add up to %(least)s, but there are %(seats)s seats. Lower one of them.")
        found.append(Clash(highest.id, "least", said % words))
    if most < seats:
        largest = max(values, key=lambda value: value.most)
        said = _("The largest numbers add up to %(most)s, but there are %(seats)s seats. Raise one of them.")
        found.append(Clash(largest.id, "most", said % words))
    return found


async def set_seats(
    by: Person,
    assembly_id: int,
    version: int,
    category_id: int,
    quotas: Mapping[int, tuple[int, int]],
    reason: str,
    now: datetime,
) -> None:
    """Least and most of each value by hand. Once commissioned, a change needs a reason, and everybody can read it."""
    async with changing(by, assembly_id, version, now) as assembly:
        one = await one_of(assembly_id, category_id)
        before = quotas_by_name([one])
        for value in one.values:
            value.least, value.most = quotas.get(value.id, (value.least, value.most))
        for clash in clashes(one.values, assembly.seats):
            raise AssemblyRefused(clash.sentence, f"{clash.bound}_{clash.value_id}")
        await store(by, assembly, [one], before, "assembly.seats-set", reason, now)


async def work_out(by: Person, assembly_id: int, version: int, slack: int, reason: str, now: datetime) -> list[str]:
    """Quotas of all categories from their shares, each made wider by `slack` people at both ends.

    Returns the names of categories left as they were, because numbers of people are missing.
    """
    if not 0 <= slack <= WIDEST:
        raise AssemblyRefused(_("Write a number from 0 to %(most)s.") % {"most": WIDEST}, "slack")
    async with changing(by, assembly_id, version, now) as assembly:
        categories = await categories_of(assembly_id)
        known = [one for one in categories if one.people]
        if not known:
            raise AssemblyRefused(
                _("No category knows yet how many people have each answer. Fill that in first."), "slack"
            )
        before = quotas_by_name(known)
        for one in known:
            for line in working_of(one, assembly.seats, slack):
                if line.working is not None:
                    line.value.least, line.value.most = line.working.least, line.working.most
        await store(by, assembly, known, before, "assembly.seats-worked-out", reason, now, slack=slack)
    return [one.category.name for one in categories if not one.people]


def quotas_by_name(categories: Sequence[CategoryOf]) -> dict[tuple[str, str], tuple[int, int]]:
    return {(one.category.name, value.name): (value.least, value.most) for one in categories for value in one.values}


async def store(
    by: Person,
    assembly: Assembly,
    categories: Sequence[CategoryOf],
    before: Mapping[tuple[str, str], tuple[int, int]],
    act: str,
    reason: str,
    now: datetime,
    **more: object,
) -> None:
    """Inside `changing`: keeps what stands in the values, and journals what is different with its reason."""
    changed = [
        [*names, list(before[names]), list(after)]
        for names, after in quotas_by_name(categories).items()
        if after != before[names]
    ]
    reason = one_line(reason)
    if changed and assembly.commissioned_at is not None and not reason:
        raise AssemblyRefused(
            _("Say why you change the quotas. The assembly is commissioned, so the reason is public."), "reason"
        )
    if len(reason) > LONGEST_REASON:
        raise AssemblyRefused(_("Shorten this to %(limit)s characters or fewer.") % {"limit": LONGEST_REASON}, "reason")
    for one in categories:
        for value in one.values:
            if [one.category.name, value.name] in [pair[:2] for pair in changed]:
                await CategoryValue.filter(id=value.id).update(least=value.least, most=value.most)
    if changed:
        public = {"reason": reason} if assembly.commissioned_at is not None else {}
        await keep(by, assembly, act, now, {}, quotas=changed, **more, **public)
