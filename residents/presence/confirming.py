"""Signing somebody up, and confirming in person that they belong here. Never a document, never a choice."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from database import exclusive_lock, transaction
from ledger import journal
from ledger.models import JournalEntry
from residents.belonging import claims, marks, proofs
from residents.flags import look_at_marks
from residents.models import (
    Account,
    AgeBand,
    Claim,
    Handover,
    HandoverState,
    MarkKind,
    Proof,
    ProofMethod,
)
from residents.people import Person
from residents.presence import helping, shifts
from residents.presence.meeting import Meeting, Said, checked, meeting_of, open_franchise
from residents.presence.refusals import PresenceRefused
from web.language import _
from web.refusals import NotFound

HOWS = ("seen", "vouched")
"""Something with name and address was looked at; a worker of the place knows them."""
UNDO_WITHIN = timedelta(minutes=15)
_ACT = "claim.confirmed-in-person"


@dataclass(frozen=True, slots=True)
class Done:
    """`already`: nothing new was kept, because it was known before. `alike`: two officers look, because names agree."""

    claim: Claim
    already: bool
    alike: bool = False


async def confirm(by: Person, said: Said, how: str, now: datetime, *, somebody_else: bool = False) -> Done:
    """Note that this person was here. `somebody_else`: they say that the one we know of that name is another.

    Raises NotAllowed, OffShift, PresenceRefused, ClaimRefused.
    """
    by.demand("claims.verify")
    shift = await shifts.demand_now(by, now)
    if how not in HOWS:
        raise PresenceRefused(_("Say what you went by: something you looked at, or somebody who knows them."), "how")
    await _count(by, said, now)
    async with transaction():
        meeting, claim, new = await _claim_for(by, said, now, somebody_else)
        given = await proofs.give(
            claim, ProofMethod.IN_PERSON, by.actor, now, venue_id=shift.venue_id, verifier_id=by.account_id
        )
        act = helping.MET if given.already else helping.CONFIRMED
        await helping.note(by, act, now, account_id=claim.account_id, venue_id=shift.venue_id)
        alike = await _keep_mark(meeting, claim, said, now)
        if not given.already:
            facts = {"venue": shift.venue_id, "how": how, "new": new}
            await journal.record(by.actor, _ACT, f"claim:{claim.id}", at=now, **facts)
    return Done(await Claim.get(id=claim.id), given.already, alike)


async def sign_up(by: Person, said: Said, now: datetime, *, somebody_else: bool = False) -> Done:
    """Give somebody without an email address an account, and note where they say they belong. Confirms nothing.

    Raises NotAllowed, PresenceRefused, ClaimRefused.
    """
    by.demand("people.help")
    await _count(by, said, now)
    async with transaction():
        meeting, claim, new = await _claim_for(by, said, now, somebody_else)
        act = helping.SIGNED_UP if new else helping.MET
        await helping.note_here(by, act, now, account_id=claim.account_id)
        alike = await _keep_mark(meeting, claim, said, now)
        if new:
            await journal.record(by.actor, "person.signed-up", f"claim:{claim.id}", at=now)
    return Done(await Claim.get(id=claim.id), already=not new, alike=alike)


async def _count(by: Person, said: Said, now: datetime) -> None:
    """What is wrong with the form is said first: only what could be done counts."""
    await checked(said)
    await open_franchise(now)
    await helping.count(by, now)


async def _claim_for(by: Person, said: Said, now: datetime, somebody_else: bool) -> tuple[Meeting, Claim, bool]:
    """The locked claim of this person and whether it is new. Two helpers at once make one of them, not two."""
    franchise = await open_franchise(now)
    there = await checked(said)
    mark = marks.digest(franchise, MarkKind.PERSON, said.name, there.postcode, said.age_band)
    await exclusive_lock(f"person:{mark}")
    meeting = await meeting_of(by, said, now)
    known = meeting.known.claim if meeting.known is not None and not somebody_else else None
    if known is None:
        account = await Account.create(created_at=now)
        known = await claims.declare(
            account.id, there, said.tie, now, age_band=AgeBand(said.age_band), franchise_id=franchise.id
        )
        return meeting, await claims.lock(known.id), True
    await claims.use_for(known.id, franchise.id, now)
    claim = await claims.lock(known.id)
    if claim.age_band is AgeBand.UNKNOWN:
        claim.age_band = AgeBand(said.age_band)
        await claim.save(update_fields=["age_band"])
    return meeting, claim, False


async def _keep_mark(meeting: Meeting, claim: Claim, said: Said, now: datetime) -> bool:
    """Says whether another claim has the same mark: then two officers look at both, and nothing is merged."""
    if claim.id in await marks.claims_with(meeting.franchise, MarkKind.PERSON, meeting.mark):
        return False
    parts = (said.name, meeting.there.postcode, said.age_band)
    await marks.keep(meeting.franchise, claim.id, MarkKind.PERSON, *parts)
    flag = await look_at_marks(meeting.franchise, claim.id, MarkKind.PERSON, meeting.mark, now)
    return flag is not None


async def person(by: Person, claim_id: int, now: datetime) -> Claim:
    """The claim of somebody whom this helper has had to do with today. Raises NotFound for everybody else's."""
    by.demand("people.help")
    small = 0 < claim_id < 2**63
    claim = await Claim.get_or_none(id=claim_id).select_related("neighbourhood", "account") if small else None
    if claim is None or not await helping.met_today(by, claim.account_id, now):
        raise NotFound
    return claim


async def can_be_undone(by: Person, claim_id: int, now: datetime) -> Proof | None:
    """The proof that this verifier gave within the last 15 minutes, while nothing was done with it."""
    entry = await JournalEntry.filter(actor=by.actor, act=_ACT, thing=f"claim:{claim_id}").order_by("-id").first()
    if entry is None or now - entry.at >= UNDO_WITHIN:
        return None
    proof = await Proof.filter(
        claim_id=claim_id, method=ProofMethod.IN_PERSON, verifier_id=by.account_id, revoked_at__isnull=True
    ).first()
    claim = await Claim.get(id=claim_id)
    used = (HandoverState.IN_USE, HandoverState.DONE)
    if await Handover.filter(account_id=claim.account_id, made_at__gte=entry.at, state__in=list(used)).exists():
        return None
    return proof


async def undo(by: Person, claim_id: int, now: datetime) -> Claim:
    """Take a confirmation back that was a mistake. Raises NotAllowed, NotFound, PresenceRefused."""
    by.demand("claims.verify")
    await person(by, claim_id, now)
    async with transaction():
        claim = await claims.lock(claim_id)
        proof = await can_be_undone(by, claim_id, now)
        if proof is None:
            raise PresenceRefused(_("This can no longer be taken back here. Ask the people who look after the roll."))
        await helping.note_here(by, helping.UNDONE, now, account_id=claim.account_id)
        await proofs.revoke(proof.id, by, "a mistake, taken back by the verifier at once", now)
    return await Claim.get(id=claim_id)
