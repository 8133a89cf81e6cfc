"""The audit of a keyed batch: which papers are keyed once more, and how many wrong fields are too many."""

import hashlib
from collections.abc import Sequence

ONE_IN = 10  # papers drawn
WRONG_ONE_IN = 200  # fields: more wrong than that, and the whole batch is keyed again


def seed_of(batch: str, definition_hash: str, times_keyed: int) -> str:
    """What the draw hangs on: everybody can work it out, nobody can choose it."""
    return hashlib.sha256(f"{batch}|{definition_hash}|{times_keyed}".encode()).hexdigest()


def drawn(serials: Sequence[int], seed: str) -> list[int]:
    """A tenth of the papers, at least one, in the order of their numbers.

    Each paper gets the hash of seed and serial; the smallest hashes are drawn.
    """
    count = -(-len(serials) // ONE_IN)
    by_hash = sorted(serials, key=lambda serial: hashlib.sha256(f"{seed}|{serial}".encode()).digest())
    return sorted(by_hash[:count])


def passes(wrong: int, fields: int) -> bool:
    """Whether no more than one field in 200 was wrong."""
    return wrong * WRONG_ONE_IN <= fields
