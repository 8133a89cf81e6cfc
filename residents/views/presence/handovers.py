"""Handing somebody a device: this one, or one that stands there already."""

from starlette.requests import Request
from starlette.responses import Response

from residents.presence import handovers
from residents.presence.refusals import PresenceRefused
from residents.sessions import KIOSK_DAY
from residents.views.presence.welcome import met_page
from web.audience import audience, permitted
from web.language import _
from web.pages import forget_session, keep_kiosk, keep_session, page, see_other

HELPERS = permitted("people.help")


@audience(HELPERS)
async def new(request: Request) -> Response:
    claim_id = int(request.path_params["claim"])
    try:
        made = await handovers.make(request.state.visitor, claim_id, request.state.now)
    except PresenceRefused as refused:
        return await met_page(request, claim_id, refused.sentence)
    return see_other(request, f"/office/handovers/{made.id}")


@audience(HELPERS)
async def here(request: Request) -> Response:
    claim_id, data = int(request.path_params["claim"]), await request.form()
    try:
        kiosk, session = await handovers.hand_over_here(
            request.state.visitor, claim_id, str(data.get("pin", ""))[:40], request.state.now
        )
    except PresenceRefused as refused:
        return await met_page(request, claim_id, refused.sentence, refused.field)
    response = keep_session(request, forget_session(request, see_other(request, "/kiosk")), session)
    return keep_kiosk(request, response, kiosk, int(KIOSK_DAY.total_seconds()))


@audience(HELPERS)
async def one(request: Request) -> Response:
    """Waiting, in use, done: more than that a helper never sees."""
    handover = await handovers.one_of(request.state.visitor, int(request.path_params["handover"]))
    state = handovers.state_at(handover, request.state.now).value
    words = {"waiting": _("Waiting"), "in_use": _("In use"), "done": _("Done"), "lapsed": _("Not used in time")}
    code = handovers.code_of(handover) if state == "waiting" else ""
    context = {"handover": handover, "state": state, "words": words[state], "code": f"{code[:3]} {code[3:]}".strip()}
    return page(request, "residents/presence/kiosk/handover.html", context, fragment="state")
