"""The list of ideas."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from pb.cycles import by_slug, current_cycle, is_public, may_be_done
from pb.ideas import facets, search
from pb.ideas.facets import Facet
from pb.ideas.outcomes import tags_of
from pb.ideas.search import Wish
from pb.ideas.standing import GROUPS, group_name
from pb.models import Cycle, IdeaState
from web.audience import EVERYONE, audience
from web.filters import money
from web.language import _
from web.pages import page
from web.refusals import NotFound

_FILTERS = ("q", "neighbourhood", "theme", "band", "standing", "order")
_LONGEST = 200


@audience(EVERYONE)
async def index(request: Request) -> Response:
    cycle = await _cycle(request)
    if cycle is None:
        return page(request, "pb/ideas/none.html")
    asked = {name: request.query_params.get(name, "")[:_LONGEST] for name in ("cycle", *_FILTERS, "after", "before")}
    choices = await facets.of_cycle(cycle.id)
    found = await search.find(_wish(cycle.id, choices, asked))
    kept = {name: asked[name] for name in ("cycle", *_FILTERS)}
    context = {
        "cycle": cycle,
        "found": found,
        "tags": await tags_of(idea for idea in found.ideas if idea.state != IdeaState.PUBLISHED),
        "words": asked["q"],
        "selects": _selects(choices, asked),
        "asked_cycle": asked["cycle"],
        "clear": _address({"cycle": asked["cycle"]}) if any(asked[name] for name in _FILTERS) else None,
        "newer": _address({**kept, "before": found.newer}) if found.newer else None,
        "older": _address({**kept, "after": found.older}) if found.older else None,
        "can_submit": "submit" in may_be_done(cycle, request.state.now),
    }
    return page(request, "pb/ideas/index.html", context, fragment="results")


async def _cycle(request: Request) -> Cycle | None:
    slug = request.query_params.get("cycle", "")[:_LONGEST]
    if not slug:
        return await current_cycle(request.state.now)
    cycle = await by_slug(slug)
    if not is_public(cycle, request.state.now):
        raise NotFound
    return cycle


def _wish(cycle_id: int, choices: Sequence[Facet], asked: dict[str, str]) -> Wish:
    """What is not among the choices is as good as not asked for."""
    chosen = {facet.kind: facet for facet in choices if asked[facet.kind] == facet.key}
    place, theme, band = chosen.get("neighbourhood"), chosen.get("theme"), chosen.get("band")
    return Wish(
        cycle_id=cycle_id,
        words=asked["q"],
        pot_id=place.id if place else None,
        theme_id=theme.id if theme else None,
        band=(band.least, band.most) if band else None,
        group=asked["standing"],
        order=asked["order"],
        after=asked["after"],
        before=asked["before"],
    )


def _selects(choices: Sequence[Facet], asked: dict[str, str]) -> list[dict[str, Any]]:
    """For ui.filters. A question with nothing to choose is not asked."""
    labels = {
        "neighbourhood": (_("Neighbourhood"), _("All neighbourhoods")),
        "theme": (_("Theme"), _("All themes")),
        "band": (_("Cost"), _("Any cost")),
    }
    selects = []
    for kind, (label, every) in labels.items():
        options = [(facet.key, _facet_words(facet)) for facet in choices if facet.kind == kind]
        if len(options) > 1:
            selects.append({"name": kind, "label": label, "value": asked[kind], "options": [("", every), *options]})
    groups = [("", _("All that go on")), *((group, group_name(group)) for group in GROUPS)]
    orders = [("", _("Newest first")), ("supported", _("Most supported first"))]
    return [
        *selects,
        {"name": "standing", "label": _("Where it stands"), "value": asked["standing"], "options": groups},
        {"name": "order", "label": _("Order"), "value": asked["order"], "options": orders},
    ]


def _facet_words(facet: Facet) -> str:
    if facet.kind != "band":
        return facet.name
    return _("%(least)s to %(most)s") % {"least": money(facet.least), "most": money(facet.most)}


def _address(parameters: dict[str, str]) -> str:
    query = urlencode({name: value for name, value in parameters.items() if value})
    return f"/ideas?{query}" if query else "/ideas"
