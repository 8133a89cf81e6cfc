"""Receipts: the site's signature under a voter's code. One whose code never comes into the record proves a fault."""

from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


def signed_text(election: str, commitment: str) -> bytes:
    return f"receipt/v1\n{election}\n{commitment}\n".encode()


def sign(seed: bytes, election: str, commitment: str) -> str:
    """Ed25519, hex. `seed`: the 32 bytes of the private key."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(signed_text(election, commitment)).hex()


@lru_cache(maxsize=4)
def public_key(seed: bytes) -> str:
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw().hex()


def is_signed(public: str, election: str, commitment: str, signature: str) -> bool:
    """Whether this site promised to take that code into its record."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(signature), signed_text(election, commitment))
    except (InvalidSignature, ValueError):
        return False
    return True
