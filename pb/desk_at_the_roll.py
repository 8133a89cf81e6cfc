"""What waits for those who look after the roll, meet people, and type in paper ballots: their piles on the desk."""

from datetime import datetime, timedelta

from database import as_time, row, rows
from residents.people import Person
from web.desk import Pile, Task
from web.filters import day, moment, plural
from web.language import _

_NEAR = timedelta(days=7)


async def shifts(by: Person, now: datetime) -> Pile:
    """Where somebody stands today and in the days to come."""
    found = await rows(
        """SELECT s.id, s.starts_at, s.ends_at, v.name FROM shift s JOIN venue v ON v.id = s.venue_id
           WHERE s.account_id = ? AND s.cancelled_at IS NULL AND s.ends_at > ? ORDER BY s.starts_at LIMIT 5""",
        by.account_id,
        now,
    )
    tasks = []
    for one in found:
        starts, ends = as_time(one.starts_at), as_time(one.ends_at)
        assert starts and ends
        on = starts <= now
        facts = _("%(start)s to %(end)s") % {"start": moment(starts), "end": moment(ends)}
        tasks.append(Task(one.name, "/office/welcome", facts, _("Now") if on else "", "good" if on else ""))
    return Pile(_("Your shifts"), tasks)


async def claims(by: Person, now: datetime) -> Pile:
    """People who have to confirm soon, letters to post, flags, appeals and second opinions."""
    near = await rows(
        """SELECT f.confirm_by, f.name, COUNT(*) AS people FROM claim c JOIN franchise f ON f.id = c.franchise_id
           WHERE c.state IN ('declared', 'provisional', 'awaiting_letter') AND f.confirm_by > ? AND f.confirm_by < ?
           GROUP BY f.id, f.confirm_by, f.name ORDER BY f.confirm_by""",
        now,
        now + _NEAR,
    )
    tasks = []
    for one in near:
        by_then = as_time(one.confirm_by)
        assert by_then
        words = plural(one.people, _("person has not confirmed yet"), _("people have not confirmed yet"))
        tasks.append(Task(words, "/office/claims", one.name, _("Until %(day)s") % {"day": day(by_then)}, "wait"))
    counted = await row(
        """SELECT (SELECT COUNT(*) FROM code_letter WHERE state = 'queued') AS letters,
                  (SELECT COUNT(*) FROM flag WHERE state IN ('raised', 'assigned', 'contacted')) AS flags,
                  (SELECT COUNT(*) FROM rejection WHERE appealed_at IS NOT NULL AND ruled_at IS NULL
                     AND asked_by_id <> ? AND approved_by_id <> ?) AS appeals,
                  (SELECT COUNT(*) FROM approval WHERE state = 'waiting' AND expires_at > ? AND asked_by_id <> ?
                     AND act IN ('claim.reject', 'flag.confirm')) AS questions""",
        by.account_id, by.account_id, now, by.account_id,
    )  # fmt: skip
    assert counted is not None
    lines = [
        (counted.letters, _("letter to print and post"), _("letters to print and post"), "/office/letters"),
        (counted.flags, _("flag to look at"), _("flags to look at"), "/office/flags"),
        (counted.appeals, _("appeal to rule on"), _("appeals to rule on"), "/office/claims/appeals"),
        (counted.questions, _("question for a second officer"), _("questions for a second officer"), "/office/flags"),
    ]
    tasks += [Task(plural(count, one, many), href) for count, one, many, href in lines if count]
    return Pile(_("The roll"), tasks, "/office/claims")


async def paper(by: Person, now: datetime) -> Pile:
    """Batches of paper ballots and what each waits for."""
    found = await rows(
        """SELECT b.id, b.name, b.state, b.keyer_a_id FROM paper_batch b JOIN election e ON e.id = b.election_id
           WHERE b.state NOT IN ('counted', 'void') AND e.settled_at IS NULL ORDER BY b.id LIMIT 12"""
    )
    words = {
        "registered": _("to be given out"),
        "out": _("out; waits to come back"),
        "returned": _("slips, then keying"),
        "keyed_once": _("to be keyed again by somebody else"),
        "keyed_twice": _("to be compared"),
        "differs": _("differences to rule on"),
        "agreed": _("to be audited and signed off"),
        "signed_off": _("to be merged"),
    }
    mine = [one for one in found if by.may("papers.manage") or one.state in ("returned", "keyed_once")]
    return Pile(
        _("Paper ballots"),
        [Task(one.name, f"/office/paper/{one.id}", words[one.state]) for one in mine],
        "/office/paper",
    )
