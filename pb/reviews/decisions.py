"""Not feasible: the public answer of a named post, in plain words. And the way back for a decision that was wrong."""

from datetime import datetime

import ledger.journal
from database import transaction
from pb.ideas.follows import tell_followers
from pb.letters import reviews as letters
from pb.models import ChangeRequest, Idea, IdeaState, Project
from pb.reviews.holding import demand_somebody_elses, hold_idea, keep, tell_author, tell_authors
from pb.reviews.refusals import needed, needed_line
from pb.reviews.supporters import take_back
from residents.people import Person
from web.language import _

DECIDED = (IdeaState.NOT_FEASIBLE, IdeaState.MERGED, IdeaState.ON_BALLOT)


async def not_feasible(
    by: Person, idea_id: int, *, reason: str, elsewhere: str, decided_by: str, now: datetime
) -> Idea:
    """Decide that an idea cannot be done. Everybody can read why, who decided, and where else to go."""
    by.demand("ideas.review")
    why = needed(reason, "reason", _("Say why it cannot be done. Everybody will read it."))
    other_way = needed(elsewhere, "elsewhere", _("Say where else they could go with this idea."))
    post = needed_line(decided_by, "decided_by", _("Say who decided, such as “Parks manager”."))
    async with transaction():
        idea = await hold_idea(idea_id, now)
        demand_somebody_elses(by, idea)
        idea.state, idea.reason, idea.elsewhere = IdeaState.NOT_FEASIBLE, why, other_way
        idea.decided_by, idea.decided_at = post, now
        await keep(idea, now)
        await close_questions(idea.id, now)
        told = await tell_authors(idea, lambda one: letters.not_feasible(one.title, one.id, why, post, other_way), now)
        await tell_followers(idea.id, *letters.not_feasible_to_followers(idea.title, why), now, told=told)
        await ledger.journal.record(
            by.actor, "idea.not-feasible", f"idea:{idea.id}", at=now, reason=why, decided_by=post
        )
    return idea


async def reopen(by: Person, idea_id: int, why: str, now: datetime) -> Idea:
    """Take back a decision that was a mistake, until the ballot is frozen. A project left without ideas goes too."""
    by.demand("ideas.review")
    reason = needed(why, "why", _("Say what was wrong. The author will read it."))
    async with transaction():
        idea = await hold_idea(idea_id, now, DECIDED)
        demand_somebody_elses(by, idea)
        was, project_id = idea.state, idea.project_id
        if idea.merged_into_id is not None:
            await take_back(idea.id, idea.merged_into_id)
        await put_back(idea, now)
        if project_id is not None and not await Idea.filter(project_id=project_id).exists():
            await Project.filter(id=project_id, withdrawn_at__isnull=True).update(
                withdrawn_at=now, withdrawn_because=reason
            )
        await tell_author(idea, letters.reopened(idea.title, idea.id, reason), now)
        await ledger.journal.record(
            by.actor, "idea.reopened", f"idea:{idea.id}", at=now, was=was.value, project=project_id, reason=reason
        )
    return idea


async def put_back(idea: Idea, now: datetime) -> None:
    """Inside a transaction: the idea is in review again, as if nothing had been decided."""
    idea.state = IdeaState.PUBLISHED if idea.reviewer_id is None else IdeaState.COSTING
    idea.reason = idea.elsewhere = idea.decided_by = ""
    idea.decided_at = idea.project_id = idea.merged_into_id = None
    await keep(idea, now)


async def close_questions(idea_id: int, now: datetime) -> None:
    """A question that nobody answered in time is no longer waiting for an answer."""
    await ChangeRequest.filter(idea_id=idea_id, answered_at__isnull=True).update(answered_at=now)
