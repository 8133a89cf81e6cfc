"""Registering on a device that is lent from hand to hand: it works, and nothing of it is there for the next one."""

from datetime import UTC, datetime
from typing import Any

from bs4 import BeautifulSoup

from assembly import secrets
from assembly.models import Assembly, Member, Registration, RegistrationState
from assembly.panels.calling import PURPOSE
from residents.people import Person
from residents.presence import confirming, handovers, kiosks
from residents.presence.meeting import Said
from tests.assembly.panels.panel_scenes import called, drawn_scene, seats
from tests.assembly.registrations.forms import ANSWERS, open_assembly, start
from tests.browsing import Client, text_of
from tests.residents.presence.people import MARY, make_franchise, make_helper

PIN = "407 193"
JOHN = Said(name="John Doe", postcode="ST1 1AA", age_band="65 and over")


async def lent(client: Client) -> Person:
    """A tablet at a table, in Mary's hands."""
    now = datetime.now(UTC)
    await make_franchise(now)
    vera = await make_helper(now)
    claim = (await confirming.confirm(vera, MARY, "seen", now)).claim
    key, session = await handovers.hand_over_here(vera, claim.id, PIN, now)
    client.cookies.clear()
    client.cookies.set("kiosk", key, domain="test.local")
    client.cookies.set("session", session, domain="test.local")
    return vera


async def on_to_the_next(client: Client, vera: Person) -> None:
    """Mary is done, and John has the same tablet with everything that its browser kept."""
    now = datetime.now(UTC)
    key = client.cookies["kiosk"]
    await handovers.finish(key, now)
    claim = (await confirming.confirm(vera, JOHN, "seen", now)).claim
    code = handovers.code_of(await handovers.make(vera, claim.id, now))
    session = await handovers.begin(key, code, now)
    del client.cookies["session"]
    client.cookies.set("session", session, domain="test.local")


async def post(client: Client, path: str, data: dict[str, Any] | None = None, status: int = 303) -> BeautifulSoup:
    page = await client.get("/kiosk")
    found = page.select_one('input[name="form_token"]')
    assert found is not None
    return await client.post(path, {**(data or {}), "form_token": str(found["value"])}, status=status, token=False)


async def answer_all(client: Client, assembly: Assembly) -> None:
    await post(client, start(assembly))
    for step, answer in ANSWERS.items():
        await post(client, f"{start(assembly)}/{step}", answer)


async def test_somebody_registers_at_a_table_and_the_next_one_sees_nothing_of_it(client: Client) -> None:
    assembly = await open_assembly()
    vera = await lent(client)
    assert (await client.get("/kiosk")).select_one('a[href="/assemblies"]') is not None

    await answer_all(client, assembly)
    await post(client, f"{start(assembly)}/check")
    done = text_of(await client.get(f"{start(assembly)}/done"))

    assert "Your personal code" in done and "Nothing of this stays on this device" in done
    one = await Registration.get()
    assert one.state is RegistrationState.POOL
    await on_to_the_next(client, vera)
    await client.get(f"{start(assembly)}/done", status=303)
    page = text_of(await client.get(f"{start(assembly)}/mine"))
    assert one.pseudonym not in page and "Nadia" not in page
    assert "You are registered already" not in text_of(await client.get(start(assembly)))


async def test_what_is_half_filled_in_is_not_there_for_the_next_one_and_is_for_its_person(client: Client) -> None:
    assembly = await open_assembly()
    vera = await lent(client)
    await post(client, start(assembly))
    await post(client, f"{start(assembly)}/name", {"name": "Nadia Sample"})
    draft = await Registration.get()

    await on_to_the_next(client, vera)

    await client.get(f"{start(assembly)}/name", status=303)
    assert "Go on where you stopped" not in text_of(await client.get(start(assembly)))
    assert draft.account_id is not None  # she goes on at home, or at the next table


async def test_a_page_that_was_opened_with_a_code_closes_with_the_visit(client: Client) -> None:
    assembly = await drawn_scene(24)
    await called(assembly, datetime.now(UTC))
    member = (await seats(assembly))[0]
    vera = await lent(client)
    await client.get(f"/assemblies/{assembly.slug}/seat")
    code = secrets.personal_code()
    await Member.filter(id=member.id).update(key_hash=secrets.code_hash(assembly, PURPOSE, code))
    await post(client, f"/assemblies/{assembly.slug}/seat", {"code": code})
    assert member.registration.pseudonym in text_of(await client.get(f"/assemblies/{assembly.slug}/seat"))

    await on_to_the_next(client, vera)

    assert member.registration.pseudonym not in text_of(await client.get(f"/assemblies/{assembly.slug}/seat"))


async def test_nothing_is_saved_to_the_device(client: Client) -> None:
    assembly = await open_assembly()
    await lent(client)
    await answer_all(client, assembly)
    await post(client, f"{start(assembly)}/check")

    page = await client.get(f"{start(assembly)}/mine")

    assert page.select('a[href$=".json"]') == []
    for file in ("receipt.json", "data.json", "draws/1/receipt.json"):
        await client.get(f"{start(assembly)}/mine/{file}", status=404)


async def test_the_office_of_assemblies_is_not_on_it(client: Client) -> None:
    assembly = await open_assembly()
    await lent(client)
    await client.get(f"/office/assemblies/{assembly.id}/registrations", status=303)
    assert await kiosks.kiosk_of(client.cookies["kiosk"], datetime.now(UTC)) is not None
