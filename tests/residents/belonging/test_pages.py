"""One's own claim in the browser: how it stands, what is needed, and the ways on."""

from datetime import UTC, datetime
from typing import Any

import pytest

from post.models import Message
from residents.belonging.claims import lock
from residents.belonging.proofs import give
from residents.models import (
    Account,
    Claim,
    ClaimState,
    Evidence,
    Franchise,
    HelperAct,
    Mark,
    ProofMethod,
    Role,
    Shift,
    Tie,
    Venue,
)
from residents.places.models import Postcode
from tests.browsing import Client, text_of
from tests.counting import CountQueries
from tests.factories import days, make_account, make_place
from tests.residents.code_letters.letter_samples import (
    STREET,
    ask_for_letter,
    make_franchise,
    make_resident,
    new_postcode,
    person,
)

PAGE = "/account/belonging"


def now() -> datetime:
    return datetime.now(UTC)


async def enter(client: Client, **values: Any) -> tuple[Claim, Franchise, str]:
    """Somebody who said where they belong is signed in here."""
    franchise = await make_franchise(now(), **values)
    by, claim, postcode = await make_resident(franchise, now=now())
    await client.sign_in(await Account.get(id=by.account_id))
    return claim, franchise, postcode


def answer(page: Any) -> str:
    return text_of(page.main)


async def test_it_says_what_is_still_needed_and_until_when(client: Client) -> None:
    claim, franchise, _postcode = await enter(client)
    words = answer(await client.get(PAGE))
    place = await claim.neighbourhood
    for expected in ("Not confirmed yet", franchise.name, place.name, "You live here", "Nothing was confirmed yet"):
        assert expected in words
    ways = ["At a community lounge or library", "With a card from a group you know", "By letter", "call me"]
    places = [words.index(way) for way in ways]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("state", "says", "offers"),
    [
        (ClaimState.VERIFIED, "There is nothing more to do", False),
        (ClaimState.UNDER_REVIEW, "a person is looking at it", False),
        (ClaimState.REJECTED, "Say why this is wrong", False),
        (ClaimState.WITHDRAWN, "You took back what you told us", False),
        (ClaimState.EXPIRED, "for the next vote", True),
        (ClaimState.AWAITING_LETTER, "My letter has come", True),
    ],
)
async def test_each_state_has_its_words(client: Client, state: ClaimState, says: str, offers: bool) -> None:
    claim, _franchise, _postcode = await enter(client)
    await Claim.filter(id=claim.id).update(state=state)
    words = answer(await client.get(PAGE))
    assert says in words
    assert ("Ways to show that you belong here" in words) is offers


async def test_where_less_is_asked_nothing_more_is_needed(client: Client) -> None:
    _claim, franchise, _postcode = await enter(client, counts_from="E1")
    assert f"For “{franchise.name}” this is enough" in answer(await client.get(PAGE))


async def test_it_shows_what_is_kept_and_what_helpers_did(client: Client) -> None:
    claim, _franchise, _postcode = await enter(client)
    venue = await Venue.create(name="Bentilee Lounge", added_at=now())
    helper = await make_account("Hal Helper")
    shown = {"venue_id": venue.id, "verifier_id": helper.id}
    await give(await lock(claim.id), ProofMethod.IN_PERSON, "account:1", now(), **shown)
    await HelperAct.create(
        helper=helper, account_id=claim.account_id, venue=venue, act="signed-up", done_on=now().date()
    )
    words = answer(await client.get(PAGE))
    assert "At a community lounge or library, Bentilee Lounge" in words
    assert "Signed you up" in words and "Hal Helper" in words


async def test_whoever_said_nothing_yet_is_asked_and_everything_is_one_question_a_page(client: Client) -> None:
    place = await make_place("Longton", postcode=(postcode := new_postcode()))
    franchise = await make_franchise(now())
    account = await make_account()
    await client.sign_in(account)
    assert "You have not told us yet" in answer(await client.get(PAGE))
    await client.get(f"{PAGE}/place")
    page = await client.post(f"{PAGE}/place", {"asked": "postcode", "postcode": postcode.lower()}, status=200)
    assert "What do you do there?" in answer(page)
    page = await client.post(f"{PAGE}/place", {"asked": "tie", "postcode": postcode, "tie": "study"}, status=200)
    assert "How old are you?" in answer(page)
    answers = {"asked": "age", "postcode": postcode, "tie": "study", "age": "16 to 17"}
    await client.post(f"{PAGE}/place", answers)
    claim = await Claim.get(account=account)
    assert (claim.neighbourhood_id, claim.tie, claim.age_band) == (place.id, Tie.STUDY, "16 to 17")
    assert (claim.evidence, claim.franchise_id) == (Evidence.E1, franchise.id)


