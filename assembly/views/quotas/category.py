"""One category: what is asked and why, and its answers."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from assembly.models import Asked
from assembly.quotas import CategoryOf, categories, values
from assembly.quotas.categories import Description
from assembly.quotas.rules import Wards, as_typed, gaps, known_wards
from assembly.quotas.values import LONGEST_NAME, MOST_VALUES, ValuePlan
from assembly.views.common import OFFICER, assembly_of, saved, typed
from assembly.views.quotas.common import category_of, quotas_page
from web.audience import audience
from web.fields import WholeNumberField
from web.forms import at_most, choices, required
from web.language import _
from web.versions import VersionedForm, carried_out

EMPTY_ROWS = 2
LONGEST_RULE = 4000
WAYS = [
    (Asked.CHOICE.value, _("They choose one of the answers")),
    (Asked.AGE.value, _("By age, from the month of birth")),
    (Asked.WARD.value, _("By ward, from the address")),
    (Asked.DEPRIVATION.value, _("By how deprived the street is, from the postcode")),
]


class DescriptionForm(VersionedForm):
    name = StringField(_("Name"), [*required(_("Give the category a name, such as “Age”.")), at_most(80)])
    question = StringField(_("What are people asked?"), [*required(_("Write what people are asked.")), at_most(200)])
    why = TextAreaField(_("Why is it asked?"), [*required(_("Say in a sentence why it is asked.")), at_most(400)])
    asked = RadioField(_("How do we know?"), [InputRequired(_("Choose one of the ways."))], choices=choices(WAYS))


@audience(OFFICER)
async def edit(request: Request) -> Response:
    assembly = await assembly_of(request)
    one = await category_of(request, assembly)
    kept = one.category
    form = DescriptionForm(
        await typed(request),
        {
            "version": assembly.version,
            "name": kept.name,
            "question": kept.question,
            "why": kept.why,
            "asked": kept.asked.value,
        },
    )

    async def act() -> None:
        said = Description(form.name.data or "", form.question.data or "", form.why.data or "", Asked(form.asked.data))
        await categories.describe(request.state.visitor, assembly.id, form.seen(), one.id, said, request.state.now)

    if request.method == "POST" and await carried_out(form, act):
        if not one.values:
            return saved(request, assembly, _("Saved it. Now write the answers."), f"quotas/{one.id}/values")
        return saved(request, assembly, _("Saved the category."), "quotas")
    return await quotas_page(request, "assembly/quotas/edit.html", assembly, form, {"one": one})


class ValuesForm(VersionedForm):
    """Subclassed with place_, name_ and rule_ for each row: the id of a value, or new1, new2 …"""

    rows: tuple[str, ...] = ()

    def row(self, key: str) -> dict[str, Any]:
        return {part: self[f"{part}_{key}"] for part in ("place", "name", "rule") if f"{part}_{key}" in self}

    def plans(self) -> list[ValuePlan]:
        found = []
        for key in self.rows:
            row = self.row(key)
            rule = row["rule"].data or "" if "rule" in row else ""
            value_id = int(key) if key.isdecimal() else None
            found.append(ValuePlan(key, value_id, row["name"].data or "", rule, row["place"].data))
        return found


def _rule_label(asked: Asked) -> str:
    return {
        Asked.AGE: _("Ages, such as 16 to 24"),
        Asked.WARD: _("Wards, one on each line"),
        Asked.DEPRIVATION: _("Tenths, such as 1, 2"),
    }[asked]


def _values_form(one: CategoryOf, version: int, sent: Any, wards: Wards) -> ValuesForm:
    new = [f"new{n}" for n in range(1, MOST_VALUES + 1)]
    if sent is None:
        wanted = new[: min(max(EMPTY_ROWS, 3 - len(one.values)), MOST_VALUES - len(one.values))]
    else:
        wanted = [key for key in new if f"name_{key}" in sent]
    keys = (*(str(value.id) for value in one.values), *wanted)
    parts: dict[str, Any] = {}
    kept: dict[str, Any] = {"version": version}
    for key in keys:
        parts[f"place_{key}"] = WholeNumberField(_("Place"))
        parts[f"name_{key}"] = StringField(_("Answer"), [Optional(), at_most(LONGEST_NAME)])
        if one.category.asked is not Asked.CHOICE:
            kind = TextAreaField if one.category.asked is Asked.WARD else StringField
            parts[f"rule_{key}"] = kind(_rule_label(one.category.asked), [Optional(), at_most(LONGEST_RULE)])
    for place, value in enumerate(one.values, start=1):
        kept |= {f"place_{value.id}": place, f"name_{value.id}": value.name}
        kept[f"rule_{value.id}"] = as_typed(value.rule, wards)
    form: ValuesForm = type("ValuesForm", (ValuesForm,), {"rows": keys, **parts})(sent, kept)
    return form


@audience(OFFICER)
async def answers(request: Request) -> Response:
    assembly = await assembly_of(request)
    one = await category_of(request, assembly)
    wards = await known_wards() if one.category.asked is Asked.WARD else {}
    form = _values_form(one, assembly.version, await typed(request), wards)
    if request.method == "POST" and await carried_out(
        form,
        lambda: values.set_values(
            request.state.visitor, assembly.id, form.seen(), one.id, form.plans(), request.state.now
        ),
    ):
        return saved(request, assembly, _("Saved the answers."), "quotas")
    left_out = gaps(one.category.asked, one.values, assembly.age_from, wards) if one.values else ""
    return await quotas_page(
        request,
        "assembly/quotas/values.html",
        assembly,
        form,
        {"one": one, "left_out": left_out, "wards": list(wards.values())},
    )
