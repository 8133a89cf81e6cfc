"""“Test it instead”: whoever doubts the site has it open a ballot whose code it has shown already."""

import hashlib
import hmac
import json
import subprocess
from typing import Any

from bs4 import BeautifulSoup

from ballot_box.models import Ballot, RollEntry, SpoiledBallot
from ledger.codes import code_of
from ledger.models import LogPending
from pb.ballots.testing import BY_BROWSER
from tests.boxes import choices_in_the_box, lying_in_the_box
from tests.browsing import Client, text_of
from tests.pb.test_ballots import Vote, fields_of, last_code, to_check


def code_on(page: BeautifulSoup) -> str:
    return text_of(page.select_one(".ballot-code"))


def order_on(page: BeautifulSoup) -> list[str]:
    return [text_of(title) for title in page.select(".ballot-order__title")]


async def opened(client: Client, checked: BeautifulSoup) -> BeautifulSoup:
    return await client.post("/vote/test", fields_of(checked, "/vote/test"), 200)


async def leaves(kind: str) -> list[dict[str, Any]]:
    found = [json.loads(one.leaf) for one in await LogPending.all()]
    return [leaf for leaf in found if leaf["k"] == kind]


async def test_anybody_can_test_without_signing_in_and_work_the_code_out(client: Client) -> None:
    vote = await Vote.open()
    checked = await to_check(client, vote.ids(2, 0))

    page = await opened(client, checked)

    body, nonce = (text_of(one) for one in page.select(".opened code"))
    commitment = hmac.new(bytes.fromhex(nonce), body.encode(), hashlib.sha256).hexdigest()
    assert code_on(page) == code_on(checked) == code_of(commitment)
    assert json.loads(body)["r"] == vote.ids(2, 0)
    assert order_on(page) == ["Hanley 2", "Hanley 0"]
    assert "no secret any more" in text_of(page.main) and "not cast" in text_of(page.h1)
    assert (await SpoiledBallot.get()).commitment == commitment
    assert [leaf["c"] for leaf in await leaves("spoiled")] == [commitment]
    assert not await Ballot.exists() and not await RollEntry.exists()


async def test_the_command_on_the_page_prints_the_code_that_was_shown_before(client: Client) -> None:
    vote = await Vote.open()
    checked = await to_check(client, vote.ids(2, 0))

    page = await opened(client, checked)

    command = text_of(page.select_one(".opened__command"))
    printed = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True).stdout.strip()
    assert printed == code_on(checked).replace(" ", "")


async def test_the_way_back_leads_to_the_same_choices_with_a_new_code(client: Client) -> None:
    vote = await Vote.open()
    await client.sign_in(await vote.resident())
    checked = await to_check(client, vote.ids(2, 0), "")
    page = await opened(client, checked)

    again = await client.post("/vote/check", fields_of(page, "/vote/check"), 200)
    await client.post("/vote/cast", fields_of(again, "/vote/cast"))

    assert order_on(again) == order_on(checked)
    assert code_on(again) != code_on(checked)
    assert code_on(await client.follow()) == code_on(again)
    assert await choices_in_the_box() == [vote.ids(2, 0)]


async def test_sent_twice_or_loaded_again_it_is_the_same_test(client: Client) -> None:
    vote = await Vote.open()
    checked = await to_check(client, vote.ids(1))

    first, second = await opened(client, checked), await opened(client, checked)

    assert text_of(first.main) == text_of(second.main)
    assert await SpoiledBallot.all().count() == len(await leaves("spoiled")) == 1


async def test_a_tested_ballot_cannot_be_cast_and_nothing_is_lost(client: Client) -> None:
    vote = await Vote.open()
    await client.sign_in(await vote.resident())
    checked = await to_check(client, vote.ids(3, 1), "")
    await opened(client, checked)

    page = await client.post("/vote/cast", fields_of(checked, "/vote/cast"), 422)

    assert "was tested" in text_of(page.select_one(".govuk-error-summary"))
    assert order_on(page) == ["Hanley 3", "Hanley 1"] and code_on(page) != code_on(checked)
    assert not await Ballot.exists()
    await client.post("/vote/cast", fields_of(page, "/vote/cast"))
    assert await choices_in_the_box() == [vote.ids(3, 1)]


