"""The sample assembly can be built in every form, its pages open, and nothing real is ever thrown away for it."""

from collections import Counter
from datetime import UTC, datetime

import pytest

import main
from assembly.assemblies import phase_at
from assembly.draws.holding import panel_of
from assembly.models import (
    Assembly,
    AssemblySession,
    Draw,
    DrawState,
    Invitation,
    Member,
    MemberState,
    Registration,
    RegistrationState,
    Source,
    Topic,
)
from assembly.phases import Phase
from assembly.quotas import categories_of
from assembly.quotas.possibility import standing_of_pool
from assembly.sample import building, stories
from ledger.models import JournalEntry
from pb import demo
from pb.sample import people
from pb.sample.people import SampleRefused
from residents.models import Account, SessionKind
from residents.places import sample as places
from tests.assembly.scenes import draft_scene
from tests.browsing import Client, text_of
from web import samples
from web.keys import folder

assert main.COMMANDS, "which makes the assembly a part of the sample"
PATIENCE = 60.0
OFFICE = [
    "", "/basics", "/topics", "/seats", "/thresholds", "/dates", "/sessions", "/offer", "/consent", "/publication",
    "/quotas", "/invitations", "/registrations", "/draws", "/panel",
]  # fmt: skip


async def build(form: str) -> Assembly:
    """Only the assembly, with the places and the officers that it needs."""
    await places.load()
    await building.build(form, await people.officers(), datetime.now(UTC))
    return await Assembly.get()


async def on_each_page(client: Client, assembly: Assembly) -> None:
    """Everybody's pages, then the office's."""
    await client.get("/")
    await client.get("/assemblies")
    page = await client.get(f"/assemblies/{assembly.slug}")
    assert "This assembly is a sample" in text_of(page)
    await client.get(f"/assemblies/{assembly.slug}/quotas")
    for draw in await Draw.filter(assembly=assembly):
        await client.get(f"/assemblies/{assembly.slug}/draws/{draw.number}")
    for word in ("assembly", "publisher"):
        await client.sign_in(await Account.get(email=f"{word}@example.com"), SessionKind.OFFICER)
        await client.get("/office")
        await client.get("/office/assemblies")
    await client.sign_in(await Account.get(email="assembly@example.com"), SessionKind.OFFICER)
    for path in OFFICE:
        await client.get(f"/office/assemblies/{assembly.id}{path}")


async def test_a_draft_is_public_complete_and_waits_for_a_publisher(client: Client) -> None:
    assembly = await build(stories.DRAFT)

    assert await phase_at(assembly, datetime.now(UTC)) is Phase.DRAFT
    assert (assembly.sample, assembly.seats, await AssemblySession.all().count()) == (True, 45, 4)
    assert (await Topic.get()).question == "How should the city share out neighbourhood money fairly?"
    await on_each_page(client, assembly)
    await client.sign_in(await Account.get(email="publisher@example.com"), SessionKind.OFFICER)
    assert "The plan is complete. A second officer commissions it." in text_of(await client.get("/office"))


async def test_seats_follow_from_the_census_and_hold_what_was_worked_out_before(db: None) -> None:
    assembly = await build(stories.DRAFT)

    quotas = {one.category.slug: one for one in await categories_of(assembly.id)}
    told = stories.told()["targets"]
    for slug, name in (("part", "town"), ("age", "age (16 and over)"), ("disability", "disability")):
        values = quotas[slug].values
        wanted = list(told[name].values())
        assert len(values) == len(wanted)
        assert all(one.least <= seats <= one.most for one, seats in zip(values, wanted, strict=True)), slug
        assert "Census 2021" in quotas[slug].category.source or slug == "part"


