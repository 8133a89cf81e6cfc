"""Where somebody uses a card: its code, where they belong, a promise. Only the last press uses the card up."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from wtforms import BooleanField, HiddenField, RadioField, StringField

from residents.belonging.claims import ClaimRefused
from residents.belonging.words import age_words, ages, tie_of_mine
from residents.limits import network_of
from residents.models import AgeBand, Claim, Tie, Voucher
from residents.people import NOBODY, Person
from residents.places.postcodes import PostcodeRefused, Whereabouts, locate
from residents.sign_in import device_of
from residents.vouchers import AlreadyConfirmed, CardRefused, TooManyCodes
from residents.vouchers.redeeming import Answers, claim_for, find, redeem
from web.audience import EVERYONE, audience
from web.forms import Form, choices
from web.language import _
from web.pages import keep_browser, keep_session, page, see_other, settings_of

_NUMBERS = {"postcode": 1, "side": 1, "tie": 2, "age": 3, "name": 4, "promise": 5}


class CardForm(Form):
    """What came so far travels along in hidden fields; nothing is kept before the end."""

    code = StringField(_("The code on the card"))
    postcode = StringField(_("What is your postcode?"))
    side = RadioField(_("Which side of the line are you on?"), validate_choice=False)
    tie = RadioField(_("What do you do there?"), validate_choice=False)
    age = RadioField(_("How old are you?"), validate_choice=False)
    name = StringField(_("What is your name?"))
    promise = BooleanField(_("What I said is true, and I vote only once"))
    named = HiddenField()  # the question about the name was asked: its answer may be empty
    asked = HiddenField()  # the question that this answers
    again = HiddenField()  # a question to ask once more
    somebody_else = HiddenField()  # not for the person who is signed in here

    def __init__(self, data: FormData | None = None, code: str = "") -> None:
        super().__init__(data, {"code": code})
        self.side.choices = []
        self.tie.choices = choices([(tie.value, tie_of_mine(tie)) for tie in Tie])
        self.age.choices = choices(ages())
        if self.asked.data == "name":
            self.named.data = "yes"
        if self.again.data in ("postcode", "tie", "age", "named"):
            self[self.again.data].data = ""
            self.side.data = "" if self.again.data == "postcode" else self.side.data
            self.promise.data = False

    def lacks(self, question: str, sentence: str) -> str:
        """The question is open. What is wrong is said only to somebody who was asked it."""
        if self.asked.data == question and not self.again.data:
            self.refuse(question, sentence)
        return question


@dataclass(slots=True)
class Visit:
    """Somebody with a card that can be used, and what they said so far."""

    card: Voucher
    by: Person
    claim: Claim | None
    there: Whereabouts | None = None


@audience(EVERYONE)
async def type_code(request: Request) -> Response:
    if request.method == "GET":
        return page(request, "residents/vouchers/code.html", {"form": CardForm()})
    return await _flow(request, CardForm(await request.form()))


@audience(EVERYONE)
async def scanned(request: Request) -> Response:
    """The address on the card. Opening it uses nothing up: phones and scanners open addresses by themselves."""
    response = await _flow(request, CardForm(code=str(request.path_params["code"])[:40]))
    # Without https browsers do not say where a form comes from but in Origin, which no-referrer would blank.
    response.headers["referrer-policy"] = "no-referrer" if settings_of(request).secure else "strict-origin"
    return response


async def _flow(request: Request, form: CardForm) -> Response:
    form.code.data = (form.code.data or "")[:40]
    try:
        card = await find(form.code.data, _network(request), request.state.now)
        by = NOBODY if form.somebody_else.data else request.state.visitor
        visit = Visit(card, by, await claim_for(by, card))
        question = await _open_question(form, visit)
        if question:
            return _ask(request, form, visit, question)
        return await _use(request, form, visit)
    except AlreadyConfirmed as refusal:
        context = {"code": form.code.data, "sentence": refusal.sentence}
        return page(request, "residents/vouchers/confirmed.html", context)
    except (CardRefused, ClaimRefused) as refusal:
        form.refuse("code", refusal.sentence)
        too_many = isinstance(refusal, TooManyCodes)
        status = 429 if too_many else 404 if request.method == "GET" else 422
        return page(request, "residents/vouchers/code.html", {"form": form}, status=status)


async def _open_question(form: CardForm, visit: Visit) -> str:
    """The first question without an answer that can be used, or nothing."""
    if visit.claim is None:
        question = await _open_place(form, visit)
        if question:
            return question
        if form.tie.data not in set(Tie):
            return form.lacks("tie", _("Choose what you do there."))
        if not form.age.data or form.age.data not in set(AgeBand):
            return form.lacks("age", _("Choose how old you are. We ask for no birthday."))
        if not form.named.data:
            return "name"
    return "" if form.promise.data else form.lacks("promise", _("Tick the box if it is true."))


async def _open_place(form: CardForm, visit: Visit) -> str:
    if not (form.postcode.data or "").strip():
        return form.lacks("postcode", _("Enter your postcode, like ST1 5HN."))
    try:
        visit.there = await locate(form.postcode.data or "", form.side.data or "")
    except PostcodeRefused as refusal:
        form.refuse("postcode", refusal.sentence)
        return "postcode"
    if visit.there.other_wards:
        form.side.choices = choices((side.code, side.name) for side in visit.there.sides)
        return form.lacks("side", _("Choose the side you are on."))
    if visit.there.neighbourhood_id is None:
        form.refuse("postcode", _("Your postcode does not belong to a neighbourhood yet. Please tell us."))
        return "postcode"
    return ""


def _ask(request: Request, form: CardForm, visit: Visit, question: str) -> Response:
    context = {
        "form": form,
        "question": question,
        "card": visit.card,
        "claim": visit.claim,
        "said": _said(form, visit) if question == "promise" else [],
        "carried": _carried(form, question),
        "postcode": visit.there.postcode if visit.there else "",
        "number": _NUMBERS[question],
        "total": max(_NUMBERS.values()),
    }
    status = 422 if form.errors else 200
    return page(request, "residents/vouchers/question.html", context, status=status)


def _said(form: CardForm, visit: Visit) -> list[tuple[str, str, str]]:
    if visit.there is None:
        return []
    return [
        ("postcode", _("Postcode"), f"{visit.there.postcode}, {visit.there.neighbourhood_name}"),
        ("tie", _("There"), tie_of_mine(str(form.tie.data))),
        ("age", _("Age"), age_words(str(form.age.data))),
        ("named", _("Name"), form.name.data or _("Not given")),
    ]


def _carried(form: CardForm, question: str) -> Sequence[tuple[str, str]]:
    names = ("code", "somebody_else", "postcode", "side", "tie", "age", "name", "named")
    pairs = [(name, str(form[name].data or "")[:200]) for name in names if name != question]
    return [("asked", question), *((name, text) for name, text in pairs if text)]


async def _use(request: Request, form: CardForm, visit: Visit) -> Response:
    answers = None
    if visit.there is not None:
        name = (form.name.data or "")[:120]
        answers = Answers(visit.there, Tie(form.tie.data), AgeBand(form.age.data), name)
    done = await redeem(
        form.code.data or "",
        visit.by,
        answers,
        request.state.now,
        network=_network(request),
        browser_hash=keep_browser(request),
        device=device_of(request.headers.get("user-agent", "")),
        replacing=request.state.visitor.session,
    )
    notice = _("Thank you. It is confirmed that you belong here, and your vote will count.")
    response = see_other(request, "/vote", notice=notice)
    return keep_session(request, response, done.session_key) if done.session_key else response


def _network(request: Request) -> str:
    return network_of(request.client.host if request.client else "")
