"""The 45 ideas of the sample, each in the state that belongs to the phase."""

from datetime import datetime, timedelta
from typing import Any

from pb.models import ChangeRequest, Idea, IdeaState, Project
from pb.sample import stories
from pb.sample.funds import Fund
from pb.sample.people import Residents
from pb.text import to_html
from residents.people import Person

S = IdeaState
_DECIDED = {"on_ballot": S.ON_BALLOT, "not_feasible": S.NOT_FEASIBLE, "merged": S.MERGED, "withdrawn": S.WITHDRAWN}
_ELSEWHERE = "You can send the idea in again next year, or ask your ward councillor about other money."
_QUESTION = "Can you send us a letter from the landlord that says yes to the new kitchen?"
_WAITING = 6  # ideas of the first phase that nobody has checked yet


async def bring_in(
    fund: Fund, residents: Residents, officers: dict[str, Person], calendar: stories.Calendar, phase: str
) -> None:
    """All ideas, with projects for those on the ballot, who joined whom, and the question that one author was asked."""
    told = stories.ideas()
    ideas = [_idea(number, one, fund, residents, officers, calendar, phase) for number, one in enumerate(told)]
    await Idea.bulk_create(ideas)
    stored = {idea.title: idea for idea in await Idea.filter(cycle=fund.cycle)}
    by_reference = {one["id"]: stored[one["title"]] for one in told}
    for one in told:
        idea = by_reference[one["id"]]
        if idea.state is S.ON_BALLOT:
            await _put_on_ballot(idea, one, fund, calendar)
        elif idea.state is S.MERGED:
            idea.merged_into_id = by_reference[one["merged_into"]].id
            await idea.save(update_fields=["merged_into_id"])
        if one["stage"] == "needs_change" and phase != "ideas":
            await _ask(idea, officers["reviewer"], calendar, answered=phase != "review")
    for one in told:  # whoever joined another idea stands on its project
        into = by_reference.get(one.get("merged_into", ""))
        if into is not None and phase in ("voting", "result"):
            await Idea.filter(id=by_reference[one["id"]].id).update(project_id=into.project_id)


def _idea(
    number: int,
    told: dict[str, Any],
    fund: Fund,
    residents: Residents,
    officers: dict[str, Person],
    calendar: stories.Calendar,
    phase: str,
) -> Idea:
    state = _state(number, told, phase)
    author = residents.of_town[told["town"]][number % len(residents.of_town[told["town"]])]
    sent = _sent_at(number, calendar)
    values = _reviewed(number, told, state, officers, calendar) if phase != "ideas" else {}
    kind = told["proposer_kind"]
    return Idea(
        cycle_id=fund.cycle.id,
        pot_id=fund.pots[told["town"]].id,
        theme_id=fund.themes[told["theme"]].id,
        author_id=author.id,
        author_name=author.display_name if kind == "residents" else f"{author.display_name}, {kind}",
        title=told["title"],
        body=told["summary"],
        body_html=to_html(told["summary"]),
        place=told["ward_name"],
        lat=told["near"]["lat"],
        long=told["near"]["long"],
        estimate_pence=told["cost_requested"] * 100,
        state=state,
        created_at=sent,
        submitted_at=sent,
        published_at=None if state is S.RECEIVED else sent + timedelta(hours=7),
        changed_at=sent,
        **values,
    )


def _state(number: int, told: dict[str, Any], phase: str) -> IdeaState:
    stage = told["stage"]
    if phase == "ideas":
        return S.RECEIVED if number % 8 == 4 else S.PUBLISHED
    if phase == "review":
        if stage == "on_ballot":
            return (S.PUBLISHED, S.COSTING, S.COSTING, S.ON_BALLOT)[number % 4]
        return _DECIDED.get(stage, S.CHANGES_WANTED)
    return _DECIDED.get(stage, S.NOT_FEASIBLE)


def _sent_at(number: int, calendar: stories.Calendar) -> datetime:
    """Spread over the weeks in which ideas are open, and never later than now."""
    opened = calendar.morning("2026-05-05", 9)
    closed = min(calendar.morning("2026-05-30"), calendar.now - timedelta(hours=9))
    return opened + (closed - opened) * ((number * 17) % 45) / 45


def _reviewed(
    number: int, told: dict[str, Any], state: IdeaState, officers: dict[str, Person], calendar: stories.Calendar
) -> dict[str, Any]:
    checked = told["feasibility"]
    if state is S.PUBLISHED:
        return {}
    values: dict[str, Any] = {
        "reviewer_id": officers["reviewer" if number % 2 else "reviewer2"].account_id,
        "due_on": calendar.day("2026-06-24" if number % 3 else "2026-06-12"),
    }
    if state in (S.COSTING, S.CHANGES_WANTED):
        return values
    values |= {
        "decided_by": f"{checked['service']} manager (sample)",
        "decided_at": calendar.morning(checked["checked_on"], 14),
    }
    if state is S.ON_BALLOT:
        return values | {"cost_pence": checked["cost_checked"] * 100, "cost_note": checked["note"]}
    reason = checked["note"]
    if told["stage"] == "needs_change":
        reason = "The landlord has to agree to the new kitchen, and the letter did not come in time for this vote."
    return values | {"reason": reason, "elsewhere": _ELSEWHERE if state is S.NOT_FEASIBLE else ""}


async def _put_on_ballot(idea: Idea, told: dict[str, Any], fund: Fund, calendar: stories.Calendar) -> None:
    checked = told["feasibility"]
    project = await Project.create(
        cycle_id=fund.cycle.id,
        pot_id=fund.pots[told["town"]].id,
        theme_id=fund.themes[told["theme"]].id,
        reference=told["id"],
        title=told["title"],
        summary=told["summary"],
        body_html=to_html(told["summary"]),
        cost_pence=checked["cost_checked"] * 100,
        cost_note=checked["note"],
        lat=told["near"]["lat"],
        long=told["near"]["long"],
        owner=f"{checked['service']} manager (sample)",
        created_at=calendar.morning(checked["checked_on"], 14),
    )
    idea.project_id = project.id
    await idea.save(update_fields=["project_id"])


async def _ask(idea: Idea, reviewer: Person, calendar: stories.Calendar, *, answered: bool) -> None:
    """`answered`: the question is closed, because the answer never came."""
    await ChangeRequest.create(
        idea=idea,
        asked_by_id=reviewer.account_id,
        question=_QUESTION,
        due_on=calendar.day("2026-06-20"),
        asked_at=calendar.morning("2026-06-10", 11),
        answered_at=calendar.evening("2026-06-20") if answered else None,
    )
