"""Franchises: who may take part in one vote or assembly, kept in step with the plan of whoever runs it."""

from collections.abc import Collection
from datetime import datetime

from residents.belonging.proofs import DAY_ONE
from residents.models import Claim, Evidence, Franchise, ProofMethod


async def settle(
    key_name: str,
    name: str,
    *,
    counts_from: Evidence | str,
    proofs: Collection[str] | None,
    confirm_by: datetime | None,
    challenge_ends_at: datetime | None,
) -> Franchise:
    """Make it, or bring it up to date. `proofs` None: those of the first day. Inside the caller's transaction."""
    methods = [one.value for one in ProofMethod if one in (DAY_ONE if proofs is None else proofs)]
    values = {
        "name": name[:120],
        "counts_from": Evidence(counts_from),
        "proofs": methods,
        "confirm_by": confirm_by,
        "challenge_ends_at": challenge_ends_at,
    }
    franchise, new = await Franchise.get_or_create(key_name=key_name, defaults=values)
    if not new:
        franchise.update_from_dict(values)
        await franchise.save(update_fields=list(values))
    return franchise


async def open_ones(now: datetime) -> list[Franchise]:
    """Those in which something can still be confirmed, the latest first."""
    found = await Franchise.filter(key_destroyed_at__isnull=True).order_by("-id").limit(50)
    return [one for one in found if is_open(one, now)]


def is_open(franchise: Franchise, now: datetime) -> bool:
    """Whether something can still be confirmed for it."""
    return (franchise.confirm_by is None or now < franchise.confirm_by) and franchise.key_destroyed_at is None


async def open_for(claim: Claim, now: datetime) -> Franchise | None:
    """The one for which confirming this claim would help now: its own, or else the latest."""
    own = await Franchise.get_or_none(id=claim.franchise_id) if claim.franchise_id is not None else None
    if own is not None and is_open(own, now):
        return own
    return next(iter(await open_ones(now)), None)
