"""Boxes: body and nonce at one length for all ballots of a vote, sealed to the trustees one inside the other.

SealedBox of libsodium (X25519, XSalsa20-Poly1305) through PyNaCl: only the holder of the private key can open it. Where
there are no trustees the site locks the box itself (SecretBox), so that a copy of the database alone opens none.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.secret import SecretBox

from ballot_box.sealing.bodies import Body, canonical

_STEP = 64  # lengths are rounded up to it, so that they say little about the definition either
MOST_DIGITS = 8


class NotOpened(ValueError):
    """These bytes are not a box, or were not sealed to this key."""


def plain_length(election: str, contests: Mapping[str, Sequence[str]], ranks: int) -> int:
    """Bytes that the longest possible ballot of this vote needs, with its nonce; every ballot is padded to it."""
    longest = 0
    for contest, options in contests.items():
        names = sorted(options, key=lambda option: len(option.encode()), reverse=True)[:ranks]
        body = Body(election, "0" * 64, contest, tuple(names), "9" * MOST_DIGITS)
        longest = max(longest, len(_plain(body.as_bytes(), bytes(32))))
    return -(-longest // _STEP) * _STEP


def _plain(body: bytes, nonce: bytes) -> bytes:
    return canonical({"b": body.decode(), "n": nonce.hex()})


def fill(body: bytes, nonce: bytes, length: int) -> bytes:
    """Body and nonce as `length` bytes. Raises ValueError where they need more."""
    plain = _plain(body, nonce)
    if len(plain) > length:
        raise ValueError("the ballot is longer than any ballot of this vote can be")
    return plain.ljust(length)


def empty(plain: bytes) -> tuple[bytes, bytes]:
    """Body and nonce. Raises NotOpened."""
    try:
        found = json.loads(plain)
        return found["b"].encode(), bytes.fromhex(found["n"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise NotOpened("what came out of the box is not a ballot") from fault


def seal(plain: bytes, trustees: Sequence[str]) -> bytes:
    """Sealed to each public key (hex) in turn, the first innermost."""
    for key in trustees:
        plain = SealedBox(PublicKey(bytes.fromhex(key))).encrypt(plain)
    return plain


def unseal(box: bytes, private_key: bytes) -> bytes:
    """Take off the outermost layer. Raises NotOpened."""
    try:
        return SealedBox(PrivateKey(private_key)).decrypt(box)
    except (CryptoError, ValueError, TypeError) as fault:
        raise NotOpened("this box was not sealed to this key") from fault


def lock(plain: bytes, key: bytes) -> bytes:
    """For a vote without trustees: whoever has this key of the site can unlock it."""
    return bytes(SecretBox(_of_boxes(key)).encrypt(plain))


def unlock(box: bytes, key: bytes) -> bytes:
    """Raises NotOpened."""
    try:
        return SecretBox(_of_boxes(key)).decrypt(box)
    except (CryptoError, ValueError, TypeError) as fault:
        raise NotOpened("this box was not locked with this key") from fault


def _of_boxes(key: bytes) -> bytes:
    """The vote's key does other things as well: boxes get one that follows from it."""
    return hmac.new(key, b"boxes", hashlib.sha256).digest()


def public_key(private_key: bytes) -> str:
    return bytes(PrivateKey(private_key).public_key).hex()
