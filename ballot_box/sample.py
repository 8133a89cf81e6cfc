"""Ballots of the sample, put into the box as if their voters had come: roll, slot and receipt as ever."""

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ballot_box.models import Ballot, BatchState, Channel, Election, Paper, PaperBatch, PaperState, RollEntry
from ballot_box.papers import Definition
from ballot_box.receipts import receipt_code, slot_of
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
    await Ballot.bulk_create((_stored(election, ballot) for ballot in ballots), batch_size=BATCH)
    return len(ballots)


async def load_batches(
    election: Election, ballots: Sequence[SampleBallot], names: dict[str, str], now: datetime
) -> None:
    """The batches that the sample's paper ballots came in, counted already: one a contest, named as given."""
    used = Counter(ballot.contest for ballot in ballots if ballot.channel == Channel.PAPER)
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


def _entry(election: Election, ballot: SampleBallot) -> RollEntry:
    return RollEntry(
        election_id=election.id,
        account_id=ballot.account_id,
        contest=ballot.contest,
        evidence=ballot.evidence,
        channel=Channel(ballot.channel),
        to_be_told=False,
    )


def _stored(election: Election, ballot: SampleBallot) -> Ballot:
    key = bytes(election.slot_key)
    on_paper = ballot.channel == Channel.PAPER  # which leads to nobody
    return Ballot(
        slot=secrets.token_hex(32) if on_paper else slot_of(key, election.id, ballot.account_id),
        election_id=election.id,
        contest=ballot.contest,
        choices=list(ballot.choices),
        definition_hash=election.definition_hash,
        receipt=receipt_code(key, election.id, ballot.account_id, "sample"),
        channel=ballot.channel,
    )
