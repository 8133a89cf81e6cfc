from datetime import timedelta

import pytest

from database import rows
from residents import limits
from residents.belonging import claims, proofs
from residents.belonging.claims import ClaimRefused, declare
from residents.models import (
    Account,
    AgeBand,
    Claim,
    ClaimState,
    ClaimStep,
    Evidence,
    Flag,
    Mark,
    Proof,
    ProofMethod,
    Session,
    Tie,
    Voucher,
    VoucherState,
)
from residents.people import NOBODY, Person
from residents.places.postcodes import locate
from residents.vouchers import AlreadyConfirmed, CardRefused, TooManyCodes, cards
from residents.vouchers.redeeming import Answers, Redeemed, claim_for, find, redeem
from tests.factories import make_account, make_place
from tests.residents.vouchers.decks import NETWORK, NOW, make_cards, make_officer, make_vote

pytestmark = pytest.mark.usefixtures("db")


async def make_answers(name: str = "", postcode: str = "ST15HN") -> Answers:
    await make_place(postcode=postcode)
    return Answers(await locate(postcode), Tie.WORK, AgeBand.FROM_25, name)


async def use(code: str, answers: Answers | None, by: Person = NOBODY, network: str = NETWORK) -> Redeemed:
    return await redeem(code, by, answers, NOW, network=network, browser_hash="b" * 64, device="A phone")


async def somebody(evidence: Evidence | None = Evidence.E1) -> Person:
    account = await make_account()
    if evidence is not None:
        await declare(account.id, (await make_answers(postcode="ST15HQ")).whereabouts, Tie.LIVE, NOW)
    return Person(account.id, "", account.email or "")


async def state_of(serial: int = 1) -> VoucherState:
    return (await Voucher.get(serial=serial)).state


async def test_a_card_makes_somebody_new_a_confirmed_resident_who_is_signed_in() -> None:
    minted = await make_cards()
    done = await use(minted.codes[0], await make_answers())

    claim = await Claim.get(id=done.claim.id).select_related("account")
    assert (claim.state, claim.evidence, claim.tie) == (ClaimState.VERIFIED, Evidence.E2, Tie.WORK)
    assert (claim.age_band, claim.franchise_id) == (AgeBand.FROM_25, minted.batch.franchise_id)
    assert (claim.account.email, claim.account.display_name) == (None, "")
    assert await Session.get(account_id=claim.account_id) and done.session_key
    proof = await Proof.get(claim_id=claim.id)
    assert (proof.method, proof.level, proof.voucher_batch_id) == (ProofMethod.VOUCHER, Evidence.E2, minted.batch.id)
    assert await ClaimStep.filter(claim_id=claim.id, after="verified", event="confirmed").count() == 1
    assert await state_of() is VoucherState.REDEEMED and await state_of(2) is VoucherState.ASSIGNED


async def test_a_card_confirms_somebody_who_is_signed_in_without_asking_again() -> None:
    minted, me = await make_cards(), await somebody()
    assert await claim_for(me, await find(minted.codes[1], NETWORK, NOW)) is not None
    done = await use(minted.codes[0], None, me)
    claim = await Claim.get(account_id=me.account_id or 0)
    assert (done.session_key, done.claim.id, claim.state) == ("", claim.id, ClaimState.VERIFIED)
    assert claim.franchise_id == minted.batch.franchise_id
    assert not await Session.exists()


async def test_somebody_signed_in_who_has_not_said_where_they_belong_is_asked() -> None:
    minted, me = await make_cards(), await somebody(None)
    assert await claim_for(me, await find(minted.codes[1], NETWORK, NOW)) is None
    with pytest.raises(ClaimRefused):
        await use(minted.codes[0], None, me)
    assert await state_of() is VoucherState.ASSIGNED
    await use(minted.codes[0], await make_answers(), me)
    assert (await Claim.get(account_id=me.account_id or 0)).state is ClaimState.VERIFIED


async def test_capitals_dashes_and_spaces_do_not_matter() -> None:
    minted = await make_cards()
    code = minted.codes[0].replace("-", "").lower()
    for typed in (code, f" {code[:4]} {code[4:]} ", f"{code[:4]}–{code[4:]}"):
        assert (await find(typed, NETWORK, NOW)).serial == 1


