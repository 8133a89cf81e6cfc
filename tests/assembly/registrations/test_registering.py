"""A resident registers: one question a page, no script, no email, no account."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from assembly.models import (
    Answer,
    Asked,
    Assembly,
    Category,
    CategoryValue,
    InvitationKind,
    Registration,
    RegistrationState,
    Source,
    SupportNeed,
)
from assembly.registrations import drafts
from post.models import Message
from residents.places.models import Postcode, Ward
from tests.assembly.registrations.forms import (
    ANSWERS,
    MARK,
    POSTCODE,
    code_on,
    fill_in,
    invite,
    open_assembly,
    send,
    start,
)
from tests.assembly.scenes import make_categories
from tests.browsing import Client, text_of
from tests.counting import CountQueries
from tests.factories import days, make_account

WRITTEN = {"name", "first", "town", "postcode", "email", "phone", "year"}


async def test_somebody_registers_from_a_letter(client: Client) -> None:
    assembly = await open_assembly(open_form=False)
    invitation, code = await invite(assembly)

    await client.post(f"{start(assembly)}/code", {"code": code.lower()})
    for step in ANSWERS:
        await client.get(f"{start(assembly)}/{step}")
        await client.post(f"{start(assembly)}/{step}", ANSWERS[step])
    page = await client.get(f"{start(assembly)}/check")

    assert "Flat 2, 10 High Street, Hanley, ST1 5HN" in text_of(page)
    assert "Kurdish" in text_of(page)
    await client.post(f"{start(assembly)}/check")
    thanks = text_of(await client.follow())
    one = await Registration.get(assembly_id=assembly.id)
    assert one.pseudonym in thanks
    assert (one.state, one.source, one.invitation_id) == (RegistrationState.POOL, Source.LETTER, invitation.id)
    assert one.household == invitation.household
    assert {answer.value.slug for answer in await Answer.filter(registration_id=one.id).select_related("value")} == {
        "female", "rented", "35-to-64",
    }  # fmt: skip
    assert {need.kind: need.detail for need in await SupportNeed.filter(registration_id=one.id)} == {
        "access": "", "interpreter": "Kurdish",
    }  # fmt: skip


async def test_each_question_leads_to_the_next_one_and_says_why_it_is_asked(client: Client) -> None:
    assembly = await open_assembly()
    await client.post(start(assembly))

    for step, answer in ANSWERS.items():
        page = await client.follow()
        assert client.last and str(client.last.url).endswith(f"/{step}")
        assert "Why we ask" in text_of(page)
        await client.post(f"{start(assembly)}/{step}", answer)

    assert "Check your answers" in text_of(await client.follow())


async def test_without_a_letter_somebody_registers_where_the_assembly_takes_them(client: Client) -> None:
    assembly = await open_assembly()

    one = await send(client, assembly)

    assert (one.state, one.source, one.invitation_id) == (RegistrationState.POOL, Source.OPEN, None)


async def test_without_a_letter_nobody_begins_where_a_code_is_needed(client: Client) -> None:
    assembly = await open_assembly(open_form=False)

    page = await client.post(start(assembly), status=422)

    assert "Type the code from your letter" in text_of(page)
    assert not await Registration.exists()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"recruiting_opens_at": days(3)}, "Registration opens on"),
        ({"registration_closes_at": days(-1)}, "Registration ended on"),
        ({"cancelled_at": days(-1)}, "does not take place"),
    ],
)
async def test_out_of_season_the_page_says_when(client: Client, changes: dict[str, timedelta], says: str) -> None:
    now = datetime.now(UTC)
    assembly = await open_assembly(**{name: now + gap for name, gap in changes.items()})

    assert says in text_of(await client.get(start(assembly)))
    await client.post(start(assembly), status=422)
    assert not await Registration.exists()


async def test_what_was_begun_goes_on_at_the_next_visit(client: Client) -> None:
    assembly = await open_assembly()
    await client.post(start(assembly))
    await client.post(f"{start(assembly)}/dates", ANSWERS["dates"])
    await client.post(f"{start(assembly)}/name", ANSWERS["name"])

    page = await client.get(start(assembly))
    await client.get(f"{start(assembly)}/check", status=303)

    assert "Go on where you stopped" in text_of(page)
    assert client.last and client.last.headers["location"].endswith("/address")


async def test_another_browser_sees_nothing_of_it(client: Client) -> None:
    assembly = await open_assembly()
    await fill_in(client, assembly)

    client.cookies.clear()

    await client.get(f"{start(assembly)}/name", status=303)
    assert "Go on where" not in text_of(await client.get(start(assembly)))


async def test_what_was_begun_belongs_to_whoever_signs_in_then(client: Client) -> None:
    assembly = await open_assembly()
    await client.post(start(assembly))
    draft = await Registration.get()
    account = await make_account()

    assert await drafts.adopt(account.id, draft.browser) == 1
    client.cookies.clear()
    await client.sign_in(account)

    assert "Go on where you stopped" in text_of(await client.get(start(assembly)))


async def test_what_was_typed_can_be_deleted_before_sending(client: Client) -> None:
    assembly = await open_assembly()
    await fill_in(client, assembly)

    await client.post(f"{start(assembly)}/removal")

    assert not await Registration.exists()
    assert not await Answer.exists()


@pytest.mark.parametrize(
    ("step", "answer", "says"),
    [
        ("dates", {}, "Choose one of the answers"),
        ("name", {"name": " "}, "Write your name"),
        ("name", {"name": "N" * 121}, "Shorten this"),
        ("address", {"first": "", "town": "Hanley", "postcode": "ST1 5HN"}, "Write the house or flat"),
        ("address", {"first": "10 High Street", "town": "Hanley", "postcode": "ST1"}, "whole postcode"),
        ("contact", {"email": "nobody", "phone": ""}, "Enter one email address"),
        ("contact", {"email": "", "phone": "call me"}, "Write a whole phone number"),
        ("birth", {"month": "13", "year": "1990"}, "Choose the month"),
        ("birth", {"month": "5", "year": "90"}, "four numbers"),
        ("birth", {"month": "5", "year": "nineteen"}, "Write a whole number"),
        ("about/gender", {"answer": "nonsense"}, "Choose one of the answers"),
        ("excluded", {"excluded": "perhaps"}, "Choose one of the answers"),
        ("consent", {"version": MARK}, "We can only put you in the draw if you agree"),
        ("consent", {"version": "7", "agree": "y"}, "The text was changed"),
    ],
)
async def test_a_mistake_is_said_beside_its_question_and_nothing_typed_is_lost(
    client: Client, step: str, answer: dict[str, str], says: str
) -> None:
    assembly = await open_assembly()
    await client.post(start(assembly))
    before = await Registration.get()

    page = await client.post(f"{start(assembly)}/{step}", answer, status=422)

    assert says in text_of(page)
    for typed in (answer[name] for name in answer if name in WRITTEN):
        assert typed.strip() in str(page)
    after = await Registration.get()
    assert (after.answered, after.name, after.address) == (before.answered, before.name, before.address)


@pytest.mark.parametrize(
    ("step", "answer", "says"),
    [
        ("dates", {"dates": "no"}, "Members come to all sessions, or nearly all"),
        ("address", {**ANSWERS["address"], "postcode": "M1 1AE"}, "is not in the area"),
        ("birth", {"month": "1", "year": "2024"}, "16 or over"),
        ("excluded", {"excluded": "yes"}, "cannot be on the panel"),
    ],
)
async def test_who_cannot_be_on_the_panel_learns_why_and_how_else_to_take_part(
    client: Client, step: str, answer: dict[str, str], says: str
) -> None:
    assembly = await open_assembly()
    await client.post(start(assembly))

    page = text_of(await client.post(f"{start(assembly)}/{step}", answer, status=200))

    assert says in page
    assert "How you can take part all the same" in page


async def test_a_letter_to_an_address_that_is_spelled_differently_is_settled_by_one_question(client: Client) -> None:
    assembly = await open_assembly(open_form=False)
    invitation, code = await invite(assembly, address="The Old Bakery")
    await client.post(f"{start(assembly)}/code", {"code": code})
    home = {**ANSWERS["address"], "first": "Bakery Cottage"}

    page = await client.post(f"{start(assembly)}/address", home, status=422)
    assert "Our letter came to this address" in text_of(page)
    await client.post(f"{start(assembly)}/address", {**home, "came_here": "yes"})

    assert (await Registration.get()).household == invitation.household


async def test_a_letter_of_another_home_is_no_way_in_but_the_open_form_is(client: Client) -> None:
    closed, taking = await open_assembly(open_form=False), await open_assembly()
    home = {**ANSWERS["address"], "came_here": "no"}
    for assembly in (closed, taking):
        _invitation, code = await invite(assembly, address="99 Other Street")
        await client.post(f"{start(assembly)}/code", {"code": code})

    page = await client.post(f"{start(closed)}/address", home, status=200)
    await client.post(f"{start(taking)}/address", home)

    assert "for the people who live where it was delivered" in text_of(page)
    one = await Registration.get(assembly_id=taking.id)
    assert (one.source, one.invitation_id) == (Source.OPEN, None)


async def test_a_golden_ticket_is_for_one_person_without_a_fixed_address_too(client: Client) -> None:
    assembly = await open_assembly(open_form=False)
    _invitation, code = await invite(assembly, InvitationKind.GOLDEN)
    home = {"first": "", "town": "Hanley", "postcode": "ST1 5HN", "none_fixed": "y"}
    await client.post(f"{start(assembly)}/code", {"code": code})
    for step, answer in ANSWERS.items():
        if step == "contact":
            page = await client.post(f"{start(assembly)}/contact", answer, status=422)
            assert "we have no address for you" in text_of(page)
            answer = {"email": "", "phone": "07700 900123"}
        await client.post(f"{start(assembly)}/{step}", home if step == "address" else answer)
    await client.post(f"{start(assembly)}/check")

    one = await Registration.get()
    assert (one.state, one.source, one.household) == (RegistrationState.POOL, Source.GOLDEN, "")
    client.cookies.clear()
    page = await client.post(f"{start(assembly)}/code", {"code": code}, status=422)
    assert "golden ticket has been used" in text_of(page)


async def test_a_postcode_on_a_line_asks_for_the_side_only_where_it_matters(client: Client) -> None:
    assembly = await open_assembly()
    mine = await Postcode.get(code=POSTCODE).select_related("ward")
    other = await Ward.create(code="E09999999", name="Other ward", area_code="E06000021", lat=53.0, long=-2.2)
    await Postcode.filter(code=POSTCODE).update(near_ward_id=other.code)
    await client.post(start(assembly))
    await client.post(f"{start(assembly)}/address", ANSWERS["address"])  # no category is about wards

    await _wards(assembly, {"North": [mine.ward_id], "South": [other.code]})
    page = await client.post(f"{start(assembly)}/address", ANSWERS["address"], status=422)
    await client.post(f"{start(assembly)}/address", {**ANSWERS["address"], "side": other.code})

    assert "Other ward" in text_of(page)
    assert (await Registration.get()).ward_code == other.code


async def _wards(assembly: Assembly, values: dict[str, list[str]]) -> None:
    category = await Category.create(
        assembly=assembly, slug="area", name="Area", question="", why="", asked=Asked.WARD, position=9
    )
    for name, codes in values.items():
        await CategoryValue.create(category=category, slug=name.lower(), name=name, rule={"wards": codes})


async def test_the_same_person_is_never_in_the_pool_twice(client: Client) -> None:
    assembly = await open_assembly()
    await send(client, assembly)

    again = {"address": {"first": "10 HIGH ST, flat 2"}, "name": {"name": "NADIA  sample"}}
    await fill_in(client, assembly, **again)
    page = await client.post(f"{start(assembly)}/check", status=422)

    assert "You are registered already" in text_of(page)
    assert await Registration.filter(state=RegistrationState.POOL).count() == 1


async def test_the_same_email_at_another_address_is_the_same_person(client: Client) -> None:
    assembly = await open_assembly()
    email = {"contact": {"email": "nadia@example.com"}}
    await send(client, assembly, **email)

    other = {**email, "name": {"name": "Somebody Else"}, "address": {"first": "77 Low Road"}, "birth": {"year": "1950"}}
    await fill_in(client, assembly, **other)

    await client.post(f"{start(assembly)}/check", status=422)


async def test_two_of_one_home_who_share_a_phone_are_both_in_the_pool_with_one_mark(client: Client) -> None:
    assembly = await open_assembly()
    phone = {"contact": {"phone": "01782 000000"}}
    await send(client, assembly, **phone)

    await send(client, assembly, **phone, name={"name": "Omar Sample"}, birth={"year": "1985"})

    marks = await Registration.filter(state=RegistrationState.POOL).values_list("household", flat=True)
    assert len(marks) == 2
    assert len(set(marks)) == 1


async def test_sending_twice_is_one_registration_and_shows_the_same_code(client: Client) -> None:
    assembly = await open_assembly()
    await send(client, assembly)
    first = await code_on(client, assembly)

    await client.post(f"{start(assembly)}/check")
    await client.follow()

    assert await code_on(client, assembly) == first
    assert len(first) == 19
    assert await Registration.all().count() == 1


async def test_with_an_email_address_the_code_comes_by_email_too(client: Client) -> None:
    assembly = await open_assembly()

    await send(client, assembly, contact={"email": "nadia@example.com"})

    message = await Message.get(recipient="nadia@example.com")
    assert await code_on(client, assembly) in message.body


async def test_the_receipt_holds_what_the_line_in_the_pool_is_made_from(client: Client) -> None:
    assembly = await open_assembly()
    one = await send(client, assembly)

    receipt = json.loads((await client.raw_get(f"{start(assembly)}/mine/receipt.json")).text)

    assert (receipt["pseudonym"], receipt["salt"]) == (one.pseudonym, one.salt)
    assert receipt["features"] == {"gender": "female", "age": "35-to-64", "home": "rented"}


async def test_a_question_that_comes_up_meanwhile_is_asked_before_it_is_sent(client: Client) -> None:
    assembly = await open_assembly(categories=False)
    await client.post(start(assembly))
    for step, answer in ANSWERS.items():
        if not step.startswith("about/"):
            await client.post(f"{start(assembly)}/{step}", answer)
    await make_categories(assembly)

    await client.post(f"{start(assembly)}/check")

    assert client.last and client.last.headers["location"].endswith("/about/gender")
    assert not await Registration.exists(state=RegistrationState.POOL)


async def test_a_page_asks_the_database_the_same_number_of_times_however_many_there_are(
    client: Client, count_queries: CountQueries
) -> None:
    assembly = await open_assembly()
    await client.post(start(assembly))
    async with count_queries() as few:
        await client.get(f"{start(assembly)}/name")
    client.cookies.clear()
    for number in range(3):
        await send(client, assembly, name={"name": f"Person {'abc'[number]}"}, birth={"year": str(1980 + number)})
    await client.post(start(assembly))
    async with count_queries() as many:
        await client.get(f"{start(assembly)}/name")

    assert few.count == many.count
