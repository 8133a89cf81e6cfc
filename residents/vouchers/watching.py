"""Whether the cards of one batch are used faster than people at a table could use them."""

from datetime import datetime, timedelta

from residents.flags import raise_flag
from residents.flags.rules import limit
from residents.limits import allow
from residents.models import Proof, VoucherBatch
from residents.vouchers.batches import vote_of
from web.days import local_date

RULE = "voucher_rate"
_WINDOW = timedelta(minutes=10)


async def look_at_speed(batch: VoucherBatch, now: datetime) -> None:
    """Count one card, and flag the batch once too many were used in ten minutes. After the use is stored.

    Of a use only the day is kept, so the flag is about everybody whom this batch confirmed today.
    """
    franchise = vote_of(batch)
    most = limit(franchise, RULE)
    if await allow("voucher-batch", str(batch.id), most, _WINDOW, now):
        return
    today = Proof.filter(voucher_batch_id=batch.id, given_on=local_date(now), revoked_at__isnull=True)
    confirmed: list[int] = await today.order_by("id").values_list("claim_id", flat=True)  # type: ignore[assignment]
    detail = {"minutes": 10, "more_than": most, "today": len(confirmed)}
    await raise_flag(franchise, RULE, f"batch:{batch.id}", confirmed, detail, now)
