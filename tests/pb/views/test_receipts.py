"""The receipt: a code and a signature, and nothing else that anybody could buy, sell or be pressed for."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ballot_box.models import Ballot, Channel, Election, RollEntry
from ballot_box.sealing import receipts
from ballot_box.views import promises
from ledger.codes import code_of
from post.models import Message
from tests.browsing import Client, text_of
from tests.factories import days
from tests.pb.test_ballots import Vote, send_vote


async def test_the_receipt_can_be_saved_and_its_signature_checked_by_anybody(client: Client) -> None:
    vote = await Vote.open()
    await client.sign_in(await vote.resident())
    await send_vote(client, vote.ids(0, 1))

    response = await client.raw_get(f"/vote/receipt.txt?fund={vote.cycle.slug}")

    assert response.headers["content-disposition"].startswith("attachment")
    assert "etag" not in response.headers and "no-store" in response.headers["cache-control"]
    said = dict(line.split(": ", 1) for line in response.text.splitlines() if ": " in line)
    commitment = (await Ballot.get()).commitment
    assert said["commitment"] == commitment and code_of(commitment) in response.text
    assert receipts.is_signed(said["public key"], said["vote"], commitment, said["signature"])
    definition = (await vote.election()).definition
    assert definition["receipt_key"] == said["public key"], "the key was fixed with the ballot"
    assert "Hanley" not in response.text


async def test_the_page_has_the_signature_and_leads_to_the_record_without_a_code_in_any_address(client: Client) -> None:
    vote = await Vote.open()
    await client.sign_in(await vote.resident())

    page = await send_vote(client, vote.ids(0, 1))

    assert len(text_of(page.select_one(".receipt .opened code"))) == 128
    code = text_of(page.select_one(".ballot-code"))
    assert not [link for link in page.select("a") if code.replace(" ", "") in str(link["href"])]
    form = page.select_one("form[action='/record']")
    assert form is not None
    found = await client.post("/record", {"code": code}, 200)
    assert code in text_of(found.main)


async def test_nobody_is_sent_their_code(client: Client) -> None:
    """AC-067: no mail has it, and neither page nor mail has what was chosen."""
    vote = await Vote.open()
    await client.sign_in(await vote.resident())
    page = await send_vote(client, vote.ids(0, 1))
    code = text_of(page.select_one(".ballot-code"))

    assert not [one for one in await Message.all() if code[:9] in one.body or code[:9].replace(" ", "") in one.body]
    assert not any(project.title in page.decode() for project in vote.projects)


async def test_once_the_ballots_are_taken_out_nobody_is_shown_a_code(client: Client) -> None:
    vote = await Vote.open()
    await client.sign_in(await vote.resident())
    await send_vote(client, vote.ids(0))
    over = datetime.now(UTC) - days(0.01)
    await Ballot.all().delete()
    await Election.all().update(closes_at=over, closed_at=over)

    page = await client.get(f"/vote/receipt?fund={vote.cycle.slug}")

    assert "no longer know which code is yours" in text_of(page.h1)
    assert not page.select(".ballot-code")
    assert (await client.raw_get("/vote/receipt.txt")).status_code == 303


async def test_a_receipt_after_the_close_does_not_offer_to_change_the_vote(client: Client) -> None:
    vote = await Vote.open()
    await client.sign_in(await vote.resident())
    await send_vote(client, vote.ids(0))
    await Election.all().update(closes_at=datetime.now(UTC) - days(0.01))

    page = await client.get("/vote/receipt")

    assert page.select(".ballot-code") and "change" not in text_of(page.main).lower()


@pytest.mark.parametrize(
    ("values", "said"),
    [({"channel": Channel.PAPER}, "on paper"), ({"outcome": "withdrawn"}, "was taken out")],
)
async def test_whoever_is_on_the_roll_without_a_code_is_told_why(
    client: Client, values: dict[str, str], said: str
) -> None:
    vote = await Vote.open()
    await client.sign_in(await vote.resident())
    await send_vote(client, vote.ids(0))
    await Ballot.all().delete()
    await RollEntry.all().update(**values)

    assert said in text_of((await client.get("/vote/receipt")).h1)


async def test_what_is_promised_is_linked_where_people_vote(client: Client) -> None:
    vote = await Vote.open()
    await client.sign_in(await vote.resident())
    receipt = await send_vote(client, vote.ids(0))

    page = await client.get("/record/promises")

    assert receipt.main is not None and receipt.main.select("a[href='/record/promises']")
    said = text_of(page.main)
    for words in ("We promise", "We do not promise", "has reviewed it yet", "tamper-evident", "every four minutes"):
        assert words in said


async def test_the_checking_page_is_a_file_to_save(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "verify.html"
    monkeypatch.setattr(promises, "VERIFIER", file)
    await client.get("/record/verify.html", 404)
    file.write_text("<h1>Check</h1>", encoding="utf-8")

    response = await client.raw_get("/record/verify.html")

    assert response.text == "<h1>Check</h1>"
    assert response.headers["content-disposition"] == 'attachment; filename="verify.html"'
