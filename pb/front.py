"""What the front page answers: what can I do now, where does the money go, what changed because of us."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from database import rows
from pb.cycles import phase_at, timetable_of
from pb.cycles.timeline import Station, standing, timeline
from pb.models import Cycle
from pb.phases import Phase, ideas_are_open
from pb.text import first_words
from web.filters import money, plural
from web.language import _

_MOST_CYCLES = 3
_MOST_FUNDED, _MOST_REFUSED = 2, 1
_OVER = (Phase.DELIVERY, Phase.CLOSED, Phase.CANCELLED)
_PRESSING = [Phase.VOTING, Phase.IDEAS, Phase.CHALLENGE, Phase.REVIEW, Phase.CONFIRMING, Phase.COUNTING]


@dataclass(frozen=True, slots=True)
class Running:
    """A cycle as the front page shows it. `action` is the one thing to do now: words and address."""

    name: str
    question: str
    phase: str
    news: str
    href: str
    action: tuple[str, str] | None
    timeline: list[Station]


@dataclass(frozen=True, slots=True)
class Amount:
    label: str
    value: int
    display: str


@dataclass(frozen=True, slots=True)
class Money:
    caption: str
    href: str
    rows: list[Amount]


@dataclass(frozen=True, slots=True)
class Outcome:
    you_said: str
    we_did: str
    state: tuple[str, str]
    href: str


async def published_cycles(now: datetime) -> list[Cycle]:
    """Newest first; without elections that were brought in from elsewhere."""
    return await Cycle.filter(published_at__lte=now, imported=False).order_by("-published_at", "-id").limit(20)


def running(published: Sequence[Cycle], now: datetime) -> list[Running]:
    """The most pressing first. When nothing is going on, the newest whose projects are being carried out."""
    phases = {cycle.id: phase_at(cycle, now) for cycle in published}
    under_way = [cycle for cycle in published if phases[cycle.id] in _PRESSING]
    under_way.sort(key=lambda cycle: _PRESSING.index(phases[cycle.id]))
    shown = under_way or [cycle for cycle in published if phases[cycle.id] is Phase.DELIVERY][:1]
    return [_shown(cycle, phases[cycle.id], now) for cycle in shown[:_MOST_CYCLES]]


def _shown(cycle: Cycle, phase: Phase, now: datetime) -> Running:
    return Running(
        cycle.name,
        cycle.question,
        phase.value,
        standing(cycle, now).sentence,
        f"/cycles/{cycle.slug}",
        _action(cycle, phase, now),
        timeline(cycle, now),
    )


def _action(cycle: Cycle, phase: Phase, now: datetime) -> tuple[str, str] | None:
    if phase is Phase.IDEAS:
        return (_("Share an idea"), "/ideas/new") if ideas_are_open(timetable_of(cycle), now) else None
    if phase is Phase.VOTING:
        return _("Vote"), "/vote"
    if phase in (Phase.CHALLENGE, Phase.DELIVERY):
        return _("See the result"), f"/cycles/{cycle.slug}/result"
    return _("Look at the ideas"), "/ideas"


async def where_the_money_goes(published: Sequence[Cycle], now: datetime) -> Money | None:
    """The pots of the newest cycle that has money and is not over, or else of the newest that had a result."""
    candidates = sorted(published, key=lambda cycle: phase_at(cycle, now) in _OVER)
    cycle = next((one for one in candidates if one.budget_pence and phase_at(one, now) is not Phase.CANCELLED), None)
    if cycle is None:
        return None
    pots = await rows("SELECT name, amount_pence FROM pot WHERE cycle_id = ? ORDER BY position, id", cycle.id)
    places = plural(len(pots), "neighbourhood", "neighbourhoods")
    words = _("%(money)s for %(places)s") % {"money": money(cycle.budget_pence), "places": places}
    href = f"/cycles/{cycle.slug}" + ("/result" if cycle.result_published_at else "")
    return Money(words, href, [Amount(pot.name, pot.amount_pence, money(pot.amount_pence)) for pot in pots])


async def what_changed() -> list[Outcome]:
    """What the last published result paid for, and the last answer of the other kind."""
    return [*await _funded(), *await _not_this_time()]


async def _funded() -> list[Outcome]:
    found = await rows(
        """SELECT p.id, p.title, p.cost_pence, p.owner FROM tally t JOIN cycle c ON c.id = t.cycle_id
           JOIN project_tally pt ON pt.tally_id = t.id AND pt.funded JOIN project p ON p.id = pt.project_id
           WHERE t.published_at IS NOT NULL AND NOT c.imported AND c.cancelled_at IS NULL
           ORDER BY t.published_at DESC, pt.supporters DESC, p.id LIMIT ?""",
        _MOST_FUNDED,
    )
    return [
        Outcome(one.title, _paid(one.cost_pence, one.owner), (_("Funded"), "good"), f"/projects/{one.id}")
        for one in found
    ]


def _paid(cost_pence: int, owner: str) -> str:
    if owner:
        return _("We set aside %(money)s. %(owner)s looks after it.") % {"money": money(cost_pence), "owner": owner}
    return _("We set aside %(money)s.") % {"money": money(cost_pence)}


async def _not_this_time() -> list[Outcome]:
    found = await rows(
        """SELECT i.id, i.title, i.reason FROM idea i JOIN cycle c ON c.id = i.cycle_id
           WHERE i.state = 'not_feasible' AND i.published_at IS NOT NULL AND c.published_at IS NOT NULL
           ORDER BY i.decided_at DESC, i.id DESC LIMIT ?""",
        _MOST_REFUSED,
    )
    state = (_("Not this time"), "no")
    return [Outcome(one.title, first_words(one.reason, 160), state, f"/ideas/{one.id}") for one in found]
