"""Letters in the browser: asking, typing the code, and the officers' pile."""

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from pypdf import PdfReader

from post.models import Message
from residents.models import Account, Claim, ClaimState, CodeLetter, CodeLetterState, Franchise, Role, SessionKind
from tests.browsing import Client, text_of
from tests.counting import CountQueries
from tests.factories import make_account
from tests.residents.code_letters.letter_samples import (
    STREET,
    another,
    ask_for_letter,
    code_of,
    make_franchise,
    make_resident,
)

LETTER, CODE, OFFICE = "/account/belonging/letter", "/account/belonging/letter-code", "/office/letters"


def now() -> datetime:
    return datetime.now(UTC)


async def enter(client: Client) -> tuple[Claim, str]:
    by, claim, postcode = await make_resident(await make_franchise(now()), now=now())
    await client.sign_in(await Account.get(id=by.account_id))
    return claim, postcode


async def enter_office(client: Client) -> None:
    await client.sign_in(await make_account("Rolf Roll", Role.ROLL_OFFICER), SessionKind.OFFICER)


async def make_letters(many: int, franchise: Franchise | None = None) -> list[CodeLetter]:
    franchise = franchise or await make_franchise(now())
    found = []
    for _each in range(many):
        by, _claim, postcode = await make_resident(franchise, now=now())
        found.append(await ask_for_letter(by, postcode, now=now()))
    return found


async def test_a_letter_is_asked_for_and_its_code_typed_in(client: Client) -> None:
    claim, postcode = await enter(client)
    await client.get(LETTER)
    await client.post(LETTER, {"first": STREET, "town": "Hanley", "postcode": postcode})
    assert "It waits to be printed" in text_of((await client.follow()).main)
    code = await code_of(await CodeLetter.get(claim_id=claim.id))
    response = await client.raw_get("/l")
    assert response.headers["location"] == CODE
    page = await client.post(CODE, {"code": another(code)}, status=422)
    assert "Tries left: 9" in text_of(page.main)
    assert page.select_one("#code")["value"] == another(code)  # type: ignore[index]
    await client.post(CODE, {"code": code.lower()})
    assert "Thank you. It is confirmed" in text_of(await client.follow())
    await client.post(CODE, {"code": code})
    assert "This is done already" in text_of(await client.follow())
    assert "This is done already" in text_of((await client.get(CODE)).main)
    await client.get(LETTER, status=303)


async def test_what_was_typed_is_still_there_after_a_mistake(client: Client) -> None:
    claim, postcode = await enter(client)
    typed = {"name": "Sue", "first": "No fixed abode", "second": "Shelton", "town": "Hanley", "postcode": postcode}
    page = await client.post(LETTER, typed, status=422)
    assert {name: page.select_one(f"#{name}")["value"] for name in typed} == typed  # type: ignore[index]
    assert "You do not need an address" in text_of(page.main)
    assert (await Claim.get(id=claim.id)).state is ClaimState.PROVISIONAL
    page = await client.post(LETTER, {"first": "\x00", "town": "", "postcode": "x" * 5000}, status=422)
    assert len(page.select(".govuk-error-message")) >= 2


async def test_looking_at_the_code_page_uses_nothing_up(client: Client) -> None:
    claim, postcode = await enter(client)
    await client.post(LETTER, {"first": STREET, "town": "Hanley", "postcode": postcode})
    code = await code_of(await CodeLetter.get(claim_id=claim.id))
    await client.get(f"{CODE}?code={code}")
    assert (await CodeLetter.get(claim_id=claim.id)).state is CodeLetterState.QUEUED


async def test_the_outbox_that_people_try_out_shows_the_letter_as_one(client: Client) -> None:
    await make_letters(1)
    assert f"A letter on paper to The resident, {STREET}, Hanley" in text_of((await client.get("/outbox")).main)


async def test_officers_choose_print_and_post(client: Client) -> None:
    letters = await make_letters(3)
    await enter_office(client)
    page = await client.get(OFFICE)
    assert STREET not in text_of(page)
    ids = [str(box["value"]) for box in page.select("input[type=checkbox][checked]")]
    assert ids == [str(letter.id) for letter in letters]
    chosen = "&".join(f"letter={one}" for one in ids[:2])
    page = await client.get(f"{OFFICE}/sheets?{chosen}")
    assert len(page.select("article.post-letter")) == 2
    assert len(page.select("article svg")) == 2
    assert all(STREET in text_of(one) and "http://test/l" in text_of(one) for one in page.select("article"))
    sent = [str(field["value"]) for field in page.select("input[type=hidden][name=letter]")]
    await client.post(f"{OFFICE}/postings", {"letter": sent})
    assert "Posted: 2." in text_of(await client.follow())
    assert await CodeLetter.filter(state="posted").count() == 2
    assert await CodeLetter.filter(state="queued").count() == 1
    page = await client.post(f"{OFFICE}/postings", {"letter": sent}, status=422)
    assert "None of these letters waits" in text_of(page.main)


