"""The pool in the office: numbers, pseudonyms, names only on request, phone entry, taking out and putting back."""

from typing import Any

import pytest

from assembly.models import (
    Answer,
    Asked,
    Assembly,
    Category,
    CategoryValue,
    Consent,
    Registration,
    RegistrationState,
    Source,
    SupportNeed,
)
from assembly.registrations import excluding, needs, pool
from assembly.registrations.refusals import RegistrationRefused
from ledger.models import JournalEntry
from post.models import Message, MessageChannel
from residents.models import Role, SessionKind
from residents.people import NOBODY
from tests.assembly.registrations.forms import MARK, code_on, invite, open_assembly, send, start
from tests.assembly.scenes import officer, register
from tests.browsing import Client, text_of
from tests.counting import CountQueries
from tests.factories import NOW, make_account
from web.refusals import NotAllowed

SAID: dict[str, Any] = {
    "version": MARK, "can_come": "yes", "name": "Percy Phone", "first": "5 Hanover House", "second": "",
    "town": "Hanley", "postcode": "ST1 5HN", "email": "", "phone": "01782 123456", "month": "2", "year": "1948",
    "about-gender": "male", "about-home": "owned", "none_of_these": "y", "kinds": ["hearing"], "agreed": "y",
}  # fmt: skip


def office(assembly: Assembly) -> str:
    return f"/office/assemblies/{assembly.id}/registrations"


async def as_officer(client: Client, *roles: Role) -> None:
    client.cookies.clear()
    account = await make_account("Asma Officer", *(roles or (Role.ASSEMBLY_OFFICER,)))
    await client.sign_in(account, SessionKind.OFFICER)


async def acts() -> list[str]:
    return [one.act for one in await JournalEntry.filter(act__startswith="assembly.").order_by("id")]


async def test_the_page_of_the_pool_shows_numbers_and_pseudonyms_and_no_names(client: Client) -> None:
    assembly = await open_assembly()
    one = await send(client, assembly)
    await register(assembly, state=RegistrationState.WITHDRAWN)
    await as_officer(client)

    page = text_of(await client.get(office(assembly)))

    assert one.pseudonym in page
    assert "Nadia" not in page
    assert "High Street" not in page
    assert await acts() == []


async def test_names_are_shown_on_request_and_the_look_is_journalled(client: Client) -> None:
    assembly = await open_assembly()
    one = await send(client, assembly)
    await as_officer(client)

    page = text_of(await client.post(f"{office(assembly)}/names", {"state": "pool"}, status=200))
    contact = text_of(await client.post(f"{office(assembly)}/{one.id}/contact", status=200))

    assert "Nadia Sample" in page
    assert "Flat 2, 10 High Street, Hanley, ST1 5HN" in contact
    assert "Rented" not in contact  # what the draw knows never stands beside a name
    entries = await JournalEntry.filter(act__startswith="assembly.").order_by("id")
    assert [entry.act for entry in entries] == ["assembly.names-seen", "assembly.contact-seen"]
    assert entries[0].detail == {"registrations": [one.id]}
    assert "Nadia" not in str([entry.detail for entry in entries])


async def test_people_are_found_by_pseudonym_state_and_what_is_missing(client: Client) -> None:
    assembly = await open_assembly()
    whole = await register(assembly, gender="female", age="16-to-34", home="rented")
    lacking = await register(assembly, gender="female")
    gone = await register(assembly, state=RegistrationState.EXCLUDED)

    async def found(**asked: Any) -> list[int]:
        return [one.id for one in (await pool.page_of(assembly, **asked)).people]

    assert await found(pseudonym=whole.pseudonym.lower()) == [whole.id]
    assert await found(pseudonym="nobody") == []
    assert await found(state="excluded") == [gone.id]
    assert await found(lacking=True) == [lacking.id]
    assert await found(number=99) == [gone.id, lacking.id, whole.id]
    assert (await pool.counts(assembly)).incomplete == 1


async def test_the_list_asks_the_database_as_often_for_one_as_for_many(
    client: Client, count_queries: CountQueries
) -> None:
    assembly = await open_assembly()
    await register(assembly)
    await as_officer(client)
    async with count_queries() as few:
        await client.get(office(assembly))
    for _each in range(4):
        await register(assembly)
    async with count_queries() as many:
        await client.get(office(assembly))

    assert few.count == many.count


async def test_a_facilitator_takes_a_registration_down_and_reads_the_code_out(client: Client) -> None:
    assembly = await open_assembly()
    await as_officer(client, Role.FACILITATOR)

    await client.get(f"{office(assembly)}/new")
    await client.post(f"{office(assembly)}/new", SAID)
    page = await client.follow()

    one = await Registration.get()
    assert (one.state, one.source, one.name) == (RegistrationState.POOL, Source.PHONE, "Percy Phone")
    assert {answer.value.slug for answer in await Answer.all().select_related("value")} == {
        "male", "owned", "65-or-over",
    }  # fmt: skip
    assert (one.consent_id, one.consented_at is not None) == ((await Consent.get()).id, True)
    assert await acts() == ["assembly.registration-entered"]
    code = "-".join(group.get_text(strip=True) for group in page.select(".ballot-code span"))
    client.cookies.clear()
    await client.post(f"{start(assembly)}/mine", {"code": code})
    assert "Percy Phone" in text_of(await client.follow())


