"""A dishonest officer at the draw: what they try to get a friend a seat, and what stands in the way or in public."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from assembly.assemblies import AssemblyRefused
from assembly.draws import DrawRefused, beginning, committing, holding, pooling, sources, terms
from assembly.models import Assembly, Draw, DrawKind, DrawState, Member, MemberState, Registration, RegistrationState
from assembly.registrations import excluding
from assembly.registrations.refusals import RegistrationRefused
from tests.assembly.draws.draw_scenes import committed, held, pool_scene, prepared
from tests.assembly.registrations.test_pool import as_officer
from tests.assembly.scenes import officer, publisher, register
from tests.browsing import Client, text_of

NOW = datetime.now(UTC)
LATER = NOW + timedelta(hours=1)
WHY = "The letters came a week late."


async def in_a_shared_home(assembly: Assembly) -> None:
    """Two pairs live together."""
    people = await Registration.filter(assembly_id=assembly.id).order_by("id").limit(4)
    for one, home in zip(people, ("a", "a", "b", "b"), strict=True):
        await Registration.filter(id=one.id).update(household=home * 64)


async def test_stopping_and_beginning_again_changes_neither_the_root_nor_the_panels(db: None) -> None:
    assembly = await pool_scene()
    await in_a_shared_home(assembly)
    by, roots, seeds = await officer(), set(), set()
    for _try in range(3):
        draw = await beginning.begin(by, assembly.id, terms.Terms(), NOW)
        roots.add(draw.pool_root)
        seeds.add(draw.terms["seed"])
        await beginning.stop(by, draw.id, WHY, NOW)
    assert len(roots) == len(seeds) == 1


async def test_one_person_more_is_another_root(db: None) -> None:
    assembly = await pool_scene()
    by = await officer()
    first = await beginning.begin(by, assembly.id, terms.Terms(), NOW)
    await beginning.stop(by, first.id, WHY, NOW)
    await register(assembly, gender="female", age="16-to-34", home="owned")
    assert (await beginning.begin(by, assembly.id, terms.Terms(), NOW)).pool_root != first.pool_root


async def test_the_mark_of_a_shared_home_is_not_that_of_its_address(db: None) -> None:
    assembly = await pool_scene()
    await in_a_shared_home(assembly)
    found = await pooling.vacancies(assembly)
    marks = {one["h"] for one in pooling.frozen(found)}
    assert len(marks) == 3 and "" in marks
    assert not marks & {one.household[:16] for one in found.candidates}


async def test_a_draw_is_stopped_only_with_a_reason_and_the_reason_stays_in_public(client: Client) -> None:
    assembly = await pool_scene()
    await as_officer(client)
    draw = await beginning.begin(await officer(), assembly.id, terms.Terms(), datetime.now(UTC))
    here = f"/office/assemblies/{assembly.id}/draws/1"
    asked = text_of(await client.post(f"{here}/stop", {"because": ""}, status=422))
    assert "Write the reason." in asked
    with pytest.raises(DrawRefused, match="Say in a sentence"):
        await beginning.stop(await officer(), draw.id, " . ", datetime.now(UTC))
    assert (await Draw.get(id=draw.id)).state is DrawState.PREPARING
    await client.post(f"{here}/stop", {"because": WHY})
    seen = text_of(await client.get(f"/assemblies/{assembly.slug}"))
    assert "Draw 1, begun on" in seen and WHY in seen and draw.pool_root[:12] in seen


async def test_a_draw_can_be_seen_in_public_from_its_beginning(client: Client) -> None:
    assembly = await pool_scene()
    await beginning.begin(await officer(), assembly.id, terms.Terms(), datetime.now(UTC))
    seen = text_of(await client.get(f"/assemblies/{assembly.slug}"))
    assert "Draw 1, begun on" in seen and "24 people" in seen


async def test_what_the_worker_found_out_about_the_pool_is_not_told_to_everybody(client: Client) -> None:
    assembly = await pool_scene()
    draw = await beginning.begin(await officer(), assembly.id, terms.Terms(), datetime.now(UTC))
    said = "rented needs at least 2, and the pool has 1"
    await Draw.filter(id=draw.id).update(state=DrawState.STOPPED, trouble=said)
    seen = text_of(await client.get(f"/assemblies/{assembly.slug}"))
    assert said not in seen and "could not be made" in seen


async def test_the_page_of_a_draw_says_how_many_were_begun_before_it(client: Client) -> None:
    assembly = await pool_scene()
    by = await officer()
    await beginning.stop(by, (await beginning.begin(by, assembly.id, terms.Terms(), NOW)).id, WHY, NOW)
    draw = await committed(assembly, by=by, now=NOW)
    assert json.loads(draw.commitment)["draw"] == 2
    seen = text_of(await client.get(f"/assemblies/{assembly.slug}/draws/2"))
    assert "Draws begun before this one" in seen


async def test_a_ball_that_is_typed_in_after_the_beacon_spoke_does_not_count(db: None) -> None:
    """With the beacon known, one of a thousand balls leads to a panel that somebody likes."""
    draw = await committed(await pool_scene(), ("balls", "drand"), now=NOW)
    out = sources.comes_out_at(holding.commitment_of(draw).randomness[1])  # type: ignore[arg-type]
    by = await officer()
    with pytest.raises(DrawRefused, match="The beacon has spoken already"):
        await holding.keep(by, draw.id, "balls", "412", out)
    await holding.keep(by, draw.id, "balls", "412", out - timedelta(seconds=1))
    assert (await holding.keep(by, draw.id, "drand", "ab" * 32, out)).state is DrawState.DRAWN


@pytest.mark.parametrize("gone", ["cancelled_at", "closed_at"])
async def test_an_assembly_that_is_over_holds_no_draw(db: None, gone: str) -> None:
    assembly = await pool_scene()
    draw = await committed(assembly, now=NOW)
    await Assembly.filter(id=assembly.id).update(**{gone: NOW})
    with pytest.raises(AssemblyRefused):
        await holding.keep(await officer(), draw.id, "balls", "412", LATER)
    assert not await Member.exists()


async def test_an_assembly_that_is_over_fixes_no_draw(db: None) -> None:
    assembly = await pool_scene()
    draw = await prepared(assembly, now=NOW)
    asked = await committing.ask(await officer(), draw.id, ["balls"], LATER, "Town Hall", "It is time.", NOW)
    await Assembly.filter(id=assembly.id).update(cancelled_at=NOW)
    with pytest.raises(AssemblyRefused):
        await committing.commit(await publisher(), draw.id, asked.id, NOW)


async def test_nobody_is_taken_out_of_a_frozen_pool_before_chance_has_spoken(db: None) -> None:
    assembly = await pool_scene()
    draw = await committed(assembly, now=NOW)
    one = await Registration.filter(assembly_id=assembly.id).first()
    assert one is not None
    with pytest.raises(RegistrationRefused, match="frozen for a draw"):
        await excluding.exclude(await officer(), one.id, "Works for the council, it seems.", "", NOW)
    assert (await Registration.get(id=one.id)).state is RegistrationState.POOL
    await holding.keep(await officer(), draw.id, "balls", "412", LATER)
    assert not await Member.exists(state=MemberState.WITHDRAWN)


async def test_how_many_have_a_feature_is_told_of_one_pool_only(db: None) -> None:
    """R-000005 is on the lines of the first portfolio and not of the second: the difference would be their features."""
    assembly = await pool_scene(people=48)
    first = await held(assembly, now=NOW)
    await Draw.filter(id=first.id).update(state=DrawState.VOID, voided_because="A ball fell out.", voided_at=LATER)
    await Member.filter(draw_id=first.id).update(state=MemberState.VOID)
    gone = await Registration.filter(assembly_id=assembly.id).first()
    assert gone is not None
    await Registration.filter(id=gone.id).update(state=RegistrationState.WITHDRAWN)
    second = await committed(assembly, now=LATER)
    assert any(one["have"] for one in json.loads(first.commitment)["quotas"])
    assert {one["have"] for one in json.loads(second.commitment)["quotas"]} == {None}


async def test_a_draw_for_one_empty_seat_does_not_tell_who_left(db: None) -> None:
    """What is left open, taken from the quotas of the whole panel, is the panel without the one who left."""
    assembly = await pool_scene(people=48)
    await held(assembly, now=NOW)
    left = await Member.filter(state=MemberState.SELECTED).first()
    assert left is not None
    await Member.filter(id=left.id).update(state=MemberState.DECLINED, left_at=LATER)
    draw = await committed(assembly, now=LATER)
    public: dict[str, Any] = json.loads(draw.commitment)
    assert draw.kind is DrawKind.REPLACEMENT and public["seats"] == 1 and public["quotas"] == []
