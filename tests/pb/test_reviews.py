"""A named reviewer finds out what an idea costs, by a day; the author is asked and told."""

from datetime import date

import pytest

from ledger.models import JournalEntry
from pb.models import ChangeRequest, Follow, Idea, IdeaState, Project, ReviewNote
from pb.reviews.assignment import assign
from pb.reviews.costing import add_note, set_cost
from pb.reviews.decisions import not_feasible, reopen
from pb.reviews.questions import answer, ask, question_to
from pb.reviews.queue import counts, queue
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
from tests.pb.moderation_samples import account_of, as_person, letters_to, make_person
from web.refusals import NotAllowed, NotFound

pytestmark = pytest.mark.usefixtures("db")
DUE = date(2026, 6, 30)


async def costing(**values: object) -> Idea:
    cycle = await make_cycle("review", NOW)
    return await make_idea(cycle, await make_pot(cycle), state=IdeaState.COSTING, **values)  # type: ignore[arg-type]


async def test_assigned_ideas_have_a_reviewer_and_a_day_and_both_sides_are_told() -> None:
    officer, reviewer = await make_person(Role.CYCLE_OFFICER), await make_person(Role.REVIEWER, name="Rita Reviewer")
    cycle = await make_cycle("review", NOW)
    pot = await make_pot(cycle)
    ideas = [await make_idea(cycle, pot) for _ in range(2)]

    await assign(officer, [idea.id for idea in ideas], reviewer.account_id, DUE, NOW)

    first = await Idea.get(id=ideas[0].id)
    assert (first.state, first.reviewer_id, first.due_on) == (IdeaState.COSTING, reviewer.account_id, DUE)
    assert "Rita Reviewer" in (await letters_to(await account_of(first.author_id)))[0].body
    assert [letter.subject for letter in await letters_to(reviewer)] == ["2 ideas for you to review"]
    assert await JournalEntry.filter(act="idea.assigned").count() == 2


async def test_assignment_is_all_or_nothing() -> None:
    officer, reviewer = await make_person(Role.CYCLE_OFFICER), await make_person(Role.REVIEWER)
    cycle = await make_cycle("review", NOW)
    pot = await make_pot(cycle)
    good, decided = await make_idea(cycle, pot), await make_idea(cycle, pot, state=IdeaState.NOT_FEASIBLE)

    with pytest.raises(ReviewRefused, match="Not possible this time"):
        await assign(officer, [good.id, decided.id], reviewer.account_id, DUE, NOW)

    assert (await Idea.get(id=good.id)).reviewer_id is None


async def test_only_reviewers_can_be_given_ideas_and_not_their_own() -> None:
    officer, moderator = await make_person(Role.CYCLE_OFFICER), await make_person(Role.MODERATOR)
    author = await make_account("Ann Author", Role.REVIEWER)
    idea = await costing(author=author)

    with pytest.raises(ReviewRefused, match="Choose a reviewer"):
        await assign(officer, [idea.id], moderator.account_id, DUE, NOW)
    with pytest.raises(ReviewRefused, match="your own idea"):
        await assign(officer, [idea.id], author.id, DUE, NOW)
    with pytest.raises(NotAllowed):
        await assign(moderator, [idea.id], author.id, DUE, NOW)


@pytest.mark.parametrize(
    ("due", "sentence"),
    [(None, "Choose the day"), (date(2026, 6, 14), "has passed"), (date(2028, 1, 1), "within a year")],
)
async def test_a_due_day_must_make_sense(due: date | None, sentence: str) -> None:
    reviewer = await make_person(Role.REVIEWER)
    idea = await costing()

    with pytest.raises(ReviewRefused, match=sentence):
        await assign(reviewer, [idea.id], reviewer.account_id, due, NOW)


