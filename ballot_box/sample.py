"""Ballots of the sample, put into the box as if their voters had come: roll, slot and receipt as ever."""

from collections.abc import Sequence
from dataclasses import dataclass

from ballot_box.models import Ballot, Election, RollEntry
from ballot_box.papers import Definition
from ballot_box.receipts import receipt_code, slot_of
from residents.models import Account

BATCH = 1_000


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


def _entry(election: Election, ballot: SampleBallot) -> RollEntry:
    return RollEntry(
        election_id=election.id, account_id=ballot.account_id, contest=ballot.contest, evidence=ballot.evidence
    )


def _stored(election: Election, ballot: SampleBallot) -> Ballot:
    key = bytes(election.slot_key)
    return Ballot(
        slot=slot_of(key, election.id, ballot.account_id),
        election_id=election.id,
        contest=ballot.contest,
        choices=list(ballot.choices),
        definition_hash=election.definition_hash,
        receipt=receipt_code(key, election.id, ballot.account_id, "sample"),
        channel=ballot.channel,
    )
