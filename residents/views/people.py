"""Who works here and in which roles: for administrators."""

from typing import TypeVar

from starlette.requests import Request
from starlette.responses import Response
from wtforms import EmailField, SelectMultipleField, StringField

from residents import officers
from residents.accounts import AccountRefused
from residents.models import Role
from residents.sign_in import SignInRefused
from web.audience import audience, permitted
from web.forms import Form, required
from web.language import _
from web.pages import page, see_other

ADMINISTRATORS = permitted("roles.grant")
F = TypeVar("F", bound="RolesForm")


class RolesForm(Form):
    roles = SelectMultipleField()


class InvitationForm(RolesForm):
    name = StringField()
    email = EmailField()


@audience(ADMINISTRATORS)
async def index(request: Request) -> Response:
    people = [
        {
            "id": account.id,
            "name": account.display_name or account.email,
            "email": account.email,
            "roles": [officers.role_name(role) for role in officers.roles_of(account)],
            "closed": account.disabled_at is not None,
            "ready": account.password_hash is not None and account.totp_secret is not None,
            "me": account.id == request.state.visitor.account_id,
        }
        for account in await officers.everyone()
    ]
    return page(request, "residents/people/index.html", {"people": people})


@audience(ADMINISTRATORS)
async def invitation(request: Request) -> Response:
    form = _roles_form(InvitationForm(await request.form() if request.method == "POST" else None))
    form.name.label.text, form.email.label.text = _("Their name"), _("Their work email address")
    form.name.validators = required(_("Enter their name."))
    form.email.validators = required(_("Enter their email address."))
    if request.method == "GET":
        return page(request, "residents/people/invitation.html", _with_hints(form))
    if not form.validate():
        return page(request, "residents/people/invitation.html", _with_hints(form), status=422)
    roles = [Role(role) for role in form.roles.data or []]
    try:
        await officers.invite(
            request.state.visitor, str(form.email.data), str(form.name.data), roles, request.state.now
        )
    except (SignInRefused, AccountRefused) as refusal:
        form.refuse("email" if isinstance(refusal, SignInRefused) else "roles", refusal.sentence)
        return page(request, "residents/people/invitation.html", _with_hints(form), status=422)
    return see_other(request, "/office/people", notice=_("They are on the list. We have sent them an email."))


@audience(ADMINISTRATORS)
async def show(request: Request) -> Response:
    return await _person(request, None, 200)


@audience(ADMINISTRATORS)
async def roles(request: Request) -> Response:
    form = _roles_form(RolesForm(await request.form()))
    if not form.validate():
        return await _person(request, form, 422)
    chosen = [Role(role) for role in form.roles.data or []]
    try:
        await officers.change_roles(request.state.visitor, _account_id(request), chosen, request.state.now)
    except AccountRefused as refusal:
        form.refuse("roles", refusal.sentence)
        return await _person(request, form, 422)
    return see_other(request, _path(request), notice=_("Saved. It counts from their next click."))


@audience(ADMINISTRATORS)
async def reset(request: Request) -> Response:
    await officers.reset_sign_in(request.state.visitor, _account_id(request), request.state.now)
    return see_other(request, _path(request), notice=_("Done. They are signed out and get an email with a new link."))


@audience(ADMINISTRATORS)
async def closure(request: Request) -> Response:
    await officers.close(request.state.visitor, _account_id(request), request.state.now)
    return see_other(request, _path(request), notice=_("The account is closed, and they are signed out."))


@audience(ADMINISTRATORS)
async def reopening(request: Request) -> Response:
    await officers.reopen(request.state.visitor, _account_id(request), request.state.now)
    return see_other(request, _path(request), notice=_("The account is open again."))


async def _person(request: Request, form: RolesForm | None, status: int) -> Response:
    account = await officers.one(_account_id(request))
    has = officers.roles_of(account)
    form = form or _roles_form(RolesForm(defaults={"roles": [str(role) for role in has]}))
    context = {
        **_with_hints(form),
        "account": account,
        "has_roles": bool(has),
        "me": account.id == request.state.visitor.account_id,
        "ready": account.password_hash is not None and account.totp_secret is not None,
    }
    return page(request, "residents/people/show.html", context, status=status)


def _roles_form(form: F) -> F:
    form.roles.label.text = _("What they do here")
    form.roles.choices = [(str(role), officers.role_name(role)) for role in officers.OFFICER_ROLES]
    return form


def _with_hints(form: RolesForm) -> dict[str, object]:
    return {"form": form, "hints": {str(role): officers.role_hint(role) for role in officers.OFFICER_ROLES}}


def _account_id(request: Request) -> int:
    return int(request.path_params["account"])


def _path(request: Request) -> str:
    return f"/office/people/{_account_id(request)}"