async def test_a_cost_has_to_fit_a_band_and_warns_above_the_pot() -> None:
    reviewer = await make_person(Role.REVIEWER)
    cycle = await make_cycle("review", NOW)
    idea = await make_idea(cycle, await make_pot(cycle, pounds=800), state=IdeaState.COSTING)
    await make_band(cycle, "small", 100, 1_000)

    with pytest.raises(ReviewRefused, match="small: £100–£1,000"):
        await set_cost(reviewer, idea.id, 200_000, "", NOW)
    with pytest.raises(ReviewRefused, match="above £0"):
        await set_cost(reviewer, idea.id, 0, "", NOW)
    fits = await set_cost(reviewer, idea.id, 70_000, "Two benches.", NOW)
    warning = await set_cost(reviewer, idea.id, 90_000, "Three benches.", NOW)

    idea = await Idea.get(id=idea.id)
    assert (idea.cost_pence, idea.cost_note, fits) == (90_000, "Three benches.", "")
    assert "there is £800" in warning


async def asked() -> tuple[Idea, ChangeRequest]:
    idea = await costing(reviewer=await make_account("Rita Reviewer", Role.REVIEWER))
    reviewer = as_person(await account_of(idea.reviewer_id), Role.REVIEWER)
    return idea, await ask(reviewer, idea.id, "Which side of the canal?", DUE, NOW)


async def test_the_author_is_asked_answers_and_may_change_the_idea() -> None:
    idea, request = await asked()
    author = as_person(await account_of(idea.author_id))
    assert f"{{site}}/ideas/{idea.id}/answer" in (await letters_to(author))[0].body

    waiting, _request = await question_to(author, idea.id, NOW)
    await answer(author, idea.id, "The north side.", "Benches, north side", "Two **benches**.", waiting.version, NOW)

    idea = await Idea.get(id=idea.id)
    await request.refresh_from_db()
    note = await ReviewNote.get(idea_id=idea.id)
    assert (idea.state, idea.title) == (IdeaState.COSTING, "Benches, north side")
    assert "<strong>benches</strong>" in idea.body_html
    assert (request.answer, request.answered_at) == ("The north side.", NOW)
    assert "Somewhere to sit down" in note.body
    assert "The north side." in (await letters_to(await account_of(idea.reviewer_id)))[0].body


async def test_only_the_author_answers_and_only_once_and_not_over_a_newer_text() -> None:
    idea, _request = await asked()
    author = as_person(await account_of(idea.author_id))

    with pytest.raises(NotFound):
        await answer(await make_person(), idea.id, "Me too", "Title", "Body", 1, NOW)
    with pytest.raises(ReviewRefused, match="changed while you were writing"):
        await answer(author, idea.id, "North", "Title", "Body", 0, NOW)
    with pytest.raises(ReviewRefused, match="Write your answer"):
        await answer(author, idea.id, " ", "Title", "Body", 1, NOW)
    await answer(author, idea.id, "North", idea.title, idea.body, 1, NOW)
    with pytest.raises(ReviewRefused, match="no question waiting"):
        await question_to(author, idea.id, NOW)


async def test_an_author_without_email_cannot_be_asked_in_writing() -> None:
    reviewer = await make_person(Role.REVIEWER)
    idea = await costing(author=await make_account("No Mail", email=None))

    with pytest.raises(ReviewRefused, match="Talk to them"):
        await ask(reviewer, idea.id, "Where?", DUE, NOW)


async def test_not_feasible_needs_a_reason_a_post_and_another_way() -> None:
    reviewer = await make_person(Role.REVIEWER)
    idea = await costing()
    answer = {"reason": "Too steep.", "elsewhere": "The Canal Trust.", "decided_by": "Parks manager"}

    for field in answer:
        with pytest.raises(ReviewRefused) as refused:
            await not_feasible(reviewer, idea.id, **{**answer, field: " "}, now=NOW)
        assert refused.value.field == field
    await not_feasible(reviewer, idea.id, **answer, now=NOW)

    idea = await Idea.get(id=idea.id)
    letter = (await letters_to(await account_of(idea.author_id)))[0]
    assert (idea.state, idea.reason, idea.decided_by) == (IdeaState.NOT_FEASIBLE, "Too steep.", "Parks manager")
    assert all(text in letter.body for text in answer.values())


async def test_those_who_follow_an_idea_hear_of_its_answer() -> None:
    idea, follower = await costing(), await make_account()
    await Follow.create(idea=idea, account=follower, made_at=NOW)
    answer = {"reason": "Too steep.", "elsewhere": "The Canal Trust.", "decided_by": "Parks manager"}

    await not_feasible(await make_person(Role.REVIEWER), idea.id, **answer, now=NOW)

    assert "Too steep." in (await letters_to(follower))[0].body


