"""Officers' pages: coming in, setting up, people and roles; and the trial site's sample people."""

from datetime import UTC, datetime

import pyotp
import pytest

from post.models import Message
from residents.accounts import make_sample_officer
from residents.models import Account, Role, RoleGrant, Session, SessionKind
from residents.sign_in.enrolment import begin_enrolment, secret_of
from tests.browsing import Client, text_of
from tests.counting import CountQueries
from tests.factories import make_account
from web.settings import Settings

PASSWORD = "tractor velvet otter seven"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


async def test_an_officer_comes_in_and_goes_where_they_wanted(client: Client) -> None:
    await make_sample_officer("mo@example.org", "Mo", [Role.ADMINISTRATOR], PASSWORD, SECRET)
    await client.get("/office/people", status=303)
    page = await client.follow()
    assert page.select_one("#next")["value"] == "/office/people"  # type: ignore[index]
    form = {"email": "mo@example.org", "password": PASSWORD, "next": "/office/people"}
    await client.post("/officers/sign-in", {**form, "code": pyotp.TOTP(SECRET).now()})
    assert "Mo" in text_of((await client.follow()).main)


async def test_a_wrong_password_keeps_the_email_and_not_the_password(client: Client) -> None:
    page = await client.post(
        "/officers/sign-in", {"email": "mo@example.org", "password": "wrong", "code": "123456"}, status=422
    )
    assert page.select_one("#email")["value"] == "mo@example.org"  # type: ignore[index]
    assert "wrong" not in str(page.select_one("#password"))


async def test_a_form_that_was_open_too_long_does_not_show_the_password(client: Client) -> None:
    typed = {"email": "mo@example.org", "password": "my secret words", "code": "123456"}
    page = await client.post("/officers/sign-in", typed, status=403, token=False)
    assert "mo@example.org" in str(page) and "my secret words" not in str(page)


async def test_too_many_tries_are_told_so(client: Client) -> None:
    form = {"email": "mo@example.org", "password": "wrong", "code": "123456"}
    for _ in range(10):
        await client.post("/officers/sign-in", form, status=422)
    page = await client.post("/officers/sign-in", form, status=429)
    assert "Too many tries" in text_of(page.main)


async def test_setting_up_through_the_link(client: Client) -> None:
    await make_account("Mo", Role.MODERATOR, email="mo@example.org")
    token = await begin_enrolment("mo@example.org", datetime.now(UTC))
    path = f"/officers/enrolments/{token}"
    page = await client.get(path)
    shown = page.select_one(".one-time-key")
    assert shown and shown.text.replace(" ", "") == secret_of(token)
    assert str(page.select_one("main img")["src"]).startswith("data:image/svg+xml")  # type: ignore[index]
    page = await client.post(path, {"password": "stoke-on-trent is lovely", "code": "000000"}, status=422)
    assert "Stoke-on-Trent" in text_of(page.select_one(".govuk-error-summary"))
    await client.post(path, {"password": PASSWORD, "code": pyotp.TOTP(secret_of(token)).now()})
    assert client.last is not None and client.last.headers["location"] == "/officers/sign-in"
    assert not await Session.all().count(), "setting up does not sign in"
    assert "cannot be used any more" in text_of((await client.get(path)).main)


async def administrator(client: Client) -> Account:
    account = await make_account("Ada", Role.ADMINISTRATOR)
    await client.sign_in(account, SessionKind.OFFICER)
    return account


async def test_an_administrator_adds_somebody(client: Client) -> None:
    await administrator(client)
    await client.get("/office/people/invitation")
    form = {"name": "Rae", "email": "rae@example.org", "roles": ["reviewer", "moderator"]}
    await client.post("/office/people/invitation", form)
    assert "Rae" in text_of((await client.follow()).main)
    assert await RoleGrant.filter(account__email="rae@example.org").count() == 2
    assert await Message.filter(recipient="rae@example.org").count() == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": ""}, "name"),
        ({"email": "a@b@c"}, "email"),
        ({"roles": []}, "roles"),
        ({"roles": ["king"]}, "roles"),
        ({"roles": ["resident"]}, "roles"),
    ],
)
async def test_a_faulty_invitation_is_refused_beside_the_question(
    client: Client, changed: dict[str, object], field: str
) -> None:
    await administrator(client)
    form = {"name": "Rae", "email": "rae@example.org", "roles": ["reviewer"], **changed}
    page = await client.post("/office/people/invitation", form, status=422)
    assert page.select(f".govuk-error-summary a[href='#{field}']")
    assert not await Account.exists(email="rae@example.org")


async def test_roles_are_changed_on_the_persons_page(client: Client) -> None:
    await administrator(client)
    mo = await make_account("Mo", Role.MODERATOR)
    await client.get(f"/office/people/{mo.id}")
    await client.post(f"/office/people/{mo.id}/roles", {"roles": ["publisher"]})
    assert [grant.role for grant in await RoleGrant.filter(account=mo)] == [Role.PUBLISHER]


async def test_ones_own_page_offers_no_changes_and_takes_none(client: Client) -> None:
    ada = await administrator(client)
    page = await client.get(f"/office/people/{ada.id}")
    assert not page.select("main form")
    await client.post(f"/office/people/{ada.id}/roles", {"roles": ["publisher"]}, status=422)
    await client.post(f"/office/people/{ada.id}/closure", status=422)
    await client.post(f"/office/people/{ada.id}/sign-in-reset", status=422)


async def test_closing_reopening_and_resetting(client: Client) -> None:
    await administrator(client)
    mo = await make_sample_officer("mo@example.org", "Mo", [Role.MODERATOR], PASSWORD, SECRET)
    await client.post(f"/office/people/{mo.id}/closure")
    assert "Open the account again" in text_of((await client.follow()).main)
    await client.post(f"/office/people/{mo.id}/reopening")
    await client.post(f"/office/people/{mo.id}/sign-in-reset")
    assert "Not set up yet" in text_of((await client.follow()).main)


async def test_the_list_takes_the_same_queries_for_more_people(client: Client, count_queries: CountQueries) -> None:
    await administrator(client)
    async with count_queries() as one:
        await client.get("/office/people")
    for number in range(4):
        await make_account(f"Mo {number}", Role.MODERATOR, Role.REVIEWER)
    async with count_queries() as five:
        await client.get("/office/people")
    assert five.count == one.count


async def test_the_samples_people_come_in_with_one_press(client: Client) -> None:
    mo = await make_sample_officer("mo@example.org", "Mo Sample", [Role.MODERATOR], PASSWORD, SECRET)
    sue = await make_account("Sue Sample", sample=True)
    words = text_of((await client.get("/sample-sign-ins")).main)
    assert "Mo Sample" in words and "Sue Sample" in words
    await client.post(f"/sample-sign-ins/{mo.id}")
    assert client.last is not None and client.last.headers["location"] == "/office"
    await client.post(f"/sample-sign-ins/{sue.id}")
    assert client.last.headers["location"] == "/"


async def test_a_real_account_does_not_open_with_one_press(client: Client) -> None:
    real = await make_account("Real", Role.ADMINISTRATOR)
    await client.post(f"/sample-sign-ins/{real.id}", status=404)
    assert not await Session.all().count()


def test_a_real_site_has_no_such_page() -> None:
    import main

    real = Settings(
        production=True, secret_key="x" * 40, base_url="https://vote.example.gov.uk", mail_url="smtp://localhost:25"
    )
    paths = {getattr(route, "path", "") for route in main.routes(real)}
    assert "/officers/sign-in" in paths
    assert not {path for path in paths if path.startswith(("/sample-sign-ins", "/outbox", "/gallery"))}
