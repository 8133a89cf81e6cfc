"""All categories with their working, and what can be done with them from here."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from wtforms import RadioField, StringField
from wtforms.validators import InputRequired, Optional

from assembly.census import all_tables
from assembly.models import Assembly
from assembly.quotas import categories, categories_of, seats
from assembly.quotas.rules import in_words, known_wards
from assembly.quotas.starting import starting_sets
from assembly.views.common import OFFICER, assembly_of, here, saved, typed
from assembly.views.quotas.common import category_of, quotas_page
from web.audience import audience
from web.fields import WholeNumberField
from web.forms import at_most, choices
from web.language import _
from web.pages import see_other
from web.versions import VersionedForm, carried_out


class OverviewForm(VersionedForm):
    slack = WholeNumberField(_("Make every quota wider by"))
    reason = StringField(_("Why do the quotas change?"), [Optional(), at_most(seats.LONGEST_REASON)])


class AddForm(VersionedForm):
    set = RadioField(_("Which category?"), [InputRequired(_("Choose one of the categories."))])
    name = StringField(_("What is your own called?"), [Optional(), at_most(80)])


async def _overview(request: Request, assembly: Assembly, form: OverviewForm) -> Response:
    found = await categories_of(assembly.id)
    wards = await known_wards()
    cards = [
        {
            "one": one,
            "lines": seats.working_of(one, assembly.seats),
            "problems": seats.problems(one, assembly, wards),
            "rules": {value.id: in_words(value.rule, wards) for value in one.values},
        }
        for one in found
    ]
    context = {"cards": cards, "ready": bool(cards) and not any(card["problems"] for card in cards), "crumbs": []}
    return await quotas_page(request, "assembly/quotas/index.html", assembly, form, context)


def _form(assembly: Assembly, sent: Any) -> OverviewForm:
    return OverviewForm(sent, {"version": assembly.version, "slack": 0})


@audience(OFFICER)
async def index(request: Request) -> Response:
    assembly = await assembly_of(request)
    return await _overview(request, assembly, _form(assembly, None))


@audience(OFFICER)
async def work_out(request: Request) -> Response:
    """Quotas of all categories from their shares."""
    assembly = await assembly_of(request)
    form = _form(assembly, await typed(request))
    left: list[str] = []

    async def act() -> None:
        left[:] = await seats.work_out(
            request.state.visitor,
            assembly.id,
            form.seen(),
            form.slack.data or 0,
            form.reason.data or "",
            request.state.now,
        )

    if not await carried_out(form, act):
        return await _overview(request, assembly, form)
    notice = _("Worked out the quotas.")
    if left:
        notice += " " + _("Left as they were: %(names)s.") % {"names": ", ".join(left)}
    return saved(request, assembly, notice, "quotas")


@audience(OFFICER)
async def move(request: Request) -> Response:
    assembly = await assembly_of(request)
    sent = await request.form()
    form, category = _form(assembly, sent), request.path_params["category"]
    up = sent.get("way") == "up"
    if await carried_out(
        form,
        lambda: categories.move(request.state.visitor, assembly.id, form.seen(), category, up, request.state.now),
    ):
        return see_other(request, f"{here(assembly)}/quotas#category-{category}")
    return await _overview(request, assembly, form)


@audience(OFFICER)
async def add(request: Request) -> Response:
    assembly = await assembly_of(request)
    form = AddForm(await typed(request), {"version": assembly.version})
    sets = await starting_sets(assembly.age_from, await known_wards())
    there = {one.category.slug for one in await categories_of(assembly.id)}
    offered = [(one.key, one.name) for one in sets if one.key not in there]
    form.set.choices = choices([*offered, (categories.OWN, _("One of your own"))])
    made: list[int] = []

    async def act() -> None:
        category = await categories.add(
            request.state.visitor, assembly.id, form.seen(), form.set.data, form.name.data or "", request.state.now
        )
        made.append(category.id)

    if request.method == "POST" and await carried_out(form, act):
        own = form.set.data == categories.OWN
        notice = _("Added it. Now say what is asked, and why.") if own else _("Added it. Look it over.")
        return saved(request, assembly, notice, f"quotas/{made[0]}" if own else "quotas")
    hints = {one.key: ", ".join(value.name for value in one.values[:6]) for one in sets}
    context = {"hints": hints, "has_census": bool(await all_tables())}
    return await quotas_page(request, "assembly/quotas/new.html", assembly, form, context)


@audience(OFFICER)
async def removal(request: Request) -> Response:
    """A question first: what goes away with it is not coming back."""
    assembly = await assembly_of(request)
    one = await category_of(request, assembly)
    form = VersionedForm(await typed(request), {"version": assembly.version})
    if request.method == "POST" and await carried_out(
        form,
        lambda: categories.remove(request.state.visitor, assembly.id, form.seen(), one.id, request.state.now),
    ):
        return saved(request, assembly, _("Took the category away."), "quotas")
    return await quotas_page(request, "assembly/quotas/removal.html", assembly, form, {"one": one})
