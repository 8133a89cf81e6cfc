"""Where do you belong? One question a page; the answers travel along until all are there."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from wtforms import HiddenField, RadioField, StringField

from residents.belonging.claims import ClaimRefused, claim_of, declare
from residents.belonging.franchises import open_ones
from residents.belonging.words import ages
from residents.models import AgeBand, ClaimState, Tie
from residents.places.postcodes import PostcodeRefused, Whereabouts, locate
from web.audience import SIGNED_IN, audience
from web.forms import Form, choices
from web.language import _
from web.pages import page, see_other

QUESTIONS = ("postcode", "side", "tie", "age")


class PlaceForm(Form):
    asked = HiddenField()
    postcode = StringField()
    side = RadioField(validate_choice=False)
    tie = RadioField(validate_choice=False)
    age = RadioField(validate_choice=False)


@audience(SIGNED_IN)
async def place(request: Request) -> Response:
    if request.method == "GET":
        return await _ask(request, _form(), "postcode")
    request.state.visitor.demand("claims.make")
    form = _form(await request.form())
    try:
        there = await locate(form.postcode.data or "", form.side.data or "")
    except PostcodeRefused as refused:
        form.refuse("postcode", refused.sentence)
        return await _ask(request, form, "postcode")
    question = _next(form, there)
    if question is not None:
        if question == form.asked.data:
            form.refuse(question, _("Choose one of the answers."))
        return await _ask(request, form, question)
    try:
        await _keep(request, form, there)
    except ClaimRefused as refused:
        form.refuse("postcode", refused.sentence)
        return await _ask(request, form, "postcode")
    return see_other(request, "/account/belonging", notice=_("Thank you. We know now where you belong."))


def _next(form: PlaceForm, there: Whereabouts) -> str | None:
    """The first question without an answer that is on offer."""
    if there.other_wards:
        form.side.choices = choices((side.code, side.name) for side in there.sides)
        return "side"
    if form.tie.data not in set(Tie):
        return "tie"
    return "age" if form.age.data not in set(AgeBand) else None


async def _keep(request: Request, form: PlaceForm, there: Whereabouts) -> None:
    by, now = request.state.visitor, request.state.now
    known = await claim_of(by.account_id)
    latest = next(iter(await open_ones(now)), None) if known is None else None
    await declare(
        by.account_id,
        there,
        Tie(form.tie.data),
        now,
        age_band=AgeBand(form.age.data),
        franchise_id=latest.id if latest else None,
    )


async def _ask(request: Request, form: PlaceForm, question: str) -> Response:
    """The other answers travel along as hidden fields."""
    claim = await claim_of(request.state.visitor.account_id)
    answered = QUESTIONS[: QUESTIONS.index(question)]
    context: Mapping[str, Any] = {
        "form": form,
        "question": question,
        "number": {"postcode": 1, "side": 1, "tie": 2, "age": 3}[question],
        "along": [(name, form[name].data) for name in answered if form[name].data is not None],
        "confirmed": claim is not None and claim.state is ClaimState.VERIFIED,
    }
    return page(request, "residents/belonging/place.html", context, status=422 if form.errors else 200)


def _form(data: Any = None) -> PlaceForm:
    form = PlaceForm(data)
    form.postcode.label.text = _("What is your postcode?")
    form.side.label.text = _("Which side of the line are you on?")
    form.tie.label.text = _("What do you do there?")
    form.age.label.text = _("How old are you?")
    form.side.choices = []
    form.tie.choices = choices(
        [
            (Tie.LIVE.value, _("I live there")),
            (Tie.WORK.value, _("I work there")),
            (Tie.STUDY.value, _("I study there")),
            (Tie.VOLUNTEER.value, _("I volunteer there")),
        ]
    )
    form.age.choices = choices([*ages(), (AgeBand.UNKNOWN.value, _("I would rather not say"))])
    return form
