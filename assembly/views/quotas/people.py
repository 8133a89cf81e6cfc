"""How many people of the place have each answer: rows of a census table, places, or numbers by hand."""

import hashlib
from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import Optional

from assembly.census import all_tables
from assembly.models import Asked, Assembly, CensusTable
from assembly.quotas import CategoryOf, people
from assembly.quotas.matching import Match, Matching
from assembly.quotas.people import LONGEST_SOURCE, PeoplePlan
from assembly.quotas.rules import known_wards
from assembly.quotas.starting import row_names, starting_sets
from assembly.views.common import OFFICER, assembly_of, saved, typed
from assembly.views.quotas.common import category_of, quotas_page
from web.audience import audience
from web.fields import WholeNumberField
from web.forms import at_most, choices, number
from web.language import _
from web.versions import VersionedForm, carried_out


class PeopleForm(VersionedForm):
    """Subclassed with people_ID for each value, and a row_… for each row of the census table."""

    one: CategoryOf
    chosen_table: CensusTable | None = None
    table = HiddenField()
    source = StringField(_("Where are the numbers from?"), [Optional(), at_most(LONGEST_SOURCE)])

    def by_hand(self) -> list[Any]:
        return [self[f"people_{value.id}"] for value in self.one.values]

    def rows(self) -> list[Any]:
        return [self[_row(label)] for label in self.chosen_table.people] if self.chosen_table else []

    def plan(self) -> PeoplePlan:
        labels = list(self.chosen_table.people) if self.chosen_table else []
        chosen = {label: number(row.data) or 0 for label, row in zip(labels, self.rows(), strict=True)}
        hand = {value.id: self[f"people_{value.id}"].data for value in self.one.values}
        return PeoplePlan(self.chosen_table.id if self.chosen_table else None, chosen, hand, self.source.data or "")


def _row(label: str) -> str:
    """By its label, not its place: the table may be loaded anew while somebody looks at it."""
    return f"row_{hashlib.sha256(label.encode()).hexdigest()[:12]}"


def _form(one: CategoryOf, version: int, table: CensusTable | None, match: Match, sent: Any) -> PeopleForm:
    counted = set(match.rows.values())
    parts: dict[str, Any] = {}
    kept: dict[str, Any] = {"version": version, "table": str(table.id) if table else ""}
    kept["source"] = one.category.source if table is None and one.category.census_id is None else ""
    for value in one.values:
        parts[f"people_{value.id}"] = WholeNumberField(value.name)
        kept[f"people_{value.id}"] = None if value.id in counted else value.people
    offered = [("", _("– to none –")), *((str(value.id), value.name) for value in one.values)]
    for label, count in table.people.items() if table else ():
        words = _("%(label)s (%(count)s people)") % {"label": label, "count": f"{count:,}"}
        parts[_row(label)] = SelectField(words, choices=choices(offered))
        kept[_row(label)] = str(match.rows.get(label, ""))
    more = {"one": one, "chosen_table": table, **parts}
    form: PeopleForm = type("PeopleForm", (PeopleForm,), more)(sent, kept)
    return form


async def _match(assembly: Assembly, one: CategoryOf, table: CensusTable | None) -> Match:
    """As it was chosen before, or else a first guess."""
    if table is None:
        return Match()
    wards = await known_wards()
    names = row_names(one.category.slug, await starting_sets(assembly.age_from, wards))
    guess = Matching(assembly.age_from, wards, names).match(one, table)
    if one.category.census_id == table.id:
        before = {label: value.id for value in one.values for label in value.census_rows if label in table.people}
        guess.rows = before or guess.rows
    return guess


def _chosen(tables: Sequence[CensusTable], one: CategoryOf, asked: str | None) -> CensusTable | None:
    wanted = one.category.census_id if asked is None else number(asked)
    return next((table for table in tables if table.id == wanted), None)


@audience(OFFICER)
async def edit(request: Request) -> Response:
    assembly = await assembly_of(request)
    one = await category_of(request, assembly)
    sent = await typed(request)
    tables = await all_tables()
    asked = str(sent.get("table", "")) if sent is not None else request.query_params.get("table")
    table = _chosen(tables, one, asked)
    match = await _match(assembly, one, table)
    form = _form(one, assembly.version, table, match, sent)
    if sent is not None and await carried_out(
        form,
        lambda: people.set_people(
            request.state.visitor, assembly.id, form.seen(), one.id, form.plan(), request.state.now
        ),
    ):
        return saved(request, assembly, _("Saved the numbers of people."), "quotas")
    options = [("", _("No table: by hand")), *((str(each.id), each.name) for each in tables)]
    select = {
        "name": "table",
        "label": _("Census table"),
        "value": str(table.id) if table else "",
        "options": options,
    }
    context = {
        "one": one,
        "table": table,
        "select": select if tables else None,
        "notes": match.notes,
        "from_places": one.category.asked in (Asked.WARD, Asked.DEPRIVATION),
    }
    return await quotas_page(request, "assembly/quotas/people.html", assembly, form, context, fragment="results")


@audience(OFFICER)
async def from_places(request: Request) -> Response:
    """Counted from the residents of wards, and the tenths of their postcodes."""
    assembly = await assembly_of(request)
    one = await category_of(request, assembly)
    form = _form(one, assembly.version, None, Match(), await request.form())
    if await carried_out(
        form,
        lambda: people.set_from_places(request.state.visitor, assembly.id, form.seen(), one.id, request.state.now),
    ):
        return saved(request, assembly, _("Counted the people from the places."), "quotas")
    context: dict[str, Any] = {"one": one, "table": None, "select": None, "notes": [], "from_places": True}
    return await quotas_page(request, "assembly/quotas/people.html", assembly, form, context)
