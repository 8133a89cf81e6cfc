"""Signing in by email: what works, once, and what never does."""

import asyncio
import re
from datetime import timedelta

import pytest

from post.models import Message
from residents.models import Account, ChallengePurpose, Session, SignInChallenge
from residents.sign_in import SignInRefused, TooManyTries, challenges, enter_with_code, enter_with_link, request_code
from tests.browsing import Client, text_of
from tests.factories import NOW, make_account

MINE, OTHER = "a" * 64, "b" * 64


async def letter() -> Message:
    return await Message.all().order_by("-id").first()  # type: ignore[return-value]


async def code_sent() -> str:
    found = re.search(r"\b(\d{4}) (\d{4})\b", (await letter()).body)
    assert found
    return found[1] + found[2]


async def token_sent() -> str:
    found = re.search(r"/sign-in/links/(\S+)", (await letter()).body)
    assert found
    return found[1]


async def test_the_first_sign_in_makes_the_account(db: None) -> None:
    number = await request_code("New.Person@Example.com", MINE, "/ideas", NOW)
    assert not await Account.exists(email="new.person@example.com")
    entered = await enter_with_code(number, await code_sent(), MINE, "Firefox on Linux", NOW)
    account = await Account.get(email="new.person@example.com")
    assert (entered.account_id, entered.next_path) == (account.id, "/ideas")
    assert (await Session.get(account=account)).device == "Firefox on Linux"


async def test_signing_in_again_finds_the_same_account(db: None) -> None:
    account = await make_account(email="sue@example.com")
    number = await request_code(" SUE@example.com ", MINE, "/", NOW)
    assert (await enter_with_code(number, await code_sent(), MINE, "", NOW)).account_id == account.id


async def test_a_code_works_once(db: None) -> None:
    number = await request_code("sue@example.com", MINE, "/", NOW)
    await enter_with_code(number, await code_sent(), MINE, "", NOW)
    with pytest.raises(SignInRefused):
        await enter_with_code(number, await code_sent(), MINE, "", NOW)
    with pytest.raises(SignInRefused):
        await enter_with_link(await token_sent(), MINE, "", NOW)


async def test_a_code_and_a_link_die_after_ten_minutes(db: None) -> None:
    number = await request_code("sue@example.com", MINE, "/", NOW)
    late = NOW + timedelta(minutes=10)
    with pytest.raises(SignInRefused):
        await enter_with_code(number, await code_sent(), MINE, "", late)
    with pytest.raises(SignInRefused):
        await enter_with_link(await token_sent(), MINE, "", late)
    assert await enter_with_link(await token_sent(), MINE, "", late - timedelta(seconds=1))


async def test_a_newer_letter_ends_the_older_one(db: None) -> None:
    number = await request_code("sue@example.com", MINE, "/", NOW)
    code = await code_sent()
    await request_code("sue@example.com", MINE, "/", NOW)
    with pytest.raises(SignInRefused):
        await enter_with_code(number, code, MINE, "", NOW)


async def test_only_the_browser_that_asked_gets_in(db: None) -> None:
    number = await request_code("sue@example.com", MINE, "/", NOW)
    with pytest.raises(SignInRefused):
        await enter_with_code(number, await code_sent(), OTHER, "", NOW)
    with pytest.raises(SignInRefused):
        await enter_with_link(await token_sent(), OTHER, "", NOW)


async def test_five_wrong_codes_end_a_challenge_even_for_the_right_one(db: None) -> None:
    number = await request_code("sue@example.com", MINE, "/", NOW)
    right = await code_sent()
    wrong = "00000000" if right != "00000000" else "11111111"
    for _ in range(5):
        with pytest.raises(SignInRefused, match="not the code"):
            await enter_with_code(number, wrong, MINE, "", NOW)
    with pytest.raises(TooManyTries):
        await enter_with_code(number, right, MINE, "", NOW)
    assert not await Session.all().count()


async def test_a_code_may_be_typed_with_spaces(db: None) -> None:
    number = await request_code("sue@example.com", MINE, "/", NOW)
    code = await code_sent()
    assert await enter_with_code(number, f" {code[:4]} {code[4:]} ", MINE, "", NOW)


async def test_a_closed_account_does_not_open(db: None) -> None:
    await make_account(email="sue@example.com", disabled_at=NOW)
    number = await request_code("sue@example.com", MINE, "/", NOW)
    with pytest.raises(SignInRefused, match="closed"):
        await enter_with_code(number, await code_sent(), MINE, "", NOW)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sue",
        "a@example.com, b@example.com",
        "a@example.com;b@example.com",
        "a@example.com\r\nBcc: b@example.com",
        "a@example.com\nx",
        '"a@example.com" <b@example.com>',
        "Sue <sue@example.com>",
        "a" * 250 + "@example.com",
        "a@localhost",
        "a@exa mple.com",
        "\u202ea@example.com",
    ],
)
async def test_anything_but_one_address_sends_nothing(db: None, text: str) -> None:
    with pytest.raises(SignInRefused):
        await request_code(text, MINE, "/", NOW)
    assert not await Message.all().count()
    assert not await SignInChallenge.all().count()


async def test_letters_to_one_address_are_limited(db: None) -> None:
    for _ in range(5):
        await request_code("sue@example.com", MINE, "/", NOW, network="10.0.0.0/24")
    with pytest.raises(TooManyTries):
        await request_code("sue@example.com", MINE, "/", NOW, network="10.0.0.0/24")
    assert await request_code("sue@example.com", MINE, "/", NOW, network="10.0.9.0/24"), "its owner is somewhere else"
    assert await request_code("sue@example.com", MINE, "/", NOW + timedelta(hours=1), network="10.0.0.0/24")


