"""Batches of cards: made for one organisation and one vote, signed for, read for the office's pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from database import execute, rows, transaction, value
from ledger import journal
from residents.belonging import franchises
from residents.belonging.codes import code_hash, new_code
from residents.models import Franchise, Organisation, ProofMethod, Voucher, VoucherBatch, VoucherState
from residents.people import Person
from residents.vouchers.organisations import COUNTS, LONGEST, PERMISSION, one_line
from residents.vouchers.refusals import VoucherRefused
from web.days import local_date
from web.filters import LONDON
from web.language import _
from web.refusals import NotFound

FEWEST, MOST = 25, 200
PURPOSE = "voucher"


@dataclass(frozen=True, slots=True)
class Minted:
    """A new batch, and its codes in clear: in the order of the serials, for the one answer that prints them."""

    batch: VoucherBatch
    codes: list[str]


async def votes_with_cards(now: datetime) -> list[Franchise]:
    """The votes for which cards can be made now."""
    return [one for one in await franchises.open_ones(now) if ProofMethod.VOUCHER in one.proofs]


async def mint(
    by: Person, organisation_id: int, franchise_id: int, size: int, last_day: date | None, now: datetime
) -> Minted:
    """Make cards. `last_day` is the last one on which they are good: at most until everything must be confirmed.

    Raises NotAllowed, NotFound, VoucherRefused.
    """
    by.demand(PERMISSION)
    assert by.account_id is not None, "only people make cards"
    if not FEWEST <= size <= MOST:
        sentence = _("A batch has from %(fewest)s to %(most)s cards.") % {"fewest": FEWEST, "most": MOST}
        raise VoucherRefused(sentence, "size")
    async with transaction():
        await execute("UPDATE franchise SET name = name WHERE id = ?", franchise_id)  # one batch after another
        franchise = next((one for one in await votes_with_cards(now) if one.id == franchise_id), None)
        if franchise is None:
            raise VoucherRefused(_("No cards can be made for this vote now. Choose another."), "franchise")
        organisation = await Organisation.get_or_none(id=organisation_id, retired_at__isnull=True)
        if organisation is None:
            raise NotFound(_("There is no such organisation, or it hands out no cards any more."))
        batch = await VoucherBatch.create(
            franchise=franchise,
            organisation=organisation,
            name=f"V{await value('SELECT COALESCE(MAX(id), 0) + 1 FROM voucher_batch')}",
            size=size,
            minted_by_id=by.account_id,
            minted_at=now,
            printed_at=now,
            expires_at=_expiry(franchise, last_day, now),
        )
        codes = await _make_cards(batch, franchise, now)
        await journal.record(
            by.actor, "vouchers.minted", f"voucher-batch:{batch.id}", at=now, size=size, organisation=organisation.id
        )
    return Minted(batch, codes)


def _expiry(franchise: Franchise, last_day: date | None, now: datetime) -> datetime:
    """The end of the chosen day as the town hall's clock has it, or the moment by which all must be confirmed."""
    if last_day is None:
        if franchise.confirm_by is None:
            raise VoucherRefused(_("Choose the last day on which the cards are good."), "last_day")
        return franchise.confirm_by
    if last_day < local_date(now):
        raise VoucherRefused(_("Choose a day that is still to come."), "last_day")
    if last_day > local_date(now) + timedelta(days=400):
        raise VoucherRefused(_("Choose a day within the next year."), "last_day")
    end = datetime.combine(last_day + timedelta(days=1), time(), LONDON)
    return min(end, franchise.confirm_by) if franchise.confirm_by else end


async def _make_cards(batch: VoucherBatch, franchise: Franchise, now: datetime) -> list[str]:
    """One statement for all of them; only keyed hashes reach the database."""
    codes: list[str] = []
    while len(codes) < batch.size:
        if (code := new_code()) not in codes:
            codes.append(code)
    await Voucher.bulk_create(
        Voucher(batch=batch, serial=serial, code_hash=code_hash(franchise, PURPOSE, code), changed_on=local_date(now))
        for serial, code in enumerate(codes, start=1)
    )
    return codes


