"""The journal as officers read it."""

from typing import Any

import pytest

from database import execute
from database.append_only import lifted
from ledger.journal import record
from ledger.reading import PAGE
from residents.models import Role, SessionKind
from tests.browsing import Client, text_of
from tests.counting import CountQueries
from tests.factories import NOW, make_account, make_cycle


async def publisher(client: Client) -> None:
    await client.sign_in(await make_account("Paula Publisher", Role.PUBLISHER), SessionKind.OFFICER)


async def test_the_journal_is_read_by_those_who_may(client: Client) -> None:
    await client.sign_in(await make_account("Mo", Role.MODERATOR), SessionKind.OFFICER)
    await client.get("/office/journal", status=403)


async def test_entries_show_who_did_what_to_which_thing(client: Client) -> None:
    await publisher(client)
    olive = await make_account("Olive Officer")
    cycle = await make_cycle("draft")
    await record(
        f"account:{olive.id}", "cycle.described", f"cycle:{cycle.id}", at=NOW, changes={"name": ["Old", "New"]}
    )
    await record("command line", "idea.refused", "idea:7", at=NOW, reason="Names a neighbour")
    page = await client.get("/office/journal")
    text = text_of(page)
    assert "The journal is whole" in text and "all 2 entries" in text
    assert "Olive Officer" in text and "name Old New" in text and "described" in text and "Names a neighbour" in text
    assert page.select_one('a[href="/ideas/7"]')


async def test_a_fund_is_a_link_to_where_the_reader_may_go(client: Client) -> None:
    draft, public = await make_cycle("draft"), await make_cycle("ideas")
    for cycle in (draft, public):
        await record("command line", "cycle.described", f"cycle:{cycle.id}", at=NOW, changes={"name": ["Old", "New"]})

    await publisher(client)
    page = await client.get("/office/journal")
    assert page.select_one(f'a[href="/cycles/{public.slug}"]')
    assert not page.select(f'a[href$="/cycles/{draft.slug}"]') and not page.select('a[href^="/office/cycles/"]')

    both = await make_account("Bo Both", Role.PUBLISHER, Role.CYCLE_OFFICER)
    await client.sign_in(both, SessionKind.OFFICER)
    page = await client.get("/office/journal")
    assert len(page.select('a[href^="/office/cycles/"]')) == 2


async def test_it_can_be_narrowed_to_one_thing_or_one_kind(client: Client) -> None:
    await publisher(client)
    for thing in ("cycle:1", "cycle:11", "idea:1"):
        await record("command line", f"did {thing}", thing, at=NOW)
    for asked, shown in (("cycle", 2), ("cycle:1", 1), ("idea", 1), ("", 3), ("%", 3), ("cycl_", 3), ("tally", 0)):
        page = await client.get(f"/office/journal?thing={asked}")
        assert len(page.select("#results .desk-list__item")) == shown, asked


async def test_long_journals_come_in_pages(client: Client) -> None:
    await publisher(client)
    for number in range(PAGE + 3):
        await record("command line", f"act {number}", "idea:1", at=NOW)
    page = await client.get("/office/journal?thing=idea")
    older = page.select_one(".pager a[rel=next]")
    assert len(page.select("#results .desk-list__item")) == PAGE and older is not None
    last = await client.get(f"/office/journal{older['href']}")
    assert len(last.select("#results .desk-list__item")) == 3 and "act 0" in text_of(last)
    for odd in ("-1", "x", "9" * 40, "1e9"):
        await client.get(f"/office/journal?before={odd}")


async def test_a_journal_that_was_changed_is_shown_to_be_broken(client: Client) -> None:
    await publisher(client)
    await record("command line", "first", "idea:1", at=NOW)
    entry = await record("command line", "second", "idea:2", at=NOW)
    async with lifted("journal_entry"):
        await execute("UPDATE journal_entry SET act = 'nothing' WHERE id = ?", entry.id)
    assert f"Entry {entry.id} does not agree" in text_of(await client.get("/office/journal"))


async def test_a_long_journal_is_checked_when_asked(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pb.views.office.journal.CHECKED_AT_ONCE", 0)
    await publisher(client)
    await record("command line", "first", "idea:1", at=NOW)
    page = await client.get("/office/journal")
    assert "The journal is whole" not in text_of(page) and "Check that nobody changed it" in text_of(page)
    assert "The journal is whole" in text_of(await client.get("/office/journal?check=whole"))


async def test_the_same_number_of_queries_for_one_entry_as_for_many(
    client: Client, count_queries: CountQueries
) -> None:
    await publisher(client)
    counts: list[Any] = []
    for _round in range(2):
        for _number in range(4):
            account, cycle = await make_account(), await make_cycle("draft")
            await record(f"account:{account.id}", "cycle.created", f"cycle:{cycle.id}", at=NOW)
        async with count_queries() as counted:
            await client.get("/office/journal")
        counts.append(counted.count)
    assert counts[0] == counts[1]
