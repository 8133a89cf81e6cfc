"""Ballots and the sheets that go along, as PDF. Takes a moment: called in a thread of its own."""

from ballot_box.paper.packs import BallotText, Leaflet, Numbered, Pack
from ballot_box.paper.printed import PrintedOption
from web.language import _
from web.print import Sheet

_MARGIN = 14.0
_CODE = 24.0  # the QR code's side, in millimetres
_SERIAL = 48.0  # wide enough for the longest
_BOX = 13.0
_POINT = 25.4 / 72


def ballots(pack: Pack) -> bytes:
    """Every ballot begins on a page of its own, and carries its serial on each page."""
    sheet = Sheet(pack.text.title, margin=_MARGIN)
    for numbered in pack.ballots:
        _ballot(sheet, pack.text, numbered)
    return sheet.bytes()


def _ballot(sheet: Sheet, text: BallotText, numbered: Numbered) -> None:
    points = text.look.points
    _new_page(sheet, numbered, points)
    end = sheet.put(text.title, _MARGIN, _MARGIN, _inner(sheet) - _SERIAL - 4, points + 6, bold=True)
    if text.about:
        end = sheet.put(text.about, _MARGIN, end + 1, _inner(sheet) - _SERIAL - 4, points)
    sheet.down_to(max(end, _MARGIN + _CODE + 6) + 2)
    sheet.text(text.how, points, bold=True)
    sheet.space(2)
    for option in text.options:
        _option(sheet, option, text, numbered)
    for said in (text.mistake, text.both_ways):
        _paragraph(sheet, said, points, numbered)
    if not text.look.easy:
        _paragraph(sheet, _("If a paper is not clear"), points, numbered, bold=True)
        for rule in text.rules:
            _paragraph(sheet, f"•  {rule}", points, numbered)
    _slip(sheet, text, points)


def _inner(sheet: Sheet) -> float:
    return sheet.width - 2 * _MARGIN


def _new_page(sheet: Sheet, numbered: Numbered, points: int) -> None:
    sheet.page()
    left = sheet.width - _MARGIN - _CODE
    sheet.qr(numbered.code, left, _MARGIN - 3, _CODE)
    sheet.put(numbered.serial, sheet.width - _MARGIN - _SERIAL, _MARGIN + _CODE - 4, _SERIAL, 12, bold=True, align="R")
    sheet.down_to(_MARGIN + _CODE + 4)


def _room(sheet: Sheet, high: float, numbered: Numbered, points: int) -> None:
    if sheet.y + high > sheet.height - _MARGIN:
        _new_page(sheet, numbered, points)


def _paragraph(sheet: Sheet, said: str, points: int, numbered: Numbered, *, bold: bool = False) -> None:
    _room(sheet, sheet.high(said, _inner(sheet), points, bold=bold) + 1, numbered, points)
    sheet.text(said, points, bold=bold)
    sheet.space(1)


def _option(sheet: Sheet, option: PrintedOption, text: BallotText, numbered: Numbered) -> None:
    """Box, number, title and cost in a row, the summary below; never torn apart by the end of a page."""
    points, left = text.look.points, _MARGIN + _BOX + 5
    column = _inner(sheet) - _BOX - 5 - 32
    title = f"{option.number}.  {option.title}"
    summary = "" if text.look.easy else option.summary
    high = sheet.high(title, column, points, bold=True)
    if summary:
        high += sheet.high(summary, column + 32, points)
    high = max(high, _BOX) + 5
    _room(sheet, high, numbered, points)
    top = sheet.y
    sheet.box(_MARGIN, top, _BOX, _BOX, line=0.6)
    end = sheet.put(title, left, top, column, points, bold=True)
    sheet.put(option.cost, sheet.width - _MARGIN - 30, top, 30, points, align="R")
    if summary:
        end = sheet.put(summary, left, end, column + 32, points)
    bottom = max(end, top + _BOX) + 2
    sheet.line(_MARGIN, bottom, sheet.width - _MARGIN, bottom, line=0.2)
    sheet.down_to(bottom + 2)


def _slip(sheet: Sheet, text: BallotText, points: int) -> None:
    """At the foot of the last page, below a line to tear along; it carries no serial."""
    row = points * _POINT * 1.9
    high = row * (5 + -(-len(text.ties) // 2) + -(-len(text.ages) // 3)) + 8
    if sheet.y + high > sheet.height - _MARGIN:
        sheet.page()
    sheet.down_to(sheet.height - _MARGIN - high)
    sheet.line(0, sheet.y, sheet.width, sheet.y, line=0.4, dashed=True)
    sheet.space(1)
    sheet.text(text.tear_off, min(points, 14), align="C")
    sheet.text(text.slip_title, points, bold=True)
    for label in (_("Name"), _("Postcode")):
        top = sheet.y
        sheet.put(label, _MARGIN, top + 2, 40, points)
        sheet.line(_MARGIN + 42, top + row - 1, sheet.width - _MARGIN, top + row - 1)
        sheet.down_to(top + row)
    _ticks(sheet, text.ties, 2, points, row)
    _ticks(sheet, text.ages, 3, points, row)
    _ticks(sheet, (text.promise,), 1, points, row)


def _ticks(sheet: Sheet, said: tuple[str, ...], columns: int, points: int, row: float) -> None:
    width, top, side = _inner(sheet) / columns, sheet.y, points * _POINT
    for place, one in enumerate(said):
        x, y = _MARGIN + place % columns * width, top + place // columns * row
        sheet.box(x, y + 2, side, side, line=0.5)
        sheet.put(one, x + side + 3, y + 1.5, width - side - 4, points)
    sheet.down_to(top + -(-len(said) // columns) * row)


def leaflet(told: Leaflet, address: str = "") -> bytes:
    points = 22 if told.big else 14
    sheet = Sheet(told.title)
    sheet.page()
    sheet.heading(told.title, 40 if told.big else 24)
    for label, value in told.facts:
        sheet.text(f"{label}: {value}", points)
    sheet.space(4)
    for label in told.blanks:
        sheet.keep(14)
        top = sheet.y
        sheet.put(label, sheet.margin, top + 3, 84, points)
        sheet.line(sheet.margin + 86, top + 11, sheet.width - sheet.margin, top + 11)
        sheet.down_to(top + 14)
    for number, line in enumerate(told.lines, start=1):
        sheet.text(f"{number}.  {line}" if told.numbered else line, points)
        sheet.space(4)
    if address:
        sheet.keep(56)
        sheet.qr(address, sheet.margin - 4, sheet.y, 46)
        sheet.put(address, sheet.margin + 46, sheet.y + 16, sheet.width - 2 * sheet.margin - 46, points, bold=True)
    return sheet.bytes()
