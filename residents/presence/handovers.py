"""Handing somebody a device. The ballot on it is theirs: a helper sees waiting, in use, done, and nothing else."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from database import execute, row, rows, transaction
from ledger import journal
from residents import sessions
from residents.limits import allow
from residents.models import Account, Claim, Handover, HandoverState, Session, SessionKind, Shift
from residents.people import Person
from residents.presence import confirming, helping, kiosks, shifts
from residents.presence.refusals import PresenceRefused
from web.keys import keyed_hash
from web.language import _
from web.refusals import NotFound

LASTS = timedelta(minutes=10)
LAST_MINUTE = timedelta(seconds=60)
CODE_DIGITS = 6
MOST_TRIES, TRIES_WITHIN = 15, timedelta(minutes=10)


async def make(by: Person, claim_id: int, now: datetime) -> Handover:
    """A code with which this person can use a kiosk, once, within ten minutes.

    Only for somebody whom the helper met today, and who has no other way in: whoever has an email address signs in
    themselves, and nobody who works here ever can for them. Raises NotAllowed, NotFound, OffShift, PresenceRefused.
    """
    claim, shift = await _may_hand_over(by, claim_id, now)
    await helping.count(by, now)
    async with transaction():
        await _lapse_earlier(claim.account_id)
        return await _make(by, claim, shift.venue_id, now)


async def hand_over_here(by: Person, claim_id: int, pin: str, now: datetime) -> tuple[str, str]:
    """Hand this very device over: kiosk mode and the person's visit begin in one step.

    Returns the secrets of the kiosk's cookie and of the person's session. Raises as `make` does.
    """
    claim, shift = await _may_hand_over(by, claim_id, now)
    pin_hash = await kiosks.checked_pin(by, pin, now)
    await helping.count(by, now)
    async with transaction():
        await _lapse_earlier(claim.account_id)
        kiosk, key = await kiosks.start_with(by, pin_hash, now)
        handover = await _make(by, claim, shift.venue_id, now)
        return key, await _begin(handover.id, kiosk.id, shift.venue.name, now)


async def _may_hand_over(by: Person, claim_id: int, now: datetime) -> tuple[Claim, Shift]:
    by.demand("people.help")
    shift = await shifts.demand_now(by, now)
    claim = await confirming.person(by, claim_id, now)
    if claim.account.email is not None:
        raise PresenceRefused(
            _("They have an email address, so they sign in themselves, on their own phone or at home.")
        )
    return claim, shift


async def _lapse_earlier(account_id: int) -> None:
    await execute("UPDATE account SET display_name = display_name WHERE id = ?", account_id)  # one at a time
    await execute("UPDATE handover SET state = 'lapsed' WHERE account_id = ? AND state = 'waiting'", account_id)


async def _make(by: Person, claim: Claim, venue_id: int, now: datetime) -> Handover:
    made_at = now
    while await _waiting(_code(by.account_id or 0, made_at), now) is not None:
        made_at += timedelta(microseconds=1)  # somebody else has this code just now: draw another
    handover = await Handover.create(
        helper_id=by.account_id, account_id=claim.account_id, made_at=made_at, expires_at=now + LASTS,
        code_hash=_hash(_code(by.account_id or 0, made_at)),
    )  # fmt: skip
    await helping.note(by, helping.HANDED_OVER, now, account_id=claim.account_id, venue_id=venue_id)
    await journal.record(by.actor, "device.handed-over", f"claim:{claim.id}", at=now, venue=venue_id)
    return handover


def code_of(handover: Handover) -> str:
    """The six numbers, for the helper to read out while nobody has used them."""
    return _code(handover.helper_id, handover.made_at)


def _code(helper_id: int, made_at: datetime) -> str:
    drawn = int(keyed_hash("handover", str(helper_id), made_at.isoformat()), 16)
    return f"{drawn % 10**CODE_DIGITS:0{CODE_DIGITS}}"


def _hash(code: str) -> str:
    return keyed_hash("handover-code", code)


async def _waiting(code: str, now: datetime) -> Any:
    return await row(
        "SELECT id FROM handover WHERE code_hash = ? AND state = 'waiting' AND expires_at > ?", _hash(code), now
    )


async def begin(key: str, code: str, now: datetime) -> str:
    """On the kiosk: the person types their code; returns the secret of their session. Raises PresenceRefused."""
    kiosk = await kiosks.kiosk_of(key, now)
    if kiosk is None:
        raise PresenceRefused(_("This device is not lent any more. Give it back to the person who helps you."))
    if not await allow("kiosk-code", str(kiosk.id), MOST_TRIES, TRIES_WITHIN, now):
        raise PresenceRefused(_("Too many wrong numbers were tried here. Please ask the person who helps you."), "code")
    digits = "".join(character for character in code[:40] if character.isalnum())
    async with transaction():
        await kiosks.lock(kiosk.id)
        found = await _waiting(digits, now)
        if found is None:
            raise PresenceRefused(
                _("These numbers do not work. They last 10 minutes and work once. Ask for new ones."), "code"
            )
        return await _begin(found.id, kiosk.id, kiosk.venue.name, now)


async def _begin(handover_id: int, kiosk_id: int, venue: str, now: datetime) -> str:
    await kiosks.clear(kiosk_id, now)
    taken = await execute(
        "UPDATE handover SET state = 'in_use', kiosk_id = ?, expires_at = ? WHERE id = ? AND state = 'waiting'",
        kiosk_id,
        now + sessions.KIOSK_LONGEST,
        handover_id,
    )
    if not taken:
        raise PresenceRefused(_("These numbers were used already. Ask for new ones."), "code")
    handover = await Handover.get(id=handover_id)
    if await Account.filter(id=handover.account_id, disabled_at__isnull=False).exists():
        raise PresenceRefused(_("This account is closed. Please ask the person who helps you."), "code")
    await (
        Handover.filter(account_id=handover.account_id, state=HandoverState.IN_USE)
        .exclude(id=handover_id)
        .update(state=HandoverState.DONE)
    )
    await execute(
        "UPDATE session SET revoked_at = ? WHERE account_id = ? AND kind = 'kiosk' AND revoked_at IS NULL",
        now,
        handover.account_id,
    )
    device = _("A device at %(venue)s") % {"venue": venue}
    return await sessions.begin(handover.account_id, SessionKind.KIOSK, device, now)


async def finish(key: str, now: datetime) -> None:
    """On the kiosk: “I am done”. Nothing happens where nobody holds it."""
    kiosk = await kiosks.kiosk_of(key, now)
    if kiosk is None:
        return
    async with transaction():
        await kiosks.lock(kiosk.id)
        await kiosks.clear(kiosk.id, now)


async def last_minute(by: Person, now: datetime) -> None:
    """The vote is in: a minute to look at the receipt, then the device forgets. Inside the caller's transaction."""
    if by.kiosk and by.session:
        await _until(by, now + LAST_MINUTE)


