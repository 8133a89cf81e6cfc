"""The key that signs the record. Only the process that keeps the record reads the private half."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ledger.notes import LOG, BadNote, Checkpoint, SigningKey, VerifierKey, verified
from web import keys
from web.refusals import Refused


class KeyRefused(Refused):
    """The record cannot be signed; the message says which file is wrong."""


def private_file(named: str = "") -> Path:
    """Where the private half lies: the setting RECORD_KEY, or in the folder of keys."""
    return Path(named) if named else keys.folder() / "record.key"


def public_file() -> Path:
    return keys.folder() / "record.vkey"


def public_key() -> VerifierKey | None:
    """What everybody checks the record with; None before the record has begun."""
    try:
        return VerifierKey.parse(public_file().read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, BadNote) as fault:
        raise KeyRefused(f"The public key of the record cannot be read: {public_file()}: {fault}") from fault


def signing_key(file: Path, origin: str, *, begun: bool) -> SigningKey:
    """The private half, made when there is no record yet. `origin` names a new one, and it keeps that name for good."""
    public = public_key()
    if not file.exists() and not begun and public is None:
        write_apart(file, f"{SigningKey(origin, LOG, secrets.token_bytes(32))}\n", 0o600)
    try:
        key = SigningKey.parse(file.read_text("utf-8"))
    except (OSError, BadNote) as fault:
        raise KeyRefused(f"The key of the record cannot be read: {file}: {fault}. Bring back its copy.") from fault
    if public is None:
        write_apart(public_file(), f"{key.verifier}\n", 0o644)
    elif public != key.verifier:
        raise KeyRefused(f"{file} is not the key that signed this record: {public_file()} names another.")
    return key


def remember(file: Path, note: str) -> None:
    """Keep, beside the private key and so outside the database, what was signed last."""
    write_apart(_memory(file), note, 0o600)


def last_signed(file: Path, key: VerifierKey) -> Checkpoint | None:
    """What was signed last. A database that holds less was brought back from a copy."""
    try:
        return verified(_memory(file).read_text("utf-8"), key)
    except FileNotFoundError:
        return None
    except (OSError, BadNote) as fault:
        raise KeyRefused(f"What was signed last cannot be read: {_memory(file)}: {fault}") from fault


def forget() -> None:
    """For a site that is only tried out and was emptied: its next record has another key."""
    file = private_file()
    for one in (file, _memory(file), public_file()):
        one.unlink(missing_ok=True)


@contextmanager
def begun_anew() -> Iterator[None]:
    """Fill a site that is only tried out: its record begins anew, under another key, so that no mirror and no witness
    takes it for the one before. Where that fails the one before still stands."""
    file = private_file()
    before = {one: one.read_text("utf-8") for one in (file, _memory(file), public_file()) if one.exists()}
    forget()
    try:
        yield
    except BaseException:
        forget()
        for one, text in before.items():
            write_apart(one, text, 0o644 if one == public_file() else 0o600)
        raise


def _memory(file: Path) -> Path:
    return file.with_name("record.last")


def write_apart(file: Path, text: str, mode: int) -> None:
    """Write beside, then rename: whoever reads sees the old or the new file, whole, whenever the power fails."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f".{file.name}.{secrets.token_hex(6)}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        beside.rename(file)
    finally:
        beside.unlink(missing_ok=True)
