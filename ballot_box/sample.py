"""Ballots of the sample, put into the box as if their voters had come: roll, slot and commitment as ever."""

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ballot_box import keys
from ballot_box.casting import Filled
from ballot_box.models import Ballot, BatchState, Channel, Election, Paper, PaperBatch, PaperState, RollEntry
from ballot_box.paper.merging import keep
from ballot_box.papers import Definition
from ballot_box.sealing.bodies import slot_of
from ledger import log
from residents.models import Account

BATCH = 1_000
_SPOILED, _UNUSED = 2, 25


@dataclass(frozen=True, slots=True)
class SampleBallot:
    account_id: int
    contest: str
    choices: Sequence[str]
    evidence: str
    channel: str = "online"


async def load_ballots(election: Election, ballots: Sequence[SampleBallot]) -> int:
    """Store them inside the caller's transaction; returns how many. Only for accounts of the sample.

    Raises BallotRefused for a ballot that could not have been cast.
    """
    definition = Definition.of(election.definition)
    accounts = {ballot.account_id for ballot in ballots}
    known = await Account.filter(sample=True).values_list("id", flat=True)
    assert accounts <= {int(number) for number in known}, "only the sample's own people"  # type: ignore[call-overload]
    for ballot in ballots:
        definition.check(ballot.contest, ballot.choices)
    await RollEntry.bulk_create((_entry(election, ballot) for ballot in ballots), batch_size=BATCH)
    key = keys.read(election.key_name)
    cast = [ballot for ballot in ballots if ballot.channel != Channel.PAPER]
    stored = sorted((_stored(election, definition, key, ballot) for ballot in cast), key=lambda one: one.slot)
    await Ballot.bulk_create(stored, batch_size=BATCH)
    for one in stored:
        await log.append({"c": one.commitment, "e": str(election.id), "k": "ballot"})
    return len(ballots)


async def load_batches(
    election: Election, ballots: Sequence[SampleBallot], names: dict[str, str], now: datetime
) -> None:
    """The batches that the sample's paper ballots came in, counted already: one a contest, named as given."""
    papers = [ballot for ballot in ballots if ballot.channel == Channel.PAPER]
    used = Counter(ballot.contest for ballot in papers)
    for contest, sheets in sorted(used.items()):
        batch = await PaperBatch.create(
            election_id=election.id,
            contest=contest,
            name=f"{names[contest]}-S",
            seal="SAMPLE",
            issued=sheets + _SPOILED + _UNUSED,
            used=sheets,
            spoiled=_SPOILED,
            unused=_UNUSED,
            state=BatchState.COUNTED,
            registered_at=now,
            out_at=now,
            returned_at=now,
            merged_at=now,
            out_signed_by=["Vera (sample)", "Fatima (sample)"],
            returned_signed_by=["Vera (sample)", "Fatima (sample)"],
            observer="An observer (sample)",
        )
        states = [PaperState.USED] * sheets + [PaperState.SPOILED] * _SPOILED + [PaperState.UNUSED] * _UNUSED
        await Paper.bulk_create(
            (Paper(batch_id=batch.id, serial=serial, state=state) for serial, state in enumerate(states, start=1)),
            batch_size=BATCH,
        )
        await keep(batch, sorted(list(one.choices) for one in papers if one.contest == contest))


def _entry(election: Election, ballot: SampleBallot) -> RollEntry:
    return RollEntry(
        id=secrets.randbits(62),
        election_id=election.id,
        account_id=ballot.account_id,
        contest=ballot.contest,
        evidence=ballot.evidence,
        channel=Channel(ballot.channel),
        to_be_told=False,
    )


def _stored(election: Election, definition: Definition, key: bytes, ballot: SampleBallot) -> Ballot:
    filled = Filled(ballot.contest, ballot.choices, election.definition_hash, secrets.token_hex(8))
    cast = filled.ballot(key, election.id)
    return Ballot(
        slot=slot_of(key, election.id, ballot.account_id),
        election_id=election.id,
        commitment=cast.commitment,
        box=cast.boxed(definition, key),
    )
