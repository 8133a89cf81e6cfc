"""Take an idea to change it in review: nobody else changes it meanwhile, and the ballot is not frozen under us."""

from collections.abc import Callable, Collection
from datetime import datetime

from database import execute, value
from pb.cycles import may_be_done
from pb.ideas.standing import tag_of
from pb.models import Cycle, Idea, IdeaState
from pb.reviews.refusals import ReviewRefused
from post import outbox
from residents.people import Person
from web.language import _
from web.refusals import NotFound

OPEN = (IdeaState.PUBLISHED, IdeaState.COSTING, IdeaState.CHANGES_WANTED)
"""An idea in review, before its decision."""

NEVER = (IdeaState.DRAFT, IdeaState.RECEIVED, IdeaState.REFUSED, IdeaState.WITHDRAWN)
"""Not, or no longer, for reviewers: they are told that it is not there."""


async def hold_cycle(cycle_id: int, now: datetime) -> Cycle:
    """Inside a transaction, as its first statement: the cycle, whose ballot can then not be frozen until we are done.

    Raises ReviewRefused when it is frozen already, or the cycle is over.
    """
    if not await execute("UPDATE cycle SET version = version WHERE id = ?", cycle_id):
        raise NotFound
    cycle = await Cycle.get(id=cycle_id)
    demand_open(cycle, now)
    return cycle


def demand_open(cycle: Cycle, now: datetime) -> None:
    """Raises ReviewRefused once the ballot is frozen, or the cycle is over."""
    if "review" in may_be_done(cycle, now):
        return
    if cycle.ballot_frozen_at is not None:
        raise ReviewRefused(
            _("The ballot is frozen, so ideas and projects cannot be changed any more. Ask the cycle officer.")
        )
    raise ReviewRefused(_("This fund is over, so its ideas cannot be changed any more."))


async def hold_idea(idea_id: int, now: datetime, states: Collection[IdeaState] = OPEN) -> Idea:
    """Inside a transaction, at its start: an idea in one of `states`, with its cycle, author, reviewer and pot.

    Raises NotFound, also for what is not for reviewers, and ReviewRefused for another state or a frozen ballot.
    """
    cycle_id = await value("SELECT cycle_id FROM idea WHERE id = ?", idea_id)
    if cycle_id is None:
        raise NotFound
    await hold_cycle(cycle_id, now)
    await execute("UPDATE idea SET version = version WHERE id = ?", idea_id)
    idea = await Idea.get(id=idea_id).select_related("cycle", "author", "reviewer", "pot")
    if idea.state in NEVER and idea.state not in states:
        raise NotFound
    if idea.state not in states:
        raise ReviewRefused(
            _("“%(title)s” stands at “%(state)s”, so this cannot be done now. Load the page again.")
            % {"title": idea.title, "state": tag_of(idea.state)[0]}
        )
    return idea


def demand_somebody_elses(by: Person, idea: Idea) -> None:
    """Raises ReviewRefused when it is the reviewer's own idea."""
    if by.account_id is not None and by.account_id == idea.author_id:
        raise ReviewRefused(_("This is your own idea. Another reviewer has to decide about it."))


async def keep(idea: Idea, now: datetime) -> None:
    """Store the idea; whoever has its page open with an older version is told so when they save."""
    idea.version += 1
    idea.changed_at = now
    await idea.save()


async def tell_authors(idea: Idea, letter_about: Callable[[Idea], tuple[str, str]], now: datetime) -> set[int | None]:
    """Write to the author, and to the authors of ideas merged into it, each about their own idea; nobody twice.

    Returns whom we wrote to.
    """
    merged = await Idea.filter(merged_into_id=idea.id, state=IdeaState.MERGED).order_by("id").select_related("author")
    told: set[int | None] = set()
    for one in (idea, *merged):
        if one.author_id not in told:
            told.add(one.author_id)
            await tell_author(one, letter_about(one), now)
    return told


async def tell_author(idea: Idea, letter: tuple[str, str], now: datetime) -> None:
    if idea.author is not None:
        await outbox.enqueue(idea.author.email, *letter, now=now)
