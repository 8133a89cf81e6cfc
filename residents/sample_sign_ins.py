"""Coming in as somebody of the sample with one press. Only for accounts that are marked as sample; the addresses that
lead here exist only outside production."""

from datetime import datetime

from residents.models import Account, SessionKind
from residents.officers import roles_of
from residents.sign_in.by_letter import Entered
from residents.sign_in.entering import begin_session
from web.refusals import NotFound

MOST_RESIDENTS = 6


async def officers() -> list[Account]:
    found = (
        await Account.filter(sample=True, grants__id__isnull=False).distinct().order_by("id").prefetch_related("grants")
    )
    return list(found)


async def residents() -> list[Account]:
    """A few who have a name and no role."""
    found = Account.filter(sample=True, grants__id__isnull=True, email__isnull=False, disabled_at__isnull=True)
    return await found.exclude(display_name="").order_by("id").limit(MOST_RESIDENTS)


async def enter(account_id: int, device: str, now: datetime, *, replacing: str = "") -> Entered:
    """Raises NotFound for everybody who is not of the sample."""
    small = 0 < account_id < 2**63
    account = await Account.get_or_none(id=account_id, sample=True).prefetch_related("grants") if small else None
    if account is None:
        raise NotFound
    works_here = bool(roles_of(account))
    kind = SessionKind.OFFICER if works_here else SessionKind.RESIDENT
    key = await begin_session(account, kind, device, now, replacing)
    return Entered(account.id, key, "/office" if works_here else "/")
