"""A sheet of paper, or several. Millimetres from the top left corner; points for letters."""

import weakref
from bisect import bisect_left
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal

import segno
from fpdf import FPDF
from fpdf.enums import MethodReturnValue

from web.print import fonts
from web.print.codes import QUIET

Align = Literal["L", "C", "R"]
MARGIN = 15.0
_LINE = 1.3  # of the letters' size
_POINT = 25.4 / 72  # in millimetres
_NO_DAY = datetime(1970, 1, 1, tzinfo=UTC)  # the format wants one; a real one would make equal sheets differ


class Sheet:
    """Text that flows down the page (`heading`, `text`), and things that stand where they are put (the rest).

    The same content gives the same bytes.
    """

    def __init__(self, title: str, language: str = "en", size: str = "A4", *, margin: float = MARGIN) -> None:
        self._pdf = FPDF(unit="mm", format=size)
        self._pdf.set_title(title)
        self._pdf.set_lang(language)
        self._pdf.set_creation_date(_NO_DAY)
        self._pdf.set_margin(margin)
        self._pdf.set_auto_page_break(True, margin)
        self._pdf.c_margin = 0
        fonts.add_to(self._pdf)
        weakref.finalize(self, fonts.close, self._pdf)

    @property
    def width(self) -> float:
        return float(self._pdf.w)

    @property
    def height(self) -> float:
        return float(self._pdf.h)

    @property
    def margin(self) -> float:
        return float(self._pdf.l_margin)

    @property
    def y(self) -> float:
        """How far down the flowing text has come."""
        return float(self._pdf.y)

    @property
    def pages(self) -> int:
        return int(self._pdf.pages_count)

    def page(self, *, landscape: bool = False) -> None:
        self._pdf.add_page("landscape" if landscape else "portrait")

    # text that flows
    def heading(self, text: str, points: float = 20) -> None:
        """Never alone at the foot of a page."""
        self.keep(_high(points) * 3)
        self.text(text, points, bold=True)
        self.space(points * _POINT / 3)

    def text(self, text: str, points: float = 14, *, bold: bool = False, align: Align = "L") -> None:
        """A paragraph over the whole width; goes on on the next page where this one is full."""
        self._letters(points, bold)
        self._pdf.set_x(self.margin)
        self._pdf.multi_cell(0, _high(points), text, align=align, new_x="LMARGIN", new_y="NEXT")

    def broken(self, text: str, points: float = 14, *, bold: bool = False) -> list[str]:
        """The text as the lines that `text` would set: breaking it is dear, and many letters say the same."""
        self._letters(points, bold)
        found = self._pdf.multi_cell(0, _high(points), text, align="L", dry_run=True, output=MethodReturnValue.LINES)
        assert isinstance(found, list)
        return found

    def lines(self, lines: Sequence[str], points: float = 14, *, bold: bool = False) -> None:
        """A paragraph that was broken before; goes on on the next page where this one is full."""
        self._letters(points, bold)
        for line in lines:
            self._pdf.set_x(self.margin)
            self._pdf.cell(0, _high(points), line, new_x="LMARGIN", new_y="NEXT")

    def space(self, millimetres: float) -> None:
        self._pdf.set_y(self.y + millimetres)

    def keep(self, millimetres: float) -> None:
        """Begin a new page unless there is this much room left on this one."""
        if self.y + millimetres > self._pdf.page_break_trigger:
            self.page(landscape=self.width > self.height)

    def down_to(self, y: float) -> None:
        """Let text flow on from here."""
        self._pdf.set_y(y)

    # things that stand where they are put
    def put(
        self,
        text: str,
        x: float,
        y: float,
        width: float,
        points: float = 14,
        *,
        bold: bool = False,
        align: Align = "L",
    ) -> float:
        """Text in a column, whatever the page has left; returns where it ends. The flowing text stays where it was."""
        flowing = self.y
        self._pdf.set_auto_page_break(False)
        self._letters(points, bold)
        self._pdf.set_xy(x, y)
        self._pdf.multi_cell(width, _high(points), text, align=align, new_x="LEFT", new_y="NEXT")
        end = self.y
        self._pdf.set_auto_page_break(True, self._pdf.b_margin)
        self._pdf.set_y(flowing)
        return end

    def high(self, text: str, width: float, points: float = 14, *, bold: bool = False) -> float:
        """How much of the page `put` would take."""
        self._letters(points, bold)
        measured = self._pdf.multi_cell(width, _high(points), text, dry_run=True, output=MethodReturnValue.HEIGHT)
        assert isinstance(measured, float)
        return measured

    def cut(self, text: str, width: float, points: float = 14, *, bold: bool = False) -> str:
        """As much of the text as stands on one line of this width."""
        self._letters(points, bold)
        if self._pdf.get_string_width(text) <= width:
            return text
        too_long = bisect_left(
            range(len(text)), True, key=lambda long: self._pdf.get_string_width(f"{text[: long + 1]}…") > width
        )
        return f"{text[:too_long].rstrip()}…"

    def qr(self, text: str, x_mm: float, y_mm: float, side_mm: float) -> None:
        """As rectangles, so that it is sharp at any size. The white rim that it needs is part of the side."""
        rows = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix]
        module = side_mm / (len(rows) + 2 * QUIET)
        self._pdf.set_fill_color(0)
        for down, row in enumerate(rows):
            for start, length in _runs(row):
                x, y = x_mm + (QUIET + start) * module, y_mm + (QUIET + down) * module
                # A hair more than its height: some printers leave a white line between two that only touch.
                self._pdf.rect(x, y, length * module, module * 1.02, style="F")

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        line: float = 0.3,
        grey: float | None = None,
        dashed: bool = False,
    ) -> None:
        """A frame; `grey` fills it, from 0 (black) to 1 (white)."""
        self._pen(line, dashed)
        if grey is not None:
            self._pdf.set_fill_color(round(grey * 255))
        self._pdf.rect(x, y, width, height, style="D" if grey is None else "DF" if line else "F")
        self._pdf.set_dash_pattern()

    def line(self, x1: float, y1: float, x2: float, y2: float, *, line: float = 0.3, dashed: bool = False) -> None:
        self._pen(line, dashed)
        self._pdf.line(x1, y1, x2, y2)
        self._pdf.set_dash_pattern()

    def bytes(self) -> bytes:
        """The finished PDF. Takes a moment: views ask for it in a thread of its own."""
        return bytes(self._pdf.output())

    def _letters(self, points: float, bold: bool) -> None:
        self._pdf.set_font(fonts.FAMILY, "B" if bold else "", points)

    def _pen(self, line: float, dashed: bool) -> None:
        self._pdf.set_line_width(line)
        if dashed:
            self._pdf.set_dash_pattern(dash=2, gap=2)


def _high(points: float) -> float:
    return points * _POINT * _LINE


def _runs(row: bytes) -> list[tuple[int, int]]:
    """Where black begins, and for how long."""
    runs, start = [], 0
    for here, black in enumerate([*row, 0]):
        if not black:
            if here > start:
                runs.append((start, here - start))
            start = here + 1
    return runs