async def test_who_entered_it_does_not_see_the_pages_of_the_person(client: Client) -> None:
    assembly = await open_assembly()
    await as_officer(client, Role.FACILITATOR)
    await client.post(f"{office(assembly)}/new", SAID)

    assert "Percy" not in text_of(await client.get(f"{start(assembly)}/mine"))
    await client.get(f"{office(assembly)}/{(await Registration.get()).id}", status=403)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": ""}, "Write the name"),
        ({"can_come": "no"}, "Who cannot come cannot be drawn"),
        ({"about-home": ""}, "Choose one of the answers"),
        ({"none_of_these": ""}, "tick the box if not"),
        ({"agreed": ""}, "Read the text out"),
        ({"postcode": "M1 1AE"}, "is not in the area"),
        ({"year": "2024"}, "16 or over"),
        ({"version": "9"}, "The text was changed"),
        ({"code": "K7QX-4MPD"}, "We do not know this code"),
    ],
)
async def test_a_mistake_on_the_phone_loses_nothing_and_stores_nothing(
    client: Client, wrong: dict[str, str], says: str
) -> None:
    assembly = await open_assembly()
    await as_officer(client)
    sent = {name: value for name, value in {**SAID, **wrong}.items() if value != ""}

    page = await client.post(f"{office(assembly)}/new", sent, status=422)

    assert says in text_of(page)
    assert "01782 123456" in str(page)
    assert not await Registration.exists()


async def test_a_letter_with_the_code_is_posted_to_who_wants_one(client: Client) -> None:
    assembly = await open_assembly(open_form=False)
    invitation, code = await invite(assembly, address="Flat 5 Hanover House, Town Road")
    await as_officer(client)

    await client.post(f"{office(assembly)}/new", {**SAID, "code": code, "by_letter": "y"})

    letter = await Message.get(channel=MessageChannel.LETTER)
    assert letter.recipient.split("\n") == ["Percy Phone", "5 Hanover House", "Hanley", "ST1 5HN"]
    assert (await Registration.get()).household == invitation.household


async def test_somebody_is_taken_out_for_a_reason_that_they_read_and_put_back(client: Client) -> None:
    assembly = await open_assembly()
    one = await send(client, assembly, contact={"email": "nadia@example.com"})
    code = await code_on(client, assembly)
    await as_officer(client)
    why = "You told us that you are a councillor."

    await client.post(f"{office(assembly)}/{one.id}/exclusion", {"because": "no"}, status=422)
    await client.post(f"{office(assembly)}/{one.id}/exclusion", {"because": why})
    message = await Message.filter(subject__startswith="You are not in the draw").get()
    assert why in message.body
    assert "Another officer" in message.body
    client.cookies.clear()
    await client.post(f"{start(assembly)}/mine", {"code": code})
    assert why in text_of(await client.follow())
    await as_officer(client)
    await client.post(f"{office(assembly)}/{one.id}/restoration")

    assert (await Registration.get()).state is RegistrationState.POOL
    assert await acts() == ["assembly.registration-excluded", "assembly.registration-restored"]


async def test_a_new_code_goes_to_the_address_that_was_given_and_the_old_one_ends(client: Client) -> None:
    assembly = await open_assembly()
    one = await send(client, assembly)
    old = await code_on(client, assembly)
    await as_officer(client)

    await client.post(f"{office(assembly)}/{one.id}/new-code")

    letter = await Message.get(channel=MessageChannel.LETTER)
    new = next(line.strip() for line in letter.body.split("\n") if line.startswith("    "))
    client.cookies.clear()
    await client.post(f"{start(assembly)}/mine", {"code": old}, status=422)
    await client.post(f"{start(assembly)}/mine", {"code": new})


async def test_a_value_that_could_not_be_worked_out_is_put_in_by_an_officer(client: Client) -> None:
    assembly = await open_assembly()
    category = await Category.create(
        assembly=assembly, slug="need", name="Deprivation", question="", why="", asked=Asked.DEPRIVATION, position=8
    )
    await CategoryValue.create(category=category, slug="most", name="Most", rule={"tenths": [1, 2]})
    one = await send(client, assembly)
    assert await pool.incomplete(assembly.id) == [one.id]
    await as_officer(client)

    await client.post(f"{office(assembly)}/{one.id}/value", {"category": "need", "value": "most"})

    assert await pool.incomplete(assembly.id) == []
    assert await acts() == ["assembly.registration-value-set"]


async def test_needs_are_counted_and_listed_by_pseudonym_only(client: Client) -> None:
    assembly = await open_assembly()
    one = await send(client, assembly)
    await as_officer(client)

    counted = text_of(await client.get(f"{office(assembly)}/needs"))
    listed = text_of(await client.post(f"{office(assembly)}/needs", status=200))

    assert one.pseudonym not in counted
    assert f"{one.pseudonym} A way in without steps; An interpreter for my language: Kurdish" in listed
    assert "Nadia" not in listed
    assert await acts() == ["assembly.support-needs-seen"]


