"""One card and many hands at once, each on a connection of its own."""

import asyncio

from residents.models import Account, AgeBand, Claim, ClaimState, Proof, Tie, Voucher, VoucherState
from residents.people import NOBODY, Person
from residents.places.postcodes import locate
from residents.vouchers import AlreadyConfirmed, CardRefused, cards
from residents.vouchers.redeeming import Answers, Redeemed, redeem
from tests.factories import make_account, make_place
from tests.residents.vouchers.decks import NETWORK, NOW, make_cards, make_officer

HANDS = 8


async def answers() -> Answers:
    await make_place(postcode="ST15HN")
    return Answers(await locate("ST1 5HN"), Tie.LIVE, AgeBand.FROM_18, "Sue Sample")


async def use(code: str, said: Answers, by: Person = NOBODY) -> Redeemed:
    return await redeem(code, by, said, NOW, network=NETWORK, browser_hash="b" * 64, device="")


async def test_eight_people_use_one_card_and_one_of_them_succeeds(own_database: str) -> None:
    minted, said = await make_cards(), await answers()
    before = await Account.all().count()

    done = await asyncio.gather(*(use(minted.codes[0], said) for _hand in range(HANDS)), return_exceptions=True)

    assert sum(isinstance(one, Redeemed) for one in done) == 1, done
    refusals = [one for one in done if isinstance(one, CardRefused)]
    assert len(refusals) == HANDS - 1 and all("has been used" in one.sentence for one in refusals)
    assert await Account.all().count() == before + 1
    assert await Claim.all().count() == await Proof.all().count() == 1


async def test_one_person_with_many_cards_at_once_uses_up_one(own_database: str) -> None:
    minted, said = await make_cards(), await answers()
    account = await make_account()
    me = Person(account.id, "", account.email or "")

    done = await asyncio.gather(*(use(code, said, me) for code in minted.codes[:HANDS]), return_exceptions=True)

    assert sum(isinstance(one, Redeemed) for one in done) == 1, done
    assert sum(isinstance(one, AlreadyConfirmed) for one in done) == HANDS - 1
    assert await Voucher.filter(state=VoucherState.REDEEMED).count() == await Proof.all().count() == 1
    assert (await Claim.get(account_id=account.id)).state is ClaimState.VERIFIED


async def test_a_card_that_is_voided_while_somebody_uses_it_is_one_or_the_other(own_database: str) -> None:
    minted, said, officer = await make_cards(), await answers(), await make_officer()

    await asyncio.gather(
        *(use(code, said) for code in minted.codes),
        cards.void(officer, minted.batch.id, None, None, "stolen", NOW),
        return_exceptions=True,
    )

    counts = await cards.counts_of(minted.batch.id)
    assert counts[VoucherState.REDEEMED] + counts[VoucherState.VOID] == len(minted.codes)
    assert counts[VoucherState.REDEEMED] == await Proof.all().count() == await Claim.all().count()
