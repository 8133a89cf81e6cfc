"""The checklist before the vote, the lots, and what freezing the ballot fixes."""

from datetime import UTC, datetime
from typing import Any

import pytest

from ballot_box.models import Election
from ledger.models import JournalEntry
from pb.cycles import ChangedMeanwhile, CycleRefused, dates, freezing, phase_at
from pb.cycles.checklist import Item, checklist, is_green
from pb.cycles.lots import draw
from pb.models import Band, Cycle, IdeaState, Project
from pb.phases import Phase
from residents.models import Role
from residents.people import Person
from tests.factories import NOW, days, make_band, make_cycle, make_idea, make_place, make_pot, make_project
from web.refusals import NotAllowed

pytestmark = pytest.mark.usefixtures("db")
OFFICER = Person(roles=frozenset({Role.RESIDENT, Role.CYCLE_OFFICER}))


async def ready(**values: Any) -> Cycle:
    """A cycle in review with everything done."""
    cycle = await make_cycle("review", NOW, budget_pence=10_000_00, lot_seed="a seed of words", **values)
    pot = await make_pot(cycle, pounds=10_000)
    await make_band(cycle, least=500, most=5_000)
    await make_project(pot, 1_000)
    await make_project(pot, 5_000)
    return cycle


async def red(cycle: Cycle, knowingly_empty: bool = False) -> list[str]:
    return [item.key for item in await checklist(cycle, NOW, knowingly_empty) if not item.good]


async def test_everything_done_is_green() -> None:
    items = await checklist(await ready(), NOW)
    assert is_green(items) and len(items) == 8
    assert all(item.words and not item.cure for item in items)


async def test_each_point_that_is_not_done_is_red_and_says_what_to_do() -> None:
    cycle = await ready()
    for change, key in (
        ({"budget_pence": 9_999_99}, "money"),
        ({"rule": "dice"}, "counting"),
        ({"voting_opens_at": None}, "dates"),
        ({"voting_closes_at": NOW - days(1)}, "dates"),
        ({"voting_opens_at": NOW - days(1)}, "dates"),
        ({"evidence": {"vote": "E1", "count": "E2"}}, "dates"),  # and no last day for confirming
        ({"lot_seed": ""}, "lots"),
    ):
        before = {name: getattr(cycle, name) for name in change}
        cycle.update_from_dict(change)
        found: list[Item] = [item for item in await checklist(cycle, NOW) if not item.good]
        assert [item.key for item in found] == [key] and found[0].cure, change
        cycle.update_from_dict(before)
    cycle.update_from_dict({"lot_seed": "", "tie_breaking": "cost-id"})
    assert await red(cycle) == []


@pytest.mark.parametrize(
    "state", [IdeaState.RECEIVED, IdeaState.PUBLISHED, IdeaState.COSTING, IdeaState.CHANGES_WANTED]
)
async def test_an_idea_still_in_review_holds_the_ballot_up(state: IdeaState) -> None:
    cycle = await ready()
    pot = await make_pot(cycle, await make_place("Etruria"), pounds=0)
    await make_idea(cycle, pot, title="A bench for two", state=state)
    (item,) = [item for item in await checklist(cycle, NOW, True) if not item.good]
    assert item.key == "ideas" and "A bench for two" in item.words


async def test_an_empty_pot_must_be_meant_so() -> None:
    cycle = await ready()
    await make_pot(cycle, await make_place("Etruria"), pounds=0)
    assert await red(cycle) == ["projects"]
    assert await red(cycle, knowingly_empty=True) == []
    await Project.all().delete()
    assert await red(cycle, knowingly_empty=True) == ["no-projects"]


@pytest.mark.parametrize("pounds", [499, 5_001, 0, 10_001])
async def test_a_price_outside_every_band_or_over_the_pot_is_red(pounds: int) -> None:
    cycle = await ready()
    pot = await cycle.pots.all().first()  # type: ignore[attr-defined]
    wrong = await make_project(pot, pounds, title="The wrong one")
    (item,) = [item for item in await checklist(cycle, NOW) if not item.good]
    assert item.key == "prices" and "The wrong one" in item.words
    await Project.filter(id=wrong.id).update(withdrawn_at=NOW)
    assert await red(cycle) == []


async def test_without_bands_only_the_pot_limits_a_price() -> None:
    cycle = await ready()
    await Band.all().delete()
    pot = await cycle.pots.all().first()  # type: ignore[attr-defined]
    await make_project(pot, 10_000)
    assert await red(cycle) == []


async def test_freezing_makes_the_election_and_journals_its_hash() -> None:
    cycle = await ready()
    await freezing.freeze(OFFICER, cycle.id, 0, NOW)
    await cycle.refresh_from_db()
    election = await Election.get(id=cycle.election_id or 0)
    projects = {project.reference: str(project.id) for project in await Project.all()}
    assert cycle.ballot_frozen_at == NOW
    assert cycle.lots == [projects[reference] for reference in draw("a seed of words", projects)]
    entry = await JournalEntry.all().order_by("-id").first()
    assert entry is not None and election.definition_hash in str(entry.detail)
    assert await freezing.fingerprint(cycle) == election.definition_hash
    assert phase_at(cycle, NOW) is Phase.REVIEW
    assert cycle.voting_opens_at and phase_at(cycle, cycle.voting_opens_at) is Phase.VOTING


