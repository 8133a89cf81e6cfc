"""The devices that are lent: starting one, and ending one from afar."""

from starlette.requests import Request
from starlette.responses import Response

from residents.presence import kiosks, shifts
from residents.presence.refusals import PresenceRefused
from residents.sessions import KIOSK_DAY
from web.audience import audience, permitted
from web.language import _
from web.pages import forget_session, keep_kiosk, page, see_other

OFFICERS = permitted("office.view")  # helpers, and those who look after the roll: the actions ask which
HOME = "/office/kiosks"


@audience(OFFICERS)
async def index(request: Request) -> Response:
    visitor, now, refusal = request.state.visitor, request.state.now, ""
    if request.method == "POST":
        data = await request.form()
        try:
            _kiosk, key = await kiosks.start(visitor, str(data.get("pin", ""))[:40], now)
        except PresenceRefused as refused:
            refusal = refused.sentence
        else:
            response = forget_session(request, see_other(request, "/kiosk"))
            return keep_kiosk(request, response, key, int(KIOSK_DAY.total_seconds()))
    context = {
        "kiosks": await kiosks.running(visitor, now),
        "shift": await shifts.now_of(visitor.account_id, now),
        "off_shift": await shifts.off_shift_words(visitor, now),
        "refusal": refusal,
    }
    return page(request, "residents/presence/kiosk/kiosks.html", context, status=422 if refusal else 200)


@audience(OFFICERS)
async def end(request: Request) -> Response:
    await kiosks.end(request.state.visitor, int(request.path_params["kiosk"]), request.state.now)
    return see_other(request, HOME, notice=_("That device is not lent any more. It shows nothing of anybody."))
