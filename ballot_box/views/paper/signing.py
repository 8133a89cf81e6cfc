"""Two officers sign a batch off."""

from starlette.requests import Request
from starlette.responses import Response

from ballot_box.paper import signing, words
from ballot_box.paper.auditing import passed
from ballot_box.paper.steps import S
from ballot_box.views.paper.common import SIGNERS, batch_of, done_or_said, id_of, path_of, status_of, typed, whole
from ballot_box.views.paper.forms import SigningForm
from residents import approvals
from residents.models import Account
from web.audience import audience
from web.forms import carried_out
from web.language import _
from web.pages import page, see_other


@audience(SIGNERS)
async def sign(request: Request) -> Response:
    batch, form = await batch_of(request), SigningForm(await typed(request))
    visitor, now = request.state.visitor, request.state.now
    if batch.state is not S.AGREED or not passed(batch):
        return see_other(request, path_of(batch.id), notice=_("This batch is not ready to be signed off."))
    if request.method == "POST" and await carried_out(
        form,
        lambda: signing.ask(visitor, batch.id, str(form.observer.data or ""), str(form.because.data or ""), now),
    ):
        return see_other(request, path_of(batch.id, "/signing"), notice=_("Signed. A second officer has to sign, too."))
    outcome = await signing.outcome_of(batch)
    asked = await approvals.waiting_for(signing.thing_of(batch.id), signing.SIGN_OFF, now)
    doubts = outcome["doubts"]
    assert isinstance(doubts, dict)
    context = {
        "form": form,
        "batch": batch,
        "outcome": outcome,
        "doubts": [(words.doubt_in_words(doubt), count) for doubt, count in doubts.items()],
        "asked": asked,
        "asker": (await Account.get(id=asked.asked_by_id)).display_name if asked else "",
        "own": asked is not None and asked.asked_by_id == visitor.account_id,
    }
    return page(request, "ballot_box/paper/signing.html", context, status=status_of(request))


@audience(SIGNERS)
async def approval(request: Request) -> Response:
    asked = whole((await request.form()).get("approval"))
    act = signing.sign_off(request.state.visitor, id_of(request), asked, request.state.now)
    return await done_or_said(request, act, _("Signed off by two. The ballots can go into the box."))


@audience(SIGNERS)
async def refusal(request: Request) -> Response:
    asked = whole((await request.form()).get("approval"))
    act = signing.refuse(request.state.visitor, id_of(request), asked, signing.SIGN_OFF, request.state.now)
    return await done_or_said(request, act, _("It is not signed off."))
