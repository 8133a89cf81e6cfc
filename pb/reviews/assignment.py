"""Who looks at which idea, and by when."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import ledger.journal
from database import transaction
from pb.letters import reviews as letters
from pb.models import Idea, IdeaState
from pb.reviews.holding import demand_somebody_elses, hold_idea, keep, tell_author
from pb.reviews.refusals import ReviewRefused
from post import outbox
from residents.models import Account, Role
from residents.people import Person
from web.days import local_date
from web.language import _

MOST_AT_ONCE = 100
LONGEST = timedelta(days=366)


async def assign(
    by: Person, idea_ids: Sequence[int], reviewer_id: int | None, due_on: date | None, now: datetime
) -> list[Idea]:
    """Give ideas to a reviewer, all or none. Authors learn who it is and by when; the reviewer gets one letter."""
    by.demand("ideas.assign")
    if not idea_ids:
        raise ReviewRefused(_("Tick at least one idea."), "idea")
    if len(idea_ids) > MOST_AT_ONCE:
        raise ReviewRefused(_("Tick %(most)s ideas or fewer at once.") % {"most": MOST_AT_ONCE}, "idea")
    reviewer, day = await _reviewer(reviewer_id), due_day(due_on, now)
    async with transaction():
        ideas = [await _assign_one(by, number, reviewer, day, now) for number in sorted(set(idea_ids))]
        named = [(idea.title, idea.id) for idea in ideas]
        if reviewer.id != by.account_id:
            await outbox.enqueue(reviewer.email, *letters.work_for_reviewer(named, day), now=now)
    return ideas


async def _assign_one(by: Person, idea_id: int, reviewer: Account, due_on: date, now: datetime) -> Idea:
    idea = await hold_idea(idea_id, now)
    demand_somebody_elses(Person(reviewer.id), idea)
    is_new = idea.reviewer_id != reviewer.id or idea.due_on != due_on
    idea.reviewer_id, idea.due_on = reviewer.id, due_on
    if idea.state is IdeaState.PUBLISHED:
        idea.state = IdeaState.COSTING
    await keep(idea, now)
    if is_new:
        letter = letters.with_reviewer(idea.title, idea.id, reviewer.display_name, due_on)
        await tell_author(idea, letter, now)
    await ledger.journal.record(
        by.actor, "idea.assigned", f"idea:{idea.id}", at=now, reviewer=f"account:{reviewer.id}", due=due_on.isoformat()
    )
    return idea


async def _reviewer(account_id: int | None) -> Account:
    found = next((account for account in await reviewers() if account.id == account_id), None)
    if found is None:
        raise ReviewRefused(_("Choose a reviewer."), "reviewer")
    return found


async def reviewers() -> list[Account]:
    """Everybody who may review now, by name."""
    return (
        await Account.filter(grants__role=Role.REVIEWER, disabled_at__isnull=True)
        .order_by("display_name", "id")
        .limit(300)
    )


def due_day(due_on: date | None, now: datetime) -> date:
    """Raises ReviewRefused for a day that is missing, past, or more than a year away."""
    if due_on is None:
        raise ReviewRefused(_("Choose the day by which it is due."), "due_on")
    today = local_date(now)
    if due_on < today:
        raise ReviewRefused(_("This day has passed. Choose today or a later one."), "due_on")
    if due_on > today + LONGEST:
        raise ReviewRefused(_("Choose a day within a year from now."), "due_on")
    return due_on
