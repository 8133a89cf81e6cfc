"""Many at once: one flag, no circle of waiting, one decision."""

import asyncio

from database import transaction
from residents.approvals import ApprovalRefused
from residents.belonging import claims, marks
from residents.flags import catch_up, confirming, look_at_marks, working
from residents.flags.refusals import FlagRefused
from residents.models import Claim, ClaimState, ClaimStep, Flag, FlagClaim, Franchise, MarkKind, Rejection
from tests.factories import NOW, days
from tests.residents.flags.flag_samples import make_claims, make_franchise, officer, taken_on


async def test_a_dozen_people_give_one_address_at_once(own_database: str) -> None:
    """Each holds their own claim while the rule looks at everybody's: nobody may wait for somebody who waits."""
    franchise = await make_franchise()
    people = await make_claims(12, franchise)

    await asyncio.gather(*(_give_address(franchise, one) for one in people))
    await catch_up(NOW)

    flag = await Flag.get()
    assert await FlagClaim.filter(flag_id=flag.id).count() == 12
    assert await Claim.filter(state=ClaimState.UNDER_REVIEW).count() == 12
    assert await ClaimStep.filter(event="flagged").count() == 12


async def _give_address(franchise: Franchise, claim: Claim) -> None:
    async with transaction():
        await claims.lock(claim.id)
        digest = await marks.keep(franchise, claim.id, MarkKind.ADDRESS, "12 High Street")
        await asyncio.sleep(0.01)
        await look_at_marks(franchise, claim.id, MarkKind.ADDRESS, digest, NOW)


async def test_a_flag_is_settled_once(own_database: str) -> None:
    franchise, by, second = await make_franchise(), await officer(), await officer("Sam Second")
    people = await make_claims(3, franchise)
    flag = await taken_on(by, franchise, *people)
    await working.contact(by, flag.id, "phone", "", NOW)
    later = NOW + days(20)
    asked = await confirming.ask(by, flag.id, [people[0].id], "Because", later)

    outcomes = await asyncio.gather(
        working.dismiss(by, flag.id, "Explained", later),
        *(confirming.confirm(second, flag.id, asked.id, later) for _one in range(3)),
        return_exceptions=True,
    )

    refused = [one for one in outcomes if isinstance(one, BaseException)]
    assert len(refused) == 3
    assert all(isinstance(one, FlagRefused | ApprovalRefused) for one in refused), refused
    assert await Rejection.all().count() <= 1
    assert not await Claim.filter(state=ClaimState.UNDER_REVIEW).exists()


async def test_officers_settle_while_people_keep_giving_the_same_address(own_database: str) -> None:
    franchise, by = await make_franchise(), await officer()
    people = await make_claims(14, franchise)
    for one in people[:7]:
        await _give_address(franchise, one)
    flag = await working.take_on(by, (await Flag.get()).id, NOW)

    outcomes = await asyncio.gather(
        working.dismiss(by, flag.id, "A hostel", NOW),
        *(_give_address(franchise, one) for one in people[7:]),
        return_exceptions=True,
    )
    assert all(one is None or isinstance(one, Flag | FlagRefused) for one in outcomes), outcomes
    await catch_up(NOW)

    flag = await Flag.get()
    under_review = await Claim.filter(state=ClaimState.UNDER_REVIEW).count()
    assert under_review == (await FlagClaim.filter(flag_id=flag.id).count() if flag.ended_at is None else 0)
