"""Keys outside the database, one a franchise or an assembly. Without its key a copy of the database leads to nobody's
address."""

from pathlib import Path

from residents.models import Franchise
from web import keys
from web.language import _
from web.refusals import Refused

_known: dict[Path, bytes] = {}


class KeyGone(Refused):
    """The key was destroyed, or is not where it should be."""


def key_of(franchise: Franchise) -> bytes:
    """Its 32 bytes, made when first asked for. Raises KeyGone once they were destroyed."""
    if franchise.key_destroyed_at is not None:
        raise KeyGone(_("The time for this is over: what could be compared then was destroyed, as announced."))
    return named(franchise.key_name)


def named(name: str) -> bytes:
    """The 32 bytes of the key in this file, made when first asked for. Raises KeyGone where it is damaged."""
    path = _path(name)
    if path not in _known:
        try:
            _known[path] = keys.kept_or_made(path)
        except keys.KeyDamaged as fault:
            raise KeyGone(_("A key of this site is damaged. Please tell us: we have to look at the server.")) from fault
    return _known[path]


def destroy(franchise: Franchise) -> bool:
    """Overwrite and delete the key's file; says whether there was one. The caller marks the franchise."""
    return destroy_named(franchise.key_name)


def destroy_named(name: str) -> bool:
    """The same for the key in this file."""
    path = _path(name)
    _known.pop(path, None)
    return keys.destroy(path)


def _path(name: str) -> Path:
    return keys.folder() / f"{name}.key"
