"""Writing and sending an idea as a resident meets it: page by page, and whatever goes wrong on the way."""

from datetime import UTC, datetime, timedelta

import pytest

from pb.models import Cycle, Idea, IdeaState
from residents.models import Account, SignInChallenge
from residents.places.models import Postcode, Ward
from tests.browsing import Client, text_of
from tests.factories import make_account, make_idea, make_place, make_pot, make_theme
from tests.pb.ideas.idea_samples import POSTCODE, answer_all, begin, code_of_last_letter, make_fund

NOW = datetime.now(UTC)


async def test_a_newcomer_sends_an_idea_with_six_presses_and_five_answers(client: Client) -> None:
    await make_fund()
    await client.get("/ideas/new")  # the first press, on the home page

    number = await begin(client)
    page = await client.follow()
    assert "Question 2 of 4" in text_of(page)
    await client.post(f"/ideas/drafts/{number}/story", {"story": "Somewhere to sit."})
    await client.follow()
    await client.post(f"/ideas/drafts/{number}/place", {"postcode": " st15hn"})
    page = await client.follow()
    assert "11 or over and live in Stoke-on-Trent" in text_of(page)
    await client.post(f"/ideas/drafts/{number}/check", {"email": "new@example.com"})
    assert client.last is not None
    code_page = client.last.headers["location"]
    await client.follow()
    await client.post(code_page, {"code": await code_of_last_letter()})
    page = await client.follow()

    assert "Thank you. We have your idea." in text_of(page)
    idea = await Idea.get(id=number)
    account = await Account.get(email="new@example.com")
    assert (idea.state, idea.author_id, idea.place) == (IdeaState.RECEIVED, account.id, "Hanley ward")


async def test_a_signed_in_resident_needs_no_code(client: Client) -> None:
    await make_fund()
    await client.sign_in(await make_account())
    number = await answer_all(client)

    await client.post(f"/ideas/drafts/{number}/check")

    assert "We have your idea" in text_of(await client.follow())
    await client.post(f"/ideas/drafts/{number}/check")  # pressed twice
    assert "We have your idea" in text_of(await client.follow())


async def test_pressing_twice_on_the_code_page_ends_on_the_page_that_thanks(client: Client) -> None:
    await make_fund()
    number = await answer_all(client)
    await client.post(f"/ideas/drafts/{number}/check", {"email": "new@example.com"})
    assert client.last is not None
    code_page, code = client.last.headers["location"], await code_of_last_letter()
    await client.post(code_page, {"code": code})
    client.cookies.delete("session")  # the browser dropped the first answer

    await client.post(code_page, {"code": code})

    assert client.last.headers["location"] == f"/ideas/{number}/received"


async def test_similar_ideas_are_shown_before_more_is_asked(client: Client) -> None:
    fund = await make_fund()
    other = await make_idea(fund.cycle, fund.pot, title="A bench beside the canal")

    number = await begin(client, "Benches by the canal")
    page = await client.follow()

    link = page.find("a", href=f"/ideas/{other.id}/support")
    assert "Support this one instead A bench beside the canal" in text_of(link)
    assert number


async def test_a_draft_waits_for_its_writer(client: Client) -> None:
    await make_fund()
    number = await begin(client)

    page = await client.get("/ideas/new")

    assert "Go on with “Benches by the canal”" in text_of(page)
    await client.get(f"/ideas/drafts/{number}", status=303)
    assert client.last is not None and client.last.headers["location"] == f"/ideas/drafts/{number}/story"


PAGES = ["", "/title", "/story", "/place", "/spot", "/cost", "/name", "/check", "/codes/1"]


@pytest.mark.parametrize("part", PAGES)
async def test_somebody_elses_draft_is_as_if_it_were_not_there(client: Client, part: str) -> None:
    await make_fund()
    number = await answer_all(client)
    for cookie in ("browser", "session"):
        client.cookies.delete(cookie)
    for stranger in (None, await make_account()):
        if stranger:
            await client.sign_in(stranger)
        for unknown in (number, 123456789, 10**40):
            await client.get(f"/ideas/drafts/{unknown}{part}", status=404)
            if part:
                await client.post(f"/ideas/drafts/{unknown}{part}", {"title": "Mine now"}, status=404)
        await client.get(f"/ideas/{number}", status=404)
        await client.get(f"/ideas/{number}/photo", status=404)

    assert (await Idea.get(id=number)).title == "Benches by the canal"


