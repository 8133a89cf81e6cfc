"""Assemblies: where one stands, and how its plan is changed without collisions."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Any

from tortoise.models import Model

from assembly.models import Assembly, Draw, DrawState
from assembly.phases import Phase, Timetable, allowed, is_public, phase_of
from database import execute, transaction, value
from ledger import journal
from residents.people import Person
from web.language import _
from web.refusals import NotFound, Outdated, Refused

_LONGEST_IN_JOURNAL = 300
_SLUG = re.compile(r"[a-z0-9-]{1,80}")
_FREEZING = (DrawState.PREPARING, DrawState.PREPARED, DrawState.COMMITTED, DrawState.DRAWN)


class AssemblyRefused(Refused):
    """What was asked does not fit where the assembly stands, or cannot be kept as it is. `field`: the one at fault."""


class ChangedMeanwhile(AssemblyRefused, Outdated):
    """Another officer saved first. `version` is the one that stands now."""

    def __init__(self, version: int) -> None:
        super().__init__(
            _(
                "Somebody else changed this assembly while you were writing. What you typed is still here. "
                "Look at how it stands now, then save again if yours should take its place."
            )
        )
        self.version = version


async def timetable_of(assembly: Assembly) -> Timetable:
    """One query: its draws say whether the pool is frozen and whether a panel stands."""
    draws = await Draw.filter(assembly_id=assembly.id, state__in=_FREEZING).only(
        "id", "kind", "state", "begun_at", "drawn_at"
    )
    return _timetable(assembly, draws)


async def timetables_of(assemblies: list[Assembly]) -> dict[int, Timetable]:
    """The same for several, by their ids, in one query."""
    found = await Draw.filter(assembly_id__in=[one.id for one in assemblies], state__in=_FREEZING).only(
        "id", "assembly_id", "kind", "state", "begun_at", "drawn_at"
    )
    return {one.id: _timetable(one, [draw for draw in found if draw.assembly_id == one.id]) for one in assemblies}


def _timetable(assembly: Assembly, draws: list[Draw]) -> Timetable:
    drawn = [draw.drawn_at for draw in draws if draw.state is DrawState.DRAWN and draw.drawn_at is not None]
    under_way = [draw.begun_at for draw in draws if draw.state is not DrawState.DRAWN]
    # After a one-off panel is drawn its pool stays frozen; a standing assembly takes registrations again.
    begun = under_way or ([] if assembly.kind == "standing" else [draw.begun_at for draw in draws])
    return Timetable(
        standing=assembly.kind == "standing",
        published_at=assembly.published_at,
        commissioned_at=assembly.commissioned_at,
        recruiting_opens_at=assembly.recruiting_opens_at,
        registration_closes_at=assembly.registration_closes_at,
        draw_begun_at=min(begun, default=None),
        drawn_at=min(drawn, default=None),
        closed_at=assembly.closed_at,
        cancelled_at=assembly.cancelled_at,
    )


async def phase_at(assembly: Assembly, now: datetime) -> Phase:
    return phase_of(await timetable_of(assembly), now)


async def may_be_done(assembly: Assembly, now: datetime) -> frozenset[str]:
    """Everything that the point where the assembly stands allows, in the words of assembly.phases.ALLOWS."""
    return allowed(await timetable_of(assembly), now)


async def demand_phase(assembly: Assembly, doing: str, now: datetime) -> None:
    """Raises AssemblyRefused unless `doing` (a word of assembly.phases.ALLOWS) is possible now."""
    if doing not in await may_be_done(assembly, now):
        raise AssemblyRefused(_too_late(doing))


def _too_late(doing: str) -> str:
    return {
        "plan": _(
            "This part of the plan can no longer be changed: the pool is frozen for a draw, or a panel was drawn."
        ),
        "meet": _("The sessions can no longer be changed: the assembly is over."),
        "promise": _("This can no longer be changed: the assembly is over."),
        "publish": _("The page of this assembly can no longer be changed."),
        "commission": _("This assembly is commissioned already, or it is over."),
        "invite": _(
            "Invitations can be sent once the assembly is commissioned, and until the pool is frozen for the draw."
        ),
        "register": _("Registration is not open now. The dates are on the page of the assembly."),
        "withdraw": _("This cannot be withdrawn any more: the assembly is over."),
        "draw": _("A panel can be drawn while the assembly recruits, and later when seats fall empty."),
        "seat": _("There is no panel yet. It is drawn first."),
        "close": _("An assembly can be closed once its panel was drawn."),
        "cancel": _("This assembly is over already."),
    }.get(doing, _("This cannot be done at this point of the assembly."))


async def by_slug(slug: str) -> Assembly:
    """Raises NotFound."""
    found = await Assembly.get_or_none(slug=slug) if _SLUG.fullmatch(slug) else None
    if found is None:
        raise NotFound(_("This assembly is not there."))
    return found


async def public_by_slug(slug: str, now: datetime, *, drafts: bool = False) -> Assembly:
    """One that the public may see; with `drafts` also one that only officers do. Raises NotFound."""
    found = await by_slug(slug)
    if not drafts and not is_public(Timetable(published_at=found.published_at), now):
        raise NotFound(_("This assembly is not there."))
    return found


async def one(assembly_id: int) -> Assembly:
    """Raises NotFound."""
    found = await Assembly.get_or_none(id=assembly_id) if 0 < assembly_id < 2**63 else None
    if found is None:
        raise NotFound(_("This assembly is not there."))
    return found


async def lock(assembly_id: int) -> Assembly:
    """Inside a transaction: nobody else changes what hangs on this assembly until it ends. Raises NotFound."""
    await execute("UPDATE assembly SET version = version WHERE id = ?", assembly_id)
    return await one(assembly_id)


@asynccontextmanager
async def changing(
    by: Person, assembly_id: int, version: int, now: datetime, doing: str | None = "plan", may: str = "assemblies.edit"
) -> AsyncIterator[Assembly]:
    """One transaction in which `by` changes the assembly as it stood at `version`, where its phase allows `doing`.

    The first statement is a write, so two officers who save at once wait for each other, and the second is told.
    """
    by.demand(may)
    async with transaction():
        if not await execute(
            "UPDATE assembly SET version = version + 1 WHERE id = ? AND version = ?", assembly_id, version
        ):
            raise await _changed_meanwhile(assembly_id)
        assembly = await Assembly.get(id=assembly_id)
        if doing is not None:
            await demand_phase(assembly, doing, now)
        yield assembly


async def _changed_meanwhile(assembly_id: int) -> Refused:
    version = await value("SELECT version FROM assembly WHERE id = ?", assembly_id)
    return NotFound(_("This assembly is not there.")) if version is None else ChangedMeanwhile(version)


async def keep(by: Person, assembly: Assembly, act: str, now: datetime, values: Mapping[str, Any], **more: Any) -> None:
    """Store `values` and journal what is different, before and after. Inside `changing`."""
    await keep_part(by, assembly, assembly, act, now, values, **more)


async def keep_part(
    by: Person, assembly: Assembly, part: Model, act: str, now: datetime, values: Mapping[str, Any], **more: Any
) -> None:
    """The same for something that hangs on the assembly, such as a topic."""
    changes = {
        name: [_short(getattr(part, name)), _short(new)] for name, new in values.items() if new != getattr(part, name)
    }
    if values:
        await type(part).filter(pk=part.pk).update(**values)
        part.update_from_dict(dict(values))
    if changes or more:
        await journal.record(by.actor, act, f"assembly:{assembly.id}", at=now, changes=changes, **more)


def _short(kept: object) -> object:
    """As the journal writes it: times as text, long texts by their beginning."""
    if isinstance(kept, date):  # which a datetime is, too
        return kept.isoformat()
    if isinstance(kept, str) and len(kept) > _LONGEST_IN_JOURNAL:
        return kept[:_LONGEST_IN_JOURNAL] + "…"
    return kept