async def test_looking_at_a_card_uses_nothing_up() -> None:
    minted = await make_cards()
    for _number in range(30):
        await find(minted.codes[0], NETWORK, NOW)
    assert await state_of() is VoucherState.ASSIGNED


async def test_a_card_works_once() -> None:
    minted, answers = await make_cards(), await make_answers()
    await use(minted.codes[0], answers)
    with pytest.raises(CardRefused, match="has been used"):
        await use(minted.codes[0], answers)
    assert await Account.filter(email__isnull=True).count() == 1


async def test_void_old_and_unsigned_cards_say_so() -> None:
    officer, answers = await make_officer(), await make_answers()
    unsigned = await make_cards(signed=False)
    with pytest.raises(CardRefused, match="switched on"):
        await use(unsigned.codes[0], answers)
    minted = await make_cards()
    await cards.void(officer, minted.batch.id, 1, 1, "lost", NOW)
    with pytest.raises(CardRefused, match="reported it lost"):
        await use(minted.codes[0], answers)
    await cards.tick_off(officer, minted.batch.id, 2, 2, "Wanda", "Hanley", NOW.date(), NOW)
    with pytest.raises(CardRefused, match="until 3 June 2026"):
        await find(minted.codes[1], NETWORK, minted.batch.expires_at)
    await use(minted.codes[1], answers)
    await cards.expire_vouchers(minted.batch.expires_at)
    with pytest.raises(CardRefused, match="until 3 June 2026"):
        await find(minted.codes[2], NETWORK, NOW)


async def test_a_vote_that_stopped_taking_cards_takes_none() -> None:
    vote = await make_vote()
    minted = await make_cards(vote)
    vote.proofs = ["letter"]
    await vote.save()
    with pytest.raises(CardRefused, match="no cards any more"):
        await find(minted.codes[0], NETWORK, NOW)


async def test_a_code_of_another_purpose_or_a_destroyed_key_is_unknown() -> None:
    vote = await make_vote()
    minted = await make_cards(vote)
    vote.key_destroyed_at = NOW
    await vote.save()
    with pytest.raises(CardRefused, match="do not know"):
        await find(minted.codes[0], NETWORK, NOW)


async def test_wrong_codes_are_counted_by_network_and_right_ones_are_not() -> None:
    minted = await make_cards()
    for typed in ("K7QX", "", "O0O0-IIII", "x" * 500):  # slips that could be no code
        with pytest.raises(CardRefused, match="do not know"):
            await find(typed, NETWORK, NOW)
    for _number in range(20):
        with pytest.raises(CardRefused, match="do not know"):
            await find("K7QX-4MPD", NETWORK, NOW)
    with pytest.raises(TooManyCodes):
        await find("K7QX-4MPD", NETWORK, NOW)
    with pytest.raises(TooManyCodes):
        await find(minted.codes[0], NETWORK, NOW)
    assert await find(minted.codes[0], "198.51.100.0/24", NOW)
    assert await find(minted.codes[0], NETWORK, NOW + timedelta(hours=1))


async def test_asking_whether_tries_are_left_counts_none() -> None:
    for _number in range(3):
        assert not await limits.spent("x", "key", 1, timedelta(hours=1), NOW)
    assert await limits.allow("x", "key", 1, timedelta(hours=1), NOW)
    assert await limits.spent("x", "key", 1, timedelta(hours=1), NOW)


async def test_somebody_confirmed_already_keeps_the_card_for_others() -> None:
    minted, me = await make_cards(), await somebody()
    await use(minted.codes[0], None, me)
    with pytest.raises(AlreadyConfirmed):
        await claim_for(me, await find(minted.codes[1], NETWORK, NOW))
    with pytest.raises(AlreadyConfirmed):
        await use(minted.codes[1], None, me)
    assert await state_of(2) is VoucherState.ASSIGNED
    assert await Proof.all().count() == 1