LONG = "x" * 11_000
REFUSED = [
    ("title", {"title": ""}, "Give your idea a short name."),
    ("title", {"title": " \u200b "}, "Give your idea a short name."),
    ("title", {"title": "y" * 101}, "Shorten this to 100 characters or fewer."),
    ("title", {}, "Give your idea a short name."),
    ("story", {"story": ""}, "One sentence is enough."),
    ("story", {"story": LONG}, "Shorten this to 10,000 characters or fewer."),
    ("story", {"story": "Sit.", "theme": "999999"}, "Choose one of the themes"),
    ("story", {"story": "Sit.", "theme": "x; DROP TABLE idea"}, "Choose one of the themes"),
    ("story", {"story": "Sit.", "theme": "9" * 50}, "Choose one of the themes"),
    ("place", {}, "Type a postcode, or choose a neighbourhood below."),
    ("place", {"neighbourhood": "999999"}, "Type a postcode, or choose a neighbourhood below."),
    ("place", {"postcode": "nowhere at all"}, "does not look like a whole postcode"),
    ("place", {"postcode": "M1 1AE"}, "outside our area"),
    ("place", {"postcode": LONG}, "does not look like a whole postcode"),
    ("spot", {"spot": "z" * 121}, "Shorten this to 120 characters or fewer."),
    ("cost", {"cost": "a lot"}, "Write an amount of money"),
    ("cost", {"cost": "-5"}, "Write an amount of money"),
    ("cost", {"cost": "99999999999"}, "Write an amount of money"),
    ("cost", {"cost": "10000001"}, "£10,000,000 or less"),
    ("name", {"name": "City Сouncil"}, "nobody could mistake"),
    ("name", {"name": "n" * 61}, "Shorten this to 60 characters or fewer."),
    ("check", {"email": ""}, "Enter your email address."),
    ("check", {"email": "nobody"}, "Enter one email address"),
    ("check", {"email": "a@example.com, b@example.com"}, "Enter one email address"),
    ("check", {"email": "a@example.com\r\nBcc: b@example.com"}, "Enter one email address"),
]


@pytest.mark.parametrize(("part", "typed", "sentence"), REFUSED)
async def test_bad_answers_get_a_sentence_and_stay_on_the_page(
    client: Client, part: str, typed: dict[str, str], sentence: str
) -> None:
    await make_fund()
    number = await answer_all(client)
    before = await Idea.filter(id=number).values()

    page = await client.post(f"/ideas/drafts/{number}/{part}", typed, status=422)

    assert sentence in text_of(page.select_one(".govuk-error-summary"))
    assert page.title is not None and page.title.text.startswith("Error:")
    for name, text in typed.items():
        field = page.select_one(f'input:is([type=text], [type=email])[name="{name}"], textarea[name="{name}"]')
        if field is not None:
            kept = field.text.removeprefix("\n") if field.name == "textarea" else field["value"]
            assert kept == text.replace("\r\n", "\n") or "\n" in text
    assert await Idea.filter(id=number).values() == before


async def test_fields_that_nobody_asked_for_are_ignored(client: Client) -> None:
    fund = await make_fund()
    stranger = await make_account()
    number = await answer_all(client)

    extra = {
        "state": "published",
        "author_id": str(stranger.id),
        "published_at": "2026-01-01",
        "cost_pence": "1",
        "supports": "99",
        "id": "1",
        "cycle_id": "0",
        "draft_key": "x" * 64,
    }
    await client.post(f"/ideas/drafts/{number}/story", {"story": "Sit.", **extra})
    await client.post(f"/ideas/drafts/{number}/title", {"title": "Benches", **extra})

    idea = await Idea.get(id=number)
    assert (idea.state, idea.author_id, idea.published_at, idea.cost_pence, idea.supports) == (
        IdeaState.DRAFT,
        None,
        None,
        None,
        0,
    )
    assert idea.cycle_id == fund.cycle.id and len(idea.draft_key) == 64 and idea.draft_key != "x" * 64


