"""Asking for a letter: at most two for a person and a vote."""

import secrets
from datetime import datetime, timedelta

from database import transaction
from post.outbox import enqueue_letter
from residents.belonging import claims, marks
from residents.belonging.codes import LETTERS, code_hash, new_code
from residents.belonging.franchises import open_for
from residents.code_letters import writing
from residents.code_letters.addresses import Address, Typed, read
from residents.code_letters.ending import end, lock
from residents.code_letters.refusals import CodeLetterRefused
from residents.flags import look_at_marks
from residents.limits import allow
from residents.models import Claim, CodeLetter, CodeLetterState, Franchise, MarkKind, ProofMethod
from residents.people import Person
from web.language import _

MOST_LETTERS = 2
_MOST_ASKED = 6  # a day: a letter not printed yet may be asked for anew, with a better address
PURPOSE = "letter"


async def ask(by: Person, typed: Typed, now: datetime) -> CodeLetter:
    """Queue a letter for the person's own claim. One that was not posted yet is replaced and does not count.

    Raises NotAllowed and CodeLetterRefused, and ClaimRefused where the claim needs no letter or may not have one.
    """
    by.demand("claims.make")
    claim = await claims.claim_of(by.account_id or 0)
    if claim is None:
        raise CodeLetterRefused(_("First say where you belong. Then we know where a letter may go."))
    address = await read(typed, claim)
    if not await allow("code-letter", str(by.account_id), _MOST_ASKED, timedelta(days=1), now):
        raise CodeLetterRefused(_("You have asked for many letters today. Please come back tomorrow."))
    async with transaction():
        place = claim.ward_id, claim.neighbourhood_id
        claim = await claims.lock(claim.id)
        if (claim.ward_id, claim.neighbourhood_id) != place:
            raise CodeLetterRefused(_("Where you belong has just been changed. Check the address and send it again."))
        franchise = await open_for(claim, now)
        if franchise is None or ProofMethod.LETTER not in franchise.proofs:
            raise CodeLetterRefused(no_vote())
        return await _queue(claim, franchise, address, by, now)


async def _queue(claim: Claim, franchise: Franchise, address: Address, by: Person, now: datetime) -> CodeLetter:
    await lock(claim.id)
    before = await CodeLetter.filter(claim_id=claim.id, franchise_id=franchise.id)
    waiting = [letter for letter in before if letter.state is CodeLetterState.QUEUED]
    if sum(counts(letter) for letter in before if letter not in waiting) >= MOST_LETTERS:
        raise CodeLetterRefused(used_up())
    await claims.use_for(claim.id, franchise.id, now)
    claim = await claims.lock(claim.id)  # an expired one has a new chance now
    await claims.move(claim, "letter-asked", by.actor, now)
    await end(waiting, CodeLetterState.CANCELLED, now)
    code = new_code()
    subject, body = writing.letter(code, franchise.name, franchise.confirm_by)
    message = await enqueue_letter(address.lines, subject, body, now=now)
    letter = await CodeLetter.create(
        franchise_id=franchise.id,
        claim_id=claim.id,
        reference="".join(secrets.choice(LETTERS) for _each in range(8)),
        code_hash=code_hash(franchise, PURPOSE, code),
        asked_at=now,
        message_id=message.id,
    )
    at = f"{address.first} {address.second}", address.postcode  # the town is written in too many ways
    digest = await marks.keep(franchise, claim.id, MarkKind.ADDRESS, *at)
    await look_at_marks(franchise, claim.id, MarkKind.ADDRESS, digest, now)  # last: may put the claim under review
    return letter


def counts(letter: CodeLetter) -> bool:
    """Whether it is one of the two: a letter that never left is not."""
    return letter.state is not CodeLetterState.CANCELLED or letter.posted_at is not None


def no_vote() -> str:
    return _("There is no vote now for which we send letters. When one opens you can ask for a letter here.")


def used_up() -> str:
    return _(
        "We have sent you two letters, and that is all we can send for one vote. People at a community lounge or "
        "library can confirm you, and so does a card from a group you know."
    )
