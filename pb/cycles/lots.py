"""Drawing lots in public: the order follows from a published seed, so anybody can draw it again. Pure."""

import hashlib
from collections.abc import Iterable


def draw(seed: str, references: Iterable[str]) -> list[str]:
    """The references in the order drawn.

    Each gets the SHA-256 of `seed|reference` in UTF-8; the smallest goes first. Nothing else plays a part, so one
    more project, or one fewer, leaves the order of the others as it was.
    """
    return sorted(references, key=lambda reference: (lot_of(seed, reference), reference))


def lot_of(seed: str, reference: str) -> str:
    """The lot of one project: 64 hexadecimal digits."""
    return hashlib.sha256(f"{seed}|{reference}".encode()).hexdigest()
