"""One flag, and each decision about it on a page of its own."""

from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from residents.belonging.states import ENDED
from residents.flags import confirming, working
from residents.flags.queue import Seen, claims_of, seen
from residents.flags.raising import OPEN
from residents.views.flags import words
from residents.views.flags.forms import ConfirmationForm, ContactForm, DismissalForm, SamePersonForm
from residents.views.flags.queue import QUEUE, WORKS
from web.audience import audience
from web.forms import Form, carried_out, choices, number
from web.language import _, ngettext
from web.pages import page, see_other
from web.refusals import NotAllowed, NotFound, Refused


@audience(WORKS)
async def show(request: Request) -> Response:
    return await _flag_page(request)


@audience(WORKS)
async def assignment(request: Request) -> Response:
    try:
        await working.take_on(request.state.visitor, _id(request), request.state.now)
    except (NotAllowed, NotFound):
        raise
    except Refused as refused:
        return await _flag_page(request, refused.sentence)
    return see_other(request, _address(request), notice=_("You are working on this flag now."))


@audience(WORKS)
async def contact(request: Request) -> Response:
    found, data = await _found(request), await _typed(request)
    form = ContactForm(data)
    if data is not None:
        sent: list[int] = []

        async def act() -> None:
            how, asked = str(form.how.data or ""), str(form.words.data or "")
            sent.append(await working.contact(request.state.visitor, found.flag.id, how, asked, request.state.now))

        if await carried_out(form, act):
            notice = ngettext("%(count)s email is on its way.", "%(count)s emails are on their way.", sent[0])
            return see_other(
                request, _address(request), notice=notice % {"count": sent[0]} if sent[0] else _("Written down.")
            )
    return _decision(request, "residents/flags/contact.html", found, form)


@audience(WORKS)
async def dismissal(request: Request) -> Response:
    found, data = await _found(request), await _typed(request)
    form = DismissalForm(data)
    if data is not None and await carried_out(
        form,
        lambda: working.dismiss(request.state.visitor, found.flag.id, form.because.data or "", request.state.now),
    ):
        return see_other(request, _address(request), notice=_("Settled. Every claim is back where it stood."))
    return _decision(request, "residents/flags/dismissal.html", found, form)


@audience(WORKS)
async def confirmation(request: Request) -> Response:
    found, data = await _found(request), await _typed(request)
    if found.rule.name == "registered_twice":
        return await _same_person(request, found, SamePersonForm(data), data is not None)
    form = ConfirmationForm(data)
    form.claim.choices = _offers(found)
    if data is not None:
        chosen = [one for text in form.claim.data or [] if (one := number(text)) is not None]
        if form.every.data:
            chosen = await claims_of(found.flag.id)
        if await carried_out(form, lambda: _ask(request, found, chosen, form.because.data, bool(form.answered.data))):
            return _asked(request)
    return _decision(request, "residents/flags/confirmation.html", found, form)


async def _same_person(request: Request, found: Seen, form: SamePersonForm, posted: bool) -> Response:
    form.keep.choices = _offers(found)
    standing = [one.id for one in found.claims if one.state not in ENDED]
    if posted:
        stays = number(form.keep.data)
        out = [one for one in standing if one != stays] if stays in standing else []
        if not out:
            form.refuse("keep", _("Choose which claim stays."))
        elif await carried_out(form, lambda: _ask(request, found, out, form.because.data)):
            return _asked(request)
    return _decision(request, "residents/flags/same_person.html", found, form)


async def _ask(request: Request, found: Seen, claims: list[int], because: str | None, answered: bool = False) -> None:
    await confirming.ask(
        request.state.visitor, found.flag.id, claims, because or "", request.state.now, answered=answered
    )


def _asked(request: Request) -> Response:
    return see_other(request, _address(request), notice=_("Asked. Nothing changes until a second officer says yes."))


@audience(WORKS)
async def yes(request: Request) -> Response:
    try:
        await confirming.confirm(request.state.visitor, _id(request), _question(request), request.state.now)
    except (NotAllowed, NotFound):
        raise
    except Refused as refused:
        return await _flag_page(request, refused.sentence)
    return see_other(request, _address(request), notice=_("Confirmed. The people are told why, and how to appeal."))


@audience(WORKS)
async def no(request: Request) -> Response:
    try:
        await confirming.refuse(request.state.visitor, _id(request), _question(request), request.state.now)
    except (NotAllowed, NotFound):
        raise
    except Refused as refused:
        return await _flag_page(request, refused.sentence)
    return see_other(request, _address(request), notice=_("Nothing is taken out. The flag is still open."))


async def _flag_page(request: Request, refusal: str = "") -> Response:
    found = await _found(request)
    mine = found.flag.assigned_to_id == request.state.visitor.account_id
    context = {
        **_seen(found),
        "errors": [(refusal, None)] if refusal else [],
        "open": found.flag.state in OPEN,
        "mine": mine,
        "i_asked": found.asked is not None and found.asked.asked_by_id == request.state.visitor.account_id,
        "chosen": _chosen(found),
    }
    return page(request, "residents/flags/show.html", context, status=422 if refusal else 200)


def _decision(request: Request, template: str, found: Seen, form: Form) -> Response:
    return page(request, template, {**_seen(found), "form": form}, status=422 if form.errors else 200)


def _seen(found: Seen) -> dict[str, object]:
    return {
        "seen": found,
        "flag": found.flag,
        "tag": words.tag_of(found.flag.state),
        "words": words,
        "twice": found.rule.name == "registered_twice",
        "needs_answer": found.rule.name not in confirming.AT_ONCE and bool(found.claims),
    }


def _chosen(found: Seen) -> list[object]:
    wanted = found.asked.payload.get("claims") if found.asked else None
    return list(wanted) if isinstance(wanted, list) else []


def _offers(found: Seen) -> list[Any]:
    return choices(
        (
            str(one.id),
            _("Claim %(number)s, %(place)s: %(level)s")
            % {"number": one.id, "place": one.neighbourhood, "level": words.level(one.evidence)},
        )
        for one in found.claims
        if one.state not in ENDED
    )


async def _found(request: Request) -> Seen:
    return await seen(request.state.visitor, _id(request), request.state.now)


async def _typed(request: Request) -> FormData | None:
    return await request.form() if request.method == "POST" else None


def _id(request: Request) -> int:
    return int(request.path_params["flag"])


def _question(request: Request) -> int:
    return int(request.path_params["approval"])


def _address(request: Request) -> str:
    return f"{QUEUE}/{_id(request)}"
