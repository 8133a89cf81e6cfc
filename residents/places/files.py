"""Files that places are loaded from: their text, and what is wrong with them."""

import re
from pathlib import Path

from web.refusals import Refused

CODE = re.compile(r"[A-Z][0-9]{8}")
"""The code of a ward, an LSOA or a district: E05014567."""


class FileRefused(Refused):
    """A file cannot be loaded; says where and why."""

    def __init__(self, path: Path, line: int | None, sentence: str) -> None:
        super().__init__(f"{path.name}, line {line}: {sentence}" if line else f"{path.name}: {sentence}")


def text_of(path: Path) -> str:
    """The text of a file. Raises FileRefused."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise FileRefused(path, None, f"It cannot be opened: {error.strerror}.") from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefused(path, content.count(b"\n", 0, error.start) + 1, "This is not UTF-8 text.") from None
