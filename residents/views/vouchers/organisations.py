"""The office's list of trusted organisations."""

from starlette.requests import Request
from starlette.responses import Response
from wtforms import EmailField, StringField

from residents.models import VoucherState
from residents.sign_in import SignInRefused
from residents.vouchers import OrganisationRefused, batches, organisations
from web.audience import audience, permitted
from web.forms import Form, at_most, required
from web.language import _
from web.pages import page, see_other

MANAGERS = permitted(organisations.PERMISSION)


class OrganisationForm(Form):
    name = StringField(
        _("Name of the organisation"), [*required(_("Enter the name of the organisation.")), at_most(120)]
    )
    contact_name = StringField(_("Who we talk to there"), [at_most(120)])
    contact_email = EmailField(_("Their email address"), [at_most(254)])


@audience(MANAGERS)
async def index(request: Request) -> Response:
    context = {"organisations": await organisations.everyone(), "states": states()}
    return page(request, "residents/vouchers/organisations.html", context)


@audience(MANAGERS)
async def new(request: Request) -> Response:
    form = OrganisationForm(await request.form() if request.method == "POST" else None)
    if request.method == "GET":
        return page(request, "residents/vouchers/organisation_form.html", {"form": form, "organisation": None})
    if form.validate():
        try:
            made = await organisations.add(request.state.visitor, *_values(form), request.state.now)
            return see_other(request, f"/office/organisations/{made.id}", notice=_("The organisation is on the list."))
        except (OrganisationRefused, SignInRefused) as refusal:
            _refuse(form, refusal)
    context = {"form": form, "organisation": None}
    return page(request, "residents/vouchers/organisation_form.html", context, status=422)


@audience(MANAGERS)
async def show(request: Request) -> Response:
    organisation = await organisations.one(_id(request))
    context = {
        "organisation": organisation,
        "batches": await batches.of_organisation(organisation.id),
        "states": states(),
    }
    return page(request, "residents/vouchers/organisation.html", context)


@audience(MANAGERS)
async def details(request: Request) -> Response:
    organisation = await organisations.one(_id(request))
    if request.method == "GET":
        kept = {name: getattr(organisation, name) for name in ("name", "contact_name", "contact_email")}
        context = {"form": OrganisationForm(defaults=kept), "organisation": organisation}
        return page(request, "residents/vouchers/organisation_form.html", context)
    form = OrganisationForm(await request.form())
    if form.validate():
        try:
            await organisations.change(request.state.visitor, organisation.id, *_values(form), request.state.now)
            return see_other(request, f"/office/organisations/{organisation.id}", notice=_("Saved."))
        except (OrganisationRefused, SignInRefused) as refusal:
            _refuse(form, refusal)
    context = {"form": form, "organisation": organisation}
    return page(request, "residents/vouchers/organisation_form.html", context, status=422)


@audience(MANAGERS)
async def retirement(request: Request) -> Response:
    back = (await request.form()).get("act") == "back"
    await organisations.retire(request.state.visitor, _id(request), request.state.now, back=back)
    notice = _("It can get cards again.") if back else _("It gets no new cards. Those that people have stay good.")
    return see_other(request, f"/office/organisations/{_id(request)}", notice=notice)


def states() -> list[tuple[str, str]]:
    """How cards can stand, in the order of a card's life, with the words for it."""
    return [
        (VoucherState.MINTED.value, _("Not signed for")),
        (VoucherState.ASSIGNED.value, _("Signed for")),
        (VoucherState.HANDED_OUT.value, _("Handed out")),
        (VoucherState.REDEEMED.value, _("Used")),
        (VoucherState.VOID.value, _("Void")),
        (VoucherState.EXPIRED.value, _("Too old")),
    ]


def _values(form: OrganisationForm) -> tuple[str, str, str]:
    return form.name.data or "", form.contact_name.data or "", form.contact_email.data or ""


def _refuse(form: OrganisationForm, refusal: OrganisationRefused | SignInRefused) -> None:
    form.refuse("contact_email" if isinstance(refusal, SignInRefused) else "name", refusal.sentence)


def _id(request: Request) -> int:
    return int(request.path_params["organisation"])
