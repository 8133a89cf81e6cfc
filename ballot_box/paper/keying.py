"""Keying: the marks on each ballot typed in once, and again by somebody who cannot see what the first one typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from ballot_box.models import BatchState, Paper, PaperBatch, PaperState
from ballot_box.paper.doubtful import BadMark, read_mark
from ballot_box.paper.refusals import PaperRefused
from ballot_box.paper.serials import shown
from ballot_box.paper.steps import is_one_of, lock, look, note, sentence
from ballot_box.papers import Definition
from database import rows, transaction
from residents.people import Person
from web.language import _, ngettext

Marks = Mapping[str, str]
TO_KEY = (PaperState.USED, PaperState.INVALID)
MOST_BOXES = 240  # on one page: a form has its limits, and so has a keyer
_FIELD = {BatchState.RETURNED: "keyed_a", BatchState.KEYED_ONCE: "keyed_b"}


class BadPaper(PaperRefused):
    """A mark that cannot stand on a ballot. `paper` and `option` say where."""

    def __init__(self, sentence: str, paper: int, option: str) -> None:
        super().__init__(sentence, f"mark_{paper}_{option}")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One ballot as this keyer sees it: what they themselves typed, or None while they have not."""

    id: int
    serial: int
    marks: dict[str, str] | None


