"""Keying ballots, and keying the drawn ones once more for the audit: boxes with the numbers of the printed paper."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from ballot_box.models import BatchState, PaperBatch
from ballot_box.paper import auditing, comparing, keying
from ballot_box.paper.keying import Desk, Sheet
from ballot_box.paper.printed import contest_of
from ballot_box.paper.refusals import PaperRefused
from ballot_box.paper.steps import serial_of
from ballot_box.views.paper.common import (
    KEYERS,
    RULERS,
    batch_of,
    done_or_said,
    id_of,
    path_of,
    status_of,
    typed,
    whole,
)
from ballot_box.views.paper.forms import KeyingForm, RulingForm
from web.audience import audience
from web.forms import carried_out
from web.language import _, ngettext
from web.pages import page, see_other

Typed = dict[int, dict[str, str]]


@audience(KEYERS)
async def key(request: Request) -> Response:
    data, batch_id = await typed(request), id_of(request)
    visitor, now = request.state.visitor, request.state.now
    form = KeyingForm(data)
    saved: list[int] = []

    async def act() -> None:
        saved.append(await keying.save(visitor, batch_id, filled_in(data), now))

    if request.method == "POST" and await carried_out(form, act):
        said = ngettext("%(count)s ballot saved.", "%(count)s ballots saved.", saved[0]) % {"count": saved[0]}
        return see_other(request, path_of(batch_id, "/keying#ballots"), notice=said)
    try:
        desk = await keying.desk_of(visitor, batch_id)
    except PaperRefused as refusal:
        return see_other(request, path_of(batch_id), notice=refusal.sentence)
    wanted = whole((data or request.query_params).get("page"), 0) or None
    return await _desk(request, "ballot_box/paper/keying.html", form, desk, wanted, data)


def filled_in(data: Any) -> Typed:
    """The marks of each ballot on the page that has any, or whose “nothing is marked” is ticked.

    A ballot left empty is one that nobody has keyed yet, not a blank one.
    """
    found: Typed = {}
    for name, value in data.multi_items():
        parts = name.split("_")
        if len(parts) == 3 and parts[0] == "mark" and isinstance(value, str) and whole(parts[1]) >= 0:
            found.setdefault(whole(parts[1]), {})[parts[2]] = value
    blank = {whole(value) for value in data.getlist("blank")}
    return {
        paper: marks for paper, marks in found.items() if paper in blank or any(mark.strip() for mark in marks.values())
    }


async def _desk(
    request: Request, template: str, form: KeyingForm, desk: Desk, wanted: int | None, data: Any
) -> Response:
    contest = await contest_of(desk.batch.election_id, desk.batch.contest)
    current, sheets = desk.page(wanted)
    context = {
        "form": form,
        "desk": desk,
        "batch": desk.batch,
        "contest": contest,
        "ballots": [_ballot(desk.batch, sheet, data) for sheet in sheets],
        "current": current,
        "path": request.url.path,
    }
    return page(request, template, context, status=status_of(request))


def _ballot(batch: PaperBatch, sheet: Sheet, data: Any) -> dict[str, object]:
    """What was typed and not kept comes before what is kept."""
    prefix = f"mark_{sheet.id}_"
    marks: Mapping[str, str] = sheet.marks or {}
    blank = sheet.marks == {}
    if data is not None:
        marks = {name.removeprefix(prefix): str(value) for name, value in data.items() if name.startswith(prefix)}
        blank = str(sheet.id) in data.getlist("blank")
    return {
        "id": sheet.id,
        "serial": serial_of(batch.name, sheet.serial),
        "marks": marks,
        "blank": blank,
        "keyed": sheet.marks is not None,
    }


@audience(KEYERS)
async def end(request: Request) -> Response:
    act = keying.finish(request.state.visitor, id_of(request), request.state.now)
    return await done_or_said(request, act, _("Thank you. Every ballot of this batch is keyed."))


@audience(KEYERS)
async def audit(request: Request) -> Response:
    data, batch_id = await typed(request), id_of(request)
    visitor, now = request.state.visitor, request.state.now
    form = KeyingForm(data)
    if request.method == "POST" and await carried_out(
        form, lambda: auditing.audit(visitor, batch_id, filled_in(data), now)
    ):
        batch = await batch_of(request)
        if auditing.passed(batch):
            return see_other(request, path_of(batch_id), notice=_("The batch has passed its audit."))
        if batch.state is BatchState.RETURNED:
            said = _("Too many boxes were wrong. Two people have to key the whole batch again.")
            return see_other(request, path_of(batch_id), notice=said)
        return see_other(request, path_of(batch_id, "/audit#ballots"), notice=_("Saved."))
    try:
        desk = await auditing.desk_of(visitor, batch_id)
    except PaperRefused as refusal:
        return see_other(request, path_of(batch_id), notice=refusal.sentence)
    wanted = whole((data or request.query_params).get("page"), 0) or None
    return await _desk(request, "ballot_box/paper/audit.html", form, desk, wanted, data)


@audience(RULERS)
async def rulings(request: Request) -> Response:
    data, batch_id = await typed(request), id_of(request)
    visitor, now = request.state.visitor, request.state.now
    form = RulingForm(data)

    async def act() -> None:
        paper = whole(form.paper.data)
        prefix = f"mark_{paper}_"
        marks = {name.removeprefix(prefix): str(value) for name, value in data.items() if name.startswith(prefix)}
        await comparing.rule(visitor, batch_id, paper, marks, str(form.because.data or ""), now)

    if request.method == "POST" and await carried_out(form, act):
        batch = await batch_of(request)
        more = "/rulings" if batch.state is BatchState.DIFFERS else ""
        return see_other(request, path_of(batch_id, more), notice=_("Your ruling is kept."))
    try:
        batch, found = await comparing.to_rule_on(visitor, batch_id)
    except PaperRefused as refusal:
        return see_other(request, path_of(batch_id), notice=refusal.sentence)
    context = {
        "form": form,
        "batch": batch,
        "contest": await contest_of(batch.election_id, batch.contest),
        "open": [(one, serial_of(batch.name, one.paper.serial)) for one in found if one.paper.ruling is None],
        "ruled": [(one, serial_of(batch.name, one.paper.serial)) for one in found if one.paper.ruling is not None],
        "data": data or {},
    }
    return page(request, "ballot_box/paper/rulings.html", context, status=status_of(request))
