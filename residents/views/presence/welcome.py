"""Somebody is here: made for a phone held in one hand at a market stall. Names stand in forms, never in addresses."""

from collections.abc import Awaitable, Callable

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from wtforms import RadioField, SelectField, StringField

from residents.belonging.claims import ClaimRefused
from residents.belonging.keys import KeyGone
from residents.belonging.words import age_words, ages
from residents.models import AgeBand, Tie
from residents.people import Person
from residents.places.postcodes import PostcodeRefused, locate
from residents.presence import confirming, handovers, meeting, shifts
from residents.presence.confirming import Done
from residents.presence.meeting import Known, Meeting, Said
from residents.presence.refusals import PresenceRefused
from residents.views.presence.words import state_words, tie_words, ways
from web.audience import audience, permitted
from web.forms import Form, choices
from web.language import _
from web.pages import page, see_other

HELPERS = permitted("people.help")
VERIFIERS = permitted("claims.verify")
HOME = "/office/welcome"
_LONGEST = 200
Act = Callable[[Person, Said, bool], Awaitable[Done]]


class PersonForm(Form):
    name = StringField(_("First and last name"))
    postcode = StringField(_("Postcode"))
    side = RadioField(_("Which side of the line is it?"), validate_choice=False)
    age_band = SelectField(_("How old, roughly?"), validate_choice=False)
    tie = SelectField(_("What do they do there?"), validate_choice=False)
    email = StringField(_("The email address they sign in with"))

    @property
    def said(self) -> Said:
        texts = {name: " ".join(str(self[name].data or "").split())[:_LONGEST] for name in self._fields}
        return Said(**texts)


async def person_form(data: FormData | None = None) -> PersonForm:
    form = PersonForm(data, {"tie": Tie.LIVE.value})
    bands = ages()
    form.age_band.choices = choices([("", _("Choose")), *bands])
    form.tie.choices = choices((tie.value, tie_words(tie)) for tie in Tie)
    form.side.choices = []
    if data is not None:
        form.side.choices = choices(await _sides(form.postcode.data or ""))
    return form


async def _sides(postcode: str) -> list[tuple[str, str]]:
    """The wards on both sides, where a postcode lies beside a boundary."""
    try:
        there = await locate(postcode[:_LONGEST])
    except PostcodeRefused:
        return []
    return [(side.code, side.name) for side in there.sides] if there.other_wards else []


@audience(HELPERS)
async def index(request: Request) -> Response:
    return await _form_page(request, await person_form())


async def _form_page(request: Request, form: PersonForm, refusal: str = "", status: int = 200) -> Response:
    visitor, now = request.state.visitor, request.state.now
    shift = await shifts.now_of(visitor.account_id, now)
    try:
        vote, closed = (await meeting.open_franchise(now)).name, ""
    except PresenceRefused as refused:
        vote, closed = "", refused.sentence
    context = {
        "form": form,
        "shift": shift,
        "off_shift": "" if shift else await shifts.off_shift_words(visitor, now),
        "vote": vote,
        "closed": closed,
        "refusal": refusal,
        "handovers": [(one, handovers.state_at(one, now).value) for one in await handovers.latest_of(visitor, now)],
    }
    return page(request, "residents/presence/welcome/index.html", context, status=status)


@audience(HELPERS)
async def person(request: Request) -> Response:
    """Who it is, and whether we know them. Nothing is stored."""
    if request.method == "GET":
        return see_other(request, HOME)
    data = await request.form()
    form, somebody_else = await person_form(data), data.get("somebody_else") == "yes"
    try:
        found = await meeting.look(request.state.visitor, form.said, request.state.now)
    except (PresenceRefused, KeyGone) as refused:
        return await _refused(request, form, refused)
    return await _check_page(request, form, found, somebody_else=somebody_else)


async def _refused(request: Request, form: PersonForm, refused: PresenceRefused | KeyGone) -> Response:
    field = refused.field if isinstance(refused, PresenceRefused) else ""
    if field in form and (field != "side" or form.side.choices):
        form.refuse(field, refused.sentence)
        return await _form_page(request, form, status=422)
    return await _form_page(request, form, refused.sentence, status=422)


