"""What a lent device shows between two people, and to the one who holds it."""

from starlette.requests import Request
from starlette.responses import Response

from residents.presence import handovers, kiosks
from residents.presence.refusals import PresenceRefused
from web.audience import EVERYONE, audience
from web.language import _
from web.pages import forget_kiosk, forget_session, keep_session, kiosk_key, page, see_other

HOME = "/kiosk"


@audience(EVERYONE)
async def index(request: Request) -> Response:
    """Somebody holds it: what they can do. Nobody does: the place for their numbers. No kiosk: nothing."""
    visitor = request.state.visitor
    if not visitor.kiosk:
        return see_other(request, "/")
    refusal = ""
    if request.method == "POST" and not visitor.signed_in:
        data = await request.form()
        try:
            key = await handovers.begin(kiosk_key(request), str(data.get("code", "")), request.state.now)
            fresh = forget_session(request, see_other(request, HOME))  # also where the last visit ended by itself
            return keep_session(request, fresh, key)
        except PresenceRefused as refused:
            refusal = refused.sentence
    template = "residents/presence/kiosk/lent.html" if visitor.signed_in else "residents/presence/kiosk/free.html"
    return page(request, template, {"refusal": refusal}, status=422 if refusal else 200)


@audience(EVERYONE)
async def end(request: Request) -> Response:
    """“I am done”: the next person finds nothing, whichever button of the browser they press."""
    if not request.state.visitor.kiosk:
        return see_other(request, "/")
    await handovers.finish(kiosk_key(request), request.state.now)
    return forget_session(request, see_other(request, HOME))


@audience(EVERYONE)
async def more_time(request: Request) -> Response:
    visitor = request.state.visitor
    await handovers.more_time(visitor, request.state.now)
    notice = _("You have 10 more minutes.") if visitor.signed_in else ""
    return see_other(request, HOME if visitor.kiosk else "/", notice=notice)


@audience(EVERYONE)
async def pin(request: Request) -> Response:
    """The only way back to the office."""
    if not request.state.visitor.kiosk:
        return see_other(request, "/")
    refusal = ""
    if request.method == "POST":
        data = await request.form()
        try:
            key = await kiosks.leave(kiosk_key(request), str(data.get("pin", ""))[:40], request.state.now)
        except PresenceRefused as refused:
            refusal = refused.sentence
        else:
            return forget_kiosk(request, _back_to_the_office(request, key))
    return page(request, "residents/presence/kiosk/pin.html", {"refusal": refusal}, status=422 if refusal else 200)


def _back_to_the_office(request: Request, key: str | None) -> Response:
    if key is None:
        sentence = _("The device is yours again. Your own sign-in ran out meanwhile.")
        return forget_session(request, see_other(request, "/officers/sign-in?next=/office/welcome", notice=sentence))
    return keep_session(request, see_other(request, "/office/welcome", notice=_("The device is yours again.")), key)
