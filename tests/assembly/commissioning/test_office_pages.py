"""The officer's pages of an assembly: nothing typed is lost, nobody else gets in, each page opens in every phase."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup

from assembly.models import Assembly, AssemblySession, Consent, Draw, DrawState, Topic
from residents.models import Role, SessionKind
from tests.assembly.scenes import assembly_scene, draft_scene, make_categories, make_session, make_topic
from tests.browsing import Client, text_of
from tests.counting import CountQueries
from tests.factories import make_account
from tests.pb.cycles.test_planning_pages import errors, filled

PAGES = [
    "", "/basics", "/topics", "/topics/new", "/seats", "/thresholds", "/dates", "/sessions", "/sessions/new", "/offer",
    "/consent", "/publication", "/cancellation", "/closure",
]  # fmt: skip
IN_A_YEAR = datetime.now(UTC) + timedelta(days=365)


async def sign_in(client: Client, *roles: Role) -> None:
    account = await make_account("Asma Officer", *(roles or (Role.ASSEMBLY_OFFICER,)))
    await client.sign_in(account, SessionKind.OFFICER)


async def in_phase(phase: str) -> Assembly:
    now = datetime.now(UTC)
    if phase == "draft":
        return await draft_scene()
    changes: dict[str, Any] = {
        "commissioned": {"recruiting_opens_at": now + timedelta(days=3)},
        "closed registration": {"registration_closes_at": now - timedelta(days=1)},
        "closed": {"closed_at": now},
        "cancelled": {"cancelled_at": now, "cancelled_because": "No money."},
        "standing": {"kind": "standing", "term_topics": 3},
    }
    assembly = await assembly_scene(now, **changes.get(phase, {}))
    if phase in ("drawn", "frozen", "standing"):
        state = DrawState.PREPARED if phase == "frozen" else DrawState.DRAWN
        account = await make_account("Olive")
        await Draw.create(
            assembly=assembly, number=1, seats=12, state=state, begun_by=account, begun_at=now,
            drawn_at=None if phase == "frozen" else now,
        )  # fmt: skip
    return assembly


@pytest.mark.parametrize(
    "phase",
    [
        "draft",
        "commissioned",
        "recruiting",
        "closed registration",
        "frozen",
        "drawn",
        "standing",
        "closed",
        "cancelled",
    ],
)
async def test_every_page_opens_in_every_phase(client: Client, phase: str) -> None:
    await sign_in(client, Role.ASSEMBLY_OFFICER, Role.PUBLISHER, Role.ADMINISTRATOR)
    assembly = await in_phase(phase)
    topic = await make_topic(assembly)
    session = await make_session(assembly, datetime.now(UTC) + timedelta(days=90))
    more = [f"/topics/{topic.id}", f"/sessions/{session.id}", "/commission", f"/topics/{topic.id}/commission"]
    for path in [*PAGES, *more]:
        page = await client.get(f"/office/assemblies/{assembly.id}{path}")
        assert page.select(".rooms a[aria-current]")
    await client.get("/office/assemblies")
    await client.get(f"/assemblies/{assembly.slug}")


async def test_what_can_no_longer_be_changed_has_no_button_and_says_why(client: Client) -> None:
    await sign_in(client)
    assembly = await in_phase("drawn")
    for path, frozen in (("/seats", True), ("/consent", True), ("/thresholds", False), ("/offer", False)):
        page = await client.get(f"/office/assemblies/{assembly.id}{path}")
        assert ("no longer change it" in text_of(page)) is frozen
        assert bool(page.select("main form button")) is not frozen
    dates = await client.get(f"/office/assemblies/{assembly.id}/dates")
    assert dates.find(id="draw_at") is None and dates.find(id="purge_on") is not None
    page = await client.post(f"/office/assemblies/{assembly.id}/dates", filled(dates, draw_place="Library"))
    assert (await Assembly.get(id=assembly.id)).draw_place == "Library"


async def test_an_assembly_goes_from_nothing_to_commissioned(client: Client) -> None:
    await sign_in(client)
    await client.post("/office/assemblies/new", {"name": "Winter assembly", "kind": "one_off", "version": ""})
    assembly = await Assembly.get(slug="winter-assembly")
    here = f"/office/assemblies/{assembly.id}"
    page = await client.follow()
    assert "Only officers see it" in text_of(page) and "It can be commissioned when all of this is true." in text_of(
        page
    )

    async def answer(group: str, **changes: Any) -> None:
        await client.post(f"{here}/{group}", filled(await client.get(f"{here}/{group}"), **changes))

    def local(days: int, clock: str) -> str:
        return f"{(IN_A_YEAR + timedelta(days=days)).date()}T{clock}"

    await answer("basics", about="- **why** we ask")
    await answer(
        "topics/new", question="How do we stay warm?", in_scope="Homes", owner="Olu Example, Director",
        answer_by=str((IN_A_YEAR + timedelta(days=200)).date()),
    )  # fmt: skip
    await answer("seats", seats="12", alternates="3", age_from="16", area="Stoke-on-Trent", excluded="Councillors")
    await answer("thresholds", adopt_percent="75", minority_percent="30", support_base="present", quorum_percent="60")
    await answer(
        "dates", recruiting_opens_at=local(0, "09:00"), registration_closes_at=local(21, "23:59"),
        draw_at=local(30, "18:00"), draw_place="Town Hall", purge_on=str((IN_A_YEAR + timedelta(days=300)).date()),
    )  # fmt: skip
    form = await client.get(f"{here}/sessions")
    await client.post(f"{here}/sessions", filled(form, place="Library", online="By video"))
    await answer("sessions/new", starts_at=local(50, "10:00"), ends_at=local(50, "16:00"), title="Learning")
    await answer("offer", payment_pence="£75.50", payment_about="By bank.", support_about="- childcare")
    assert "could come to its sessions" in text_of(await client.get(f"{here}/consent"))
    await answer("consent")
    await answer("publication", sure="y")
    await make_categories(await Assembly.get(id=assembly.id))
    assert "A second officer" in text_of(await client.get(here))

    await sign_in(client, Role.PUBLISHER)
    assert "Assemblies to commission" in text_of(await client.get("/office"))
    page = await client.get(f"{here}/commission")
    assert "How do we stay warm?" in text_of(page) and "8 or more in favour adopt" not in text_of(page)
    await client.post(f"{here}/commission", filled(page), status=422)
    await client.post(f"{here}/commission", filled(page, sure="y"))
    kept = await Assembly.get(id=assembly.id)
    assert kept.commissioned_at is not None and kept.payment_pence == 75_50
    assert (await AssemblySession.get(assembly=assembly)).title == "Learning"
    assert (await Consent.get(assembly=assembly)).version == 1
    public = text_of(await client.get("/assemblies/winter-assembly"))
    for said in (
        "How do we stay warm?",
        "Olu Example, Director",
        "You can register from",
        "£75.50",
        "Learning",
        "Library",
    ):
        assert said in public


@pytest.mark.parametrize(
    ("group", "bad", "says"),
    [
        ("basics", {"name": ""}, "Give the assembly a name."),
        ("basics", {"name": "Buses", "kind": "jury"}, "Choose one of the answers."),
        ("basics", {"name": "Buses", "kind": "standing", "term_topics": "0"}, "from 1 to 50"),
        ("topics/new", {"question": " ", "owner": "Olu"}, "Write the question"),
        ("topics/new", {"question": "What?", "answer_by": "2020-01-01"}, "still to come"),
        ("topics/new", {"question": "What?", "answer_by": "some day"}, "Not a valid date"),
        ("seats", {"seats": "many", "area": "Hanley"}, "Write a whole number"),
        ("seats", {"seats": "45", "alternates": "5", "age_from": "16", "area": ""}, "Say in words"),
        (
            "thresholds",
            {"adopt_percent": "50", "minority_percent": "60", "quorum_percent": "67"},
            "cannot be more than",
        ),
        (
            "thresholds",
            {"adopt_percent": "80", "minority_percent": "40", "quorum_percent": "67", "support_base": "x"},
            "Choose one of the answers.",
        ),
        ("dates", {"draw_at": "soon", "draw_place": "Hall"}, "Choose a day and a time"),
        ("sessions/new", {"title": "Learning", "starts_at": ""}, "Choose when the session begins"),
        ("offer", {"payment_pence": "a lot", "support_about": "Childcare"}, "Write an amount of money"),
        ("consent", {"text": ""}, "Write what people agree to."),
        ("cancellation", {"reason": "", "sure": "y"}, "Say why."),
        ("publication", {"sure": "y"}, "Write the question"),
    ],
)
async def test_bad_input_changes_nothing_and_loses_nothing(
    client: Client, group: str, bad: dict[str, str], says: str
) -> None:
    await sign_in(client)
    draft = await draft_scene()
    here = f"/office/assemblies/{draft.id}/{group}"
    before = await Assembly.get(id=draft.id).values()
    page = await client.post(here, {"version": "0", **bad}, status=422)
    assert says in errors(page) or says in text_of(page)
    for name, typed in bad.items():
        field = page.select_one(f"[name={name}][value='{typed}'], textarea[name={name}]")
        assert field is not None or name in ("kind", "support_base", "sure"), name
    assert await Assembly.get(id=draft.id).values() == before
    assert not await Topic.filter(assembly=draft).exists() and not await AssemblySession.filter(assembly=draft).exists()


async def test_somebody_else_saved_first_keeps_what_was_typed(client: Client) -> None:
    await sign_in(client)
    draft = await draft_scene()
    here = f"/office/assemblies/{draft.id}/offer"
    opened = await client.get(here)
    await client.post(here, filled(opened, support_about="Childcare"))
    page = await client.post(here, filled(opened, support_about="Interpreters"), status=422)
    assert "Somebody else changed this assembly" in errors(page) and "Interpreters" in str(page)
    await client.post(here, filled(page))
    assert (await Assembly.get(id=draft.id)).support_about == "Interpreters"


async def test_a_promise_asks_for_its_reason_beside_the_question(client: Client) -> None:
    await sign_in(client)
    assembly = await assembly_scene()
    here = f"/office/assemblies/{assembly.id}/thresholds"
    page = await client.post(here, filled(await client.get(here), adopt_percent="75"), status=422)
    assert "everybody can read the reason" in errors(page)
    await client.post(here, filled(page, reason="The panel asked for it."))
    public = text_of(await client.get(f"/assemblies/{assembly.slug}"))
    assert "it was 80%. Now it is 75%." in public and "The panel asked for it." in public


async def test_topics_are_moved_ended_and_removed_from_their_list(client: Client) -> None:
    await sign_in(client)
    assembly = await assembly_scene(kind="standing", term_topics=3)
    second = await make_topic(assembly, question="Second?")
    here = f"/office/assemblies/{assembly.id}/topics"

    async def press(path: str, status: int = 303) -> BeautifulSoup:
        page = await client.get(here)
        version = page.select_one(f"form[action='{here}/{path}'] [name=version]")
        assert version is not None, path
        return await client.post(f"{here}/{path}", {"version": str(version["value"])}, status)

    await press(f"{second.id}/order")
    assert [t.question for t in await Topic.filter(assembly=assembly).order_by("position")][0] == "Second?"
    first = await Topic.get(assembly=assembly, commissioned_at__isnull=False)
    await press(f"{first.id}/ending")
    await press(f"{second.id}/removal")
    assert not await Topic.filter(id=second.id).exists() and (await Topic.get(id=first.id)).ended_at
    page = await client.post(f"{here}/{first.id}/removal", {"version": "99"}, 422)
    assert "Somebody else changed" in errors(page)
    await client.post(f"{here}/999999/removal", {"version": str((await Assembly.get(id=assembly.id)).version)}, 404)


async def test_a_publisher_reads_the_plan_and_changes_nothing(client: Client) -> None:
    assembly = await assembly_scene()
    await sign_in(client, Role.PUBLISHER)
    page = await client.get(f"/office/assemblies/{assembly.id}")
    assert not page.select(".task-list a") and [text_of(a) for a in page.select(".rooms a")] == [
        "Plan",
        "Draws",
        "Panel",
    ]
    await client.get(f"/office/assemblies/{assembly.id}/topics")
    await client.get(f"/office/assemblies/{assembly.id}/seats", status=403)
    await client.get("/office/assemblies")


async def test_what_is_not_there_is_not_there(client: Client) -> None:
    await sign_in(client, Role.ASSEMBLY_OFFICER, Role.PUBLISHER)
    assembly, other = await assembly_scene(), await assembly_scene()
    topic, session = await Topic.get(assembly=other), await AssemblySession.filter(assembly=other).first()
    assert session is not None
    for path in (
        "/999999",
        "/" + "9" * 40,
        f"/{assembly.id}/topics/{topic.id}",
        f"/{assembly.id}/sessions/{session.id}",
    ):
        await client.get(f"/office/assemblies{path}", status=404)


async def test_the_list_needs_the_same_queries_however_many_there_are(
    client: Client, count_queries: CountQueries
) -> None:
    await sign_in(client)
    counts = []
    for _round in range(2):
        await assembly_scene()
        await draft_scene()
        async with count_queries() as counted:
            await client.get("/office/assemblies")
        counts.append(counted.count)
    assert counts[0] == counts[1] <= 12
