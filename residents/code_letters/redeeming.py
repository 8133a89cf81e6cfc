"""Typing in the code of a letter: ten tries, once, and only for the claim it was sent for."""

import hmac
from dataclasses import dataclass
from datetime import datetime

from database import execute, transaction
from residents.belonging import proofs
from residents.belonging.codes import code_hash, could_be_code
from residents.code_letters.asking import PURPOSE
from residents.code_letters.ending import CANCELLED_WORDS, UNDER_WAY, blank, end, lock
from residents.code_letters.fallback import fall_back
from residents.code_letters.refusals import CodeLetterRefused
from residents.models import Claim, ClaimState, CodeLetter, CodeLetterState, ProofMethod
from residents.people import Person
from web.filters import day
from web.language import _

MOST_TRIES = 10
S = CodeLetterState


@dataclass(frozen=True, slots=True)
class Redeemed:
    """`already`: it was confirmed before. `late`: after the day by which the vote needed it."""

    already: bool = False
    late: bool = False


async def redeem(by: Person, typed: str, now: datetime) -> Redeemed:
    """Confirm the person's own claim with the code of their letter. Raises NotAllowed and CodeLetterRefused, and
    ClaimRefused while somebody looks into the claim; a wrong code counts as a try all the same."""
    by.demand("claims.make")
    if not could_be_code(typed):
        raise CodeLetterRefused(
            _(
                "A code has 8 letters and numbers, like K7QX-4MPD. It never has the numbers 0 and 1, or the letters "
                "I, L and O."
            )
        )
    async with transaction():
        await execute("UPDATE claim SET state = state WHERE account_id = ?", by.account_id or 0)
        claim = await Claim.get_or_none(account_id=by.account_id or 0)
        # A refusal leaves the transaction before it is raised, so that the try stays counted.
        outcome = await _try(claim, typed, by, now) if claim else _no_letter()
    if isinstance(outcome, Redeemed):
        return outcome
    raise CodeLetterRefused(outcome)


async def _try(claim: Claim, typed: str, by: Person, now: datetime) -> Redeemed | str:
    await lock(claim.id)
    letters = await CodeLetter.filter(claim_id=claim.id).select_related("franchise").order_by("-id").limit(20)
    found = next((letter for letter in letters if _fits(letter, typed)), None)
    if found is not None and _works(found, now):
        return await _use(found, claim, by, now)
    if claim.state is ClaimState.VERIFIED:
        return Redeemed(already=True)
    if found is not None:
        return _ended(found)
    return await _wrong(claim, letters, by, now)


def _fits(letter: CodeLetter, typed: str) -> bool:
    if letter.franchise.key_destroyed_at is not None:
        return False
    return hmac.compare_digest(letter.code_hash, code_hash(letter.franchise, PURPOSE, typed))


def _works(letter: CodeLetter, now: datetime) -> bool:
    """Somebody may have forgotten to say that it was posted: a code that arrived works all the same."""
    return letter.state in UNDER_WAY and (letter.expires_at is None or now < letter.expires_at)


async def _use(letter: CodeLetter, claim: Claim, by: Person, now: datetime) -> Redeemed:
    given = await proofs.give(claim, ProofMethod.LETTER, by.actor, now)
    waited = letter.state is S.QUEUED
    await CodeLetter.filter(id=letter.id).update(state=S.REDEEMED, ended_at=now)
    if waited and letter.message_id is not None:
        await blank([letter.message_id], CANCELLED_WORDS, now)
    confirm_by = letter.franchise.confirm_by
    return Redeemed(already=given.already, late=confirm_by is not None and now >= confirm_by)


async def _wrong(claim: Claim, letters: list[CodeLetter], by: Person, now: datetime) -> str:
    """A wrong code is a try at every letter that is under way: nobody knows which one was meant."""
    waiting = [letter for letter in letters if _works(letter, now)]
    if not letters:
        return _no_letter()
    if not waiting:
        return _("That code does not work, and no other letter is on its way to you. You can ask for a new letter.")
    for letter in waiting:
        letter.tries += 1
        await letter.save(update_fields=["tries"])
    locked = [letter for letter in waiting if letter.tries >= MOST_TRIES]
    await end(locked, S.FAILED, now)
    left = max(MOST_TRIES - letter.tries for letter in waiting)
    if left:
        return _("That is not the code in your letter. Look at it again. Tries left: %(left)s.") % {"left": left}
    await fall_back(claim, by.actor, now)
    return _("That was not the code, and it was the tenth try. This letter no longer works. Choose another way.")


def _ended(letter: CodeLetter) -> str:
    when = day(letter.ended_at or letter.expires_at or letter.asked_at)
    if letter.state is S.REDEEMED:
        return _("This code was used on %(day)s. Each code works once.") % {"day": when}
    if letter.state in (*UNDER_WAY, S.EXPIRED):
        ran_out = day(letter.expires_at) if letter.expires_at else when
        return _("This code ran out on %(day)s. You can ask for a new letter.") % {"day": ran_out}
    if letter.state is S.FAILED:
        return _("There were ten wrong tries before, so this letter no longer works. Choose another way.")
    return _("This letter was cancelled on %(day)s, so its code does not work.") % {"day": when}


def _no_letter() -> str:
    return _("We have not sent you a letter. Did you sign in with another email address when you asked for it?")
