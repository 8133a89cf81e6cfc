"""Keys outside the database, one a franchise. Without its key a copy of the database leads to nobody's address."""

import os
import secrets
from pathlib import Path

from residents.models import Franchise
from web.keys import folder
from web.language import _
from web.refusals import Refused

LENGTH = 32
_known: dict[Path, bytes] = {}


class KeyGone(Refused):
    """The key was destroyed, or is not where it should be."""


def key_of(franchise: Franchise) -> bytes:
    """Its 32 bytes, made when first asked for. Raises KeyGone once they were destroyed."""
    if franchise.key_destroyed_at is not None:
        raise KeyGone(_("The time for this is over: what could be compared then was destroyed, as announced."))
    path = _path(franchise.key_name)
    if path not in _known:
        _known[path] = _read_or_make(path)
    return _known[path]


def destroy(franchise: Franchise) -> bool:
    """Overwrite and delete the key's file; says whether there was one. The caller marks the franchise."""
    path = _path(franchise.key_name)
    _known.pop(path, None)
    if not path.exists():
        return False
    with path.open("r+b") as file:
        file.write(secrets.token_bytes(LENGTH))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
    return True


def _path(name: str) -> Path:
    return folder() / f"{name}.key"


def _read_or_make(path: Path) -> bytes:
    """Whoever comes first makes it; several processes may come at once."""
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
    key = path.read_bytes()
    if len(key) != LENGTH:
        raise KeyGone(_("A key of this site is damaged. Please tell us: we have to look at the server."))
    return key
