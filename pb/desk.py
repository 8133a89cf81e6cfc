"""An officer's desk: what waits for them today. Only what their own roles can do something about."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime

from database import row, rows, value
from pb import desk_at_the_roll
from pb.cycles import phase_at
from pb.cycles.timeline import next_step, standing
from pb.first_steps import first_steps
from pb.models import Cycle
from pb.phases import Phase
from residents.people import Person
from web import desk
from web.days import local_date
from web.desk import Pile, Task
from web.filters import day, plural
from web.language import _

MOST = 12


async def desk_of(by: Person, now: datetime) -> list[Pile]:
    """The piles on this person's desk, the most pressing sort first; empty piles are left out."""
    by.demand("office.view")
    piles: list[tuple[bool, Callable[[Person, datetime], Awaitable[Pile]]]] = [
        (by.may("cycles.edit") or by.may("places.edit") or by.may("roles.grant"), _beginning),
        (by.may("content.moderate"), _moderation),
        (by.may("ideas.review"), _own_reviews),
        (by.may("ideas.assign"), _late_reviews),
        (by.may("ideas.assign") or by.may("ideas.review"), _unanswered),
        (by.may("results.publish"), _tallies),
        (by.may("results.decide"), _undecided),
        (by.may("cycles.edit"), _cycles),
        (by.may("people.help"), desk_at_the_roll.shifts),
        (by.may("claims.manage"), desk_at_the_roll.claims),
        (by.may("papers.manage") or by.may("papers.key"), desk_at_the_roll.paper),
    ]
    found = [await gather(by, now) for may, gather in piles if may]
    return [*(pile for pile in found if pile.tasks), *await desk.piles(by, now)]


async def _beginning(by: Person, now: datetime) -> Pile:
    return Pile(_("First steps"), [Task(step.words, step.href, step.facts) for step in await first_steps(by)])


async def _moderation(by: Person, now: datetime) -> Pile:
    """Appeals against one's own decision are for somebody else, so they do not count."""
    counted = await row(
        """SELECT (SELECT COUNT(*) FROM idea WHERE state = 'received') AS ideas,
                  (SELECT COUNT(*) FROM comment WHERE state = 'held') AS comments,
                  (SELECT COUNT(*) FROM report WHERE resolved_at IS NULL) AS reports,
                  (SELECT COUNT(*) FROM appeal WHERE decided_at IS NULL
                     AND (refused_by_id IS NULL OR refused_by_id <> ?)) AS appeals,
                  (SELECT MIN(submitted_at) FROM idea WHERE state = 'received') AS oldest""",
        by.account_id,
    )
    assert counted is not None
    there = "/office/moderation"
    lines = [
        (counted.ideas, _("idea waits to be made public"), _("ideas wait to be made public")),
        (counted.comments, _("comment waits for you"), _("comments wait for you")),
        (counted.reports, _("report to answer"), _("reports to answer")),
        (counted.appeals, _("appeal to look at again"), _("appeals to look at again")),
    ]
    return Pile(_("Moderation"), [Task(plural(count, one, many), there) for count, one, many in lines if count], there)


_WAITING = "i.state IN ('costing', 'changes_wanted') AND c.ballot_frozen_at IS NULL AND c.cancelled_at IS NULL"


async def _own_reviews(by: Person, now: datetime) -> Pile:
    found = await rows(
        f"""SELECT i.id, i.title, i.due_on, i.state FROM idea i JOIN cycle c ON c.id = i.cycle_id
            WHERE i.reviewer_id = ? AND {_WAITING} ORDER BY i.due_on, i.id LIMIT {MOST}""",
        by.account_id,
    )
    today = local_date(now)
    return Pile(_("Your checks"), [_review(one, today) for one in found], "/office/reviews")


