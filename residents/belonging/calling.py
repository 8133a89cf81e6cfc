"""“I am not sure, call me”: somebody asks to be called, and the people who run the vote get an email about it."""

import re
from datetime import datetime, timedelta

from database import transaction
from post.outbox import enqueue
from residents.belonging.states import ClaimRefused
from residents.limits import allow
from residents.people import Person
from web.language import _

LONGEST_TIME = 100
_MOST = 3  # a day


async def ask_to_be_called(by: Person, phone: str, when: str, to: str, now: datetime) -> None:
    """Pass the number on to `to`; nothing of it is kept beyond that email. Raises ClaimRefused."""
    by.demand("claims.make")
    number = " ".join(phone.split())
    digits = re.sub(r"[\s()+.-]", "", number)
    if not (digits.isascii() and digits.isdigit() and 10 <= len(digits) <= 15):
        raise ClaimRefused(_("Write a telephone number with all its digits, such as 01782 123 456."))
    when = " ".join(when.split())
    if len(when) > LONGEST_TIME:
        raise ClaimRefused(_("Say more briefly when we should call, such as “mornings”."))
    if not await allow("call-me", str(by.account_id), _MOST, timedelta(days=1), now):
        raise ClaimRefused(_("You have asked for several calls today. We will call you. Please wait."))
    body = _(
        """Somebody would like to be called about showing that they belong here.

Telephone: %(number)s
When: %(when)s

They have the account number %(account)s. Please do not write their number down anywhere else."""
    )
    async with transaction():
        words = body % {"number": number, "when": when or _("any time"), "account": by.account_id}
        await enqueue(to, _("Somebody would like to be called"), words, now=now)