async def test_a_red_point_stops_freezing_and_nothing_changes() -> None:
    cycle = await ready()
    await Cycle.filter(id=cycle.id).update(budget_pence=1)
    with pytest.raises(CycleRefused, match="pots add up"):
        await freezing.freeze(OFFICER, cycle.id, 0, NOW)
    await cycle.refresh_from_db()
    assert (cycle.version, cycle.ballot_frozen_at, cycle.lots) == (0, None, [])
    assert await Election.all().count() == 0


async def test_a_ballot_is_frozen_once_and_by_who_may() -> None:
    cycle = await ready()
    with pytest.raises(NotAllowed):
        await freezing.freeze(Person(roles=frozenset({Role.PUBLISHER})), cycle.id, 0, NOW)
    await freezing.freeze(OFFICER, cycle.id, 0, NOW)
    with pytest.raises(ChangedMeanwhile):
        await freezing.freeze(OFFICER, cycle.id, 0, NOW)
    with pytest.raises(CycleRefused):
        await freezing.freeze(OFFICER, cycle.id, 1, NOW)


async def test_the_ballot_can_be_taken_back_until_the_vote_opens() -> None:
    cycle = await ready(voting_opens_at=NOW + days(3650), voting_closes_at=NOW + days(3660))
    await freezing.freeze(OFFICER, cycle.id, 0, NOW)
    with pytest.raises(CycleRefused) as refused:
        await freezing.unfreeze(OFFICER, cycle.id, 1, " ", NOW)
    assert refused.value.field == "reason"
    await freezing.unfreeze(OFFICER, cycle.id, 1, "A price was wrong.", NOW)
    await cycle.refresh_from_db()
    assert (cycle.ballot_frozen_at, cycle.election_id, cycle.lots) == (None, None, [])
    assert await Election.all().count() == 0
    await freezing.freeze(OFFICER, cycle.id, 2, NOW)
    with pytest.raises(CycleRefused):
        await freezing.unfreeze(OFFICER, cycle.id, 3, "Too late", NOW + days(3651))


async def test_the_words_for_the_lots_are_chosen_once() -> None:
    cycle = await make_cycle("review", NOW)
    for words in ("", "short", "x" * 101):
        with pytest.raises(CycleRefused) as refused:
            await freezing.choose_seed(OFFICER, cycle.id, 0, words, NOW)
        assert refused.value.field == "words"
    await freezing.choose_seed(OFFICER, cycle.id, 0, "15 June 2026, rain in Hanley", NOW)
    await cycle.refresh_from_db()
    assert cycle.lot_seed == f"{cycle.slug} 15 June 2026, rain in Hanley"
    with pytest.raises(CycleRefused, match="nobody may draw"):
        await freezing.choose_seed(OFFICER, cycle.id, 1, "Another sentence", NOW)


async def frozen_far_ahead() -> Cycle:
    """The close of a vote goes by the database's clock, so these dates lie far ahead of it."""
    cycle = await ready(voting_opens_at=NOW + days(3650), voting_closes_at=NOW + days(3660))
    await freezing.freeze(OFFICER, cycle.id, 0, NOW)
    await cycle.refresh_from_db()
    return cycle


def asked(cycle: Cycle, **changes: Any) -> dict[str, Any]:
    return {**{name: getattr(cycle, name) for name in dates.DATES}, **changes}


async def test_after_freezing_the_vote_can_close_later_for_a_public_reason() -> None:
    cycle = await frozen_far_ahead()
    later = NOW + days(3665)
    with pytest.raises(CycleRefused) as refused:
        await dates.set_dates(OFFICER, cycle.id, 1, asked(cycle, voting_closes_at=later), "", NOW)
    assert refused.value.field == "reason"
    reason = "The libraries were closed by snow."
    await dates.set_dates(OFFICER, cycle.id, 1, asked(cycle, voting_closes_at=later), reason, NOW)
    await cycle.refresh_from_db()
    election = await Election.get(id=cycle.election_id or 0)
    assert (cycle.voting_closes_at, election.closes_at, cycle.closing_moved_because) == (later, later, reason)


@pytest.mark.parametrize(
    ("name", "when"),
    [
        ("voting_closes_at", NOW + days(3655)),
        ("voting_closes_at", None),
        ("voting_opens_at", NOW + days(3651)),
        ("ideas_close_at", NOW - days(1)),
    ],
)
async def test_after_freezing_no_date_moves_to_earlier_and_some_not_at_all(name: str, when: Any) -> None:
    cycle = await frozen_far_ahead()
    with pytest.raises(CycleRefused) as refused:
        await dates.set_dates(OFFICER, cycle.id, 1, asked(cycle, **{name: when}), "Because", NOW)
    assert refused.value.field == name
    assert (await Cycle.get(id=cycle.id)).version == 1


async def test_a_close_that_has_passed_stays() -> None:
    now = datetime.now(UTC)
    cycle = await make_cycle("counting", now)
    with pytest.raises(CycleRefused, match="has passed") as refused:
        await dates.set_dates(OFFICER, cycle.id, 0, asked(cycle, voting_closes_at=now + days(9)), "Because", now)
    assert refused.value.field == "voting_closes_at"
