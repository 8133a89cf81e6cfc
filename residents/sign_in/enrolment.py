"""Setting up an officer's password and authenticator app, from a link that works once."""

from base64 import b32encode
from datetime import datetime

from database import transaction
from residents import sessions
from residents.models import Account, ChallengePurpose
from residents.sign_in import challenges, one_time_codes, passwords
from residents.sign_in.refusals import SignInRefused
from web.keys import keyed_hash
from web.language import _


async def begin_enrolment(email: str, now: datetime) -> str:
    """The secret part of a new link, inside the caller's transaction. Older links stop working."""
    issued = await challenges.issue(ChallengePurpose.ENROLMENT, email, "", "/office", now)
    return issued.token


async def enrolling(token: str, now: datetime) -> Account | None:
    """Whose link this is, while it can be used. Looking changes nothing."""
    challenge = await challenges.by_token(token, ChallengePurpose.ENROLMENT, now)
    if challenge is None:
        return None
    return await Account.get_or_none(email=challenge.email, disabled_at__isnull=True)


def secret_of(token: str) -> str:
    """The authenticator's secret that belongs to a link: nothing has to be stored before it is confirmed."""
    return b32encode(bytes.fromhex(keyed_hash("totp", token))[:20]).decode()


async def enrol(token: str, password: str, code: str, context: list[str], now: datetime) -> Account:
    """Keep the password and the secret, and end every session of before. Does not sign in. Raises SignInRefused."""
    account = await enrolling(token, now)
    challenge = await challenges.by_token(token, ChallengePurpose.ENROLMENT, now)
    if account is None or challenge is None:
        raise _too_late()
    passwords.check_new(password, [*context, account.display_name, (account.email or "").partition("@")[0]])
    secret = secret_of(token)
    step = one_time_codes.step_of(secret, code, now)
    if step is None:
        raise WrongCode(
            _("That is not the code the app shows now. Check that your phone’s clock is right and try again.")
        )
    password_hash = await passwords.hashed(password)
    async with transaction():
        if not await challenges.use_up(challenge.id, now):
            raise _too_late()
        await Account.filter(id=account.id).update(password_hash=password_hash, totp_secret=secret, totp_last_step=step)
        await sessions.end_all(account.id, now)
    return account


class WrongCode(SignInRefused):
    """The authenticator's digits, not the password, were wrong."""


def _too_late() -> SignInRefused:
    return SignInRefused(
        _("This link has been used, or is more than 24 hours old. Ask your administrator for a new one.")
    )
