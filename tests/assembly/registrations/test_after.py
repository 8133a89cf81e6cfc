"""What somebody finds when they come back after the last day for registering."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from assembly.models import Assembly, Draw, DrawState, Member, MemberState, Registration
from assembly.registrations import after
from assembly.registrations.after import Outcome
from tests.assembly.panels.panel_scenes import drawn_scene, reserves, seats
from tests.assembly.registrations.forms import open_assembly, send, start
from tests.assembly.scenes import assembly_scene, register
from tests.browsing import Client, text_of
from tests.factories import NOW, make_account


async def outcome(one: Registration, assembly: Assembly, now: datetime = NOW) -> Outcome:
    return await after.outcome(one, await Assembly.get(id=assembly.id), now)


async def drawn(assembly: Assembly, **changes: Any) -> Draw:
    values = {"number": 1, "seats": 12, "state": DrawState.DRAWN, "begun_at": NOW, "drawn_at": NOW, **changes}
    topic = await assembly.topics.all().first()  # type: ignore[attr-defined]
    return await Draw.create(assembly=assembly, begun_by=await make_account("Olive Draws"), topic=topic, **values)


async def test_before_the_draw_one_waits(db: None) -> None:
    assembly = await assembly_scene(NOW)
    one = await register(assembly, NOW)
    assert await outcome(one, assembly) == Outcome("open")
    await Assembly.filter(id=assembly.id).update(registration_closes_at=NOW - timedelta(days=1))
    assert await outcome(one, assembly) == Outcome("waiting")
    await drawn(assembly, state=DrawState.COMMITTED, drawn_at=None)
    assert await outcome(one, assembly) == Outcome("waiting")
    await Assembly.filter(id=assembly.id).update(cancelled_at=NOW)
    assert await outcome(one, assembly) == Outcome("cancelled")


@pytest.mark.parametrize(
    ("state", "place", "what"),
    [
        (MemberState.SELECTED, None, Outcome("drawn", 0, 1, True)),
        (MemberState.ACTIVE, 3, Outcome("drawn", 0, 1, True)),
        (MemberState.RESERVE, 7, Outcome("listed", 7, 1, True)),
        (MemberState.DECLINED, None, Outcome("left", 0, 1, True)),
        (MemberState.COMPLETED, None, Outcome("served", 0, 1, True)),
        (MemberState.VOID, None, Outcome("not", 0, 1, True)),
    ],
)
async def test_after_the_draw_one_reads_how_it_went(db: None, state: MemberState, place: int, what: Outcome) -> None:
    assembly = await assembly_scene(NOW, registration_closes_at=NOW - timedelta(days=1))
    one = await register(assembly, NOW - timedelta(days=2))
    await Member.create(
        assembly=assembly, registration=one, draw=await drawn(assembly), state=state, reserve_place=place
    )
    assert await outcome(one, assembly) == what


async def test_who_registered_after_a_draw_waits_for_the_next(db: None) -> None:
    assembly = await assembly_scene(NOW, registration_closes_at=NOW - timedelta(days=1))
    await drawn(assembly, begun_at=NOW - timedelta(days=9), drawn_at=NOW - timedelta(days=8))
    assert await outcome(await register(assembly, NOW - timedelta(days=2)), assembly) == Outcome("waiting")


async def mine(client: Client, assembly: Assembly, one: Registration) -> str:
    """Their page, as their account opens it."""
    account = await make_account("Nadia")
    await Registration.filter(id=one.id).update(account_id=account.id)
    client.cookies.clear()
    await client.sign_in(account)
    return text_of(await client.get(f"{start(assembly)}/mine"))


async def test_the_page_names_the_day_of_the_draw(client: Client) -> None:
    assembly = await open_assembly()
    await send(client, assembly)
    closed = datetime.now(UTC) - timedelta(minutes=1)
    await Assembly.filter(id=assembly.id).update(registration_closes_at=closed)

    page = text_of(await client.get(f"{start(assembly)}/mine"))

    assert "Registration is closed." in page
    assert "the panel is drawn in public" in page and "Town Hall" in page


async def test_the_page_of_somebody_drawn_leads_to_their_seat_and_to_the_draw(client: Client) -> None:
    assembly = await drawn_scene()
    page = await mine(client, assembly, (await seats(assembly))[0].registration)
    assert "You were drawn for a seat." in page
    assert "See draw 1" in page and "save your receipt of that draw" in page


async def test_the_page_of_somebody_on_the_list_names_their_place(client: Client) -> None:
    assembly = await drawn_scene()
    page = await mine(client, assembly, (await reserves(assembly))[4].registration)
    assert "You are number 5 in the drawn order" in page


async def test_every_page_of_support_says_how_to_reach_a_person(client: Client) -> None:
    assembly = await open_assembly()
    await client.post(start(assembly))
    assert "talk to somebody" in text_of(await client.get(f"{start(assembly)}/needs"))
    await send(client, assembly)
    for page in ("done", "mine", "mine/needs"):
        assert "talk to somebody" in text_of(await client.get(f"{start(assembly)}/{page}"))
