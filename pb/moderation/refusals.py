"""Why a moderator cannot do something, and the rule that nobody judges what is their own."""

from residents.people import Person
from web.language import _
from web.refusals import Refused

LONGEST_REASON = 2_000


class ModerationRefused(Refused):
    """A moderator's decision cannot be taken like this."""


class ReasonRefused(ModerationRefused):
    """There is no reason, or one that is too long. The forms show this beside the box for it."""


def demand_somebody_elses(by: Person, *whose: int | None) -> None:
    """Raises ModerationRefused when one of the accounts `whose` is the moderator's own."""
    if by.account_id is not None and by.account_id in whose:
        raise ModerationRefused(_("This is your own. Another moderator has to decide about it."))


def checked_reason(text: str) -> str:
    """A reason that the author and, where the thing is public, everybody can read. Raises ReasonRefused."""
    reason = text.strip()
    if not reason:
        raise ReasonRefused(_("Say why. The author will read it."))
    if len(reason) > LONGEST_REASON:
        raise ReasonRefused(_("Shorten the reason to %(most)s characters or fewer.") % {"most": f"{LONGEST_REASON:,}"})
    return reason