async def more_time(by: Person, now: datetime) -> None:
    """“I need more time”: as long as at the start, and an hour in all."""
    if not (by.kiosk and by.session):
        return
    async with transaction():
        await execute("UPDATE session SET last_seen_at = ? WHERE id_hash = ?", now, by.session)
        session = await Session.get(id_hash=by.session)
        await _until(by, min(now + sessions.KIOSK_IDLE, session.created_at + sessions.KIOSK_LONGEST))


async def _until(by: Person, when: datetime) -> None:
    await execute("UPDATE session SET expires_at = ? WHERE id_hash = ? AND kind = 'kiosk'", when, by.session)
    await execute("UPDATE handover SET expires_at = ? WHERE account_id = ? AND state = 'in_use'", when, by.account_id)


async def one_of(by: Person, handover_id: int) -> Handover:
    """A handover that this helper made. Raises NotFound."""
    by.demand("people.help")
    small = 0 < handover_id < 2**63
    found = await Handover.get_or_none(id=handover_id, helper_id=by.account_id or 0) if small else None
    if found is None:
        raise NotFound
    return found


async def latest_of(by: Person, now: datetime) -> Sequence[Handover]:
    """What this helper handed over in the last hours."""
    since = now - timedelta(hours=12)
    return await Handover.filter(helper_id=by.account_id or 0, made_at__gt=since).order_by("-id").limit(20)


def state_at(handover: Handover, now: datetime) -> HandoverState:
    """As it stands now: time ends a visit, and a code that waits, before anybody writes it down."""
    if now < handover.expires_at or handover.state not in (HandoverState.WAITING, HandoverState.IN_USE):
        return handover.state
    return HandoverState.LAPSED if handover.state is HandoverState.WAITING else HandoverState.DONE


async def tidy(now: datetime) -> int:
    """What the worker does every minute: codes that lapsed, and visits that ended by themselves. Returns how many."""
    lapsed = await execute("UPDATE handover SET state = 'lapsed' WHERE state = 'waiting' AND expires_at <= ?", now)
    over = await rows(
        """SELECT h.id FROM handover h WHERE h.state = 'in_use' AND (h.expires_at <= ? OR NOT EXISTS
             (SELECT 1 FROM session s WHERE s.account_id = h.account_id AND s.kind = 'kiosk' AND s.revoked_at IS NULL
                AND s.expires_at > ? AND s.last_seen_at > ?))""",
        now,
        now,
        now - sessions.KIOSK_IDLE,
    )
    for one in over:
        await execute("UPDATE handover SET state = 'done' WHERE id = ? AND state = 'in_use'", one.id)
    return lapsed + len(over)
