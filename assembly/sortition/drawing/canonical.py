"""The one way to write things down, so that equal things have equal hashes (docs/draws.md, Words)."""

import hashlib
import json
import re
from datetime import UTC, datetime
from typing import Any

from assembly.sortition.drawing.refusals import DrawingRefused

_TIME = "%Y-%m-%dT%H:%M:%SZ"


def canonical(value: Any) -> bytes:
    """RFC 8785 for what is written here: objects with ASCII names, lists, text, whole numbers, null.

    Raises DrawingRefused for text that UTF-8 has no bytes for (half of a surrogate pair).
    """
    try:
        return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
    except UnicodeEncodeError as fault:
        raise DrawingRefused("There is a letter in this text that cannot be written down. Type it again.") from fault


def parsed(data: bytes) -> Any:
    """The value, if `data` is exactly what `canonical` writes. Raises DrawingRefused."""
    try:
        value = json.loads(data, parse_float=_no_number, parse_constant=_no_number)
        same = canonical(value) == data
    except (ValueError, RecursionError) as fault:
        raise DrawingRefused("This file is not canonical JSON. Download it again.") from fault
    if not same:
        raise DrawingRefused("This file is not canonical JSON. Download it again.")
    return value


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no whole number")


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def is_hash(text: object) -> bool:
    """Whether this is 32 bytes in hex, in small letters."""
    return isinstance(text, str) and re.fullmatch("[0-9a-f]{64}", text) is not None


def time_text(moment: datetime) -> str:
    """An aware time in UTC, to the second."""
    return moment.astimezone(UTC).strftime(_TIME)


def time_of(text: str) -> datetime:
    """Raises ValueError for anything but what `time_text` writes."""
    moment = datetime.strptime(text, _TIME).replace(tzinfo=UTC)
    if time_text(moment) != text:
        raise ValueError(f"{text} is not how a time is written")
    return moment
