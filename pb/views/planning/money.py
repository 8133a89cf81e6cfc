"""The budget, who shares it, and the working."""

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired

from pb.cycles import CycleRefused, pots
from pb.cycles.pots import MoneyPlan
from pb.models import Cycle, Pot, Split
from pb.views.planning.common import OFFICER, cycle_of, plan_page, saved, typed
from residents.places.neighbourhoods import NeighbourhoodRow, all_current
from web.audience import audience
from web.fields import PoundsField, given
from web.forms import choices
from web.language import _
from web.versions import VersionedForm, carried_out

WAYS = [
    (Split.EQUAL.value, _("Equally")),
    (Split.POPULATION.value, _("By population")),
    (Split.NEED.value, _("By need")),
    (Split.HALF_AND_HALF.value, _("Half equally, half by need")),
    (Split.BY_HAND.value, _("By hand")),
]
WAY_HINTS = {
    "equal": _("Every neighbourhood gets the same."),
    "population": _("The more people live there, the more money."),
    "need": _("The more people live in the most deprived tenth of England, the more money."),
    "half_and_half": _("Nobody goes without, and need counts."),
    "by_hand": _("You write each amount yourself."),
}
STEPS = [("1", _("1 penny")), ("100", "£1"), ("10000", "£100"), ("50000", "£500")]


class MoneyForm(VersionedForm):
    """Subclassed with an amount by hand for each neighbourhood."""

    places: Sequence[NeighbourhoodRow] = ()
    budget = PoundsField(_("How much money is there?"), [given(_("Write how much money there is, such as 90,000."))])
    area = RadioField(
        _("Who shares it?"),
        [InputRequired(_("Choose who shares the money."))],
        choices=choices(
            [("places", _("Neighbourhoods, each with its own pot")), ("city", _("The whole city, one pot"))]
        ),
    )
    neighbourhoods = SelectMultipleField(_("Which neighbourhoods?"))
    way = RadioField(_("How is it shared out?"), [InputRequired(_("Choose one of the ways."))], choices=choices(WAYS))
    unit = SelectField(_("Round each pot to"), choices=choices(STEPS))

    def by_hand(self) -> list[Any]:
        return [self[f"hand_{place.id}"] for place in self.places]

    def plan(self) -> MoneyPlan:
        return MoneyPlan(
            budget_pence=self.budget.data or 0,
            whole_city=self.area.data == "city",
            neighbourhoods=[int(number) for number in self.neighbourhoods.data or []],
            way=Split(self.way.data),
            unit_pence=int(str(self.unit.data)),
            by_hand={place.id: self[f"hand_{place.id}"].data or 0 for place in self.places},
        )


async def _form_for(cycle: Cycle, sent: Any) -> MoneyForm:
    places = await all_current()
    standing = await pots.pots_of(cycle.id)
    amounts = {f"hand_{place.id}": PoundsField(place.name) for place in places}
    form: MoneyForm = type("MoneyForm", (MoneyForm,), {"places": places, **amounts})(
        sent, _kept(cycle, standing, places)
    )
    form.neighbourhoods.choices = choices((str(place.id), place.name) for place in places)
    return form


def _kept(cycle: Cycle, standing: Sequence[Pot], places: Sequence[NeighbourhoodRow]) -> dict[str, Any]:
    chosen = [str(pot.neighbourhood_id) for pot in standing if pot.neighbourhood_id]
    return {
        "version": cycle.version,
        "budget": cycle.budget_pence or None,
        "area": "city" if standing and not chosen else "places",
        "neighbourhoods": chosen or [str(place.id) for place in places],
        "way": cycle.split.value,
        "unit": str(cycle.split_unit_pence),
        **{f"hand_{pot.neighbourhood_id}": pot.amount_pence for pot in standing},
    }


@audience(OFFICER)
async def money(request: Request) -> Response:
    cycle = await cycle_of(request)
    form = await _form_for(cycle, await typed(request))
    if request.method == "POST" and await carried_out(
        form, lambda: pots.set_money(request.state.visitor, cycle.id, form.seen(), form.plan(), request.state.now)
    ):
        return saved(request, cycle, _("Saved the money."))
    planned, problem = await _preview(form) if request.method == "GET" and cycle.budget_pence else ([], "")
    return plan_page(
        request, "pb/planning/money.html", cycle, form, planned=planned, problem=problem, way_hints=WAY_HINTS
    )


@audience(OFFICER)
async def working(request: Request) -> Response:
    """How the money would be shared out, without saving anything."""
    cycle = await cycle_of(request)
    form = await _form_for(cycle, await request.form())
    planned: list[pots.PotPlan] = []
    if form.validate():
        planned, problem = await _preview(form)
    else:
        problem = _("Fill in the questions above, then the working appears here.")
    return plan_page(
        request,
        "pb/planning/money.html",
        cycle,
        form,
        fragment="working",
        planned=planned,
        problem=problem,
        way_hints=WAY_HINTS,
    )


async def _preview(form: MoneyForm) -> tuple[list[pots.PotPlan], str]:
    try:
        return await pots.preview(form.plan()), ""
    except CycleRefused as refusal:
        return [], refusal.sentence
