"""An officer enters an idea for somebody; all ideas in one list and one file."""

import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest
from PIL import Image

from ledger.models import JournalEntry
from pb.models import Idea, IdeaState, Photo, ReviewNote
from pb.spreadsheets import as_csv, cell
from residents.models import Account, Role, SessionKind
from tests.browsing import Client, text_of
from tests.counting import CountQueries
from tests.factories import days, make_account, make_cycle, make_idea, make_place, make_pot
from tests.pb.moderation_samples import letters_to

NOW = datetime.now(UTC)


async def officer(client: Client, *roles: Role) -> Account:
    account = await make_account("Connie Connector", *(roles or (Role.CYCLE_OFFICER,)))
    await client.sign_in(account, SessionKind.OFFICER)
    return account


async def entry(phase: str = "ideas") -> dict[str, Any]:
    cycle = await make_cycle(phase)
    pot = await make_pot(cycle)
    return {
        "cycle": cycle.slug,
        "title": "A warm room on Sundays",
        "story": "Tea and company.",
        "pot": str(pot.id),
        "name": "Mrs B.",
        "channel": "in-person",
        "heard_at": "Hanley library",
    }


def a_photo() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (200, 150), "red").save(file, "JPEG")
    return file.getvalue()


async def test_an_idea_is_entered_for_somebody_with_an_address(client: Client) -> None:
    account = await officer(client)
    sent = await entry()

    await client.get("/office/ideas/new")
    page = await client.get("/office/ideas/new?title=A+warm+room")
    await client.post("/office/ideas/new", {**sent, "email": "Mrs.B@Example.com"})

    idea = await Idea.get(title="A warm room on Sundays")
    author = await Account.get(id=idea.author_id)
    assert page.select_one("input[name=title]")["value"] == "A warm room"  # type: ignore[index]
    assert (idea.state, idea.entered_by_id, idea.author_name) == (IdeaState.RECEIVED, account.id, "Mrs B.")
    assert author.email == "mrs.b@example.com"
    assert f"{{site}}/ideas/{idea.id}" in (await letters_to(author))[0].body
    assert "Hanley library" in (await ReviewNote.get(idea_id=idea.id)).body
    journal = await JournalEntry.get(act="idea.entered")
    assert "example" not in str(journal.detail)
    await client.sign_in(author)
    assert "A warm room on Sundays" in text_of(await client.get("/account/ideas"))


async def test_somebody_without_an_address_needs_none(client: Client) -> None:
    await officer(client)

    await client.post("/office/ideas/new", await entry())

    idea = await Idea.get()
    assert (idea.state, idea.author_id) == (IdeaState.RECEIVED, None)


async def test_a_photo_comes_with_it(client: Client) -> None:
    await officer(client)
    files = {"photo": ("bench.jpg", a_photo(), "image/jpeg")}

    await client.post("/office/ideas/new", {**await entry(), "alt": "A cold room"}, files=files)

    idea = await Idea.get()
    assert (idea.state, (await Photo.get(id=idea.photo_id)).alt) == (IdeaState.RECEIVED, "A cold room")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x" * 101}, "title"),
        ({"story": ""}, "story"),
        ({"story": "x" * 10_001}, "story"),
        ({"pot": ""}, "pot"),
        ({"pot": "999999"}, "pot"),
        ({"theme": "7"}, "theme"),
        ({"cost": "lots"}, "cost"),
        ({"name": ""}, "name"),
        ({"name": "City Council"}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"email": "a@x.com, b@y.com"}, "email"),
        ({"email": "nobody"}, "email"),
        ({"channel": ""}, "channel"),
        ({"channel": "crystal ball"}, "channel"),
        ({"heard_at": "x" * 121}, "heard_at"),
        ({"spot": "x" * 121}, "spot"),
    ],
)
async def test_what_is_wrong_stands_beside_its_question_and_nothing_is_kept(
    client: Client, wrong: dict[str, str], field: str
) -> None:
    await officer(client)
    sent = {**await entry(), "spot": "By the door", **wrong}

    page = await client.post("/office/ideas/new", sent, status=422)

    assert page.select_one(f"#{field}-error"), text_of(page.select_one("main"))
    assert field == "name" or page.select_one("input[name=name]")["value"] == "Mrs B."  # type: ignore[index]
    assert await Idea.all().count() == 0
    assert await Account.filter(display_name="").count() == 0


async def test_a_bad_photo_keeps_the_words_and_stores_nothing(client: Client) -> None:
    await officer(client)
    files = {"photo": ("bench.jpg", b"<svg onload=alert(1)>", "image/jpeg")}

    page = await client.post("/office/ideas/new", {**await entry(), "alt": "A bench"}, files=files, status=422)
    without_words = {"photo": ("bench.jpg", a_photo(), "image/jpeg")}
    silent = await client.post("/office/ideas/new", await entry(), files=without_words, status=422)

    assert "cannot open this file" in text_of(page)
    assert "Tea and company." in text_of(page.select_one("textarea[name=story]"))
    assert silent.select_one("#alt-error")
    assert (await Idea.all().count(), await Photo.all().count()) == (0, 0)


