"""What every page of the vote begins with: what the form brought, which vote is on, which paper is this person's."""

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData, QueryParams
from starlette.requests import Request
from starlette.responses import Response

from pb.ballots import (
    BallotRefused,
    Paper,
    Place,
    Vote,
    cleaned,
    code_of,
    paper_for,
    place_of,
    standing_of,
    titles_of,
    vote_at,
)
from residents.places.postcodes import PostcodeRefused, display
from web.keys import keyed_hash
from web.pages import keep_browser, page, see_other, settings_of
from web.print import qr_svg

_MOST = 60  # choices that are read at all; far more than any ballot allows
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Filled:
    """A form of the vote as it came in: texts only, cut to a length that nothing honest reaches."""

    fund: str = ""
    postcode: str = ""
    ward: str = ""
    definition: str = ""
    checked: str = ""
    act: str = ""
    digits: str = ""
    choices: tuple[str, ...] = ()
    positions: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, data: FormData | QueryParams) -> "Filled":
        pairs = [(name, text.replace("\x00", "")) for name, text in data.multi_items() if isinstance(text, str)]
        texts = {name: text.strip()[:200] for name, text in pairs}
        return cls(
            fund=texts.get("fund", "")[:80],
            postcode=texts.get("postcode", ""),
            ward=texts.get("ward", ""),
            definition=texts.get("definition", ""),
            checked=texts.get("checked", ""),
            act=texts.get("act", ""),
            digits="".join(texts.get("digits", "").split())[:20],
            choices=tuple(text[:_LONGEST] for name, text in pairs if name == "choice")[:_MOST],
            positions=tuple((name[9:], text[:4]) for name, text in pairs if name.startswith("position-"))[:_MOST],
        )


@dataclass(frozen=True, slots=True)
class Booth:
    vote: Vote
    place: Place
    paper: Paper
    choices: list[str]
    filled: Filled

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What the next form brings along, besides the ballot. The postcode only while it is still to be declared."""
        pairs = [("fund", self.vote.slug), ("definition", self.vote.definition_hash)]
        if self.place.whereabouts is not None:
            pairs += [("postcode", self.place.whereabouts.postcode), ("ward", self.place.whereabouts.ward_code)]
        return pairs

    @property
    def as_checked(self) -> Filled:
        """The ballot as its check page shows it, and as the next form brings it back."""
        return Filled(
            fund=self.vote.slug,
            definition=self.vote.definition_hash,
            digits=self.filled.digits,
            choices=tuple(self.choices),
        )

    @property
    def context(self) -> dict[str, Any]:
        return {
            "vote": self.vote,
            "paper": self.paper,
            "voted": self.place.voted,
            "whereabouts": self.place.whereabouts,
            "choices": self.paper.chosen(self.choices),
            "digits": self.filled.digits,
            "carried": self.carried,
            "carried_choices": [
                *(("choice", choice) for choice in self.choices),
                *([("digits", self.filled.digits)] if self.filled.digits else ()),
            ],
        }


async def booth_of(request: Request, filled: Filled) -> Booth | Response:
    """The booth, or the page that somebody has to see first."""
    vote = await vote_at(request.state.now, filled.fund)
    if vote is None or not vote.is_open(request.state.now):
        return await unavailable(request, vote, choices=filled.choices)
    try:
        place = await place_of(vote, request.state.visitor, filled.postcode, filled.ward)
        if place is None:
            return see_other(request, "/vote")
        if not place.contest:
            return ask_side(request, place, filled)
        paper = await paper_for(vote, place.contest, keep_browser(request))
    except (PostcodeRefused, BallotRefused) as refusal:
        return ask_postcode(request, vote, filled.postcode, refusal.sentence)
    standing = {project.id for project in paper.projects}
    return Booth(vote, place, paper, cleaned(filled.choices, standing, vote.ranks), filled)


def ask_postcode(request: Request, vote: Vote, postcode: str = "", refusal: str = "") -> Response:
    context = {"vote": vote, "postcode": postcode, "refusal": refusal}
    return page(request, "pb/ballots/index.html", context, status=422 if refusal else 200)


def ask_side(request: Request, place: Place, filled: Filled) -> Response:
    """The postcode lies so near a line that we cannot tell; the choices made so far come along."""
    assert place.whereabouts is not None
    context = {
        "sides": place.whereabouts.sides,
        "postcode": display(place.whereabouts.postcode.replace(" ", "")),
        "fund": filled.fund,
    }
    return page(request, "pb/ballots/side.html", context)


async def unavailable(request: Request, vote: Vote | None, sentence: str = "", choices: Sequence[str] = ()) -> Response:
    """No vote is on. After a form was sent the status says so as well, and what was chosen can still be read."""
    context = {
        "vote": vote,
        "sentence": sentence,
        "chosen": await titles_of(vote, choices) if vote and choices else [],
    }
    return page(request, "pb/ballots/unavailable.html", context, status=200 if request.method == "GET" else 422)


def mark_of(request: Request, filled: Filled, nonce: str = "") -> str:
    """Shows that this very ballot was on the check page of this very browser; also names the attempt to vote."""
    nonce = nonce or secrets.token_urlsafe(12)
    browser = keep_browser(request)
    mark = keyed_hash("checked-ballot", nonce, browser, filled.fund, filled.definition, filled.digits, *filled.choices)
    return f"{nonce}.{mark[:40]}"


def was_checked(request: Request, filled: Filled) -> bool:
    nonce, _, mark = filled.checked.partition(".")
    return bool(nonce and mark) and hmac.compare_digest(
        mark_of(request, filled, nonce).encode(), filled.checked.encode()
    )


def code_in_full(request: Request, commitment: str) -> dict[str, Any]:
    """The code of a ballot as a page shows it: its letters, and a picture that leads to it in the public record.

    The code stands behind a "#" there, which browsers send to nobody.
    """
    code = code_of(commitment)
    link = f"{settings_of(request).address}/record#{code.replace(' ', '')}"
    return {"code": code, "code_picture": qr_svg(link)}


async def standing_in_words(request: Request, vote: Vote) -> dict[str, Any]:
    standing = await standing_of(vote, request.state.visitor)
    return {"standing": standing, "late": standing.late(request.state.now)}
