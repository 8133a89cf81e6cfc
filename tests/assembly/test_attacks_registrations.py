"""A dishonest resident, and an officer who helps: registering twice, changing answers late, dropping others unseen."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from assembly.draws import pooling
from assembly.models import (
    Assembly,
    AssemblyKind,
    InvitationKind,
    Member,
    MemberState,
    Registration,
    RegistrationState,
    Source,
)
from assembly.panels import answering as panel_answers
from assembly.registrations import account, amending, answering, drafts, entering, excluding, leaving
from assembly.registrations.answering import Home
from assembly.registrations.entering import Entry
from assembly.registrations.refusals import RegistrationRefused
from ledger.models import JournalEntry
from post.models import Message
from residents.people import NOBODY
from tests.assembly.panels.panel_scenes import drawn_scene, reserves, seats
from tests.assembly.registrations.forms import ANSWERS, MARK, fill_in, invite, open_assembly, send, start
from tests.assembly.scenes import assembly_scene, officer, register
from tests.browsing import Client, text_of

NOW = datetime.now(UTC)


async def in_pool(assembly: Assembly) -> int:
    return await Registration.filter(assembly_id=assembly.id, state=RegistrationState.POOL).count()


async def with_the_letter(client: Client, assembly: Assembly, code: str, **address: str) -> None:
    """Everything is answered, with an address that is not the letter's, and “it came here”."""
    client.cookies.clear()
    await client.post(f"{start(assembly)}/code", {"code": code})
    for step, answer in ANSWERS.items():
        more = {**address, "came_here": "yes"} if step == "address" else {}
        await client.post(f"{start(assembly)}/{step}", {**answer, **more})


async def test_with_a_neighbours_letter_nobody_gets_in_a_second_time(client: Client) -> None:
    """Claiming that the letter came here gives the mark of the neighbour's home, which no check of homes finds."""
    assembly = await open_assembly()
    _invitation, code = await invite(assembly, address="99 Other Road")
    await send(client, assembly)
    await with_the_letter(client, assembly, code, first="Flat 2, 10 High Street")
    answer = await client.post(f"{start(assembly)}/check", status=422)
    assert "registered already" in text_of(answer)
    assert await in_pool(assembly) == 1


async def test_without_a_fixed_address_nobody_gets_in_a_second_time(client: Client) -> None:
    assembly = await open_assembly()
    await send(client, assembly)
    client.cookies.clear()
    answer: dict[str, Any] = {"none_fixed": "y", "first": "", "town": "Hanley", "postcode": "ST1 5HN"}
    await fill_in(client, assembly, address=answer, contact={"phone": "07700 900555"})
    await client.post(f"{start(assembly)}/check", status=422)
    assert await in_pool(assembly) == 1


async def test_a_parent_and_a_child_of_one_name_both_get_in(client: Client) -> None:
    assembly = await open_assembly()
    await send(client, assembly)
    client.cookies.clear()
    await send(client, assembly, birth={"month": "5", "year": "1962"})
    assert await in_pool(assembly) == 2


def said(**changes: Any) -> Entry:
    home = Home("3 Low Street", "", "Hanley", "ST1 5HN", came_here="no")
    values: dict[str, Any] = {
        "name": "Fay Invented", "home": home, "email": "", "phone": "", "month": 3, "year": 1980, "can_come": "yes",
        "choices": {"gender": "female", "home": "owned"}, "none_of_these": True, "consent": MARK, "agreed": True,
    }  # fmt: skip
    return Entry(**{**values, **changes})


async def test_what_an_officer_wrote_down_counts_in_public_as_that_whatever_code_was_given(client: Client) -> None:
    assembly = await open_assembly()
    by = await officer()
    letter, _code = await invite(assembly, address="99 Other Road")
    for number in range(5):
        ticket, _code = await invite(assembly, InvitationKind.GOLDEN)
        home = Home(f"{number + 20} Low Street", "", "Hanley", "ST1 5HN")
        await entering.enter(by, assembly, said(name=f"Fay N{number}", home=home, year=1970 + number), ticket, "k", NOW)
    one = await entering.enter(by, assembly, said(), letter, "key", NOW)
    assert one.source is Source.PHONE
    for _number in range(5):
        await register(assembly)
    shown = dict((await account.of(assembly.id)).ways)
    assert sorted(number or 0 for number in shown.values()) == [5, 6]
    seen = text_of(await client.get(f"/assemblies/{assembly.slug}"))
    assert "6: written down by somebody from the council" in seen and "Officers have changed nothing" in seen


async def test_few_who_came_one_way_are_not_counted_in_public(db: None) -> None:
    assembly = await assembly_scene()
    for source in (Source.GOLDEN, *[Source.OPEN] * 6, *[Source.LETTER] * 9):
        await register(assembly, source=source)
    assert [many for _way, many in (await account.of(assembly.id)).ways] == [9, None, None]


async def test_whom_officers_take_out_is_counted_in_public(client: Client) -> None:
    assembly = await assembly_scene()
    people = [await register(assembly) for _number in range(6)]
    await excluding.exclude(await officer(), people[0].id, "Is a councillor of this city.", "", NOW)
    await leaving.withdraw(people[1].id, "", NOW, by=await officer())
    seen = text_of(await client.get(f"/assemblies/{assembly.slug}"))
    assert "1: taken out, for a reason" in seen and "1: withdrawn, as asked on the phone" in seen


