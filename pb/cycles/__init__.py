"""Cycles: where one stands, which one the public pages are about, and how its plan is changed without collisions."""

import re
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Any

from database import execute, transaction, value
from ledger import journal
from pb.models import Cycle
from pb.phases import Phase, Timetable, allowed, ballot_is_frozen, phase_of
from residents.belonging import franchises
from residents.models import Franchise
from residents.people import Person
from web.language import _
from web.refusals import NotFound, Outdated, Refused

_LONGEST_IN_JOURNAL = 300
_OF_FRANCHISE = frozenset({"name", "evidence", "confirm_by", "voting_closes_at", "challenge_ends_at"})
_SLUG = re.compile(r"[a-z0-9-]{1,80}")


class CycleRefused(Refused):
    """What was asked does not fit where the cycle stands, or cannot be kept as it is. `field` is the one at fault."""


class ChangedMeanwhile(CycleRefused, Outdated):
    """Another officer saved first. `version` is the one that stands now."""

    def __init__(self, version: int) -> None:
        super().__init__(
            _(
                "Somebody else changed this fund while you were writing. What you typed is still here. "
                "Look at how the fund stands now, then save again if yours should take its place."
            )
        )
        self.version = version


def timetable_of(cycle: Cycle) -> Timetable:
    return Timetable(**{name: getattr(cycle, name) for name in Timetable.__dataclass_fields__})


def phase_at(cycle: Cycle, now: datetime) -> Phase:
    return phase_of(timetable_of(cycle), now)


def may_be_done(cycle: Cycle, now: datetime) -> frozenset[str]:
    """Everything that the point where the cycle stands allows, in the words of pb.phases.ALLOWS."""
    return allowed(timetable_of(cycle), now)


def is_public(cycle: Cycle, now: datetime) -> bool:
    """A draft is nobody's business but the officers', even after it was cancelled."""
    return cycle.published_at is not None and now >= cycle.published_at


def ballot_is_frozen_for(cycle: Cycle, now: datetime) -> bool:
    return ballot_is_frozen(timetable_of(cycle), now)


def demand_phase(cycle: Cycle, doing: str, now: datetime) -> None:
    """Raises CycleRefused unless `doing` (a word of pb.phases.ALLOWS) is possible now."""
    if doing not in may_be_done(cycle, now):
        raise CycleRefused(_too_late(doing))


def _too_late(doing: str) -> str:
    return {
        "plan": _("This part of the plan is frozen, because the ballot is ready or the vote has begun."),
        "submit": _("New ideas cannot be sent in now. The dates are on the page of the fund."),
        "edit": _("Ideas can no longer be changed, because the vote has been prepared."),
        "withdraw": _("Ideas can no longer be withdrawn, because the vote has been prepared."),
        "support": _("Ideas can no longer be supported. When the vote is open you can rank the projects."),
        "vote": _("Voting is not open now. The dates are on the page of the fund."),
        "publish": _("This fund is public already."),
        "freeze": _("The ballot can be frozen between the end of ideas and the start of the vote, and only once."),
        "unfreeze": _("The ballot can only be taken back after it was frozen and before the vote opens."),
        "decide": _("A decision can be recorded once the result is published."),
        "close": _("A fund can be closed once its result is published and nobody can challenge it any more."),
        "cancel": _("This fund can no longer be cancelled: its result is published, or it is over."),
    }.get(doing, _("This cannot be done at this point of the cycle."))


async def current_cycle(now: datetime) -> Cycle | None:
    """The cycle that the home page is about: the newest published one that is not over, else the newest published."""
    published = await Cycle.filter(published_at__lte=now, imported=False).order_by("-published_at", "-id").limit(20)
    under_way = [cycle for cycle in published if phase_at(cycle, now) not in (Phase.CLOSED, Phase.CANCELLED)]
    return next(iter([*under_way, *published]), None)


async def by_slug(slug: str) -> Cycle:
    """Raises NotFound."""
    cycle = await Cycle.get_or_none(slug=slug) if _SLUG.fullmatch(slug) else None
    if cycle is None:
        raise NotFound(_("This fund is not there."))
    return cycle


@asynccontextmanager
async def changing(
    by: Person, cycle_id: int, version: int, now: datetime, doing: str | None = "plan", may: str = "cycles.edit"
) -> AsyncIterator[Cycle]:
    """One transaction in which `by` changes the cycle as it stood at `version`, where its phase allows `doing`.

    The first statement is a write, so two officers who save at once wait for each other, and the second is told.
    """
    by.demand(may)
    async with transaction():
        if not await execute("UPDATE cycle SET version = version + 1 WHERE id = ? AND version = ?", cycle_id, version):
            raise await _changed_meanwhile(cycle_id)
        cycle = await Cycle.get(id=cycle_id)
        if doing is not None:
            demand_phase(cycle, doing, now)
        yield cycle


async def _changed_meanwhile(cycle_id: int) -> Refused:
    version = await value("SELECT version FROM cycle WHERE id = ?", cycle_id)
    return NotFound(_("This fund is not there.")) if version is None else ChangedMeanwhile(version)


async def keep(by: Person, cycle: Cycle, act: str, now: datetime, values: Mapping[str, Any], **more: Any) -> None:
    """Store `values` and journal what is different, before and after. Inside `changing`."""
    before = {name: getattr(cycle, name) for name in values}
    changes = {name: [_short(before[name]), _short(new)] for name, new in values.items() if new != before[name]}
    if values:
        await Cycle.filter(id=cycle.id).update(**values)
        cycle.update_from_dict(dict(values))
        if cycle.franchise_id is not None and not _OF_FRANCHISE.isdisjoint(values):
            await franchise_of(cycle)
    if changes or more:
        await journal.record(by.actor, act, f"cycle:{cycle.id}", at=now, changes=changes, **more)


async def franchise_of(cycle: Cycle, proofs: Collection[str] | None = None) -> Franchise:
    """Who may take part in the cycle's vote, for the packages that know nothing of cycles; made when first needed.

    `proofs`: methods that are accepted from now on; without them those accepted before.
    """
    kept = await Franchise.get_or_none(id=cycle.franchise_id) if cycle.franchise_id is not None else None
    franchise = await franchises.settle(
        f"cycle-{cycle.id}",
        cycle.name,
        counts_from=cycle.evidence.get("count") or cycle.evidence.get("vote") or "E1",
        proofs=proofs if proofs is not None else (kept.proofs if kept else None),
        confirm_by=cycle.confirm_by or cycle.voting_closes_at,
        challenge_ends_at=cycle.challenge_ends_at,
    )
    if kept is None:
        cycle.franchise_id = franchise.id
        await Cycle.filter(id=cycle.id).update(franchise_id=franchise.id)
    return franchise


def _short(kept: object) -> object:
    """As the journal writes it: times as text, long texts by their beginning."""
    if isinstance(kept, date):  # which a datetime is, too
        return kept.isoformat()
    if isinstance(kept, str):
        return kept if len(kept) <= _LONGEST_IN_JOURNAL else kept[:_LONGEST_IN_JOURNAL] + "…"
    return kept