async def _late_reviews(by: Person, now: datetime) -> Pile:
    """Of everybody else: what is due today or late, with the name of who has it; and what nobody has."""
    today = local_date(now)
    found = await rows(
        f"""SELECT i.id, i.title, i.due_on, i.state, a.display_name FROM idea i JOIN cycle c ON c.id = i.cycle_id
            JOIN account a ON a.id = i.reviewer_id
            WHERE i.due_on <= ? AND i.reviewer_id <> ? AND {_WAITING} ORDER BY i.due_on, i.id LIMIT {MOST}""",
        today,
        by.account_id,
    )
    tasks = [_review(one, today, one.display_name) for one in found]
    nobodys = await value(
        """SELECT COUNT(*) FROM idea i JOIN cycle c ON c.id = i.cycle_id
           WHERE i.state = 'published' AND i.reviewer_id IS NULL AND c.ballot_frozen_at IS NULL
             AND c.cancelled_at IS NULL AND c.imported = ?""",
        False,
    )
    if nobodys:
        words = plural(nobodys, _("idea has nobody to check it"), _("ideas have nobody to check them"))
        tasks.append(Task(words, "/office/reviews"))
    return Pile(_("Checks that are due"), tasks, "/office/reviews")


def _review(one: object, today: date, who: str = "") -> Task:
    title, number = getattr(one, "title", ""), getattr(one, "id", 0)
    due = _as_date(getattr(one, "due_on", None))
    asked = getattr(one, "state", "") == "changes_wanted"
    facts = " · ".join(filter(None, [who, _("the author was asked something") if asked else ""]))
    return Task(title, f"/office/reviews/{number}", facts, *_due(due, today))


def _due(due: date | None, today: date) -> tuple[str, str]:
    if due is None:
        return _("No date"), ""
    if due < today:
        return _("Late since %(date)s") % {"date": day(due)}, "bad"
    return (_("Due today"), "wait") if due == today else (_("Due %(date)s") % {"date": day(due)}, "")


def _as_date(kept: date | str | None) -> date | None:
    """Raw rows give days as text on SQLite."""
    return date.fromisoformat(kept[:10]) if isinstance(kept, str) else kept


async def _unanswered(by: Person, now: datetime) -> Pile:
    """Questions to authors whose day has come without an answer."""
    today = local_date(now)
    found = await rows(
        f"""SELECT i.id, i.title, q.due_on FROM change_request q JOIN idea i ON i.id = q.idea_id
            JOIN cycle c ON c.id = i.cycle_id
            WHERE q.answered_at IS NULL AND q.due_on <= ? AND i.state = 'changes_wanted'
              AND c.ballot_frozen_at IS NULL AND c.cancelled_at IS NULL
            ORDER BY q.due_on, q.id LIMIT {MOST}""",
        today,
    )
    tasks = [Task(one.title, f"/office/reviews/{one.id}", "", *_due(_as_date(one.due_on), today)) for one in found]
    return Pile(_("Authors who have not answered"), tasks, "/office/reviews")


async def _tallies(by: Person, now: datetime) -> Pile:
    """Counted by somebody else and not yet published: two officers, always."""
    found = await rows(
        f"""SELECT c.name, MAX(t.id) AS tally FROM tally t JOIN cycle c ON c.id = t.cycle_id
            WHERE t.published_at IS NULL AND c.result_published_at IS NULL AND c.cancelled_at IS NULL
              AND (t.counted_by_id IS NULL OR t.counted_by_id <> ?)
            GROUP BY c.id, c.name ORDER BY c.id LIMIT {MOST}""",
        by.account_id,
    )
    waits = _("A second officer checks and publishes it.")
    tasks = [Task(_("Result of %(name)s") % {"name": one.name}, f"/office/tallies/{one.tally}", waits) for one in found]
    return Pile(_("Results that wait for you"), tasks, "/office/tallies")


async def _undecided(by: Person, now: datetime) -> Pile:
    found = await Cycle.filter(
        result_published_at__lte=now, decision_on__isnull=True, closed_at__isnull=True, imported=False
    ).order_by("id")
    tasks = [
        Task(_("Record what the council decided about %(name)s") % {"name": cycle.name},
             f"/office/cycles/{cycle.slug}/decision")
        for cycle in found
    ]  # fmt: skip
    return Pile(_("Decisions of the council"), tasks)


async def _cycles(by: Person, now: datetime) -> Pile:
    found = await Cycle.filter(imported=False, closed_at__isnull=True, cancelled_at__isnull=True).order_by("id")
    under_way = [cycle for cycle in found if phase_at(cycle, now) is not Phase.CLOSED]
    tasks = []
    for cycle in under_way[:MOST]:
        now_stands = standing(cycle, now)
        step = next_step(cycle, now)[0]
        tasks.append(Task(cycle.name, f"/office/cycles/{cycle.slug}", step, now_stands.label, now_stands.kind))
    return Pile(_("Funds"), tasks, "/office/cycles")
