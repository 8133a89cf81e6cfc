"""Raising flags: once for each thing, and nobody is blocked by one."""

import pytest

from residents.belonging import claims, marks
from residents.belonging.proofs import give
from residents.belonging.states import ClaimRefused
from residents.flags import catch_up, raise_flag
from residents.flags.working import dismiss, take_on
from residents.models import ClaimState, Evidence, Flag, FlagClaim, FlagState, MarkKind, ProofMethod
from residents.places.models import NeighbourhoodPart
from residents.places.postcodes import Whereabouts
from tests.factories import NOW, make_place
from tests.residents.flags.flag_samples import (
    flagged,
    make_claim,
    make_claims,
    make_franchise,
    officer,
    share,
    state_of,
    steps_of,
)

ADDRESS = ("12 High Street", "ST1 5HN")


async def test_six_people_at_an_address_are_fine_and_the_seventh_raises_one_flag_for_all(db: None) -> None:
    franchise = await make_franchise()
    people = await make_claims(8, franchise)

    raised = [await share(franchise, one, MarkKind.ADDRESS, *ADDRESS) for one in people]

    assert [one is not None for one in raised] == [False] * 6 + [True, True]
    flag = await Flag.get()
    assert (flag.rule, flag.detail) == ("address_cap", {"claims": 8})
    assert await FlagClaim.filter(flag_id=flag.id).count() == 8
    assert {await state_of(one) for one in people} == {ClaimState.UNDER_REVIEW}
    assert "High" not in flag.subject, "an address is not kept"


@pytest.mark.parametrize(
    ("kind", "rule", "most"),
    [
        (MarkKind.ADDRESS, "address_cap", 6),
        (MarkKind.DEVICE, "device_cap", 4),
        (MarkKind.PHONE, "number_reuse", 1),
        (MarkKind.PERSON, "registered_twice", 1),
    ],
)
async def test_each_rule_about_marks_begins_above_its_number(db: None, kind: MarkKind, rule: str, most: int) -> None:
    franchise = await make_franchise()

    for one in await make_claims(most + 1, franchise):
        assert not await Flag.exists()
        await share(franchise, one, kind, "the same")

    assert (await Flag.get()).rule == rule


async def test_officers_can_switch_a_rule_off_or_change_its_number(db: None) -> None:
    off = await make_franchise(limits={"number_reuse": {"on": 0, "most": 1}})
    wider = await make_franchise(limits={"number_reuse": {"on": 1, "most": 2}})

    for franchise in (off, wider):
        for one in await make_claims(2, franchise):
            await share(franchise, one, MarkKind.PHONE, "07700 900123")

    assert not await Flag.exists()


async def test_the_same_thing_is_flagged_once_and_grows(db: None) -> None:
    franchise = await make_franchise()
    first, second = await make_claims(2, franchise)

    one = await flagged(franchise, first)
    two = await flagged(franchise, first, second)

    assert one.id == two.id
    assert await FlagClaim.filter(flag_id=one.id).count() == 2
    assert await steps_of(first) == ["declared", "flagged"], "the first is not flagged again"


async def test_where_a_claim_stood_is_remembered_through_a_second_flag(db: None) -> None:
    franchise = await make_franchise()
    claim = await make_claim(franchise, ClaimState.PROVISIONAL)

    await flagged(franchise, claim, subject="one")
    await flagged(franchise, claim, subject="two")

    assert {one.state_before for one in await FlagClaim.all()} == {ClaimState.PROVISIONAL}


async def test_a_claim_that_has_ended_is_listed_and_left_as_it_is(db: None) -> None:
    franchise = await make_franchise()
    claim = await make_claim(franchise, ClaimState.WITHDRAWN)

    await flagged(franchise, claim)

    assert await state_of(claim) is ClaimState.WITHDRAWN


async def test_a_vote_on_paper_and_on_a_screen_makes_nobody_wait(db: None) -> None:
    franchise = await make_franchise()
    claim = await make_claim(franchise)

    await flagged(franchise, claim, rule="paper_and_online")

    assert await state_of(claim) is ClaimState.VERIFIED


async def test_a_claim_under_review_can_still_be_confirmed_and_stays_under_review(db: None) -> None:
    """A flag blocks nobody: who is met in person meanwhile is confirmed as soon as the flag is settled."""
    franchise, by = await make_franchise(), await officer()
    claim = await make_claim(franchise, ClaimState.PROVISIONAL)
    flag = await flagged(franchise, claim)

    locked = await claims.lock(claim.id)
    given = await give(locked, ProofMethod.IN_PERSON, by.actor, NOW)

    assert not given.already
    assert (locked.state, locked.evidence) == (ClaimState.UNDER_REVIEW, Evidence.E2)
    await take_on(by, flag.id, NOW)
    await dismiss(by, flag.id, "A family", NOW)
    assert await state_of(claim) is ClaimState.VERIFIED


