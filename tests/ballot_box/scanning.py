"""Looking for what must not be there: in every row of every table, in the files of the database, in a dump."""

import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from tortoise.connection import get_connection

from database import on_postgres

PAGE = 4096
_WORD = re.compile(r"[A-Za-z0-9@.+_-]{6,}")
_FRAME = 24  # bytes before each page in SQLite's journal


async def tables() -> list[str]:
    found = await get_connection("default").execute_query_dict(
        "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"
        if on_postgres()
        else "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    )
    return sorted(str(one["name"]) for one in found)


async def every_row() -> list[tuple[str, str]]:
    """Of each row its table and all its values as one text, bytes as the letters that they are."""
    found = []
    for table in await tables():
        for record in await get_connection("default").execute_query_dict(f'SELECT * FROM "{table}"'):
            found.append((table, "\n".join(_text(value) for value in dict(record).values())))
    return found


def _text(value: object) -> str:
    return bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)


def words(text: str) -> set[str]:
    """What could be a number, a key, a hash or a time: words with a digit in them."""
    return {word for word in _WORD.findall(text) if any(letter.isdigit() for letter in word)}


def holds(text: str, wanted: Iterable[str]) -> list[str]:
    return [one for one in wanted if one in text]


def pieces_on_disk(url: str) -> Iterator[str]:
    """What lies together: pages of SQLite's files; on PostgreSQL lines of a dump, as it would be in a backup."""
    if url.startswith("postgres"):
        dump = shutil.which("pg_dump")
        if dump is not None:
            done = subprocess.run([dump, "--no-owner", url], capture_output=True, text=True, check=True)
            yield from done.stdout.splitlines()
        return
    file = Path(url.removeprefix("sqlite://").partition("?")[0])
    yield from _pages(file.read_bytes(), 0, 0)
    journal = file.with_name(f"{file.name}-wal")
    if journal.exists():
        yield from _pages(journal.read_bytes(), 32, _FRAME)


def _pages(content: bytes, start: int, before: int) -> Iterator[str]:
    for begin in range(start, len(content), PAGE + before):
        yield content[begin + before : begin + before + PAGE].decode("latin-1")


def all_on_disk(url: str) -> str:
    return "".join(pieces_on_disk(url))
