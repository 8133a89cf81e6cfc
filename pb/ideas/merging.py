"""Merging: two ideas that are nearly the same go on as one. Both authors are told; the page of the first leads on."""

from datetime import datetime

import ledger.journal
from database import transaction
from pb.ideas.follows import tell_followers
from pb.letters import reviews as letters
from pb.models import Follow, Idea, IdeaState
from pb.reviews.decisions import close_questions
from pb.reviews.holding import OPEN, demand_somebody_elses, hold_idea, keep, tell_author, tell_authors
from pb.reviews.refusals import ReviewRefused, needed
from pb.reviews.supporters import carry_over
from residents.people import Person
from web.language import _

TARGETS = (*OPEN, IdeaState.ON_BALLOT)


async def merge(by: Person, idea_id: int, into_id: int | None, why: str, now: datetime) -> Idea:
    """Merge an idea into another of the same cycle; returns that other one. Supporters count there, once each."""
    by.demand("ideas.review")
    reason = needed(why, "why", _("Say why the two belong together. Everybody will read it."))
    async with transaction():
        idea = await hold_idea(idea_id, now)
        demand_somebody_elses(by, idea)
        into = await _target(idea, into_id)
        told = await tell_authors(idea, lambda one: letters.merged(one.title, one.id, into.title, into.id, reason), now)
        await tell_followers(idea.id, *letters.merged_to_followers(idea.title, into.title, into.id), now, told=told)
        await Idea.filter(merged_into_id=idea.id).update(merged_into_id=into.id)
        idea.state, idea.merged_into_id = IdeaState.MERGED, into.id
        idea.reason, idea.decided_at = reason, now
        await keep(idea, now)
        await carry_over(idea.id, into.id)
        await close_questions(idea.id, now)
        await _follow(idea, into, now)
        if into.author_id != idea.author_id:
            await tell_author(into, letters.joined_by(into.title, into.id, idea.title, idea.id), now)
        await ledger.journal.record(by.actor, "idea.merged", f"idea:{idea.id}", at=now, into=into.id, reason=reason)
    return into


async def _target(idea: Idea, into_id: int | None) -> Idea:
    into = await Idea.get_or_none(id=into_id, cycle_id=idea.cycle_id).select_related("author") if into_id else None
    if into is None:
        raise ReviewRefused(_("Choose the idea that goes on."), "into")
    if into.id == idea.id:
        raise ReviewRefused(_("An idea cannot be merged into itself. Choose the other one."), "into")
    if into.state not in TARGETS:
        raise ReviewRefused(_("That idea is not in review any more. Choose one that is."), "into")
    return into


async def _follow(idea: Idea, into: Idea, now: datetime) -> None:
    """The author hears what becomes of the idea that theirs is part of now."""
    if idea.author_id is not None and not await Follow.filter(idea_id=into.id, account_id=idea.author_id).exists():
        await Follow.create(idea_id=into.id, account_id=idea.author_id, made_at=now)


async def candidates(idea: Idea) -> list[Idea]:
    """Ideas of the same cycle that this one could go on as, those of its own pot first."""
    found = await Idea.filter(cycle_id=idea.cycle_id, state__in=TARGETS, id__not=idea.id).order_by("title").limit(500)
    return sorted(found, key=lambda other: other.pot_id != idea.pot_id)