async def test_a_form_without_a_token_shows_what_was_typed(client: Client) -> None:
    await make_fund()
    number = await answer_all(client)

    page = await client.post(f"/ideas/drafts/{number}/story", {"story": "My long text"}, status=403, token=False)

    assert "My long text" in str(page)


async def test_a_form_from_another_site_is_refused(client: Client) -> None:
    await make_fund()
    number = await answer_all(client)

    await client.post(
        f"/ideas/drafts/{number}/story", {"story": "Evil"}, status=403, headers={"sec-fetch-site": "cross-site"}
    )

    assert (await Idea.get(id=number)).body == "Somewhere to sit."


async def test_a_wrong_code_keeps_everything_and_too_many_are_stopped(client: Client) -> None:
    await make_fund()
    number = await answer_all(client)
    await client.post(f"/ideas/drafts/{number}/check", {"email": "new@example.com"})
    assert client.last is not None
    code_page, right = client.last.headers["location"], await code_of_last_letter()

    for _ in range(5):
        page = await client.post(code_page, {"code": "00000000"}, status=422)
        assert "not the code we sent" in text_of(page)
    page = await client.post(code_page, {"code": right}, status=429)

    assert "too many times" in text_of(page)
    assert (await Idea.get(id=number)).state is IdeaState.DRAFT
    await client.post(f"/ideas/drafts/{number}/check", {"email": "new@example.com"})
    await client.post(client.last.headers["location"], {"code": await code_of_last_letter()})
    assert (await Idea.get(id=number)).state is IdeaState.RECEIVED


async def test_an_expired_code_keeps_the_draft(client: Client) -> None:
    await make_fund()
    number = await answer_all(client)
    await client.post(f"/ideas/drafts/{number}/check", {"email": "new@example.com"})
    assert client.last is not None
    await SignInChallenge.all().update(expires_at=NOW - timedelta(minutes=1))

    page = await client.post(client.last.headers["location"], {"code": await code_of_last_letter()}, status=422)

    assert "more than 10 minutes old" in text_of(page)
    assert (await Idea.get(id=number)).state is IdeaState.DRAFT


async def test_a_phase_that_has_just_ended_gets_a_sentence_and_the_draft_remains(client: Client) -> None:
    fund = await make_fund()
    number = await answer_all(client)
    await client.post(f"/ideas/drafts/{number}/check", {"email": "new@example.com"})
    assert client.last is not None
    code_page = client.last.headers["location"]
    await Cycle.filter(id=fund.cycle.id).update(ideas_close_at=NOW - timedelta(minutes=1))

    await client.post(code_page, {"code": await code_of_last_letter()})
    page = await client.follow()

    assert "Your idea is kept, but not sent yet. New ideas cannot be sent in now." in text_of(page)
    assert "Somewhere to sit." in text_of(page)
    await client.post(f"/ideas/drafts/{number}/check", status=422)
    assert "Ideas are not open now" in text_of(await client.get("/ideas/new"))
    page = await client.post("/ideas/new", {"title": "My precious words"}, status=422)
    assert page.find("input", {"value": "My precious words"})
    assert (await Idea.get(id=number)).state is IdeaState.DRAFT


async def test_a_postcode_beside_a_line_asks_for_the_side(client: Client) -> None:
    await make_fund()
    near = await Ward.create(code="E05000002", name="Far side", area_code="E06000021", lat=53, long=-2)
    await Postcode.filter(code="ST15HN").update(near_ward_id=near.code)
    number = await begin(client)
    await client.post(f"/ideas/drafts/{number}/story", {"story": "Sit."})

    page = await client.post(f"/ideas/drafts/{number}/place", {"postcode": POSTCODE}, status=422)
    assert "ST1 5HN is on a line" in text_of(page)
    assert [text_of(label) for label in page.select("label[for^=side]")] == ["Hanley ward", "Far side"]
    await client.post(f"/ideas/drafts/{number}/place", {"postcode": POSTCODE, "side": "E05014573"})

    assert (await Idea.get(id=number)).place == "Hanley ward"


