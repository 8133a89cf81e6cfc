"""Tables as files for a spreadsheet, in which no cell that somebody wrote can act as a formula. Pure."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def as_csv(heading: Sequence[str], records: Iterable[Sequence[object]]) -> str:
    """CSV as spreadsheets read it: with a byte order mark, so that they see UTF-8."""
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow([cell(text) for text in heading])
    writer.writerows([cell(content) for content in record] for record in records)
    return "\ufeff" + file.getvalue()


def cell(content: object) -> str:
    """Numbers as they are; a text that a spreadsheet would take for a formula starts with an apostrophe."""
    if content is None:
        return ""
    if isinstance(content, int | float) and not isinstance(content, bool):
        return str(content)
    text = str(content)
    return "'" + text if text.lstrip(" ").startswith(_DANGEROUS) else text
