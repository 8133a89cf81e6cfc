"""The roll: who may vote on which paper, fixed when they first vote."""

from database import row


async def voted_in(election_id: int, account_id: int) -> str | None:
    """The contest in which this person has voted, or None while they have not."""
    found = await row(
        "SELECT contest FROM roll_entry WHERE election_id = ? AND account_id = ?", election_id, account_id
    )
    return found.contest if found else None
