"""Putting a registration right for somebody who called: what follows, who hears of it, and when it is too late."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from assembly.models import (
    Answer,
    Asked,
    Assembly,
    Category,
    CategoryValue,
    Draw,
    DrawState,
    Member,
    MemberState,
    Registration,
    RegistrationState,
)
from assembly.registrations import account, amending, answering
from assembly.registrations.amending import Details
from assembly.registrations.answering import Home
from assembly.registrations.refusals import ChangedMeanwhile, RegistrationRefused
from assembly.secrets import household_of
from ledger.models import JournalEntry
from post.models import Message, MessageChannel, Via
from residents.models import Role
from residents.people import NOBODY, Person
from residents.places.models import Postcode
from tests.assembly.registrations.forms import POSTCODE, open_assembly, send, start
from tests.assembly.registrations.test_pool import SAID, as_officer, office
from tests.assembly.scenes import assembly_scene, officer, register
from tests.browsing import Client, text_of
from tests.factories import NOW, make_account, make_place
from web.refusals import NotAllowed

HOME = Home("Flat 2, 10 High Street", "", "Hanley", "ST1 5HN")
FORM: dict[str, Any] = {
    "name": "Percy Phone", "first": "5 Hanover House", "second": "", "town": "Hanley", "postcode": "ST1 5HN",
    "email": "", "phone": "01782 123456", "month": "2", "year": "1948", "sure": "y",
}  # fmt: skip


async def somebody(assembly: Assembly, **columns: Any) -> Registration:
    """In the pool, with a home, and values that follow from birth and home."""
    return await register(
        assembly, NOW, name="Nadia Sample", address="Flat 2, 10 High Street\nHanley", postcode=POSTCODE,
        ward_code=(await ward_of(POSTCODE)), household=household_of(assembly, "Flat 2, 10 High Street", POSTCODE),
        born_year=1990, born_month=5, age="35-to-64", gender="female", home="rented", **columns,
    )  # fmt: skip


async def ward_of(code: str) -> str:
    return str((await Postcode.get(code=code)).ward_id)


async def scene(**changes: Any) -> Assembly:
    await make_place("Hanley", postcode=POSTCODE)
    return await assembly_scene(NOW, **changes)


def as_it_stands(one: Registration) -> Details:
    return Details(email=one.email, phone=one.phone, name=one.name, home=HOME, birth=(one.born_month, one.born_year))


async def amend(one: Registration, by: Person | None = None, seen: int | None = None, **changes: Any) -> list[str]:
    return await amending.amend(
        by or await officer(), one.id, replace(as_it_stands(one), **changes), one.version if seen is None else seen, NOW
    )


async def values_of(one: Registration) -> set[str]:
    return {answer.value.slug for answer in await Answer.filter(registration_id=one.id).select_related("value")}


async def test_the_mark_of_the_home_and_the_age_follow(db: None) -> None:
    assembly = await scene()
    one = await somebody(assembly)

    changed = await amend(one, home=replace(HOME, first="Flat 3, 10 High Street"), birth=(5, 1950))

    after = await Registration.get(id=one.id)
    assert changed == ["address", "birth"]
    assert after.household == household_of(assembly, "Flat 3, 10 High Street", POSTCODE) != one.household
    assert await values_of(one) == {"65-or-over", "female", "rented"}


async def test_a_value_that_no_longer_follows_is_missing_and_not_the_old_one(db: None) -> None:
    assembly = await scene()
    one = await somebody(assembly)
    await make_place("Tunstall", postcode="ST65AA")
    part = await Category.create(
        assembly=assembly, slug="part", name="Part", question="Part?", why="So.", asked=Asked.WARD, position=9
    )
    north = await CategoryValue.create(
        category=part, slug="north", name="North", position=0, people=10, least=0, most=9,
        rule={"wards": [one.ward_code]},
    )  # fmt: skip
    await Answer.create(registration=one, category=part, value=north)

    await amend(one, home=Home("1 Other Road", "", "Tunstall", "ST6 5AA"))

    assert "north" not in await values_of(one)


async def test_the_same_holds_where_somebody_changes_their_own_answer(db: None) -> None:
    assembly = await scene()
    one = await somebody(assembly)
    await CategoryValue.filter(slug="65-or-over").update(rule={"from": 65, "to": 70})

    await answering.keep_birth(one.id, 5, 1930, NOW)

    assert await values_of(one) == {"female", "rented"}


async def test_the_journal_has_the_fields_and_never_what_they_say(db: None) -> None:
    one = await somebody(await scene(), email="nadia@example.com")

    await amend(one, name="Nadja Sample", email="nadja@example.com")

    entry = await JournalEntry.get(act="assembly.registration-amended")
    assert entry.detail == {"registration": one.id, "fields": ["name", "email"], "told": "email"}


async def test_a_change_of_where_we_write_is_told_there_and_here(db: None) -> None:
    one = await somebody(await scene(), email="nadia@example.com")

    await amend(one, email="other@example.com")

    sent = await Message.all().order_by("recipient")
    assert [message.recipient for message in sent] == ["nadia@example.com", "other@example.com"]
    assert all("your email address" in message.body and "other@" not in message.body for message in sent)


async def test_without_an_email_address_a_letter_goes_to_both_homes(db: None) -> None:
    one = await somebody(await scene())

    await amend(one, home=replace(HOME, first="9 Low Street"))

    letters = await Message.filter(channel=MessageChannel.LETTER)
    assert {letter.recipient.split("\n")[1] for letter in letters} == {"Flat 2, 10 High Street", "9 Low Street"}
    assert {(letter.via, letter.purpose) for letter in letters} == {(Via.PRINT, "assembly-registration")}


async def test_nothing_different_changes_and_tells_nothing(db: None) -> None:
    one = await somebody(await scene())

    assert await amend(one) == []

    assert not await JournalEntry.exists(act="assembly.registration-amended")
    assert not await Message.exists()


@pytest.mark.parametrize("late", ["frozen", "drawn"])
async def test_in_a_frozen_pool_only_email_and_phone_can_change(db: None, late: str) -> None:
    assembly = await scene()
    one = await somebody(assembly, email="nadia@example.com")
    draw = await Draw.create(
        assembly=assembly, number=1, seats=12, state=DrawState.PREPARED if late == "frozen" else DrawState.VOID,
        begun_by=await make_account("Olive Draws"), begun_at=NOW, topic=await assembly.topics.all().first(),  # type: ignore[attr-defined]
    )  # fmt: skip
    if late == "drawn":
        await Member.create(assembly=assembly, registration=one, draw=draw, state=MemberState.CONFIRMED)

    for change in ({"name": "Nadja"}, {"birth": (5, 1950)}, {"home": replace(HOME, first="9 Low Street")}):
        with pytest.raises(RegistrationRefused, match="nly email and phone"):
            await amend(one, **change)

    assert await amend(one, phone="07700 900123") == ["phone"]
    assert (await Registration.get(id=one.id)).name == "Nadia Sample"


async def test_what_would_put_them_out_of_the_assembly_is_refused_beside_its_field(db: None) -> None:
    one = await somebody(await scene())

    for change, field in (
        ({"birth": (1, NOW.year - 10)}, "year"),
        ({"home": replace(HOME, postcode="M1 1AA")}, "postcode"),
        ({"name": "123"}, "name"),
        ({"phone": "12"}, "phone"),
    ):
        with pytest.raises(RegistrationRefused) as refused:
            await amend(one, **change)
        assert refused.value.field == field

    after = await Registration.get(id=one.id)
    assert (after.born_year, after.postcode, after.version) == (1990, POSTCODE, one.version)


async def test_nobody_is_made_into_somebody_who_is_there_already(db: None) -> None:
    assembly = await scene()
    one = await somebody(assembly)
    await somebody(assembly, email="twin@example.com")

    with pytest.raises(RegistrationRefused, match="same person"):
        await amend(one, email="twin@example.com")


async def test_who_took_it_down_can_put_it_right_while_people_register_and_nobody_else_can(db: None) -> None:
    assembly = await scene()
    fay = await officer(Role.FACILITATOR, name="Fay")
    one = await somebody(assembly, entered_by_id=fay.account_id)

    assert await amend(one, fay, name="Nadja Sample") == ["name"]
    await amending.fill_in(fay, one.id, "home", "owned", NOW)
    with pytest.raises(NotAllowed):  # this follows from the birth
        await amending.fill_in(fay, one.id, "age", "65-or-over", NOW)
    for stranger in (await officer(Role.FACILITATOR, name="Finn"), await officer(Role.PUBLISHER), NOBODY):
        with pytest.raises(NotAllowed):
            await amend(one, stranger, name="Nobody")
    await Assembly.filter(id=assembly.id).update(registration_closes_at=NOW - timedelta(days=1))
    with pytest.raises(NotAllowed, match="Registration is closed"):
        await amend(one, fay, name="Too Late")


async def test_two_who_save_at_once_do_not_overwrite_each_other_unseen(db: None) -> None:
    one = await somebody(await scene())
    await amend(one, phone="07700 900123")

    with pytest.raises(ChangedMeanwhile) as refused:
        await amend(one, name="Nadja Sample")

    now_stands = await Registration.get(id=one.id)
    assert (now_stands.name, refused.value.version) == ("Nadia Sample", now_stands.version)
    assert await amend(now_stands, name="Nadja Sample") == ["name"]


async def test_somebody_who_has_left_is_not_put_right(db: None) -> None:
    one = await somebody(await scene(), state=RegistrationState.WITHDRAWN)
    with pytest.raises(RegistrationRefused, match="not in the pool"):
        await amend(one, name="Nadja")


async def test_how_often_officers_put_something_right_is_counted_in_public(db: None) -> None:
    assembly = await scene()
    await amend(await somebody(assembly), name="Nadja Sample")
    assert [many for _words, many in (await account.of(assembly.id)).acts] == [1]


# The pages


async def taken_down(client: Client, assembly: Assembly, *roles: Role) -> Registration:
    await as_officer(client, *(roles or (Role.FACILITATOR,)))
    await client.get(f"{office(assembly)}/new")
    await client.post(f"{office(assembly)}/new", SAID)
    return await Registration.get()


async def test_a_facilitator_goes_from_the_code_to_the_form_and_saves(client: Client) -> None:
    assembly = await open_assembly()
    one = await taken_down(client, assembly)
    here = f"{office(assembly)}/{one.id}/amendment"

    code = await client.get(f"{office(assembly)}/{one.id}/code")
    assert code.select_one(f'a[href="{here}"]') is not None
    assert one.pseudonym in text_of(await client.get(office(assembly)))
    before = text_of(await client.get(here))
    form = await client.post(f"{here}/form", status=200)

    assert "Percy" not in before and "Hanover" not in before  # a look is asked for, and journalled
    assert form.select_one('input[name="first"][value="5 Hanover House"]') is not None
    assert "Male" not in text_of(form)
    await client.post(here, {**FORM, "name": "Percival Phone", "version": str(one.version)})
    assert (await Registration.get(id=one.id)).name == "Percival Phone"
    acts = [entry.act for entry in await JournalEntry.filter(act__startswith="assembly.").order_by("id")]
    assert acts == ["assembly.registration-entered", "assembly.contact-seen", "assembly.registration-amended"]
    await client.post(f"{office(assembly)}/{one.id}/value", {"category": "home", "value": "rented"})
    assert "rented" in await values_of(one)


async def test_another_facilitator_sees_nothing_of_it(client: Client) -> None:
    assembly = await open_assembly()
    one = await taken_down(client, assembly)
    await as_officer(client, Role.FACILITATOR)
    here = f"{office(assembly)}/{one.id}/amendment"

    await client.get(here, status=403)
    for path in (here, f"{here}/form", f"{office(assembly)}/{one.id}/value"):
        await client.post(path, {**FORM, "version": "0"}, status=403)

    assert one.pseudonym not in text_of(await client.get(office(assembly)))


async def test_what_was_typed_is_still_there_when_something_is_wrong_or_somebody_was_quicker(client: Client) -> None:
    assembly = await open_assembly()
    one = await taken_down(client, assembly, Role.ASSEMBLY_OFFICER)
    here = f"{office(assembly)}/{one.id}/amendment"
    typed = {**FORM, "name": "Percival Phone", "version": str(one.version)}

    wrong = await client.post(here, {**typed, "phone": "12"}, status=422)
    unsure = await client.post(here, {name: value for name, value in typed.items() if name != "sure"}, status=422)
    await Registration.filter(id=one.id).update(version=one.version + 1, phone="07700900999")
    late = await client.post(here, typed, status=422)

    for page in (wrong, unsure, late):
        assert page.select_one('input[name="name"][value="Percival Phone"]') is not None
    assert "07700900999" in text_of(late)
    version = late.select_one('input[name="version"]')
    assert version is not None
    await client.post(here, {**typed, "version": str(version["value"])})
    assert (await Registration.get(id=one.id)).name == "Percival Phone"


async def test_in_a_frozen_pool_the_form_has_contact_only_and_says_why(client: Client) -> None:
    assembly = await open_assembly()
    one = await send(client, assembly)
    await Draw.create(
        assembly=assembly, number=1, seats=12, state=DrawState.PREPARED, begun_by=await make_account("Olive Draws"),
        begun_at=one.registered_at, topic=await assembly.topics.all().first(),  # type: ignore[attr-defined]
    )  # fmt: skip
    await as_officer(client)

    form = await client.post(f"{office(assembly)}/{one.id}/amendment/form", status=200)

    assert "frozen for a draw" in text_of(form)
    assert form.select_one('input[name="first"]') is None
    sent = {"email": "", "phone": "07700 900123", "sure": "y", "version": str(one.version)}
    await client.post(f"{office(assembly)}/{one.id}/amendment", sent)
    assert (await Registration.get(id=one.id)).phone == "07700900123"


async def test_the_person_sees_the_change_when_they_come_back(client: Client) -> None:
    assembly = await open_assembly()
    one = await send(client, assembly)
    by = await officer()
    await amending.amend(
        by, one.id, Details(email="", phone="07700 900123"), (await Registration.get(id=one.id)).version, NOW
    )
    assert "07700900123" in text_of(await client.get(f"{start(assembly)}/mine"))
