"""A device from hand to hand: one person after another, and never an officer without the PIN."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from starlette.applications import Starlette

from residents import sessions
from residents.models import Account, Claim, Handover, HandoverState, HelperAct, Kiosk, Role, Session, SessionKind
from residents.people import Person
from residents.places.models import Neighbourhood
from residents.presence import confirming, handovers, helping, kiosks
from residents.presence.refusals import OffShift, PresenceRefused
from tests.browsing import Client, text_of
from tests.factories import NOW, make_account, make_claim
from tests.residents.presence.people import MARY, as_person, make_franchise, make_helper, minutes, put_on_shift
from web.refusals import NotAllowed, NotFound

PIN = "407 193"


async def helper_with_mary(now: datetime, venue: Any = None) -> tuple[Person, Claim]:
    await make_franchise(now)
    vera = await make_helper(now, venue=venue)
    return vera, (await confirming.confirm(vera, MARY, "seen", now)).claim


async def test_a_code_works_once_and_for_ten_minutes(db: None) -> None:
    vera, claim = await helper_with_mary(NOW)
    _kiosk, key = await kiosks.start(await make_helper(NOW, name="Viv"), PIN, NOW)
    handover = await handovers.make(vera, claim.id, NOW)
    code = handovers.code_of(handover)
    assert len(code) == 6 and code.isdigit()
    assert code not in str(await Handover.all().values()), "only a keyed hash is kept"

    with pytest.raises(PresenceRefused, match="do not work"):
        await handovers.begin(key, code, NOW + minutes(10))
    session = await handovers.begin(key, f" {code[:3]} {code[3:]} ", NOW + minutes(9))
    with pytest.raises(PresenceRefused, match="do not work"):
        await handovers.begin(key, code, NOW + minutes(9))

    person = await sessions.person_of(session, NOW + minutes(9), key)
    assert (person.account_id, person.kiosk, person.roles) == (claim.account_id, True, frozenset({Role.RESIDENT}))


async def test_the_session_is_worth_nothing_on_any_other_device(db: None) -> None:
    vera, claim = await helper_with_mary(NOW)
    viv = await make_helper(NOW, name="Viv")
    kiosk, session = await handovers.hand_over_here(vera, claim.id, PIN, NOW)
    _other, other = await kiosks.start(viv, PIN, NOW)

    assert (await sessions.person_of(session, NOW, kiosk)).account_id == claim.account_id
    for elsewhere in (None, "", other, "made up"):
        assert not (await sessions.person_of(session, NOW, elsewhere)).signed_in


async def test_a_visit_ends_after_ten_idle_minutes_and_after_an_hour(db: None) -> None:
    vera, claim = await helper_with_mary(NOW)
    key, session = await handovers.hand_over_here(vera, claim.id, PIN, NOW)
    assert not (await sessions.person_of(session, NOW + minutes(10), key)).signed_in
    for number in range(1, 12):
        found = await sessions.person_of(session, NOW + minutes(5 * number), key)
        assert found.signed_in and found.until is not None and found.until <= NOW + minutes(60)
    assert not (await sessions.person_of(session, NOW + minutes(60), key)).signed_in
    assert (await sessions.person_of(session, NOW + minutes(60), key)).kiosk


async def test_the_officer_is_not_there_until_the_pin_is_given(db: None) -> None:
    vera = await make_helper(NOW)
    officers_key = await sessions.begin(vera.account_id or 0, SessionKind.OFFICER, "tablet", NOW)
    by = await as_person(await Account.get(id=vera.account_id), officers_key, Role.VERIFIER, Role.FACILITATOR)
    assert (await sessions.person_of(officers_key, NOW)).may("office.view")

    _kiosk, key = await kiosks.start(by, PIN, NOW)

    for cookie in (key, None, "made up"):  # with the kiosk's cookie, and after somebody threw it away
        assert not (await sessions.person_of(officers_key, NOW, cookie)).signed_in
    for waiting in await Session.all():
        assert not (await sessions.person_of(waiting.id_hash, NOW)).signed_in
    fresh = await kiosks.leave(key, PIN, NOW + minutes(90))
    assert fresh is not None and fresh != officers_key
    assert (await sessions.person_of(fresh, NOW + minutes(90), key)).may("office.view")
    assert not (await sessions.person_of(officers_key, NOW + minutes(90))).signed_in


async def test_the_pin_brings_no_session_back_that_ran_out_or_was_ended(db: None) -> None:
    for spoil in ("eight hours", "signed out"):
        vera = await make_helper(NOW)
        _kiosk, key = await kiosks.start(vera, PIN, NOW)
        when = NOW + (timedelta(hours=8) if spoil == "eight hours" else minutes(1))
        if spoil == "signed out":
            await sessions.end_all(vera.account_id or 0, NOW)
        assert await kiosks.leave(key, PIN, when) is None


async def test_five_wrong_pins_lock_it_for_a_quarter_of_an_hour(db: None) -> None:
    vera = await make_helper(NOW)
    kiosk, key = await kiosks.start(vera, PIN, NOW)
    for wrong in ("000000", "", "407194", "x" * 2000, "４０７１９３"):
        with pytest.raises(kiosks.WrongPin, match="not the PIN"):
            await kiosks.leave(key, wrong, NOW)

    with pytest.raises(kiosks.WrongPin, match="Wait 15 minutes"):
        await kiosks.leave(key, PIN, NOW + minutes(14))
    assert (await Kiosk.get(id=kiosk.id)).pin_tries == 5
    assert (await sessions.person_of(None, NOW, key)).kiosk
    assert await kiosks.leave(key, PIN, NOW + minutes(15))
    assert not (await sessions.person_of(None, NOW + minutes(15), key)).kiosk


@pytest.mark.parametrize("pin", ["", "12345", "1234567", "abcdef", "123456", "987654", "111111", "121212", "12345６"])
async def test_pins_that_anybody_would_guess_are_refused(db: None, pin: str) -> None:
    vera = await make_helper(NOW)
    with pytest.raises(PresenceRefused):
        await kiosks.start(vera, pin, NOW)
    assert not await Kiosk.all().count()


async def test_only_helpers_on_shift_lend_a_device(db: None) -> None:
    with pytest.raises(OffShift):
        await kiosks.start(await make_helper(None), PIN, NOW)
    with pytest.raises(NotAllowed):
        await kiosks.start(await make_helper(NOW, Role.CYCLE_OFFICER), PIN, NOW)


async def on_shift_tomorrow(helper: Person) -> Person:
    await put_on_shift(helper.account_id or 0, NOW + timedelta(days=1))
    return helper


async def test_a_helper_can_never_come_in_as_somebody_with_a_sign_in_of_their_own(db: None) -> None:
    """AC-020: neither see nor choose how somebody gets in, nor get in for them."""
    await make_franchise(NOW)
    vera, viv = await make_helper(NOW), await make_helper(NOW, name="Viv")
    rosa = await make_account("Rosa", email="rosa@example.com")
    await make_claim(rosa, await Neighbourhood.get())
    done = await confirming.confirm(vera, replace(MARY, email="rosa@example.com"), "seen", NOW)
    for act in (
        lambda: handovers.make(vera, done.claim.id, NOW),
        lambda: handovers.hand_over_here(vera, done.claim.id, PIN, NOW),
    ):
        with pytest.raises(PresenceRefused, match="sign in themselves"):
            await act()
    mary = (await confirming.confirm(vera, replace(MARY, name="Mary Other"), "seen", NOW)).claim
    with pytest.raises(NotFound):
        await handovers.make(viv, mary.id, NOW)  # whom she never met
    with pytest.raises(NotFound):
        await handovers.make(await on_shift_tomorrow(vera), mary.id, NOW + timedelta(days=1))  # only on the day
    assert not await Session.filter(account_id__in=[rosa.id, mary.account_id]).count()
    assert not await Handover.all().count()


async def test_a_helper_sees_waiting_in_use_and_done_and_nothing_else(db: None) -> None:
    vera, claim = await helper_with_mary(NOW)
    viv = await make_helper(NOW, name="Viv")
    _kiosk, key = await kiosks.start(viv, PIN, NOW)
    handover = await handovers.make(vera, claim.id, NOW)
    with pytest.raises(NotFound):
        await handovers.one_of(viv, handover.id)

    async def state(when: datetime) -> str:
        return handovers.state_at(await handovers.one_of(vera, handover.id), when).value

    assert await state(NOW) == "waiting"
    session = await handovers.begin(key, handovers.code_of(handover), NOW)
    assert await state(NOW) == "in_use"
    await handovers.finish(key, NOW + minutes(3))
    assert await state(NOW + minutes(3)) == "done"
    assert not (await sessions.person_of(session, NOW + minutes(3), key)).signed_in
    assert [act.act for act in await HelperAct.filter(account_id=claim.account_id).order_by("id")] == [
        helping.CONFIRMED, helping.HANDED_OVER,
    ]  # fmt: skip


async def test_codes_and_visits_end_by_themselves(db: None) -> None:
    vera, claim = await helper_with_mary(NOW)
    first = await handovers.make(vera, claim.id, NOW)
    second = await handovers.make(vera, claim.id, NOW)
    assert (await Handover.get(id=first.id)).state is HandoverState.LAPSED, "one at a time"
    assert handovers.state_at(second, NOW + minutes(10)) is HandoverState.LAPSED
    assert await handovers.tidy(NOW + minutes(9)) == 0
    assert await handovers.tidy(NOW + minutes(10)) == 1
    _key, _session = await handovers.hand_over_here(vera, claim.id, PIN, NOW)

    assert await handovers.tidy(NOW + minutes(9)) == 0
    assert await handovers.tidy(NOW + minutes(11)) == 1
    states = await Handover.all().order_by("id").values_list("state", flat=True)
    assert [str(state) for state in states] == ["lapsed", "lapsed", "done"]
    assert await handovers.tidy(NOW + minutes(11)) == 0


async def test_wrong_numbers_are_not_tried_for_long(db: None) -> None:
    vera = await make_helper(NOW)
    _kiosk, key = await kiosks.start(vera, PIN, NOW)
    for _ in range(handovers.MOST_TRIES):
        with pytest.raises(PresenceRefused, match="do not work"):
            await handovers.begin(key, "000000", NOW)
    with pytest.raises(PresenceRefused, match="Too many"):
        await handovers.begin(key, "000000", NOW)


async def test_a_confirmation_cannot_be_taken_back_after_the_device_was_used(db: None) -> None:
    vera, claim = await helper_with_mary(NOW)
    await handovers.hand_over_here(vera, claim.id, PIN, NOW + minutes(1))
    with pytest.raises(PresenceRefused, match="can no longer"):
        await confirming.undo(vera, claim.id, NOW + minutes(2))


async def test_a_lost_device_is_ended_from_afar(db: None) -> None:
    vera, claim = await helper_with_mary(NOW)
    ros = await make_helper(None, Role.ROLL_OFFICER)
    key, session = await handovers.hand_over_here(vera, claim.id, PIN, NOW)
    kiosk = await Kiosk.get()
    with pytest.raises(NotAllowed):
        await kiosks.end(await make_helper(NOW, name="Viv"), kiosk.id, NOW)

    await kiosks.end(ros, kiosk.id, NOW)

    assert not (await sessions.person_of(session, NOW, key)).kiosk
    with pytest.raises(kiosks.WrongPin):
        await kiosks.leave(key, PIN, NOW)
    with pytest.raises(NotFound):
        await kiosks.end(vera, kiosk.id, NOW)
    assert [(one.state.value) for one in await Handover.all()] == ["done"]


async def test_a_kiosk_is_one_for_sixteen_hours(db: None) -> None:
    vera = await make_helper(NOW)
    _kiosk, key = await kiosks.start(vera, PIN, NOW)
    assert (await sessions.person_of(None, NOW + timedelta(hours=15, minutes=59), key)).kiosk
    assert not (await sessions.person_of(None, NOW + timedelta(hours=16), key)).kiosk


# in the browser


async def on_a_tablet(client: Client, now: datetime) -> tuple[Person, Claim]:
    vera, claim = await helper_with_mary(now)
    key = await sessions.begin(vera.account_id or 0, SessionKind.OFFICER, "tablet", now)
    client.cookies.set("session", key, domain="test.local")
    return vera, claim


async def test_handing_over_the_tablet_and_getting_it_back(client: Client) -> None:
    vera, claim = await on_a_tablet(client, datetime.now(UTC))
    page = await client.get(f"/office/welcome/people/{claim.id}")
    assert "It is confirmed that they belong here." in text_of(page.main)
    here = f"/office/welcome/people/{claim.id}/handover-here"
    page = await client.post(here, {"pin": "1234"}, status=422)
    assert "Choose 6 numbers" in text_of(page.select_one("#pin-error"))
    officers_key = client.cookies["session"]
    await client.post(here, {"pin": PIN})
    page = await client.follow()
    assert "What would you like to do?" in text_of(page.h1) and "I am done" in text_of(page.select_one(".kiosk-bar"))
    assert not page.select(".site-header__account, script[src*=htmx]")
    assert client.last is not None and client.last.headers["cache-control"] == "private, no-store"
    assert client.last.headers["refresh"] in ("600; url=/kiosk", "601; url=/kiosk")

    for path in ("/office", "/office/welcome", f"/office/welcome/people/{claim.id}", "/account", "/sign-in",
                 "/officers/sign-in", "/sample-sign-ins", "/outbox"):  # fmt: skip
        await client.get(path, status=303)
        assert client.last.headers["location"] == "/kiosk", path
    for path in ("/", "/ideas", "/vote", "/how-it-works"):
        await client.get(path)
    await send(client, "/kiosk/end", {})
    assert client.last.headers["clear-site-data"] == '"cache", "storage"'
    page = await client.follow()
    assert "Your 6 numbers" in text_of(page.main) and "session" not in client.cookies
    for path in ("/", "/vote", "/vote/receipt", "/ideas", "/office"):
        await client.get(path, status=303)
        assert client.last.headers["location"] == "/kiosk", path
    client.cookies.set("session", officers_key, domain="test.local")
    await client.get("/office", status=303)

    page = await send(client, "/kiosk/pin", {"pin": "111111"}, status=422)
    assert "not the PIN" in text_of(page.select_one("#pin-error"))
    await send(client, "/kiosk/pin", {"pin": PIN})
    page = await client.follow()
    assert "Somebody is here" in text_of(page.h1) and "kiosk" not in client.cookies
    assert (await Handover.get()).state is HandoverState.DONE and vera.account_id


async def token(client: Client) -> dict[str, str]:
    """On a kiosk there is no sign-in page to take it from."""
    page = await client.get("/kiosk/pin")
    return {"form_token": str(page.select_one("[name=form_token]")["value"])}  # type: ignore[index]


async def send(client: Client, path: str, data: dict[str, str], status: int = 303) -> BeautifulSoup:
    return await client.post(path, {**await token(client), **data}, status=status, token=False)


async def test_a_form_of_the_person_before_shows_nothing_to_the_next(client: Client) -> None:
    _vera, claim = await on_a_tablet(client, datetime.now(UTC))
    await client.post(f"/office/welcome/people/{claim.id}/handover-here", {"pin": PIN})
    old = await token(client)
    await client.post("/kiosk/end", old, token=False)
    sent = {"choice": "secret-choice", "postcode": "ST1 1AA", **old}
    await client.post("/vote/check", sent, status=303, token=False)
    other = (await confirming.confirm(_vera, MARY, "seen", datetime.now(UTC))).claim
    code = handovers.code_of(await handovers.make(_vera, other.id, datetime.now(UTC)))
    await send(client, "/kiosk", {"code": code})

    page = await client.post("/vote/check", sent, status=403, token=False)

    assert "secret-choice" not in str(page) and "ST1 1AA" not in str(page)


async def test_a_code_from_another_device_and_what_the_helper_sees(client: Client, app: Starlette) -> None:
    now = datetime.now(UTC)
    _vera, claim = await on_a_tablet(client, now)
    await client.post(f"/office/welcome/people/{claim.id}/handover")
    page = await client.follow()
    code = text_of(page.select_one(".sign-in-code"))
    viv = await make_helper(now, name="Viv")
    async with Client(app) as kiosk:
        kiosk.cookies.set("session", await sessions.begin(viv.account_id or 0, SessionKind.OFFICER, "kiosk", now))
        await kiosk.post("/office/kiosks", {"pin": "12"}, status=422)
        await kiosk.post("/office/kiosks", {"pin": PIN})
        page = await kiosk.follow()
        page = await send(kiosk, "/kiosk", {"code": "0"}, status=422)
        assert "do not work" in text_of(page.select_one("#code-error"))
        await send(kiosk, "/kiosk", {"code": code})
        assert "What would you like to do?" in text_of((await kiosk.follow()).h1)
        page = await client.get(f"{client.last.request.url.path}")  # type: ignore[union-attr]
        assert "In use" in text_of(page.main) and code not in text_of(page.main)
        await send(kiosk, "/kiosk/end", {})
    page = await client.get(client.last.request.url.path)  # type: ignore[union-attr]
    assert "Done" in text_of(page.main)


async def test_on_other_devices_the_kiosk_pages_lead_home(client: Client) -> None:
    for path in ("/kiosk", "/kiosk/pin"):
        await client.get(path, status=303)
        assert client.last is not None and client.last.headers["location"] == "/"
    for path in ("/kiosk", "/kiosk/end", "/kiosk/more-time", "/kiosk/pin"):
        await client.post(path, {"code": "1"}, status=303)


async def test_finding_out_who_holds_a_device_is_one_question(db: None, count_queries: Any) -> None:
    vera, claim = await helper_with_mary(NOW)
    key, session = await handovers.hand_over_here(vera, claim.id, PIN, NOW)
    async with count_queries() as counted:
        await sessions.person_of(session, NOW, key)
    assert counted.count == 1
