"""Every idea, for officers: in any state but draft, with filters, page by page, and as a file without addresses."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from database import as_time, rows
from pb.ideas.standing import tag_of
from pb.models import IdeaState
from pb.reviews.queue import as_date
from pb.spreadsheets import as_csv
from residents.people import Person
from web.days import local_date
from web.language import _

PAGE = 50
MOST_IN_FILE = 20_000
LONGEST_SEARCH = 100
STATES = tuple(state for state in IdeaState if state is not IdeaState.DRAFT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What an officer wants to see. Whatever is empty is not asked for."""

    state: IdeaState | None = None
    pot_id: int | None = None
    reviewer_id: int | None = None
    words: str = ""
    before: int | None = None


_COLUMNS = """i.id, i.title, i.state, i.author_name, i.entered_by_id, i.supports, i.comments_count, i.submitted_at,
    i.published_at, i.due_on, i.cost_pence, i.reason, i.decided_by, COALESCE(p.name, '') AS pot, c.name AS cycle,
    COALESCE(t.name, '') AS theme, COALESCE(r.display_name, '') AS reviewer, COALESCE(j.reference, '') AS project"""
_TABLES = """idea i JOIN cycle c ON c.id = i.cycle_id LEFT JOIN pot p ON p.id = i.pot_id
    LEFT JOIN theme t ON t.id = i.theme_id LEFT JOIN account r ON r.id = i.reviewer_id
    LEFT JOIN project j ON j.id = i.project_id"""


async def find(by: Person, wish: Wish) -> tuple[Sequence[Any], int | None]:
    """The newest ideas first, and the id to go on from when there are older ones."""
    by.demand("office.view")
    found = await _select(wish, PAGE + 1)
    return found[:PAGE], (found[PAGE - 1].id if len(found) > PAGE else None)


async def _select(wish: Wish, most: int) -> Sequence[Any]:
    conditions, parameters = _conditions(wish)
    return await rows(
        f"SELECT {_COLUMNS} FROM {_TABLES} WHERE {' AND '.join(conditions)} ORDER BY i.id DESC LIMIT {most}",
        *parameters,
    )


def _conditions(wish: Wish) -> tuple[list[str], list[Any]]:
    conditions = ["i.state <> 'draft'"]
    parameters: list[Any] = []
    for column, wanted in (("state", wish.state), ("pot_id", wish.pot_id), ("reviewer_id", wish.reviewer_id)):
        if wanted is not None:
            conditions.append(f"i.{column} = ?")
            parameters.append(str(wanted.value) if isinstance(wanted, IdeaState) else wanted)
    if wish.before is not None:
        conditions.append("i.id < ?")
        parameters.append(wish.before)
    if wish.words:
        pattern = f"%{_literally(wish.words.lower()[:LONGEST_SEARCH])}%"
        columns = ("i.title", "i.body", "i.author_name")
        conditions.append("(" + " OR ".join(f"LOWER({column}) LIKE ? ESCAPE '!'" for column in columns) + ")")
        parameters += [pattern] * len(columns)
    return conditions, parameters


def _literally(text: str) -> str:
    """So that % and _ mean themselves."""
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_")


async def pots_and_reviewers() -> tuple[Sequence[Any], Sequence[Any]]:
    """What the filters can choose from: pots and reviewers that have ideas."""
    pots = await rows(
        """SELECT p.id, p.name, c.name AS cycle FROM pot p JOIN cycle c ON c.id = p.cycle_id
           WHERE EXISTS (SELECT 1 FROM idea i WHERE i.pot_id = p.id AND i.state <> 'draft')
           ORDER BY c.id DESC, p.position, p.name LIMIT 500"""
    )
    people = await rows(
        """SELECT id, display_name FROM account WHERE id IN (SELECT reviewer_id FROM idea WHERE reviewer_id IS NOT NULL)
           ORDER BY display_name, id LIMIT 500"""
    )
    return pots, people


async def as_file(by: Person, wish: Wish) -> str:
    """The same ideas as CSV. Names are those chosen for the public; no email address is in it."""
    by.demand("office.view")
    heading = [
        _("Number"), _("Title"), _("State"), _("Fund"), _("Area"), _("Theme"), _("Shown name"),
        _("Entered by the council"), _("Supporters"), _("Comments"), _("Sent"), _("Public since"), _("Reviewer"),
        _("Due"), _("Cost in pounds"), _("Public reason"), _("Decided by"), _("Project"),
    ]  # fmt: skip
    return as_csv(heading, (_record(row) for row in await _select(wish, MOST_IN_FILE)))


def _record(row: Any) -> list[object]:
    pence = row.cost_pence
    return [
        row.id, row.title, tag_of(row.state)[0], row.cycle, row.pot, row.theme, row.author_name,
        _("yes") if row.entered_by_id else "", row.supports, row.comments_count, _day(row.submitted_at),
        _day(row.published_at), row.reviewer, as_date(row.due_on) or "",
        "" if pence is None else f"{pence // 100}.{pence % 100:02}", row.reason, row.decided_by, row.project,
    ]  # fmt: skip


def _day(stored: Any) -> str:
    when = as_time(stored)
    return local_date(when).isoformat() if when else ""