async def test_the_pdf_has_a_letter_a_page_with_its_address_and_code(client: Client) -> None:
    letters = await make_letters(2)
    await enter_office(client)
    address = f"{OFFICE}/sheets.pdf?" + "&".join(f"letter={letter.id}" for letter in letters)
    response = await client.raw_get(address)
    assert (response.status_code, response.headers["content-type"]) == (200, "application/pdf")
    assert response.headers["cache-control"] == "private, no-store"
    pages = PdfReader(io.BytesIO(response.content)).pages
    assert len(pages) == 2
    for printed, letter in zip(pages, letters, strict=True):
        words = printed.extract_text()
        for expected in ("The resident", STREET, await code_of(letter), letter.reference, "http://test/l"):
            assert expected in words
    assert (await client.raw_get(address)).content == response.content


async def test_the_longest_letter_still_fits_one_page(client: Client) -> None:
    franchise = await make_franchise(now(), name="W" * 120)
    by, _claim, postcode = await make_resident(franchise, now=now())
    longest = {"name": "W" * 50, "first": "W" * 50, "second": "W" * 50, "town": "W" * 50}
    letter = await ask_for_letter(by, postcode, now=now(), **longest)
    await enter_office(client)
    response = await client.raw_get(f"{OFFICE}/sheets.pdf?letter={letter.id}")
    assert len(PdfReader(io.BytesIO(response.content)).pages) == 1


@pytest.mark.parametrize("query", ["", "?letter=", "?letter=999999", "?letter=x", f"?letter={'9' * 30}", "?letter=٣"])
async def test_there_is_nothing_to_print_of_letters_that_are_not_there(client: Client, query: str) -> None:
    await enter_office(client)
    await client.get(f"{OFFICE}/sheets{query}", status=303)
    await client.get(f"{OFFICE}/sheets.pdf{query}", status=404)


async def test_an_officer_cancels_a_letter_with_a_reason(client: Client) -> None:
    [letter] = await make_letters(1)
    await enter_office(client)
    address = f"{OFFICE}/{letter.id}/cancellation"
    await client.get(address)
    await client.post(address, {"because": ""}, status=422)
    await client.post(address, {"because": "x" * 301}, status=422)
    await client.post(address, {"because": "There is no such street."})
    assert (await CodeLetter.get(id=letter.id)).state is CodeLetterState.CANCELLED
    assert "cannot be cancelled" in text_of((await client.get(address)).main)
    await client.get(f"{OFFICE}/999999/cancellation", status=404)


async def test_an_officer_notes_a_letter_that_came_back(client: Client) -> None:
    [letter] = await make_letters(1)
    await enter_office(client)
    page = await client.post(f"{OFFICE}/returns", {"reference": "ABCD2345"}, status=422)
    assert "no letter with this reference" in text_of(page.main)
    assert page.select_one("#reference")["value"] == "ABCD2345"  # type: ignore[index]
    await client.post(f"{OFFICE}/postings", {"letter": str(letter.id)})
    await client.post(f"{OFFICE}/returns", {"reference": letter.reference.lower()})
    assert (await CodeLetter.get(id=letter.id)).state is CodeLetterState.RETURNED


async def test_the_pile_asks_the_database_as_often_for_many_as_for_few(
    client: Client, count_queries: CountQueries
) -> None:
    franchise = await make_franchise(now())
    await make_letters(1, franchise)
    await enter_office(client)
    counts = []
    for more in (0, 12):
        await make_letters(more, franchise)
        ids: Any = await CodeLetter.filter(state="queued").values_list("id", flat=True)
        async with count_queries() as counted:
            await client.get(OFFICE)
            await client.get(f"{OFFICE}/sheets?" + "&".join(f"letter={one}" for one in ids))
        counts.append(counted.count)
    assert counts[0] == counts[1]


async def test_a_resident_sees_nothing_of_the_pile(client: Client) -> None:
    """AC-024."""
    [letter] = await make_letters(1)
    await enter(client)
    for path in (OFFICE, f"{OFFICE}/sheets?letter={letter.id}", f"{OFFICE}/sheets.pdf?letter={letter.id}"):
        page = await client.get(path, status=403)
        assert STREET not in text_of(page)
    assert await Message.filter(id=letter.message_id, recipient__contains=STREET).exists()


async def test_whoever_had_two_letters_is_shown_the_other_ways(client: Client) -> None:
    claim, postcode = await enter(client)
    typed = {"first": STREET, "town": "Hanley", "postcode": postcode}
    for number in (1, 2):
        await client.post(LETTER, typed)
        assert "waits to be printed" in text_of((await client.get(LETTER)).main)
        await CodeLetter.filter(claim_id=claim.id, state="queued").update(state="posted", posted_at=now())
        page = await client.get(LETTER)
        assert bool(page.select_one("main form")) is (number == 1)
    assert "two letters" in text_of(page.main)
    await client.post(LETTER, typed, status=422)
    assert await CodeLetter.filter(claim_id=claim.id).count() == 2
