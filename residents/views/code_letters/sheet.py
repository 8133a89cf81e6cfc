"""Letters for the printer: one page each, the address where a window envelope shows it, a square for the phone."""

from collections.abc import Sequence
from dataclasses import dataclass

import segno
from markupsafe import Markup

from residents.code_letters.posting import Printed
from web.language import _
from web.print import Sheet

# A DL window envelope and a page folded in three: the window lies 20 mm from the left and 45 to 80 mm from the top.
LEFT, TOP, WIDTH = 24.0, 52.0, 85.0
BODY_FROM = 100.0
SQUARE = 34.0


@dataclass(frozen=True, slots=True)
class Letterhead:
    service: str
    council: str
    postal_address: str
    contact: str
    short_address: str


def as_pdf(letters: Sequence[Printed], head: Letterhead) -> bytes:
    sheet = Sheet(_("Letters with codes"), margin=20)
    for letter in letters:
        _page(sheet, letter, head)
    return sheet.bytes()


def _page(sheet: Sheet, letter: Printed, head: Letterhead) -> None:
    sheet.page()
    sheet.put(head.service, 20, 18, 100, 20, bold=True)
    sheet.put(head.council, 20, 28, 100, 11)
    sheet.put(return_line(letter.reference, head), LEFT, TOP - 6, WIDTH, 7)
    sheet.put("\n".join(letter.lines), LEFT, TOP, WIDTH, 11)
    sheet.qr(head.short_address, sheet.width - 20 - SQUARE, 46, SQUARE)
    sheet.put(head.short_address, sheet.width - 20 - 70, 46 + SQUARE + 1, 70, 9, align="R")
    sheet.down_to(BODY_FROM)
    sheet.heading(letter.subject, 16)
    for paragraph, is_code in paragraphs(letter.body):
        sheet.text(paragraph, 22 if is_code else 12, bold=is_code)
        sheet.space(3)
    if head.contact:
        sheet.text(head.contact, 11)


def square(text: str) -> Markup:
    """For the page that is printed from a browser."""
    return Markup(segno.make(text, error="m", micro=False).svg_inline(border=4, omitsize=True))


def paragraphs(body: str) -> list[tuple[str, bool]]:
    """The text, and whether it is the code: that stands alone, moved in."""
    return [(one.strip(), one.startswith("    ")) for one in body.split("\n\n")]


def return_line(reference: str, head: Letterhead) -> str:
    """The small line above the address: who the letter goes back to, and which one it is."""
    back = ", ".join([head.council, *head.postal_address.split("\n")]) if head.postal_address else head.council
    return _("If undelivered, return to %(back)s. Ref %(reference)s") % {"back": back, "reference": reference}
