"""The dates of an assembly: recruiting, the draw in public, and the day on which the pool is deleted."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from assembly.assemblies import AssemblyRefused, changing, may_be_done
from assembly.commissioning import words
from assembly.commissioning.promises import keep_openly
from assembly.models import Assembly, AssemblyKind, AssemblySession
from residents.people import Person
from web.days import local_date
from web.filters import day, moment
from web.language import _

MOMENTS = ("recruiting_opens_at", "registration_closes_at", "draw_at")


async def set_dates(
    by: Person,
    assembly_id: int,
    version: int,
    *,
    moments: Mapping[str, datetime | None],
    draw_place: str,
    purge_on: date | None,
    reason: str = "",
    now: datetime,
) -> None:
    """`moments`: under the names in MOMENTS, in UTC. Raises AssemblyRefused with the date at fault."""
    asked = {name: moments.get(name) for name in MOMENTS}
    place = words.line(draw_place, "draw_place")
    async with changing(by, assembly_id, version, now, doing="promise") as assembly:
        if "plan" not in await may_be_done(assembly, now):
            _refuse_what_is_over(assembly, asked)
        sessions = await AssemblySession.filter(assembly_id=assembly.id).order_by("starts_at")
        in_order(assembly, asked, purge_on, sessions)
        _refuse_the_past(assembly, asked, purge_on, now)
        values = {**asked, "draw_place": place, "purge_on": purge_on}
        await keep_openly(by, assembly, "assembly.dates-set", now, values, reason)


def in_order(
    assembly: Assembly,
    moments: Mapping[str, datetime | None],
    purge_on: date | None,
    sessions: Sequence[AssemblySession],
) -> None:
    """Raises AssemblyRefused that names the first two dates which are not in order."""
    known = [(name, when) for name in MOMENTS if (when := moments.get(name)) is not None]
    for (earlier, first), (later, second) in zip(known, known[1:], strict=False):
        if second <= first:
            said = _("This must be after %(first)s, because %(earlier)s then.")
            raise AssemblyRefused(said % {"first": moment(first), "earlier": _happens(earlier)}, later)
    if known and sessions and assembly.kind is AssemblyKind.ONE_OFF and known[-1][1] >= sessions[0].starts_at:
        said = _("This must be before the first session, which begins on %(date)s.")
        raise AssemblyRefused(said % {"date": moment(sessions[0].starts_at)}, known[-1][0])
    last = _last_need_of_the_pool(assembly, known, sessions)
    if purge_on is not None and last is not None and purge_on <= local_date(last):
        said = _("The pool is needed until %(date)s, because seats may fall empty. Choose a later day.")
        raise AssemblyRefused(said % {"date": day(last)}, "purge_on")


def _last_need_of_the_pool(
    assembly: Assembly, known: Sequence[tuple[str, datetime]], sessions: Sequence[AssemblySession]
) -> datetime | None:
    """A one-off panel may need replacements until it has met for the last time."""
    moments = [when for _name, when in known]
    if assembly.kind is AssemblyKind.ONE_OFF:
        moments += [session.ends_at for session in sessions]
    return max(moments, default=None)


def _happens(name: str) -> str:
    """What happens at this date, as the second half of a sentence."""
    return {
        "recruiting_opens_at": _("registration opens"),
        "registration_closes_at": _("registration closes"),
        "draw_at": _("the draw takes place"),
    }[name]


def _refuse_what_is_over(assembly: Assembly, asked: Mapping[str, datetime | None]) -> None:
    for name in MOMENTS:
        if asked[name] != getattr(assembly, name):
            raise AssemblyRefused(
                _("This date can no longer be changed: the pool is frozen for a draw, or a panel was drawn."), name
            )


def _refuse_the_past(
    assembly: Assembly, asked: Mapping[str, datetime | None], purge_on: date | None, now: datetime
) -> None:
    """What people were told is in the future may not move into the past; registration may close at this moment."""
    draw = asked["draw_at"]
    if draw is not None and draw != assembly.draw_at and draw <= now:
        raise AssemblyRefused(_("This moment has passed. Choose a later one."), "draw_at")
    if purge_on is not None and purge_on != assembly.purge_on and purge_on <= local_date(now):
        raise AssemblyRefused(_("Choose a day that is still to come."), "purge_on")
    opens = assembly.recruiting_opens_at
    has_opened = assembly.commissioned_at is not None and opens is not None and opens <= now
    if has_opened and asked["recruiting_opens_at"] != opens and assembly.kind is AssemblyKind.ONE_OFF:
        raise AssemblyRefused(_("Registration has opened already, so this date stays."), "recruiting_opens_at")
    if assembly.commissioned_at is None:
        return
    for name in (*MOMENTS, "purge_on"):
        if (purge_on if name == "purge_on" else asked[name]) is None and getattr(assembly, name) is not None:
            raise AssemblyRefused(_("This date was promised. It can move, but not go."), name)
