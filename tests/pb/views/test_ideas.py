"""The list of ideas, the page of one, and what people do there, as they meet it."""

import gzip
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image

from pb.models import Comment, Follow, Idea, IdeaState, Photo, Report, Support
from tests.browsing import Client, text_of
from tests.counting import CountQueries
from tests.factories import make_account, make_claim, make_idea, make_theme
from tests.pb.ideas.idea_samples import POSTCODE, answer_all, make_fund, public_idea

NOW = datetime.now(UTC)


# The list


async def test_the_list_needs_few_queries_and_no_more_for_more_ideas(
    client: Client, count_queries: CountQueries
) -> None:
    fund = await make_fund()
    await make_theme(fund.cycle)
    counts = []
    for number in (1, 3, 30):
        for _ in range(number):
            await public_idea(fund)
        async with count_queries() as counted:
            await client.get("/ideas?q=bench&order=supported")
        counts.append(counted.count)

    assert len(set(counts)) == 1 and counts[0] <= 8


async def test_a_page_of_the_list_weighs_little(client: Client) -> None:
    fund = await make_fund()
    for number in range(30):
        await public_idea(fund, title=f"Idea {number} about something else", body="word " * 200)

    html = (await client.raw_get("/ideas")).text

    assert html.count('class="card"') == 24
    assert len(gzip.compress(html.encode(), 6)) <= 15_000


async def test_htmx_gets_the_results_alone(client: Client) -> None:
    fund = await make_fund()
    await public_idea(fund, title="Benches")

    answer = await client.raw_get("/ideas?q=bench", {"hx-request": "true", "hx-request-type": "partial"})

    assert answer.text.strip().startswith('<div id="results">') and "Benches" in answer.text
    assert "HX-Request-Type" in answer.headers["vary"]


async def test_empty_lists_say_what_to_do(client: Client) -> None:
    assert "No ideas yet" in text_of(await client.get("/ideas"))
    fund = await make_fund()
    assert "The first one could be yours." in text_of(await client.get("/ideas"))
    await public_idea(fund)
    page = await client.get("/ideas?q=zebra")
    assert "Nothing found" in text_of(page) and page.find("a", href="/ideas")


@pytest.mark.parametrize(
    "query",
    [
        "q=%27+OR+1%3D1--",
        "q=" + "word+" * 200,
        "q=%00",
        "q=%F0%9F%98%80",
        "order=author__password_hash",
        "order=-id",
        "author__email__startswith=a",
        "neighbourhood=999999999999999999999999",
        "theme=' OR 1",
        "band=x",
        "standing=draft",
        "after=99999999999999999999-1",
        "before=x&after=y",
        "page=1000000000&per_page=1000000",
        "q=a&q=b",
        "after=9999999999999999-999999999999999999&order=supported",
    ],
)
async def test_no_address_breaks_the_list_or_shows_what_is_private(client: Client, query: str) -> None:
    fund = await make_fund()
    await public_idea(fund, title="Secret", state=IdeaState.RECEIVED)
    await public_idea(fund, title="Secret", state=IdeaState.DRAFT)

    assert "Secret" not in text_of(await client.get(f"/ideas?{query}"))


async def test_another_fund_is_shown_by_its_name_and_a_draft_fund_is_not_there(client: Client) -> None:
    fund, hidden = await make_fund(), await make_draft_fund()
    await public_idea(fund, title="Benches")

    assert "Benches" in text_of(await client.get(f"/ideas?cycle={fund.cycle.slug}"))
    await client.get(f"/ideas?cycle={hidden}", status=404)
    await client.get("/ideas?cycle=nothing-like-it", status=404)


async def make_draft_fund() -> str:
    from tests.factories import make_cycle

    return (await make_cycle("draft")).slug


async def test_the_next_page_keeps_the_filters(client: Client) -> None:
    fund = await make_fund()
    for number in range(26):
        await public_idea(fund, title=f"Bench {number}")

    page = await client.get("/ideas?q=bench")
    older = page.select_one("a[rel=next]")
    assert older is not None and "q=bench" in str(older["href"])
    page = await client.get(str(older["href"]))

    assert len(page.select(".card")) == 2
    assert page.select_one("a[rel=prev]") is not None


