"""The key that signs receipts is frozen with the vote: a receipt that another key signed would prove nothing."""

import pytest

from ballot_box import casting, keys
from ballot_box.models import Ballot, RollEntry
from ballot_box.refusals import BoxUnavailable
from database import transaction
from tests.ballot_box.test_casting import make_election, vote
from tests.factories import make_account
from web import keys as files


async def test_with_another_key_for_receipts_no_vote_is_taken_and_no_receipt_shown(db: None) -> None:
    election, first, later = await make_election(), await make_account(), await make_account()
    good = await vote(election, first.id, ["12"])
    file = files.folder() / "receipts.key"
    kept = file.read_bytes()
    file.unlink()  # somebody brought the database back without its keys, say: the next one is made by itself

    try:
        with pytest.raises(BoxUnavailable, match="Nothing was stored"):
            async with transaction():
                await vote(election, later.id, ["12"])
        with pytest.raises(BoxUnavailable):
            await casting.receipt_of(election.id, first.id)
        assert keys.receipt_seed() != kept
    finally:
        file.write_bytes(kept)

    assert (await Ballot.all().count(), await RollEntry.all().count()) == (1, 1)
    assert await casting.receipt_of(election.id, first.id) == (good.commitment, good.signature)
