"""The dates of recruiting and of the draw, and the day on which the pool is deleted."""

from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from wtforms import DateField, StringField
from wtforms.validators import Optional

from assembly.assemblies import may_be_done
from assembly.commissioning import dates
from assembly.models import Assembly
from assembly.views.common import OFFICER, PromiseForm, assembly_of, plan_page, saved, typed
from web.audience import audience
from web.fields import MomentField
from web.forms import at_most
from web.language import _
from web.versions import carried_out


class DatesForm(PromiseForm):
    recruiting_opens_at = MomentField(_("Registration opens"))
    registration_closes_at = MomentField(_("Registration closes"))
    draw_at = MomentField(_("The draw takes place"))
    draw_place = StringField(_("Where can people watch the draw?"), [Optional(), at_most(200)])
    purge_on = DateField(_("The pool is deleted on"), [Optional()])

    def asked(self, assembly: Assembly) -> dict[str, datetime | None]:
        return {name: _as_kept(self[name].data, getattr(assembly, name)) for name in dates.MOMENTS}


def _as_kept(chosen: datetime | None, kept: datetime | None) -> datetime | None:
    """The form shows minutes; a date that was not touched keeps its seconds."""
    return kept if chosen and kept and chosen == kept.replace(second=0, microsecond=0) else chosen


@audience(OFFICER)
async def edit(request: Request) -> Response:
    assembly, now = await assembly_of(request), request.state.now
    fixed = () if "plan" in await may_be_done(assembly, now) else dates.MOMENTS
    names = ("version", *dates.MOMENTS, "draw_place", "purge_on")
    sent = await typed(request)
    form = DatesForm(sent, {name: getattr(assembly, name) for name in names})
    for name in fixed if sent is not None else ():
        if name not in sent:  # shown as words, not as a question
            form[name].data = getattr(assembly, name)
    if request.method == "POST" and await carried_out(
        form,
        lambda: dates.set_dates(
            request.state.visitor,
            assembly.id,
            form.seen(),
            moments=form.asked(assembly),
            draw_place=form.draw_place.data or "",
            purge_on=form.purge_on.data,
            reason=form.reason.data or "",
            now=now,
        ),
    ):
        return saved(request, assembly, _("Saved the dates."))
    return await plan_page(request, "assembly/commissioning/dates.html", assembly, form, "promise", fixed=fixed)