# One idea


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (IdeaState.PUBLISHED, "works out what it would cost"),
        (IdeaState.CHANGES_WANTED, "asked the author a question"),
        (IdeaState.ON_BALLOT, "The vote opens on"),
        (IdeaState.NOT_FEASIBLE, "There is no room. Where else you can go Ask Parks. Decided by: The head of parks"),
        (IdeaState.MERGED, "This idea was joined with another one"),
        (IdeaState.WITHDRAWN, "The author has taken this idea back."),
    ],
)
async def test_an_idea_says_where_it_stands(client: Client, state: IdeaState, words: str) -> None:
    fund = await make_fund()
    answer = {"reason": "There is no room.", "elsewhere": "Ask Parks.", "decided_by": "The head of parks"}
    idea = await public_idea(fund, state=state, **answer if state is IdeaState.NOT_FEASIBLE else {})

    assert words in text_of(await client.get(f"/ideas/{idea.id}"))


async def test_markup_in_a_title_or_a_name_is_only_text(client: Client) -> None:
    fund = await make_fund()
    evil = "<script>alert(1)</script>{{7*7}}"
    idea = await public_idea(fund, title=evil, author_name=evil, place=evil, supports=1)

    for path in (f"/ideas/{idea.id}", "/ideas"):
        page = await client.get(path)
        assert evil in text_of(page.body)


async def test_the_page_of_an_idea_needs_as_many_queries_for_many_comments(
    client: Client, count_queries: CountQueries
) -> None:
    fund = await make_fund()
    idea = await public_idea(fund)
    await client.sign_in(await make_account())
    counts = []
    for number in (1, 3, 40):
        for _ in range(number):
            await Comment.create(idea=idea, author_name="Sue", body="x", body_html="<p>x</p>", made_at=NOW)
        async with count_queries() as counted:
            page = await client.get(f"/ideas/{idea.id}")
        counts.append(counted.count)

    assert len(set(counts)) == 1 and counts[0] <= 5
    assert len(page.select(".comment")) == 30
    older = page.find("a", string="Older comments")
    assert older is not None
    assert len((await client.get(str(older["href"]))).select(".comment")) == 14


async def test_a_visitor_is_led_to_sign_in_and_back(client: Client) -> None:
    fund = await make_fund()
    idea = await public_idea(fund)
    page = await client.get(f"/ideas/{idea.id}")
    assert page.find("a", href=f"/ideas/{idea.id}/support") and not page.select("form[method=post]")

    for part in ("support", "follow", "report"):
        await client.get(f"/ideas/{idea.id}/{part}", status=303)
        assert client.last is not None
        assert client.last.headers["location"] == f"/sign-in?next=/ideas/{idea.id}/{part}"


async def test_the_first_support_asks_once_where_somebody_belongs(client: Client) -> None:
    fund = await make_fund()
    idea = await public_idea(fund)
    await client.sign_in(await make_account())

    page = await client.post(f"/ideas/{idea.id}/support", status=422)
    assert "Tell us where you belong first." in text_of(page)
    await client.post(f"/ideas/{idea.id}/support", {"postcode": "M1 1AE"}, status=422)
    await client.post(f"/ideas/{idea.id}/support", {"postcode": POSTCODE, "tie": "live"})
    page = await client.follow()
    assert "You support this idea." in text_of(page) and "1 supporter" in text_of(page)

    await client.post(f"/ideas/{idea.id}/support-withdrawal")
    assert await Support.all().count() == 0


async def test_following_and_its_end(client: Client) -> None:
    fund = await make_fund()
    idea = await public_idea(fund, title="Benches")
    await client.sign_in(await make_account())

    await client.get(f"/ideas/{idea.id}/follow")
    await client.post(f"/ideas/{idea.id}/follow")
    assert "Benches" in text_of(await client.get("/account/follows"))
    await client.post(f"/ideas/{idea.id}/follow-withdrawal")

    assert await Follow.all().count() == 0
    assert "You follow no idea yet" in text_of(await client.follow())


async def test_a_comment_is_on_the_page_and_can_be_taken_back(client: Client) -> None:
    fund = await make_fund()
    idea = await public_idea(fund)
    await client.sign_in(await make_account("Zoë"))

    await client.post(f"/ideas/{idea.id}/comments", {"body": "Lovely <b>benches</b>"})
    page = await client.get(f"/ideas/{idea.id}")
    assert "Lovely <b>benches</b>" in text_of(page) and "Zoë" in text_of(page)
    form = page.select_one(".comment form")
    assert form is not None
    await client.post(str(form["action"]))

    assert "Lovely" not in text_of(await client.get(f"/ideas/{idea.id}"))


