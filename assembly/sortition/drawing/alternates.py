"""Who comes next: the order of all who could have been on the panel, drawn with it (docs/draws.md, Alternates)."""

from collections.abc import Sequence
from hashlib import sha256

from assembly.sortition.drawing.portfolios import Panel


def alternates(panels: Sequence[Panel], result: bytes, panel: Panel) -> tuple[str, ...]:
    """All pseudonyms of the portfolio that are not on the panel, by SHA-256(hash of result.json | pseudonym).

    `result`: the bytes of result.json, which nobody can know before the draw; so nobody can choose their place.
    """
    key, drawn = sha256(result).hexdigest(), set(panel)
    everybody = {name for one in panels for name in one} - drawn
    return tuple(sorted(everybody, key=lambda name: sha256(f"{key}|{name}".encode()).digest()))