async def printable(by: Person, batch_id: int, codes: Sequence[str], now: datetime) -> VoucherBatch:
    """The batch, if these are its codes, all of them and in their order: they come back from the page that showed them.

    Raises NotAllowed, NotFound, VoucherRefused.
    """
    by.demand(PERMISSION)
    batch = await one(batch_id)
    kept = [card.code_hash for card in await Voucher.filter(batch_id=batch_id).order_by("serial")]
    if kept != [code_hash(vote_of(batch), PURPOSE, code) for code in codes[: MOST + 1]]:
        raise VoucherRefused(_("These are not the codes of this batch. If the cards were not printed, void the batch."))
    async with transaction():
        await journal.record(by.actor, "vouchers.printed", f"voucher-batch:{batch_id}", at=now)
    return batch


async def sign_for(by: Person, batch_id: int, signed_by: str, now: datetime) -> None:
    """The organisation has its cards, and somebody signed the cover sheet: from now on they can be used.

    Raises NotAllowed, NotFound, VoucherRefused.
    """
    by.demand(PERMISSION)
    name = one_line(signed_by)
    if not name or len(name) > LONGEST:
        raise VoucherRefused(_("Enter the name of the person who signed, in %(limit)s letters or fewer.")
                             % {"limit": LONGEST}, "signed_by")  # fmt: skip
    async with transaction():
        batch = await lock(batch_id)
        if batch.voided_at is not None:
            raise VoucherRefused(_("This batch is void, so nobody can sign for it."))
        if batch.assigned_at is not None:
            raise VoucherRefused(_("Somebody has signed for this batch already."))
        await VoucherBatch.filter(id=batch_id).update(assigned_at=now, signed_for_by=name)
        minted = Voucher.filter(batch_id=batch_id, state=VoucherState.MINTED)
        cards = await minted.update(state=VoucherState.ASSIGNED, changed_on=local_date(now))
        await journal.record(by.actor, "vouchers.signed-for", f"voucher-batch:{batch_id}", at=now, cards=cards)


def serial_of(batch: VoucherBatch, number: int) -> str:
    """As it is printed on a card: V7-012."""
    return f"{batch.name}-{number:03}"


async def lock(batch_id: int) -> VoucherBatch:
    """The batch as it stands, which no other officer changes before this transaction ends. Raises NotFound."""
    await execute("UPDATE voucher_batch SET size = size WHERE id = ?", batch_id)
    return await one(batch_id)


async def one(batch_id: int) -> VoucherBatch:
    """With its organisation and vote. Raises NotFound."""
    found = await VoucherBatch.get_or_none(id=batch_id).select_related("organisation", "franchise")
    if found is None:
        raise NotFound(_("There is no such batch of cards."))
    return found


def vote_of(batch: VoucherBatch) -> Franchise:
    """Of a batch that came with it."""
    assert isinstance(batch.franchise, Franchise)
    return batch.franchise


async def of_organisation(organisation_id: int) -> list[dict[str, Any]]:
    """Its batches, the newest first, with the number of cards in each state."""
    found = await rows(
        f"""SELECT b.id, b.name, b.size, b.assigned_at, b.voided_at, b.expires_at, f.name AS vote, {COUNTS}
            FROM voucher_batch b JOIN franchise f ON f.id = b.franchise_id LEFT JOIN voucher v ON v.batch_id = b.id
            WHERE b.organisation_id = ?
            GROUP BY b.id, b.name, b.size, b.assigned_at, b.voided_at, b.expires_at, f.name ORDER BY b.id DESC""",
        organisation_id,
    )
    return [one._asdict() for one in found]


@dataclass(frozen=True, slots=True)
class Run:
    """Cards one after another that stand alike."""

    first: int
    last: int
    state: VoucherState
    changed_on: date
    handed_out_by: str
    handed_out_at: str


async def runs_of(batch_id: int) -> list[Run]:
    """Every card of the batch, those that stand alike together."""
    cards = await Voucher.filter(batch_id=batch_id).order_by("serial")

    def alike(card: Voucher) -> tuple[Any, ...]:
        return card.state, card.changed_on, card.handed_out_by, card.handed_out_at

    found = []
    for (state, changed_on, worker, place), group in groupby(cards, alike):
        serials = [card.serial for card in group]
        found.append(Run(serials[0], serials[-1], state, changed_on, worker, place))
    return found
