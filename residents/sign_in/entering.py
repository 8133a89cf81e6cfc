"""The moment somebody comes in: their account, made at the first time, and a session of its own for each time."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from database import execute
from residents import sessions
from residents.models import Account, SessionKind
from residents.sign_in.refusals import SignInRefused
from web.language import _


async def find_or_make(email: str, now: datetime, *, sample: bool = False) -> Account:
    """The account of this address; a new one when there is none. Two at once get the same account."""
    await execute(
        """INSERT INTO account (email, display_name, created_at, sample, totp_last_step) VALUES (?, '', ?, ?, 0)
           ON CONFLICT (email) DO NOTHING""",
        email,
        now,
        sample,
    )
    return await Account.get(email=email)


async def begin_session(account: Account, kind: SessionKind, device: str, now: datetime, replacing: str) -> str:
    """Returns the secret for the cookie. Raises SignInRefused when the account is closed."""
    if account.disabled_at:
        raise SignInRefused(_("This account is closed. Write to us if you think that is a mistake."))
    return await sessions.begin(account.id, kind, device, now, replacing=replacing)


Welcome = Callable[[int, str], Awaitable[object]]
_welcomes: list[Welcome] = []


def when_somebody_enters(welcome: Welcome) -> None:
    """Have `welcome(account_id, browser_hash)` called, inside the transaction, whenever a resident comes in.

    What a browser kept for somebody unknown, such as a draft, so becomes theirs before they sign out and it is dropped.
    """
    if welcome not in _welcomes:
        _welcomes.append(welcome)


async def welcome(account_id: int, browser_hash: str) -> None:
    for one in _welcomes:
        await one(account_id, browser_hash)