async def test_a_place_without_money_is_explained(client: Client) -> None:
    await make_fund()
    await make_place("Fenton", postcode="ST43AA")
    number = await begin(client)

    page = await client.post(f"/ideas/drafts/{number}/place", {"postcode": "ST4 3AA"}, status=422)

    assert "ST4 3AA is in Fenton ward, and there is no money for that place this time. It is for: Hanley." in text_of(
        page
    )


async def test_a_neighbourhood_can_be_chosen_from_the_list_or_by_a_link_of_the_map(client: Client) -> None:
    fund = await make_fund()
    fenton = await make_place("Fenton")
    pot = await make_pot(fund.cycle, fenton)
    number = await begin(client)

    page = await client.get(f"/ideas/drafts/{number}/place?neighbourhood={fenton.slug}")
    assert page.find("input", {"name": "neighbourhood", "value": str(pot.id), "checked": True})
    await client.post(f"/ideas/drafts/{number}/place", {"neighbourhood": str(pot.id)})

    assert (await Idea.get(id=number)).pot_id == pot.id


async def test_the_extras_are_kept_and_shown(client: Client) -> None:
    fund = await make_fund()
    theme = await make_theme(fund.cycle)
    number = await answer_all(client)

    await client.post(f"/ideas/drafts/{number}/story", {"story": "Sit.", "theme": str(theme.id)})
    await client.post(f"/ideas/drafts/{number}/spot", {"spot": "Beside the lock"})
    await client.post(f"/ideas/drafts/{number}/cost", {"cost": "£1,250.50"})
    await client.post(f"/ideas/drafts/{number}/name", {"name": "Zoë from Hanley"})
    page = text_of(await client.follow())

    for words in ("Green places", "Beside the lock", "£1,250.50", "Zoë from Hanley"):
        assert words in page


async def test_a_draft_can_be_deleted(client: Client) -> None:
    await make_fund()
    number = await answer_all(client)

    await client.post(f"/ideas/drafts/{number}/removal")

    assert not await Idea.exists(id=number)


async def test_a_cycle_that_asks_who_belongs_asks_after_signing_in(client: Client) -> None:
    await make_fund(evidence={"suggest": "E1"})
    await client.sign_in(await make_account())
    number = await answer_all(client)
    page = await client.get(f"/ideas/drafts/{number}/check")
    assert "Where do you belong?" in text_of(page)

    await client.post(f"/ideas/drafts/{number}/check", {"postcode": "M1 1AE"}, status=422)
    await client.post(f"/ideas/drafts/{number}/check", {}, status=422)
    await client.post(f"/ideas/drafts/{number}/check", {"postcode": POSTCODE, "tie": "work"})

    assert (await Idea.get(id=number)).state is IdeaState.RECEIVED


async def test_opening_a_page_changes_nothing(client: Client) -> None:
    await make_fund()
    number = await answer_all(client)
    before = await Idea.filter(id=number).values()

    for part in ("/title", "/story", "/place", "/spot", "/cost", "/name", "/check", "/codes/1"):
        await client.get(f"/ideas/drafts/{number}{part}")

    assert await Idea.filter(id=number).values() == before


async def test_whoever_signs_in_anywhere_on_the_site_finds_their_draft_again_in_another_browser(client: Client) -> None:
    await make_fund()
    number = await begin(client)
    await client.post("/sign-in", {"email": "new@example.com"})
    assert client.last is not None
    await client.post(client.last.headers["location"], {"code": await code_of_last_letter()})
    client.cookies.delete("browser")  # what signing out does, or another device

    page = await client.get("/account/ideas")

    assert page.find("a", href=f"/ideas/drafts/{number}")
