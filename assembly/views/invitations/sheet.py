"""Letters and golden tickets for the printer: address where a window envelope shows it, a square for the phone."""

from collections.abc import Sequence
from dataclasses import dataclass

from assembly.invitations.posting import Slip
from assembly.invitations.writing import Sender, Text
from web.language import _
from web.print import Sheet

# A DL window envelope and a page folded in three: the window lies 20 mm from the left and 45 to 80 mm from the top.
_LEFT, _TOP, _WIDTH = 24.0, 52.0, 85.0
_BODY_FROM = 104.0
_SQUARE = 36.0
_EDGE = 20.0
ACROSS, DOWN = 2, 4
_WIDE, _TALL, _RIM = 95.0, 66.0, 4.0


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A piece of the letter, broken into lines once for all letters of the batch."""

    lines: list[str]
    points: float
    bold: bool
    after: float


def letters_pdf(slips: Sequence[Slip], text: Text, sender: Sender) -> bytes:
    """Two pages each, front and back of one sheet. Takes a moment: ask for it in a thread of its own."""
    sheet = Sheet(text.subject, margin=_EDGE)
    body: list[_Paragraph] = []
    for slip in slips:
        before = sheet.pages
        _head(sheet, slip, text, sender)
        body = body or _broken(sheet, text)
        _body(sheet, body)
        if (sheet.pages - before) % 2:
            sheet.page()  # so that the next letter begins on the front of a sheet
    return sheet.bytes()


def _head(sheet: Sheet, slip: Slip, text: Text, sender: Sender) -> None:
    """What differs from letter to letter: to whom it goes, its code, its square."""
    sheet.page()
    sheet.put(sender.council, _EDGE, 16, 90, 16, bold=True)
    sheet.put(sender.service, _EDGE, 33, 90, 11)
    sheet.put(_return_line(slip.reference, sender), _LEFT, _TOP - 7, _WIDTH, 7)
    sheet.put("\n".join(slip.lines), _LEFT, _TOP, _WIDTH, 11 if len(slip.lines) <= 5 else 9)
    column = sheet.width - _EDGE - 68
    end = sheet.put(_("Your code"), column, 16, 68, 11, align="R")
    end = sheet.put(slip.code, column, end, 68, 24, bold=True, align="R")
    sheet.qr(sender.link(slip.code), sheet.width - _EDGE - _SQUARE, end + 1, _SQUARE)
    end = sheet.put(sender.short_address, column, end + 1 + _SQUARE, 68, 12, bold=True, align="R")
    if text.answer_by:
        until = _("Please answer by %(day)s") % {"day": text.answer_by}
        sheet.put(until, column, end + 1, 68, 11, align="R")
    sheet.down_to(_BODY_FROM)


def _broken(sheet: Sheet, text: Text) -> list[_Paragraph]:
    def paragraph(words: str, points: float = 12, after: float = 1.5, bold: bool = False) -> _Paragraph:
        return _Paragraph(sheet.broken(words, points, bold=bold), points, bold, after)

    found = [paragraph(text.subject, 16, 2, bold=True)]
    found += [paragraph(words, after=2) for words in text.opening]
    for section in text.sections:
        found.append(paragraph(section.heading, 13, 0.5, bold=True))
        found += [paragraph(words) for words in section.paragraphs]
        found += [paragraph(f"•  {point}", after=1) for point in section.points]
    return found + [paragraph(words, 11) for words in text.closing]


def _body(sheet: Sheet, paragraphs: Sequence[_Paragraph]) -> None:
    for one in paragraphs:
        if one.bold:
            sheet.space(2)
            sheet.keep(18)  # no heading alone at the foot of a page
        sheet.lines(one.lines, one.points, bold=one.bold)
        sheet.space(one.after)


def _return_line(reference: str, sender: Sender) -> str:
    lines = [line.strip() for line in sender.postal_address.splitlines() if line.strip()]
    back = ", ".join([sender.council, *lines])
    return _("If undelivered, return to %(back)s. Ref %(reference)s") % {"back": back, "reference": reference}


def tickets_pdf(slips: Sequence[Slip], name: str, organisation: str, text: Text, sender: Sender) -> bytes:
    """Eight golden tickets to a page, with lines to cut along. Takes a moment, as above."""
    sheet = Sheet(_("Golden tickets: %(name)s") % {"name": name})
    left, top = (sheet.width - ACROSS * _WIDE) / 2, (sheet.height - DOWN * _TALL) / 2
    for number, slip in enumerate(slips):
        place = number % (ACROSS * DOWN)
        if not place:
            sheet.page()
            _cutting_lines(sheet, left, top)
        x, y = left + place % ACROSS * _WIDE, top + place // ACROSS * _TALL
        _ticket(sheet, slip, name, organisation, text.answer_by, sender, x, y)
    return sheet.bytes()


def _ticket(
    sheet: Sheet, slip: Slip, name: str, organisation: str, answer_by: str, sender: Sender, x: float, y: float
) -> None:
    wide = _WIDE - 2 * _RIM
    below = sheet.put(_("Golden ticket"), x + _RIM, y + _RIM, wide, 14, bold=True)
    sheet.put(sheet.cut(name, wide, 10), x + _RIM, below, wide, 10)
    side = 33.0
    sheet.qr(sender.link(slip.code), x + 1, y + 17, side)
    column, narrow = x + side + 3, _WIDE - side - 3 - _RIM
    at = sheet.put(_("Scan the square, or open"), column, y + 19, narrow, 10)
    at = sheet.put(sender.short_address, column, at, narrow, 12 if len(sender.short_address) < 24 else 10, bold=True)
    at = sheet.put(_("and type"), column, at, narrow, 10)
    sheet.put(slip.code, column, at, narrow, 20, bold=True)
    once = (
        _("For one person, once. Answer by %(day)s.") % {"day": answer_by} if answer_by else _("For one person, once.")
    )
    below = sheet.put(sheet.cut(once, wide, 10), x + _RIM, y + 51, wide, 10)
    sheet.put(sheet.cut(f"{slip.reference} · {organisation}", wide, 10), x + _RIM, below + 1, wide, 10)


def _cutting_lines(sheet: Sheet, left: float, top: float) -> None:
    for column in range(ACROSS + 1):
        sheet.line(left + column * _WIDE, top, left + column * _WIDE, top + DOWN * _TALL, line=0.2, dashed=True)
    for line in range(DOWN + 1):
        sheet.line(left, top + line * _TALL, left + ACROSS * _WIDE, top + line * _TALL, line=0.2, dashed=True)
