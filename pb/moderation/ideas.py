"""Decisions about ideas: publish, refuse (before or after they were public), bring back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tortoise.expressions import F

import ledger.journal
from database import transaction
from pb.letters import moderation as letters
from pb.models import Appeal, Idea, IdeaState
from pb.moderation.refusals import ModerationRefused, checked_reason, demand_somebody_elses
from pb.moderation.reports import resolve
from post import outbox
from residents.people import Person
from web.language import _
from web.refusals import NotFound

_S = IdeaState
MOST_AT_ONCE = 100
CAN_BE_REFUSED = {_S.RECEIVED, _S.PUBLISHED, _S.COSTING, _S.CHANGES_WANTED, _S.NOT_FEASIBLE, _S.MERGED}


@dataclass(frozen=True, slots=True)
class Publication:
    """What became of a bulk publication: titles of what is public now, and a sentence about each idea left out."""

    published: list[str]
    left_out: list[str]


async def publish(by: Person, seen: Mapping[int, int], now: datetime) -> Publication:
    """Make ideas public: {id: the version that the moderator read}. What changed meanwhile is left out, and said."""
    by.demand("content.moderate")
    if not seen:
        raise ModerationRefused(_("Choose at least one idea."))
    if len(seen) > MOST_AT_ONCE:
        raise ModerationRefused(_("Choose %(most)s ideas or fewer at once.") % {"most": MOST_AT_ONCE})
    result = Publication([], [])
    async with transaction():
        for idea in await Idea.filter(id__in=list(seen), state__not=_S.DRAFT).order_by("id").select_related("author"):
            trouble = await _publish_one(by, idea, seen[idea.id], now)
            if trouble:
                result.left_out.append(trouble)
            else:
                result.published.append(idea.title)
    return result


async def _publish_one(by: Person, idea: Idea, version: int, now: datetime) -> str:
    """Empty when it is public now, else the sentence that says why not."""
    try:
        demand_somebody_elses(by, idea.author_id, idea.entered_by_id)
    except ModerationRefused as refused:
        return f"“{idea.title}”: {refused.sentence}"
    moved = await Idea.filter(id=idea.id, state=_S.RECEIVED, version=version).update(
        state=_S.PUBLISHED,
        published_at=idea.published_at or now,  # one that was public before keeps its place in the list
        moderator_id=by.account_id,
        reason="",
        decided_by="",
        decided_at=None,
        version=F("version") + 1,
    )
    if not moved:
        return _("“%(title)s” was changed or decided on while you were reading. Look at it again.") % {
            "title": idea.title
        }
    await _tell_author(idea, letters.idea_published(idea.title, idea.id), now)
    await ledger.journal.record(by.actor, "idea.published", f"idea:{idea.id}", at=now)
    return ""


async def refuse(by: Person, idea_id: int, reason: str, now: datetime) -> Idea:
    """Keep an idea off the site, or take it off. The author learns why and can appeal; those who reported are told."""
    by.demand("content.moderate")
    async with transaction():
        idea = await held(idea_id)
        demand_somebody_elses(by, idea.author_id, idea.entered_by_id)
        reason = checked_reason(reason)
        if idea.state is _S.ON_BALLOT:
            raise ModerationRefused(
                _("This idea is on the ballot. A reviewer has to take its project off the ballot first.")
            )
        if idea.state not in CAN_BE_REFUSED:
            raise ModerationRefused(_("Somebody has decided about this idea already. Load the page again."))
        was = idea.state
        idea.state, idea.reason, idea.moderator_id = _S.REFUSED, reason, by.account_id
        idea.decided_by, idea.decided_at, idea.elsewhere = _("The moderators"), now, ""
        idea.version += 1
        await idea.save()
        letter = letters.idea_refused(idea.title, idea.id, reason, was_public=was is not _S.RECEIVED)
        await _tell_author(idea, letter, now)
        await resolve(idea_id=idea.id, upheld=True, reason=reason, now=now)
        await ledger.journal.record(by.actor, "idea.refused", f"idea:{idea.id}", at=now, was=was.value, reason=reason)
    return idea


async def restore(by: Person, idea_id: int, why: str, now: datetime) -> Idea:
    """Bring back an idea that was refused by mistake."""
    by.demand("content.moderate")
    async with transaction():
        idea = await held(idea_id)
        demand_somebody_elses(by, idea.author_id, idea.entered_by_id)
        why = checked_reason(why)
        await bring_back(by, idea, why, now)
        await Appeal.filter(idea_id=idea.id, decided_at__isnull=True).update(
            upheld=True, answer=why, decided_by_id=by.account_id, decided_at=now
        )
    return idea


async def bring_back(by: Person, idea: Idea, why: str, now: datetime) -> None:
    """Inside a transaction: a refused idea goes back to where it stood."""
    if idea.state is not _S.REFUSED:
        raise ModerationRefused(_("This idea is not refused any more. Load the page again."))
    idea.state = _state_before(idea)
    idea.reason, idea.decided_by, idea.decided_at = "", "", None
    idea.moderator_id = by.account_id
    idea.published_at = idea.published_at or now
    idea.version += 1
    await idea.save()
    await _tell_author(idea, letters.idea_restored(idea.title, idea.id, why), now)
    await ledger.journal.record(by.actor, "idea.restored", f"idea:{idea.id}", at=now, reason=why)


def _state_before(idea: Idea) -> IdeaState:
    if idea.merged_into_id is not None:
        return _S.MERGED
    return _S.PUBLISHED if idea.reviewer_id is None else _S.COSTING


async def held(idea_id: int) -> Idea:
    """The idea, locked until the end of the transaction. Drafts are nobody's business but their author's."""
    await Idea.filter(id=idea_id).update(version=F("version"))
    idea = await Idea.get_or_none(id=idea_id).select_related("author")
    if idea is None or idea.state is _S.DRAFT:
        raise NotFound
    return idea


async def _tell_author(idea: Idea, letter: tuple[str, str], now: datetime) -> None:
    if idea.author is not None:
        await outbox.enqueue(idea.author.email, *letter, now=now)
