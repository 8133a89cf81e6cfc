"""Taking a claim out: the officer who asks, and the second one who answers."""

from starlette.requests import Request
from starlette.responses import Response
from wtforms import RadioField, TextAreaField

from residents import rejections
from residents.approvals import ApprovalRefused
from residents.belonging.states import ClaimRefused
from residents.claims_desk import file, removal
from residents.claims_desk.words import reason_words, reasons, state_tag, tie_words
from residents.models import Approval, ApprovalState
from residents.views.claims.queue import ADDRESS
from web.audience import audience, permitted
from web.forms import Form, at_most, required
from web.language import _
from web.pages import page, see_other

OFFICERS = permitted(removal.PERMISSION)


class AskForm(Form):
    rule = RadioField()
    because = TextAreaField()


class AnswerForm(Form):
    answer = RadioField()


def _ask_form(data: object = None) -> AskForm:
    form = AskForm(data)  # type: ignore[arg-type]
    form.rule.label.text = _("What kind of reason is it?")
    form.rule.choices = reasons()
    form.rule.validators = required(_("Choose a reason."))
    form.because.label.text = _("Why? The person will read this")
    form.because.validators = [*required(_("Write down why. The person will read it.")), at_most(rejections.LONGEST)]
    return form


@audience(OFFICERS)
async def ask(request: Request) -> Response:
    visitor, claim_id, now = request.state.visitor, request.path_params["claim"], request.state.now
    found = await file.open_file(visitor, claim_id, now)
    form = _ask_form(await request.form() if request.method == "POST" else None)
    if request.method == "POST" and form.validate():
        try:
            await removal.ask(visitor, claim_id, form.rule.data, form.because.data or "", now)
        except (ClaimRefused, ApprovalRefused) as refusal:
            form.form_errors.append(refusal.sentence)
        else:
            notice = _("Asked. Another officer has a day to say yes. Until then nothing changes.")
            return see_other(request, f"{ADDRESS}/{claim_id}", notice=notice)
    context = {"form": form, "claim": found.claim, "tie": tie_words(found.claim.tie), "again": found.asked is not None}
    status = 200 if request.method == "GET" else 422
    return page(request, "residents/claims/rejection.html", context, status=status)


@audience(OFFICERS)
async def answer(request: Request) -> Response:
    visitor, claim_id, now = request.state.visitor, request.path_params["claim"], request.state.now
    asked = await removal.waiting(visitor, claim_id, request.path_params["approval"])
    own = asked.asked_by_id == visitor.account_id
    form = AnswerForm(await request.form() if request.method == "POST" else None)
    form.answer.label.text = _("Do you agree?")
    form.answer.choices = [
        ("yes", _("Yes, take the claim out")),
        ("no", _("No, leave it as it is") if not own else _("Take my question back")),
    ]
    form.answer.validators = required(_("Choose yes or no."))
    if request.method == "POST" and form.validate():
        try:
            notice = await _answered(request, form.answer.data)
        except (ClaimRefused, ApprovalRefused) as refusal:
            form.form_errors.append(refusal.sentence)
        else:
            return see_other(request, f"{ADDRESS}/{claim_id}", notice=notice)
    found = await file.open_file(visitor, claim_id, now)
    context = {
        "form": form,
        "asked": asked,
        "open": asked.state is ApprovalState.WAITING and now < asked.expires_at,
        "ended": _ended(asked),
        "own": own,
        "claim": found.claim,
        "has_email": found.has_email,
        "state": state_tag(found.claim.state),
        "tie": tie_words(found.claim.tie),
        "rule": reason_words(str(asked.payload["rule"])),
    }
    status = 200 if request.method == "GET" else 422
    return page(request, "residents/claims/agreement.html", context, status=status)


async def _answered(request: Request, answer: str) -> str:
    visitor, claim_id, now = request.state.visitor, request.path_params["claim"], request.state.now
    approval_id = request.path_params["approval"]
    if answer == "yes":
        await removal.agree(visitor, claim_id, approval_id, now)
        return _("The claim is taken out. The person is told why and how to appeal.")
    await removal.disagree(visitor, claim_id, approval_id, now)
    return _("Nothing was taken out. The claim stays as it is.")


def _ended(asked: Approval) -> str:
    return {
        ApprovalState.APPROVED: _("A second officer has said yes. It is done."),
        ApprovalState.REFUSED: _("This was refused or taken back. The claim stayed as it was."),
    }.get(asked.state, _("This was asked more than a day ago, or asked anew. It no longer counts."))
