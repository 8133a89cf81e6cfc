"""The dates of each phase."""

from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from wtforms import StringField
from wtforms.validators import Optional

from pb.cycles import ballot_is_frozen_for, dates
from pb.models import Cycle
from pb.views.planning.common import OFFICER, cycle_of, saved, status_of, typed
from web.audience import audience
from web.days import end_of_working_day
from web.fields import MomentField
from web.forms import at_most
from web.language import _
from web.pages import page
from web.versions import VersionedForm, carried_out


class DatesForm(VersionedForm):
    ideas_open_at = MomentField(_("Ideas open"))
    ideas_close_at = MomentField(_("Ideas close"))
    voting_opens_at = MomentField(_("The vote opens"))
    voting_closes_at = MomentField(_("The vote closes"))
    confirm_by = MomentField(_("Last moment to confirm where you live"))
    challenge_ends_at = MomentField(_("Last moment to challenge the result"))
    delivery_ends_at = MomentField(_("Everything is done by"))
    reason = StringField(_("Why does the date move?"), [Optional(), at_most(1000)])

    def asked(self, cycle: Cycle) -> dict[str, datetime | None]:
        return {name: _as_kept(self[name].data, getattr(cycle, name)) for name in dates.DATES}


def _as_kept(chosen: datetime | None, kept: datetime | None) -> datetime | None:
    """The form shows minutes; a date that was not touched keeps its seconds."""
    return kept if chosen and kept and chosen == kept.replace(second=0, microsecond=0) else chosen


def _fixed(cycle: Cycle, now: datetime) -> list[str]:
    """Once the ballot is frozen: the dates up to the vote, and of the others those which have passed."""
    passed = [name for name in dates.ONLY_LATER if (when := getattr(cycle, name)) and when <= now]
    return [*dates.FROZEN, *passed]


@audience(OFFICER)
async def edit(request: Request) -> Response:
    cycle = await cycle_of(request)
    frozen = ballot_is_frozen_for(cycle, request.state.now)
    fixed = _fixed(cycle, request.state.now) if frozen else []
    kept = {"version": cycle.version, **{name: getattr(cycle, name) for name in dates.DATES}}
    sent = await typed(request)
    form = DatesForm(sent, kept)
    for name in fixed if sent is not None else ():
        if name not in sent:  # shown as words, not as a question
            form[name].data = kept[name]
    if request.method == "POST" and await carried_out(
        form,
        lambda: dates.set_dates(
            request.state.visitor, cycle.id, form.seen(), form.asked(cycle), form.reason.data or "", request.state.now
        ),
    ):
        return saved(request, cycle, _("Saved the dates."))
    close = form.voting_closes_at.data
    usual = end_of_working_day(close, dates.DAYS_TO_CONFIRM) if close and dates.asks_to_confirm(cycle) else None
    context = {"form": form, "cycle": cycle, "frozen": frozen, "fixed": fixed, "usual": usual}
    return page(request, "pb/planning/dates.html", context, status=status_of(request))
