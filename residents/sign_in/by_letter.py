"""Signing in without a password: a letter brings a link and a code, and either works once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from database import transaction
from post.outbox import enqueue
from residents import letters
from residents.limits import allow
from residents.models import ChallengePurpose, SessionKind, SignInChallenge
from residents.sign_in import challenges
from residents.sign_in.addresses import one_address
from residents.sign_in.entering import begin_session, find_or_make, welcome
from residents.sign_in.refusals import SignInRefused, TooManyTries
from web.language import _

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody is in. `session_key` goes into their cookie; `next_path` is where they were going."""

    account_id: int
    session_key: str
    next_path: str


async def request_code(email: str, browser_hash: str, next_path: str, now: datetime, *, network: str = "") -> int:
    """Send a letter and return the number of the challenge. Known and unknown addresses get the same answer.

    `network` is where the request comes from (residents.limits.network_of). Raises SignInRefused, TooManyTries.
    """
    address = one_address(email)
    await _slow_down(address, network, now)
    async with transaction():
        issued = await challenges.issue(ChallengePurpose.SIGN_IN, address, browser_hash, next_path, now)
        subject, body = letters.sign_in(issued.token, issued.code)
        await enqueue(address, subject, body, now=now)
    return issued.challenge_id


async def _slow_down(address: str, network: str, now: datetime) -> None:
    """Letters per address and network first: a stranger elsewhere must not use up what the owner may ask for."""
    allowed = (
        await allow("letter-to-from", f"{address} {network}", 5, _HOUR, now)
        and await allow("letter-to", address, 15, _HOUR, now)
        and (not network or await allow("letter-from", network, 60, _HOUR, now))
    )
    if not allowed:
        raise TooManyTries(
            _("We have sent several emails already. Look in your inbox and spam, or try again in an hour.")
        )


async def enter_with_code(
    challenge_id: int, code: str, browser_hash: str, device: str, now: datetime, *, replacing: str = ""
) -> Entered:
    """Sign in with the digits from the letter. Only the browser that asked can; five tries for each letter.

    `replacing` is the hash of the session this browser had before. Raises SignInRefused.
    """
    challenge = await challenges.of_browser(challenge_id, browser_hash, now)
    if challenge is None:
        raise _too_late()
    if not await challenges.count_try(challenge_id):
        raise TooManyTries(_("That was the wrong code too many times. Ask for a new one."))
    if not challenges.code_fits(challenge, code):
        raise SignInRefused(_("That is not the code we sent. Check the newest email and type all 8 numbers."))
    return await _enter(challenge, device, now, replacing)


async def enter_with_link(token: str, browser_hash: str, device: str, now: datetime, *, replacing: str = "") -> Entered:
    """Sign in with the link from the letter, in the browser that asked for it. Raises SignInRefused."""
    challenge = await challenges.by_token(token, ChallengePurpose.SIGN_IN, now)
    if challenge is None or challenge.browser_hash != browser_hash:
        raise _too_late()
    return await _enter(challenge, device, now, replacing)


async def _enter(challenge: SignInChallenge, device: str, now: datetime, replacing: str) -> Entered:
    async with transaction():
        if not await challenges.use_up(challenge.id, now):
            raise _too_late()
        account = await find_or_make(challenge.email, now)
        key = await begin_session(account, SessionKind.RESIDENT, device, now, replacing)
        await welcome(account.id, challenge.browser_hash)
    return Entered(account.id, key, challenge.next_path)


def _too_late() -> SignInRefused:
    return SignInRefused(_("That code or link has been used, or is more than 10 minutes old. Ask for a new one."))
