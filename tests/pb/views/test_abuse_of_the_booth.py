"""Abuse cases of casting a ballot, each by its number. The box's own part stands in tests/ballot_box."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from ballot_box import casting, elections
from ballot_box.casting import Filled
from ballot_box.elections import APPROVAL
from ballot_box.models import Ballot, Election, RollEntry
from ballot_box.refusals import BallotRefused
from ledger.models import LogPending
from tests.boxes import choices_in_the_box
from tests.browsing import Client, text_of
from tests.factories import days, make_account
from tests.pb.test_ballots import Vote, chosen, fields_of, send_vote, to_check

PAGES = ("/vote/check", "/vote/cast", "/vote/test")


async def ballot_leaves() -> int:
    return len([one for one in await LogPending.all() if json.loads(one.leaf)["k"] == "ballot"])


async def nothing_stored() -> None:
    assert not await Ballot.exists() and not await RollEntry.exists() and await ballot_leaves() == 0


async def at_the_check_page(client: Client, vote: Vote, *numbers: int) -> dict[str, Any]:
    await client.sign_in(await vote.resident())
    return fields_of(await to_check(client, vote.ids(*numbers), ""), "/vote/cast")


async def test_ac_043_before_the_opening_a_ballot_is_refused_and_can_still_be_read(client: Client) -> None:
    vote = await Vote.open()
    fields = await at_the_check_page(client, vote, 0, 1)
    await Election.all().update(opens_at=datetime.now(UTC) + days(0.01))

    for path in PAGES:
        page = await client.post(path, fields, 422)
        assert "has not opened yet" in text_of(page.main) and "Hanley 0" in text_of(page.main)
    await nothing_stored()


@pytest.mark.parametrize(
    "choices",
    [
        ["own:0", "own:0"],
        ["own:0", "other:0"],
        ["other:0"],
        ["withdrawn"],
        ["own:0", "own:1", "own:2", "own:3"],
        [""],
        ["own:0", ""],
        ["0"],
        ["-1"],
        ["1.5"],
        ["1e3"],
        ["9" * 60],
        ["null"],
        ["NaN"],
        ['["1"]'],
        ['{"$gt": ""}'],
        ["' OR 1=1"],
        ["own:0\x00"],
    ],
)
async def test_ac_045_a_ballot_that_no_page_can_make_is_refused_everywhere(client: Client, choices: list[str]) -> None:
    vote = await Vote.open()
    fields = await at_the_check_page(client, vote, 0)
    await type(vote.projects[5]).filter(id=vote.projects[5].id).update(withdrawn_at=datetime.now(UTC))
    there = {f"own:{n}": str(one.id) for n, one in enumerate(vote.projects)} | {"other:0": str(vote.others[0].id)}
    sent = [there.get(choice, choice) for choice in choices]
    sent = [str(vote.projects[5].id) if choice == "withdrawn" else choice for choice in sent]
    if choices == ["own:0\x00"]:
        sent = [f"{vote.projects[1].id}\x00{vote.projects[2].id}"]

    for path in PAGES:
        await client.post(path, {**fields, "choice": sent}, 422)
    await nothing_stored()


@pytest.mark.parametrize("choices", [["11", "12", "13"], ["11", "11"], ["21"]])
async def test_ac_046_ticks_over_the_limit_are_refused_by_the_server(db: None, choices: list[str]) -> None:
    now = datetime.now(UTC)
    election = await elections.create(
        "Ticks", ranks=2, contests={"3": ["11", "12", "13"]}, opens_at=now - days(1), closes_at=now + days(1),
        kind=APPROVAL,
    )  # fmt: skip
    account = await make_account()

    with pytest.raises(BallotRefused):
        filled = Filled("3", choices, election.definition_hash, "first")
        await casting.cast(election.id, account.id, filled, evidence="E1")
    await nothing_stored()


async def test_ac_051_a_replayed_post_makes_no_second_entry_and_no_second_receipt(client: Client) -> None:
    vote = await Vote.open()
    fields = await at_the_check_page(client, vote, 0, 1)
    codes = set()
    for _time in range(3):
        await client.post("/vote/cast", fields)
        codes.add(text_of((await client.follow()).select_one(".ballot-code")))

    assert len(codes) == await ballot_leaves() == await RollEntry.all().count() == await Ballot.all().count() == 1


async def test_ac_052_a_stale_form_gets_the_new_ballot_and_loses_nothing(client: Client) -> None:
    vote = await Vote.open()
    fields = {**await at_the_check_page(client, vote, 0, 1), "digits": ""}
    await Election.all().update(definition_hash="f" * 64)

    for path in PAGES:
        page = await client.post(path, fields, 422)
        assert "The ballot has changed" in text_of(page.main)
        assert chosen(page) == vote.ids(0, 1)
        assert fields_of(page, "/vote/check")["definition"] == "f" * 64
    await nothing_stored()


async def test_ac_053_of_two_tabs_and_the_back_button_the_last_ballot_confirmed_counts(client: Client) -> None:
    vote = await Vote.open()
    one = await at_the_check_page(client, vote, 0)
    other = fields_of(await to_check(client, vote.ids(1), ""), "/vote/cast")
    codes = []
    for fields in (one, other):
        await client.post("/vote/cast", fields)
        page = await client.follow()
        codes.append(text_of(page.select_one(".ballot-code")))
        assert "Only the newest one counts, also if you voted in two windows." in text_of(page.main)

    page = await client.post("/vote/cast", one, 422)  # back in the first tab: an old code does not count again
    assert "This ballot was cast before" in text_of(page.main)
    assert await choices_in_the_box() == [vote.ids(1)]
    await client.post("/vote/cast", fields_of(page, "/vote/cast"))
    page = await client.follow()
    codes.append(text_of(page.select_one(".ballot-code")))

    assert len(set(codes)) == 3
    assert await choices_in_the_box() == [vote.ids(0)]
    assert "taken the place" in text_of(page.select_one("#notices"))
    assert (await ballot_leaves(), await RollEntry.all().count()) == (3, 1)


async def test_ac_056_answers_after_the_cast_are_as_long_whatever_was_chosen(client: Client) -> None:
    vote = await Vote.open()
    await client.sign_in(await vote.resident())
    lengths = set()
    for numbers in ((0,), (5, 4, 3), (1, 2)):
        fields = fields_of(await to_check(client, vote.ids(*numbers), ""), "/vote/cast")
        await client.post("/vote/cast", fields)
        cast = client.last
        receipt, file = await client.raw_get("/vote/receipt"), await client.raw_get("/vote/receipt.txt")
        assert cast is not None
        for answer in (cast, receipt, file):
            assert not {"etag", "last-modified"} & set(answer.headers)
            assert "no-store" in answer.headers["cache-control"]
        picture = receipt.text.partition("<svg aria-hidden")[2].partition("</svg>")[0]
        drawn = len(picture)  # says the code over again, as more or fewer lines
        lengths.add((cast.headers["location"], len(cast.content), len(receipt.text) - drawn, len(file.text)))
        await Ballot.all().delete()  # so that each is a first vote, without the notice of a second

    assert len(lengths) == 1


@pytest.mark.parametrize("mark", ["", ".", "a.b", "a" * 300, "é.é", "other browser", "other ballot"])
async def test_ac_061_what_was_never_on_a_check_page_of_this_browser_is_not_cast(client: Client, mark: str) -> None:
    vote = await Vote.open()
    fields = await at_the_check_page(client, vote, 0)
    if mark == "other ballot":
        mark = fields_of(await to_check(client, vote.ids(1), ""), "/vote/cast")["checked"]
    if mark == "other browser":
        mark = fields["checked"]
        del fields["form_token"]
        client.cookies.delete("browser")
        await client.sign_in(await vote.resident())

    page = await client.post("/vote/cast", {**fields, "checked": mark}, 422)

    assert "check your choices once more" in text_of(page.main)
    await nothing_stored()


async def test_ac_061_a_whole_journey_is_all_that_is_needed(client: Client) -> None:
    vote = await Vote.open()
    await client.sign_in(await vote.resident())
    await send_vote(client, vote.ids(0))
    assert await choices_in_the_box() == [vote.ids(0)]
