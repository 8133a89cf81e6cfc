"""Coming back with the personal code or signed in: look, change, withdraw, erase."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from assembly.draws import pooling
from assembly.models import (
    Answer,
    Assembly,
    Draw,
    DrawState,
    FrozenPool,
    Member,
    Registration,
    RegistrationState,
    SupportNeed,
)
from assembly.registrations import own_data
from ledger.models import JournalEntry
from post.models import Message
from residents.models import Account
from tests.assembly.registrations.forms import code_on, open_assembly, send, start
from tests.browsing import Client, text_of
from tests.factories import days, make_account


async def gone_home(client: Client, assembly: Assembly, **changes: dict[str, Any]) -> str:
    """Somebody registered, wrote the code down, and now sits at another computer; returns the code."""
    await send(client, assembly, **changes)
    code = await code_on(client, assembly)
    client.cookies.clear()
    return code


async def come_back(client: Client, assembly: Assembly, code: str) -> None:
    await client.post(f"{start(assembly)}/mine", {"code": code})


async def draw_for(assembly: Assembly, state: DrawState = DrawState.COMMITTED) -> Draw:
    return await Draw.create(assembly=assembly, number=1, seats=12, state=state, begun_at=datetime.now(UTC))


async def test_with_the_code_somebody_sees_what_they_sent(client: Client) -> None:
    assembly = await open_assembly()
    code = await gone_home(client, assembly)

    await come_back(client, assembly, code.replace("-", " ").lower())
    page = text_of(await client.follow())

    assert "Nadia Sample" in page
    assert "In the draw" in page


@pytest.mark.parametrize("code", ["", "K7QX", "AAAA-AAAA-AAAA-AAAA", "0000-0000-0000-0000", "🏠" * 16])
async def test_a_wrong_code_opens_nothing(client: Client, code: str) -> None:
    assembly = await open_assembly()
    await gone_home(client, assembly)

    await client.post(f"{start(assembly)}/mine", {"code": code}, status=422)

    assert "Nadia" not in text_of(await client.get(f"{start(assembly)}/mine"))


async def test_the_code_of_another_assembly_opens_nothing(client: Client) -> None:
    assembly, other = await open_assembly(), await open_assembly()
    code = await gone_home(client, assembly)

    await client.post(f"{start(other)}/mine", {"code": code}, status=422)


async def test_who_guesses_has_to_wait(client: Client) -> None:
    assembly = await open_assembly()
    code = await gone_home(client, assembly)
    for _try in range(20):
        await client.post(f"{start(assembly)}/mine", {"code": "AAAA-AAAA-AAAA-AAAA"}, status=422)

    page = await client.post(f"{start(assembly)}/mine", {"code": code}, status=429)

    assert "too many tries" in text_of(page)


async def test_who_registered_signed_in_needs_no_code(client: Client) -> None:
    assembly = await open_assembly()
    account = await make_account()
    await client.sign_in(account)
    await send(client, assembly)
    client.cookies.clear()
    await client.sign_in(account)

    assert "Nadia Sample" in text_of(await client.get(f"{start(assembly)}/mine"))


async def test_closing_the_page_leaves_nothing_for_the_next_person(client: Client) -> None:
    assembly = await open_assembly()
    await send(client, assembly)

    await client.post(f"{start(assembly)}/mine/closing")

    assert "Nadia" not in text_of(await client.get(f"{start(assembly)}/mine"))
    await client.get(f"{start(assembly)}/done", status=303)


async def test_answers_can_be_changed_until_registration_closes(client: Client) -> None:
    assembly = await open_assembly()
    await send(client, assembly)
    mine = f"{start(assembly)}/mine"

    await client.post(f"{mine}/about/gender", {"answer": "male"})
    await client.post(f"{mine}/birth", {"month": "1", "year": "1950"})

    chosen = {answer.value.slug for answer in await Answer.all().select_related("value")}
    assert chosen == {"male", "rented", "65-or-over"}


async def test_afterwards_only_contact_and_needs_can_be_changed(client: Client) -> None:
    assembly = await open_assembly()
    await send(client, assembly)
    await Assembly.filter(id=assembly.id).update(registration_closes_at=datetime.now(UTC) - days(1))
    mine = f"{start(assembly)}/mine"

    page = await client.get(mine)
    await client.post(f"{mine}/about/gender", {"answer": "male"}, status=422)
    await client.post(f"{mine}/contact", {"email": "new@example.com", "phone": ""})
    await client.post(f"{mine}/needs", {"kinds": "bsl"})

    links = [str(link["href"]) for link in page.select(".summary-list__change a")]
    assert links == [f"{mine}/contact", f"{mine}/needs"]
    one = await Registration.get()
    assert one.email == "new@example.com"
    assert [need.kind for need in await SupportNeed.all()] == ["bsl"]
    assert {answer.value.slug for answer in await Answer.all().select_related("value")} >= {"female"}


async def test_nobody_becomes_somebody_else_of_the_pool_by_changing_answers(client: Client) -> None:
    assembly = await open_assembly()
    await gone_home(client, assembly)
    await send(client, assembly, name={"name": "Omar Sample"})

    page = await client.post(f"{start(assembly)}/mine/name", {"name": "Nadia Sample"}, status=422)

    assert "registered already" in text_of(page)
    assert await Registration.filter(name="Omar Sample").exists()


async def test_somebody_withdraws_and_may_register_again(client: Client) -> None:
    assembly = await open_assembly()
    await send(client, assembly, contact={"email": "nadia@example.com"})
    mine = f"{start(assembly)}/mine"

    assert "change your mind" in text_of(await client.get(f"{mine}/withdrawal"))
    await client.post(f"{mine}/withdrawal", {"because": "No time"})
    await client.post(f"{mine}/withdrawal", {"because": "No time"})

    one = await Registration.get()
    assert (one.state, one.left_because) == (RegistrationState.WITHDRAWN, "No time")
    assert await Message.filter(subject__startswith="You have withdrawn").count() == 1
    await send(client, assembly)
    assert await Registration.filter(state=RegistrationState.POOL).count() == 1


async def test_withdrawing_after_the_freeze_says_that_a_line_stays(client: Client) -> None:
    assembly = await open_assembly()
    await send(client, assembly)
    await draw_for(assembly)

    page = await client.get(f"{start(assembly)}/mine/withdrawal")
    await client.post(f"{start(assembly)}/mine/withdrawal")

    assert "Your line stays in it, without a name" in text_of(page)
    assert (await Registration.get()).state is RegistrationState.WITHDRAWN


async def test_erasing_leaves_a_pseudonym_and_nothing_else(client: Client) -> None:
    assembly = await open_assembly()
    account = await make_account()
    await client.sign_in(account)
    before = await send(client, assembly, contact={"email": "nadia@example.com", "phone": "07700 900123"})
    mine = f"{start(assembly)}/mine"

    await client.post(f"{mine}/erasure", status=422)
    await client.post(f"{mine}/erasure", {"sure": "y"})

    one = await Registration.get()
    assert (one.pseudonym, one.state) == (before.pseudonym, RegistrationState.ERASED)
    values = {name: getattr(one, name) for name in Registration._meta.db_fields}
    left = {name for name, value in values.items() if value not in ("", None, False, 0)}
    assert left == {
        "id", "assembly_id", "pseudonym", "key_hash", "state", "source", "consent_id", "consented_at", "begun_at",
        "registered_at", "erased_at", "version",
    }  # fmt: skip
    assert one.key_hash != before.key_hash
    assert not await Answer.exists()
    assert not await SupportNeed.exists()


async def test_before_erasing_the_page_says_what_stays_public(client: Client) -> None:
    assembly = await open_assembly()
    one = await send(client, assembly)
    erasure = f"{start(assembly)}/mine/erasure"

    before = text_of(await client.get(erasure))
    await draw_for(assembly)
    after = text_of(await client.get(erasure))

    assert "so that our numbers add up" in before
    assert f"In its list stays the code {one.pseudonym}" in after


@pytest.mark.parametrize("act", ["withdrawal", "erasure"])
async def test_who_was_drawn_first_gives_back_the_seat(client: Client, act: str) -> None:
    assembly = await open_assembly()
    one = await send(client, assembly)
    draw = await draw_for(assembly, DrawState.DRAWN)
    await Member.create(assembly=assembly, registration=one, draw=draw, state="selected")

    page = await client.post(f"{start(assembly)}/mine/{act}", {"sure": "y"}, status=422)

    assert "You were drawn" in text_of(page)
    assert (await Registration.get()).state is RegistrationState.POOL


async def test_everything_kept_can_be_saved_as_a_file(client: Client) -> None:
    assembly = await open_assembly()
    await send(client, assembly)

    data = json.loads((await client.raw_get(f"{start(assembly)}/mine/data.json")).text)

    assert data["address"] == ["Flat 2, 10 High Street", "Hanley", "ST1 5HN"]
    assert data["needs"] == ["A way in without steps", "An interpreter for my language: Kurdish"]
    assert data["agreed_to"] == "I agree to take part."


async def test_the_file_of_an_account_holds_its_registrations(client: Client) -> None:
    assembly = await open_assembly()
    account: Account = await make_account()
    await client.sign_in(account)
    await send(client, assembly)

    await client.post("/account/data", status=200)

    assert client.last and json.loads(client.last.text)["assemblies"][0]["name"] == "Nadia Sample"
    assert await own_data.of(account.id + 1) == {"assemblies": []}
    assert not await JournalEntry.filter(act__startswith="assembly.").exists()


async def test_after_the_freeze_the_receipt_of_the_draw_proves_that_somebody_was_in_it(client: Client) -> None:
    assembly = await open_assembly()
    one = await send(client, assembly)
    draw = await draw_for(assembly)
    await FrozenPool.create(draw=draw, people=pooling.frozen(await pooling.vacancies(assembly)))
    mine = f"{start(assembly)}/mine"

    page = await client.get(mine)
    receipt = json.loads((await client.raw_get(f"{mine}/draws/1/receipt.json")).text)

    assert "Save your receipt of draw 1" in text_of(page)
    assert one.pseudonym in json.dumps(receipt)
    assert one.salt in json.dumps(receipt)
    await client.get(f"{mine}/draws/2/receipt.json", status=404)
