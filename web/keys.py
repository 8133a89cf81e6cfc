"""Keyed hashes: what is looked up by its value, but must not be readable, or guessable, from a copy of the database."""

import hashlib
import hmac
from pathlib import Path

_key = b""
_folder: Path | None = None


def use(secret_key: str, folder: str | Path) -> None:
    """Called once at the start, with the site's secret key and the folder of keys that are files."""
    global _key, _folder
    _key, _folder = secret_key.encode(), Path(folder)


def folder() -> Path:
    """Where keys lie that must not be in a copy of the database."""
    if _folder is None:
        raise RuntimeError("no folder of keys is in use: call web.keys.use() at the start")
    return _folder


def keyed_hash(purpose: str, *parts: str) -> str:
    """64 hexadecimal digits. The same parts under another purpose give another hash."""
    if not _key:
        raise RuntimeError("no secret key is in use: call web.keys.use() at the start")
    text = "\x00".join([purpose, *parts])
    return hmac.new(_key, text.encode(), hashlib.sha256).hexdigest()
