"""Sessions are rows, so that they can be ended from anywhere. Roles are read with them on every request."""

import hashlib
import secrets
from datetime import datetime, timedelta

from database import as_time, row, transaction
from residents.models import Role, RoleGrant, Session, SessionKind
from residents.people import NOBODY, Person

_LIMITS = {  # idle, absolute
    SessionKind.RESIDENT: (timedelta(hours=2), timedelta(days=14)),
    SessionKind.OFFICER: (timedelta(minutes=30), timedelta(hours=8)),
}
_TOUCH = timedelta(minutes=1)


async def begin(account_id: int, kind: SessionKind, device: str, now: datetime, *, replacing: str = "") -> str:
    """A new session; returns the secret for the cookie. `replacing` ends the one that the browser had before."""
    key = secrets.token_urlsafe(32)
    async with transaction():
        await Session.create(
            id_hash=_hash(key),
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


async def person_of(key: str | None, now: datetime) -> Person:
    """Who holds this cookie now: one query."""
    if not key or len(key) > 100:
        return NOBODY
    found = await row(
        """SELECT s.id_hash, s.kind, s.last_seen_at, s.expires_at, a.id AS account_id, a.display_name, a.email,
                  (SELECT COUNT(*) FROM role_grant g WHERE g.account_id = a.id) AS grants
           FROM session s JOIN account a ON a.id = s.account_id
           WHERE s.id_hash = ? AND s.revoked_at IS NULL AND a.disabled_at IS NULL""",
        _hash(key),
    )
    if found is None:
        return NOBODY
    kind, last_seen, expires = SessionKind(found.kind), as_time(found.last_seen_at), as_time(found.expires_at)
    assert last_seen and expires
    if now >= expires or now - last_seen > _LIMITS[kind][0]:
        return NOBODY
    if now - last_seen > _TOUCH:
        await Session.filter(id_hash=found.id_hash).update(last_seen_at=now)
    roles = {Role.RESIDENT}
    if kind is SessionKind.OFFICER and found.grants:
        roles |= await _granted(found.account_id)
    return Person(found.account_id, found.display_name, found.email or "", frozenset(roles), found.id_hash)


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


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
