"""The pages for a market stall: from “somebody is here” to what comes next, and what they never show."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bs4 import BeautifulSoup

from ballot_box.models import Channel, RollEntry
from pb import ballots
from pb.models import Idea
from residents.models import Account, Claim, HelperAct, Kiosk, Role, Session, SessionKind
from residents.people import Person
from residents.places.models import Postcode, Ward
from residents.presence import confirming, handovers, helping
from residents.sessions import begin
from tests.browsing import Client, text_of
from tests.counting import CountQueries
from tests.factories import make_account, make_cycle, make_place, make_pot
from tests.pb.test_ballots import Vote
from tests.residents.presence.people import MARY, make_franchise, make_helper, make_venue, put_on_shift

FORM = {"name": "Mary Malone", "postcode": "ST1 1AA", "age_band": "65 and over", "tie": "live"}


async def at_the_table(client: Client, *roles: Role, on_shift: bool = True, name: str = "Vera") -> Account:
    now = datetime.now(UTC)
    roles = roles or (Role.VERIFIER, Role.FACILITATOR)
    account = await make_account(name, *roles)
    if on_shift:
        await put_on_shift(account.id, now, await make_venue(f"Lounge of {name}"))
    client.cookies.set("session", await begin(account.id, SessionKind.OFFICER, "phone", now), domain="test.local")
    return account


def carried(page: BeautifulSoup, action: str) -> dict[str, Any]:
    form = page.select_one(f"form[action='{action}']")
    assert form is not None
    return {str(field["name"]): field["value"] for field in form.select("input[type=hidden]")}


async def test_three_presses_and_somebody_is_confirmed(client: Client) -> None:
    await make_franchise(datetime.now(UTC))
    await at_the_table(client)
    page = await client.get("/office/welcome")
    assert "You are at Lounge of Vera" in text_of(page.main)

    page = await client.post("/office/welcome/person", FORM, status=200)
    assert "Mary Malone , 65 or older ST1 1AA, Hanley. Lives there." in text_of(page.main)
    brought = carried(page, "/office/welcome/confirmation")
    assert "copy" in text_of(page.select_one("#how-hint"))
    page = await client.post("/office/welcome/confirmation", brought, status=422)
    assert "Say what you went by" in text_of(page.select_one(".govuk-error-summary"))
    await client.post("/office/welcome/confirmation", {**brought, "how": "seen"})
    page = await client.follow()

    assert "It is confirmed that they belong here." in text_of(page.main)
    assert client.last is not None and "malone" not in str(client.last.request.url).lower()
    assert "Malone" not in str(page)
    claim = await Claim.get()
    await client.post(f"/office/welcome/people/{claim.id}/confirmation-withdrawal")
    assert "Somebody has to confirm that they belong here" in text_of((await client.follow()).main)
    page = await client.post(f"/office/welcome/people/{claim.id}/confirmation-withdrawal", status=422)
    assert "can no longer be taken back" in text_of(page.select_one(".govuk-error-summary"))


async def test_the_next_verifier_reads_where_and_when(client: Client) -> None:
    now = datetime.now(UTC)
    await make_franchise(now)
    vera = await make_helper(now, venue=await make_venue("Hanley library"))
    await confirming.confirm(vera, MARY, "seen", now)
    await at_the_table(client, name="Viv")

    page = await client.post("/office/welcome/person", {**FORM, "name": "mary malone "}, status=200)

    assert "They are confirmed already" in text_of(page.h1)
    assert "at Hanley library" in text_of(page.main) and not page.select("[name=how]")
    await client.post("/office/welcome/registration", carried(page, "/office/welcome/registration"))
    assert "It is confirmed" in text_of((await client.follow()).main)
    page = await client.post("/office/welcome/person", {**FORM, "somebody_else": "yes"}, status=200)
    brought = carried(page, "/office/welcome/confirmation")
    await client.post("/office/welcome/confirmation", {**brought, "how": "vouched"})
    assert "two officers will look at both" in text_of((await client.follow()).select_one("#notices"))


async def test_what_is_wrong_stands_at_its_question_and_nothing_is_lost(client: Client) -> None:
    await make_franchise(datetime.now(UTC))
    await at_the_table(client)
    for change, field in (({"name": ""}, "name"), ({"postcode": "M1 1AE"}, "postcode"), ({"age_band": ""}, "age_band")):
        page = await client.post("/office/welcome/person", {**FORM, **change}, status=422)
        assert page.select_one(f"#{field}-error")
        for name in {"name", "postcode"} - {field}:
            assert page.select_one(f"#{name}")["value"] == FORM[name]  # type: ignore[index]
    for odd in ({}, {"name": "x" * 9000, "postcode": "\x00", "age_band": "?", "tie": "?", "side": "?"}):
        await client.post("/office/welcome/person", odd, status=422)
        await client.post("/office/welcome/confirmation", odd, status=422)
        await client.post("/office/welcome/registration", odd, status=422)


async def test_beside_a_boundary_the_side_is_asked_for(client: Client) -> None:
    await make_franchise(datetime.now(UTC))
    await make_place("Burslem", ward_code="E05000099")
    await Postcode.filter(code="ST11AA").update(near_ward_id=(await Ward.get(code="E05000099")).code)
    await at_the_table(client)
    page = await client.post("/office/welcome/person", FORM, status=422)
    assert "beside a ward boundary" in text_of(page.select_one("#side-error"))
    page = await client.post("/office/welcome/person", {**FORM, "side": "E05000099"}, status=200)
    assert "Burslem" in text_of(page.main)


async def test_a_facilitator_signs_up_and_off_shift_nobody_confirms(client: Client) -> None:
    await make_franchise(datetime.now(UTC))
    await at_the_table(client, Role.FACILITATOR, on_shift=False, name="Femi")
    page = await client.get("/office/welcome")
    assert "You are not on shift now" in text_of(page.main)
    page = await client.post("/office/welcome/person", FORM, status=200)
    assert not page.select("form[action='/office/welcome/confirmation']")
    await client.post("/office/welcome/registration", carried(page, "/office/welcome/registration"))
    page = await client.follow()
    assert "Somebody has to confirm that they belong here" in text_of(page.main)
    assert not page.select("#pin"), "nobody lends a device off shift"
    await client.post("/office/welcome/confirmation", {**FORM, "how": "seen"}, status=403)
    claim = await Claim.get()
    page = await client.post(f"/office/welcome/people/{claim.id}/handover-here", {"pin": "407193"}, status=422)
    assert "You are not on shift now" in text_of(page.select_one(".govuk-error-summary"))
    assert not await Kiosk.all().count()


async def test_without_a_vote_the_page_says_so(client: Client) -> None:
    await at_the_table(client)
    assert "There is no vote now" in text_of((await client.get("/office/welcome")).main)
    await client.post("/office/welcome/person", FORM, status=422)


async def test_helpers_see_their_own_acts_and_roll_officers_everybodys(
    client: Client, count_queries: CountQueries
) -> None:
    me = await at_the_table(client)
    other = await make_helper(datetime.now(UTC), name="Viv")
    counts = []
    for _ in range(3):
        for _many in range(25):
            for who in (me.id, other.account_id):
                await HelperAct.create(helper_id=who, act=helping.SIGNED_UP, done_on=datetime.now(UTC).date())
        async with count_queries() as counted:
            page = await client.get("/office/help")
        counts.append(counted.count)
    assert len(set(counts)) == 1 and len(page.select(".desk-list__item")) == 50
    page = await client.get(str(page.select_one("[rel=next]")["href"]))  # type: ignore[index]
    assert len(page.select(".desk-list__item")) == 25 and not page.select("[rel=next]")
    await client.get("/office/help/everybody", status=403)
    await client.sign_in(await make_account("Ros", Role.ROLL_OFFICER), SessionKind.OFFICER)
    client.cookies.delete("session", domain="test.local")
    page = await client.get("/office/help/everybody?before=nonsense")
    assert len(page.select(".desk-list__item")) == 50 and "Viv" in text_of(page.main)
    await client.get("/office/help", status=403)
    await client.get("/office/kiosks")


# the ballot on the device


async def on_a_kiosk(client: Client) -> None:
    me = await at_the_table(client)
    by = Person(me.id, "Vera", me.email or "", frozenset({Role.RESIDENT, Role.VERIFIER, Role.FACILITATOR}))
    claim = (await confirming.confirm(by, MARY, "seen", datetime.now(UTC))).claim
    await client.post(f"/office/welcome/people/{claim.id}/handover-here", {"pin": "407193"})


async def test_a_ballot_on_the_device_is_theirs_and_a_minute_later_it_is_forgotten(client: Client) -> None:
    vote = await Vote.open()
    await on_a_kiosk(client)
    page = await client.get("/vote/ballot")
    assert "Your ballot for Hanley" in text_of(page.h1)

    form = page.select_one("form[action='/vote/ballot']")
    assert form is not None
    fields = {str(one["name"]): one["value"] for one in form.select("input[type=hidden]")}
    page = await client.post("/vote/check", {**fields, "choice": vote.ids(2)}, status=200, token=False)
    fields = {str(one["name"]): one["value"] for one in page.select("form[action='/vote/cast'] input[type=hidden]")}
    await client.post("/vote/cast", {**fields, "choice": vote.ids(2)}, token=False)
    page = await client.follow()

    assert "Your vote is in" in text_of(page.h1) and "I need more time" in text_of(page.select_one(".kiosk-bar"))
    assert "Change my vote" not in text_of(page.main)
    assert client.last is not None and 50 <= int(client.last.headers["refresh"].partition(";")[0]) <= 61
    assert (await RollEntry.get()).channel is Channel.KIOSK
    session = await Session.get(kind=SessionKind.KIOSK)
    assert session.expires_at <= datetime.now(UTC) + timedelta(seconds=60)
    again = {"form_token": fields["form_token"]}
    await client.post("/kiosk/more-time", again, token=False)
    assert "10 more minutes" in text_of((await client.follow()).select_one("#notices"))
    await Session.filter(kind=SessionKind.KIOSK).update(expires_at=datetime.now(UTC))
    for path in ("/vote/receipt", "/vote", "/"):
        await client.get(path, status=303)
        assert client.last.headers["location"] == "/kiosk"


async def test_no_page_of_a_verifier_shows_a_ballot_or_who_voted(client: Client) -> None:
    """AC-030 and AC-073: the pages about somebody are the same, word for word, before and after they voted."""
    vote = await Vote.open()
    me = await at_the_table(client)
    by = Person(me.id, "Vera", me.email or "", frozenset({Role.RESIDENT, Role.VERIFIER, Role.FACILITATOR}))
    claim = (await confirming.confirm(by, MARY, "seen", datetime.now(UTC))).claim
    handover = await handovers.make(by, claim.id, datetime.now(UTC))

    async def pages() -> list[str]:
        seen = [await client.get(f"/office/{path}") for path in (
            "welcome", f"welcome/people/{claim.id}", f"handovers/{handover.id}", "help", "kiosks")]  # fmt: skip
        seen.append(await client.post("/office/welcome/person", FORM, status=200))
        return [text_of(page.main) for page in seen]

    before = await pages()
    found = await ballots.vote_at(datetime.now(UTC), vote.cycle.slug)
    assert found is not None
    mary = Person(claim.account_id, roles=frozenset({Role.RESIDENT}))
    cast = await ballots.cast(
        found, mary, vote.ids(3), definition_hash=found.definition_hash, attempt="a", whereabouts=None,
        now=datetime.now(UTC),
    )  # fmt: skip

    assert await pages() == before
    for text in before:
        assert cast.commitment not in text and "Hanley 3" not in text
    await client.get("/vote/receipt", status=303)


async def test_an_idea_that_a_helper_enters_is_listed_and_counted(client: Client) -> None:
    cycle = await make_cycle("ideas")
    pot = await make_pot(cycle)
    me = await at_the_table(client, Role.FACILITATOR)
    form = {
        "cycle": cycle.slug, "title": "A warm room", "story": "Tea.", "pot": str(pot.id), "name": "Mrs B.",
        "channel": "in-person", "email": "mrs.b@example.com",
    }  # fmt: skip
    await client.post("/office/ideas/new", form)
    act = await HelperAct.get().select_related("account", "venue")
    assert (act.helper_id, act.act, act.account.email) == (me.id, helping.ENTERED_IDEA, "mrs.b@example.com")  # type: ignore[union-attr]
    for _ in range(29):
        await helping.count(Person(me.id), datetime.now(UTC))
    page = await client.post("/office/ideas/new", {**form, "title": "Another"}, status=422)
    assert "30 people within an hour" in text_of(page.select_one(".govuk-error-summary"))
    assert await Idea.all().count() == 1
