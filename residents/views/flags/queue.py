"""The list of flags, and what to do when somebody says that another person voted as them."""

from starlette.requests import Request
from starlette.responses import Response

from residents.flags.queue import PARTS, counts, queue
from residents.flags.rules import RULES
from residents.views.flags import words
from web.audience import audience, permitted
from web.forms import number
from web.language import _
from web.pages import page

WORKS = permitted("flags.work")
QUEUE = "/office/flags"


@audience(WORKS)
async def index(request: Request) -> Response:
    wanted, visitor, now = request.query_params, request.state.visitor, request.state.now
    part = wanted.get("part", "")
    part = part if part in PARTS else "open"
    rule = wanted.get("rule", "") if wanted.get("rule", "") in RULES else ""
    work, further = await queue(visitor, part, rule, number(wanted.get("after")) or 0, now)
    names = {
        "open": _("To look at"),
        "mine": _("Mine"),
        "second": _("Need a second officer"),
        "settled": _("Settled"),
    }
    numbers = await counts(visitor, now)
    context = {
        "work": [(one, *words.tag_of(one.row.state)) for one in work],
        "parts": [(name, names[name], numbers.get(name)) for name in PARTS],
        "part": part,
        "rule": rule,
        "rules": [("", _("Every reason")), *((one.name, one.title) for one in RULES.values())],
        "further": f"{QUEUE}?part={part}&rule={rule}&after={further}" if further else None,
    }
    return page(request, "residents/flags/index.html", context)


@audience(WORKS)
async def procedure(request: Request) -> Response:
    return page(request, "residents/flags/procedure.html")
