"""Asking for a letter, and typing in its code: for the person whose claim it is."""

from starlette.requests import Request
from starlette.responses import Response
from wtforms import StringField

from residents.belonging.claims import ClaimRefused, claim_of
from residents.belonging.franchises import open_for
from residents.code_letters.addresses import Typed
from residents.code_letters.asking import MOST_LETTERS, ask, counts, no_vote, used_up
from residents.code_letters.redeeming import Redeemed, redeem
from residents.code_letters.refusals import CodeLetterRefused
from residents.models import ClaimState, CodeLetter, CodeLetterState, ProofMethod
from web.audience import EVERYONE, SIGNED_IN, audience
from web.forms import Form, at_most, required
from web.language import _
from web.pages import page, see_other

FIELDS = ("name", "first", "second", "town", "postcode")


class AddressForm(Form):
    name = StringField()
    first = StringField()
    second = StringField()
    town = StringField()
    postcode = StringField()


@audience(SIGNED_IN)
async def letter(request: Request) -> Response:
    """Where should the letter go?"""
    visitor, now = request.state.visitor, request.state.now
    claim = await claim_of(visitor.account_id)
    if claim is None or claim.state is ClaimState.WITHDRAWN:
        return see_other(request, "/account/belonging/place")
    if claim.state is ClaimState.VERIFIED:
        return see_other(request, "/account/belonging", notice=_already())
    form = _labelled(AddressForm(await request.form() if request.method == "POST" else None))
    if request.method == "POST" and form.validate():
        try:
            await ask(visitor, Typed(**{name: str(form[name].data or "") for name in FIELDS}), now)
            return see_other(
                request, "/account/belonging", notice=_("Your letter is on its way. It takes 3 to 6 working days.")
            )
        except (CodeLetterRefused, ClaimRefused) as refused:
            form.refuse(getattr(refused, "about", "") or "first", refused.sentence)
    franchise = await open_for(claim, now)
    before = await CodeLetter.filter(claim_id=claim.id, franchise_id=franchise.id if franchise else 0)
    waits = [one for one in before if one.state is CodeLetterState.QUEUED]
    context = {
        "form": form,
        "left": MOST_LETTERS - sum(counts(one) for one in before if one not in waits),
        "waits": bool(waits),
        "no_vote": "" if franchise and ProofMethod.LETTER in franchise.proofs else no_vote(),
        "used_up": used_up(),
        "place": claim.neighbourhood,
    }
    return page(request, "residents/code_letters/letter.html", context, status=422 if form.errors else 200)


def _labelled(form: AddressForm) -> AddressForm:
    form.name.label.text = _("Name (optional)")
    form.first.label.text = _("House or flat, and street")
    form.second.label.text = _("More of the address (optional)")
    form.town.label.text = _("Town")
    form.postcode.label.text = _("Postcode")
    form.first.validators = required(_("Write the house or flat and the street, such as Flat 2, 10 High Street."))
    form.town.validators = required(_("Write the town, such as Hanley."))
    form.postcode.validators = required(_("Enter your postcode, like ST1 5HN."))
    return form


class CodeForm(Form):
    code = StringField()


@audience(SIGNED_IN)
async def letter_code(request: Request) -> Response:
    """The code of the letter. Looking at this page uses nothing up."""
    form = CodeForm(await request.form() if request.method == "POST" else None)
    form.code.label.text = _("What is the code in your letter?")
    form.code.validators = [*required(_("Type the code. It is printed in the middle of the letter.")), at_most(100)]
    claim = await claim_of(request.state.visitor.account_id)
    done = claim is not None and claim.state is ClaimState.VERIFIED
    context = {"form": form, "done": done}
    if request.method == "GET":
        return page(request, "residents/code_letters/letter_code.html", context)
    if form.validate():
        try:
            redeemed = await redeem(request.state.visitor, str(form.code.data), request.state.now)
            return see_other(request, "/account/belonging", notice=_said(redeemed))
        except (CodeLetterRefused, ClaimRefused) as refused:
            form.refuse("code", refused.sentence)
    return page(request, "residents/code_letters/letter_code.html", context, status=422)


def _said(redeemed: Redeemed) -> str:
    if redeemed.already:
        return _already()
    if redeemed.late:
        return _(
            "Thank you. It is confirmed that you belong here. It came too late for this vote, and counts for the next."
        )
    return _("Thank you. It is confirmed that you belong here.")


def _already() -> str:
    return _("This is done already: it is confirmed that you belong here.")


@audience(EVERYONE)
async def short_address(request: Request) -> Response:
    """What is printed in letters, because it is quick to type."""
    return see_other(request, "/account/belonging/letter-code")
