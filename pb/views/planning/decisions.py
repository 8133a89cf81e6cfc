"""What is decided about a fund: publish it, cancel it, record the council's decision, close it."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from wtforms import BooleanField, DateField, StringField, TextAreaField
from wtforms.validators import InputRequired

from pb.cycles import decisions, may_be_done
from pb.cycles.timeline import standing
from pb.models import Cycle
from pb.views.planning.common import OFFICER, cycle_of, saved, status_of, typed
from residents.people import Person
from web.audience import audience, permitted
from web.forms import at_most, required
from web.language import _
from web.pages import page, see_other
from web.versions import VersionedForm, carried_out


class SureForm(VersionedForm):
    sure = BooleanField(_("Yes, I am sure"), [InputRequired(_("Tick the box to go on."))])


class CancelForm(SureForm):
    reason = TextAreaField(
        _("Why is it cancelled?"),
        [*required(_("Say why. Everybody can read the reason on the page of the fund.")), at_most(1000)],
    )


class DecisionForm(VersionedForm):
    who = StringField(_("Who decided?"), [*required(_("Say who decided, such as “Cabinet”.")), at_most(200)])
    on = DateField(_("On what day?"), [InputRequired(_("Choose the day of the decision."))])
    minute = StringField(
        _("Where is it written down?"), [*required(_("Say where people can read the decision.")), at_most(300)]
    )


@audience(OFFICER)
async def publication(request: Request) -> Response:
    cycle = await cycle_of(request)
    form = SureForm(await typed(request), {"version": cycle.version})
    if request.method == "POST" and await carried_out(
        form, lambda: decisions.publish(request.state.visitor, cycle.id, form.seen(), request.state.now)
    ):
        return saved(request, cycle, _("The fund is public now."))
    context = {"form": form, "cycle": cycle, "missing": await decisions.missing_before_publishing(cycle)}
    return page(request, "pb/planning/publication.html", context, status=status_of(request))


@audience(OFFICER)
async def cancellation(request: Request) -> Response:
    cycle = await cycle_of(request)
    form = CancelForm(await typed(request), {"version": cycle.version})
    if request.method == "POST" and await carried_out(
        form,
        lambda: decisions.cancel(
            request.state.visitor, cycle.id, form.seen(), form.reason.data or "", request.state.now
        ),
    ):
        return saved(request, cycle, _("The fund is cancelled. Its page says why."))
    context = {"form": form, "cycle": cycle, "possible": "cancel" in may_be_done(cycle, request.state.now)}
    return page(request, "pb/planning/cancellation.html", context, status=status_of(request))


@audience(OFFICER)
async def closure(request: Request) -> Response:
    cycle = await cycle_of(request)
    form = SureForm(await typed(request), {"version": cycle.version})
    if request.method == "POST" and await carried_out(
        form, lambda: decisions.close(request.state.visitor, cycle.id, form.seen(), request.state.now)
    ):
        return saved(request, cycle, _("The fund is closed."))
    context = {"form": form, "cycle": cycle, "possible": "close" in may_be_done(cycle, request.state.now)}
    return page(request, "pb/planning/closure.html", context, status=status_of(request))


@audience(permitted("results.decide"))
async def decision(request: Request) -> Response:
    cycle = await cycle_of(request)
    kept = {
        "version": cycle.version, "who": cycle.decision_by, "on": cycle.decision_on, "minute": cycle.decision_minute
    }  # fmt: skip
    form = DecisionForm(await typed(request), kept)
    if request.method == "POST" and await carried_out(form, _decide(request.state.visitor, cycle, form, request)):
        return see_other(request, f"/cycles/{cycle.slug}", notice=_("The decision is on the page of the fund."))
    context = {
        "form": form,
        "cycle": cycle,
        "standing": standing(cycle, request.state.now),
        "possible": "decide" in may_be_done(cycle, request.state.now),
    }
    return page(request, "pb/planning/decision.html", context, status=status_of(request))


def _decide(by: Person, cycle: Cycle, form: DecisionForm, request: Request) -> Callable[[], Awaitable[None]]:
    async def act() -> None:
        assert form.on.data is not None
        await decisions.record_decision(
            by,
            cycle.id,
            form.seen(),
            who=str(form.who.data),
            on=form.on.data,
            minute=str(form.minute.data),
            now=request.state.now,
        )

    return act