@pytest.mark.parametrize("body", ["", "   ", "y" * 2_001])
async def test_a_refused_comment_is_kept_in_its_box(client: Client, body: str) -> None:
    fund = await make_fund()
    idea = await public_idea(fund)
    await client.sign_in(await make_account())

    page = await client.post(f"/ideas/{idea.id}/comments", {"body": body}, status=422)

    assert page.select_one("textarea").text.removeprefix("\n") == body  # type: ignore[union-attr]
    assert await Comment.all().count() == 0


async def test_a_comment_written_after_the_session_ended_is_not_lost(client: Client) -> None:
    fund = await make_fund()
    idea = await public_idea(fund)

    page = await client.post(f"/ideas/{idea.id}/comments", {"body": "My long thoughts"}, status=422)

    assert "My long thoughts" in str(page.select_one("textarea")) and "not signed in any more" in text_of(page)


async def test_reports_reach_the_moderators(client: Client) -> None:
    fund = await make_fund()
    idea = await public_idea(fund)
    comment = await Comment.create(idea=idea, author_name="Sue", body="x", body_html="<p>x</p>", made_at=NOW)
    await client.sign_in(await make_account())

    for path in (f"/ideas/{idea.id}/report", f"/comments/{comment.id}/report"):
        await client.get(path)
        await client.post(path, {"why": ""}, status=422)
        await client.post(path, {"why": "It is rude."})

    assert await Report.all().count() == 2


# The author


async def test_an_author_edits_an_idea_and_sees_both_texts_when_two_tabs_differ(client: Client) -> None:
    fund = await make_fund()
    author = await make_account()
    idea = await make_idea(fund.cycle, fund.pot, author)
    await client.sign_in(author)
    page = await client.get(f"/ideas/{idea.id}/changes")
    assert "somebody reads your idea again" in text_of(page)

    await client.post(f"/ideas/{idea.id}/changes", {"title": "First tab", "story": "One", "version": "0"})
    page = await client.post(
        f"/ideas/{idea.id}/changes", {"title": "Second tab", "story": "Two", "version": "0"}, status=422
    )
    assert "First tab" in text_of(page) and page.find("input", {"value": "Second tab"})
    version = page.find("input", {"name": "version"})
    await client.post(
        f"/ideas/{idea.id}/changes",
        {"title": "Second tab", "story": "Two", "version": str(version["value"])},  # type: ignore[index]
    )

    stands = await Idea.get(id=idea.id)
    assert (stands.title, stands.state) == ("Second tab", IdeaState.RECEIVED)


@pytest.mark.parametrize(
    "typed",
    [
        {"title": "", "story": "x", "version": "0"},
        {"title": "x", "story": "", "version": "0"},
        {"title": "x", "story": "y" * 10_001, "version": "0"},
        {"title": "x", "story": "y", "version": "nonsense"},
        {"title": "x", "story": "y"},
        {"title": "x", "story": "y", "cost": "much", "version": "0"},
        {"title": "x", "story": "y", "spot": "z" * 121, "version": "0"},
    ],
)
async def test_a_bad_edit_changes_nothing(client: Client, typed: dict[str, str]) -> None:
    fund = await make_fund()
    author = await make_account()
    idea = await make_idea(fund.cycle, fund.pot, author)
    await client.sign_in(author)
    before = await Idea.filter(id=idea.id).values()

    await client.post(f"/ideas/{idea.id}/changes", typed, status=422)

    assert await Idea.filter(id=idea.id).values() == before


async def test_a_withdrawal_asks_once_and_stands_among_ones_ideas(client: Client) -> None:
    fund = await make_fund()
    author = await make_account()
    idea = await make_idea(fund.cycle, fund.pot, author, title="Benches")
    await client.sign_in(author)

    await client.get(f"/ideas/{idea.id}/withdrawal")
    await client.post(f"/ideas/{idea.id}/withdrawal")
    page = await client.follow()
    await client.post(f"/ideas/{idea.id}/withdrawal", status=422)

    assert "Benches Withdrawn" in text_of(page)


async def test_ones_own_ideas_need_as_many_queries_for_many(client: Client, count_queries: CountQueries) -> None:
    fund = await make_fund()
    author = await make_account()
    await client.sign_in(author)
    counts = []
    for number in (1, 3):
        for _ in range(number):
            await make_idea(fund.cycle, fund.pot, author)
        async with count_queries() as counted:
            await client.get("/account/ideas")
        counts.append(counted.count)

    assert counts[0] == counts[1]


STRANGERS = ["changes", "withdrawal", "photo", "received"]