async def test_while_it_recruits_too_few_young_people_make_every_panel_impossible(client: Client) -> None:
    assembly = await build(stories.RECRUITING)

    assert await phase_at(assembly, datetime.now(UTC)) is Phase.RECRUITING
    standing = await standing_of_pool(assembly, PATIENCE)
    assert (standing.people, standing.outcome is not None and standing.outcome.possible) == (170, False)
    assert standing.outcome is not None
    assert [step.words for step in standing.outcome.steps] == ["Age: 16 to 24, at least 5 to at least 3"]
    await on_each_page(client, assembly)


async def test_people_came_by_letter_ticket_open_form_and_phone_and_agreed(db: None) -> None:
    assembly = await build(stories.RECRUITING)

    found = await Registration.filter(assembly=assembly)
    assert all(one.state is RegistrationState.POOL and one.consent_id and one.consented_at for one in found)
    assert Counter(one.source for one in found).keys() == set(Source)
    assert all(one.name.startswith("Sample ") and "Sample" in one.address for one in found)
    assert all(one.email == "" or one.email.endswith("@example.com") for one in found)
    assert all(one.registered_at and one.registered_at <= datetime.now(UTC) for one in found)
    assert max(Counter(one.household for one in found).values()) == 2
    assert not await Invitation.filter(batch__sent_at__isnull=False).exclude(address="").exists()


async def test_once_registration_is_closed_a_panel_is_possible(client: Client) -> None:
    assembly = await build(stories.POSSIBLE)

    standing = await standing_of_pool(assembly, PATIENCE)
    assert standing.people == 220
    assert standing.outcome is not None and standing.outcome.possible and not standing.outcome.unreachable
    assert assembly.registration_closes_at is not None and assembly.registration_closes_at < datetime.now(UTC)
    await on_each_page(client, assembly)


async def test_the_panel_was_drawn_after_a_draw_that_is_void_for_a_public_reason(client: Client) -> None:
    assembly = await build(stories.DRAWN)

    assert await phase_at(assembly, datetime.now(UTC)) is Phase.DRAWN
    void, drawn = await Draw.all().order_by("number")
    assert (void.state, drawn.state, drawn.line) == (DrawState.VOID, DrawState.DRAWN, 407)
    assert len(panel_of(drawn)) == 45
    states = Counter(one.state for one in await Member.filter(draw=drawn))
    assert (states[MemberState.CONFIRMED], states[MemberState.SELECTED], states[MemberState.DECLINED]) == (30, 15, 1)
    assert states[MemberState.RESERVE] and await Member.filter(replaces_id__isnull=False).count() == 1
    await client.get(f"/assemblies/{assembly.slug}/panel")
    page = await client.get(f"/assemblies/{assembly.slug}/draws/1")
    assert "The hall was flooded in the night" in text_of(page)
    await on_each_page(client, assembly)


async def test_the_same_people_register_every_time(db: None) -> None:
    async def features() -> list[tuple[str, int | None, int | None]]:
        people_there = await Registration.all().order_by("id")
        return [(one.name, one.born_year, one.born_month) for one in people_there]

    await demo.load("ideas", fresh=False, production=False)
    first, key = await features(), (await Assembly.get()).key_name
    assert len(first) == 170 and (folder() / f"{key}.key").exists()

    await demo.load("ideas", fresh=False, production=False)

    assert await features() == first
    assert (await Assembly.get()).key_name != key
    assert not (folder() / f"{key}.key").exists()
    entry = await JournalEntry.get(act="sample.loaded")
    assert entry.detail == {"phase": "ideas", "assembly": "recruiting"}
    assert await demo.is_shown()


async def test_the_sample_can_do_without_an_assembly(db: None) -> None:
    await demo.load("ideas", fresh=False, production=False, parts={"assembly": samples.NONE})

    assert not await Assembly.exists()


async def test_an_assembly_that_is_no_sample_is_never_thrown_away_unasked(db: None) -> None:
    real = await draft_scene(name="A real assembly")

    with pytest.raises(SampleRefused, match="not a sample: A real assembly"):
        await demo.load("ideas", fresh=False, production=False)

    assert await Assembly.exists(id=real.id)
    assert not await demo.is_shown()
