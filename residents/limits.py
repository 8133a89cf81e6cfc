"""How often something may be tried. Counted in the database, so that it holds for all processes together."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network

from database import transaction, value
from residents.models import AttemptWindow
from web.keys import keyed_hash

_LONGEST_WINDOW = timedelta(days=1)


async def allow(kind: str, key: str, most: int, window: timedelta, now: datetime) -> bool:
    """Count one try of `kind` by `key` and say whether it is among the first `most` of this stretch of time.

    Of the key only a keyed hash is kept. Call it outside the action's transaction: a refused try must stay counted.
    """
    hashed = keyed_hash(f"limit:{kind}", key)
    starts_at = _start(now, window)
    async with transaction():
        hits: int = await value(
            """INSERT INTO attempt_window (key_hash, starts_at, hits) VALUES (?, ?, 1)
               ON CONFLICT (key_hash, starts_at) DO UPDATE SET hits = attempt_window.hits + 1 RETURNING hits""",
            hashed,
            starts_at,
        )
    return hits <= most


async def spent(kind: str, key: str, most: int, window: timedelta, now: datetime) -> bool:
    """Whether `allow` would refuse the next try, without counting one: for what counts failures only."""
    hits = await value(
        "SELECT hits FROM attempt_window WHERE key_hash = ? AND starts_at = ?",
        keyed_hash(f"limit:{kind}", key),
        _start(now, window),
    )
    return (hits or 0) >= most


def network_of(address: str) -> str:
    """The network an address belongs to: one household or office shares it, and switching inside it does not help.

    An IPv4 address counts as its /24, an IPv6 address as its /56; anything else as itself.
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if found.version == 6 and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(ip_network(f"{found}/{24 if found.version == 4 else 56}", strict=False))


async def forget_old(now: datetime) -> int:
    """Delete windows that no limit looks at any more; returns how many."""
    return await AttemptWindow.filter(starts_at__lt=now - 2 * _LONGEST_WINDOW).delete()


def _start(now: datetime, window: timedelta) -> datetime:
    seconds = int(window.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)
