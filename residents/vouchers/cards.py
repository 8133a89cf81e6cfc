"""Single cards and ranges of them: ticked off when handed out, voided when lost or returned, too old one day."""

from datetime import date, datetime

from database import rows, transaction
from ledger import journal
from residents.belonging.claims import THE_SITE
from residents.models import Voucher, VoucherBatch, VoucherState
from residents.people import Person
from residents.vouchers.batches import lock
from residents.vouchers.organisations import LONGEST, PERMISSION, one_line
from residents.vouchers.refusals import VoucherRefused
from web.days import local_date
from web.language import _

LONGEST_REASON = 300
NOT_USED = (VoucherState.MINTED, VoucherState.ASSIGNED, VoucherState.HANDED_OUT)
_NOT_USED = ", ".join(f"'{state.value}'" for state in NOT_USED)


async def tick_off(
    by: Person, batch_id: int, first: int, last: int, worker: str, place: str, day: date, now: datetime
) -> int:
    """Note which cards a worker handed out, where and on which day: not to whom. Returns how many were new to the list.

    The list may come after the cards were used: then they stay used, and only worker and place are added. Raises
    NotAllowed, NotFound, VoucherRefused; then nothing is noted.
    """
    by.demand(PERMISSION)
    worker, place = _named(worker, "worker"), _named(place, "place")
    async with transaction():
        batch = await lock(batch_id)
        _demand_range(batch, first, last)
        if batch.assigned_at is None:
            raise VoucherRefused(_("Nobody has signed for these cards yet. Do that first."))
        if not local_date(batch.minted_at) <= day <= local_date(now):
            raise VoucherRefused(_("Choose a day between the one the cards were made on and today."), "day")
        cards = Voucher.filter(batch_id=batch_id, serial__range=(first, last))
        who = {"handed_out_by": worker, "handed_out_at": place}
        fresh = await cards.filter(state=VoucherState.ASSIGNED).update(
            state=VoucherState.HANDED_OUT, changed_on=day, **who
        )
        fresh += await cards.filter(state=VoucherState.REDEEMED, handed_out_by="").update(**who)
        if not fresh:
            raise VoucherRefused(_("These cards are ticked off already, or no longer good."), "first")
        serials = f"{first}-{last}"
        await journal.record(
            by.actor, "vouchers.handed-out", f"voucher-batch:{batch_id}", at=now, serials=serials, cards=fresh
        )
    return fresh


async def void(by: Person, batch_id: int, first: int | None, last: int | None, because: str, now: datetime) -> int:
    """These cards confirm nobody any more; without a range, the whole batch. Used ones stay used. Returns how many.

    Raises NotAllowed, NotFound, VoucherRefused.
    """
    by.demand(PERMISSION)
    because = one_line(because)
    if not because or len(because) > LONGEST_REASON:
        limit = {"limit": LONGEST_REASON}
        raise VoucherRefused(_("Say why, in %(limit)s letters or fewer: lost, returned, spoiled.") % limit, "because")
    async with transaction():
        batch = await lock(batch_id)
        whole = first is None and last is None
        start = 1 if first is None else first
        end = (batch.size if whole else start) if last is None else last
        _demand_range(batch, start, end)
        cards = Voucher.filter(batch_id=batch_id, serial__range=(start, end), state__in=NOT_USED)
        gone = await cards.update(state=VoucherState.VOID, changed_on=local_date(now))
        if not gone:
            raise VoucherRefused(_("None of these cards could still be used, so there is nothing to void."), "first")
        if whole:
            await VoucherBatch.filter(id=batch_id).update(voided_at=now, voided_because=because)
        await journal.record(
            by.actor, "vouchers.voided", f"voucher-batch:{batch_id}", at=now,
            serials=f"{start}-{end}", cards=gone, because=because,
        )  # fmt: skip
    return gone


async def expire_vouchers(now: datetime) -> int:
    """Mark the cards whose day went by; returns how many. For the worker."""
    done = 0
    due = await rows(
        f"""SELECT b.id FROM voucher_batch b WHERE b.expires_at <= ?
            AND EXISTS (SELECT 1 FROM voucher v WHERE v.batch_id = b.id AND v.state IN ({_NOT_USED}))
            ORDER BY b.id LIMIT 500""",
        now,
    )
    for batch in due:
        async with transaction():
            left = Voucher.filter(batch_id=batch.id, state__in=NOT_USED)
            cards = await left.update(state=VoucherState.EXPIRED, changed_on=local_date(now))
            if cards:
                thing = f"voucher-batch:{batch.id}"
                await journal.record(THE_SITE, "vouchers.expired", thing, at=now, cards=cards)
        done += cards
    return done


async def counts_of(batch_id: int) -> dict[VoucherState, int]:
    """How many cards stand in each state, also those in which there is none."""
    found = {
        VoucherState(one.state): int(one.many)
        for one in await rows("SELECT state, COUNT(*) AS many FROM voucher WHERE batch_id = ? GROUP BY state", batch_id)
    }
    return {state: found.get(state, 0) for state in VoucherState}


def _named(text: str, field: str) -> str:
    name = one_line(text)
    if not name or len(name) > LONGEST:
        sentences = {
            "worker": _("Enter the name of the worker who handed them out, in %(limit)s letters or fewer."),
            "place": _("Enter the place where they were handed out, in %(limit)s letters or fewer."),
        }
        raise VoucherRefused(sentences[field] % {"limit": LONGEST}, field)
    return name


def _demand_range(batch: VoucherBatch, first: int, last: int) -> None:
    if not 1 <= first <= batch.size:
        raise VoucherRefused(_("This batch has cards from 1 to %(last)s.") % {"last": batch.size}, "first")
    if not first <= last <= batch.size:
        sentence = _("The last card has a number from %(first)s to %(last)s.")
        raise VoucherRefused(sentence % {"first": first, "last": batch.size}, "last")
