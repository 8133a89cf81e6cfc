"""One's own claim: how it stands, what is still needed, what is kept."""

from starlette.requests import Request
from starlette.responses import Response
from wtforms import RadioField

from residents.belonging import methods
from residents.belonging.claims import claim_of
from residents.belonging.franchises import open_for
from residents.belonging.words import age_words
from residents.models import Claim, ClaimState, CodeLetter, Franchise, HelperAct, Proof
from residents.presence.helping import act_words_to_them
from residents.views.belonging.words import Standing, letter_words, standing, tie_words
from web.audience import SIGNED_IN, audience
from web.forms import Form, choices, required
from web.language import _
from web.pages import page, see_other

CALL = "call"


@audience(SIGNED_IN)
async def show(request: Request) -> Response:
    claim = await claim_of(request.state.visitor.account_id)
    if claim is None:
        return page(request, "residents/belonging/nothing.html", {"help": await _help(request)})
    franchise = await Franchise.get_or_none(id=claim.franchise_id) if claim.franchise_id is not None else None
    stands = standing(claim, franchise, request.state.now)
    context = {
        "claim": claim,
        "tie": tie_words(claim.tie),
        "age": age_words(claim.age_band),
        "stands": stands,
        "ways": await _ways(claim, stands, request),
        "proofs": await _proofs(claim),
        "letters": await _letters(claim),
        "help": await _help(request),
        "rejected": claim.state is ClaimState.REJECTED,
        "can_change": claim.state not in (ClaimState.UNDER_REVIEW, ClaimState.REJECTED),
        "can_withdraw": claim.state not in (ClaimState.WITHDRAWN, ClaimState.REJECTED),
    }
    return page(request, "residents/belonging/show.html", context)


async def _ways(claim: Claim, stands: Standing, request: Request) -> list[methods.Method]:
    if not stands.possible:
        return []
    franchise = await open_for(claim, request.state.now)
    return methods.offered(franchise) if franchise else []


async def _proofs(claim: Claim) -> list[dict[str, object]]:
    """What is kept of each time that something was shown, in the words of the person."""
    found = await Proof.filter(claim_id=claim.id).select_related("venue", "voucher_batch__organisation").order_by("id")
    return [
        {
            "method": methods.name_of(proof.method),
            "place": _place(proof),
            "on": proof.given_on,
            "revoked": proof.revoked_at is not None,
        }
        for proof in found
    ]


def _place(proof: Proof) -> str:
    if proof.venue is not None:
        return str(proof.venue.name)
    return str(proof.voucher_batch.organisation.name) if proof.voucher_batch is not None else ""


async def _letters(claim: Claim) -> list[dict[str, object]]:
    found = await CodeLetter.filter(claim_id=claim.id).order_by("-id").limit(10)
    return [{"asked_at": letter.asked_at, "words": letter_words(letter)} for letter in found]


async def _help(request: Request) -> list[dict[str, object]]:
    mine = HelperAct.filter(account_id=request.state.visitor.account_id)
    found = await mine.select_related("helper", "venue").order_by("-id").limit(50)
    return [
        {
            "what": act_words_to_them(act.act),
            "on": act.done_on,
            "place": act.venue.name if act.venue is not None else "",
            "by": act.helper.display_name,
        }
        for act in found
    ]


class WayForm(Form):
    way = RadioField()


@audience(SIGNED_IN)
async def confirmation(request: Request) -> Response:
    """Which way suits you? Each answer leads on to its own page."""
    claim = await claim_of(request.state.visitor.account_id)
    if claim is None or claim.state is ClaimState.WITHDRAWN:
        return see_other(request, "/account/belonging/place")
    franchise = await open_for(claim, request.state.now)
    own = await Franchise.get_or_none(id=claim.franchise_id) if claim.franchise_id is not None else None
    stands = standing(claim, own, request.state.now)
    if not stands.possible or franchise is None:
        return page(request, "residents/belonging/no_need.html", {"stands": stands})
    ways = methods.offered(franchise)
    form = WayForm(await request.form() if request.method == "POST" else None)
    form.way.label.text = _("How would you like to show that you belong here?")
    form.way.validators = required(_("Choose one of the ways."))
    form.way.choices = choices([*((way.name.value, way.title) for way in ways), (CALL, _("I am not sure, call me"))])
    hints = {**{way.name.value: way.hint for way in ways}, CALL: _("Leave a number. A person rings you and helps.")}
    context = {"form": form, "hints": hints, "stands": stands, "franchise": franchise}
    if request.method == "GET":
        return page(request, "residents/belonging/confirmation.html", context)
    if not form.validate():
        return page(request, "residents/belonging/confirmation.html", context, status=422)
    hrefs = {**{way.name.value: way.href for way in ways}, CALL: "/account/belonging/call"}
    return see_other(request, hrefs[form.way.data])
