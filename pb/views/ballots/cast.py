"""Sending the vote: an email code for those who are not signed in, then the box."""

from starlette.requests import Request
from starlette.responses import Response

from pb.ballots import BallotRefused, Cast, CastAlready, Closed, NotOpenYet, Tested, Vote, vote_at
from pb.ballots import cast as cast_ballot
from pb.views.ballots.ballot import check_again, check_page, refused
from pb.views.ballots.booth import Booth, Filled, booth_of, unavailable, was_checked
from residents.belonging.claims import ClaimRefused
from residents.limits import network_of
from residents.places.postcodes import PostcodeRefused, Whereabouts, locate
from residents.sessions import person_of
from residents.sign_in import SignInRefused, TooManyTries, device_of, enter_with_code, request_code
from web.audience import EVERYONE, audience
from web.language import _
from web.pages import keep_browser, keep_session, page, see_other


@audience(EVERYONE)
async def code(request: Request) -> Response:
    """Send the code, and ask for it on a page that still holds the whole ballot."""
    if request.method == "GET":
        return see_other(request, "/vote")
    form = await request.form()
    filled = Filled.of(form)
    booth = await booth_of(request, filled)
    if isinstance(booth, Response):
        return booth
    if not was_checked(request, filled):
        return await check_again(request, booth)
    email = str(form.get("email", ""))[:300]
    try:
        challenge = await request_code(
            email,
            keep_browser(request),
            "/vote",
            request.state.now,
            network=network_of(request.client.host if request.client else ""),
        )
    except SignInRefused as refusal:
        return await check_page(
            request, booth, checked=filled.checked, email=email, refusal=refusal.sentence, about="email"
        )
    return await _code_page(request, booth, email, challenge)


async def _code_page(
    request: Request, booth: Booth, email: str, challenge: int, refusal: str = "", status: int = 200
) -> Response:
    context = {
        **booth.context,
        "checked": booth.filled.checked,
        "email": email,
        "challenge": challenge,
        "refusal": refusal,
    }
    return page(request, "pb/ballots/code.html", context, status=status)


@audience(EVERYONE)
async def cast(request: Request) -> Response:
    """Into the box. Only what stood on the check page can be sent."""
    if request.method == "GET":
        return see_other(request, "/vote")
    form = await request.form()
    filled = Filled.of(form)
    vote = await vote_at(request.state.now, filled.fund)
    if vote is None:
        return await unavailable(request, None)
    if not was_checked(request, filled):
        booth = await booth_of(request, filled)
        return booth if isinstance(booth, Response) else await check_again(request, booth)
    if request.state.visitor.signed_in:
        return await _cast(request, vote, filled)
    try:
        key = await _enter(request, str(form.get("challenge", "")), str(form.get("code", ""))[:40])
    except SignInRefused as refusal:
        booth = await booth_of(request, filled)
        if isinstance(booth, Response):
            return booth
        email, challenge = str(form.get("email", ""))[:300], _number(str(form.get("challenge", "")))
        status = 429 if isinstance(refusal, TooManyTries) else 422
        return await _code_page(request, booth, email, challenge, refusal.sentence, status)
    return keep_session(request, await _cast(request, vote, filled), key)


async def _enter(request: Request, challenge: str, code: str) -> str:
    """Sign in with the code; for the rest of this request the visitor is that person. Returns the session's key."""
    entered = await enter_with_code(
        _number(challenge),
        code,
        keep_browser(request),
        device_of(request.headers.get("user-agent", "")),
        request.state.now,
    )
    request.state.visitor = await person_of(entered.session_key, request.state.now)
    return entered.session_key


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


async def _cast(request: Request, vote: Vote, filled: Filled) -> Response:
    try:
        done = await _into_the_box(request, vote, filled)
    except (Closed, NotOpenYet) as refusal:
        return await unavailable(request, vote, refusal.sentence, filled.choices)
    except (BallotRefused, PostcodeRefused, ClaimRefused) as refusal:
        booth = await booth_of(request, filled)
        if isinstance(booth, Response):
            return booth
        if isinstance(refusal, Tested | CastAlready):  # the same choices with a new code
            return await check_page(request, booth, refusal=refusal.sentence)
        return refused(request, booth, refusal.sentence)
    notice = _("Your new vote has taken the place of your earlier one.") if done.replaced else ""
    return see_other(request, f"/vote/receipt?fund={vote.slug}", notice=notice)


async def _into_the_box(request: Request, vote: Vote, filled: Filled) -> Cast:
    whereabouts: Whereabouts | None = await locate(filled.postcode, filled.ward) if filled.postcode else None
    return await cast_ballot(
        vote,
        request.state.visitor,
        filled.choices,
        definition_hash=filled.definition,
        attempt=filled.checked,
        digits=filled.digits,
        whereabouts=whereabouts,
        now=request.state.now,
        device=keep_browser(request),
        network=request.client.host if request.client else None,
    )
