"""Assemblies in public: from the first day, honest about what is not decided, and one card on the front page."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from assembly.models import Assembly, Draw, DrawState
from residents.models import Role, SessionKind
from tests.assembly.scenes import assembly_scene, draft_scene, make_topic
from tests.browsing import Client, text_of
from tests.counting import CountQueries
from tests.factories import make_account

DAY = timedelta(days=1)


def now() -> datetime:
    return datetime.now(UTC)


async def test_without_an_assembly_the_page_says_what_will_be_here(client: Client) -> None:
    page = await client.get("/assemblies")
    assert "No assembly yet" in text_of(page)
    assert page.select_one(".site-nav a[href='/assemblies'][aria-current]")


async def test_those_that_take_people_come_first(client: Client) -> None:
    await assembly_scene(name="Over", closed_at=now())
    await assembly_scene(name="Cancelled", cancelled_at=now(), cancelled_because="No money.")
    await draft_scene(name="Planned", published_at=now())
    await assembly_scene(name="Not open yet", recruiting_opens_at=now() + DAY)
    await assembly_scene(name="Open")
    await draft_scene(name="Secret")
    await assembly_scene(name="Between", registration_closes_at=now() - DAY)
    page = await client.get("/assemblies")
    names = [text_of(link) for link in page.select("main h2 a")]
    assert names == ["Open", "Between", "Not open yet", "Planned", "Over", "Cancelled"]


async def test_a_draft_is_there_for_officers_only(client: Client) -> None:
    draft = await draft_scene()
    await client.get(f"/assemblies/{draft.slug}", status=404)
    await client.sign_in(await make_account("Mo", Role.MODERATOR), SessionKind.OFFICER)
    await client.get(f"/assemblies/{draft.slug}", status=404)
    await client.sign_in(await make_account("Asma", Role.ASSEMBLY_OFFICER), SessionKind.OFFICER)
    page = await client.get(f"/assemblies/{draft.slug}")
    assert "Only officers see this page" in text_of(page)


async def test_a_plan_is_honest_about_what_is_not_decided(client: Client) -> None:
    draft = await draft_scene(published_at=now())
    said = text_of(await client.get(f"/assemblies/{draft.slug}"))
    for sentence in (
        "still being planned",
        "The question is not decided yet.",
        "The days are not decided yet.",
        "Who can be chosen This is not decided yet.",
        "What members get This is not decided yet.",
    ):
        assert sentence in said
    assert "What changed since the commission" not in said


async def test_while_people_can_register_the_page_leads_there(client: Client) -> None:
    assembly = await assembly_scene(sample=True, excluded="Councillors\nSenior officers")
    page = await client.get(f"/assemblies/{assembly.slug}")
    here = f"/assemblies/{assembly.slug}"
    button = page.select_one("main a.govuk-button")
    assert button is not None and (text_of(button), button["href"]) == ("Register", f"{here}/registration")
    assert page.select_one(f"a[href='{here}/registration/code']")
    said = text_of(page)
    for sentence in (
        "This assembly is a sample", "How should buses run in our city?", "Olu Example, Director of Transport",
        "Everybody from age 16 who lives here: Stoke-on-Trent.", "Councillors", "£75 for each session", "Jubilee Hall",
        "10 or more in favour adopt", "Nothing that was promised on", "12 seats",
    ):  # fmt: skip
        assert sentence in said, sentence


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"recruiting_opens_at": now() + DAY}, "You can register from"),
        ({"registration_closes_at": now() - DAY}, "Registration is closed. The draw is on"),
        ({"closed_at": now()}, "This assembly is over."),
        ({"cancelled_at": now(), "cancelled_because": "The money is gone."}, "The money is gone."),
    ],
)
async def test_when_people_cannot_register_there_is_no_button(
    client: Client, changes: dict[str, Any], says: str
) -> None:
    assembly = await assembly_scene(**changes)
    page = await client.get(f"/assemblies/{assembly.slug}")
    assert says in text_of(page)
    assert not page.select("main a.govuk-button")


async def test_a_standing_assembly_lists_its_topics_with_how_they_stand(client: Client) -> None:
    assembly = await assembly_scene(kind="standing", term_topics=3)
    await make_topic(assembly, question="Parks?")
    await make_topic(assembly, question="Lights?", commissioned_at=now() - DAY, ended_at=now() - DAY)
    page = await client.get(f"/assemblies/{assembly.slug}")
    assert [text_of(title) for title in page.select("main h3")][:3] == [
        "How should buses run in our city? Now", "Parks? Planned", "Lights? Over",
    ]  # fmt: skip
    assert "A member serves for 3 topics." in text_of(page)
    assert text_of(page.select_one("p.lead")) == "How should buses run in our city?"


async def test_draws_that_the_public_may_follow_are_linked_and_others_are_not(client: Client) -> None:
    assembly, account = await assembly_scene(), await make_account("Olive")
    for number, state in enumerate(DrawState, 1):
        await Draw.create(
            assembly=assembly, number=number, seats=12, state=state, begun_at=now(), begun_by=account,
            drawn_at=now() if state is DrawState.DRAWN else None,
        )  # fmt: skip
    page = await client.get(f"/assemblies/{assembly.slug}")
    linked = [str(link["href"]).rsplit("/", 1)[1] for link in page.select("a[href*='/draws/']")]
    shown = {DrawState.COMMITTED, DrawState.DRAWN, DrawState.VOID}
    assert linked == [str(number) for number, state in enumerate(DrawState, 1) if state in shown]


async def test_what_officers_write_cannot_smuggle_anything_onto_the_page(client: Client) -> None:
    bad = "<script>alert(1)</script> [x](javascript:alert(1))"
    fields: dict[str, Any] = {
        "about": bad,
        "payment_about": bad,
        "support_about": bad,
        "area": "<b>here</b>",
        "excluded": bad,
    }
    assembly = await assembly_scene(**fields)
    page = await client.get(f"/assemblies/{assembly.slug}")
    assert not page.select("main script, main b") and "javascript:" not in [a["href"] for a in page.select("a[href]")]


@pytest.mark.parametrize("slug", ["nothing", "x" * 200, "Ümlaut", "%00"])
async def test_an_unknown_assembly_is_not_there(client: Client, slug: str) -> None:
    await client.get(f"/assemblies/{slug}", status=404)


async def test_the_list_needs_the_same_queries_however_many_there_are(
    client: Client, count_queries: CountQueries
) -> None:
    counts = []
    for rounds in (1, 2):
        for _number in range(rounds):
            await assembly_scene()
        async with count_queries() as counted:
            await client.get("/assemblies")
        counts.append(counted.count)
    assert counts[0] == counts[1] <= 6


async def test_the_page_of_one_needs_the_same_queries_however_much_is_in_it(
    client: Client, count_queries: CountQueries
) -> None:
    assembly = await assembly_scene(kind="standing", term_topics=3)
    counts = []
    for _round in range(2):
        await make_topic(assembly)
        async with count_queries() as counted:
            await client.get(f"/assemblies/{assembly.slug}")
        counts.append(counted.count)
    assert counts[0] == counts[1] <= 10


# The front page


async def test_the_front_page_shows_an_assembly_that_recruits(client: Client) -> None:
    open_one = await assembly_scene(name="Buses")
    await assembly_scene(name="Between", registration_closes_at=now() - DAY)
    await assembly_scene(name="Gone", cancelled_at=now())
    await draft_scene(name="Planned", published_at=now())
    page = await client.get("/")
    assert [text_of(title) for title in page.select(".home__now h2")] == ["Buses"]
    card = page.select_one(".home__now")
    assert "How should buses run in our city?" in text_of(card) and "You can register until" in text_of(card)
    assert page.select_one(f".home__now a.govuk-button[href='/assemblies/{open_one.slug}']")


async def test_the_front_page_needs_the_same_queries_however_many_recruit(
    client: Client, count_queries: CountQueries
) -> None:
    counts = []
    for rounds in (1, 4):
        for _number in range(rounds):
            await assembly_scene()
        async with count_queries() as counted:
            page = await client.get("/")
        counts.append(counted.count)
    assert counts[0] == counts[1]
    assert len(page.select(".home__now")) == 3  # more would bury everything else


async def test_the_desk_says_what_presses_and_for_whom(client: Client, count_queries: CountQueries) -> None:
    await client.sign_in(await make_account("Asma", Role.ASSEMBLY_OFFICER), SessionKind.OFFICER)
    assert "Nothing waits for you" in text_of(await client.get("/office"))
    counts = []
    for _round in range(2):
        await draft_scene(name="Half planned")
        await assembly_scene(name="Closes soon", registration_closes_at=now() + 3 * DAY)
        await assembly_scene(name="Closed", registration_closes_at=now() - 3 * DAY, draw_at=now() - DAY)
        await assembly_scene(name="No hurry")
        await assembly_scene(name="Ready", commissioned_at=None)
        standing = await assembly_scene(name="Standing", kind="standing", term_topics=3)
        await make_topic(standing, (now() + 99 * DAY).date(), question="Parks next?")
        async with count_queries() as counted:
            page = await client.get("/office")
        counts.append(counted.count)
    assert counts[0] == counts[1]
    said = text_of(page.main)
    assert "Half planned Draft 10 points of the plan are missing." in said
    assert "Closes soon Closes soon Registration closes on" in said and "Closed Late" in said
    assert "Ready Complete" in said and "No hurry Closes soon" not in said
    await client.sign_in(await make_account("Petra", Role.PUBLISHER), SessionKind.OFFICER)
    page = await client.get("/office")
    ready = await Assembly.filter(name="Ready").first()
    assert ready is not None and page.select_one(f"a[href='/office/assemblies/{ready.id}/commission']")
    assert "Half planned" not in text_of(page.main)
    assert "Parks next? Waits for you A topic for Standing" in text_of(page.main)
