"""One claim, and taking back one of its confirmations."""

from starlette.requests import Request
from starlette.responses import Response
from wtforms import TextAreaField

from residents.belonging.states import ClaimRefused
from residents.belonging.words import age_words
from residents.claims_desk import file, removal
from residents.claims_desk import words as say
from residents.claims_desk.queue import days_left
from residents.models import Proof, Rejection
from residents.people import Person
from residents.views.claims.queue import ADDRESS, OFFICERS
from web.audience import audience
from web.forms import Form, at_most, required
from web.language import _
from web.pages import page, see_other


class ReasonForm(Form):
    because = TextAreaField()


@audience(OFFICERS)
async def show(request: Request) -> Response:
    visitor, now = request.state.visitor, request.state.now
    found = await file.open_file(visitor, request.path_params["claim"], now)
    claim = found.claim
    context = {
        "file": found,
        "claim": claim,
        "age": age_words(claim.age_band),
        "state": say.state_tag(claim.state),
        "tie": say.tie_words(claim.tie),
        "evidence": say.evidence_words(claim.evidence),
        "days_left": days_left(claim.franchise, now),
        "steps": [
            (step, say.event_words(step.event), say.actor_words(step.actor, claim.account_id)) for step in found.steps
        ],
        "proofs": [(proof, say.method_words(proof.method), _where(proof)) for proof in found.proofs],
        "letters": [(letter, say.letter_words(letter.state)) for letter in found.letters],
        "flags": [(flag, say.reason_words(flag.rule)) for flag in found.flags],
        "rejections": [(one, say.reason_words(one.rule), standing(one)) for one in found.rejections],
        "asked_rule": say.reason_words(str(found.asked.payload["rule"])) if found.asked else "",
        "may_reject": visitor.may(removal.PERMISSION),
        "can_be_taken_out": claim.state in ("declared", "provisional", "awaiting_letter", "verified", "under_review"),
    }
    return page(request, "residents/claims/show.html", context)


def _where(proof: Proof) -> str:
    if proof.venue is not None:
        return str(proof.venue.name)
    return str(proof.voucher_batch.organisation.name) if proof.voucher_batch is not None else ""


def standing(rejection: Rejection) -> str:
    """How things stand with a claim that was taken out, for the person and for officers alike."""
    if rejection.upheld is not None:
        return _("The appeal succeeded") if rejection.upheld else _("The appeal did not succeed")
    return _("There is an appeal") if rejection.appealed_at else _("No appeal")


@audience(OFFICERS)
async def revocation(request: Request) -> Response:
    visitor, claim_id = request.state.visitor, request.path_params["claim"]
    proof = await file.standing_proof(visitor, claim_id, request.path_params["proof"])
    form = ReasonForm(await request.form() if request.method == "POST" else None)
    form.because.label.text = _("Why do you take this confirmation back?")
    form.because.validators = [*required(_("Write down why.")), at_most(file.LONGEST_REASON)]
    if request.method == "POST" and await _revoked(visitor, proof, form, request):
        return see_other(request, f"{ADDRESS}/{claim_id}", notice=_("The confirmation is taken back."))
    context = {"form": form, "claim_id": claim_id, "method": say.method_words(proof.method), "proof": proof}
    status = 200 if request.method == "GET" else 422
    return page(request, "residents/claims/revocation.html", context, status=status)


async def _revoked(by: Person, proof: Proof, form: ReasonForm, request: Request) -> bool:
    if not form.validate():
        return False
    try:
        await file.revoke(by, proof.claim_id, proof.id, form.because.data or "", request.state.now)
    except ClaimRefused as refusal:
        form.refuse("because", refusal.sentence)
        return False
    return True
