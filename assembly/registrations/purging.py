"""The day on which a pool is deleted, as it was announced to everybody in it."""

from datetime import datetime

from assembly import secrets
from assembly.assemblies import lock
from assembly.models import Assembly, Draw, DrawState, FrozenPool, Member, Registration
from assembly.models import RegistrationState as S
from assembly.registrations.drafts import forget_all_of, forget_old
from assembly.registrations.drawn import SEATED
from assembly.registrations.leaving import blank
from database import execute, transaction
from ledger import journal
from residents.retention.periods import Period
from web.days import local_date
from web.language import _

AT_ONCE = 500
_ACTOR = "worker"
_OVER = (DrawState.STOPPED, DrawState.DRAWN, DrawState.VOID)


def period() -> Period:
    return Period(
        "registration", _("What you wrote when you registered for an assembly and did not send"),
        _("So that you can go on later"), _("14 days"), forget_old,
    )  # fmt: skip


async def purge_due(now: datetime) -> int:
    """The worker's duty: every assembly whose day has come; returns how many people were erased."""
    for gone in await Assembly.filter(purged_at__isnull=False).order_by("id"):
        secrets.destroy(gone)  # where that broke off, or a backup brought the file back
    due = await Assembly.filter(purge_on__lte=local_date(now), purged_at__isnull=True).order_by("id")
    return sum([await purge(assembly, now) for assembly in due])


async def purge(assembly: Assembly, now: datetime) -> int:
    """Erase the pool. While the assembly lasts its members and reserves stay, and with them its key; once it is closed
    or cancelled everybody is erased, the key is destroyed, and the assembly counts as purged.

    In batches: whatever breaks off is gone on with the next time. The key goes last, because nothing is read without.
    """
    over = _is_over(assembly, now)
    erased = await _erase_all(assembly, now, members=over)
    async with transaction():
        assembly = await lock(assembly.id)
        invitations = await _blank_invitations(assembly.id)
        drafts = await forget_all_of(assembly.id)
        pools = await Draw.filter(assembly_id=assembly.id, **({} if over else {"state__in": _OVER})).only("id")
        await FrozenPool.filter(draw_id__in=[draw.id for draw in pools]).delete()
        if over and assembly.purged_at is None:
            await Assembly.filter(id=assembly.id).update(purged_at=now)
        if over or erased or invitations or drafts:
            await journal.record(
                _ACTOR, "assembly.purged", f"assembly:{assembly.id}", at=now, people=erased, drafts=drafts,
                addresses=invitations, whole=over,
            )  # fmt: skip
    if over:
        secrets.destroy(assembly)
    return erased


def _is_over(assembly: Assembly, now: datetime) -> bool:
    return any(moment is not None and moment <= now for moment in (assembly.closed_at, assembly.cancelled_at))


async def _erase_all(assembly: Assembly, now: datetime, *, members: bool) -> int:
    total = 0
    while True:
        async with transaction():
            await lock(assembly.id)  # a draw that seats people now comes before this batch, or after it
            found = Registration.filter(assembly_id=assembly.id, state__in=[S.POOL, S.WITHDRAWN, S.EXCLUDED])
            if not members:
                found = found.exclude(id__in=await _seated(assembly.id))
            batch = [one.id for one in await found.order_by("id").limit(AT_ONCE).only("id")]
            if batch:
                await blank(batch, now)
        total += len(batch)
        if len(batch) < AT_ONCE:
            return total


async def _seated(assembly_id: int) -> list[int]:
    seated = await Member.filter(assembly_id=assembly_id, state__in=SEATED).only("id", "registration_id")
    return [one.registration_id for one in seated] or [0]


async def _blank_invitations(assembly_id: int) -> int:
    """Addresses of letters that never went, and the marks of the homes they went to."""
    return await execute(
        """UPDATE invitation SET address = '', postcode = '', household = ''
           WHERE batch_id IN (SELECT id FROM invitation_batch WHERE assembly_id = ?)
             AND (address <> '' OR household <> '')""",
        assembly_id,
    )
