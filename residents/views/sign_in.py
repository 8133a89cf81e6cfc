"""Signing in by email: ask for a letter, then type its code or open its link."""

from starlette.requests import Request
from starlette.responses import Response
from wtforms import EmailField, HiddenField, StringField

from residents.limits import network_of
from residents.models import ChallengePurpose
from residents.sign_in import SignInRefused, TooManyTries, challenges, device_of, enter_with_code, enter_with_link
from residents.sign_in import request_code as request_letter
from web.audience import EVERYONE, audience
from web.forms import Form, required
from web.language import _
from web.pages import keep_browser, keep_session, local_path, page, see_other, settings_of


class EmailForm(Form):
    email = EmailField()
    next = HiddenField(default="/")


class CodeForm(Form):
    code = StringField()


def email_form(request: Request, data: object = None) -> EmailForm:
    form = EmailForm(data, {"next": local_path(request.query_params.get("next", "/"))})  # type: ignore[arg-type]
    form.email.label.text = _("Your email address")
    form.email.validators = required(_("Enter your email address."))
    return form


def code_form(data: object = None) -> CodeForm:
    form = CodeForm(data)  # type: ignore[arg-type]
    form.code.label.text = _("The code from the email")
    form.code.validators = required(_("Type the 8 numbers from the email."))
    return form


@audience(EVERYONE)
async def sign_in(request: Request) -> Response:
    if request.method == "GET":
        return page(request, "residents/sign_in/new.html", {"form": email_form(request)})
    form = email_form(request, await request.form())
    if not form.validate():
        return page(request, "residents/sign_in/new.html", {"form": form}, status=422)
    try:
        challenge_id = await request_letter(
            str(form.email.data),
            keep_browser(request),
            local_path(str(form.next.data)),
            request.state.now,
            network=network_of(request.client.host if request.client else ""),
        )
    except SignInRefused as refusal:
        form.refuse("email", refusal.sentence)
        return page(request, "residents/sign_in/new.html", {"form": form}, status=_status(refusal))
    return see_other(request, f"/sign-in/codes/{challenge_id}")


@audience(EVERYONE)
async def code(request: Request) -> Response:
    challenge_id = int(request.path_params["challenge"])
    if request.method == "GET":
        return await _code_page(request, challenge_id, code_form(), 200)
    form = code_form(await request.form())
    if not form.validate():
        return await _code_page(request, challenge_id, form, 422)
    try:
        entered = await enter_with_code(
            challenge_id,
            str(form.code.data),
            keep_browser(request),
            device(request),
            request.state.now,
            replacing=request.state.visitor.session,
        )
    except SignInRefused as refusal:
        form.refuse("code", refusal.sentence)
        return await _code_page(request, challenge_id, form, _status(refusal))
    return _come_in(request, entered.session_key, entered.next_path)


async def _code_page(request: Request, challenge_id: int, form: CodeForm, status: int) -> Response:
    challenge = await challenges.of_browser(challenge_id, request.state.browser.hashed(), request.state.now)
    email = challenge.email if challenge else ""
    context = {
        "form": form,
        "email": email,
        "usable": challenge is not None and challenge.tries < challenges.MOST_TRIES,
    }
    return page(request, "residents/sign_in/code.html", context, status=status)


@audience(EVERYONE)
async def link(request: Request) -> Response:
    """Opening the link changes nothing: mail scanners open links too. Only the button on the page signs in."""
    token = str(request.path_params["token"])
    browser_hash = keep_browser(request)
    refusal = ""
    if request.method == "POST":
        try:
            entered = await enter_with_link(
                token, browser_hash, device(request), request.state.now, replacing=request.state.visitor.session
            )
            return _come_in(request, entered.session_key, entered.next_path)
        except SignInRefused as refused:
            refusal = refused.sentence
    challenge = await challenges.by_token(token, ChallengePurpose.SIGN_IN, request.state.now)
    context = {
        "challenge": challenge,
        "own_browser": challenge is not None and challenge.browser_hash == browser_hash,
        "code": challenges.code_of(token),
        "refusal": refusal,
    }
    response = page(request, "residents/sign_in/link.html", context, status=422 if refusal else 200)
    # Without https browsers do not say where a form comes from but in Origin, which no-referrer would blank.
    response.headers["referrer-policy"] = "no-referrer" if settings_of(request).secure else "strict-origin"
    return response


def device(request: Request) -> str:
    return device_of(request.headers.get("user-agent", ""))


def _come_in(request: Request, session_key: str, next_path: str) -> Response:
    return keep_session(request, see_other(request, local_path(next_path), notice=_("You are signed in.")), session_key)


def _status(refusal: SignInRefused) -> int:
    return 429 if isinstance(refusal, TooManyTries) else 422
