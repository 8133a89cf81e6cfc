"""The file with a trustee's private key: encrypted with a passphrase, made once, never written over.

Argon2id and SecretBox of libsodium, through PyNaCl.
"""

import json
import os
from pathlib import Path
from typing import Any

from nacl import pwhash
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey
from nacl.secret import SecretBox
from nacl.utils import random

from ballot_box.sealing.bodies import canonical
from ballot_box.sealing.boxes import public_key
from ballot_box.trustees.refusals import TrusteesRefused
from web.language import _

SHORTEST = 12
_KIND = "wardmote-trustee-key"
_OPERATIONS, _MEMORY = pwhash.argon2id.OPSLIMIT_MODERATE, pwhash.argon2id.MEMLIMIT_MODERATE
_MOST_OPERATIONS, _MOST_MEMORY = 20, 2**31  # a damaged file must not keep a computer busy for hours
_LONGEST = 10_000


def make(path: Path, passphrase: str) -> str:
    """A new key in a file that was not there before; returns the public key in hex. Raises TrusteesRefused."""
    if len(passphrase) < SHORTEST:
        raise TrusteesRefused(
            _("Choose a passphrase of %(least)s characters or more: four or five words do well.") % {"least": SHORTEST}
        )
    private = bytes(PrivateKey.generate())
    salt = random(pwhash.argon2id.SALTBYTES)
    box = SecretBox(_stretched(passphrase, salt, _OPERATIONS, _MEMORY)).encrypt(private)
    public = public_key(private)
    found = {
        "box": bytes(box).hex(), "kind": _KIND, "memory": _MEMORY, "operations": _OPERATIONS, "public": public,
        "salt": salt.hex(), "v": 1,
    }  # fmt: skip
    write_new(path, canonical(found) + b"\n")
    return public


def public_of(path: Path) -> str:
    """The public key in hex, without asking for the passphrase. Raises TrusteesRefused."""
    return str(_read(path)["public"])


def private_of(path: Path, passphrase: str) -> bytes:
    """Raises TrusteesRefused for a passphrase that is not the one, and for a file that is not a key's or is damaged."""
    found = _read(path)
    try:
        stretched = _stretched(passphrase, bytes.fromhex(found["salt"]), int(found["operations"]), int(found["memory"]))
        private = SecretBox(stretched).decrypt(bytes.fromhex(found["box"]))
    except CryptoError as fault:
        raise TrusteesRefused(
            _("This passphrase does not open the key. Try again, and look at capital letters.")
        ) from fault
    except (ValueError, TypeError) as fault:
        raise _damaged(path) from fault
    if len(private) != PrivateKey.SIZE or public_key(private) != found["public"]:
        raise _damaged(path)
    return private


def write_new(path: Path, content: bytes) -> None:
    """A whole file that only its owner can read, or none. Raises TrusteesRefused where one stands already."""
    beside = path.with_name(f".{path.name}.{random(6).hex()}")
    try:
        file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(file, "wb") as written:
                written.write(content)
                written.flush()
                os.fsync(written.fileno())
            _give_name(beside, path)
        finally:
            beside.unlink(missing_ok=True)
    except FileExistsError as fault:
        raise TrusteesRefused(
            _("%(file)s is there already, and nothing is ever written over. Choose another name.") % {"file": path}
        ) from fault
    except OSError as fault:
        raise TrusteesRefused(
            _("%(file)s could not be written: %(why)s.") % {"file": path, "why": fault.strerror or fault}
        ) from fault


def _give_name(beside: Path, path: Path) -> None:
    """By a hard link, which fails where the name is taken; memory sticks know no links, so there by looking first."""
    try:
        os.link(beside, path)
    except FileExistsError:
        raise
    except OSError:
        if path.exists():
            raise FileExistsError(str(path)) from None
        beside.rename(path)


def _stretched(passphrase: str, salt: bytes, operations: int, memory: int) -> bytes:
    if not (1 <= operations <= _MOST_OPERATIONS and 8192 <= memory <= _MOST_MEMORY):
        raise ValueError("no key of ours asks for as much work, or for as little")
    return pwhash.argon2id.kdf(SecretBox.KEY_SIZE, passphrase.encode(), salt, opslimit=operations, memlimit=memory)


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            found = json.loads(file.read(_LONGEST))
    except OSError as fault:
        raise TrusteesRefused(
            _("%(file)s cannot be read: %(why)s.") % {"file": path, "why": fault.strerror or fault}
        ) from fault
    except (ValueError, RecursionError) as fault:
        raise _damaged(path) from fault
    if not isinstance(found, dict) or found.get("kind") != _KIND or found.get("v") != 1 or not _is_key(found):
        raise _damaged(path)
    return found


def _is_key(found: dict[str, Any]) -> bool:
    try:
        return len(bytes.fromhex(found["public"])) == PrivateKey.SIZE
    except (KeyError, ValueError, TypeError):
        return False


def _damaged(path: Path) -> TrusteesRefused:
    return TrusteesRefused(
        _("%(file)s is not the file of a trustee’s key, or it is damaged. Use one of your copies.") % {"file": path}
    )
