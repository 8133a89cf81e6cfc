"""Appeals: the page of the person whose claim was taken out, and the page of the third officer, who rules."""

from starlette.requests import Request
from starlette.responses import Response
from wtforms import RadioField, TextAreaField

from residents import rejections
from residents.belonging.states import ClaimRefused
from residents.claims_desk.words import event_words, evidence_words, reason_words, tie_words
from residents.models import ClaimStep, Rejection
from residents.people import Person
from residents.views.claims.queue import ADDRESS
from residents.views.claims.show import standing
from web.audience import SIGNED_IN, audience, permitted
from web.forms import Form, at_most, required
from web.language import _
from web.pages import page, see_other
from web.refusals import NotFound

OFFICERS = permitted("claims.reject")


class AppealForm(Form):
    why = TextAreaField()


class RulingForm(Form):
    outcome = RadioField()
    ruling = TextAreaField()


@audience(SIGNED_IN)
async def own(request: Request) -> Response:
    visitor, now = request.state.visitor, request.state.now
    rejection = await rejections.latest_of(visitor.account_id)
    if rejection is None:
        raise NotFound(_("Nothing of yours was taken out, so there is nothing to appeal against."))
    form = AppealForm(await request.form() if request.method == "POST" else None)
    form.why.label.text = _("Why should your claim stand?")
    form.why.validators = [*required(_("Say in your own words why your claim should stand.")),
                           at_most(rejections.LONGEST)]  # fmt: skip
    if request.method == "POST" and form.validate():
        try:
            await rejections.appeal(visitor, form.why.data or "", now)
        except ClaimRefused as refusal:
            form.refuse("why", refusal.sentence)
        else:
            return see_other(request, "/account/belonging/appeal", notice=_("Thank you. We have your appeal."))
    context = {
        "form": form,
        "rejection": rejection,
        "can_appeal": rejection.appealed_at is None and now <= rejection.appeal_by,
        "stands": standing(rejection),
    }
    status = 200 if request.method == "GET" else 422
    return page(request, "residents/claims/appeal.html", context, status=status)


@audience(OFFICERS)
async def ruling(request: Request) -> Response:
    visitor, now = request.state.visitor, request.state.now
    rejection = await _appealed(request.path_params["rejection"])
    form = _ruling_form(await request.form() if request.method == "POST" else None)
    if request.method == "POST" and form.validate():
        upheld = form.outcome.data == "upheld"
        try:
            await rejections.rule_on_appeal(visitor, rejection.id, upheld, form.ruling.data or "", now)
        except ClaimRefused as refusal:
            form.form_errors.append(refusal.sentence)
        else:
            return see_other(request, f"{ADDRESS}/appeals", notice=_("The appeal is answered. The person is told."))
    context = await _ruling_context(visitor, rejection)
    status = 200 if request.method == "GET" else 422
    return page(request, "residents/claims/ruling.html", {**context, "form": form}, status=status)


def _ruling_form(data: object = None) -> RulingForm:
    form = RulingForm(data)  # type: ignore[arg-type]
    form.outcome.label.text = _("What do you decide?")
    form.outcome.choices = [
        ("upheld", _("The person is right. Their claim stands again.")),
        ("refused", _("The claim stays out.")),
    ]
    form.outcome.validators = required(_("Choose what happens."))
    form.ruling.label.text = _("Why? The person will read this")
    form.ruling.validators = [*required(_("Write down why. The person will read it.")), at_most(rejections.LONGEST)]
    return form


async def _appealed(rejection_id: int) -> Rejection:
    found = await Rejection.get_or_none(id=rejection_id, appealed_at__isnull=False).select_related(
        "claim__neighbourhood"
    )
    if found is None:
        raise NotFound(_("This appeal is not there."))
    return found


async def _ruling_context(visitor: Person, rejection: Rejection) -> dict[str, object]:
    claim = rejection.claim
    steps = await ClaimStep.filter(claim_id=rejection.claim_id).order_by("id").limit(200)
    return {
        "rejection": rejection,
        "claim": claim,
        "rule": reason_words(rejection.rule),
        "tie": tie_words(claim.tie),
        "evidence": evidence_words(claim.evidence),
        "steps": [(step.done_on, event_words(step.event)) for step in steps],
        "took_part": visitor.account_id in (rejection.asked_by_id, rejection.approved_by_id),
        "open": rejection.ruled_at is None and claim.state == "under_review",
        "stands": standing(rejection),
    }
