"""The pages of review, as officers and authors see them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from pb.models import ChangeRequest, Cycle, Idea, IdeaState, Pot, Project, ReviewNote
from residents.models import Account, Role, SessionKind
from tests.browsing import Client, text_of
from tests.counting import CountQueries
from tests.factories import days, make_account, make_band, make_cycle, make_idea, make_pot, make_project
from tests.pb.moderation_samples import account_of

NOW = datetime.now(UTC)
NEXT_MONTH = (NOW + timedelta(days=30)).date().isoformat()


async def reviewer(client: Client, *roles: Role) -> Account:
    account = await make_account("Rita Reviewer", *(roles or (Role.REVIEWER,)))
    await client.sign_in(account, SessionKind.OFFICER)
    return account


async def in_review(**values: Any) -> tuple[Idea, Pot]:
    cycle = await make_cycle("review")
    pot = await make_pot(cycle)
    return await make_idea(cycle, pot, **{"state": IdeaState.COSTING, **values}), pot


async def test_ticked_ideas_are_given_to_a_reviewer(client: Client) -> None:
    account = await reviewer(client)
    idea, _pot = await in_review(state=IdeaState.PUBLISHED, title="Benches")
    sent = {"idea": [str(idea.id)], "reviewer": str(account.id), "due_on": NEXT_MONTH}

    for wrong, sentence in (
        ({"idea": []}, "Tick at least one idea."),
        ({"reviewer": ""}, "Choose a reviewer."),
        ({"due_on": "2020-01-01"}, "This day has passed."),
        ({"due_on": "soon"}, "Not a valid date"),
    ):
        page = await client.post("/office/reviews/assignment", {**sent, **wrong}, status=422)
        assert sentence in text_of(page)
    await client.post("/office/reviews/assignment", sent)
    mine = await client.follow()

    assert "1 idea has a reviewer." in text_of(mine)
    assert "Benches" in text_of(mine)
    assert (await Idea.get(id=idea.id)).reviewer_id == account.id


async def test_what_was_ticked_stays_ticked_when_something_is_wrong(client: Client) -> None:
    await reviewer(client)
    idea, _pot = await in_review()

    page = await client.post("/office/reviews/assignment", {"idea": str(idea.id), "part": "all"}, status=422)

    assert page.select_one(f"#idea-{idea.id}[checked]")


async def test_a_cost_is_kept_or_asked_again_with_what_was_typed(client: Client) -> None:
    await reviewer(client)
    idea, pot = await in_review()
    await make_band(idea.cycle, "small", 100, 50_000)

    for wrong in ("much", "-5", "99999999999999999", "50,001", "", "1e5"):
        page = await client.post(f"/office/reviews/{idea.id}/cost", {"cost": wrong}, status=422)
        assert page.select_one("input[name=cost]")["value"] == wrong  # type: ignore[index]
    await client.post(f"/office/reviews/{idea.id}/cost", {"cost": "£20,000.50", "cost_note": "Benches"})
    page = await client.follow()

    assert (await Idea.get(id=idea.id)).cost_pence == 2_000_050
    assert "there is £10,000" in text_of(page)


async def test_notes_are_kept_and_never_public(client: Client) -> None:
    await reviewer(client)
    idea, _pot = await in_review()

    await client.post(f"/office/reviews/{idea.id}/notes", {"note": " "}, status=422)
    await client.post(f"/office/reviews/{idea.id}/notes", {"note": "The owner is difficult."})

    assert "The owner is difficult." in text_of(await client.follow())
    assert "difficult" not in text_of(await client.get(f"/ideas/{idea.id}"))
    assert await ReviewNote.all().count() == 1


async def test_a_question_goes_to_the_author_who_answers_and_changes_the_idea(client: Client) -> None:
    await reviewer(client)
    idea, _pot = await in_review()
    await client.get(f"/office/reviews/{idea.id}/question")
    await client.post(f"/office/reviews/{idea.id}/question", {"question": "", "due_on": NEXT_MONTH}, status=422)
    await client.post(f"/office/reviews/{idea.id}/question", {"question": "Which side?", "due_on": NEXT_MONTH})

    await client.sign_in(await account_of(idea.author_id))
    page = await client.get(f"/ideas/{idea.id}/answer")
    version = str(page.select_one("input[name=version]")["value"])  # type: ignore[index]
    sent = {"answer": "North", "title": "Benches, north", "body": "By the lock.", "version": version}
    empty = await client.post(f"/ideas/{idea.id}/answer", {**sent, "answer": ""}, status=422)
    stale = await client.post(f"/ideas/{idea.id}/answer", {**sent, "version": "0"}, status=422)
    await client.post(f"/ideas/{idea.id}/answer", sent)

    idea = await Idea.get(id=idea.id)
    assert "Which side?" in text_of(page)
    assert empty.select_one("input[name=title]")["value"] == "Benches, north"  # type: ignore[index]
    assert "changed while you were writing" in text_of(stale)
    assert (idea.state, idea.title) == (IdeaState.COSTING, "Benches, north")
    assert (await ChangeRequest.get(idea_id=idea.id)).answer == "North"


async def test_nobody_else_sees_the_question(client: Client) -> None:
    idea, _pot = await in_review(state=IdeaState.CHANGES_WANTED)
    asker = await make_account("Rita Reviewer", Role.REVIEWER)
    await ChangeRequest.create(idea=idea, asked_by=asker, question="Why?", due_on=date(2026, 1, 1), asked_at=NOW)

    await client.sign_in(await make_account())
    await client.get(f"/ideas/{idea.id}/answer", status=404)


async def test_a_public_no_names_reason_post_and_another_way(client: Client) -> None:
    await reviewer(client)
    idea, _pot = await in_review()
    sent = {"reason": "Too steep.", "elsewhere": "The Canal Trust.", "decided_by": "Parks manager"}
    address = f"/office/reviews/{idea.id}/infeasibility"

    await client.get(address)
    for field in sent:
        page = await client.post(address, {**sent, field: ""}, status=422)
        assert page.select_one(f"#{field}-error")
    await client.post(address, sent)

    assert (await Idea.get(id=idea.id)).state is IdeaState.NOT_FEASIBLE
    page = await client.get(f"/office/reviews/{idea.id}")
    assert "Too steep." in text_of(page)
    await client.get(f"/office/reviews/{idea.id}/reopening")
    await client.post(f"/office/reviews/{idea.id}/reopening", {"why": ""}, status=422)
    await client.post(f"/office/reviews/{idea.id}/reopening", {"why": "The wrong hill."})
    assert (await Idea.get(id=idea.id)).state is IdeaState.PUBLISHED


async def test_ideas_are_joined(client: Client) -> None:
    await reviewer(client)
    idea, pot = await in_review(title="Benches by the canal")
    other = await make_idea(idea.cycle, pot, title="Canal benches")
    address = f"/office/reviews/{idea.id}/merger"

    page = await client.get(address)
    await client.post(address, {"into": str(idea.id), "why": "Same."}, status=422)
    await client.post(address, {"into": "x", "why": "Same."}, status=422)
    await client.post(address, {"into": str(other.id), "why": "Both want seats."})

    assert page.select_one(f"option[value='{other.id}']")
    assert (await Idea.get(id=idea.id)).merged_into_id == other.id
    assert "Canal benches" in text_of(await client.follow())


async def test_an_idea_becomes_a_project_that_is_changed_and_taken_off(client: Client) -> None:
    await reviewer(client)
    idea, pot = await in_review(title="Benches", cost_pence=90_000)
    address = f"/office/reviews/{idea.id}/project"

    form = await client.get(address)
    sent = {"title": "Benches", "summary": "Three benches.", "pot": str(pot.id), "cost": "900", "owner": "Parks"}
    wrong = await client.post(address, {**sent, "cost": "20000"}, status=422)
    await client.post(address, sent)
    project = await Project.get()
    listed = await client.get("/office/shortlist")
    await client.get(f"/office/projects/{project.id}")
    await client.post(f"/office/projects/{project.id}", {**sent, "title": ""}, status=422)
    await client.post(f"/office/projects/{project.id}", {**sent, "title": "Four benches"})
    await client.get(f"/office/projects/{project.id}/withdrawal")
    await client.post(f"/office/projects/{project.id}/withdrawal", {"reason": "No."}, status=422)
    answer = {"reason": "The bank is unsafe.", "elsewhere": "The Trust.", "decided_by": "Parks manager"}
    await client.post(f"/office/projects/{project.id}/withdrawal", answer)
    await client.get(f"/office/projects/{project.id}")

    assert form.select_one("input[name=cost]")["value"] == "900"  # type: ignore[index]
    assert "There is only £10,000" in text_of(wrong)
    assert "Benches" in text_of(listed)
    assert (await Project.get(id=project.id)).title == "Four benches"
    assert (await Idea.get(id=idea.id)).reason == "The bank is unsafe."


async def test_an_idea_joins_a_project(client: Client) -> None:
    await reviewer(client)
    idea, pot = await in_review()
    project = await make_project(pot)

    await client.post(f"/office/reviews/{idea.id}/project/choice", {"project": ""}, status=422)
    await client.post(f"/office/reviews/{idea.id}/project/choice", {"project": str(project.id)})

    assert (await Idea.get(id=idea.id)).project_id == project.id


async def test_after_freezing_every_change_is_refused_in_a_sentence_and_nothing_typed_is_lost(client: Client) -> None:
    await reviewer(client)
    idea, pot = await in_review()
    project = await make_project(pot)
    await Cycle.filter(id=idea.cycle_id).update(ballot_frozen_at=NOW - days(1))

    said = [
        await client.post(f"/office/reviews/{idea.id}/cost", {"cost": "77"}, status=422),
        await client.post(f"/office/reviews/{idea.id}/merger", {"into": "1", "why": "Same."}, status=422),
        await client.post(f"/office/reviews/{idea.id}/project", {"title": "T"}, status=422),
        await client.post(f"/office/projects/{project.id}", {"title": "T"}, status=422),
        await client.post("/office/reviews/assignment", {"idea": str(idea.id)}, status=422),
    ]
    page = await client.get(f"/office/reviews/{idea.id}")

    assert all("ballot is frozen" in text_of(one) for one in said[:4])
    assert "Nothing can be changed about this idea now." in text_of(page)


async def test_the_queue_costs_the_same_however_much_waits(client: Client, count_queries: CountQueries) -> None:
    account = await reviewer(client)
    cycle = await make_cycle("review")
    pot = await make_pot(cycle)

    async def measured(path: str) -> int:
        async with count_queries() as counted:
            await client.get(path)
        return counted.count

    await make_idea(cycle, pot, reviewer=account, state=IdeaState.COSTING)
    await make_project(pot)
    one = [await measured(path) for path in ("/office/reviews?part=all", "/office/shortlist")]
    for _ in range(3):
        await make_idea(cycle, pot, reviewer=account, state=IdeaState.COSTING)
        await make_project(pot)
    four = [await measured(path) for path in ("/office/reviews?part=all", "/office/shortlist")]

    assert one == four
    assert max(one) <= 9


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.PUBLISHER, Role.ADMINISTRATOR])
async def test_other_officers_do_not_review(client: Client, role: Role) -> None:
    await reviewer(client, role)
    idea, _pot = await in_review()

    await client.get("/office/reviews", status=403)
    await client.post(f"/office/reviews/{idea.id}/cost", {"cost": "1"}, status=403)
