"""The list of all funds, and one fund as the officer sees it: where it stands, what is done, what comes next."""

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from ballot_box.models import Trustees
from pb.cycles import bands, decisions, may_be_done, pots, themes, trustees
from pb.cycles.rules import counting_of
from pb.cycles.timeline import next_step, standing, timeline
from pb.models import Cycle, Sealing
from pb.views.planning.common import OFFICER, cycle_of
from pb.what_if import has_open_vote
from web.audience import audience
from web.filters import day, money, plural
from web.language import _
from web.pages import page


@dataclass(frozen=True, slots=True)
class Task:
    """One group of questions in the list: its page, and how it stands."""

    title: str
    href: str
    words: str
    done: bool


@audience(OFFICER)
async def index(request: Request) -> Response:
    now = request.state.now
    cycles = await Cycle.filter(imported=False).order_by("-created_at", "-id").limit(200)
    rows = [(cycle, standing(cycle, now), next_step(cycle, now)[0]) for cycle in cycles]
    return page(request, "pb/planning/index.html", {"rows": rows})


@audience(OFFICER)
async def show(request: Request) -> Response:
    cycle, now = await cycle_of(request), request.state.now
    may = may_be_done(cycle, now)
    context = {
        "cycle": cycle,
        "standing": standing(cycle, now),
        "stations": timeline(cycle, now),
        "step": next_step(cycle, now),
        "tasks": await _tasks(cycle),
        "missing": await decisions.missing_before_publishing(cycle) if "publish" in may else [],
        "may": may,
        "what_if": not has_open_vote(cycle, now),
    }
    return page(request, "pb/planning/show.html", context)


async def _tasks(cycle: Cycle) -> list[Task]:
    here = f"/office/cycles/{cycle.slug}"
    standing_pots = await pots.pots_of(cycle.id)
    pair = await trustees.trustees_of(cycle)
    sizes, subjects = await bands.bands_of(cycle.id), await themes.themes_of(cycle.id)
    asked: list[tuple[str, str, Any, bool]] = [
        (_("What it is about"), "basics", cycle.question, bool(cycle.question)),
        (_("Money"), "money", _money(cycle, len(standing_pots)), bool(standing_pots)),
        (_("Sizes of grant"), "bands", ", ".join(band.name for band in sizes), bool(sizes)),
        (_("Themes"), "themes", plural(len(subjects), _("theme"), _("themes")), bool(subjects)),
        (_("Dates"), "dates", _dates(cycle), cycle.ideas_open_at is not None and cycle.voting_closes_at is not None),
        (_("Who may take part"), "eligibility", _("From age %(age)s") % {"age": cycle.age_from}, bool(cycle.evidence)),
        (_("How votes are counted"), "counting", _counting(cycle), True),
        (_("Who can open the ballots"), "trustees", _sealing(cycle, pair), bool(cycle.sealing)),
    ]
    return [Task(title, f"{here}/{group}", words or _("Not yet"), done) for title, group, words, done in asked]


def _money(cycle: Cycle, count: int) -> str:
    if not count:
        return ""
    words = {"budget": money(cycle.budget_pence, cycle.currency), "pots": plural(count, _("pot"), _("pots"))}
    return _("%(budget)s in %(pots)s") % words


def _dates(cycle: Cycle) -> str:
    first, last = cycle.ideas_open_at, cycle.voting_closes_at
    return _("%(first)s to %(last)s") % {"first": day(first), "last": day(last)} if first and last else ""


def _sealing(cycle: Cycle, pair: Trustees | None) -> str:
    if pair is not None:
        return _("Sealed to %(first)s and %(last)s") % {"first": pair.first_name, "last": pair.last_name}
    return _("Not sealed") if cycle.sealing is Sealing.OPEN else ""


def _counting(cycle: Cycle) -> str:
    chosen = counting_of(cycle)
    return chosen[0].title if chosen else cycle.rule
