"""How many sit on the panel, who can be chosen, and how the panel decides."""

from starlette.requests import Request
from starlette.responses import Response
from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.validators import Optional

from assembly.commissioning import deciding, planning
from assembly.models import SupportBase
from assembly.views.common import OFFICER, PromiseForm, assembly_of, plan_page, saved, typed
from web.audience import audience
from web.fields import WholeNumberField
from web.forms import at_most, choices
from web.language import _
from web.versions import carried_out


class SeatsForm(PromiseForm):
    seats = WholeNumberField(_("How many seats does the panel have?"))
    alternates = WholeNumberField(_("How many alternates are told that they are on the list?"))
    age_from = WholeNumberField(_("From which age can people be chosen?"))
    area = StringField(_("Where must they live?"), [Optional(), at_most(200)])
    excluded = TextAreaField(_("Who cannot be chosen?"), [Optional(), at_most(5000)])
    household_rule = BooleanField(_("At most one person of an address is drawn"))


class DecidingForm(PromiseForm):
    adopt_percent = WholeNumberField(_("What share adopts a recommendation?"))
    minority_percent = WholeNumberField(_("From what share on is it a minority recommendation?"))
    support_base = RadioField(_("A share of what?"), validate_choice=False)
    quorum_percent = WholeNumberField(_("What share of the members must be there?"))


@audience(OFFICER)
async def seats(request: Request) -> Response:
    assembly = await assembly_of(request)
    names = ("version", "seats", "alternates", "age_from", "area", "excluded", "household_rule")
    form = SeatsForm(await typed(request), {name: getattr(assembly, name) for name in names})
    if request.method == "POST" and await carried_out(
        form,
        lambda: planning.set_seats(
            request.state.visitor,
            assembly.id,
            form.seen(),
            seats=form.seats.data,
            alternates=form.alternates.data,
            age_from=form.age_from.data,
            area=form.area.data or "",
            excluded=form.excluded.data or "",
            household_rule=bool(form.household_rule.data),
            reason=form.reason.data or "",
            now=request.state.now,
        ),
    ):
        return saved(request, assembly, _("Saved the seats, and who can be chosen."))
    return await plan_page(request, "assembly/commissioning/seats.html", assembly, form)


@audience(OFFICER)
async def thresholds(request: Request) -> Response:
    assembly = await assembly_of(request)
    names = ("version", "adopt_percent", "minority_percent", "support_base", "quorum_percent")
    form = DecidingForm(await typed(request), {name: getattr(assembly, name) for name in names})
    form.support_base.choices = choices(
        [
            (SupportBase.VOTES.value, _("Of the votes for and against")),
            (SupportBase.PRESENT.value, _("Of the members who are there")),
        ]
    )
    if request.method == "POST" and await carried_out(
        form,
        lambda: deciding.set_deciding(
            request.state.visitor,
            assembly.id,
            form.seen(),
            adopt_percent=form.adopt_percent.data,
            minority_percent=form.minority_percent.data,
            support_base=form.support_base.data or "",
            quorum_percent=form.quorum_percent.data,
            reason=form.reason.data or "",
            now=request.state.now,
        ),
    ):
        return saved(request, assembly, _("Saved how the panel decides."), "thresholds")
    return await plan_page(
        request, "assembly/commissioning/thresholds.html", assembly, form, "promise",
        example=deciding.in_words(assembly),
    )  # fmt: skip
