"""One's own account: name, where one belongs, where one is signed in."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from wtforms import StringField

from residents import accounts, sessions
from residents.belonging.claims import claim_of
from residents.models import Tie
from web.audience import EVERYONE, SIGNED_IN, audience
from web.forms import Form, at_most, required
from web.language import _
from web.pages import forget_session, page, see_other, settings_of


class NameForm(Form):
    name = StringField()


@audience(SIGNED_IN)
async def show(request: Request) -> Response:
    visitor = request.state.visitor
    claim = await claim_of(visitor.account_id)
    context = {
        "email": visitor.email,
        "tie": _tie(claim.tie) if claim else "",
        "neighbourhood": claim.neighbourhood.name if claim else "",
        "sessions": [
            {
                "id": session.id_hash,
                "device": session.device or _("A browser"),
                "last_seen_at": session.last_seen_at,
                "begun_at": session.created_at,
                "here": session.id_hash == visitor.session,
            }
            for session in await sessions.open_ones(visitor.account_id, request.state.now)
        ],
    }
    return page(request, "residents/account/show.html", context)


@audience(SIGNED_IN)
async def name(request: Request) -> Response:
    if request.method == "GET":
        form = _name_form(NameForm(defaults={"name": request.state.visitor.display_name}))
        return page(request, "residents/account/name.html", {"form": form})
    form = _name_form(NameForm(await request.form()))
    if not form.validate():
        return page(request, "residents/account/name.html", {"form": form}, status=422)
    try:
        settings = settings_of(request)
        await accounts.rename(
            request.state.visitor, str(form.name.data), [settings.council_name, settings.service_name]
        )
    except accounts.AccountRefused as refusal:
        form.refuse("name", refusal.sentence)
        return page(request, "residents/account/name.html", {"form": form}, status=422)
    return see_other(request, "/account", notice=_("Your name is changed."))


@audience(SIGNED_IN)
async def device_sign_out(request: Request) -> Response:
    visitor, session = request.state.visitor, str(request.path_params["session"])
    if not await sessions.end_one(visitor.account_id, session, request.state.now):
        raise HTTPException(404)
    if session == visitor.session:
        return forget_session(request, see_other(request, "/"))
    return see_other(request, "/account", notice=_("That device is signed out."))


@audience(EVERYONE)
async def sign_out(request: Request) -> Response:
    """For everyone: a second press, or a session that has just ended, is no reason for an error."""
    if request.state.visitor.signed_in:
        await sessions.end(request.state.visitor.session, request.state.now)
    return forget_session(request, see_other(request, "/", notice=_("You are signed out.")))


@audience(SIGNED_IN)
async def sign_out_everywhere(request: Request) -> Response:
    await sessions.end_all(request.state.visitor.account_id, request.state.now)
    return forget_session(request, see_other(request, "/", notice=_("You are signed out on every device.")))


def _name_form(form: NameForm) -> NameForm:
    form.name.label.text = _("What name should others see?")
    form.name.validators = [*required(_("Enter the name you want others to see.")), at_most(accounts.LONGEST_NAME)]
    return form


def _tie(tie: Tie) -> str:
    return {
        Tie.LIVE: _("You live here"),
        Tie.WORK: _("You work here"),
        Tie.STUDY: _("You study here"),
        Tie.VOLUNTEER: _("You volunteer here"),
    }[tie]
