"""Kiosks: a device of ours that is lent from hand to hand. Only the PIN leads back to the office.

While a device is in kiosk mode the officer's session is set aside under a name that no cookie can have, so that nothing
anybody does to the browser brings it back. The PIN gives it a new secret; it lasts no longer than it would have.
"""

import secrets
from datetime import datetime, timedelta

from database import execute, row, transaction
from ledger import journal
from residents import sessions
from residents.limits import allow
from residents.models import Kiosk
from residents.people import Person
from residents.presence import shifts
from residents.presence.refusals import PresenceRefused
from residents.sign_in.passwords import agrees, hashed
from web.language import _
from web.refusals import NotAllowed, NotFound

PIN_DIGITS = 6
MOST_TRIES, LOCKED_FOR = 5, timedelta(minutes=15)
_IN_A_ROW = "0123456789012345 9876543210987654"


class WrongPin(PresenceRefused):
    """It is not the PIN, or too many wrong ones were tried."""


async def start(by: Person, pin: str, now: datetime) -> tuple[Kiosk, str]:
    """Put the device that `by` uses into kiosk mode; returns the secret for its cookie.

    Raises NotAllowed, OffShift, PresenceRefused.
    """
    pin_hash = await checked_pin(by, pin, now)
    async with transaction():
        return await start_with(by, pin_hash, now)


async def checked_pin(by: Person, pin: str, now: datetime) -> str:
    """The hash of a good PIN, made before any transaction because it takes its time. Raises as start."""
    by.demand("people.help")
    await shifts.demand_now(by, now)
    digits = "".join(pin.split())
    if len(digits) != PIN_DIGITS or not (digits.isascii() and digits.isdigit()):
        raise PresenceRefused(_("Choose 6 numbers. You need them to get this device back."), "pin")
    if len(set(digits)) < 3 or digits in _IN_A_ROW:
        raise PresenceRefused(_("Choose 6 numbers that are harder to guess."), "pin")
    return await hashed(digits)


async def start_with(by: Person, pin_hash: str, now: datetime) -> tuple[Kiosk, str]:
    """The same, inside the caller's transaction."""
    shift = await shifts.demand_now(by, now)
    assert by.account_id is not None, "officers are people"
    key = secrets.token_urlsafe(32)
    kiosk = await Kiosk.create(
        token_hash=sessions.hash_of(key), venue_id=shift.venue_id, started_by_id=by.account_id,
        pin_hash=pin_hash, started_at=now,
    )  # fmt: skip
    await execute("UPDATE session SET id_hash = ? WHERE id_hash = ?", _aside(kiosk.id), by.session)
    await journal.record(by.actor, "kiosk.started", f"kiosk:{kiosk.id}", at=now, venue=shift.venue_id)
    return kiosk, key


async def kiosk_of(key: str, now: datetime) -> Kiosk | None:
    """The kiosk that this cookie belongs to, while it is one."""
    if not key or len(key) > 100:
        return None
    found = Kiosk.filter(
        token_hash=sessions.hash_of(key), ended_at__isnull=True, started_at__gt=now - sessions.KIOSK_DAY
    )
    return await found.select_related("venue").first()


async def leave(key: str, pin: str, now: datetime) -> str | None:
    """End kiosk mode with the PIN; returns the secret of the officer's session, or None where that ran out meanwhile.

    Raises WrongPin, also for the right PIN after five wrong ones within a quarter of an hour.
    """
    kiosk = await kiosk_of(key, now)
    if kiosk is None:
        raise WrongPin(_("This device is not lent any more. Load the page again."), "pin")
    if not await allow("kiosk-pin", str(kiosk.id), MOST_TRIES, LOCKED_FOR, now):
        raise WrongPin(_("Too many wrong PINs. Wait 15 minutes, then try again."), "pin")
    if not await agrees("".join(pin.split()), kiosk.pin_hash):
        await execute("UPDATE kiosk SET pin_tries = pin_tries + 1 WHERE id = ?", kiosk.id)
        raise WrongPin(_("That is not the PIN of this device."), "pin")
    async with transaction():
        await _end(kiosk.id, f"account:{kiosk.started_by_id}", now, how="pin")
        fresh = secrets.token_urlsafe(32)
        back = await execute(
            """UPDATE session SET id_hash = ?, last_seen_at = ?
               WHERE id_hash = ? AND revoked_at IS NULL AND expires_at > ?""",
            sessions.hash_of(fresh),
            now,
            _aside(kiosk.id),
            now,
        )
    return fresh if back else None


async def end(by: Person, kiosk_id: int, now: datetime) -> None:
    """End kiosk mode from afar, for a device that was lost. Its own officer can, and who looks after the roll.

    Raises NotAllowed, NotFound.
    """
    if not by.may("claims.manage"):
        by.demand("people.help")
    async with transaction():
        await execute("UPDATE kiosk SET pin_tries = pin_tries WHERE id = ?", kiosk_id)
        kiosk = await Kiosk.get_or_none(id=kiosk_id, ended_at__isnull=True)
        if kiosk is None:
            raise NotFound(_("This device is not lent any more."))
        if kiosk.started_by_id != by.account_id and not by.may("claims.manage"):
            raise NotAllowed(_("Another helper lent this device. Only they, or a roll officer, can end that."))
        await _end(kiosk_id, by.actor, now, how="from afar")
        await sessions.end(_aside(kiosk_id), now)


async def _end(kiosk_id: int, actor: str, now: datetime, how: str) -> None:
    ended = await execute("UPDATE kiosk SET ended_at = ? WHERE id = ? AND ended_at IS NULL", now, kiosk_id)
    if not ended:
        raise WrongPin(_("This device is not lent any more. Load the page again."), "pin")
    await clear(kiosk_id, now)
    await journal.record(actor, "kiosk.ended", f"kiosk:{kiosk_id}", at=now, how=how)


async def clear(kiosk_id: int, now: datetime) -> None:
    """Whoever holds the device is done: their session ends, and nothing on it leads to them any more."""
    await execute(
        """UPDATE session SET revoked_at = ? WHERE kind = 'kiosk' AND revoked_at IS NULL AND account_id IN
             (SELECT account_id FROM handover WHERE kiosk_id = ? AND state = 'in_use')""",
        now,
        kiosk_id,
    )
    await execute("UPDATE handover SET state = 'done' WHERE kiosk_id = ? AND state = 'in_use'", kiosk_id)


async def running(by: Person, now: datetime) -> list[Kiosk]:
    """The devices that are lent now: one's own, or all of them for those who look after the roll."""
    found = Kiosk.filter(ended_at__isnull=True, started_at__gt=now - sessions.KIOSK_DAY)
    if not by.may("claims.manage"):
        by.demand("people.help")
        found = found.filter(started_by_id=by.account_id or 0)
    return await found.order_by("-id").limit(100).select_related("venue", "started_by")


async def lock(kiosk_id: int) -> bool:
    """Hold the kiosk until the end of the transaction; says whether it is still one."""
    return bool(await row("SELECT 1 FROM kiosk WHERE id = ?", kiosk_id)) and bool(
        await execute("UPDATE kiosk SET pin_tries = pin_tries WHERE id = ? AND ended_at IS NULL", kiosk_id)
    )


def _aside(kiosk_id: int) -> str:
    """Where the officer's session waits. Cookies are looked up by their hash, which never has a colon."""
    return f"kiosk:{kiosk_id}"
