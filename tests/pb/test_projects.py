"""Ideas become projects, alone or together; until the ballot is frozen they can be changed and taken off again."""

from dataclasses import replace

import pytest

from pb.ideas.merging import merge
from pb.models import Follow, Idea, IdeaState, Photo, Pot, Project, Support
from pb.projects import Plan, edit, join, make, withdraw
from pb.projects.shortlist import shortlist
from pb.reviews.decisions import reopen
from pb.reviews.refusals import ReviewRefused
from residents.models import Role
from tests.factories import (
    NOW,
    days,
    make_account,
    make_band,
    make_cycle,
    make_idea,
    make_place,
    make_pot,
    make_project,
)
from tests.pb.moderation_samples import account_of, letters_to, make_person
from web.refusals import NotAllowed

pytestmark = pytest.mark.usefixtures("db")


def plan(pot: Pot, pounds: int = 900) -> Plan:
    return Plan("Benches", "Three benches by the canal.", pot.id, pounds * 100, "£300 each.", "Parks manager")


async def in_review(**values: object) -> tuple[Idea, Pot]:
    cycle = await make_cycle("review", NOW)
    pot = await make_pot(cycle)
    return await make_idea(cycle, pot, state=IdeaState.COSTING, **values), pot  # type: ignore[arg-type]


async def test_an_idea_becomes_a_project_with_the_next_reference_and_its_photo() -> None:
    reviewer = await make_person(Role.REVIEWER)
    photo = await Photo.create(name="a" * 32 + ".webp", alt="A bench", width=10, height=10, added_at=NOW)
    idea, pot = await in_review(photo=photo, lat=53.0, long=-2.1)
    await make_project(pot, reference="P-041")

    project = await make(reviewer, idea.id, plan(pot), NOW)

    idea = await Idea.get(id=idea.id)
    assert (project.reference, project.cost_pence, project.photo_name) == ("P-042", 90_000, photo.name)
    assert (project.photo_alt, project.body_html, project.lat) == ("A bench", idea.body_html, 53.0)
    assert (idea.state, idea.project_id, idea.decided_by) == (IdeaState.ON_BALLOT, project.id, "Parks manager")
    assert "on the ballot, as the project “Benches”" in (await letters_to(await account_of(idea.author_id)))[0].body


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 101}, "title"),
        ({"summary": ""}, "summary"),
        ({"pot_id": None}, "pot"),
        ({"pot_id": 0}, "pot"),
        ({"cost_pence": None}, "cost"),
        ({"cost_pence": 99}, "cost"),
        ({"cost_pence": 100_001}, "cost"),
        ({"owner": ""}, "owner"),
    ],
)
async def test_a_project_that_cannot_be_is_refused_beside_its_field(wrong: dict[str, object], field: str) -> None:
    reviewer = await make_person(Role.REVIEWER)
    idea, pot = await in_review()
    await make_band(idea.cycle, "small", 1, 100_000)
    await Pot.filter(id=pot.id).update(amount_pence=100_000)

    with pytest.raises(ReviewRefused) as refused:
        await make(reviewer, idea.id, replace(plan(pot), **wrong), NOW)  # type: ignore[arg-type]

    assert refused.value.field == field
    assert await Project.all().count() == 0
    assert (await Idea.get(id=idea.id)).state is IdeaState.COSTING


async def test_several_ideas_join_one_project_and_each_author_is_told() -> None:
    reviewer = await make_person(Role.REVIEWER)
    first, pot = await in_review()
    second = await make_idea(first.cycle, pot, state=IdeaState.COSTING)
    project = await make(reviewer, first.id, plan(pot), NOW)

    await join(reviewer, second.id, project.id, NOW)

    letters = await letters_to(await account_of(second.author_id))
    assert await Idea.filter(project_id=project.id, state=IdeaState.ON_BALLOT).count() == 2
    assert "together with 1 other" in letters[0].body


async def test_an_idea_joins_only_a_project_of_its_own_cycle_that_is_not_withdrawn() -> None:
    reviewer = await make_person(Role.REVIEWER)
    idea, pot = await in_review()
    elsewhere = await make_project(await make_pot(await make_cycle("review", NOW)))
    gone = await make_project(pot, withdrawn_at=NOW)

    for project in (elsewhere, gone):
        with pytest.raises(ReviewRefused, match="Choose one of the projects"):
            await join(reviewer, idea.id, project.id, NOW)


async def test_a_merged_idea_leads_to_the_other_and_both_authors_are_told() -> None:
    reviewer = await make_person(Role.REVIEWER)
    idea, pot = await in_review()
    other = await make_idea(idea.cycle, pot, title="Seats by the water")

    await merge(reviewer, idea.id, other.id, "Both want seats.", NOW)

    idea = await Idea.get(id=idea.id)
    assert (idea.state, idea.merged_into_id, idea.reason) == (IdeaState.MERGED, other.id, "Both want seats.")
    assert "Seats by the water" in (await letters_to(await account_of(idea.author_id)))[0].body
    assert idea.title in (await letters_to(await account_of(other.author_id)))[0].body
    assert await Follow.filter(idea_id=other.id, account_id=idea.author_id).exists()


