"""/record, for people: what it is, how it stands, whether a code is in it."""

from pathlib import Path

import pytest

from ledger import finding, standing
from ledger.codes import code_of
from ledger.sequencing import sequence
from ledger.witnessing import ask_all, witnesses
from tests.browsing import Client, text_of
from tests.counting import CountQueries
from tests.ledger.record_scenes import ORIGIN, cast, commitment, make_record, running_witness


async def look_up(client: Client, code: str, status: int = 200) -> str:
    return text_of(await client.post("/record", {"code": code}, status))


async def test_before_it_has_begun_the_page_says_so(client: Client) -> None:
    assert "The record has not begun yet" in text_of(await client.get("/record"))
    assert "Nothing in the record fits" in await look_up(client, code_of(commitment(0)))


async def test_the_latest_checkpoint_can_be_copied_by_hand(client: Client) -> None:
    await make_record(3, 8)

    page = await client.get("/record")

    latest = await standing.latest()
    assert latest is not None and "The record has 8 lines" in text_of(page)
    groups = [group.get_text() for group in page.select(".ballot-code span")]
    assert "".join(groups) == latest.root and {len(group) for group in groups} == {4}


@pytest.mark.parametrize("typed", [code_of(commitment(2)), code_of(commitment(2)).lower().replace(" ", "-"),
                                   code_of(commitment(2))[:9], commitment(2)])  # fmt: skip
async def test_a_code_is_found_however_it_is_typed(client: Client, typed: str) -> None:
    await make_record(5)

    said = await look_up(client, typed)

    assert "This code is in the record" in said and "A ballot with this code was cast" in said
    assert "says nothing about what was chosen" in said and code_of(commitment(2)).replace(" ", "") in said.replace(
        " ", ""
    )


async def test_the_line_number_is_that_of_the_leaf(client: Client) -> None:
    await make_record(5)
    (leaf,) = await cast(5)
    await sequence(ORIGIN)
    assert (await standing.leaves(5, 6)) == [leaf]
    assert "It is line number 5, and it stays there" in await look_up(client, code_of(commitment(5)))


async def test_a_code_that_waits_has_arrived(client: Client) -> None:
    await make_record(5)
    await cast(5)

    said = await look_up(client, code_of(commitment(5)))

    assert "This code has arrived" in said and "within ten minutes" in said


async def test_a_tested_ballot_is_said_not_to_count(client: Client) -> None:
    await make_record(2)
    await cast(7, kind="spoiled")

    assert "tested instead of cast. It is not counted." in await look_up(client, code_of(commitment(7)))


async def test_a_leaf_that_is_found_twice_is_shown_once(client: Client) -> None:
    await make_record(5)
    await cast(2)
    assert (await look_up(client, code_of(commitment(2)))).count("This code") == 1


async def test_a_beginning_that_many_share_is_too_short(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "MOST", 1)
    await make_record(5)
    assert "Type more letters" in await look_up(client, code_of(commitment(2)))


@pytest.mark.parametrize(
    "typed", ["", "short", "UUUU UUUU", "x" * 201, "é" * 20, "<script>", "%", "_" * 60, "\x00" * 9]
)
async def test_what_is_no_code_is_answered_with_a_sentence_and_stays_typed(client: Client, typed: str) -> None:
    page = await client.post("/record", {"code": typed}, 422)

    assert page.select_one(".govuk-error-summary") and page.select_one("#code-error")
    field = page.select_one("#code")
    assert field is not None and field["value"] == typed.replace("\x00", "")


async def test_a_code_is_never_in_an_address(client: Client) -> None:
    """Addresses are written down by proxies, together with who asked."""
    page = await client.get("/record")
    form = page.select_one("main form")
    assert form is not None and form["method"] == "post"
    assert "This code" not in text_of(await client.get(f"/record?code={commitment(2)}"))


async def test_who_watches_is_said_and_that_nobody_does(client: Client, tmp_path: Path) -> None:
    await make_record(5)
    assert "Nobody outside watches this record yet" in text_of(await client.get("/record"))

    with running_witness(tmp_path, standing.key()) as (_witness, setting):
        await ask_all(witnesses(setting))
    said = text_of(await client.get("/record"))
    assert "witness.example/w" in said and "Nobody outside" not in said


async def test_it_takes_the_same_number_of_queries_for_a_long_record_as_for_a_short_one(
    client: Client, count_queries: CountQueries
) -> None:
    await make_record(2)
    async with count_queries() as short:
        await look_up(client, code_of(commitment(1)))
    await cast(2, 400)
    await sequence(ORIGIN)
    async with count_queries() as long:
        await look_up(client, code_of(commitment(1)))
    assert short.count == long.count


async def test_how_to_check_names_the_key_and_every_file(client: Client) -> None:
    await make_record(5)

    page = await client.get("/record/checking")

    assert standing.key() in text_of(page)
    for link in page.select("main a[href^='/record/']"):
        assert (await client.raw_get(str(link["href"]))).status_code == 200