async def test_beside_a_line_the_side_is_asked_first(client: Client) -> None:
    await make_place("Hanley", "E05000001", "ST15HN")
    other = await make_place("Burslem", "E05000002")
    await Postcode.filter(code="ST15HN").update(near_ward_id="E05000002")
    await client.sign_in(account := await make_account())
    page = await client.post(f"{PAGE}/place", {"asked": "postcode", "postcode": "ST1 5HN"}, status=200)
    assert "Which side of the line" in answer(page)
    fields = {"postcode": "ST1 5HN", "tie": "live", "age": ""}
    page = await client.post(f"{PAGE}/place", {"asked": "side", **fields}, status=422)
    assert "Choose one of the answers" in answer(page)
    await client.post(f"{PAGE}/place", {"asked": "side", "side": "E05000002", **fields})
    assert (await Claim.get(account=account)).neighbourhood_id == other.id


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, "Enter your postcode"),
        ({"postcode": "nonsense"}, "does not look like a whole postcode"),
        ({"postcode": "POSTCODE", "asked": "tie", "tie": "rule"}, "Choose one of the answers"),
        ({"postcode": "POSTCODE", "asked": "age", "tie": "live", "age": "142"}, "Choose one of the answers"),
    ],
)
async def test_bad_answers_are_asked_again_and_change_nothing(
    client: Client, fields: dict[str, str], says: str
) -> None:
    await make_place(postcode=(postcode := new_postcode()))
    await client.sign_in(await make_account())
    sent = {name: postcode if text == "POSTCODE" else text for name, text in fields.items()}
    assert says in answer(await client.post(f"{PAGE}/place", sent, status=422))
    assert await Claim.all().count() == 0


async def test_while_a_claim_is_looked_into_the_place_stays(client: Client) -> None:
    claim, _franchise, postcode = await enter(client)
    await Claim.filter(id=claim.id).update(state=ClaimState.UNDER_REVIEW)
    sent = {"asked": "age", "postcode": postcode, "tie": "work", "age": ""}
    assert "We are looking into this claim" in answer(await client.post(f"{PAGE}/place", sent, status=422))
    assert (await Claim.get(id=claim.id)).tie is Tie.LIVE


async def test_each_way_leads_on_to_its_page(client: Client) -> None:
    await enter(client)
    page = await client.get(f"{PAGE}/confirmation")
    assert text_of(page.h1) == "Confirm that you have a tie to Stoke-on-Trent"
    assert [field["value"] for field in page.select("input[type=radio]")] == ["in_person", "voucher", "letter", "call"]
    leads = {"in_person": f"{PAGE}/venues", "voucher": "/v", "letter": f"{PAGE}/letter", "call": f"{PAGE}/call"}
    for way, href in leads.items():
        await client.post(f"{PAGE}/confirmation", {"way": way})
        assert client.last is not None and client.last.headers["location"] == href
    for wrong in ({}, {"way": "one_login"}, {"way": "x"}):
        await client.post(f"{PAGE}/confirmation", wrong, status=422)


async def test_only_ways_that_the_vote_accepts_are_offered(client: Client) -> None:
    await enter(client, proofs=["voucher"])
    page = await client.get(f"{PAGE}/confirmation")
    assert [field["value"] for field in page.select("input[type=radio]")] == ["voucher", "call"]


async def test_there_is_nothing_to_choose_where_nothing_is_needed(client: Client) -> None:
    claim, _franchise, _postcode = await enter(client)
    await Claim.filter(id=claim.id).update(state=ClaimState.VERIFIED)
    assert "Nothing to confirm now" in answer(await client.get(f"{PAGE}/confirmation"))


