"""Odd bursts while ballots come in, and odd shapes after the close: flags, and never a refusal."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ballot_box import watching
from ballot_box.models import Election
from ballot_box.refusals import StillOpen
from database import rows
from residents.flags import catch_up
from residents.models import (
    Account,
    AgeBand,
    AttemptWindow,
    Claim,
    ClaimState,
    Flag,
    FlagClaim,
    Franchise,
    Mark,
    MarkKind,
    Organisation,
    Proof,
    ProofMethod,
    Venue,
    VoucherBatch,
)
from tests.ballot_box.test_casting import close_now, make_election, vote
from tests.counting import CountQueries
from tests.factories import make_account, make_place
from tests.residents.flags.flag_samples import make_claim, make_franchise

NOW = datetime(2026, 6, 15, 12, 5, tzinfo=UTC)
HOME = "203.0.113.7"


async def watched(**values: Any) -> Election:
    franchise = await make_franchise(**values)
    return await make_election(franchise_id=franchise.id)


async def voters(number: int, **values: Any) -> list[Account]:
    place = await make_place()
    found = [await make_account() for _one in range(number)]
    for one in found:
        await make_claim(account=one, place=place, **values)
    return found


async def votes(
    election: Election, people: list[Account], *, device: str | None = None, network: str | None = None,
    first: str = "11", now: datetime = NOW,
) -> None:  # fmt: skip
    for one in people:
        claim = await Claim.get(account_id=one.id)
        await watching.after_cast(election.franchise_id, claim.id, device, network, first, now)
    await catch_up(now)  # as the worker does


async def test_a_family_shares_a_phone_and_the_fifth_ballot_is_looked_at(db: None) -> None:
    """AC-140, AC-141"""
    election, people = await watched(), await voters(5)

    await votes(election, people[:4], device="a" * 64)
    assert not await Flag.exists()
    await votes(election, people[4:], device="a" * 64)

    flag = await Flag.get()
    assert flag.rule == "device_cap"
    assert await FlagClaim.filter(flag_id=flag.id).count() == 5
    assert await Claim.filter(state=ClaimState.UNDER_REVIEW).count() == 5


async def test_voting_again_on_the_same_phone_is_one_ballot(db: None) -> None:
    election, people = await watched(), await voters(4)

    for _time in range(6):
        await votes(election, people, device="a" * 64, network=HOME)

    assert not await Flag.exists()


async def test_our_own_kiosks_have_no_device_and_are_left_out(db: None) -> None:
    """AC-141"""
    election, people = await watched(), await voters(6)

    await votes(election, people, device=None, network=HOME)

    assert not await Flag.exists()


async def test_twenty_ballots_alike_in_an_hour_are_fine_and_the_next_is_looked_at(db: None) -> None:
    """AC-140"""
    election, people = await watched(), await voters(23)

    await votes(election, people[:2], network=HOME, first="15")
    await votes(election, people[2:22], network=HOME)
    assert not await Flag.exists()
    await votes(election, people[22:], network=HOME)

    flag = await Flag.get()
    assert (flag.rule, flag.detail) == ("network_burst", {"most": 20})
    assert await FlagClaim.filter(flag_id=flag.id).count() == 23, "all who voted there: nobody can tell who chose what"


async def test_different_choices_and_different_hours_are_no_burst(db: None) -> None:
    election, people = await watched(), await voters(30)

    await votes(election, people[:15], network=HOME, first="11")
    await votes(election, people[15:20], network=HOME, first="12")
    await votes(election, people[20:], network=HOME, now=NOW + timedelta(hours=1))

    assert not await Flag.exists()


async def test_the_network_of_a_library_is_exempt_by_name(db: None) -> None:
    """AC-141"""
    election, people = await watched(), await voters(25)
    await Venue.create(name="City library", networks=["nonsense", "203.0.113.0/28", "2001:db8::/48"], added_at=NOW)
    await Venue.create(name="Closed", networks=["198.51.100.4"], added_at=NOW, retired_at=NOW)

    await votes(election, people, device="a" * 64, network=HOME)
    await votes(election, people, device="a" * 64, network="2001:db8:0:7::1")
    await catch_up(NOW)

    assert not await Flag.exists()
    assert not await watching.is_of_a_venue("198.51.100.4"), "a place we no longer use"
    assert await watching.is_of_a_venue("::ffff:203.0.113.7")


def test_an_ipv6_household_is_one_network_and_ipv4_addresses_do_not_run_together() -> None:
    assert watching.household("2001:db8::1") == watching.household("2001:db8::ffff:2")
    assert watching.household("2001:db8:0:1::1") != watching.household("2001:db8:0:2::1")
    assert watching.household("10.1.1.11") != watching.household("101.1.1.1")
    assert watching.household("::ffff:10.1.1.11") == watching.household("10.1.1.11")
    assert watching.household("testclient") == "testclient"


async def test_rules_that_are_off_keep_nothing(db: None) -> None:
    off = {"on": 0}
    election = await watched(limits={"device_cap": off, "network_burst": off})

    await votes(election, await voters(2), device="a" * 64, network=HOME)

    assert not await Mark.exists()
    assert not await AttemptWindow.exists()


async def test_no_choice_is_kept_beside_a_person(db: None) -> None:
    election, people = await watched(), await voters(25)

    await votes(election, people, device="a" * 64, network=HOME, first="choice-to-be-found")

    for table in ("mark", "attempt_window", "flag", "flag_claim", "claim", "claim_step", "journal_entry"):
        everything = " ".join(str(tuple(one)) for one in await rows(f"SELECT * FROM {table}"))
        assert "choice-to-be-found" not in everything, table
        assert HOME not in everything, table
    assert await Mark.filter(kind=MarkKind.NETWORK).count() == 25
    per_network = await AttemptWindow.all()
    assert [one.hits for one in per_network] == [25], "one number for all of them"


async def test_a_vote_without_a_franchise_is_not_watched(db: None) -> None:
    election, people = await make_election(), await voters(6)

    await votes(election, people, device="a" * 64, network=HOME)

    assert not await Mark.exists()


async def test_looking_at_a_ballot_costs_little_however_many_came_before(db: None, count_queries: CountQueries) -> None:
    election, people = await watched(), await voters(22)
    async with count_queries() as first:
        await votes(election, people[:1], device="b" * 64, network=HOME)
    await votes(election, people[1:19], network=HOME)

    async with count_queries() as later:
        await votes(election, people[19:20], device="c" * 64, network=HOME)

    assert later.count == first.count
    assert first.count <= 14, first.count


async def shaped(young: int, old: int, elsewhere: int) -> Election:
    """`young` and `old` put project 11 first; `elsewhere` old ones put 12 first."""
    election = await watched()
    groups = (
        (young, AgeBand.FROM_18, "11"),
        (old, AgeBand.FROM_45, "11"),
        (elsewhere, AgeBand.FROM_45, "12"),
    )
    for number, band, first in groups:
        for one in await voters(number, age_band=band):
            await vote(election, one.id, [first])
    return election


async def test_far_too_many_voters_of_one_age_are_looked_at_after_the_close(db: None) -> None:
    election = await shaped(young=31, old=0, elsewhere=100)
    with pytest.raises(StillOpen):
        await watching.after_close(election.id, NOW)
    await close_now(election)

    assert await watching.after_close(election.id, NOW) == 1
    assert await watching.after_close(election.id, NOW) == 1, "found again, and it is the same flag"

    flag = await Flag.get()
    assert flag.rule == "age_shape"
    assert flag.detail == {"project": "11", "band": "18 to 24", "voters": 31, "percent": 100, "usual": 24}
    assert not await FlagClaim.exists(), "nobody is named for what they chose"
    assert not await Claim.filter(state=ClaimState.UNDER_REVIEW).exists()


async def test_thirty_of_one_age_or_four_times_as_many_are_still_usual(db: None) -> None:
    few, mixed = await shaped(young=30, old=0, elsewhere=100), await shaped(young=32, old=40, elsewhere=60)
    for election in (few, mixed):
        await close_now(election)
        assert await watching.after_close(election.id, NOW) == 0


async def test_officers_who_know_the_place_put_its_ages_in(db: None) -> None:
    election = await shaped(young=32, old=40, elsewhere=60)
    franchise = await Franchise.get(id=election.franchise_id)
    franchise.limits = {"age_shape": {"share_18": 9}}
    await franchise.save()
    await close_now(election)

    assert await watching.after_close(election.id, NOW) == 1
    assert (await Flag.get()).detail["usual"] == 9


@pytest.mark.parametrize(("alike", "other", "flagged"), [(10, 1, True), (9, 1, False), (9, 0, False)])
async def test_a_batch_of_cards_that_all_went_one_way_is_looked_at(
    db: None, alike: int, other: int, flagged: bool
) -> None:
    election = await watched()
    assert election.franchise_id is not None
    batch = await VoucherBatch.create(
        franchise_id=election.franchise_id, organisation=await Organisation.create(name="A group", added_at=NOW),
        name="V1", size=25, minted_by=await make_account(), minted_at=NOW, expires_at=NOW,
    )  # fmt: skip
    for number, first in ((alike, "13"), (other, "14")):
        for one in await voters(number):
            await Proof.create(
                claim=await Claim.get(account_id=one.id), method=ProofMethod.VOUCHER, level="E2",
                given_on=NOW.date(), voucher_batch=batch,
            )  # fmt: skip
            await vote(election, one.id, [first])
    await close_now(election)

    assert await watching.after_close(election.id, NOW) == int(flagged)

    for flag in await Flag.all():
        assert (flag.rule, flag.detail) == ("voucher_rate", {"batch": batch.id, "ballots": 11, "percent": 91})
    assert not await FlagClaim.exists()
