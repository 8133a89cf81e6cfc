"""The receipt of somebody's own ballot: a code and a signature, and nothing about what was chosen, by whom or when."""

from dataclasses import dataclass
from enum import StrEnum

from ballot_box.models import Channel, Outcome
from database import row
from ledger.codes import code_of
from pb.ballots.casting import receipt_of
from pb.ballots.votes import Vote
from residents.people import Person


@dataclass(frozen=True, slots=True)
class Receipt:
    """`signature`: the site's promise, under the vote's number and the commitment, that the code comes into the record.
    Whoever holds `key` can check it."""

    election: str
    commitment: str
    signature: str
    key: str

    @property
    def code(self) -> str:
        return code_of(self.commitment)


class Missing(StrEnum):
    """Why there is no receipt to show to somebody who is on the roll."""

    PAPER = "paper"  # a paper ballot has no code
    WITHDRAWN = "withdrawn"  # they took their claim back, and the ballot with it
    EMPTIED = "emptied"  # the ballots were taken out of their places: nobody can tell any more which code was whose


async def receipt_for(vote: Vote, by: Person) -> Receipt | Missing | None:
    """None for somebody who has not voted. Nobody can ask for somebody else's."""
    found = await receipt_of(vote, by)
    if found is not None:
        return Receipt(str(vote.election_id), *found, key=vote.definition.receipt_key)
    entry = await row(
        "SELECT channel, outcome FROM roll_entry WHERE election_id = ? AND account_id = ?",
        vote.election_id, by.account_id or 0,
    )  # fmt: skip
    if entry is None:
        return None
    if entry.channel == Channel.PAPER:
        return Missing.PAPER
    if entry.outcome == Outcome.WITHDRAWN:
        return Missing.WITHDRAWN
    return Missing.EMPTIED if vote.closed else None
