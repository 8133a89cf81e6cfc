"""Requests to sign in, or to enrol: made, found and used up. Only hashes are kept of the link and of the code."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from database import execute
from residents.models import ChallengePurpose, SignInChallenge
from web.keys import keyed_hash

LASTS = {ChallengePurpose.SIGN_IN: timedelta(minutes=10), ChallengePurpose.ENROLMENT: timedelta(hours=24)}
MOST_TRIES = 5


@dataclass(frozen=True, slots=True)
class Issued:
    """What goes into the letter, and nowhere else."""

    challenge_id: int
    token: str
    code: str


async def issue(purpose: ChallengePurpose, email: str, browser_hash: str, next_path: str, now: datetime) -> Issued:
    """A new challenge, inside the caller's transaction. Older ones for this address in this browser stop working.

    Those in other browsers go on: else a stranger who types somebody's address again and again could keep them out.
    """
    older = SignInChallenge.filter(email=email, purpose=purpose, browser_hash=browser_hash, used_at__isnull=True)
    await older.update(used_at=now)
    token = secrets.token_urlsafe(32)
    code = code_of(token)
    challenge = await SignInChallenge.create(
        purpose=purpose,
        email=email,
        token_hash=_token_hash(token),
        code_hash=_code_hash(code, browser_hash),
        browser_hash=browser_hash,
        next_path=next_path[:300],
        created_at=now,
        expires_at=now + LASTS[purpose],
    )
    return Issued(challenge.id, token, code)


def code_of(token: str) -> str:
    """The 8 digits that belong to a link. Whoever opens the link in another browser can so be shown the code."""
    return f"{int(keyed_hash('sign-in-code', token), 16) % 10**8:08}"


async def by_token(token: str, purpose: ChallengePurpose, now: datetime) -> SignInChallenge | None:
    """The challenge of this link while it can still be used. Looking at it changes nothing."""
    if len(token) > 100:
        return None
    return await SignInChallenge.get_or_none(
        token_hash=_token_hash(token), purpose=purpose, used_at__isnull=True, expires_at__gt=now
    )


async def of_browser(challenge_id: int, browser_hash: str, now: datetime) -> SignInChallenge | None:
    """The challenge with this number, for the browser that asked for it, while it can still be used."""
    if not 0 < challenge_id < 2**63:
        return None
    return await SignInChallenge.get_or_none(
        id=challenge_id,
        purpose=ChallengePurpose.SIGN_IN,
        browser_hash=browser_hash,
        used_at__isnull=True,
        expires_at__gt=now,
    )


async def count_try(challenge_id: int) -> bool:
    """Count a try with a code; False when there were too many. Commits by itself: a wrong guess stays counted."""
    counted = await execute(
        "UPDATE sign_in_challenge SET tries = tries + 1 WHERE id = ? AND used_at IS NULL AND tries < ?",
        challenge_id,
        MOST_TRIES,
    )
    return counted == 1


def code_fits(challenge: SignInChallenge, code: str) -> bool:
    digits = "".join(character for character in code if character in "0123456789")
    return secrets.compare_digest(challenge.code_hash, _code_hash(digits, challenge.browser_hash))


async def use_up(challenge_id: int, now: datetime) -> bool:
    """Mark it used; True for exactly one of all who try at once."""
    used = await execute("UPDATE sign_in_challenge SET used_at = ? WHERE id = ? AND used_at IS NULL", now, challenge_id)
    return used == 1


async def forget_old(now: datetime) -> int:
    """Delete what has long expired; returns how many."""
    return await SignInChallenge.filter(expires_at__lt=now - timedelta(days=1)).delete()


def _token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _code_hash(code: str, browser_hash: str) -> str:
    return keyed_hash("sign-in-code-hash", code, browser_hash)
