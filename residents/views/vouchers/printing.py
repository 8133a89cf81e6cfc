"""Cards for the printer: eight to a page with lines to cut along, and a cover sheet on which somebody signs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from residents.belonging.codes import normalised
from residents.models import VoucherBatch
from residents.vouchers.batches import serial_of, vote_of
from web.filters import day
from web.language import _
from web.print import Sheet

ACROSS, DOWN = 2, 4
_WIDE, _TALL = 95.0, 66.0
_EDGE = 4.0


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on one card. `link` is the QR code's, `address` the same way in for fingers."""

    serial: str
    code: str
    link: str
    address: str


@dataclass(frozen=True, slots=True)
class Cards:
    """A batch as it is printed."""

    vote: str
    organisation: str
    until: str
    first: str
    last: str
    cards: list[Card]


def cards_of(batch: VoucherBatch, codes: Sequence[str], address: str) -> Cards:
    """`address` is the site's own, with https:// before it. The batch comes with its organisation and vote."""
    short = address.split("://")[-1] + "/v"
    cards = [
        Card(serial_of(batch, number), code, f"{address}/v/{normalised(code)}", short)
        for number, code in enumerate(codes, start=1)
    ]
    return Cards(
        vote=vote_of(batch).name,
        organisation=batch.organisation.name,
        until=day(batch.expires_at - timedelta(seconds=1)),
        first=cards[0].serial,
        last=cards[-1].serial,
        cards=cards,
    )


def pdf(cards: Cards) -> bytes:
    """Takes a moment: views ask for it in a thread of its own."""
    sheet = Sheet(_("Voucher cards %(first)s to %(last)s") % {"first": cards.first, "last": cards.last})
    _cover(sheet, cards)
    for number, card in enumerate(cards.cards):
        place = number % (ACROSS * DOWN)
        if not place:
            sheet.page()
            _cutting_lines(sheet)
        left, top = _corner(sheet)
        _card(sheet, cards, card, left + place % ACROSS * _WIDE, top + place // ACROSS * _TALL)
    return sheet.bytes()


def _corner(sheet: Sheet) -> tuple[float, float]:
    return (sheet.width - ACROSS * _WIDE) / 2, (sheet.height - DOWN * _TALL) / 2


def _cutting_lines(sheet: Sheet) -> None:
    left, top = _corner(sheet)
    for column in range(ACROSS + 1):
        sheet.line(left + column * _WIDE, top, left + column * _WIDE, top + DOWN * _TALL, line=0.2, dashed=True)
    for line in range(DOWN + 1):
        sheet.line(left, top + line * _TALL, left + ACROSS * _WIDE, top + line * _TALL, line=0.2, dashed=True)


def _card(sheet: Sheet, cards: Cards, card: Card, x: float, y: float) -> None:
    wide = _WIDE - 2 * _EDGE
    below = sheet.put(_("Worth one confirmed vote"), x + _EDGE, y + _EDGE, wide, 14, bold=True)
    sheet.put(sheet.cut(cards.vote, wide, 10), x + _EDGE, below, wide, 10)
    side = 33.0
    sheet.qr(card.link, x + 1, y + 17, side)
    column, narrow = x + side + 3, _WIDE - side - 3 - _EDGE
    at = sheet.put(_("Scan the square, or open"), column, y + 19, narrow, 10)
    at = sheet.put(card.address, column, at, narrow, 12 if len(card.address) < 24 else 10, bold=True)
    at = sheet.put(_("and type"), column, at, narrow, 10)
    sheet.put(card.code, column, at, narrow, 20, bold=True)
    below = sheet.put(_("Good until %(day)s. It works once.") % {"day": cards.until}, x + _EDGE, y + 51, wide, 10)
    sheet.put(sheet.cut(f"{card.serial} · {cards.organisation}", wide, 10), x + _EDGE, below + 1, wide, 10)


def _cover(sheet: Sheet, cards: Cards) -> None:
    sheet.page()
    sheet.heading(_("Voucher cards for %(organisation)s") % {"organisation": cards.organisation}, 22)
    sheet.text(cards.vote, 14, bold=True)
    facts = {"first": cards.first, "last": cards.last, "count": len(cards.cards)}
    sheet.text(_("%(count)s cards, numbers %(first)s to %(last)s.") % facts)
    sheet.text(_("Good until %(day)s.") % {"day": cards.until}, bold=True)
    sheet.space(4)
    for sentence in instructions():
        sheet.text(f"• {sentence}", 13)
    sheet.space(4)
    sheet.heading(_("Signed for"), 16)
    sheet.text(_("I have these cards, and I have counted them."), 13)
    _lines(sheet, [_("Name"), _("Signature"), _("Day")])
    sheet.space(6)
    sheet.heading(_("Handed out"), 16)
    _table(sheet, [_("Day"), _("Place"), _("Worker"), _("Cards from – to")], 10)


def instructions() -> list[str]:
    """What the organisation has to know; also on the page that is printed."""
    return [
        _("Give one card to each person whom you know to live, work, study or volunteer here."),
        _("Never write down who got which card. Write down the day, the place, the worker and the numbers."),
        _("A card is as good as a confirmed vote: keep them locked away, and do not photograph them."),
        _("Tell us at once when cards are lost. Send back what is left over."),
    ]


def _lines(sheet: Sheet, labels: Sequence[str]) -> None:
    for label in labels:
        sheet.space(4)
        end = sheet.put(label, sheet.margin, sheet.y, 40, 13)
        sheet.line(sheet.margin + 40, end, sheet.width - sheet.margin, end)
        sheet.down_to(end)


def _table(sheet: Sheet, columns: Sequence[str], empty: int) -> None:
    wide, tall = (sheet.width - 2 * sheet.margin) / len(columns), 9.0
    top = sheet.y
    for number, label in enumerate(columns):
        sheet.put(label, sheet.margin + number * wide + 2, top + 1.5, wide - 4, 12, bold=True)
        for line in range(empty + 1):
            sheet.box(sheet.margin + number * wide, top + line * tall, wide, tall, line=0.2)
    sheet.down_to(top + (empty + 1) * tall)
