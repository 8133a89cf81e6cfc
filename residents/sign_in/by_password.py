"""Officers come in with a password and the code of an authenticator app, asked for together: a wrong answer does not
say which of the two was wrong, or whether there is such an officer."""

from datetime import datetime, timedelta

from database import transaction
from residents.limits import allow
from residents.models import Account, SessionKind
from residents.sign_in import one_time_codes, passwords
from residents.sign_in.addresses import one_address
from residents.sign_in.by_letter import Entered
from residents.sign_in.entering import begin_session
from residents.sign_in.refusals import SignInRefused, TooManyTries
from web.language import _

_HOUR = timedelta(hours=1)


async def enter_as_officer(
    email: str, password: str, code: str, device: str, now: datetime, *, network: str = "", replacing: str = ""
) -> Entered:
    """Raises SignInRefused, TooManyTries, TooBusy."""
    address = one_address(email)
    await _slow_down(address, network, now)
    account = await Account.get_or_none(email=address)
    known = await passwords.agrees(password, account.password_hash if account else None)
    step = one_time_codes.step_of(account.totp_secret, code, now) if account and account.totp_secret else None
    if account is None or not known or step is None:
        raise _wrong()
    newer_hash = await _newer_hash(account, password)
    async with transaction():
        if not await one_time_codes.use_up(account.id, step):
            raise _wrong()
        if newer_hash:
            await Account.filter(id=account.id).update(password_hash=newer_hash)
        key = await begin_session(account, SessionKind.OFFICER, device, now, replacing)
    return Entered(account.id, key, "/office")


async def _newer_hash(account: Account, password: str) -> str:
    if account.password_hash and passwords.wants_rehash(account.password_hash):
        return await passwords.hashed(password)
    return ""


async def _slow_down(address: str, network: str, now: datetime) -> None:
    """Ten tries an hour from one network; more for the account as a whole, so that a stranger cannot shut it."""
    allowed = (
        await allow("password-for-from", f"{address} {network}", 10, _HOUR, now)
        and await allow("password-for", address, 40, _HOUR, now)
        and (not network or await allow("password-from", network, 60, _HOUR, now))
    )
    if not allowed:
        raise TooManyTries(_("Too many tries. Wait an hour, or ask an administrator to set up your sign-in again."))


def _wrong() -> SignInRefused:
    return SignInRefused(
        _("Email, password and code do not go together. Check all three. Each code from the app works once.")
    )