async def test_letters_from_one_network_are_limited(db: None) -> None:
    for number in range(60):
        await request_code(f"person{number}@example.com", MINE, "/", NOW, network="10.0.0.0/24")
    with pytest.raises(TooManyTries):
        await request_code("sue@example.com", MINE, "/", NOW, network="10.0.0.0/24")


async def test_the_table_holds_hashes_only(db: None) -> None:
    await request_code("sue@example.com", MINE, "/", NOW)
    code, token = await code_sent(), await token_sent()
    challenge = await SignInChallenge.get(email="sue@example.com")
    assert code not in str(vars(challenge)) and token not in str(vars(challenge))


async def test_an_enrolment_link_signs_nobody_in(db: None) -> None:
    issued = await challenges.issue(ChallengePurpose.ENROLMENT, "sue@example.com", MINE, "/", NOW)
    with pytest.raises(SignInRefused):
        await enter_with_link(issued.token, MINE, "", NOW)
    with pytest.raises(SignInRefused):
        await enter_with_code(issued.challenge_id, issued.code, MINE, "", NOW)


async def test_one_of_many_at_once_gets_in(own_database: str) -> None:
    number = await request_code("sue@example.com", MINE, "/", NOW)
    code, token = await code_sent(), await token_sent()
    tries = [enter_with_code(number, code, MINE, "", NOW) for _ in range(3)]
    tries += [enter_with_link(token, MINE, "", NOW) for _ in range(5)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(isinstance(result, SignInRefused) for result in results) == [False] + [True] * 7, results
    assert await Session.all().count() == 1
    assert await Account.all().count() == 1


async def test_old_challenges_are_deleted(db: None) -> None:
    await request_code("sue@example.com", MINE, "/", NOW)
    assert await challenges.forget_old(NOW + timedelta(hours=2)) == 0
    assert await challenges.forget_old(NOW + timedelta(days=2)) == 1


# The pages


async def test_signing_in_through_the_pages_with_the_code(client: Client) -> None:
    await client.get("/sign-in?next=/ideas")
    await client.post("/sign-in", {"email": "sue@example.com", "next": "/ideas"})
    page = await client.follow()
    assert "sue@example.com" in text_of(page.main)
    assert client.last is not None
    await client.post(client.last.request.url.path, {"code": await code_sent()})
    assert client.last.headers["location"] == "/ideas"
    assert client.cookies.get("session")


async def test_opening_the_link_does_not_sign_in_and_the_button_does(client: Client) -> None:
    await client.post("/sign-in", {"email": "sue@example.com"})
    path = f"/sign-in/links/{await token_sent()}"
    for _ in range(2):
        page = await client.get(path)
        assert "sue@example.com" in text_of(page.main)
    assert not await Session.all().count()
    await client.post(path)
    assert await Session.all().count() == 1


async def test_the_link_in_another_browser_shows_the_code_instead(client: Client) -> None:
    await client.post("/sign-in", {"email": "sue@example.com"})
    path, code = f"/sign-in/links/{await token_sent()}", await code_sent()
    client.cookies.delete("browser")
    page = await client.get(path)
    assert f"{code[:4]} {code[4:]}" in text_of(page.main)
    assert not page.select("main form")
    await client.post(path, status=422)
    assert not await Session.all().count()


async def test_known_and_unknown_addresses_get_the_same_answer(client: Client) -> None:
    await make_account(email="known@example.com")
    answers = []
    for email in ("known@example.com", "other@example.com"):
        await client.post("/sign-in", {"email": email})
        page = await client.follow()
        answers.append(text_of(page).replace(email, ""))
    assert answers[0] == answers[1]


@pytest.mark.parametrize(
    "evil", ["//evil.example", "https:evil.example", "\\\\evil.example", "/%09/evil", "javascript:alert(1)", "/\\evil"]
)
async def test_next_stays_on_this_site(client: Client, evil: str) -> None:
    await client.post("/sign-in", {"email": "sue@example.com", "next": evil})
    await client.follow()
    assert client.last is not None
    await client.post(client.last.request.url.path, {"code": await code_sent()})
    assert client.last.headers["location"] == "/"


@pytest.mark.parametrize("header", ["host", "x-forwarded-host", "forwarded"])
async def test_a_forged_host_gets_into_no_letter(client: Client, header: str) -> None:
    await client.post("/sign-in", {"email": "sue@example.com"}, headers={header: "evil.example"})
    assert "evil" not in (await letter()).body
    assert client.last is not None and "evil" not in client.last.headers["location"]


async def test_a_wrong_address_keeps_what_was_typed(client: Client) -> None:
    page = await client.post("/sign-in", {"email": "sue@@example.com", "next": "/ideas"}, status=422)
    assert page.select_one("#email")["value"] == "sue@@example.com"  # type: ignore[index]
    assert page.select_one("#next")["value"] == "/ideas"  # type: ignore[index]


async def test_a_cookie_set_beforehand_is_never_adopted(client: Client) -> None:
    client.cookies.set("session", "x" * 43)
    await client.post("/sign-in", {"email": "sue@example.com"})
    await client.follow()
    assert client.last is not None
    await client.post(client.last.request.url.path, {"code": await code_sent()})
    assert client.cookies.get("session", domain="test.local") != "x" * 43


async def test_somebody_elses_challenge_is_not_shown(client: Client) -> None:
    await client.post("/sign-in", {"email": "sue@example.com"})
    assert client.last is not None
    path = client.last.headers["location"]
    client.cookies.delete("browser")
    assert "sue@example.com" not in text_of(await client.get(path))