@pytest.mark.parametrize("part", STRANGERS)
async def test_a_stranger_meets_the_same_404_for_an_idea_and_for_none(client: Client, part: str) -> None:
    fund = await make_fund()
    idea = await public_idea(fund)
    await client.sign_in(await make_account())

    there = text_of(await client.get(f"/ideas/{idea.id}/{part}", status=404))
    nothing = text_of(await client.get(f"/ideas/999999/{part}", status=404))

    assert there.split("Number to quote")[0][:200] == nothing.split("Number to quote")[0][:200]


# Photos


def photo(size: tuple[int, int] = (400, 300)) -> bytes:
    file = BytesIO()
    Image.new("RGB", size, "red").save(file, "JPEG")
    return file.getvalue()


async def test_a_photo_is_added_shown_described_and_removed(client: Client) -> None:
    await make_fund()
    number = await answer_all(client)
    path = f"/ideas/{number}/photo"

    await client.post(path, {"alt": "An empty corner"}, files={"photo": ("me.jpg", photo(), "image/jpeg")})
    kept = await Photo.get()
    answer = await client.raw_get(f"/media/{kept.name}")
    assert answer.headers["content-type"] == "image/webp"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "immutable" in answer.headers["cache-control"] and "sandbox" in answer.headers["content-security-policy"]
    await client.post(path, {"alt": "A full corner"})
    assert (await Photo.get()).alt == "A full corner"
    await client.post(path, {"act": "remove"})

    assert await Photo.all().count() == 0
    assert (await client.raw_get(f"/media/{kept.name}")).status_code == 404


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("photo.jpg", b"no photo at all", "cannot open this file as a photo"),
        ("photo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "cannot open this file as a photo"),
        ("../../main.py", b"print()", "cannot open this file as a photo"),
        ("tiny.png", photo((5, 5)), "too small"),
        ("", b"", "Choose a photo first"),
    ],
)
async def test_what_is_no_photo_is_refused_and_the_words_are_kept(
    client: Client, name: str, data: bytes, sentence: str
) -> None:
    await make_fund()
    number = await answer_all(client)

    page = await client.post(
        f"/ideas/{number}/photo", {"alt": "My words"}, status=422, files={"photo": (name, data, "image/jpeg")}
    )

    assert sentence in text_of(page) and page.find("input", {"value": "My words"})
    assert await Photo.all().count() == 0


async def test_a_photo_without_words_is_asked_for_them(client: Client) -> None:
    await make_fund()
    number = await answer_all(client)

    page = await client.post(f"/ideas/{number}/photo", {"alt": ""}, status=422, files={"photo": ("a.jpg", photo())})

    assert "Say in a few words what the photo shows" in text_of(page)


async def test_a_file_beyond_the_limit_is_refused(client: Client) -> None:
    await make_fund()
    number = await answer_all(client)

    page = await client.post(
        f"/ideas/{number}/photo", {"alt": "Big"}, status=413, files={"photo": ("a.jpg", bytes(8_100_000))}
    )

    assert await Photo.all().count() == 0 and page is not None


async def test_other_forms_take_far_less(client: Client) -> None:
    await make_fund()
    number = await answer_all(client)

    await client.post(f"/ideas/drafts/{number}/story", {"story": "x" * 600_000}, status=413)


@pytest.mark.parametrize(
    "name", ["x.webp", "..%2f..%2fmain.py", "%2e%2e/main.py", "0" * 32 + ".png", "0" * 32 + ".webp"]
)
async def test_nothing_but_photos_comes_out_of_the_media_folder(client: Client, name: str) -> None:
    assert (await client.raw_get(f"/media/{name}")).status_code == 404


async def test_a_new_photo_of_a_public_idea_is_read_by_a_moderator_first(client: Client) -> None:
    fund = await make_fund()
    author = await make_account()
    await make_claim(author, fund.place)
    idea = await make_idea(fund.cycle, fund.pot, author)
    await client.sign_in(author)

    await client.post(f"/ideas/{idea.id}/photo", {"alt": "A corner"}, files={"photo": ("a.jpg", photo())})

    stands = await Idea.get(id=idea.id)
    assert stands.state is IdeaState.RECEIVED and stands.photo_id and stands.version == 1
    await Idea.filter(id=idea.id).update(state=IdeaState.ON_BALLOT)
    await client.post(f"/ideas/{idea.id}/photo", {"act": "remove"}, status=422)
    assert (await Idea.get(id=idea.id)).photo_id
    assert NOW - timedelta(1) < stands.changed_at