async def test_nobody_reviews_their_own_idea() -> None:
    account = await make_account("Rita Reviewer", Role.REVIEWER)
    reviewer, idea = as_person(account, Role.REVIEWER), await costing(author=account)

    with pytest.raises(ReviewRefused, match="your own idea"):
        await set_cost(reviewer, idea.id, 100, "", NOW)
    with pytest.raises(ReviewRefused, match="your own idea"):
        await not_feasible(reviewer, idea.id, reason="a", elsewhere="b", decided_by="c", now=NOW)


async def test_a_wrong_decision_can_be_taken_back_and_an_empty_project_goes_with_it() -> None:
    reviewer = await make_person(Role.REVIEWER)
    cycle = await make_cycle("review", NOW)
    pot = await make_pot(cycle)
    project = await make_project(pot)
    idea = await make_idea(cycle, pot, state=IdeaState.ON_BALLOT, project=project)

    with pytest.raises(ReviewRefused, match="Say what was wrong"):
        await reopen(reviewer, idea.id, "", NOW)
    await reopen(reviewer, idea.id, "Wrong button.", NOW)

    idea, project = await Idea.get(id=idea.id), await Project.get(id=project.id)
    assert (idea.state, idea.project_id) == (IdeaState.PUBLISHED, None)
    assert (project.withdrawn_at, project.withdrawn_because) == (NOW, "Wrong button.")


async def test_nothing_changes_once_the_ballot_is_frozen() -> None:
    reviewer = await make_person(Role.REVIEWER)
    cycle = await make_cycle("review", NOW, ballot_frozen_at=NOW - days(1))
    idea = await make_idea(cycle, await make_pot(cycle), state=IdeaState.COSTING)

    for act in (
        set_cost(reviewer, idea.id, 100, "", NOW),
        assign(reviewer, [idea.id], reviewer.account_id, DUE, NOW),
        ask(reviewer, idea.id, "Where?", DUE, NOW),
        not_feasible(reviewer, idea.id, reason="a", elsewhere="b", decided_by="c", now=NOW),
        reopen(reviewer, idea.id, "a", NOW),
    ):
        with pytest.raises(ReviewRefused, match="The ballot is frozen"):
            await act
    assert (await add_note(reviewer, idea.id, "For next year.", NOW)).id


async def test_drafts_and_refused_ideas_are_not_there_for_reviewers() -> None:
    reviewer = await make_person(Role.REVIEWER)
    cycle = await make_cycle("review", NOW)
    pot = await make_pot(cycle)

    for state in (IdeaState.DRAFT, IdeaState.RECEIVED, IdeaState.REFUSED, IdeaState.WITHDRAWN):
        idea = await make_idea(cycle, pot, state=state)
        with pytest.raises(NotFound):
            await set_cost(reviewer, idea.id, 100, "", NOW)
        with pytest.raises(NotFound):
            await add_note(reviewer, idea.id, "Hm.", NOW)


async def test_the_queue_has_parts_and_puts_what_is_due_first() -> None:
    reviewer = await make_person(Role.REVIEWER)
    cycle = await make_cycle("review", NOW)
    pot, other_pot = await make_pot(cycle), await make_pot(cycle, await make_place("Fenton"))
    mine = await make_idea(cycle, pot, state=IdeaState.COSTING, reviewer_id=reviewer.account_id, due_on=DUE)
    late = await make_idea(
        cycle, other_pot, state=IdeaState.COSTING, reviewer=await make_account(), due_on=date(2026, 6, 1)
    )
    free = await make_idea(cycle, pot)
    over = await make_cycle("review", NOW, cancelled_at=NOW - days(1))
    await make_idea(over, await make_pot(over))

    async def listed(part: str, pot_id: int | None = None) -> list[int]:
        return [work.row.id for work in await queue(reviewer, part, pot_id, NOW)]

    assert await counts(reviewer, NOW) == {"mine": 1, "unassigned": 1, "overdue": 1, "all": 3}
    assert await listed("all") == [late.id, mine.id, free.id]
    assert (await listed("mine"), await listed("unassigned")) == ([mine.id], [free.id])
    assert (await listed("overdue"), await listed("all", pot.id)) == ([late.id], [mine.id, free.id])