async def test_supporters_count_once_for_the_merged_idea_and_go_back_when_it_is_parted_again() -> None:
    reviewer, both, one = await make_person(Role.REVIEWER), await make_account(), await make_account()
    idea, pot = await in_review(supports=2)
    other = await make_idea(idea.cycle, pot, supports=1)
    for account, supported in ((both, idea), (one, idea), (both, other)):
        await Support.create(account=account, idea=supported, made_at=NOW - days(2))

    await merge(reviewer, idea.id, other.id, "Same.", NOW)
    together = (await Idea.get(id=other.id)).supports, await Support.filter(idea=other).count()
    await reopen(reviewer, idea.id, "Not the same.", NOW)
    apart = (await Idea.get(id=other.id)).supports, await Support.filter(idea=other).count()

    assert (together, apart) == ((2, 2), (1, 1))
    assert await Support.filter(idea=idea).count() == 2


async def test_authors_of_merged_ideas_hear_what_becomes_of_the_other() -> None:
    reviewer = await make_person(Role.REVIEWER)
    idea, pot = await in_review()
    middle, last = await make_idea(idea.cycle, pot), await make_idea(idea.cycle, pot)
    await merge(reviewer, idea.id, middle.id, "Same.", NOW)
    await merge(reviewer, middle.id, last.id, "Same.", NOW)

    await make(reviewer, last.id, plan(pot), NOW)

    assert (await Idea.get(id=idea.id)).merged_into_id == last.id
    for author in (idea.author_id, middle.author_id, last.author_id):
        assert "will be on the ballot" in (await letters_to(await account_of(author)))[-1].subject


async def test_an_idea_is_not_merged_into_itself_another_cycle_or_what_is_decided() -> None:
    reviewer = await make_person(Role.REVIEWER)
    idea, pot = await in_review()
    elsewhere = await make_cycle("review", NOW)
    foreign = await make_idea(elsewhere, await make_pot(elsewhere))
    decided = await make_idea(idea.cycle, pot, state=IdeaState.NOT_FEASIBLE)

    for into in (idea.id, foreign.id, decided.id, None, 0):
        with pytest.raises(ReviewRefused) as refused:
            await merge(reviewer, idea.id, into, "Same.", NOW)
        assert refused.value.field == "into"


async def test_a_withdrawn_project_gives_its_ideas_the_reason_and_they_can_come_back() -> None:
    reviewer = await make_person(Role.REVIEWER)
    idea, pot = await in_review()
    project = await make(reviewer, idea.id, plan(pot), NOW)
    answer = {"reason": "The bank is unsafe.", "decided_by": "Parks manager", "elsewhere": "The Canal Trust."}

    await withdraw(reviewer, project.id, **answer, now=NOW)
    withdrawn = await Idea.get(id=idea.id)
    await reopen(reviewer, idea.id, "The bank was mended.", NOW)

    assert (withdrawn.state, withdrawn.reason) == (IdeaState.NOT_FEASIBLE, "The bank is unsafe.")
    assert (await Project.get(id=project.id)).withdrawn_because == "The bank is unsafe."
    assert (await Idea.get(id=idea.id)).state is IdeaState.PUBLISHED
    with pytest.raises(ReviewRefused, match="off the ballot already"):
        await withdraw(reviewer, project.id, **answer, now=NOW)


async def test_projects_cannot_change_once_the_ballot_is_frozen() -> None:
    reviewer = await make_person(Role.REVIEWER)
    cycle = await make_cycle("review", NOW, ballot_frozen_at=NOW - days(1))
    pot = await make_pot(cycle)
    project, idea = await make_project(pot), await make_idea(cycle, pot, state=IdeaState.COSTING)

    for act in (
        make(reviewer, idea.id, plan(pot), NOW),
        join(reviewer, idea.id, project.id, NOW),
        edit(reviewer, project.id, plan(pot), NOW),
        withdraw(reviewer, project.id, reason="a", decided_by="b", elsewhere="c", now=NOW),
        merge(reviewer, idea.id, idea.id, "a", NOW),
    ):
        with pytest.raises(ReviewRefused, match="The ballot is frozen"):
            await act


async def test_a_project_can_be_edited_by_those_who_may() -> None:
    officer = await make_person(Role.CYCLE_OFFICER)
    idea, pot = await in_review()
    project = await make(officer, idea.id, plan(pot), NOW)

    await edit(officer, project.id, replace(plan(pot), title="Four benches", cost_pence=120_000), NOW)

    project = await Project.get(id=project.id)
    assert (project.title, project.cost_pence, project.reference) == ("Four benches", 120_000, "P-001")
    with pytest.raises(NotAllowed):
        await edit(await make_person(Role.MODERATOR), project.id, plan(pot), NOW)


async def test_the_shortlist_shows_projects_by_pot_against_the_money() -> None:
    officer = await make_person(Role.CYCLE_OFFICER)
    cycle = await make_cycle("review", NOW)
    rich, poor = await make_pot(cycle), await make_pot(cycle, await make_place("Fenton"), pounds=500)
    await make_band(cycle, "small", 1, 1_000)
    await make_project(rich, 900)
    await make_project(rich, 3_000, withdrawn_at=NOW)
    await make_project(poor, 600)
    await make_idea(cycle, poor, author=await make_account())

    found = await shortlist(officer, cycle)

    assert [(pot.row.name, pot.cost_pence, pot.waiting) for pot in found] == [
        (rich.name, 90_000, 0),
        (poor.name, 60_000, 1),
    ]
    assert [(one.band, one.too_dear) for pot in found for one in pot.projects] == [("small", False), ("small", True)]
