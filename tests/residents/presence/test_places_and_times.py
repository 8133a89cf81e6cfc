"""Venues and shifts: planned by officers, without collisions, and listed with the same few questions however many."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from ledger.models import JournalEntry
from residents.models import Account, Role, SessionKind, Shift, Venue
from residents.people import Person
from residents.presence import shifts, venues
from residents.presence.refusals import PresenceRefused
from residents.presence.venues import Plan
from tests.browsing import Client, text_of
from tests.counting import CountQueries
from tests.factories import NOW, make_account
from tests.residents.presence.people import make_helper, make_venue, put_on_shift
from web.refusals import NotAllowed, NotFound

HOUR = timedelta(hours=1)
CARA = Person(None, roles=frozenset({Role.RESIDENT, Role.CYCLE_OFFICER}))


async def officer(client: Client) -> Account:
    account = await make_account("Ros", Role.ROLL_OFFICER)
    await client.sign_in(account, SessionKind.OFFICER)
    return account


async def test_a_venue_is_added_changed_and_retired(client: Client) -> None:
    await officer(client)
    form = {"name": "  Hanley   lounge ", "where": "Piccadilly 1", "step_free": "y", "networks": "192.0.2.7/24\n\n"}
    await client.get("/office/venues/new")
    await client.post("/office/venues/new", form)
    page = await client.follow()
    assert "Hanley lounge" in text_of(page.main) and "Piccadilly 1 · no steps" in text_of(page.main)
    venue = await Venue.get()
    assert (venue.networks, venue.hearing_loop) == (["192.0.2.0/24"], False)
    page = await client.get(f"/office/venues/{venue.id}")
    assert "192.0.2.0/24" in text_of(page.select_one("#networks"))

    await client.post(f"/office/venues/{venue.id}", {"name": "Hanley library", "hearing_loop": "y"})
    await client.post(f"/office/venues/{venue.id}/retirement", {}, status=422)
    await client.post(f"/office/venues/{venue.id}/retirement", {"sure": "y"})

    page = await client.follow()
    assert "Not used any more" in text_of(page.main)
    assert [entry.act for entry in await JournalEntry.all().order_by("id")] == [
        "venue.added", "venue.changed", "venue.retired",
    ]  # fmt: skip
    await client.get(f"/office/venues/{venue.id}", status=404)


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"name": " "}, "Give the venue a name"),
        ({"name": "x" * 121}, "Shorten this to 120"),
        ({"name": "hanley LOUNGE"}, "There is, or was, a venue of this name"),
        ({"name": "New", "networks": "the library"}, "the library is not a network"),
        ({"name": "New", "networks": "10.0.0.1\n" * 21}, "Write 20 networks or fewer"),
        ({"name": "New", "ward": "E05999999"}, "Choose one of the wards"),
    ],
)
async def test_a_venue_that_cannot_be_is_refused_and_nothing_typed_is_lost(
    client: Client, sent: dict[str, str], says: str
) -> None:
    await officer(client)
    await make_venue("Hanley lounge")
    page = await client.post("/office/venues/new", {"where": "Piccadilly 1", **sent}, status=422)
    assert says in text_of(page.select_one(".govuk-error-summary"))
    assert page.select_one("#where")["value"] == "Piccadilly 1"  # type: ignore[index]
    assert await Venue.all().count() == 1


async def test_a_venue_with_shifts_to_come_stays(db: None) -> None:
    venue = await make_venue()
    helper = await make_helper(NOW, venue=venue)
    with pytest.raises(PresenceRefused, match="Cancel those shifts first"):
        await venues.retire(CARA, venue.id, NOW)
    await venues.retire(CARA, venue.id, NOW + timedelta(days=1))
    with pytest.raises(NotFound):
        await shifts.add(CARA, helper.account_id or 0, venue.id, NOW, NOW + HOUR, NOW)
    with pytest.raises(NotAllowed):
        await venues.add(helper, Plan(name="Mine"), NOW)


async def test_a_shift_is_planned_and_cancelled(client: Client) -> None:
    await officer(client)
    helper, venue = await make_helper(None), await make_venue("Hanley lounge")
    page = await client.get("/office/shifts")
    assert "No shifts in these two weeks" in text_of(page.main)
    tomorrow = f"{datetime.now(UTC) + timedelta(days=1):%Y-%m-%d}"
    form = {"person": str(helper.account_id), "venue": str(venue.id), "starts": f"{tomorrow}T09:00"}
    await client.get("/office/shifts/new")
    page = await client.post("/office/shifts/new", form, status=422)
    assert "Choose when it ends." in text_of(page.select_one(".govuk-error-summary"))
    assert page.select_one("#starts")["value"] == f"{tomorrow}T09:00"  # type: ignore[index]
    await client.post("/office/shifts/new", {**form, "ends": f"{tomorrow}T12:30"})
    page = await client.follow()
    assert "Hanley lounge 09:00 – 12:30 · Vera" in text_of(page.main)
    page = await client.post("/office/shifts/new", {**form, "ends": f"{tomorrow}T11:00"}, status=422)
    assert "They have another shift" in text_of(page.select_one("#starts-error"))

    shift = await Shift.get()
    await client.post(f"/office/shifts/{shift.id}/cancellation")
    assert "Cancelled" in text_of((await client.follow()).main)
    await client.post(f"/office/shifts/{shift.id}/cancellation", status=404)
    await client.post("/office/shifts/new", {**form, "ends": f"{tomorrow}T11:00"})
    for odd in ("?from=2020-01-01", "?from=nonsense", "?from=9999-99-99", "?from=0001-01-01"):
        await client.get("/office/shifts" + odd)


@pytest.mark.parametrize(
    ("starts", "ends", "field"),
    [(1, 1, "ends"), (2, 1, "ends"), (0, 15, "ends"), (-3, -1, "ends"), (24 * 400, 24 * 400 + 1, "starts")],
)
async def test_times_that_cannot_be(db: None, starts: int, ends: int, field: str) -> None:
    helper, venue = await make_helper(None), await make_venue()
    with pytest.raises(PresenceRefused) as refused:
        await shifts.add(CARA, helper.account_id or 0, venue.id, NOW + starts * HOUR, NOW + ends * HOUR, NOW)
    assert refused.value.field == field


async def test_only_verifiers_and_facilitators_stand_at_a_table(db: None) -> None:
    resident, venue = await make_account(), await make_venue()
    with pytest.raises(PresenceRefused, match="verifier or a facilitator"):
        await shifts.add(CARA, resident.id, venue.id, NOW, NOW + HOUR, NOW)


async def test_one_shift_at_a_time_also_when_two_plan_it_at_once(own_database: str) -> None:
    now = datetime.now(UTC)
    helper, venue = await make_helper(None), await make_venue()
    planned = await asyncio.gather(
        *(shifts.add(CARA, helper.account_id or 0, venue.id, now, now + HOUR, now) for _ in range(5)),
        return_exceptions=True,
    )
    assert sum(isinstance(one, Shift) for one in planned) == 1
    assert all(isinstance(one, Shift | PresenceRefused) for one in planned)


async def test_where_people_are_met_next_is_told_without_names(db: None) -> None:
    venue = await make_venue("Hanley lounge", where="Piccadilly 1")
    await make_helper(NOW, venue=venue, name="Vera")
    await make_helper(NOW, Role.VERIFIER, venue=venue, name="Viv")
    await make_helper(NOW, Role.FACILITATOR, venue=await make_venue("Youth club"), name="Femi")

    found = await shifts.coming(NOW)

    assert [(one.venue, one.place) for one in found] == [("Hanley lounge", "Piccadilly 1")]
    assert "Vera" not in str(found) and not await shifts.coming(NOW + timedelta(days=1))


async def test_the_lists_ask_as_many_questions_for_forty_lines_as_for_four(
    client: Client, count_queries: CountQueries
) -> None:
    await officer(client)
    counts = []
    for many in (4, 36):
        for _ in range(many):
            venue = await make_venue()
            account = await make_account("Vera", Role.VERIFIER)
            await put_on_shift(account.id, datetime.now(UTC), venue)
        for path in ("/office/venues", "/office/shifts", "/office/shifts/new"):
            async with count_queries() as counted:
                await client.get(path)
            counts.append(counted.count)
    assert counts[:3] == counts[3:]