async def test_after_the_end_only_what_was_handed_in_on_time(client: Client) -> None:
    await officer(client)
    sent = await entry("review")

    page = await client.post("/office/ideas/new", sent, status=422)
    await client.post("/office/ideas/new", {**sent, "in_time": "y"})

    assert page.select_one("#in_time-error")
    assert await Idea.filter(state=IdeaState.RECEIVED).count() == 1


async def test_nothing_is_entered_once_the_vote_is_prepared(client: Client) -> None:
    await officer(client)
    sent = await entry("voting")

    page = await client.post("/office/ideas/new", sent, status=422)

    assert "No fund takes ideas now" in text_of(page)
    assert await Idea.all().count() == 0


async def test_ideas_like_it_are_shown_first(client: Client) -> None:
    await officer(client)
    cycle = await make_cycle()
    await make_idea(cycle, await make_pot(cycle), title="Warm room at the library")

    page = await client.get("/office/ideas/new?title=Warm+room+on+Sundays")

    assert "Warm room at the library" in text_of(page)


async def test_who_entered_it_does_not_moderate_it(client: Client) -> None:
    await officer(client, Role.MODERATOR)
    await client.post("/office/ideas/new", await entry())

    page = await client.get("/office/moderation")

    assert "This is your own. Another moderator has to decide about it." in text_of(page)


async def test_officers_find_ideas_in_every_state_but_draft(client: Client) -> None:
    reviewer = await officer(client)
    cycle = await make_cycle()
    pot, other = await make_pot(cycle), await make_pot(cycle, await make_place("Fenton"))
    await make_idea(cycle, pot, title="Draft bench", state=IdeaState.DRAFT)
    await make_idea(cycle, pot, title="New bench", state=IdeaState.RECEIVED)
    await make_idea(cycle, other, title="100% bench", reviewer=reviewer, state=IdeaState.COSTING)

    async def listed(query: str) -> list[str]:
        page = await client.get(f"/office/ideas{query}")
        return [text_of(title) for title in page.select(".queue__title")]

    assert await listed("") == ["100% bench", "New bench"]
    assert await listed("?state=received") == await listed(f"?pot={pot.id}") == ["New bench"]
    assert await listed(f"?reviewer={reviewer.id}") == await listed("?q=0%25+b") == ["100% bench"]
    assert await listed("?q=_bench") == []
    assert await listed("?state=draft") == await listed("?pot=x&before=zz&reviewer=-1") == ["100% bench", "New bench"]


async def test_a_long_list_has_pages_and_costs_the_same(client: Client, count_queries: CountQueries) -> None:
    await officer(client)
    cycle = await make_cycle()
    pot, author = await make_pot(cycle), await make_account()
    await make_idea(cycle, pot, author)
    async with count_queries() as one:
        await client.get("/office/ideas")
    for number in range(51):
        await make_idea(cycle, pot, author, title=f"Idea {number}", created_at=NOW - days(number))
    async with count_queries() as many:
        page = await client.get("/office/ideas")
    older = page.select_one("a[rel=next]")
    assert older is not None
    rest = await client.get(str(older["href"]))

    assert one.count == many.count
    assert (len(page.select(".queue__item")), len(rest.select(".queue__item"))) == (50, 2)


async def test_the_file_has_every_idea_no_address_and_no_formula(client: Client) -> None:
    await officer(client)
    cycle = await make_cycle()
    author = await make_account("Sue", email="sue.secret@example.com")
    await make_idea(cycle, await make_pot(cycle), author, title='=HYPERLINK("http://evil","x")', author_name="@sue")

    answer = await client.raw_get("/office/ideas/file")

    text = answer.content.decode("utf-8-sig")
    heading, record = csv.reader(io.StringIO(text))
    row = dict(zip(heading, record, strict=True))
    assert answer.headers["content-type"].startswith("text/csv")
    assert (row["Title"], row["Shown name"]) == ('\'=HYPERLINK("http://evil","x")', "'@sue")
    assert "secret" not in text


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "  =", "＝"])
def test_no_text_begins_like_a_formula(start: str) -> None:
    content = f"{start}cmd|' /C calc'!A0"

    [[read]] = csv.reader(io.StringIO(as_csv([content], []).removeprefix("\ufeff"), newline=""))

    assert read == "'" + content


def test_numbers_stay_numbers() -> None:
    assert (cell(-5), cell(12), cell(None), cell("-")) == ("-5", "12", "", "'-")


@pytest.mark.parametrize(("role", "status"), [(Role.PUBLISHER, 403), (Role.MODERATOR, 200)])
async def test_who_may_enter(client: Client, role: Role, status: int) -> None:
    await officer(client, role)

    await client.get("/office/ideas/new", status=status)
    await client.get("/office/ideas")
