"""A letter that members can show at the job centre: what they do, on which days, what they were paid."""

import asyncio
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from assembly.commissioning.sessions import sessions_of
from assembly.models import Assembly, AssemblySession, Member, Payment
from assembly.panels import paying
from assembly.views.common import demand_own_device
from assembly.views.panels.own import assembly_of, here, opened
from web.audience import EVERYONE, audience
from web.filters import day, money
from web.language import _
from web.pages import see_other, settings_of
from web.print import Sheet


@audience(EVERYONE)
async def show(request: Request) -> Response:
    demand_own_device(request)
    assembly = await assembly_of(request)
    member = await opened(request, assembly)
    if member is None or member.confirmed_at is None:
        return see_other(request, here(assembly))
    settings = settings_of(request)
    sender = (settings.council_name, f"{settings.contact_email} {settings.contact_phone}".strip())
    sessions, payments = await sessions_of(assembly), await paying.of_member(member)
    today = day(request.state.now)
    made = await asyncio.to_thread(letter, assembly, member, sessions, payments, sender, today)
    headers = {"content-disposition": 'inline; filename="letter.pdf"', "cache-control": "private, no-store"}
    return Response(made, media_type="application/pdf", headers=headers)


def letter(
    assembly: Assembly,
    member: Member,
    sessions: list[AssemblySession],
    payments: list[Payment],
    sender: tuple[str, str],
    today: str,
) -> bytes:
    """One page or two. Takes a moment: ask for it in a thread of its own."""
    sheet = Sheet(_("About my seat in a citizens’ assembly"), margin=20)
    sheet.page()
    sheet.text(sender[0], 14, bold=True)
    sheet.text(sender[1], 11)
    sheet.text(today, 11)
    sheet.space(8)
    sheet.heading(_("To whom it may concern"), 18)
    named = {"name": member.registration.name, "assembly": assembly.name}
    sheet.text(
        _(
            "%(name)s was drawn by lot for %(assembly)s, a citizens’ assembly of this council. Members are residents. "
            "They are not employed by the council, and can leave at any time."
        )
        % named,
        12,
    )
    sheet.space(4)
    sheet.heading(_("When it meets"), 14)
    for session in sessions:
        sheet.text(f"•  {day(session.starts_at)} {session.title}".strip(), 12)
    sheet.space(4)
    sheet.heading(_("What was paid, or will be"), 14)
    for one in payments:
        what = _("expenses") if one.expenses else _("session of %(day)s") % {"day": day(_start(one, sessions))}
        when = _("paid on %(day)s") % {"day": day(one.paid_on)} if one.paid_on else _("not paid yet")
        sheet.text(f"•  {money(one.amount_pence)}, {what}, {when}", 12)
    if not payments:
        sheet.text(_("Nothing so far."), 12)
    sheet.space(4)
    sheet.text(
        _("Expenses pay back what somebody spent to take part. Payments are a thank-you for time, and not a wage."), 12
    )
    return sheet.bytes()


def _start(payment: Payment, sessions: list[AssemblySession]) -> datetime:
    return next(one.starts_at for one in sessions if one.id == payment.session_id)
