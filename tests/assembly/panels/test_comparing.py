"""What everybody sees of the panel gives nobody away: not in one look, and not in two."""

from datetime import UTC, datetime, timedelta

from assembly.models import Assembly, Member, MemberState, Registration
from assembly.panels import answering, comparing, replacing
from tests.assembly.panels.panel_scenes import drawn_scene, seats
from tests.assembly.scenes import officer

NOW = datetime.now(UTC)
S = MemberState


async def replace(assembly: Assembly, times: int) -> None:
    by = await officer()
    for _time in range(times):
        sitting = (await seats(assembly))[0]
        await answering.decline(assembly.id, sitting.id, "", datetime.now(UTC))
        following = (await replacing.outlook(assembly)).next
        assert following is not None
        await replacing.offer(by, assembly.id, following.member_id, NOW + timedelta(days=7), datetime.now(UTC))


async def test_the_counts_stand_still_until_five_have_left_and_five_have_come(db: None) -> None:
    assembly = await drawn_scene(people=36)
    before = await comparing.comparison_of(assembly)
    assert before is not None and before.since == 0
    await replace(assembly, 4)
    assembly = await Assembly.get(id=assembly.id)
    after = await comparing.comparison_of(assembly)
    assert after is not None and after.categories == before.categories and after.since == 4
    await replace(assembly, 1)
    renewed = await comparing.comparison_of(await Assembly.get(id=assembly.id))
    assert renewed is not None and renewed.since == 0 and renewed.at > before.at


async def test_erasing_somebody_who_left_changes_no_count(db: None) -> None:
    assembly = await drawn_scene()
    before = await comparing.comparison_of(assembly)
    gone = (await seats(assembly))[0]
    await answering.decline(assembly.id, gone.id, "", NOW)
    await (await Registration.get(id=gone.registration_id)).answers.all().delete()  # type: ignore[attr-defined]
    after = await comparing.comparison_of(await Assembly.get(id=assembly.id))
    assert before is not None and after is not None and after.categories == before.categories


async def test_a_void_draw_takes_its_counts_along(db: None) -> None:
    assembly = await drawn_scene()
    await Member.filter(assembly_id=assembly.id).update(state=S.VOID)
    assert await comparing.comparison_of(assembly) is None


async def test_large_counts_are_shown_with_their_share(db: None) -> None:
    assembly = await drawn_scene(people=48)
    assembly.panel_shown = {
        "at": NOW.isoformat(),
        "members": (assembly.panel_shown or {})["members"],
        "counts": {"gender": {"female": 20, "male": 22}, "age": {"16-to-34": 3, "35-to-64": 20, "65-or-over": 19}},
    }
    found = await comparing.comparison_of(assembly)
    assert found is not None
    gender, age, home = found.categories
    assert [bar.count for bar in gender.bars] == [20, 22]
    assert [(bar.count, bar.small) for bar in age.bars] == [(None, True), (20, False), (None, False)]
    assert all(bar.count is None for bar in home.bars)
