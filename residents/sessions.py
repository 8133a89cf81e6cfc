"""Sessions are rows, so that they can be ended from anywhere. Roles are read with them on every request."""

import hashlib
import secrets
from datetime import datetime, timedelta

from database import as_time, row, transaction, trouble
from residents.models import Role, RoleGrant, Session, SessionKind
from residents.people import NOBODY, ON_A_KIOSK, Person

_LIMITS = {  # idle, absolute
    SessionKind.RESIDENT: (timedelta(hours=2), timedelta(days=14)),
    SessionKind.OFFICER: (timedelta(minutes=30), timedelta(hours=8)),
    SessionKind.KIOSK: (timedelta(minutes=10), timedelta(hours=1)),
}
KIOSK_IDLE, KIOSK_LONGEST = _LIMITS[SessionKind.KIOSK]
KIOSK_DAY = timedelta(hours=16)
"""How long a device stays in kiosk mode where nobody ends it. It shows nothing afterwards, and opens nothing."""
_TOUCH = timedelta(minutes=1)


async def begin(account_id: int, kind: SessionKind, device: str, now: datetime, *, replacing: str = "") -> str:
    """A new session; returns the secret for the cookie. `replacing` ends the one that the browser had before."""
    key = secrets.token_urlsafe(32)
    async with transaction():
        await Session.create(
            id_hash=hash_of(key),
            account_id=account_id,
            kind=kind,
            device=device[:60],
            created_at=now,
            last_seen_at=now,
            expires_at=now + _LIMITS[kind][1],
        )
        if replacing:
            await end(replacing, now)
    return key


async def person_of(key: str | None, now: datetime, kiosk: str | None = None) -> Person:
    """Who holds this cookie now: one query. On a `kiosk`: whoever it was handed to, or nobody, and never an officer."""
    usable = key if key and len(key) <= 100 else ""
    if kiosk and (lent_to := await _on_kiosk(kiosk, usable, now)) is not None:
        return lent_to
    return await _person_of(usable, now) if usable else NOBODY


async def _person_of(key: str, now: datetime) -> Person:
    found = await row(
        """SELECT s.id_hash, s.kind, s.last_seen_at, s.expires_at, a.id AS account_id, a.display_name, a.email,
                  (SELECT COUNT(*) FROM role_grant g WHERE g.account_id = a.id) AS grants
           FROM session s JOIN account a ON a.id = s.account_id
           WHERE s.id_hash = ? AND s.revoked_at IS NULL AND a.disabled_at IS NULL""",
        hash_of(key),
    )
    if found is None:
        return NOBODY
    kind, last_seen, expires = SessionKind(found.kind), as_time(found.last_seen_at), as_time(found.expires_at)
    assert last_seen and expires
    if kind is SessionKind.KIOSK:  # worth nothing on any other device
        return NOBODY
    if now >= expires or now - last_seen > _LIMITS[kind][0]:
        return NOBODY
    if now - last_seen > _TOUCH:
        await _touch(found.id_hash, now)
    roles = {Role.RESIDENT}
    if kind is SessionKind.OFFICER and found.grants:
        roles |= await _granted(found.account_id)
    return Person(found.account_id, found.display_name, found.email or "", frozenset(roles), found.id_hash)


async def _on_kiosk(kiosk: str, key: str, now: datetime) -> Person | None:
    """None when this device is not in kiosk mode. A session counts here only for the person it was handed to."""
    found = await row(
        """SELECT s.id_hash, s.last_seen_at, s.expires_at, a.id AS account_id, a.display_name
           FROM kiosk k LEFT JOIN handover h ON h.kiosk_id = k.id AND h.state = 'in_use'
           LEFT JOIN session s ON s.account_id = h.account_id AND s.id_hash = ? AND s.kind = 'kiosk'
             AND s.revoked_at IS NULL
           LEFT JOIN account a ON a.id = s.account_id AND a.disabled_at IS NULL
           WHERE k.token_hash = ? AND k.ended_at IS NULL AND k.started_at > ?
           ORDER BY CASE WHEN a.id IS NULL THEN 1 ELSE 0 END LIMIT 1""",
        hash_of(key),
        hash_of(kiosk),
        now - KIOSK_DAY,
    )
    if found is None or found.account_id is None:
        return None if found is None else ON_A_KIOSK
    last_seen, expires = as_time(found.last_seen_at), as_time(found.expires_at)
    assert last_seen and expires
    if now >= min(expires, last_seen + KIOSK_IDLE):
        return ON_A_KIOSK
    if now - last_seen > _TOUCH:
        await _touch(found.id_hash, now)
        last_seen = now
    until = min(expires, last_seen + KIOSK_IDLE)
    roles = frozenset({Role.RESIDENT})
    return Person(found.account_id, found.display_name, "", roles, found.id_hash, kiosk=True, until=until)


async def _touch(id_hash: str, now: datetime) -> None:
    """Where nothing can be stored, people can still read: the session merely ends sooner."""
    try:
        await Session.filter(id_hash=id_hash).update(last_seen_at=now)
    except trouble.KINDS as error:
        if not trouble.is_trouble(error):
            raise


async def _granted(account_id: int) -> set[Role]:
    return set(await RoleGrant.filter(account_id=account_id).values_list("role", flat=True))  # type: ignore[arg-type]


async def end(id_hash: str, now: datetime) -> None:
    await Session.filter(id_hash=id_hash, revoked_at__isnull=True).update(revoked_at=now)


async def end_all(account_id: int, now: datetime) -> int:
    """Sign out everywhere; returns how many sessions ended."""
    return await Session.filter(account_id=account_id, revoked_at__isnull=True).update(revoked_at=now)


async def open_ones(account_id: int, now: datetime) -> list[Session]:
    """Where somebody is signed in now, the latest used first."""
    found = await Session.filter(account_id=account_id, revoked_at__isnull=True, expires_at__gt=now)
    current = [session for session in found if now - session.last_seen_at <= _LIMITS[session.kind][0]]
    return sorted(current, key=lambda session: session.last_seen_at, reverse=True)


async def end_one(account_id: int, id_hash: str, now: datetime) -> bool:
    """End one session of this account; False when it has none such."""
    mine = Session.filter(account_id=account_id, id_hash=id_hash, revoked_at__isnull=True)
    return await mine.update(revoked_at=now) == 1


async def forget_old(now: datetime) -> int:
    """Delete sessions that ended, or could have been used no longer, a month ago; returns how many."""
    return await Session.filter(expires_at__lt=now - timedelta(days=30)).delete()


def hash_of(key: str) -> str:
    """What is kept of a cookie's secret."""
    return hashlib.sha256(key.encode()).hexdigest()
