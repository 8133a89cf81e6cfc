"""The pages of invitations, as an officer and as somebody with a letter sees them."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest

from assembly.invitations.codes import code_for
from assembly.invitations.making import make_tickets
from assembly.models import Assembly, InvitationBatch
from ledger.models import JournalEntry
from residents.models import Account, Role, SessionKind
from tests.assembly.invitations.scenes import code_of_first, drawn_batch, list_of, make_streets, ready_batch
from tests.assembly.scenes import assembly_scene, officer, register
from tests.browsing import Client, text_of
from tests.counting import CountQueries
from tests.factories import make_account


@pytest.fixture
async def assembly(db: None) -> Assembly:
    return await assembly_scene(categories=False, payment_about="Or a voucher.", excluded="Councillors")


@pytest.fixture
async def asma(client: Client) -> Account:
    account = await make_account("Asma Officer", Role.ASSEMBLY_OFFICER)
    await client.sign_in(account, SessionKind.OFFICER)
    return account


def at(assembly: Assembly, *more: object) -> str:
    return "/".join([f"/office/assemblies/{assembly.id}/invitations", *map(str, more)])


def now() -> datetime:
    return datetime.now(UTC)


TERMS = {"size": "8", "percent": "25", "tenths": "1", "last_day": ""}


async def test_from_an_uploaded_list_to_letters_that_are_posted(
    client: Client, assembly: Assembly, asma: Account
) -> None:
    codes = await make_streets()
    assert "No invitations yet" in text_of((await client.get(at(assembly))).main)
    await client.get(at(assembly, "addresses"))

    await client.post(at(assembly, "addresses"), TERMS, files={"file": ("list.csv", list_of(codes).encode())})
    page = text_of((await client.follow()).main)
    batch = await InvitationBatch.get()
    assert "This is what was drawn" in page
    assert "1 in 5.9" in page and "1 in 13" in page and "Ward A" in page
    assert "Letters as PDF" not in page

    await client.post(at(assembly, batch.id, "confirmation"))
    assert "Letters as PDF" in text_of((await client.follow()).main)

    await client.post(at(assembly, batch.id, "letters.pdf"), {"first": "1"}, status=200)
    assert client.last is not None and client.last.content.startswith(b"%PDF")
    assert client.last.headers["cache-control"] == "private, no-store"

    await client.post(at(assembly, batch.id, "letters.csv"), status=200)
    rows = list(csv.DictReader(io.StringIO(client.last.content.decode("utf-8-sig"))))
    assert len(rows) == 8
    assert rows[0]["reference"] == "A1-00001" and rows[0]["address1"] == "The residents"
    assert rows[0]["link"] == f"http://test/a/{rows[0]['code'].replace('-', '')}"

    await client.post(at(assembly, batch.id, "sending"), {"way": "print"})
    page = text_of(await client.follow())
    assert "8 are marked as sent" in page and "Letters as PDF" not in page
    acts = (
        await JournalEntry.filter(act__startswith="assembly.invitations").order_by("id").values_list("act", flat=True)
    )
    assert [str(act).removeprefix("assembly.invitations-") for act in acts] == [
        "drawn", "confirmed", "printed", "printed", "sent",
    ]  # fmt: skip


async def test_faults_of_a_list_are_shown_and_what_was_typed_stays(
    client: Client, assembly: Assembly, asma: Account
) -> None:
    text = list_of(await make_streets()) + "1,,,ST1 1AB\r\n"

    page = await client.post(at(assembly, "addresses"), TERMS, status=422, files={"file": ("list.csv", text.encode())})

    assert "Line 82: there is no address in it." in text_of(page.main)
    assert page.find("input", {"name": "size"})["value"] == "8"  # type: ignore[index]
    assert not await InvitationBatch.exists()
    data = {**TERMS, "leave_out": "y"}
    await client.post(at(assembly, "addresses"), data, files={"file": ("list.csv", text.encode())})
    assert "Rows at fault, left out 1" in text_of((await client.follow()).main)


async def test_a_form_without_a_file_or_with_odd_numbers_asks_again(
    client: Client, assembly: Assembly, asma: Account
) -> None:
    await make_streets()
    page = await client.post(at(assembly, "addresses"), TERMS, status=422)
    assert "Choose the file with the addresses." in text_of(page.main)
    for odd in (
        {"size": "x"},
        {"size": ""},
        {"percent": "101"},
        {"tenths": "9"},
        {"tenths": "-1"},
        {"last_day": "1999-01-01"},
    ):
        await client.post(at(assembly, "postcodes"), {**TERMS, "each": "2", **odd}, status=422)
    assert not await InvitationBatch.exists()


async def test_a_file_that_is_far_too_long_is_refused(client: Client, assembly: Assembly, asma: Account) -> None:
    await client.post(at(assembly, "addresses"), TERMS, status=413, files={"file": ("list.csv", b"x" * 12_100_000)})


async def test_a_draw_that_is_not_right_is_discarded_with_a_reason(
    client: Client, assembly: Assembly, asma: Account
) -> None:
    await make_streets()
    await client.post(at(assembly, "postcodes"), {**TERMS, "size": "4", "each": "2"})
    batch = await InvitationBatch.get()
    page = await client.get(at(assembly, batch.id, "voiding"))
    assert "Discard draw P1" in text_of(page.h1)
    await client.post(at(assembly, batch.id, "voiding"), {"because": " "}, status=422)

    await client.post(at(assembly, batch.id, "voiding"), {"because": "Too few"})

    assert "Discarded, because" in text_of((await client.follow()).main)
    assert "Discarded" in text_of((await client.get(at(assembly))).main)


async def test_golden_tickets_are_made_printed_and_handed_over(
    client: Client, assembly: Assembly, asma: Account
) -> None:
    await client.get(at(assembly, "golden-tickets"))
    await client.post(at(assembly, "golden-tickets"), {"organisation": "", "size": "12"}, status=422)
    await client.post(at(assembly, "golden-tickets"), {"organisation": "Sample Shelter", "size": "12"})
    await client.follow()
    batch = await InvitationBatch.get()

    await client.post(at(assembly, batch.id, "letters.pdf"), status=200)
    assert client.last is not None and client.last.content.startswith(b"%PDF")
    await client.post(at(assembly, batch.id, "sending"), {"way": "print"})

    page = text_of((await client.get(at(assembly, "responses"))).main)
    assert "Sample Shelter" in page


async def test_notify_is_offered_only_where_it_is_set_up(client: Client, assembly: Assembly, asma: Account) -> None:
    batch = await ready_batch(assembly, now())

    assert "Notify" not in text_of((await client.get(at(assembly, batch.id))).main)
    page = await client.post(at(assembly, batch.id, "sending"), {"way": "notify"}, status=422)
    assert "not set up for GOV.UK Notify" in text_of(page.main)


async def test_returned_letters_are_noted_by_their_reference(client: Client, assembly: Assembly, asma: Account) -> None:
    await ready_batch(assembly, now())
    await client.get(at(assembly, "returns"))

    page = await client.post(at(assembly, "returns"), {"references": "A1-9999", "what": "back"}, status=422)
    assert "A1-09999" in text_of(page.main) and text_of(page.find("textarea")) == "A1-9999"
    await client.post(at(assembly, "returns"), {"references": "A1-1", "what": "back"})
    await client.post(at(assembly, "returns"), {"references": "A1-1", "what": "mistake"})


async def test_the_letter_says_why_what_how_and_until_when(client: Client, assembly: Assembly, asma: Account) -> None:
    page = text_of((await client.get(at(assembly, "letter"))).main)

    for words in (
        "How should buses run in our city?", "Your address was drawn by lot", "aged 16 or over", "Councillors",
        "£75 for each meeting", "Or a voucher.", "test/a", "Please answer by",
        "another language", "Olu Example, Director of Transport answers",
    ):  # fmt: skip
        assert words in page, words
    answer = await client.raw_get(at(assembly, "letter.pdf"))
    assert answer.content.startswith(b"%PDF") and answer.content.count(b"/Type /Page\n") == 2


async def test_a_draw_can_be_repeated_on_its_page(client: Client, assembly: Assembly, asma: Account) -> None:
    codes = await make_streets()
    batch = await drawn_batch(assembly, now())
    await client.get(at(assembly, batch.id, "repetition"))

    file = {"file": ("list.csv", list_of(sorted(codes)).encode())}
    page = await client.post(at(assembly, batch.id, "repetition"), {}, status=200, files=file)

    assert "All 8 letters were drawn again" in text_of(page.main)
    await client.post(at(assembly, batch.id, "repetition"), {}, status=422)


async def test_pages_take_as_many_queries_for_many_letters_as_for_few(
    client: Client, assembly: Assembly, asma: Account, count_queries: CountQueries
) -> None:
    async def load() -> int:
        async with count_queries() as counted:
            for page in (at(assembly), at(assembly, "responses"), at(assembly, batch.id)):
                await client.get(page)
        return counted.count

    batch = await ready_batch(assembly, now() - timedelta(hours=2), 2)
    few = await load()
    batch = await ready_batch(assembly, now() - timedelta(hours=1), 60)
    await make_tickets(await officer(), assembly.id, "Sample Shelter", 5, None, now())
    await register(assembly, invitation_id=(await code_of_first(assembly, batch))[0].id)

    assert await load() == few


async def test_batches_of_another_assembly_are_not_found(client: Client, assembly: Assembly, asma: Account) -> None:
    other = await assembly_scene(categories=False)
    batch = await ready_batch(assembly, now())

    for path in ("", "/voiding", "/repetition"):
        await client.get(at(other, batch.id) + path, status=404)
    await client.get(f"/office/assemblies/{10**20}/invitations", status=404)
    await client.post(at(other, batch.id, "letters.pdf"), status=404)


async def test_the_square_of_a_letter_leads_to_registration_with_its_code(client: Client, assembly: Assembly) -> None:
    batch = await ready_batch(assembly, now())
    _first, code = await code_of_first(assembly, batch)
    plain = code.replace("-", "")

    answer = await client.raw_get(f"/a/{plain.lower()}")

    assert answer.status_code == 303
    assert answer.headers["location"] == f"/assemblies/{assembly.slug}/registration/code?code={plain}"
    assert answer.headers["referrer-policy"] == "strict-origin"
    await client.post("/a", {"code": f" {code} "})
    assert client.last is not None and client.last.headers["location"].endswith(plain)


async def test_a_code_that_nobody_knows_can_be_typed_again(client: Client, assembly: Assembly) -> None:
    page = await client.get("/a/K7QX4MPD", status=404)
    assert "do not know this code" in text_of(page.main)
    assert page.find("input", {"name": "code"})["value"] == "K7QX4MPD"  # type: ignore[index]
    await client.get("/a")
    await client.post("/a", {"code": ""}, status=422)
    await client.post("/a", {"code": code_for(assembly, "A9", 1)}, status=422)


async def test_somebody_who_guesses_codes_is_stopped(client: Client, assembly: Assembly) -> None:
    for _number in range(20):
        await client.get("/a/K7QX4MPD", status=404)

    await client.get("/a/K7QX4MPD", status=429)
