"""Using a card: one success for each code, whoever types it and however often. Looking at a card never uses it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from database import execute, transaction
from residents.belonging import claims, marks, proofs
from residents.belonging.codes import code_hash, could_be_code
from residents.belonging.keys import KeyGone
from residents.belonging.states import after
from residents.flags import look_at_marks
from residents.limits import allow, spent
from residents.models import (
    Account,
    AgeBand,
    Claim,
    ClaimState,
    Franchise,
    MarkKind,
    ProofMethod,
    SessionKind,
    Tie,
    Voucher,
    VoucherState,
)
from residents.people import Person
from residents.places.postcodes import Whereabouts
from residents.sign_in.entering import begin_session, welcome
from residents.vouchers.batches import PURPOSE, vote_of
from residents.vouchers.refusals import AlreadyConfirmed, CardRefused, TooManyCodes
from residents.vouchers.watching import look_at_speed
from web.days import local_date
from web.filters import day
from web.language import _

MOST_WRONG = 20
_HOUR = timedelta(hours=1)
_USABLE = (VoucherState.ASSIGNED, VoucherState.HANDED_OUT)


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody new says about themselves. The name is only compared, never kept."""

    whereabouts: Whereabouts
    tie: Tie
    age_band: AgeBand
    name: str = ""


@dataclass(frozen=True, slots=True)
class Redeemed:
    """`session_key` is empty for somebody who was signed in."""

    claim: Claim
    session_key: str


async def find(typed: str, network: str, now: datetime) -> Voucher:
    """A card that can be used now, with its batch, organisation and vote. Only wrong codes count as tries.

    Raises TooManyCodes, CardRefused.
    """
    if await spent("card-code", network, MOST_WRONG, _HOUR, now):
        raise TooManyCodes(_("That was the wrong code too many times. Please wait an hour, or ask for help in person."))
    card = await _look_up(typed) if could_be_code(typed) else None
    if card is None:
        if could_be_code(typed):
            await allow("card-code", network, MOST_WRONG, _HOUR, now)
        raise CardRefused(
            _("We do not know this code. Check each letter: it has 8 letters and numbers, like K7QX-4MPD.")
        )
    demand_usable(card, now)
    return card


async def _look_up(typed: str) -> Voucher | None:
    """Each vote has a key of its own, so a code may be asked for under each key that there still is."""
    hashes = []
    for franchise in await Franchise.filter(key_destroyed_at__isnull=True).order_by("-id").limit(50):
        try:
            hashes.append(code_hash(franchise, PURPOSE, typed))
        except KeyGone:
            continue  # one damaged key must not lock out the cards of other votes
    found = Voucher.filter(code_hash__in=hashes).select_related("batch__organisation", "batch__franchise")
    return await found.first() if hashes else None


def demand_usable(card: Voucher, now: datetime) -> None:
    """Raises CardRefused, with a sentence that says what to do."""
    if card.state is VoucherState.REDEEMED:
        raise CardRefused(
            _("This card has been used. Each card works once. If it was not you, tell the people who gave it to you.")
        )
    if card.state is VoucherState.VOID:
        raise CardRefused(_("This card is not good any more: somebody reported it lost or sent it back."))
    if card.state is VoucherState.EXPIRED or now >= card.batch.expires_at:
        until = {"day": day(card.batch.expires_at - timedelta(seconds=1))}
        raise CardRefused(_("This card was good until %(day)s. You can still confirm in person or by letter.") % until)
    if card.state is VoucherState.MINTED:
        raise CardRefused(_("This card is not switched on yet. Please ask the people who gave it to you."))
    if ProofMethod.VOUCHER not in vote_of(card.batch).proofs:
        raise CardRefused(_("The vote that this card was made for takes no cards any more."))


async def claim_for(by: Person, card: Voucher) -> Claim | None:
    """The claim that the card would confirm, if there is nothing more to ask. Raises AlreadyConfirmed, ClaimRefused."""
    claim = await claims.claim_of(by.account_id) if by.account_id is not None else None
    if claim is None or claim.state is ClaimState.WITHDRAWN:
        return None
    if claim.state is ClaimState.VERIFIED:
        raise _already()
    if claim.state is ClaimState.REJECTED and claim.franchise_id == card.batch.franchise_id:
        after(claim.state, "confirmed")
    return claim


async def redeem(
    typed: str,
    by: Person,
    answers: Answers | None,
    now: datetime,
    *,
    network: str,
    browser_hash: str,
    device: str,
    replacing: str = "",
) -> Redeemed:
    """Use the card: it confirms the claim of `by`, or of somebody new, for whom an account without email is made.

    `answers` may be None where `claim_for` found a claim. All or nothing: a card that confirms nobody stays good.
    Raises TooManyCodes, CardRefused, AlreadyConfirmed, ClaimRefused.
    """
    card = await find(typed, network, now)
    franchise = vote_of(card.batch)
    async with transaction():
        usable = Voucher.filter(id=card.id, state__in=_USABLE)
        if not await usable.update(state=VoucherState.REDEEMED, changed_on=local_date(now)):
            raise await _somebody_was_quicker(card.id, now)
        new = by.account_id is None
        account = await Account.create(display_name="", created_at=now) if new else await Account.get(id=by.account_id)
        claim = await _claim(account.id, answers, franchise, now)
        given = await proofs.give(
            claim, ProofMethod.VOUCHER, f"account:{account.id}", now, voucher_batch_id=card.batch_id
        )
        if given.already:
            raise _already()
        key = await begin_session(account, SessionKind.RESIDENT, device, now, replacing) if new else ""
        if new:
            await welcome(account.id, browser_hash)
        if answers is not None and answers.name.strip():
            words = (answers.name, answers.whereabouts.postcode, answers.age_band)
            mark = await marks.keep(franchise, claim.id, MarkKind.PERSON, *words)
            await look_at_marks(franchise, claim.id, MarkKind.PERSON, mark, now)
    await look_at_speed(card.batch, now)
    return Redeemed(claim, key)


async def _claim(account_id: int, answers: Answers | None, franchise: Franchise, now: datetime) -> Claim:
    """The claim, locked."""
    if answers is not None:
        await claims.declare(
            account_id, answers.whereabouts, answers.tie, now, age_band=answers.age_band, franchise_id=franchise.id
        )
    await execute("UPDATE claim SET state = state WHERE account_id = ?", account_id)
    claim = await Claim.get_or_none(account_id=account_id)
    if claim is None or claim.state is ClaimState.WITHDRAWN:
        raise claims.ClaimRefused(_("Tell us first where you belong."))
    await claims.use_for(claim.id, franchise.id, now)
    return await claims.lock(claim.id)


async def _somebody_was_quicker(voucher_id: int, now: datetime) -> CardRefused:
    card = await Voucher.get(id=voucher_id).select_related("batch__franchise")
    try:
        demand_usable(card, now)
    except CardRefused as refused:
        return refused
    return CardRefused(_("Something about this card changed just now. Please try again."))


def _already() -> AlreadyConfirmed:
    return AlreadyConfirmed(
        _("You are confirmed already, so you do not need this card. We did not use it up: give it to somebody else.")
    )