async def test_a_settled_flag_is_raised_again_only_when_it_has_doubled(db: None) -> None:
    franchise, by = await make_franchise(), await officer()
    people = await make_claims(14, franchise)
    for one in people[:7]:
        await share(franchise, one, MarkKind.ADDRESS, *ADDRESS)
    flag = await take_on(by, (await Flag.get()).id, NOW)
    await dismiss(by, flag.id, "A care home", NOW)

    for one in people[7:13]:
        assert await share(franchise, one, MarkKind.ADDRESS, *ADDRESS) is None
        assert await state_of(one) is ClaimState.VERIFIED
    again = await share(franchise, people[13], MarkKind.ADDRESS, *ADDRESS)

    assert again is not None
    assert (again.id, again.state, again.assigned_to_id) == (flag.id, FlagState.RAISED, None)
    assert "A care home" in again.because, "what was found out stays there to be read"


async def test_a_third_claim_of_perhaps_the_same_person_is_always_looked_at(db: None) -> None:
    franchise, by = await make_franchise(), await officer()
    people = await make_claims(3, franchise)
    for one in people[:2]:
        await share(franchise, one, MarkKind.PERSON, "Ann Lee", "ST1 5HN", "25 to 44")
    flag = await take_on(by, (await Flag.get()).id, NOW)
    await dismiss(by, flag.id, "Mother and daughter", NOW)

    assert await share(franchise, people[2], MarkKind.PERSON, "Ann Lee", "ST1 5HN", "25 to 44") is not None


async def test_what_nobody_looked_at_is_found_by_the_worker(db: None) -> None:
    franchise = await make_franchise()
    people = await make_claims(2, franchise)
    for one in people:
        await marks.keep(franchise, one.id, MarkKind.PERSON, "Ann Lee", "ST1 5HN", "25 to 44")

    assert await catch_up(NOW) == 1
    assert await catch_up(NOW) == 0, "doing it again changes nothing"

    assert {await state_of(one) for one in people} == {ClaimState.UNDER_REVIEW}


async def test_a_claim_that_got_out_from_under_an_open_flag_is_put_back(db: None) -> None:
    franchise = await make_franchise()
    claim = await make_claim(franchise)
    await flagged(franchise, claim)
    locked = await claims.lock(claim.id)
    await claims.move(locked, "cleared", "somebody", NOW)

    assert await catch_up(NOW) == 1

    assert await state_of(claim) is ClaimState.UNDER_REVIEW


async def test_a_shared_phone_is_settled_once_everybody_was_met(db: None) -> None:
    franchise = await make_franchise()
    first, second = await make_claims(2, franchise, state=ClaimState.PROVISIONAL)
    for one in (first, second):
        await share(franchise, one, MarkKind.PHONE, "07700 900123")
    await give(await claims.lock(first.id), ProofMethod.IN_PERSON, "account:1", NOW)
    await catch_up(NOW)
    assert (await Flag.get()).state is FlagState.RAISED

    await give(await claims.lock(second.id), ProofMethod.LETTER, "account:2", NOW)
    await catch_up(NOW)

    assert (await Flag.get()).state is FlagState.DISMISSED
    assert [await state_of(one) for one in (first, second)] == [ClaimState.VERIFIED] * 2


async def test_a_flag_without_claims_is_only_numbers(db: None) -> None:
    franchise = await make_franchise()

    flag = await raise_flag(franchise, "age_shape", "1|3|12|65", [], {"voters": 40}, NOW)

    assert flag is not None
    assert not await FlagClaim.exists()


async def test_who_says_the_same_again_while_under_review_is_not_stopped_and_stays_under_review(db: None) -> None:
    """As when somebody votes: they say where they belong, and the ballot waits like the claim."""
    franchise, place = await make_franchise(), await make_place()
    part = await NeighbourhoodPart.get(neighbourhood_id=place.id)
    claim = await make_claim(franchise, place=place, ward_id=part.code)
    await flagged(franchise, claim)
    same = Whereabouts("ST15HN", part.code, "", place.id, place.name)

    again = await claims.declare(claim.account_id, same, claim.tie, NOW, franchise_id=franchise.id)

    assert again.state is ClaimState.UNDER_REVIEW
    with pytest.raises(ClaimRefused, match="looking into this claim"):
        await claims.declare(claim.account_id, same, "work", NOW, franchise_id=franchise.id)