async def test_somebody_is_found_by_name_for_a_caller_without_a_code(client: Client) -> None:
    assembly = await open_assembly()
    one = await send(client, assembly)
    await as_officer(client)

    page = text_of(await client.post(f"{office(assembly)}/search", {"name": "nadia"}, status=200))
    await client.post(f"{office(assembly)}/search", {"name": ""}, status=422)

    assert one.pseudonym in page
    assert await acts() == ["assembly.name-searched"]


@pytest.mark.parametrize("act", ["withdrawal", "erasure"])
async def test_an_officer_does_for_a_caller_what_they_ask_for(client: Client, act: str) -> None:
    assembly = await open_assembly()
    one = await send(client, assembly)
    await as_officer(client)

    await client.post(f"{office(assembly)}/{one.id}/{act}", status=422)
    await client.post(f"{office(assembly)}/{one.id}/{act}", {"sure": "y"})

    assert (await Registration.get()).state in (RegistrationState.WITHDRAWN, RegistrationState.ERASED)
    assert len(await acts()) == 1


async def test_a_text_that_was_changed_meanwhile_is_read_again(client: Client) -> None:
    assembly = await open_assembly()
    await Consent.all().update(text="I agree, and more.")
    await client.post(start(assembly))

    page = await client.post(f"{start(assembly)}/consent", {"version": MARK, "agree": "y"}, status=422)

    assert "The text was changed while you read it" in text_of(page)
    assert "I agree, and more." in text_of(page)
    assert MARK not in str(page)


async def test_where_no_text_is_written_nobody_can_agree_to_it(client: Client) -> None:
    assembly = await open_assembly()
    await Consent.all().delete()
    await client.post(start(assembly))

    page = await client.post(f"{start(assembly)}/consent", {"version": "", "agree": "y"}, status=422)

    assert "come back tomorrow" in text_of(page)


async def test_officers_say_whether_people_can_register_without_a_letter(client: Client) -> None:
    assembly = await open_assembly(open_form=False)
    await as_officer(client)

    page = await client.get(f"{office(assembly)}/open-form")
    version = page.select_one("[name=version]")
    assert version is not None
    await client.post(f"{office(assembly)}/open-form", {"version": version["value"], "open_form": "y"})
    await client.post(f"{office(assembly)}/open-form", {"version": version["value"]}, status=422)

    assert "Register without a letter" in text_of(await client.get(start(assembly)))
    assert await acts() == ["assembly.open-form-set"]


async def test_actions_of_officers_ask_for_the_role(db: None) -> None:
    with pytest.raises(NotAllowed):
        await excluding.exclude(NOBODY, 1, "A reason long enough", "", NOW)
    with pytest.raises(NotAllowed):
        await excluding.renew_code(NOBODY, 1, NOW)


async def test_nobody_is_put_back_beside_themselves(client: Client) -> None:
    assembly = await open_assembly()
    one = await send(client, assembly)
    by = await officer()
    await excluding.exclude(by, one.id, "A reason that is long enough.", "", NOW)
    await Registration.filter(id=one.id).update(name="Other Person")
    await send(client, assembly)
    await Registration.filter(id=one.id).update(name="Nadia Sample")

    with pytest.raises(RegistrationRefused):
        await excluding.restore(by, one.id, NOW)

    assert (await needs.counted(assembly.id))[0][1] == await SupportNeed.filter(kind="access").count() - 1


async def test_letters_are_printed_and_gone_once_they_are_posted(client: Client) -> None:
    assembly, other = await open_assembly(), await open_assembly()
    one = await send(client, assembly)
    await as_officer(client)
    await client.post(f"{office(assembly)}/{one.id}/new-code")
    letters = f"{office(assembly)}/letters"

    waiting = text_of(await client.get(letters))
    page = await client.post(letters, status=200)
    number = page.select_one("[name=letter]")
    assert number is not None
    await client.post(f"{office(other)}/letters/posted", {"letter": number["value"]})
    assert await Message.filter(recipient__contains="High Street").exists()
    await client.post(f"{letters}/posted", {"letter": number["value"]})

    assert "Waiting to be printed: 1" in waiting
    assert "Nadia" not in waiting
    assert "Flat 2, 10 High Street" in text_of(page)
    assert not await Message.filter(recipient__contains="High Street").exists()
    assert (await acts())[1:] == ["assembly.letters-printed", "assembly.letters-posted", "assembly.letters-posted"]


async def test_a_search_of_the_list_swaps_only_the_list(client: Client) -> None:
    assembly = await open_assembly()
    one = await send(client, assembly)
    await as_officer(client)

    part = await client.raw_get(f"{office(assembly)}?pseudonym={one.pseudonym}", {"hx-request-type": "partial"})

    assert part.text.strip().startswith('<div id="results">')
    assert one.pseudonym in part.text
