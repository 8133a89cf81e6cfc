"""What goes to a printer: sheets as PDF, with our own fonts inside. Knows no domain."""

from web.print.sheet import Sheet

__all__ = ["Sheet"]
