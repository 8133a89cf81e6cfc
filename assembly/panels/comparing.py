"""How the panel compares with the place, as everybody may see it.

Small counts are kept back. And because the list of pseudonyms follows every change at once, these counts must not: who
compares them before and after one person left would know that person's features. So they stand still until five or more
people have left and five or more have come since.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assembly.draws.pooling import SEATED
from assembly.models import Assembly, Category, CategoryValue, Member, MemberState
from assembly.sortition.drawing.commitments import SMALL, shown_counts
from database import rows


@dataclass(frozen=True, slots=True)
class Bar:
    """One value: its share of the place, and of the panel; None where it is kept back. Shares in percent."""

    name: str
    place: float | None
    count: int | None
    panel: float | None
    small: bool
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Compared:
    category: str
    source: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`at`: the day of these counts; `since`: how many seats changed after it."""

    at: datetime
    people: int
    since: int
    categories: tuple[Compared, ...]


async def keep_shown(assembly: Assembly, now: datetime) -> None:
    """Where people took seats, inside that transaction: count anew, if enough changed that nobody can be worked out."""
    sitting = await _sitting(assembly.id)
    before = await _members_shown(assembly)
    enough = len(before - sitting) >= SMALL and len(sitting - before) >= SMALL
    if sitting and (not before or enough):
        shown = {"at": now.isoformat(), "members": sorted(sitting), "counts": await _counts(sitting)}
        assembly.panel_shown = shown
        await Assembly.filter(id=assembly.id).update(panel_shown=shown)


async def comparison_of(assembly: Assembly) -> Comparison | None:
    """None before a panel was drawn, and once its draw was declared void."""
    before = await _members_shown(assembly)
    if not before or assembly.panel_shown is None:
        return None
    counts: dict[str, dict[str, int]] = assembly.panel_shown["counts"]
    sitting = await _sitting(assembly.id)
    categories = await Category.filter(assembly_id=assembly.id).order_by("position", "id")
    values: dict[int, list[CategoryValue]] = {}
    for one in await CategoryValue.filter(category__assembly_id=assembly.id).order_by("position", "id"):
        values.setdefault(one.category_id, []).append(one)
    compared = tuple(
        _compared(one, values.get(one.id, []), counts.get(one.slug, {}), len(before)) for one in categories
    )
    since = max(len(before - sitting), len(sitting - before))
    return Comparison(datetime.fromisoformat(assembly.panel_shown["at"]), len(before), since, compared)


def _compared(category: Category, values: list[CategoryValue], counts: dict[str, int], people: int) -> Compared:
    have = {one.slug: counts.get(one.slug, 0) for one in values}
    shown = shown_counts(have)
    everybody = sum(one.people or 0 for one in values)
    bars = []
    for one in values:
        count = shown[one.slug]
        place = 100 * one.people / everybody if one.people is not None and everybody else None
        part = 100 * count / people if count is not None else None
        bars.append(Bar(one.name, place, count, part, have[one.slug] < SMALL, one.least, one.most))
    return Compared(category.name, category.source, tuple(bars))


async def _members_shown(assembly: Assembly) -> set[int]:
    """Whom the counts that stand are of; nobody where their draw does not count any more."""
    kept: dict[str, Any] = assembly.panel_shown or {}
    members = {int(one) for one in kept.get("members", [])}
    if members and await Member.exists(id__in=sorted(members), state=MemberState.VOID):
        return set()
    return members


async def _sitting(assembly_id: int) -> set[int]:
    return {one.id for one in await Member.filter(assembly_id=assembly_id, state__in=SEATED).only("id")}


async def _counts(members: set[int]) -> dict[str, dict[str, int]]:
    marks = ", ".join("?" for _each in members)
    found: dict[str, Counter[str]] = {}
    for one in await rows(
        f"""SELECT c.slug AS category, v.slug AS value, COUNT(*) AS many FROM assembly_member m
            JOIN registration_answer a ON a.registration_id = m.registration_id
            JOIN category c ON c.id = a.category_id JOIN category_value v ON v.id = a.value_id
            WHERE m.id IN ({marks}) GROUP BY c.slug, v.slug""",
        *sorted(members),
    ):
        found.setdefault(one.category, Counter())[one.value] = one.many
    return {name: dict(counts) for name, counts in found.items()}
