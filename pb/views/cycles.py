"""Funds in public: all of them, and one with its dates, its money, who takes part and how votes are counted."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from database import row
from pb.cycles import ballot_is_frozen_for, bands, by_slug, freezing, is_public, pots, trustees
from pb.cycles.rules import counting_of
from pb.cycles.timeline import standing, timeline
from pb.ideas.standing import LISTED
from pb.models import Cycle
from web.audience import EVERYONE, audience
from web.language import _
from web.pages import page
from web.refusals import NotFound


@dataclass(frozen=True, slots=True)
class Share:
    """One pot in the table of the money."""

    name: str
    amount: int
    working: str


@audience(EVERYONE)
async def index(request: Request) -> Response:
    now = request.state.now
    found = await Cycle.filter(published_at__lte=now).order_by("-published_at", "-id").limit(100)
    rows = [(cycle, standing(cycle, now)) for cycle in found]
    context = {
        "rows": [pair for pair in rows if not pair[0].imported],
        "imported": [pair for pair in rows if pair[0].imported],
    }
    return page(request, "pb/cycles/index.html", context)


@audience(EVERYONE)
async def show(request: Request) -> Response:
    now = request.state.now
    cycle = await by_slug(request.path_params["slug"])
    if not is_public(cycle, now):
        raise NotFound(_("This fund is not there."))
    shares = [
        Share(pot.name, pot.amount_pence, pots.working_in_words(pot.working)) for pot in await pots.pots_of(cycle.id)
    ]
    listed = ", ".join(f"'{state.value}'" for state in LISTED)
    counted = await row(
        f"""SELECT (SELECT COUNT(*) FROM idea WHERE cycle_id = ? AND state IN ({listed})) AS ideas,
                  (SELECT COUNT(*) FROM project WHERE cycle_id = ? AND withdrawn_at IS NULL) AS projects""",
        cycle.id,
        cycle.id,
    )
    stands = standing(cycle, now)
    context = {
        "cycle": cycle,
        "standing": stands,
        "stations": timeline(cycle, now),
        "shares": shares,
        "explained": all(share.working for share in shares),
        "bands": await bands.bands_of(cycle.id),
        "counted": counted,
        "counting": counting_of(cycle),
        "ties": _ties(cycle),
        "proof": _proof(cycle),
        "action": _action(cycle, stands.key, stands.kind),
        "lots": await freezing.lots_of(cycle) if ballot_is_frozen_for(cycle, now) else [],
        "who_opens": await trustees.who_opens(cycle),
        "commitment": await freezing.commitment(cycle) if ballot_is_frozen_for(cycle, now) else None,
    }
    return page(request, "pb/cycles/show.html", context)


def _ties(cycle: Cycle) -> str:
    words = {"live": _("live"), "work": _("work"), "study": _("study"), "volunteer": _("volunteer")}
    named = [words[tie] for tie in words if tie in cycle.ties]
    if len(named) < 2:
        return "".join(named)
    return _("%(first)s or %(last)s") % {"first": ", ".join(named[:-1]), "last": named[-1]}


def _proof(cycle: Cycle) -> str:
    """What somebody needs to vote, in words."""
    return {
        "E0": _("To vote, just say where you belong."),
        "E1": _("To vote you need an email address that works and a postcode here. No identity card."),
        "E2": _("For your vote to count, somebody has to check your address or meet you once."),
        "E3": _("For your vote to count, your identity has to be checked."),
    }.get(cycle.evidence.get("vote", "E1"), "")


def _action(cycle: Cycle, phase: str, kind: str) -> tuple[str, str] | None:
    """The one thing to do now: its words and its page."""
    here = f"/cycles/{cycle.slug}"
    if cycle.result_published_at and phase not in ("cancelled", "draft"):
        return _("See the result"), f"{here}/result"
    if phase == "ideas" and kind == "good":
        return _("Share an idea"), "/ideas/new"
    return (_("Vote"), "/vote") if phase == "voting" else None