async def test_a_ballot_that_was_cast_stays_closed(client: Client) -> None:
    vote = await Vote.open()
    await client.sign_in(await vote.resident())
    checked = await to_check(client, vote.ids(3, 1), "")
    await client.post("/vote/cast", fields_of(checked, "/vote/cast"))

    page = await client.post("/vote/test", fields_of(checked, "/vote/test"), 422)

    assert "cannot be opened any more" in text_of(page.select_one(".govuk-error-summary"))
    assert order_on(page) == ["Hanley 3", "Hanley 1"] and code_on(page) != code_on(checked)
    assert not await SpoiledBallot.exists()


async def test_only_what_stood_on_the_check_page_is_opened(client: Client) -> None:
    vote = await Vote.open()
    checked = await to_check(client, vote.ids(3, 1))

    page = await client.post("/vote/test", {**fields_of(checked, "/vote/test"), "choice": vote.ids(4)}, 422)

    assert order_on(page) == ["Hanley 4"]
    assert not await SpoiledBallot.exists()


async def test_nobody_fills_the_record_with_tests(client: Client) -> None:
    vote = await Vote.open()
    checked = await to_check(client, vote.ids(0))
    for _number in range(BY_BROWSER):
        await opened(client, checked)
    other = await to_check(client, vote.ids(1))

    page = await client.post("/vote/test", fields_of(other, "/vote/test"), 429)

    assert "many tests" in text_of(page.select_one(".govuk-error-summary"))
    assert order_on(page) == ["Hanley 1"] and code_on(page) == code_on(other)
    assert await SpoiledBallot.all().count() == 1


async def test_digits_of_ones_own_are_in_the_ballot_and_in_nothing_that_is_published(client: Client) -> None:
    vote = await Vote.open()
    await client.sign_in(await vote.resident())
    page = await client.get("/vote/ballot")
    fields = {**fields_of(page, "/vote/ballot"), "choice": vote.ids(0), "digits": " 4711 "}
    checked = await client.post("/vote/check", fields, 200)
    assert "4711" in text_of(checked.main)

    await client.post("/vote/cast", fields_of(checked, "/vote/cast"))

    assert "4711" not in text_of((await client.follow()).main)
    assert not [one for one in await LogPending.all() if "4711" in one.leaf.replace(code_on(checked), "")]
    (body,) = await lying_in_the_box()
    assert body.digits == "4711"


async def test_digits_that_were_changed_on_the_way_make_it_another_ballot(client: Client) -> None:
    vote = await Vote.open()
    await client.sign_in(await vote.resident())
    checked = await to_check(client, vote.ids(0), "")

    page = await client.post("/vote/cast", {**fields_of(checked, "/vote/cast"), "digits": "12"}, 422)

    assert code_on(page) != code_on(checked) and not await Ballot.exists()


async def test_what_are_no_digits_is_said_beside_the_field_and_the_choices_stay(client: Client) -> None:
    vote = await Vote.open()
    page = await client.get("/vote/ballot?postcode=ST11AA")
    fields = {**fields_of(page, "/vote/ballot"), "choice": vote.ids(5, 1)}

    for wrong in ("four", "123456789", "-1", "١٢"):
        page = await client.post("/vote/check", {**fields, "digits": wrong}, 422)

        field = page.select_one("#digits")
        assert field is not None and field["value"] == wrong
        assert page.select_one("a[href='#digits']") and page.select_one("details[open] #digits-error")
        assert [str(one["value"]) for one in page.select("#ballot input[name=choice]")] == vote.ids(5, 1)


async def test_the_code_stays_while_somebody_mends_their_address(client: Client) -> None:
    vote = await Vote.open()
    checked = await to_check(client, vote.ids(3, 1))

    wrong = await client.post("/vote/code", {**fields_of(checked, "/vote/code"), "email": "nonsense"}, 422)
    sent = await client.post("/vote/code", {**fields_of(wrong, "/vote/code"), "email": "new@example.com"}, 200)
    other = await client.post("/vote/check", fields_of(sent, "/vote/check"), 200)
    await client.post("/vote/cast", {**fields_of(sent, "/vote/cast"), "code": await last_code()})
    receipt = await client.follow()

    assert code_on(checked) == code_on(wrong) == code_on(other) == code_on(receipt)
