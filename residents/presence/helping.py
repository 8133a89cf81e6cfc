"""What helpers did for people: counted by the hour, listed for officers, shown to the person."""

from datetime import datetime, timedelta
from typing import Any

from database import rows
from residents.limits import allow
from residents.models import HelperAct
from residents.people import Person
from residents.presence import shifts
from residents.presence.refusals import PresenceRefused
from web.days import local_date
from web.language import _

MOST, WINDOW = 30, timedelta(hours=1)
MOST_LOOKS = 120
PAGE = 50

SIGNED_UP, CONFIRMED, MET, UNDONE = "signed-up", "confirmed", "met", "undone"
HANDED_OVER, ENTERED_IDEA = "handed-over", "entered-idea"


class TooManyActs(PresenceRefused):
    """Nobody helps so many people in an hour."""


async def count(by: Person, now: datetime) -> None:
    """Count one act of this helper, outside the action's transaction. Raises TooManyActs."""
    if not await allow("helper-acts", str(by.account_id), MOST, WINDOW, now):
        said = _("You have helped %(most)s people within an hour. Let a colleague go on, and tell the roll officers.")
        raise TooManyActs(said % {"most": MOST})


async def count_look(by: Person, now: datetime) -> None:
    """The same for looking whether somebody is known: nobody tries out names here."""
    if not await allow("helper-looks", str(by.account_id), MOST_LOOKS, WINDOW, now):
        raise TooManyActs(_("You have looked up very many people within an hour. Wait a little, or ask a colleague."))


async def note(by: Person, act: str, now: datetime, *, account_id: int | None, venue_id: int | None = None) -> None:
    """Write down what was done for somebody, inside the transaction in which it is done."""
    assert by.account_id is not None, "helpers are people"
    await HelperAct.create(
        helper_id=by.account_id, account_id=account_id, venue_id=venue_id, act=act, done_on=local_date(now)
    )


async def note_here(by: Person, act: str, now: datetime, *, account_id: int | None) -> None:
    """The same, at the venue of the helper's shift, if they are on one."""
    shift = await shifts.now_of(by.account_id, now)
    await note(by, act, now, account_id=account_id, venue_id=shift.venue_id if shift else None)


async def met_today(by: Person, account_id: int, now: datetime) -> bool:
    """Whether this helper has had to do with this person today."""
    return await HelperAct.filter(helper_id=by.account_id, account_id=account_id, done_on=local_date(now)).exists()


def act_words(act: str) -> str:
    """As lists write it."""
    return {
        SIGNED_UP: _("Signed somebody up"),
        CONFIRMED: _("Confirmed that somebody belongs here"),
        MET: _("Met somebody we know"),
        UNDONE: _("Took a confirmation back"),
        HANDED_OVER: _("Handed somebody a device"),
        ENTERED_IDEA: _("Entered an idea for somebody"),
    }.get(act, act)


def act_words_to_them(act: str) -> str:
    """As the person reads it who was helped."""
    return {
        SIGNED_UP: _("Signed you up"),
        CONFIRMED: _("Confirmed that you belong here"),
        MET: _("Met you"),
        UNDONE: _("Took a confirmation back"),
        HANDED_OVER: _("Handed you a device"),
        ENTERED_IDEA: _("Entered an idea for you"),
    }.get(act, act)


async def acts_of(by: Person, before: int = 0) -> list[Any]:
    """This helper's own acts, the latest first: one page, and one more where there is another page."""
    by.demand("people.help")
    return await _acts("a.helper_id = ?", by.account_id or 0, before)


async def acts_of_all(by: Person, before: int = 0) -> list[Any]:
    """Everybody's, for those who look after the roll."""
    by.demand("claims.manage")
    return await _acts("a.helper_id <> ?", 0, before)


async def _acts(which: str, who: int, before: int) -> list[Any]:
    found = await rows(
        f"""SELECT a.id, a.act, a.done_on, h.display_name AS helper, v.name AS venue, c.id AS claim
            FROM helper_act a JOIN account h ON h.id = a.helper_id LEFT JOIN venue v ON v.id = a.venue_id
            LEFT JOIN claim c ON c.account_id = a.account_id
            WHERE {which} AND a.id < ? ORDER BY a.id DESC LIMIT {PAGE + 1}""",
        who,
        before or 2**62,
    )
    return list(found)
