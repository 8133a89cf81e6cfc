"""The body of a ballot, and the commitment to it that the voter keeps as a code."""

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

NONCE = 32
"""Bytes. Whoever does not know them cannot find out by trying which ballot a commitment is of."""


@dataclass(frozen=True, slots=True)
class Body:
    """One filled-in ballot. `digits`: what the voter typed, so that two who choose alike cannot be shown one code."""

    election: str
    definition: str
    contest: str
    choices: tuple[str, ...]
    digits: str = ""

    def as_bytes(self) -> bytes:
        return canonical(
            {
                "c": self.contest, "d": self.definition, "e": self.election, "r": list(self.choices), "v": 1,
                "x": self.digits,
            }
        )  # fmt: skip

    @classmethod
    def of(cls, text: bytes | str) -> "Body":
        """Raises ValueError unless `text` is exactly what `as_bytes` writes."""
        try:
            found = json.loads(text)
            body = cls(found["e"], found["d"], found["c"], tuple(found["r"]), found["x"])
        except (KeyError, TypeError, RecursionError) as fault:
            raise ValueError("this is not the body of a ballot") from fault
        if body.as_bytes() != (text.encode() if isinstance(text, str) else text):
            raise ValueError("this is not how the body of a ballot is written")
        return body


def canonical(value: Any) -> bytes:
    """RFC 8785 for what this project writes: objects, lists, text, whole numbers below 2**53, true, false and null,
    with ASCII names. (For these Python's own JSON, with names in order and no spaces, gives the same bytes.)"""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def sha256(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()


def slot_of(key: bytes, election: int, account: int) -> str:
    """Where this person's ballot lies. Without the election's key nobody can tell whose it is."""
    return hmac.new(key, f"{election}|{account}".encode(), hashlib.sha256).hexdigest()


def nonce_of(key: bytes, attempt: str, body: bytes) -> bytes:
    """The nonce of one attempt at one ballot: the same when asked again, so that nothing has to be kept between the
    page that shows the code and the cast; and not to be guessed without the election's key."""
    return hmac.new(key, b"nonce|" + attempt.encode() + b"|" + body, hashlib.sha256).digest()


def alike_of(key: bytes, contest: str, first: str) -> str:
    """Equal for ballots with the same first choice, while the election's key is there to tell which one it is."""
    return hmac.new(key, f"first|{contest}|{first}".encode(), hashlib.sha256).hexdigest()


def commitment_of(nonce: bytes, body: bytes) -> str:
    """HMAC-SHA-256 in hex (docs/recount-packs.md, Words): binds to this body, and says nothing about it."""
    return hmac.new(nonce, body, hashlib.sha256).hexdigest()


def counted_hash(commitments: Sequence[str]) -> str:
    """The hash of the file of all counted commitments, in order, one a line."""
    return sha256("".join(f"{one}\n" for one in sorted(commitments)).encode())
