"""What members are paid, in the office: for sessions, for expenses; paid out, or a mistake taken back."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from wtforms import DateField, SelectField, SelectMultipleField, StringField
from wtforms.validators import Optional

from assembly.commissioning.sessions import sessions_of
from assembly.models import Assembly, Member, PaymentWay
from assembly.panels import paying
from assembly.views.common import assembly_of, office_page, saved, typed
from assembly.views.panels.files import sent_csv
from web.audience import audience, permitted
from web.fields import PoundsField
from web.filters import day, money
from web.forms import Form, carried_out, choices, number, required
from web.language import _, ngettext

PAYS = permitted("payments.manage")
_HEADING = ("payment", "pseudonym", "name", "amount", "way", "for", "due on")


def ways() -> dict[str, str]:
    return {
        PaymentWay.BANK.value: _("To a bank account"),
        PaymentWay.VOUCHER.value: _("A voucher"),
        PaymentWay.DONATE.value: _("Given to a good cause"),
        PaymentWay.NONE.value: _("Nothing, by choice"),
    }


class SessionForm(Form):
    session = SelectField(_("Which session?"), validate_choice=False)
    members = SelectMultipleField(_("Who came?"), validate_choice=False)


class ExpensesForm(Form):
    member = SelectField(_("Whose?"), validate_choice=False)
    amount = PoundsField(_("How much?"))


class PaidForm(Form):
    payments = SelectMultipleField(_("Which were paid?"), validate_choice=False)
    reference = StringField(_("Reference of the payment run"), required(_("Write the reference.")))
    paid_on = DateField(_("Paid on"), [Optional()])


@audience(PAYS)
async def index(request: Request) -> Response:
    return await _index(request, await assembly_of(request))


async def _index(
    request: Request, assembly: Assembly, forms: dict[str, Form] | None = None, form: Form | None = None
) -> Response:
    found = await paying.payments_of(assembly)
    members = await paying.payable(assembly)
    sessions = [one for one in await sessions_of(assembly) if one.starts_at <= request.state.now]
    filled: dict[str, Any] = {
        "session_form": SessionForm(), "expenses_form": ExpensesForm(), "paid_form": PaidForm(), **(forms or {})
    }  # fmt: skip
    filled["session_form"].session.choices = choices(
        [("", _("Choose")), *((str(one.id), f"{day(one.starts_at)} {one.title}".strip()) for one in sessions)]
    )
    filled["session_form"].members.choices = choices((str(one.id), _named(one)) for one in members)
    filled["expenses_form"].member.choices = choices(
        [("", _("Choose")), *((str(one.id), one.registration.pseudonym) for one in members)]
    )
    due = [one for one in found if one.paid_on is None and one.cancelled_at is None]
    filled["paid_form"].payments.choices = choices(
        (str(one.id), f"{one.member.registration.pseudonym}, {money(one.amount_pence)}, {_for(one)}") for one in due
    )
    context = {
        **filled,
        "rows": [(one, one.member.registration.pseudonym, _for(one), ways()[one.way.value]) for one in found],
        "totals": paying.totals(found),
        "members": members,
        "sessions": sessions,
        "due": due,
        "form": form,
    }
    return await office_page(request, "assembly/panels/payments.html", assembly, context)


def _named(member: Member) -> str:
    way = ways().get(member.payment_way)
    return f"{member.registration.pseudonym} ({way or _('has not said how to be paid')})"


def _for(payment: Any) -> str:
    return _("expenses") if payment.expenses else _("session of %(day)s") % {"day": day(payment.session.starts_at)}


def _ids(raw: Any) -> list[int]:
    return [found for one in raw or [] if (found := number(one)) is not None]


@audience(PAYS)
async def record_session(request: Request) -> Response:
    assembly = await assembly_of(request)
    form = SessionForm(await typed(request))
    added: list[int] = []

    async def act() -> None:
        by, now = request.state.visitor, request.state.now
        session, members = number(form.session.data) or 0, _ids(form.members.data)
        added.append(await paying.record_session(by, assembly.id, session, members, now))

    if await carried_out(form, act):
        words = ngettext("%(count)s payment was added.", "%(count)s payments were added.", added[0])
        return saved(request, assembly, words % {"count": added[0]}, "panel/payments")
    return await _index(request, assembly, {"session_form": form}, form)


@audience(PAYS)
async def record_expenses(request: Request) -> Response:
    assembly = await assembly_of(request)
    form = ExpensesForm(await typed(request))

    async def act() -> None:
        by, now = request.state.visitor, request.state.now
        await paying.record_expenses(by, assembly.id, number(form.member.data) or 0, form.amount.data, now)

    if await carried_out(form, act):
        return saved(request, assembly, _("The expenses were added."), "panel/payments")
    return await _index(request, assembly, {"expenses_form": form}, form)


@audience(PAYS)
async def mark_paid(request: Request) -> Response:
    assembly = await assembly_of(request)
    form = PaidForm(await typed(request))

    async def act() -> None:
        by, now = request.state.visitor, request.state.now
        chosen, reference = _ids(form.payments.data), form.reference.data or ""
        await paying.mark_paid(by, assembly.id, chosen, reference, form.paid_on.data, now)

    if await carried_out(form, act):
        return saved(request, assembly, _("Written down as paid."), "panel/payments")
    return await _index(request, assembly, {"paid_form": form}, form)


@audience(PAYS)
async def cancel(request: Request) -> Response:
    assembly = await assembly_of(request)
    await paying.cancel(request.state.visitor, assembly.id, request.path_params["payment"], request.state.now)
    return saved(request, assembly, _("Taken back. It stays on the list, struck out."), "panel/payments")


@audience(PAYS)
async def for_payroll(request: Request) -> Response:
    assembly = await assembly_of(request)
    found = await paying.for_payroll(request.state.visitor, assembly, request.state.now)
    records = [
        (
            one.id, one.member.registration.pseudonym, one.member.registration.name, f"{one.amount_pence / 100:.2f}",
            one.way.value, _for(one), one.due_on.isoformat(),
        )
        for one in found
    ]  # fmt: skip
    return sent_csv(_HEADING, records, f"payments-{assembly.slug}.csv")