async def test_a_claim_that_was_taken_out_cannot_be_brought_back_with_a_card() -> None:
    minted, me = await make_cards(), await somebody()
    claim = await Claim.get(account_id=me.account_id or 0)
    await claims.use_for(claim.id, minted.batch.franchise_id, NOW)
    claim = await claims.lock(claim.id)
    await claims.move(claim, "flagged", "the site", NOW)
    await claims.move(claim, "rejected", "account:1", NOW)
    with pytest.raises(ClaimRefused, match="appeal"):
        await claim_for(me, await find(minted.codes[1], NETWORK, NOW))
    with pytest.raises(ClaimRefused):
        await use(minted.codes[0], None, me)
    assert await state_of() is VoucherState.ASSIGNED and not await Proof.exists()


async def test_somebody_taken_out_of_an_earlier_vote_has_a_new_chance() -> None:
    minted, me, earlier = await make_cards(), await somebody(), await make_vote()
    claim = await Claim.get(account_id=me.account_id or 0)
    await claims.use_for(claim.id, earlier.id, NOW)
    claim = await claims.lock(claim.id)
    await claims.move(claim, "flagged", "the site", NOW)
    await claims.move(claim, "rejected", "account:1", NOW)
    assert await claim_for(me, await find(minted.codes[0], NETWORK, NOW)) is not None
    await use(minted.codes[0], None, me)
    assert (await Claim.get(id=claim.id)).state is ClaimState.VERIFIED


async def test_an_expired_claim_can_be_confirmed_after_all() -> None:
    minted, me = await make_cards(), await somebody()
    await claims.move(await Claim.get(account_id=me.account_id or 0), "expired", "the site", NOW)
    await use(minted.codes[0], None, me)
    assert (await Claim.get(account_id=me.account_id or 0)).state is ClaimState.VERIFIED


async def test_a_name_leaves_a_mark_that_nobody_can_read_and_the_same_person_twice_is_seen() -> None:
    minted = await make_cards()
    answers = await make_answers("Zoë  Élan")
    first = await use(minted.codes[0], answers)
    await use(minted.codes[1], Answers(answers.whereabouts, Tie.LIVE, AgeBand.FROM_25))
    assert [mark.claim_id for mark in await Mark.all()] == [first.claim.id]
    again = await use(minted.codes[2], Answers(answers.whereabouts, Tie.LIVE, AgeBand.FROM_25, "zoe elan"))
    flag = await Flag.get(rule="registered_twice").prefetch_related("about")
    assert {about.claim_id for about in flag.about} == {first.claim.id, again.claim.id}  # type: ignore[attr-defined]
    tables = [one.name for one in await rows("SELECT 'account' AS name UNION SELECT 'claim' UNION SELECT 'mark'")]
    kept = str([[list(row) for row in await rows(f"SELECT * FROM {table}")] for table in tables]).lower()
    assert "zo" not in kept.replace("zone", "") and "élan" not in kept


async def test_cards_of_one_batch_used_very_fast_raise_one_flag() -> None:
    vote = await make_vote(limits={"voucher_rate": {"most": 3}})
    minted, answers = await make_cards(vote), await make_answers()
    for code in minted.codes[:3]:
        await use(code, answers)
    assert not await Flag.exists()
    for code in minted.codes[3:5]:
        await use(code, answers)
    flag = await Flag.get(rule="voucher_rate").prefetch_related("about")
    assert flag.subject == f"batch:{minted.batch.id}" and len(flag.about) == 5  # type: ignore[attr-defined]
    assert flag.detail["more_than"] == 3
    assert await Voucher.filter(state=VoucherState.REDEEMED).count() == 5  # to flag is not to block


async def test_who_used_a_card_is_written_nowhere() -> None:
    minted = await make_cards()
    await use(minted.codes[4], await make_answers())
    used = await rows("SELECT * FROM voucher WHERE serial = 5")
    assert set(used[0]._fields) == {"id", "batch_id", "serial", "code_hash", "state", "changed_on", "handed_out_by",
                                    "handed_out_at"}  # fmt: skip
    assert len(str(used[0].changed_on)) == len("2026-05-04")


async def test_a_proof_taken_back_does_not_bring_the_card_back() -> None:
    minted, officer = await make_cards(), await make_officer()
    await use(minted.codes[0], await make_answers())
    await proofs.revoke((await Proof.all())[0].id, officer, "a mistake", NOW)
    with pytest.raises(CardRefused, match="has been used"):
        await find(minted.codes[0], NETWORK, NOW)
