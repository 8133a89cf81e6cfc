"""The panel in the office: every seat by pseudonym, asking people, one seat, the names for a reason."""

from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Optional

from assembly import panels
from assembly.assemblies import may_be_done
from assembly.draws import pooling
from assembly.models import Assembly, Member, MemberState, MemberStep
from assembly.panels import answering, calling, overview, removing, replacing
from assembly.views.common import assembly_of, office_page, saved, typed, via_of
from residents import approvals
from residents.models import Account
from web.audience import audience, permitted
from web.days import end_of_working_day
from web.fields import MomentField, given
from web.forms import Form, at_most, carried_out, choices
from web.language import _, ngettext

SEES = permitted("members.remove")  # a publisher, too, because a removal takes two
MANAGES = permitted("panels.manage")
_DAYS = 7


class CallForm(Form):
    answer_by = MomentField(_("Until when can they answer?"), [given(_("Choose a day and a time."))])

    def __init__(self, data: Any, now: datetime) -> None:
        super().__init__(data, {"answer_by": end_of_working_day(now, _DAYS)})


class AnswerForm(Form):
    answer = RadioField(_("What did they say?"), [InputRequired(_("Choose what they said."))])
    reason = TextAreaField(_("Their reason, if they gave one"), [Optional(), at_most(300)])

    def __init__(self, data: Any, sitting: bool, reserve: bool) -> None:
        super().__init__(data)
        yes = [("yes", _("Yes, they take the seat"))]
        no = _("They do not want to be asked") if reserve else _("They leave") if sitting else _("No")
        self.answer.choices = choices([*([] if sitting or reserve else yes), ("no", no)])


class RemovalForm(Form):
    because = TextAreaField(_("Why? The person is told this, word for word."))


@audience(SEES)
async def index(request: Request) -> Response:
    return await _index(request, await assembly_of(request))


async def _index(request: Request, assembly: Assembly, form: CallForm | None = None) -> Response:
    now = request.state.now
    seats = await overview.seats_of(assembly)
    found = await pooling.seating(assembly) if seats else None
    quotas = overview.quota_rows(found, await replacing.names_of_quotas(assembly)) if found else []
    context = {
        "counts": overview.counts(assembly, seats, now),
        "seats": overview.rows(assembly, seats, now),
        "gone": [(one, *overview.state_words(one)) for one in await overview.gone_from(assembly)],
        "quotas": quotas,
        "met": found is not None and overview.all_met(quotas),
        "may_seat": "seat" in await may_be_done(assembly, now),
        "listed": len(await calling.to_list(assembly)),
        "form": form or CallForm(None, now),
    }
    return await office_page(request, "assembly/panels/index.html", assembly, context)


@audience(MANAGES)
async def call(request: Request) -> Response:
    assembly = await assembly_of(request)
    form = CallForm(await typed(request), request.state.now)
    ways: dict[str, int] = {}

    async def act() -> None:
        by, now = request.state.visitor, request.state.now
        ways.update(await calling.call(by, assembly.id, form.answer_by.data, now, via=via_of(request)))

    if await carried_out(form, act):
        return saved(request, assembly, _called(ways), "panel")
    return await _index(request, assembly, form)


def _called(ways: dict[str, int]) -> str:
    asked = sum(many for way, many in ways.items() if way)
    words = ngettext("%(count)s message is on its way.", "%(count)s messages are on their way.", asked)
    to_phone = ways.get("", 0)
    if not to_phone:
        return words % {"count": asked}
    more = ngettext("%(count)s person must be phoned.", "%(count)s people must be phoned.", to_phone)
    return f"{words % {'count': asked}} {more % {'count': to_phone}}"


async def seat_of(request: Request) -> tuple[Assembly, Member]:
    assembly = await assembly_of(request)
    return assembly, await panels.one(assembly, request.path_params["member"])


@audience(SEES)
async def show(request: Request) -> Response:
    return await _show(request, *await seat_of(request))


