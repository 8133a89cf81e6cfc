"""Two keyings laid side by side; where they differ, a third person rules with the paper in hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ballot_box.models import BatchState, Paper, PaperBatch
from ballot_box.paper.keying import TO_KEY, checked, options_of
from ballot_box.paper.refusals import PaperRefused
from ballot_box.paper.steps import is_one_of, lock, look, note, sentence
from database import transaction
from residents.people import Person
from web.language import _


@dataclass(frozen=True, slots=True)
class Difference:
    """One ballot on which the two keyings differ, and the ruling once there is one."""

    paper: Paper

    @property
    def options(self) -> list[str]:
        """Those whose marks differ."""
        first, second = self.paper.keyed_a or {}, self.paper.keyed_b or {}
        return [one for one in first.keys() | second.keys() if first.get(one) != second.get(one)]

    @property
    def undisputed(self) -> dict[str, str]:
        first = self.paper.keyed_a or {}
        return {one: mark for one, mark in first.items() if one not in self.options}


def agreed_marks(paper: Paper) -> dict[str, str]:
    """What a ballot says once both keyings are in: the ruling, or what both typed."""
    marks = paper.ruling if paper.ruling is not None else paper.keyed_a
    assert marks is not None, "the batch is keyed"
    return marks


async def compare(by: Person, batch_id: int, now: datetime) -> PaperBatch:
    """Lay both keyings side by side: mark by mark, not only what they come to, so that every slip of a keyer shows.

    Raises NotAllowed, NotFound, PaperRefused.
    """
    by.demand("papers.manage")
    async with transaction():
        batch = await lock(batch_id, BatchState.KEYED_TWICE)
        found = await differences(batch.id)
        batch.state = BatchState.DIFFERS if found else BatchState.AGREED
        await batch.save(update_fields=["state"])
        await note(by, batch, "compared", now, differences=[one.paper.serial for one in found])
    return batch


async def differences(batch_id: int) -> list[Difference]:
    """Every ballot of the batch on which the two keyings differ, ruled on or not."""
    papers = await Paper.filter(batch_id=batch_id, state__in=TO_KEY).order_by("serial")
    return [
        Difference(paper)
        for paper in papers
        if paper.keyed_a is not None and paper.keyed_b is not None and paper.keyed_a != paper.keyed_b
    ]


async def to_rule_on(by: Person, batch_id: int) -> tuple[PaperBatch, list[Difference]]:
    """The differences of a batch, for somebody who may rule on them. Raises NotAllowed, NotFound, PaperRefused."""
    by.demand("papers.rule")
    batch = await look(batch_id, BatchState.DIFFERS)
    await _demand_third(by, batch)
    return batch, await differences(batch.id)


async def rule(
    by: Person, batch_id: int, paper_id: int, marks: Mapping[str, str], because: str, now: datetime
) -> PaperBatch:
    """What stands in the boxes that differ, by somebody who keyed neither time and has the paper in hand.

    The last ruling makes the batch agreed. Raises NotAllowed, NotFound, PaperRefused.
    """
    by.demand("papers.rule")
    why = sentence(because)[:300]
    async with transaction():
        batch = await lock(batch_id, BatchState.DIFFERS)
        await _demand_third(by, batch)
        if not why:
            raise PaperRefused(_("Write down why, such as “checked against the paper”."), "because")
        open_ones = {one.paper.id: one for one in await differences(batch.id) if one.paper.ruling is None}
        found = open_ones.get(paper_id)
        if found is None:
            raise PaperRefused(_("This ballot is ruled on already, or there is nothing to rule on."))
        paper = found.paper
        paper.ruling = {**found.undisputed, **checked(marks, options_of(batch), batch, paper)}
        paper.ruled_because, paper.ruled_by_id = why, by.account_id
        await paper.save(update_fields=["ruling", "ruled_because", "ruled_by_id"])
        if len(open_ones) == 1:
            batch.state = BatchState.AGREED
            await batch.save(update_fields=["state"])
        await note(by, batch, "ruled", now, serial=paper.serial, because=why, left=len(open_ones) - 1)
    return batch


async def _demand_third(by: Person, batch: PaperBatch) -> None:
    if await is_one_of(by, [batch.keyer_a_id, batch.keyer_b_id]):
        raise PaperRefused(_("You keyed this batch. A third person has to rule on the differences."))