@pytest.mark.parametrize("act", [leaving.withdraw, leaving.erase])
async def test_whom_an_officer_drops_without_being_asked_hears_of_it_by_post(db: None, act: Any) -> None:
    assembly = await assembly_scene()
    one = await register(assembly, address="1 High Street\nHanley", postcode="ST15HN")
    arguments = (one.id, "", NOW) if act is leaving.withdraw else (one.id, NOW)
    await act(*arguments, by=await officer())
    assert "If that was not you" in (await Message.get()).body


async def test_a_member_whose_seat_an_officer_gives_back_hears_of_it_by_post(db: None) -> None:
    assembly = await drawn_scene()
    member = (await seats(assembly))[0]
    where = {"address": "1 High Street\nHanley", "postcode": "ST15HN"}
    await Registration.filter(id=member.registration_id).update(**where)
    await panel_answers.decline(assembly.id, member.id, "Ill", datetime.now(UTC), by=await officer())
    assert "If that was not you" in (await Message.get()).body


async def test_whose_answer_an_officer_changes_hears_of_it_and_not_what_it_says(db: None) -> None:
    assembly = await assembly_scene()
    one = await register(assembly, gender="female", age="16-to-34", home="owned", email="one@example.org")
    await amending.fill_in(await officer(), one.id, "home", "rented", NOW)
    told = await Message.get()
    assert "about this: Home" in told.body and "ented" not in told.body
    assert (await JournalEntry.get(act="assembly.registration-value-set")).detail["replaced"] is True


async def test_a_missing_answer_is_put_in_without_a_letter(db: None) -> None:
    assembly = await assembly_scene()
    one = await register(assembly, gender="female", age="16-to-34", email="one@example.org")
    await amending.fill_in(await officer(), one.id, "home", "rented", NOW)
    assert not await Message.exists()


async def standing_with_a_panel() -> Assembly:
    """It takes registrations for the next rotation while its panel sits."""
    assembly = await drawn_scene(kind=AssemblyKind.STANDING, rest_topics=1)
    await Registration.filter(assembly_id=assembly.id).update(consent_id=None)
    return assembly


async def test_who_is_on_the_list_does_not_become_what_the_empty_seat_asks_for(db: None) -> None:
    assembly = await standing_with_a_panel()
    waiting = (await reserves(assembly))[-1]
    with pytest.raises(RegistrationRefused, match="drawn with these answers"):
        await answering.keep_birth(waiting.registration_id, 1, 1950, datetime.now(UTC))
    await answering.keep_contact(waiting.registration_id, "new@example.org", "", datetime.now(UTC))


async def test_nor_does_an_officer_make_them_so(db: None) -> None:
    assembly = await standing_with_a_panel()
    waiting = (await reserves(assembly))[-1]
    with pytest.raises(RegistrationRefused, match="was drawn with these answers"):
        await amending.fill_in(await officer(), waiting.registration_id, "home", "rented", datetime.now(UTC))


@pytest.mark.parametrize("state", [MemberState.REMOVED, MemberState.COMPLETED])
async def test_who_was_on_the_panel_is_not_drawn_again_by_registering_anew(db: None, state: MemberState) -> None:
    """Removed for how they behaved, or at the end of a term: out of the pool, and in again under another pseudonym."""
    assembly = await standing_with_a_panel()
    member = (await seats(assembly))[0]
    await Member.filter(id=member.id).update(state=state, left_at=NOW)
    own: dict[str, Any] = {"name": "Rae Again", "email": "rae@example.org", "born_year": 1980, "born_month": 4}
    await Registration.filter(id=member.registration_id).update(state=RegistrationState.WITHDRAWN, **own)
    anew = await register(assembly, gender="female", age="35-to-64", home="owned", **own)
    other = await register(assembly, gender="female", age="35-to-64", home="owned")
    found = {one.registration_id for one in (await pooling.seating(assembly)).free}
    assert anew.id not in found and other.id in found


async def test_what_was_half_typed_can_be_deleted_from_every_page_of_a_shared_computer(client: Client) -> None:
    assembly = await open_assembly()
    await client.post(start(assembly))
    await client.post(f"{start(assembly)}/dates", ANSWERS["dates"])
    await client.post(f"{start(assembly)}/name", ANSWERS["name"])
    page = await client.get(f"{start(assembly)}/address")
    assert page.select_one(f"form[action='{start(assembly)}/removal']") is not None
    await client.post(f"{start(assembly)}/removal")
    assert not await Registration.exists()


async def test_a_draft_opens_in_no_other_browser(client: Client) -> None:
    assembly = await open_assembly()
    await client.post(start(assembly))
    await client.post(f"{start(assembly)}/name", ANSWERS["name"])
    client.cookies.clear()
    await client.get(f"{start(assembly)}/name", status=303)


async def test_one_network_begins_so_many_registrations_in_an_hour_and_no_more(db: None) -> None:
    assembly = await open_assembly()
    for _number in range(drafts._PER_HOUR):
        await drafts.begin(drafts.Registrant(NOBODY, f"b{_number}"), assembly, None, NOW, network="192.0.2.0/24")
    with pytest.raises(RegistrationRefused, match="Many people began"):
        await drafts.begin(drafts.Registrant(NOBODY, "one more"), assembly, None, NOW, network="192.0.2.0/24")
    later = NOW + timedelta(hours=1)
    await drafts.begin(drafts.Registrant(NOBODY, "later"), assembly, None, later, network="192.0.2.0/24")
