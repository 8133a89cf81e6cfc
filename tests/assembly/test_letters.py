"""Letters of assemblies: by whom they are printed, what they are for, and that each one can be."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from starlette.applications import Starlette

from assembly import letters
from assembly.models import Assembly, Registration
from post.models import Message, MessageChannel, Via
from tests.assembly.panels.panel_scenes import drawn_scene, seats
from tests.assembly.registrations.forms import open_assembly, send
from tests.assembly.registrations.test_pool import SAID, as_officer, office
from tests.browsing import Client, text_of

HOME = {"address": "10 High Street\nHanley", "postcode": "ST15HN"}


async def sent() -> set[tuple[Via, str]]:
    return {(one.via, one.purpose) for one in await Message.filter(channel=MessageChannel.LETTER)}


@pytest.mark.parametrize("setting", ["print", "notify"])
async def test_the_setting_decides_for_every_letter_of_a_registration(
    client: Client, app: Starlette, setting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.state._state, "settings", replace(app.state.settings, letters=setting))
    assembly = await open_assembly()
    one = await send(client, assembly)
    await as_officer(client)
    here = f"{office(assembly)}/{one.id}"

    await client.post(f"{office(assembly)}/new", {**SAID, "by_letter": "y"})
    await client.post(f"{here}/value", {"category": "home", "value": "owned"})
    await client.post(f"{here}/new-code")
    version = str((await Registration.get(id=one.id)).version)
    form = {"name": "Nadja", "first": "Flat 2, 10 High Street", "town": "Hanley", "postcode": "ST1 5HN", "email": "",
            "phone": "", "month": "5", "year": "1990", "sure": "y", "version": version}  # fmt: skip
    await client.post(f"{here}/amendment", form)
    await client.post(f"{here}/exclusion", {"because": "You told us that you are a councillor."})
    await client.post(f"{here}/restoration")
    await client.post(f"{here}/withdrawal", {"sure": "y"})
    await client.post(f"{here}/erasure", {"sure": "y"})

    assert await Message.filter(channel=MessageChannel.LETTER).count() == 8
    assert await sent() == {(Via(setting), "assembly-registration")}
    waiting = 8 if setting == "print" else 0
    assert await letters.to_print(assembly.id).count() == waiting


@pytest.mark.parametrize("setting", ["print", "notify"])
async def test_the_setting_decides_for_every_letter_to_members(
    client: Client, app: Starlette, setting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.state._state, "settings", replace(app.state.settings, letters=setting))
    assembly = await drawn_scene()
    await Registration.filter(assembly_id=assembly.id).update(**HOME)
    await as_officer(client)
    here = f"/office/assemblies/{assembly.id}/panel"

    await client.post(f"{here}/calls", _until())
    one = (await seats(assembly))[0]
    await client.post(f"{here}/{one.id}/reminder", _until())
    await client.post(f"{here}/{one.id}/answer", {"answer": "no", "reason": ""})
    page = await client.get(f"{here}/replacement")
    found = page.select_one('input[name="member"]')
    assert found is not None
    await client.post(f"{here}/replacement/offer", {**_until(), "member": str(found["value"])})

    asked = 6 + assembly.alternates
    assert await Message.filter(channel=MessageChannel.LETTER).count() == asked + 3
    assert await sent() == {(Via(setting), "assembly-member")}


def _until() -> dict[str, str]:
    day = datetime.now(UTC).date().toordinal() + 7
    wanted = datetime.fromordinal(day)
    return {"answer_by": f"{wanted:%Y-%m-%dT17:00}"}


async def test_letters_to_members_are_printed_on_the_page_of_the_assembly_and_on_no_other(client: Client) -> None:
    assembly, other = await drawn_scene(), await open_assembly()
    await Registration.filter(assembly_id=assembly.id).update(**HOME)
    await as_officer(client)
    await client.post(f"/office/assemblies/{assembly.id}/panel/calls", _until())

    sheets = text_of(await client.post(f"{office(assembly)}/letters", status=200))

    assert "You have been drawn for a seat" in sheets
    assert "No letters" in text_of(await client.get(f"{office(other)}/letters"))


def test_the_reference_of_a_letter_names_its_assembly() -> None:
    assert letters.assembly_of("assembly-12-0a1b") == 12
    assert letters.assembly_of("assembly-x-0a1b") is None
    assert letters.assembly_of("0a1b") is None


async def test_one_assembly_does_not_find_the_letters_of_a_longer_number(db: None) -> None:
    await letters.post(12, ["Sue", "10 High Street", "ST1 1AA"], ("Hello", "Text"), datetime.now(UTC),
                       purpose=letters.MEMBER, via=Via.PRINT)  # fmt: skip
    assert [await letters.to_print(number).count() for number in (1, 12)] == [0, 1]
    assert await Assembly.all().count() == 0
