"""An empty seat goes to the first alternate, in the drawn order, with whom every quota can still be met."""

from datetime import UTC, datetime, timedelta

import pytest

from assembly.assemblies import AssemblyRefused
from assembly.draws import pooling
from assembly.draws.beginning import begin
from assembly.draws.terms import Terms
from assembly.models import Assembly, CategoryValue, Member, MemberState, Registration
from assembly.panels import PanelRefused, answering, history, replacing
from ledger.models import JournalEntry
from tests.assembly.panels.panel_scenes import drawn_scene, reserves, seats, sitting_scene, with_quota
from tests.assembly.scenes import officer

NOW = datetime.now(UTC)
WEEK = timedelta(days=7)
S = MemberState


async def fall_empty(assembly: Assembly, at: int = 0) -> Member:
    return await answering.decline(assembly.id, (await seats(assembly, S.CONFIRMED))[at].id, "", NOW)


async def test_a_full_panel_has_nothing_to_offer(db: None) -> None:
    assembly = await sitting_scene()
    found = await replacing.outlook(assembly)
    assert (found.empty, found.next) == (0, None)
    with pytest.raises(PanelRefused, match="Every seat is taken"):
        await replacing.offer(await officer(), assembly.id, found.alternates[0].member_id, NOW + WEEK, NOW)


async def test_the_first_of_the_order_who_fits_is_next(db: None) -> None:
    assembly = await sitting_scene()
    await fall_empty(assembly)
    found = await replacing.outlook(assembly)
    assert found.next is not None and found.next.place == 1 and not found.passed


async def test_who_would_be_too_many_is_passed_over_with_the_reason(db: None) -> None:
    assembly = await sitting_scene()
    await fall_empty(assembly)
    first = (await reserves(assembly))[0]
    age = await CategoryValue.get(answers__registration_id=first.registration_id, category__slug="age")
    have = await Member.filter(
        assembly_id=assembly.id, state=S.CONFIRMED, registration__answers__value_id=age.id
    ).count()
    await CategoryValue.filter(id=age.id).update(least=0, most=have)
    found = await replacing.outlook(assembly)
    assert found.next is not None and found.next.place > 1
    assert found.passed[0].because == f"would be too many of Age: {age.name}"
    await replacing.offer(await officer(), assembly.id, found.next.member_id, NOW + WEEK, NOW)
    entry = await JournalEntry.get(act="assembly.seat-offered")
    assert entry.detail["passed"] == {"full": len(found.passed)} and entry.detail["place"] == found.next.place


async def test_the_last_seat_goes_to_what_the_quotas_still_need(db: None) -> None:
    assembly = await sitting_scene()
    await fall_empty(assembly)
    renting = await Member.filter(
        assembly_id=assembly.id, state=S.CONFIRMED, registration__answers__value__slug="rented"
    ).count()
    await with_quota(assembly, "rented", renting + 1, 6)
    found = await replacing.outlook(assembly)
    assert found.needs == ("Home: Rented, at least 1",)
    assert found.next is not None
    chosen = await Member.get(id=found.next.member_id)
    assert await CategoryValue.exists(slug="rented", answers__registration_id=chosen.registration_id)
    assert all("needed for Home: Rented" in one.because for one in found.passed)


async def test_nobody_who_lives_with_a_member_or_left_the_pool_is_next(db: None) -> None:
    assembly = await sitting_scene()
    await fall_empty(assembly)
    one, two, three, *_rest = await reserves(assembly)
    sitting = (await seats(assembly, S.CONFIRMED))[0]
    await Registration.filter(id=one.registration_id).update(household=sitting.registration.household)
    await Registration.filter(id=two.registration_id).update(state="withdrawn")
    found = await replacing.outlook(assembly)
    assert found.next is not None and found.next.member_id == three.id
    assert [one.because for one in found.passed] == ["lives with somebody who has a seat", "has left the pool"]


async def test_where_nobody_fits_the_smallest_change_is_named(db: None) -> None:
    assembly = await sitting_scene()
    await fall_empty(assembly)
    await with_quota(assembly, "female", 5, 6)
    await with_quota(assembly, "16-to-34", 5, 6)
    found = await replacing.outlook(assembly)
    assert found.next is None and found.changes
    assert {change[0] for change in found.changes} <= {"Gender", "Age", "Home"}


async def test_an_offer_is_written_down_and_only_for_whoever_is_next_then(db: None) -> None:
    assembly = await sitting_scene()
    gone = await fall_empty(assembly)
    one, two, *_rest = await reserves(assembly)
    with pytest.raises(PanelRefused, match="Somebody else is next"):
        await replacing.offer(await officer(), assembly.id, two.id, NOW + WEEK, NOW)
    offered = await replacing.offer(await officer(), assembly.id, one.id, NOW + WEEK, NOW)
    after = await Member.get(id=offered.id)
    assert (after.state, after.replaces_id, after.answer_by) == (S.SELECTED, gone.id, NOW + WEEK)
    with pytest.raises(PanelRefused, match="Every seat is taken"):
        await replacing.offer(await officer(), assembly.id, two.id, NOW + WEEK, NOW)
    await answering.decline(assembly.id, one.id, "", NOW + timedelta(hours=1))
    await replacing.offer(await officer(), assembly.id, two.id, NOW + WEEK, NOW + timedelta(hours=2))
    assert (await Member.get(id=two.id)).replaces_id == one.id
    public = await history.public_panel(assembly)
    assert [(c.pseudonym, c.by, c.place) for c in public.changes] == [
        (one.registration.pseudonym, two.registration.pseudonym, 2),
        (gone.registration.pseudonym, one.registration.pseudonym, 1),
    ]


async def test_while_a_draw_for_the_seats_is_under_way_nobody_is_offered_one(db: None) -> None:
    assembly = await sitting_scene()
    await fall_empty(assembly)
    draw = await begin(await officer(), assembly.id, Terms(), NOW)
    assert (draw.kind, draw.seats) == ("replacement", 1)
    found = await replacing.outlook(assembly)
    assert found.draw_under_way and found.next is not None
    with pytest.raises(PanelRefused, match="under way"):
        await replacing.offer(await officer(), assembly.id, found.next.member_id, NOW + WEEK, NOW)


async def test_nothing_is_offered_once_the_assembly_is_over(db: None) -> None:
    assembly = await sitting_scene()
    await fall_empty(assembly)
    found = await replacing.outlook(assembly)
    await Assembly.filter(id=assembly.id).update(closed_at=NOW)
    assert found.next is not None
    with pytest.raises(AssemblyRefused):
        await replacing.offer(await officer(), assembly.id, found.next.member_id, NOW + WEEK, NOW)


async def test_what_the_panel_lacks_is_what_a_draw_would_look_for(db: None) -> None:
    assembly = await sitting_scene()
    await fall_empty(assembly)
    found = await pooling.vacancies(assembly)
    assert found.quotas == (await pooling.seating(assembly)).left and found.seats == 1


async def test_the_pool_of_a_city_is_looked_through_in_a_moment(db: None) -> None:
    assembly = await drawn_scene(people=400)
    for member in (await seats(assembly))[:3]:
        await answering.decline(assembly.id, member.id, "", NOW)
    begun = datetime.now(UTC)
    found = await replacing.outlook(assembly)
    assert found.next is not None
    assert datetime.now(UTC) - begun < timedelta(seconds=5)
