from datetime import date, timedelta

import pytest

from database import rows
from ledger.models import JournalEntry
from residents.belonging.codes import could_be_code
from residents.models import Account, Franchise, Role, Voucher, VoucherState
from residents.sign_in import SignInRefused
from residents.vouchers import OrganisationRefused, VoucherRefused, batches, cards, organisations
from tests.counting import CountQueries
from tests.residents.vouchers.decks import NOW, make_cards, make_officer, make_organisation, make_vote
from web.refusals import NotAllowed, NotFound

pytestmark = pytest.mark.usefixtures("db")


async def states(batch_id: int) -> dict[str, int]:
    return {state.value: count for state, count in (await cards.counts_of(batch_id)).items() if count}


async def test_an_organisation_is_added_changed_retired_and_brought_back() -> None:
    officer = await make_officer()
    made = await organisations.add(officer, "  Hanley \n Lounge ", "Lou", "Lou@Example.com", NOW)
    await organisations.change(officer, made.id, "Hanley Community Lounge", "", "", NOW)
    await organisations.retire(officer, made.id, NOW)
    await organisations.retire(officer, made.id, NOW)
    left = await organisations.one(made.id)
    assert (left.name, left.contact_email, left.retired_at) == ("Hanley Community Lounge", "", NOW)
    await organisations.retire(officer, made.id, NOW, back=True)
    assert (await organisations.one(made.id)).retired_at is None
    acts = [one.act for one in await JournalEntry.filter(thing=f"organisation:{made.id}").order_by("id")]
    assert acts == ["organisation.added", "organisation.changed", "organisation.retired", "organisation.back"]


async def test_what_is_no_organisation_is_refused_with_a_reason() -> None:
    officer = await make_officer()
    await make_organisation(officer, "Lounge")
    other = await make_organisation(officer, "Food bank")
    for name in ("Lounge", " ", "x" * 121):
        with pytest.raises(OrganisationRefused):
            await organisations.add(officer, name, "", "", NOW)
    with pytest.raises(OrganisationRefused, match="already"):
        await organisations.change(officer, other.id, "Lounge", "", "", NOW)
    with pytest.raises(SignInRefused):
        await organisations.add(officer, "Third", "", "a@b, c@d", NOW)
    with pytest.raises(NotFound):
        await organisations.change(officer, 999_999, "Fourth", "", "", NOW)


@pytest.mark.parametrize("role", [Role.VERIFIER, Role.CYCLE_OFFICER, Role.ADMINISTRATOR])
async def test_only_roll_officers_handle_cards(role: Role) -> None:
    minted, stranger = await make_cards(), await make_officer(role)
    with pytest.raises(NotAllowed):
        await organisations.add(stranger, "Mine", "", "", NOW)
    with pytest.raises(NotAllowed):
        await batches.mint(stranger, minted.batch.organisation_id, minted.batch.franchise_id, 25, None, NOW)
    with pytest.raises(NotAllowed):
        await batches.printable(stranger, minted.batch.id, minted.codes, NOW)
    with pytest.raises(NotAllowed):
        await batches.sign_for(stranger, minted.batch.id, "Me", NOW)
    with pytest.raises(NotAllowed):
        await cards.tick_off(stranger, minted.batch.id, 1, 2, "Me", "Here", NOW.date(), NOW)
    with pytest.raises(NotAllowed):
        await cards.void(stranger, minted.batch.id, 1, 2, "lost", NOW)


async def test_two_hundred_cards_are_made_at_once_and_no_code_is_kept(count_queries: CountQueries) -> None:
    officer, vote = await make_officer(), await make_vote()
    organisation = await make_organisation(officer)
    async with count_queries() as small:
        await batches.mint(officer, organisation.id, vote.id, 25, None, NOW)
    async with count_queries() as counted:
        minted = await batches.mint(officer, organisation.id, vote.id, 200, None, NOW)
    assert counted.count == small.count < 15

    kept = await Voucher.filter(batch_id=minted.batch.id).order_by("serial")
    assert [card.serial for card in kept] == list(range(1, 201))
    assert len(set(minted.codes)) == 200 and all(could_be_code(code) for code in minted.codes)
    assert {card.state for card in kept} == {VoucherState.MINTED}
    everything = str([list(one) for one in await rows("SELECT * FROM voucher")])
    everything += str([list(one) for one in await rows("SELECT * FROM journal_entry")])
    assert not [code for code in minted.codes if code in everything or code.replace("-", "") in everything]
    assert minted.batch.expires_at == vote.confirm_by and minted.batch.printed_at == NOW