async def _show(
    request: Request, assembly: Assembly, member: Member, forms: dict[str, Any] | None = None, form: Form | None = None
) -> Response:
    now = request.state.now
    sitting = member.state in panels.SITTING
    steps = await MemberStep.filter(member_id=member.id).order_by("id")
    context = {
        "member": member,
        "pseudonym": member.registration.pseudonym,
        "state": overview.state_words(member),
        "todo": overview.rows(assembly, [member], now)[0].todo,
        "steps": [(one.at, overview.step_words(one)) for one in steps],
        "sitting": sitting,
        "answers": member.state in (MemberState.SELECTED, MemberState.RESERVE, *panels.SITTING),
        "late": member.state is MemberState.SELECTED and member.answer_by is not None and member.answer_by <= now,
        "seated": member.state in pooling.SEATED,
        "may_seat": "seat" in await may_be_done(assembly, now),
        "asked": await _asked(request, member),
        "answer_form": AnswerForm(None, sitting, member.state is MemberState.RESERVE),
        "call_form": CallForm(None, now),
        "removal_form": RemovalForm(),
        "form": form,
        **(forms or {}),
    }
    return await office_page(request, "assembly/panels/show.html", assembly, context)


async def _asked(request: Request, member: Member) -> dict[str, Any] | None:
    """The removal that waits for a second officer."""
    found = await approvals.waiting_for(panels.thing_of(member), removing.ACT, request.state.now)
    if found is None:
        return None
    asker = await Account.get(id=found.asked_by_id)
    own = asker.id == request.state.visitor.account_id
    return {"id": found.id, "because": found.because, "by": asker.display_name, "own": own}


def _back(request: Request, assembly: Assembly, member: Member, notice: str) -> Response:
    return saved(request, assembly, notice, f"panel/{member.id}")


@audience(MANAGES)
async def remind(request: Request) -> Response:
    assembly, member = await seat_of(request)
    form = CallForm(await typed(request), request.state.now)
    if member.state is not MemberState.SELECTED:
        del form.answer_by
    way: list[str] = []

    async def act() -> None:
        until = form.answer_by.data if "answer_by" in form else None
        by, now = request.state.visitor, request.state.now
        way.append(await calling.remind(by, assembly.id, member.id, until, now, via=via_of(request)))

    if await carried_out(form, act):
        sent = _("A message with a new code is on its way.")
        phone = _("There is no way to write to them. Look up the names and call.")
        return _back(request, assembly, member, sent if way[0] else phone)
    return await _show(request, assembly, member, {"call_form": form}, form)


@audience(MANAGES)
async def answer(request: Request) -> Response:
    """What somebody said on the phone."""
    assembly, member = await seat_of(request)
    sitting = member.state in panels.SITTING
    form = AnswerForm(await typed(request), sitting, member.state is MemberState.RESERVE)

    async def act() -> None:
        by, now = request.state.visitor, request.state.now
        if form.answer.data == "yes":
            await answering.accept(assembly.id, member.id, now, by=by)
        else:
            await answering.decline(assembly.id, member.id, form.reason.data or "", now, by=by, via=via_of(request))

    if await carried_out(form, act):
        return _back(request, assembly, member, _("Written down."))
    return await _show(request, assembly, member, {"answer_form": form}, form)


@audience(MANAGES)
async def lapse(request: Request) -> Response:
    assembly, member = await seat_of(request)
    await answering.lapse(request.state.visitor, assembly.id, member.id, request.state.now)
    return saved(request, assembly, _("The seat is empty now. Here is who comes next."), "panel/replacement")


@audience(SEES)
async def ask_to_remove(request: Request) -> Response:
    assembly, member = await seat_of(request)
    form = RemovalForm(await typed(request))

    async def act() -> None:
        by, now = request.state.visitor, request.state.now
        await removing.ask(by, assembly, member.id, form.because.data or "", now)

    if await carried_out(form, act):
        return _back(request, assembly, member, _("Asked. Another officer has to agree within a day."))
    return await _show(request, assembly, member, {"removal_form": form}, form)


@audience(SEES)
async def remove(request: Request) -> Response:
    assembly, member = await seat_of(request)
    approval = request.path_params["approval"]
    by, now = request.state.visitor, request.state.now
    way = await removing.remove(by, assembly.id, member.id, approval, now, via=via_of(request))
    told = _("Removed. The person is told why.") if way else _("Removed. Call the person and tell them why.")
    return _back(request, assembly, member, told)


@audience(SEES)
async def refuse_removal(request: Request) -> Response:
    assembly, member = await seat_of(request)
    approval = request.path_params["approval"]
    await removing.refuse(request.state.visitor, assembly, member.id, approval, request.state.now)
    return _back(request, assembly, member, _("Nobody is removed."))
