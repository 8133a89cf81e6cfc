"""Keyed hashes: what is looked up by its value, but must not be readable, or guessable, from a copy of the database.
And keys that are files, for the same reason."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from database.faults import reach

LENGTH = 32
_key = b""
_folder: Path | None = None


class KeyDamaged(Exception):
    """A key's file is not as long as it should be."""


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


def kept_or_made(path: Path) -> bytes:
    """The key in this file. Whoever comes first makes it; several processes may come at once. Raises KeyDamaged."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        beside = path.with_suffix(f".{secrets.token_hex(4)}")
        file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(file, secrets.token_bytes(LENGTH))
            os.fsync(file)
        finally:
            os.close(file)
        try:
            os.link(beside, path)  # fails where another process was quicker: then its key is the one
        except FileExistsError:
            pass
        finally:
            beside.unlink()
        _settle_folder(path.parent)
    return kept(path)


def kept(path: Path) -> bytes:
    """The key in this file. Raises KeyDamaged, FileNotFoundError."""
    key = path.read_bytes()
    if len(key) != LENGTH:
        raise KeyDamaged(str(path))
    return key


def destroy(path: Path) -> bool:
    """Overwrite and delete the file; says whether there was one."""
    if not path.exists():
        return False
    with path.open("r+b") as file:
        file.write(secrets.token_bytes(LENGTH))
        file.flush()
        os.fsync(file.fileno())
    reach("key.overwritten")
    path.unlink()
    _settle_folder(path.parent)
    return True


def _settle_folder(path: Path) -> None:
    """A name in a folder survives a power cut only once the folder itself is on the disk."""
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
