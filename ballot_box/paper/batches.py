"""Batches of paper: registered, sent out, taken back. What does not add up is written down, never mended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tortoise.exceptions import IntegrityError

from ballot_box.elections import RANKED
from ballot_box.models import BatchState, Election, Paper, PaperBatch, PaperState
from ballot_box.paper import serials
from ballot_box.paper.refusals import PaperRefused
from ballot_box.paper.steps import lock, note, sentence, two_names
from ballot_box.papers import Definition
from database import execute, transaction
from residents.models import Venue
from residents.people import Person
from web.language import _, ngettext

MOST_PAPERS = 500
MOST_COUNTED = 9_999


async def register(
    by: Person, *, election_id: int, contest: str, name: str, venue_id: int | None, seal: str, issued: int,
    now: datetime,
) -> PaperBatch:  # fmt: skip
    """A batch of `issued` ballots of one contest for one venue, numbered from 1. Raises NotAllowed, PaperRefused."""
    by.demand("papers.manage")
    name, seal = name.strip().upper(), " ".join(seal.split())
    if not serials.is_name(name):
        raise PaperRefused(_("Name the batch with up to 12 capital letters and digits, such as HAN-01."), "name")
    if not 1 <= issued <= MOST_PAPERS:
        raise PaperRefused(_("A batch has 1 to %(most)s ballots.") % {"most": MOST_PAPERS}, "issued")
    if not seal or len(seal) > 40:
        raise PaperRefused(_("Write the number on the seal, with up to 40 characters."), "seal")
    if venue_id is None or not await Venue.exists(id=venue_id, retired_at__isnull=True):
        raise PaperRefused(_("Choose the place where these ballots go."), "venue")
    async with transaction():
        await _check_election(election_id, contest)
        batch = await _make(election_id, contest, name, venue_id, seal, issued, now)
        await Paper.bulk_create([Paper(batch_id=batch.id, serial=number) for number in range(1, issued + 1)])
        await note(by, batch, "registered", now, election=election_id, contest=contest, issued=issued)
    return batch


async def _check_election(election_id: int, contest: str) -> None:
    await execute("UPDATE election SET name = name WHERE id = ?", election_id)
    election = await Election.get_or_none(id=election_id)
    definition = Definition.of(election.definition) if election else None
    if election is None or definition is None or contest not in definition.contests:
        raise PaperRefused(_("Choose the vote and the place these ballots are for."), "contest")
    if definition.kind != RANKED or election.franchise_id is None:
        raise PaperRefused(_("This vote is not one that can be held on paper."), "contest")
    if election.settled_at is not None:
        raise PaperRefused(_("The ballots of this vote are settled. No paper can be added to it any more."), "contest")


async def _make(
    election_id: int, contest: str, name: str, venue_id: int, seal: str, issued: int, now: datetime
) -> PaperBatch:
    taken = PaperRefused(_("There is a batch of that name already. Give this one a name of its own."), "name")
    if await PaperBatch.exists(election_id=election_id, name=name):
        raise taken
    try:
        async with transaction():
            return await PaperBatch.create(
                election_id=election_id, contest=contest, name=name, venue_id=venue_id, seal=seal, issued=issued,
                registered_at=now,
            )  # fmt: skip
    except IntegrityError:  # another officer was quicker by a moment
        raise taken from None


async def send_out(by: Person, batch_id: int, signed_by: Sequence[str], now: datetime) -> PaperBatch:
    """It leaves for its venue, signed for by two people. Raises NotAllowed, NotFound, PaperRefused."""
    by.demand("papers.manage")
    names = two_names(signed_by[0], signed_by[1], "signed")
    async with transaction():
        batch = await lock(batch_id, BatchState.REGISTERED)
        batch.state, batch.out_at, batch.out_signed_by = BatchState.OUT, now, names
        await batch.save(update_fields=["state", "out_at", "out_signed_by"])
        await note(by, batch, "sent-out", now)
    return batch


@dataclass(frozen=True, slots=True)
class Return:
    """What the table counted when a batch came back. Serials as typed: “42, 51-60”."""

    seal: str
    used: int
    spoiled: int
    unused: int
    spoiled_serials: str = ""
    unused_serials: str = ""
    missing_serials: str = ""
    mismatch: str = ""


async def take_back(by: Person, batch_id: int, counted: Return, signed_by: Sequence[str], now: datetime) -> PaperBatch:
    """It is back, counted and signed for by two people.

    Issued should be used + spoiled + unused, and the seal the one it went out with. Where not, a sentence has to say
    so; it is kept, and nothing is made to fit. Raises NotAllowed, NotFound, PaperRefused.
    """
    by.demand("papers.manage")
    names = two_names(signed_by[0], signed_by[1], "signed")
    async with transaction():
        batch = await lock(batch_id, BatchState.OUT)
        lists = _serials(batch, counted)
        seal, mismatch = " ".join(counted.seal.split())[:40], sentence(counted.mismatch)
        if not seal:
            raise PaperRefused(_("Write the number on the seal that the box came back with."), "seal")
        _demand_sentence(batch, counted, lists, seal, mismatch)
        batch.update_from_dict(
            {"state": BatchState.RETURNED, "returned_at": now, "returned_seal": seal, "returned_signed_by": names,
             "used": counted.used, "spoiled": counted.spoiled, "unused": counted.unused, "mismatch": mismatch}
        )  # fmt: skip
        await batch.save()
        await _set_states(batch.id, lists)
        await note(
            by, batch, "taken-back", now, used=counted.used, spoiled=counted.spoiled, unused=counted.unused,
            mismatch=bool(mismatch), seal_same=seal == batch.seal,
        )  # fmt: skip
    return batch


def _serials(batch: PaperBatch, counted: Return) -> dict[PaperState, list[int]]:
    lists: dict[PaperState, list[int]] = {}
    typed = {
        PaperState.SPOILED: ("spoiled_serials", counted.spoiled),
        PaperState.UNUSED: ("unused_serials", counted.unused),
        PaperState.MISSING: ("missing_serials", None),
    }
    for state, (field, count) in typed.items():
        try:
            lists[state] = serials.numbers_in(getattr(counted, field), batch.issued)
        except serials.BadList as bad:
            said = _("“%(part)s” is not a number or a range of this batch. Write them like this: 42, 51-60.")
            raise PaperRefused(said % {"part": bad.part[:30]}, field) from bad
        if count is not None and len(lists[state]) != count:
            said = ngettext(
                "You counted %(count)s, but %(listed)s number is listed. Look at the papers once more.",
                "You counted %(count)s, but %(listed)s numbers are listed. Look at the papers once more.",
                len(lists[state]),
            )
            raise PaperRefused(said % {"count": count, "listed": len(lists[state])}, field)
    numbers = [number for numbers in lists.values() for number in numbers]
    twice = sorted({number for number in numbers if numbers.count(number) > 1})
    if twice:
        said = _("Number %(number)s stands in two lists. A ballot is one thing only.")
        raise PaperRefused(said % {"number": twice[0]}, "unused_serials")
    return lists


def _demand_sentence(
    batch: PaperBatch, counted: Return, lists: dict[PaperState, list[int]], seal: str, mismatch: str
) -> None:
    for field in ("used", "spoiled", "unused"):
        if not 0 <= getattr(counted, field) <= MOST_COUNTED:
            raise PaperRefused(_("Count the papers and write their number, such as 41."), field)
    found = counted.used + counted.spoiled + counted.unused
    to_key = batch.issued - sum(len(numbers) for numbers in lists.values())
    if mismatch or (found == batch.issued and to_key == counted.used and seal == batch.seal):
        return
    if seal != batch.seal:
        raise PaperRefused(
            _("It went out with seal %(seal)s. Write down below what happened to the seal.") % {"seal": batch.seal},
            "mismatch",
        )
    raise PaperRefused(
        _(
            "%(issued)s went out, and %(found)s are counted here; %(to_key)s are left to key, and %(used)s counted as "
            "used. If that is how it is, write down below what you found. Nothing is made to fit."
        )
        % {"issued": batch.issued, "found": found, "to_key": to_key, "used": counted.used},
        "mismatch",
    )


async def _set_states(batch_id: int, lists: dict[PaperState, list[int]]) -> None:
    await Paper.filter(batch_id=batch_id).update(state=PaperState.USED)
    for state, numbers in lists.items():
        if numbers:
            await Paper.filter(batch_id=batch_id, serial__in=numbers).update(state=state)
