"""One's own account, in the browser."""

import pytest

from residents.models import Account, Role, Session, SessionKind
from residents.sessions import begin, person_of
from tests.browsing import Client, text_of
from tests.counting import CountQueries
from tests.factories import make_account, make_claim, make_place


async def test_the_page_shows_who_and_where_one_is(client: Client) -> None:
    account = await make_account("Sue Sample", email="sue@example.com")
    await make_claim(account, await make_place("Hanley"))
    await client.sign_in(account)
    words = text_of((await client.get("/account")).main)
    for expected in ("Sue Sample", "sue@example.com", "Hanley", "You live here", "This device"):
        assert expected in words


async def test_a_stranger_is_asked_to_sign_in_and_comes_back(client: Client) -> None:
    await client.get("/account", status=303)
    assert client.last is not None and client.last.headers["location"] == "/sign-in?next=/account"


async def test_the_name_can_be_changed(client: Client) -> None:
    account = await make_account("Sue Sample")
    await client.sign_in(account)
    await client.get("/account/name")
    await client.post("/account/name", {"name": "  Sue  from\tHanley "})
    assert (await Account.get(id=account.id)).display_name == "Sue from Hanley"


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "sue@example.com", "Sue\u202e"])
async def test_a_name_that_cannot_be_shown_is_refused_and_kept_in_the_form(client: Client, name: str) -> None:
    account = await make_account("Sue Sample")
    await client.sign_in(account)
    page = await client.post("/account/name", {"name": name}, status=422)
    assert page.select_one("#name")["value"] == name  # type: ignore[index]
    assert (await Account.get(id=account.id)).display_name == "Sue Sample"


async def test_signing_out_ends_the_session_and_drops_the_cookies(client: Client) -> None:
    await client.sign_in(await make_account())
    await client.get("/account")
    await client.post("/sign-out")
    assert client.last is not None
    dropped = [line for line in client.last.headers.get_list("set-cookie") if "Max-Age=0" in line]
    assert {line.partition("=")[0] for line in dropped} >= {"session", "browser"}
    assert "clear-site-data" in client.last.headers
    assert await Session.filter(revoked_at__isnull=True).count() == 0
    await client.post("/sign-out")


async def test_signing_out_everywhere_ends_other_devices_too(client: Client) -> None:
    account = await make_account()
    await begin(account.id, SessionKind.RESIDENT, "Phone", account.created_at)
    await client.sign_in(account)
    await client.post("/account/sign-out-everywhere")
    assert await Session.filter(revoked_at__isnull=True).count() == 0


async def test_another_device_can_be_signed_out_alone(client: Client) -> None:
    from datetime import UTC, datetime

    account, now = await make_account(), datetime.now(UTC)
    phone = await person_of(await begin(account.id, SessionKind.RESIDENT, "Phone", now), now)
    await client.sign_in(account)
    assert "Phone" in text_of((await client.get("/account")).main)
    await client.post(f"/account/sessions/{phone.session}/sign-out")
    assert "Phone" not in text_of((await client.get("/account")).main)


async def test_somebody_elses_session_is_not_found(client: Client) -> None:
    from datetime import UTC, datetime

    other, now = await make_account(), datetime.now(UTC)
    theirs = await person_of(await begin(other.id, SessionKind.RESIDENT, "Phone", now), now)
    await client.sign_in(await make_account())
    await client.post(f"/account/sessions/{theirs.session}/sign-out", status=404)
    await client.post("/account/sessions/nothing/sign-out", status=404)
    assert await Session.filter(revoked_at__isnull=True).count() == 2


async def test_many_sessions_take_no_more_queries(client: Client, count_queries: CountQueries) -> None:
    from datetime import UTC, datetime

    account = await make_account()
    await client.sign_in(account)
    await client.get("/account")
    async with count_queries() as one:
        await client.get("/account")
    for _ in range(4):
        await begin(account.id, SessionKind.RESIDENT, "Phone", datetime.now(UTC))
    async with count_queries() as five:
        await client.get("/account")
    assert five.count == one.count


async def test_an_officer_sees_the_way_to_the_office(client: Client) -> None:
    await client.sign_in(await make_account("Mo", Role.MODERATOR), SessionKind.OFFICER)
    page = await client.get("/account")
    assert page.select_one("header a[href='/office']")
