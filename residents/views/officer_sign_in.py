"""Officers come in, and set up how they come in."""

import segno
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from wtforms import EmailField, HiddenField, PasswordField, StringField

from residents.limits import network_of
from residents.sign_in import SignInRefused, TooBusy, TooManyTries, enter_as_officer
from residents.sign_in.enrolment import WrongCode, enrol, enrolling, secret_of
from residents.sign_in.one_time_codes import address_for_apps
from residents.views.sign_in import device
from web.audience import EVERYONE, audience
from web.forms import Form, required
from web.language import _
from web.pages import keep_session, local_path, page, see_other, settings_of


class OfficerForm(Form):
    email = EmailField()
    password = PasswordField()
    code = StringField()
    next = HiddenField(default="/office")


class EnrolmentForm(Form):
    password = PasswordField()
    code = StringField()


@audience(EVERYONE)
async def sign_in(request: Request) -> Response:
    form = _officer_form(request)
    if request.method == "GET":
        return page(request, "residents/officers/sign_in.html", {"form": form})
    form = _officer_form(request, await request.form())
    if not form.validate():
        return page(request, "residents/officers/sign_in.html", {"form": form}, status=422)
    try:
        entered = await enter_as_officer(
            str(form.email.data),
            str(form.password.data),
            str(form.code.data),
            device(request),
            request.state.now,
            network=network_of(request.client.host if request.client else ""),
            replacing=request.state.visitor.session,
        )
    except TooBusy:
        raise HTTPException(503, headers={"retry-after": "20"}) from None
    except SignInRefused as refusal:
        form.refuse("email", refusal.sentence)
        status = 429 if isinstance(refusal, TooManyTries) else 422
        return page(request, "residents/officers/sign_in.html", {"form": form}, status=status)
    there = local_path(str(form.next.data), "/office")
    return keep_session(request, see_other(request, there, notice=_("You are signed in.")), entered.session_key)


@audience(EVERYONE)
async def enrolment(request: Request) -> Response:
    """Opening the link changes nothing; a password and a code from the app do."""
    token = str(request.path_params["token"])
    if request.method == "GET":
        return await _enrolment_page(request, token, _enrolment_form(), 200)
    form = _enrolment_form(await request.form())
    if not form.validate():
        return await _enrolment_page(request, token, form, 422)
    settings = settings_of(request)
    context = [settings.place_name, settings.service_name, settings.council_name]
    try:
        await enrol(token, str(form.password.data), str(form.code.data), context, request.state.now)
    except TooBusy:
        raise HTTPException(503, headers={"retry-after": "20"}) from None
    except SignInRefused as refusal:
        form.refuse("code" if isinstance(refusal, WrongCode) else "password", refusal.sentence)
        return await _enrolment_page(request, token, form, 422)
    return see_other(request, "/officers/sign-in", notice=_("That is set up. Now sign in with it."))


async def _enrolment_page(request: Request, token: str, form: EnrolmentForm, status: int) -> Response:
    account = await enrolling(token, request.state.now)
    context: dict[str, object] = {"form": form, "account": account}
    if account:
        secret, settings = secret_of(token), settings_of(request)
        address = address_for_apps(secret, account.email or "", f"{settings.service_name} {settings.place_name}")
        context["picture"] = segno.make(address, error="m").svg_data_uri(scale=5, border=4)
        context["secret"] = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    response = page(request, "residents/officers/enrolment.html", context, status=status)
    response.headers["referrer-policy"] = "no-referrer" if settings_of(request).secure else "strict-origin"
    return response


def _officer_form(request: Request, data: object = None) -> OfficerForm:
    there = local_path(request.query_params.get("next", ""), "/office")
    form = OfficerForm(data, {"next": there})  # type: ignore[arg-type]
    form.email.label.text, form.password.label.text = _("Your work email address"), _("Password")
    form.code.label.text = _("The 6 numbers your app shows now")
    form.email.validators = required(_("Enter your email address."))
    form.password.validators = required(_("Enter your password."))
    form.code.validators = required(_("Enter the 6 numbers from your authenticator app."))
    return form


def _enrolment_form(data: object = None) -> EnrolmentForm:
    form = EnrolmentForm(data)  # type: ignore[arg-type]
    form.password.label.text = _("Choose a password")
    form.code.label.text = _("The 6 numbers the app shows now")
    form.password.validators = required(_("Choose a password."))
    form.code.validators = required(_("Enter the 6 numbers from the app."))
    return form
