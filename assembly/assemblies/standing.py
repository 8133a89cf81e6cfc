"""Where an assembly stands, in words: its tag, a sentence for residents, the timeline."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from assembly.assemblies import timetable_of
from assembly.models import Assembly
from assembly.phases import ORDER, Phase, Timetable, phase_of, registration_is_open
from web.filters import day, moment
from web.language import _


@dataclass(frozen=True, slots=True)
class Standing:
    """A phase in one or two words, a kind for its tag, and a sentence for residents about what happens now."""

    key: str
    label: str
    kind: str
    sentence: str
    registers: bool = False


@dataclass(frozen=True, slots=True)
class Station:
    """One phase as the timeline shows it. `state`: done, now or next."""

    key: str
    name: str
    when: str
    state: str


async def standing_of(assembly: Assembly, now: datetime) -> Standing:
    """One query."""
    return standing(assembly, await timetable_of(assembly), now)


def standing(assembly: Assembly, timetable: Timetable, now: datetime) -> Standing:
    phase = phase_of(timetable, now)
    opened = registration_is_open(timetable, now)
    label, kind, sentence = _recruiting(assembly, opened) if phase is Phase.RECRUITING else _words(assembly, phase, now)
    if phase is Phase.DRAWN and opened:
        sentence += " " + _("You can register for a place when it next changes.")
    return Standing(phase.value, label, kind, sentence, opened)


def _recruiting(assembly: Assembly, opened: bool) -> tuple[str, str, str]:
    if opened:
        closes = assembly.registration_closes_at
        until = _("You can register until %(date)s.") % {"date": moment(closes)} if closes else _("You can register.")
        return _("You can register"), "good", until
    drawn = assembly.draw_at
    waits = _("The draw is on %(date)s.") % {"date": moment(drawn)} if drawn else _("The draw comes next.")
    return _("Registration closed"), "wait", _("Registration is closed.") + " " + waits


def _words(assembly: Assembly, phase: Phase, now: datetime) -> tuple[str, str, str]:
    if phase is Phase.COMMISSIONED:
        opens = assembly.recruiting_opens_at
        if opens is None:
            return _("Commissioned"), "wait", _("Registration has no first day yet.")
        return _("Opens soon"), "wait", _("You can register from %(date)s.") % {"date": moment(opens)}
    return {
        Phase.DRAFT: (
            _("Being planned"),
            "wait",
            _("This assembly is still being planned. Nothing here is promised yet, and anything may change."),
        ),
        Phase.DRAWN: (_("Panel drawn"), "good", _("The panel was drawn in public.")),
        Phase.CLOSED: (_("Finished"), "", _("This assembly is over.")),
        Phase.CANCELLED: (_("Cancelled"), "no", _("This assembly was cancelled.")),
    }[phase]


def timeline(assembly: Assembly, timetable: Timetable, now: datetime) -> list[Station]:
    """The phases in order; for a cancelled one those that were reached stay so, and none is now."""
    phase = phase_of(timetable, now)
    names = {
        Phase.DRAFT: _("Planning"),
        Phase.COMMISSIONED: _("Commissioned"),
        Phase.RECRUITING: _("Recruiting"),
        Phase.DRAWN: _("Drawn and meeting"),
        Phase.CLOSED: _("Finished"),
    }
    here = ORDER.index(phase) if phase in ORDER else _last_reached(timetable, now)
    found = []
    for place, one in enumerate(ORDER):
        state = "done" if place < here or phase is Phase.CANCELLED and place == here else "next"
        state = "now" if one is phase and one is not Phase.CLOSED else state
        state = "done" if one is phase is Phase.CLOSED else state
        found.append(Station(one.value, names[one], _when(assembly, timetable, one), state))
    return found


def _last_reached(timetable: Timetable, now: datetime) -> int:
    reached = [
        (Phase.DRAWN, timetable.drawn_at),
        (Phase.RECRUITING, timetable.recruiting_opens_at if timetable.commissioned_at else None),
        (Phase.COMMISSIONED, timetable.commissioned_at),
    ]
    return next((ORDER.index(phase) for phase, when in reached if when is not None and when <= now), 0)


def _when(assembly: Assembly, timetable: Timetable, phase: Phase) -> str:
    """What the plan or the record says about this phase; an end at midnight belongs to the day before."""
    if phase is Phase.COMMISSIONED:
        return day(timetable.commissioned_at) if timetable.commissioned_at else ""
    if phase is Phase.RECRUITING:
        opens, closes = assembly.recruiting_opens_at, assembly.registration_closes_at
        if opens and closes:
            words = {"first": day(opens), "last": day(closes - timedelta(microseconds=1))}
            return _("%(first)s to %(last)s") % words
        return _("from %(date)s") % {"date": day(opens)} if opens else ""
    if phase is Phase.DRAWN:
        when = timetable.drawn_at or assembly.draw_at
        return _("draw on %(date)s") % {"date": day(when)} if when else ""
    return day(assembly.closed_at) if phase is Phase.CLOSED and assembly.closed_at else ""