@pytest.mark.parametrize("size", [0, 24, 201, -3])
async def test_a_batch_has_from_25_to_200_cards(size: int) -> None:
    officer = await make_officer()
    with pytest.raises(VoucherRefused) as refusal:
        await batches.mint(officer, (await make_organisation(officer)).id, (await make_vote()).id, size, None, NOW)
    assert refusal.value.field == "size"


async def test_cards_are_made_only_for_votes_and_organisations_that_take_them() -> None:
    officer = await make_officer()
    organisation, vote = await make_organisation(officer), await make_vote()
    over = await make_vote(confirm_by=NOW)
    without = await make_vote(proofs=["letter"])
    gone = await make_vote(key_destroyed_at=NOW)
    assert await batches.votes_with_cards(NOW) == [vote]
    for other in (over, without, gone):
        with pytest.raises(VoucherRefused, match="this vote"):
            await batches.mint(officer, organisation.id, other.id, 25, None, NOW)
    await organisations.retire(officer, organisation.id, NOW)
    with pytest.raises(NotFound):
        await batches.mint(officer, organisation.id, vote.id, 25, None, NOW)


async def test_cards_end_with_their_day_and_never_after_the_last_moment_to_confirm() -> None:
    officer = await make_officer()
    organisation, vote, endless = await make_organisation(officer), await make_vote(), await make_vote(confirm_by=None)

    async def until(franchise: Franchise, day: date | None) -> object:
        return (await batches.mint(officer, organisation.id, franchise.id, 25, day, NOW)).batch.expires_at

    assert str(await until(vote, date(2026, 5, 10))) == "2026-05-10 23:00:00+00:00"  # midnight in London
    assert await until(vote, date(2026, 12, 24)) == vote.confirm_by
    assert str(await until(endless, date(2026, 5, 4))) == "2026-05-04 23:00:00+00:00"
    for franchise, day in ((endless, None), (vote, date(2026, 5, 3)), (endless, date(9999, 12, 31))):
        with pytest.raises(VoucherRefused) as refusal:
            await until(franchise, day)
        assert refusal.value.field == "last_day"


async def test_somebody_signs_once_and_the_cards_work_from_then_on() -> None:
    officer, minted = await make_officer(), await make_cards(signed=False)
    for nobody in ("  ", "x" * 121):
        with pytest.raises(VoucherRefused):
            await batches.sign_for(officer, minted.batch.id, nobody, NOW)
    assert await states(minted.batch.id) == {"minted": 25}
    await batches.sign_for(officer, minted.batch.id, "Lou  Lounge", NOW)
    assert await states(minted.batch.id) == {"assigned": 25}
    assert (await batches.one(minted.batch.id)).signed_for_by == "Lou Lounge"
    with pytest.raises(VoucherRefused, match="already"):
        await batches.sign_for(officer, minted.batch.id, "Somebody else", NOW)


async def test_cards_are_ticked_off_with_day_place_and_worker() -> None:
    officer, minted = await make_officer(), await make_cards()
    day = NOW.date() + timedelta(days=3)
    later = NOW + timedelta(days=5)
    assert await cards.tick_off(officer, minted.batch.id, 3, 7, "Wanda", "Hanley", day, later) == 5
    assert await cards.tick_off(officer, minted.batch.id, 6, 8, "Will", "Burslem", day, later) == 1
    runs = await batches.runs_of(minted.batch.id)
    assert [(run.first, run.last, run.state.value, run.handed_out_by) for run in runs] == [
        (1, 2, "assigned", ""), (3, 7, "handed_out", "Wanda"), (8, 8, "handed_out", "Will"), (9, 25, "assigned", ""),
    ]  # fmt: skip
    assert runs[1].changed_on == day and runs[1].handed_out_at == "Hanley"


async def test_a_list_that_comes_late_leaves_used_cards_used() -> None:
    officer, minted = await make_officer(), await make_cards()
    await Voucher.filter(batch_id=minted.batch.id, serial=2).update(state=VoucherState.REDEEMED)
    assert await cards.tick_off(officer, minted.batch.id, 1, 2, "Wanda", "Hanley", NOW.date(), NOW) == 2
    used = await Voucher.get(batch_id=minted.batch.id, serial=2)
    assert (used.state, used.handed_out_by) == (VoucherState.REDEEMED, "Wanda")
    with pytest.raises(VoucherRefused, match="already"):
        await cards.tick_off(officer, minted.batch.id, 1, 2, "Will", "Hanley", NOW.date(), NOW)


