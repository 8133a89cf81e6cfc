"""The audit: a tenth of a keyed batch is keyed once more, by somebody who had no part in it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ballot_box.models import BatchState, Paper, PaperBatch
from ballot_box.paper import drawing
from ballot_box.paper.comparing import agreed_marks
from ballot_box.paper.keying import TO_KEY, checked, options_of
from ballot_box.paper.refusals import PaperRefused
from ballot_box.paper.steps import is_one_of, lock, look, note
from database import transaction
from residents.people import Person
from web.language import _


def passed(batch: PaperBatch) -> bool:
    return bool(batch.audit and batch.audit.get("passed") and batch.audit.get("time") == batch.times_keyed)


async def drawn_for(by: Person, batch_id: int) -> tuple[PaperBatch, list[Paper]]:
    """The ballots that are keyed once more. What was keyed before is not to be shown. Raises NotAllowed, NotFound,
    PaperRefused."""
    by.demand("papers.key")
    batch = await look(batch_id, BatchState.AGREED)
    return batch, await _drawn(by, batch)


async def audit(by: Person, batch_id: int, typed: Mapping[int, Mapping[str, str]], now: datetime) -> PaperBatch:
    """Compare what was typed now with what the batch says. More than one wrong field in 200, and the whole batch is
    keyed again by two people. Raises NotAllowed, NotFound, PaperRefused."""
    by.demand("papers.key")
    async with transaction():
        batch = await lock(batch_id, BatchState.AGREED)
        papers = await _drawn(by, batch)
        if set(typed) != {paper.id for paper in papers}:
            raise PaperRefused(_("Type in each of the ballots that were drawn."))
        options = options_of(batch)
        wrong: dict[int, int] = {}
        for paper in papers:
            paper.audited = checked(typed[paper.id], options, batch, paper)
            await paper.save(update_fields=["audited"])
            agreed = agreed_marks(paper)
            wrong[paper.serial] = sum(agreed.get(one, "") != paper.audited.get(one, "") for one in options)
        await _keep(by, batch, wrong, len(papers) * len(options), now)
    return batch


async def _drawn(by: Person, batch: PaperBatch) -> list[Paper]:
    if passed(batch):
        raise PaperRefused(_("This batch has passed its audit."))
    papers = await Paper.filter(batch_id=batch.id, state__in=TO_KEY).order_by("serial")
    seed = drawing.seed_of(batch.name, batch.election.definition_hash, batch.times_keyed)
    serials = set(drawing.drawn([paper.serial for paper in papers], seed))
    chosen = [paper for paper in papers if paper.serial in serials]
    if await is_one_of(by, [batch.keyer_a_id, batch.keyer_b_id, *(paper.ruled_by_id for paper in chosen)]):
        raise PaperRefused(_("You keyed this batch, or ruled on one of these ballots. Somebody else has to check it."))
    return chosen


async def _keep(by: Person, batch: PaperBatch, wrong: dict[int, int], fields: int, now: datetime) -> None:
    fine = drawing.passes(sum(wrong.values()), fields)
    found: dict[str, Any] = {
        "seed": drawing.seed_of(batch.name, batch.election.definition_hash, batch.times_keyed),
        "drawn": list(wrong),
        "fields": fields,
        "wrong": sum(wrong.values()),
        "wrong_serials": [serial for serial, count in wrong.items() if count],
        "passed": fine,
        "time": batch.times_keyed,
        "on": now.date().isoformat(),
    }
    batch.audit = {**found, "earlier": _earlier(batch.audit)}
    batch.audited_by_id = by.account_id
    await note(by, batch, "audited", now, **{name: found[name] for name in ("drawn", "fields", "wrong", "passed")})
    if not fine:
        await _start_again(batch)
    await batch.save()


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
