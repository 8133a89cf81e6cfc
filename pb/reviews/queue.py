"""What waits for reviewers, the most urgent first. As many questions to the database for one idea as for 500."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from database import on_postgres, row, rows
from pb.ideas.standing import tag_of
from pb.models import ChangeRequest, Idea, ReviewNote
from pb.reviews.holding import NEVER, OPEN
from residents.people import Person
from web.days import local_date
from web.refusals import NotFound

MOST = 500
PARTS = ("mine", "unassigned", "overdue", "all")
_STATES = ", ".join(f"'{state.value}'" for state in OPEN)

_WAITING = f"i.state IN ({_STATES}) AND c.ballot_frozen_at IS NULL AND c.cancelled_at IS NULL"


@dataclass(frozen=True, slots=True)
class Work:
    """One idea in the queue."""

    row: Any
    due_on: date | None
    late: bool
    answer_due_on: date | None  # when the author's answer is due
    tag: tuple[str, str]


async def queue(by: Person, part: str, pot_id: int | None, now: datetime) -> list[Work]:
    """The ideas of one part of the queue ("mine", "unassigned", "overdue" or "all"), of one pot or of all."""
    by.demand("ideas.assign")
    conditions = [_WAITING]
    parameters: list[Any] = []
    if part == "mine":
        conditions.append("i.reviewer_id = ?")
        parameters.append(by.account_id)
    elif part == "unassigned":
        conditions.append("i.reviewer_id IS NULL")
    elif part == "overdue":
        conditions.append("i.due_on < ?")
        parameters.append(_stored(local_date(now)))
    if pot_id is not None:
        conditions.append("i.pot_id = ?")
        parameters.append(pot_id)
    found = await rows(
        f"""SELECT i.id, i.title, i.state, i.due_on, i.supports, i.cost_pence, i.author_name,
                   COALESCE(p.name, '') AS pot, c.name AS cycle, r.display_name AS reviewer,
                   (SELECT MAX(q.due_on) FROM change_request q WHERE q.idea_id = i.id AND q.answered_at IS NULL)
                       AS answer_due_on
            FROM idea i JOIN cycle c ON c.id = i.cycle_id LEFT JOIN pot p ON p.id = i.pot_id
            LEFT JOIN account r ON r.id = i.reviewer_id
            WHERE {" AND ".join(conditions)}
            ORDER BY CASE WHEN i.due_on IS NULL THEN 1 ELSE 0 END, i.due_on, i.id LIMIT {MOST}""",
        *parameters,
    )
    return _work(found, now)


def _work(found: Sequence[Any], now: datetime) -> list[Work]:
    made = []
    for one in found:
        due = as_date(one.due_on)
        late = due is not None and due < local_date(now)
        made.append(Work(one, due, late, as_date(one.answer_due_on), tag_of(one.state)))
    return made


async def counts(by: Person, now: datetime) -> dict[str, int]:
    """How many ideas each part of the queue has, over all pots."""
    found = await row(
        f"""SELECT COUNT(*) AS every, COALESCE(SUM(CASE WHEN reviewer_id = ? THEN 1 ELSE 0 END), 0) AS mine,
                   COALESCE(SUM(CASE WHEN reviewer_id IS NULL THEN 1 ELSE 0 END), 0) AS unassigned,
                   COALESCE(SUM(CASE WHEN due_on < ? THEN 1 ELSE 0 END), 0) AS overdue
            FROM idea i JOIN cycle c ON c.id = i.cycle_id WHERE {_WAITING}""",
        by.account_id,
        _stored(local_date(now)),
    )
    assert found is not None
    return {"mine": found.mine, "unassigned": found.unassigned, "overdue": found.overdue, "all": found.every}


async def pots_in_review() -> list[Any]:
    """Pots that have ideas in review, for the filter."""
    return list(
        await rows(
            f"""SELECT p.id, p.name, c.name AS cycle FROM pot p JOIN cycle c ON c.id = p.cycle_id
                WHERE p.id IN (SELECT i.pot_id FROM idea i WHERE {_WAITING}) ORDER BY c.id, p.position, p.name"""
        )
    )


@dataclass(frozen=True, slots=True)
class File:
    """Everything officers know about one idea."""

    idea: Idea
    notes: list[ReviewNote]
    questions: list[ChangeRequest]
    merged: list[Idea]


async def file_of(by: Person, idea_id: int) -> File:
    """Raises NotFound also for what is not, or no longer, for reviewers."""
    by.demand("ideas.assign")
    idea = await Idea.get_or_none(id=idea_id).select_related(
        "cycle", "pot", "theme", "photo", "reviewer", "project", "merged_into"
    )
    if idea is None or idea.state in NEVER:
        raise NotFound
    return File(
        idea,
        await ReviewNote.filter(idea_id=idea_id).order_by("-id").select_related("author"),
        await ChangeRequest.filter(idea_id=idea_id).order_by("-id"),
        await Idea.filter(merged_into_id=idea_id).order_by("id"),
    )


async def last_post_of(by: Person) -> str:
    """The post in whose name this reviewer decided last, to save typing it again."""
    idea = await Idea.filter(reviewer_id=by.account_id, decided_by__not="").order_by("-decided_at").first()
    return idea.decided_by if idea else ""


def as_date(stored: date | str | None) -> date | None:
    """A day from a raw row: SQLite gives text where PostgreSQL gives a date."""
    return date.fromisoformat(stored[:10]) if isinstance(stored, str) else stored


def _stored(day: date) -> date | str:
    return day if on_postgres() else day.isoformat()