async def test_lists_that_cannot_be_true_are_refused_and_nothing_is_noted() -> None:
    officer, minted, unsigned = await make_officer(), await make_cards(), await make_cards(signed=False)
    today = NOW.date()
    wrong = [(0, 3, "W", "P", today), (1, 26, "W", "P", today), (5, 4, "W", "P", today), (1, 2, " ", "P", today),
             (1, 2, "W", "", today), (1, 2, "W", "P", today + timedelta(days=1)),
             (1, 2, "W", "P", today - timedelta(days=1)), (1, 2, "x" * 121, "P", today)]  # fmt: skip
    for first, last, worker, place, day in wrong:
        with pytest.raises(VoucherRefused):
            await cards.tick_off(officer, minted.batch.id, first, last, worker, place, day, NOW)
    with pytest.raises(VoucherRefused, match="signed"):
        await cards.tick_off(officer, unsigned.batch.id, 1, 2, "W", "P", today, NOW)
    assert await states(minted.batch.id) == {"assigned": 25}
    assert not await JournalEntry.filter(act="vouchers.handed-out").exists()


async def test_one_card_a_range_or_the_batch_can_be_voided_but_never_used_ones() -> None:
    officer, minted = await make_officer(), await make_cards()
    await Voucher.filter(batch_id=minted.batch.id, serial=1).update(state=VoucherState.REDEEMED)
    assert await cards.void(officer, minted.batch.id, 25, None, "lost", NOW) == 1
    assert await cards.void(officer, minted.batch.id, 1, 5, "came back", NOW) == 4
    assert (await batches.one(minted.batch.id)).voided_at is None
    for first, last, because in ((2, 5, "again"), (6, 7, " "), (6, 7, "x" * 301), (30, 31, "no such"), (7, 6, "no")):
        with pytest.raises(VoucherRefused):
            await cards.void(officer, minted.batch.id, first, last, because, NOW)
    assert await cards.void(officer, minted.batch.id, None, None, "the box was stolen", NOW) == 19
    assert await states(minted.batch.id) == {"redeemed": 1, "void": 24}
    batch = await batches.one(minted.batch.id)
    assert (batch.voided_at, batch.voided_because) == (NOW, "the box was stolen")


async def test_nobody_signs_for_a_void_batch() -> None:
    officer, minted = await make_officer(), await make_cards(signed=False)
    await cards.void(officer, minted.batch.id, None, None, "the printer failed", NOW)
    with pytest.raises(VoucherRefused, match="void"):
        await batches.sign_for(officer, minted.batch.id, "Lou", NOW)


async def test_cards_expire_with_their_day_and_are_counted_once() -> None:
    minted, other = await make_cards(), await make_cards(await make_vote(confirm_by=NOW + timedelta(days=60)))
    await Voucher.filter(batch_id=minted.batch.id, serial__lte=3).update(state=VoucherState.REDEEMED)
    await Voucher.filter(batch_id=minted.batch.id, serial=4).update(state=VoucherState.VOID)
    end = minted.batch.expires_at
    assert await cards.expire_vouchers(end - timedelta(seconds=1)) == 0
    assert await cards.expire_vouchers(end) == 21
    assert await cards.expire_vouchers(end) == 0
    assert await states(minted.batch.id) == {"redeemed": 3, "void": 1, "expired": 21}
    assert await states(other.batch.id) == {"assigned": 25}
    assert await JournalEntry.filter(act="vouchers.expired", actor="the site").count() == 1


async def test_the_lists_cost_the_same_however_long_they_are(count_queries: CountQueries) -> None:
    officer, vote = await make_officer(), await make_vote()
    organisation = await make_organisation(officer)

    async def cost() -> tuple[int, int]:
        async with count_queries() as everyone:
            listed = await organisations.everyone()
        async with count_queries() as own:
            await batches.of_organisation(organisation.id)
        assert listed[0]["batches"] is not None
        return everyone.count, own.count

    await batches.mint(officer, organisation.id, vote.id, 25, None, NOW)
    before = await cost()
    for _number in range(4):
        await make_cards(vote, by=officer)
        await batches.mint(officer, organisation.id, vote.id, 25, None, NOW)
    assert await cost() == before == (1, 1)
    counted = next(one for one in await organisations.everyone() if one["id"] == organisation.id)
    assert (counted["batches"], counted["minted"], counted["assigned"]) == (5, 125, 0)
    assert await Account.all().count() < 10