async def test_venues_are_listed_with_the_next_times_however_many_there_are(
    client: Client, count_queries: CountQueries
) -> None:
    await enter(client)
    officer = await make_account("Vera Verifier", Role.VERIFIER)

    async def add(number: int) -> None:
        venue = await Venue.create(name=f"Lounge {number}", where="Main Road", step_free=True, added_at=now())
        for ahead in (1, 2, 3, 4):
            starts = now() + days(ahead)
            await Shift.create(account=officer, venue=venue, starts_at=starts, ends_at=starts + days(0.1))

    await add(1)
    await Venue.create(name="Closed hall", added_at=now(), retired_at=now())
    async with count_queries() as one:
        page = await client.get(f"{PAGE}/venues")
    assert len(page.select(".desk-list__item li")) == 3
    assert "Closed hall" not in answer(page) and "Vera" not in answer(page)
    for number in range(2, 12):
        await add(number)
    async with count_queries() as many:
        await client.get(f"{PAGE}/venues")
    assert one.count == many.count


async def test_a_call_can_be_asked_for(client: Client) -> None:
    await enter(client)
    page = await client.post(f"{PAGE}/call", {"phone": "12", "when": "mornings"}, status=422)
    assert page.select_one("#when")["value"] == "mornings"  # type: ignore[index]
    await client.post(f"{PAGE}/call", {"phone": "01782 123456", "when": "mornings"})
    assert await Message.filter(body__contains="01782 123456").count() == 1


async def test_taking_it_back_says_first_what_goes(client: Client) -> None:
    claim, _franchise, postcode = await enter(client)
    account = await Account.get(id=claim.account_id)
    await ask_for_letter(person(account), postcode, now=now())
    assert "is deleted" in answer(await client.get(f"{PAGE}/withdrawal"))
    assert (await Claim.get(id=claim.id)).state is ClaimState.AWAITING_LETTER
    await client.post(f"{PAGE}/withdrawal")
    assert (await Claim.get(id=claim.id)).state is ClaimState.WITHDRAWN
    assert await Mark.filter(claim_id=claim.id).count() == 0
    assert STREET not in str(await Message.all().values_list())
    assert "You took it back" in answer(await client.get(PAGE))
    assert "nothing to take back" in answer(await client.post(f"{PAGE}/withdrawal", status=422))
    await client.get(f"{PAGE}/withdrawal", status=303)


async def test_the_page_shows_ones_own_claim_alone(client: Client) -> None:
    """AC-024."""
    mine, franchise, _postcode = await enter(client)
    venue = await Venue.create(name="Their lounge", added_at=now())
    _by, theirs, _other = await make_resident(franchise, now=now())
    await give(await lock(theirs.id), ProofMethod.IN_PERSON, "account:1", now(), venue_id=venue.id)
    helper = await make_account("Hal Helper")
    await HelperAct.create(helper=helper, account_id=theirs.account_id, act="signed-up", done_on=now().date())
    words = answer(await client.get(PAGE))
    assert "Their lounge" not in words and "Hal Helper" not in words
    assert "Not confirmed yet" in words
    await client.post(f"{PAGE}/withdrawal", {"claim": str(theirs.id), "account": str(theirs.account_id)})
    assert (await Claim.get(id=theirs.id)).state is ClaimState.VERIFIED
    assert (await Claim.get(id=mine.id)).state is ClaimState.WITHDRAWN


@pytest.mark.parametrize(
    "page", ["", "/place", "/confirmation", "/venues", "/call", "/withdrawal", "/letter", "/letter-code"]
)
async def test_strangers_sign_in_first(client: Client, page: str) -> None:
    await client.get(f"{PAGE}{page}", status=303)
    assert client.last is not None and client.last.headers["location"] == f"/sign-in?next={PAGE}{page}"


async def test_the_page_asks_the_database_as_often_for_much_as_for_little(
    client: Client, count_queries: CountQueries
) -> None:
    claim, _franchise, _postcode = await enter(client)
    helper = await make_account("Hal Helper")

    async def act() -> None:
        venue = await Venue.create(name=f"Lounge {await Venue.all().count()}", added_at=now())
        await HelperAct.create(
            helper=helper, account_id=claim.account_id, venue=venue, act="signed-up", done_on=now().date()
        )

    await act()
    async with count_queries() as few:
        await client.get(PAGE)
    for _each in range(8):
        await act()
    async with count_queries() as many:
        await client.get(PAGE)
    assert few.count == many.count
