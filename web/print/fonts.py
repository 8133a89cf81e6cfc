"""The fonts of printed sheets: made by `npm run build`, embedded in every PDF, never sent to a browser."""

from fpdf import FPDF
from fpdf.fonts import TTFFont

from web.settings import ROOT

FAMILY = "text"
_MORE = "text-more"  # letters of other European languages: ą, ł, ș …
_FOLDER = ROOT / "static" / "build" / "fonts-print"
_FILES = {FAMILY: "text-latin", _MORE: "text-extended"}
_STYLES = {"": "regular", "B": "bold"}


def add_to(pdf: FPDF) -> None:
    """Give the PDF both weights; a letter that the first font lacks is taken from the second."""
    for family, stem in _FILES.items():
        for style, weight in _STYLES.items():
            pdf.add_font(family, style, _FOLDER / f"{stem}-{weight}.ttf")
    pdf.set_fallback_fonts([_MORE])


def close(pdf: FPDF) -> None:
    """Let go of the files that the PDF read its letters from."""
    for font in pdf.fonts.values():
        if isinstance(font, TTFFont):
            font.ttfont.close()