async def _check_page(
    request: Request, form: PersonForm, found: Meeting, refusal: str = "", *, somebody_else: bool = False
) -> Response:
    visitor, now = request.state.visitor, request.state.now
    said = form.said
    known = None if somebody_else else found.known
    verifier = visitor.may("claims.verify")
    context = {
        "carried": [(name, getattr(said, name)) for name in Said.__dataclass_fields__ if getattr(said, name)],
        "said": said,
        "there": found.there,
        "age": age_words(AgeBand(said.age_band)),
        "tie": tie_words(Tie(said.tie)),
        "known": known,
        "confirmed": confirmed_words(known),
        "somebody_else": somebody_else,
        "can_confirm": verifier and await shifts.now_of(visitor.account_id, now) is not None,
        "off_shift": await shifts.off_shift_words(visitor, now) if verifier else "",
        "refusal": refusal,
    }
    status = 422 if refusal else 200
    return page(request, "residents/presence/welcome/check.html", context, status=status)


def confirmed_words(known: Known | None) -> str:
    """“on 12 May 2026 at Hanley library”, or "" where nothing confirms them yet."""
    return ways(known.confirmed_on, known.method, known.venue) if known and known.confirmed_on else ""


@audience(VERIFIERS)
async def confirmation(request: Request) -> Response:
    if request.method == "GET":
        return see_other(request, HOME)
    data = await request.form()
    how = str(data.get("how", ""))[:20]
    return await _act(
        request,
        lambda by, said, other: confirming.confirm(by, said, how, request.state.now, somebody_else=other),
        data,
    )


@audience(HELPERS)
async def registration(request: Request) -> Response:
    """An account for somebody who has no email address; for somebody we know, the page with what can be done next."""
    if request.method == "GET":
        return see_other(request, HOME)
    data = await request.form()
    return await _act(
        request,
        lambda by, said, other: confirming.sign_up(by, said, request.state.now, somebody_else=other),
        data,
    )


async def _act(request: Request, act: Act, data: FormData) -> Response:
    """Do it, or show the page again on which it was asked for, with the reason."""
    visitor, now, form = request.state.visitor, request.state.now, await person_form(data)
    somebody_else = data.get("somebody_else") == "yes"
    try:
        done = await act(visitor, form.said, somebody_else)
    except (PresenceRefused, ClaimRefused, KeyGone) as refused:
        try:
            found = await meeting.meeting_of(visitor, form.said, now)
        except (PresenceRefused, KeyGone) as first:
            return await _refused(request, form, first)
        return await _check_page(request, form, found, refused.sentence, somebody_else=somebody_else)
    return see_other(request, f"{HOME}/people/{done.claim.id}", notice=_notice(done))


def _notice(done: Done) -> str:
    if done.alike:
        return _("Done. Two people here have the same name, postcode and age, so two officers will look at both.")
    return "" if done.already else _("Done.")


@audience(HELPERS)
async def met(request: Request) -> Response:
    """What comes next for somebody whom this helper met today."""
    return await met_page(request, int(request.path_params["claim"]))


async def met_page(request: Request, claim_id: int, refusal: str = "", about: str = "") -> Response:
    """`about`: the id of the field that the refusal is about."""
    visitor, now = request.state.visitor, request.state.now
    claim = await confirming.person(visitor, claim_id, now)
    undoable = visitor.may("claims.verify") and await confirming.can_be_undone(visitor, claim.id, now) is not None
    context = {
        "claim": claim,
        "state": state_words(claim.state),
        "tie": tie_words(claim.tie),
        "undoable": undoable,
        "has_email": claim.account.email is not None,
        "shift": await shifts.now_of(visitor.account_id, now),
        "off_shift": await shifts.off_shift_words(visitor, now),
        "refusal": refusal,
        "about": about,
    }
    status = 422 if refusal else 200
    return page(request, "residents/presence/welcome/met.html", context, status=status)


@audience(VERIFIERS)
async def undoing(request: Request) -> Response:
    claim_id = int(request.path_params["claim"])
    try:
        await confirming.undo(request.state.visitor, claim_id, request.state.now)
    except PresenceRefused as refused:
        return await met_page(request, claim_id, refused.sentence)
    return see_other(request, f"{HOME}/people/{claim_id}", notice=_("Taken back. It is as if you had not pressed it."))
