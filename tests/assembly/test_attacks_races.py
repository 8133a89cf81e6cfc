"""Two at once, where one of them would gain by it. Each on a database of its own, with real transactions."""

import asyncio
from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta
from typing import Any

from assembly.draws import beginning, committing, holding, preparing, terms, voiding
from assembly.models import Draw, DrawState, FrozenPool, Member, MemberState, Registration, RegistrationState
from assembly.panels import answering, replacing
from assembly.panels.answering import accept
from assembly.registrations import excluding, leaving, purging
from tests.assembly.draws.draw_scenes import committed, held, pool_scene, prepared
from tests.assembly.panels.panel_scenes import drawn_scene, seats
from tests.assembly.scenes import officer, publisher
from web.refusals import Refused

WHY = "A ball had fallen out of the drum."


async def at_once(*work: Awaitable[Any]) -> list[BaseException]:
    """What was refused of it. Nothing but a refusal may come of it: no deadlock, no double row."""
    found = await asyncio.gather(*work, return_exceptions=True)
    faults = [one for one in found if isinstance(one, BaseException)]
    assert all(isinstance(one, Refused) for one in faults), faults
    return faults


async def test_two_officers_who_begin_at_once_begin_one_draw(own_database: str) -> None:
    assembly, now = await pool_scene(), datetime.now(UTC)
    first, second = await officer(), await officer()
    refused = await at_once(
        *(beginning.begin(by, assembly.id, terms.Terms(), now) for by in (first, second, first, second))
    )
    assert len(refused) == 3 and await Draw.all().count() == await FrozenPool.all().count() == 1


async def test_two_officers_who_agree_at_once_fix_one_commitment(own_database: str) -> None:
    assembly, now = await pool_scene(), datetime.now(UTC)
    draw = await prepared(assembly, now=now)
    asked = await committing.ask(
        await officer(), draw.id, ["balls"], now + timedelta(hours=1), "Town Hall", "It is time.", now
    )
    one, other = await publisher(), await officer()
    refused = await at_once(*(committing.commit(by, draw.id, asked.id, now) for by in (one, other)))
    assert len(refused) == 1 and (await Draw.get()).state is DrawState.COMMITTED


async def test_stopping_and_fixing_at_once_does_one_of_them(own_database: str) -> None:
    assembly, now = await pool_scene(), datetime.now(UTC)
    by = await officer()
    draw = await prepared(assembly, now=now)
    asked = await committing.ask(by, draw.id, ["balls"], now + timedelta(hours=1), "Town Hall", "It is time.", now)
    refused = await at_once(
        committing.commit(await publisher(), draw.id, asked.id, now), beginning.stop(by, draw.id, WHY, now)
    )
    kept = await Draw.get()
    assert len(refused) == 1 and await FrozenPool.exists() is (kept.state is DrawState.COMMITTED)


async def test_two_balls_that_are_typed_in_at_once_are_one(own_database: str) -> None:
    draw = await committed(await pool_scene())
    later = datetime.now(UTC) + timedelta(hours=2)
    by = await officer()
    refused = await at_once(*(holding.keep(by, draw.id, "balls", typed, later) for typed in ("412", "007", "999")))
    kept = await Draw.get()
    assert len(refused) == 2 and kept.state is DrawState.DRAWN
    assert await Member.filter(state=MemberState.SELECTED).count() == kept.seats


async def test_who_withdraws_while_the_panel_is_drawn_has_no_seat_or_is_told_of_it(own_database: str) -> None:
    assembly = await pool_scene(people=12)
    draw = await committed(assembly)
    later = datetime.now(UTC) + timedelta(hours=2)
    people = await Registration.filter(assembly_id=assembly.id).order_by("id")
    by = await officer()
    await at_once(
        *(leaving.withdraw(one.id, "", later) for one in people[:4]),
        holding.keep(by, draw.id, "balls", "412", later),
        *(leaving.erase(one.id, later) for one in people[4:8]),
    )
    seated = await Member.filter(state__in=(MemberState.SELECTED, MemberState.RESERVE)).select_related("registration")
    assert {one.registration.state for one in seated} <= {RegistrationState.POOL}


async def test_nobody_is_taken_out_while_the_pool_is_being_frozen(own_database: str) -> None:
    assembly, now = await pool_scene(), datetime.now(UTC)
    people = await Registration.filter(assembly_id=assembly.id).order_by("id")
    by, other = await officer(), await officer()
    await at_once(
        *(excluding.exclude(by, one.id, "Not who they said they were.", "", now) for one in people[:5]),
        beginning.begin(other, assembly.id, terms.Terms(), now),
    )
    frozen = {one["p"] for one in (await FrozenPool.get()).people}
    there = {one.pseudonym for one in await Registration.filter(state=RegistrationState.POOL)}
    assert frozen == there


async def test_nobody_says_yes_to_a_seat_of_a_draw_while_it_is_declared_void(own_database: str) -> None:
    assembly = await pool_scene()
    draw = await held(assembly)
    later = datetime.now(UTC) + timedelta(hours=2)
    asked = await voiding.ask(await officer(), draw.id, WHY, later)
    second = await publisher()
    members = await seats(assembly)
    await at_once(
        *(accept(assembly.id, one.id, later) for one in members[:3]),
        voiding.void(second, draw.id, asked.id, later),
        *(accept(assembly.id, one.id, later) for one in members[3:]),
    )
    assert {one.state for one in await Member.all()} == {MemberState.VOID}


async def test_two_officers_who_fill_one_empty_seat_at_once_seat_one_person(own_database: str) -> None:
    assembly, now = await drawn_scene(), datetime.now(UTC)
    gone = (await seats(assembly))[0]
    await answering.decline(assembly.id, gone.id, "", now)
    one, other = await officer(), await officer()
    coming = (await replacing.outlook(assembly)).next
    assert coming is not None
    until = now + timedelta(days=7)
    refused = await at_once(
        *(replacing.offer(by, assembly.id, coming.member_id, until, now) for by in (one, other, one))
    )
    assert len(refused) == 2 and len(await seats(assembly)) == assembly.seats


async def test_a_pool_that_is_deleted_during_a_draw_leaves_no_half_of_either(own_database: str) -> None:
    """The plan sets both days; whoever set them wrongly still gets a draw that says what became of it."""
    assembly = await pool_scene()
    draw = await committed(assembly)
    later = datetime.now(UTC) + timedelta(hours=2)
    by = await officer()
    await at_once(purging.purge(assembly, later), holding.keep(by, draw.id, "balls", "412", later))
    assert (await Draw.get()).state is DrawState.DRAWN
    seated = await Member.filter(state=MemberState.SELECTED).select_related("registration")
    assert {one.registration.state for one in seated} <= {RegistrationState.POOL}


async def test_two_workers_make_one_portfolio(own_database: str) -> None:
    now = datetime.now(UTC)
    await beginning.begin(await officer(), (await pool_scene()).id, terms.Terms(), now)
    await at_once(preparing.prepare_next(now), preparing.prepare_next(now))
    kept = await Draw.get()
    assert kept.state is DrawState.PREPARED and kept.tries == 1