@dataclass(frozen=True, slots=True)
class Desk:
    """What one keyer has before them. `second`: somebody else has keyed the batch once."""

    batch: PaperBatch
    second: bool
    sheets: list[Sheet]
    options: int

    @property
    def a_page(self) -> int:
        return max(1, min(10, MOST_BOXES // max(1, self.options)))

    @property
    def keyed(self) -> int:
        return sum(sheet.marks is not None for sheet in self.sheets)

    def page(self, number: int | None) -> tuple[int, list[Sheet]]:
        """A page of ballots, from 1; by default the first with one that is not keyed yet."""
        if number is None:
            first = next((place for place, sheet in enumerate(self.sheets) if sheet.marks is None), 0)
            number = first // self.a_page + 1
        number = max(1, min(number, self.pages))
        return number, self.sheets[(number - 1) * self.a_page : number * self.a_page]

    @property
    def pages(self) -> int:
        return max(1, -(-len(self.sheets) // self.a_page))


async def desk_of(by: Person, batch_id: int) -> Desk:
    """The ballots this person is to key, and nothing of what anybody else typed. Raises NotAllowed, NotFound,
    PaperRefused."""
    by.demand("papers.key")
    batch = await look(batch_id, *_FIELD)
    await _demand_turn(by, batch)
    column = _FIELD[batch.state]
    found = await rows(
        f"""SELECT id, serial, {column} AS own FROM paper
            WHERE batch_id = ? AND state IN ('used', 'invalid') ORDER BY serial""",
        batch_id,
    )
    return Desk(
        batch, column == "keyed_b", [Sheet(one.id, one.serial, _json(one.own)) for one in found], len(options_of(batch))
    )


async def save(by: Person, batch_id: int, typed: Mapping[int, Marks], now: datetime) -> int:
    """Keep what was typed for some ballots, all or none; returns how many. The first who keys takes the batch on.

    Raises NotAllowed, NotFound, PaperRefused for a batch that is not theirs to key, BadPaper.
    """
    by.demand("papers.key")
    async with transaction():
        batch = await lock(batch_id, *_FIELD)
        await _demand_turn(by, batch)
        options = options_of(batch)
        papers = {one.id: one for one in await Paper.filter(id__in=list(typed), batch_id=batch.id, state__in=TO_KEY)}
        if set(papers) != set(typed):
            raise PaperRefused(_("One of these ballots is not to be keyed. Open the page again."))
        column = _FIELD[batch.state]
        for paper_id, marks in typed.items():
            setattr(papers[paper_id], column, checked(marks, options, batch, papers[paper_id]))
        for paper in papers.values():
            await paper.save(update_fields=[column])
        keyer = "keyer_a_id" if column == "keyed_a" else "keyer_b_id"
        if papers and getattr(batch, keyer) is None:
            setattr(batch, keyer, by.account_id)
            await batch.save(update_fields=[keyer])
            await note(by, batch, "keying-begun", now, second=column == "keyed_b")
    return len(papers)


def options_of(batch: PaperBatch) -> list[str]:
    return Definition.of(batch.election.definition).contests[batch.contest]


def checked(marks: Marks, options: list[str], batch: PaperBatch, paper: Paper) -> dict[str, str]:
    """The marks as they are kept: empty boxes are left out. Raises BadPaper."""
    where = shown(batch.name, paper.serial)
    kept: dict[str, str] = {}
    for option, typed in marks.items():
        try:
            mark = read_mark(typed) if option in options else None
        except BadMark:
            mark = None
        if mark is None:
            number = options.index(option) + 1 if option in options else 0
            said = _("Ballot %(serial)s, project %(number)s: type a number such as 1, or x for a tick, or nothing.")
            raise BadPaper(said % {"serial": where, "number": number}, paper.id, option[:20])
        if mark:
            kept[option] = mark
    return kept


async def finish(by: Person, batch_id: int, now: datetime) -> PaperBatch:
    """This person has keyed every ballot of the batch. Raises NotAllowed, NotFound, PaperRefused."""
    by.demand("papers.key")
    async with transaction():
        batch = await lock(batch_id, *_FIELD)
        await _demand_turn(by, batch)
        column = _FIELD[batch.state]
        left = await Paper.filter(batch_id=batch.id, state__in=TO_KEY, **{f"{column}__isnull": True}).count()
        if left:
            said = ngettext("%(left)s ballot is not keyed yet.", "%(left)s ballots are not keyed yet.", left)
            raise PaperRefused(said % {"left": left})
        second = column == "keyed_b"
        keyer = "keyer_b_id" if second else "keyer_a_id"
        if getattr(batch, keyer) is None:  # a batch in which there was nothing to key
            setattr(batch, keyer, by.account_id)
        batch.state = BatchState.KEYED_TWICE if second else BatchState.KEYED_ONCE
        await batch.save(update_fields=["state", keyer])
        await note(by, batch, "keyed", now, second=second)
    return batch


async def give_up(by: Person, batch_id: int, because: str, now: datetime) -> PaperBatch:
    """Somebody else keys what is being keyed now, from the start: the keyer is ill, say. A keying that is finished
    stays. Raises NotAllowed, NotFound, PaperRefused."""
    by.demand("papers.manage")
    said = sentence(because)
    if not said:
        raise PaperRefused(_("Write down why somebody else has to key it."), "because")
    async with transaction():
        batch = await lock(batch_id, *_FIELD)
        column = _FIELD[batch.state]
        keyer = "keyer_a_id" if column == "keyed_a" else "keyer_b_id"
        if getattr(batch, keyer) is None:
            raise PaperRefused(_("Nobody is keying this batch now."))
        setattr(batch, keyer, None)
        await batch.save(update_fields=[keyer])
        await Paper.filter(batch_id=batch.id).update(**{column: None})
        await note(by, batch, "keying-given-up", now, second=column == "keyed_b", because=said)
    return batch


async def _demand_turn(by: Person, batch: PaperBatch) -> None:
    if batch.slips_done_at is None:
        raise PaperRefused(_("The slips of this batch come first. It can be keyed once they are all entered."))
    if batch.state is BatchState.KEYED_ONCE and await is_one_of(by, [batch.keyer_a_id]):
        raise PaperRefused(_("You have keyed this batch. Somebody else has to key it the second time."))
    keyer = batch.keyer_a_id if batch.state is BatchState.RETURNED else batch.keyer_b_id
    if keyer is not None and keyer != by.account_id:
        raise PaperRefused(_("Somebody else is keying this batch now."))


def _json(stored: Any) -> Any:
    return orjson.loads(stored) if isinstance(stored, str | bytes) else stored
