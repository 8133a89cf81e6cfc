"""The audit: a tenth of a keyed batch is keyed once more, by somebody who had no part in it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ballot_box.models import BatchState, Paper, PaperBatch
from ballot_box.paper import audit_draw
from ballot_box.paper.comparing import agreed_marks
from ballot_box.paper.keying import TO_KEY, Desk, Sheet, checked, options_of
from ballot_box.paper.refusals import PaperRefused
from ballot_box.paper.steps import is_one_of, lock, look, note
from database import transaction
from residents.people import Person
from web.language import _


def passed(batch: PaperBatch) -> bool:
    return bool(batch.audit and batch.audit.get("passed") and batch.audit.get("time") == batch.times_keyed)


async def desk_of(by: Person, batch_id: int) -> Desk:
    """The ballots that are keyed once more, with nothing of what was keyed before. Raises NotAllowed, NotFound,
    PaperRefused."""
    by.demand("papers.key")
    batch = await look(batch_id, BatchState.AGREED)
    sheets = [Sheet(paper.id, paper.serial, paper.audited) for paper in await _drawn(by, batch)]
    return Desk(batch, False, sheets, len(options_of(batch)))


async def audit(by: Person, batch_id: int, typed: Mapping[int, Mapping[str, str]], now: datetime) -> PaperBatch:
    """Keep what was typed for some of the ballots drawn; after the last of them, compare with what the batch says.

    More than one wrong field in 200, and the whole batch is keyed again by two people. Raises NotAllowed, NotFound,
    PaperRefused.
    """
    by.demand("papers.key")
    async with transaction():
        batch = await lock(batch_id, BatchState.AGREED)
        papers = {paper.id: paper for paper in await _drawn(by, batch)}
        if not set(typed) <= set(papers):
            raise PaperRefused(_("One of these ballots was not drawn. Open the page again."))
        options = options_of(batch)
        for paper_id, marks in typed.items():
            papers[paper_id].audited = checked(marks, options, batch, papers[paper_id])
            await papers[paper_id].save(update_fields=["audited"])
        batch.audited_by_id = by.account_id
        if all(paper.audited is not None for paper in papers.values()):
            await _keep(by, batch, list(papers.values()), options, now)
        await batch.save()
    return batch


async def _drawn(by: Person, batch: PaperBatch) -> list[Paper]:
    if passed(batch):
        raise PaperRefused(_("This batch has passed its audit."))
    papers = await Paper.filter(batch_id=batch.id, state__in=TO_KEY).order_by("serial")
    seed = audit_draw.seed_of(batch.name, batch.election.definition_hash, batch.times_keyed)
    serials = set(audit_draw.drawn([paper.serial for paper in papers], seed))
    chosen = [paper for paper in papers if paper.serial in serials]
    if batch.audited_by_id is not None and batch.audited_by_id != by.account_id:
        raise PaperRefused(_("Somebody else is checking this batch now."))
    if await is_one_of(by, [batch.keyer_a_id, batch.keyer_b_id, *(paper.ruled_by_id for paper in chosen)]):
        raise PaperRefused(_("You keyed this batch, or ruled on one of these ballots. Somebody else has to check it."))
    return chosen


async def _keep(by: Person, batch: PaperBatch, papers: list[Paper], options: list[str], now: datetime) -> None:
    wrong = {paper.serial: _wrong_fields(paper, options) for paper in papers}
    fields = len(papers) * len(options)
    fine = audit_draw.passes(sum(wrong.values()), fields)
    found: dict[str, Any] = {
        "seed": audit_draw.seed_of(batch.name, batch.election.definition_hash, batch.times_keyed),
        "drawn": list(wrong),
        "fields": fields,
        "wrong": sum(wrong.values()),
        "wrong_serials": [serial for serial, count in wrong.items() if count],
        "passed": fine,
        "time": batch.times_keyed,
        "on": now.date().isoformat(),
    }
    batch.audit = {**found, "earlier": _earlier(batch.audit)}
    await note(by, batch, "audited", now, **{name: found[name] for name in ("drawn", "fields", "wrong", "passed")})
    if not fine:
        await _start_again(batch)


def _wrong_fields(paper: Paper, options: list[str]) -> int:
    agreed, audited = agreed_marks(paper), paper.audited or {}
    return sum(agreed.get(one, "") != audited.get(one, "") for one in options)


def _earlier(audit: Mapping[str, Any] | None) -> list[dict[str, object]]:
    """The audits before, the one before this last."""
    if not audit:
        return []
    return [*audit.get("earlier", []), {name: value for name, value in audit.items() if name != "earlier"}]


async def _start_again(batch: PaperBatch) -> None:
    """The slips stay as they are: only the keying failed."""
    batch.state = BatchState.RETURNED
    batch.keyer_a_id = batch.keyer_b_id = batch.audited_by_id = None
    batch.times_keyed += 1
    await Paper.filter(batch_id=batch.id).update(
        keyed_a=None, keyed_b=None, audited=None, ruling=None, ruled_because="", ruled_by_id=None
    )
