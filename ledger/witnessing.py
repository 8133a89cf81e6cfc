"""Asking others to cosign the record: what two witnesses signed cannot be shown differently to two people."""

import asyncio
import base64
import logging
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass

from database import execute, value
from ledger import proofs, standing
from ledger.notes import BadNote, VerifierKey, split, time_signed
from ledger.standing import Cosigned, Signed

SECONDS = 10
_MOST_BYTES = 64 * 1024
_asked: set[str] = set()
_log = logging.getLogger("wardmote.record")


@dataclass(frozen=True, slots=True)
class Witness:
    key: VerifierKey
    address: str


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    text: str


def witnesses(setting: str) -> list[Witness]:
    """From the setting WITNESSES: PUBLIC-KEY@ADDRESS, with spaces between them. Raises BadNote for a wrong key."""
    found = []
    for one in setting.split():
        key, _, address = one.partition("@")
        found.append(Witness(VerifierKey.parse(key), address.rstrip("/")))
    return found


async def overview(setting: str) -> list[Cosigned]:
    """Every witness that is asked or ever signed, with the last checkpoint that it signed (size 0: none yet)."""
    signed = {one.witness: one for one in await standing.cosigned()}
    asked = [one.partition("@")[0] for one in setting.split()]
    return [signed.get(key) or Cosigned(key, 0, None) for key in dict.fromkeys([*asked, *signed])]


async def ask_all(asked: Sequence[Witness]) -> int:
    """Have each witness sign the latest checkpoint that it has not signed yet; returns how many signed it now.

    One that is down, slow or contrary holds up neither the others nor the record: it is asked again next time.
    """
    latest = await standing.latest()
    if latest is None:
        return 0
    return sum(await asyncio.gather(*(_ask_once(one, latest) for one in asked)))


async def _ask_once(witness: Witness, latest: Signed) -> bool:
    name = str(witness.key)
    if name in _asked:  # a slow one is not asked twice at once
        return False
    _asked.add(name)
    try:
        return await _ask(witness, latest)
    except Exception as fault:  # whatever a stranger's machine answers
        _log.warning("the witness %s did not sign: %s", witness.key.name, fault)
        return False
    finally:
        _asked.discard(name)


async def _ask(witness: Witness, latest: Signed) -> bool:
    old = int(await value("SELECT COALESCE(MAX(size), 0) FROM cosignature WHERE witness = ?", str(witness.key)))
    if old == latest.size:
        return False
    reply = await _post(witness, latest, old)
    if reply.status == 409 and reply.text.strip().isdecimal():
        old = int(reply.text.strip()[:20])
        if old > latest.size:
            _log.error(
                "the witness %s has seen %s leaves of this record, which holds %s: was it brought back from a copy?",
                witness.key.name, old, latest.size,
            )  # fmt: skip
            return False
        reply = await _post(witness, latest, old)
    if reply.status != 200:
        _log.warning("the witness %s did not sign: %s %s", witness.key.name, reply.status, reply.text[:200].strip())
        return False
    return await _keep(witness, latest, reply.text)


async def _post(witness: Witness, latest: Signed, old: int) -> Reply:
    found = await proofs.consistency(old, latest.size)
    lines = [base64.b64encode(bytes.fromhex(one)).decode() for one in found.proof]
    body = "\n".join([f"old {old}", *lines, "", latest.note])
    return await asyncio.to_thread(_send, f"{witness.address}/add-checkpoint", body.encode())


def _send(address: str, body: bytes) -> Reply:
    """Waits at most SECONDS in all, also for one that answers a letter at a time."""
    until = time.monotonic() + SECONDS
    request = urllib.request.Request(address, body, {"content-type": "text/plain; charset=utf-8"}, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            text, status = b"", answer.status
            while (part := answer.read1(4096)) and len(text) < _MOST_BYTES:
                text += part
                if time.monotonic() > until:
                    raise TimeoutError("it answers too slowly")
    except urllib.error.HTTPError as refusal:
        with refusal:
            text, status = refusal.read(1024), refusal.code
    return Reply(status, text.decode("utf-8", "replace"))


async def _keep(witness: Witness, latest: Signed, answered: str) -> bool:
    """Only a line that this witness's key really signed is kept."""
    text, _ = split(latest.note)
    for line in answered.split("\n"):
        if time_signed(text, line, witness.key) is not None:
            await execute(
                "INSERT INTO cosignature (size, witness, line) VALUES (?, ?, ?) ON CONFLICT (size, witness) DO NOTHING",
                latest.size, str(witness.key), line,
            )  # fmt: skip
            return True
    raise BadNote("what it answered is no signature of its key on this checkpoint")
