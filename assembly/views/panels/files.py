"""Tables as files for a spreadsheet, in which no cell that somebody wrote can act as a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from starlette.responses import Response

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def sent_csv(heading: Sequence[str], records: Iterable[Sequence[object]], name: str) -> Response:
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow(heading)
    writer.writerows([_cell(content) for content in record] for record in records)
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "private, no-store"}
    return Response("\ufeff" + file.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def _cell(content: object) -> str:
    text = "" if content is None else str(content)
    return "'" + text if text.lstrip(" ").startswith(_DANGEROUS) else text
