"""Several officers press at the same moment: one of them is the one."""

import asyncio
from collections.abc import Awaitable
from typing import Any

from ledger.journal import first_broken_entry
from post.models import Message
from residents import rejections
from residents.claims_desk import removal
from residents.models import Claim, ClaimState, ClaimStep, Purge, Rejection
from residents.retention.purging import purge
from tests.factories import NOW, days, make_account
from tests.residents.rejections.people import as_person, make_franchise, roll_officer, verified_claim
from web.refusals import Refused


async def at_once(*acts: Awaitable[Any]) -> tuple[int, list[str]]:
    """How many went through, and what the others were told."""
    found = await asyncio.gather(*acts, return_exceptions=True)
    strange = [one for one in found if isinstance(one, BaseException) and not isinstance(one, Refused)]
    assert not strange, strange
    told = [str(one) for one in found if isinstance(one, Refused)]
    return len(found) - len(told), told


async def test_of_many_who_agree_at_once_one_takes_the_claim_out(own_database: str) -> None:
    claim = await verified_claim(franchise=await make_franchise())
    asked = await removal.ask(await roll_officer(), claim.id, "not_here", "Not here.", NOW)
    others = [await roll_officer(f"Officer {number}") for number in range(5)]
    through, told = await at_once(*(removal.agree(one, claim.id, asked.id, NOW) for one in others))
    assert through == 1 and all("decided already" in one for one in told), told
    assert await Rejection.all().count() == await Message.all().count() == 1
    assert (await Claim.get(id=claim.id)).state is ClaimState.REJECTED
    assert await ClaimStep.filter(claim_id=claim.id, event="rejected").count() == 1
    assert await first_broken_entry() is None


async def test_an_appeal_and_its_ruling_happen_once(own_database: str) -> None:
    account = await make_account()
    claim = await verified_claim(account)
    asked = await removal.ask(await roll_officer(), claim.id, "not_here", "Not here.", NOW)
    rejection = await removal.agree(await roll_officer("Two"), claim.id, asked.id, NOW)
    through, _told = await at_once(*(rejections.appeal(as_person(account), f"{n}", NOW) for n in range(4)))
    assert through == 1
    others = [await roll_officer(f"Officer {number}") for number in range(4)]
    through, told = await at_once(
        *(rejections.rule_on_appeal(one, rejection.id, n % 2 == 0, "So.", NOW) for n, one in enumerate(others))
    )
    assert through == 1 and all("already" in one for one in told), told
    kept = await Rejection.get(id=rejection.id)
    state = (await Claim.get(id=claim.id)).state
    assert state is (ClaimState.VERIFIED if kept.upheld else ClaimState.REJECTED)


async def test_two_workers_of_one_night_delete_once_and_count_right(own_database: str) -> None:
    claim = await verified_claim(franchise=await make_franchise())
    late = NOW + days(800)
    await asyncio.gather(purge(late), purge(late))
    assert (await Purge.get(what="proof")).rows == 1
    assert (await Claim.get(id=claim.id)).state is ClaimState.PROVISIONAL
