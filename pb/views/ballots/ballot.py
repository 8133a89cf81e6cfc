"""Where am I, what can I choose, and in which order do I like it?"""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from pb.ballots import (
    BallotRefused,
    Closed,
    NotOpenYet,
    changed,
    commitment_for,
    place_of,
    ties_in_words,
    vote_at,
)
from pb.views.ballots.booth import (
    Booth,
    Filled,
    ask_postcode,
    ask_side,
    booth_of,
    code_in_full,
    mark_of,
    standing_in_words,
    unavailable,
    was_checked,
)
from web.audience import EVERYONE, audience
from web.language import _
from web.pages import page, see_other
from web.refusals import Refused


@audience(EVERYONE)
async def index(request: Request) -> Response:
    """The way in. A postcode from the home page leads straight to the ballot."""
    filled = Filled.of(request.query_params)
    vote = await vote_at(request.state.now, filled.fund)
    if vote is None or not vote.is_open(request.state.now):
        return await unavailable(request, vote)
    asked = "postcode" in request.query_params
    try:
        place = await place_of(vote, request.state.visitor, filled.postcode, filled.ward)
    except Refused as refusal:
        return ask_postcode(request, vote, filled.postcode, refusal.sentence)
    if place is None:
        return ask_postcode(request, vote, "", _("Enter your postcode, like ST1 5HN.") if asked else "")
    if not place.contest:
        return ask_side(request, place, filled)
    if place.voted:
        return page(request, "pb/ballots/voted.html", {"vote": vote, **await standing_in_words(request, vote)})
    carried = {"fund": filled.fund, "postcode": filled.postcode, "ward": filled.ward}
    query = urlencode({name: text for name, text in carried.items() if text})
    return see_other(request, f"/vote/ballot?{query}" if query else "/vote/ballot")


@audience(EVERYONE)
async def ballot(request: Request) -> Response:
    """The ballot. Each button sends the choices along and gets them back changed."""
    posted = request.method == "POST"
    filled = Filled.of(await request.form() if posted else request.query_params)
    booth = await booth_of(request, filled)
    if isinstance(booth, Response):
        return booth
    if posted:
        booth = _after(booth)
        if filled.definition and filled.definition != booth.vote.definition_hash:
            return refused(request, booth, _("The ballot has changed since you opened this page. Here is the new one."))
    return _page(request, booth)


def _after(booth: Booth) -> Booth:
    filled = booth.filled
    standing = {project.id for project in booth.paper.projects}
    choices = changed(filled.choices, filled.act, dict(filled.positions), standing, booth.vote.ranks)
    return Booth(booth.vote, booth.place, booth.paper, choices, filled)


@audience(EVERYONE)
async def check(request: Request) -> Response:
    """The choices in order, before they are sent."""
    if request.method == "GET":
        return see_other(request, "/vote")
    filled = Filled.of(await request.form())
    booth = await booth_of(request, filled)
    if isinstance(booth, Response):
        return booth
    booth = _after(booth)
    if filled.definition != booth.vote.definition_hash:
        return refused(request, booth, _("The ballot has changed since you opened this page. Here is the new one."))
    if len(filled.choices) > len(booth.choices):
        return refused(request, booth, _("Not all of your choices can stand on this ballot. Here are those that can."))
    if not booth.choices:
        return refused(request, booth, _("Choose at least one project, then go on."))
    same = tuple(booth.choices) == filled.choices and was_checked(request, filled)
    return await check_page(request, booth, checked=filled.checked if same else "")


async def check_page(
    request: Request,
    booth: Booth,
    *,
    checked: str = "",
    email: str = "",
    refusal: str = "",
    about: str = "",
    status: int = 0,
) -> Response:
    """The ballot with its code. `checked`: the mark it has already, so that its code stays; without one it gets a new
    one. `about`: the id of the field that the refusal is about."""
    vote, sent = booth.vote, booth.as_checked
    checked = checked or mark_of(request, sent)
    try:
        commitment = await commitment_for(
            vote, sent.choices, definition_hash=sent.definition, attempt=checked, digits=sent.digits
        )
    except (Closed, NotOpenYet) as over:
        return await unavailable(request, vote, over.sentence, sent.choices)
    except BallotRefused as fault:
        return refused(request, booth, fault.sentence, fault.field)
    context = {
        **booth.context,
        **code_in_full(request, commitment),
        "checked": checked,
        "said": ties_in_words(vote),
        "email": email,
        "refusal": refusal,
        "about": about,
    }
    return page(request, "pb/ballots/check.html", context, status=status or (422 if refusal else 200))


async def check_again(request: Request, booth: Booth) -> Response:
    """For a ballot that was on no check page of this browser: first it has to be looked at."""
    if not booth.choices:
        return refused(request, booth, _("Choose at least one project, then go on."))
    return await check_page(request, booth, refusal=_("Please check your choices once more, then send them."))


def refused(request: Request, booth: Booth, sentence: str, about: str = "") -> Response:
    """The ballot again, with what is wrong and everything chosen that can still stand."""
    return _page(request, booth, sentence, about)


def _page(request: Request, booth: Booth, refusal: str = "", about: str = "") -> Response:
    context = {**booth.context, "refusal": refusal, "about": about}
    return page(request, "pb/ballots/ballot.html", context, fragment="ballot", status=422 if refusal else 200)
