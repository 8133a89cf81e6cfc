"""QR codes on pages that people print; on sheets, `Sheet.qr` draws them."""

import segno
from markupsafe import Markup

QUIET = 4  # white modules that a QR code needs around it


def qr_svg(text: str) -> Markup:
    """A picture for the page itself, as big as its box. Screen readers skip it: say beside it where it leads."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(border=QUIET, omitsize=True, svgclass="qr")
    return Markup(drawn.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1))
