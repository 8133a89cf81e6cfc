"""Somebody takes their claim back at the moment in which the vote is settled and its box emptied."""

import asyncio
from datetime import UTC, datetime

from ballot_box import roll
from ballot_box.elections import lock_name
from ballot_box.models import CountedBallot, CountedBox, Outcome, RollEntry
from ballot_box.scrubbing import scrub
from ballot_box.settling import settle
from database import exclusive_lock, transaction
from residents.models import Claim
from tests.ballot_box.test_casting import close_now, make_election, vote
from tests.factories import make_account, make_claim, make_place
from tests.residents.flags.flag_samples import make_franchise


async def test_whoever_withdraws_while_the_box_is_emptied_stays_counted(own_database: str) -> None:
    franchise = await make_franchise(counts_from="E0", confirm_by=None, proofs=["in_person"])
    election, account = await make_election(franchise_id=franchise.id), await make_account()
    await make_claim(account, await make_place())
    await vote(election, account.id, ["12"])
    await close_now(election)
    claim, has_begun = await Claim.get(account_id=account.id), asyncio.Event()

    async def withdraw() -> None:
        await has_begun.wait()
        async with transaction():
            await roll.take_out(claim, datetime.now(UTC))

    async def count() -> None:
        async with transaction():
            await exclusive_lock(lock_name(election.id))
            has_begun.set()
            await asyncio.sleep(0.5)
            await settle(election.id, datetime.now(UTC))
            await scrub(election.id, datetime.now(UTC))

    await asyncio.gather(withdraw(), count())

    assert (await RollEntry.get()).outcome is Outcome.COUNTED
    assert (await CountedBox.all().count(), await CountedBallot.all().count()) == (1, 1)
