"""Ways on: places where people are met, a call, and taking it all back."""

from starlette.requests import Request
from starlette.responses import Response
from wtforms import StringField, TelField

from residents.belonging import calling, claims
from residents.belonging.venues import open_venues
from residents.models import ClaimState
from web.audience import SIGNED_IN, audience
from web.forms import Form, required
from web.language import _
from web.pages import page, see_other, settings_of


@audience(SIGNED_IN)
async def venues(request: Request) -> Response:
    """Where somebody can be met, and when next."""
    return page(request, "residents/belonging/venues.html", {"venues": await open_venues(request.state.now)})


class CallForm(Form):
    phone = TelField()
    when = StringField()


@audience(SIGNED_IN)
async def call(request: Request) -> Response:
    form = CallForm(await request.form() if request.method == "POST" else None)
    form.phone.label.text = _("Your telephone number")
    form.phone.validators = required(_("Write the number on which we should call you."))
    form.when.label.text = _("When is a good time? (optional)")
    settings = settings_of(request)
    context = {"form": form, "phone": settings.contact_phone, "email": settings.contact_email}
    if request.method == "GET":
        return page(request, "residents/belonging/call.html", context)
    if form.validate():
        try:
            await calling.ask_to_be_called(
                request.state.visitor,
                str(form.phone.data),
                str(form.when.data or ""),
                settings.contact_email,
                request.state.now,
            )
            return see_other(request, "/account/belonging", notice=_("Thank you. A person will call you."))
        except claims.ClaimRefused as refused:
            form.refuse("phone", refused.sentence)
    return page(request, "residents/belonging/call.html", context, status=422)


@audience(SIGNED_IN)
async def withdrawal(request: Request) -> Response:
    """Says first what goes; the button there does it."""
    if request.method == "GET":
        claim = await claims.claim_of(request.state.visitor.account_id)
        if claim is None or claim.state in (ClaimState.WITHDRAWN, ClaimState.REJECTED):
            return see_other(request, "/account/belonging")
        return page(request, "residents/belonging/withdrawal.html", {"claim": claim, "refusal": ""})
    try:
        await claims.withdraw(request.state.visitor, request.state.now)
    except claims.ClaimRefused as refused:
        return page(
            request, "residents/belonging/withdrawal.html", {"claim": None, "refusal": refused.sentence}, status=422
        )
    return see_other(
        request, "/account/belonging", notice=_("You have taken it back. What we kept about it is deleted.")
    )
