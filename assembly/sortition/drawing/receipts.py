"""The pool as one number, and what each person gets to check that they are in it (docs/draws.md, The pool).

The tree is that of RFC 6962 over leaves that are all there from the beginning. The ledger has one that grows; a pure
core takes nothing from another package, and this one is done in a few lines.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from assembly.sortition.drawing.canonical import canonical, is_hash, parsed
from assembly.sortition.drawing.refusals import DrawingRefused

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SALT = 32
"""Bytes by chance. Whoever does not know them cannot try out whose leaf it is."""
_PSEUDONYM = re.compile(f"R-[{LETTERS}]{{6}}")
_NOT_A_RECEIPT = "This is not a receipt. Take the file as you got it."


def pseudonym(chance: bytes) -> str:
    """`R-` and six letters from at least four random bytes. The caller draws anew where somebody has it already."""
    number = int.from_bytes(chance[:4], "big")
    if len(chance) < 4:
        raise ValueError("a pseudonym needs four random bytes")
    return "R-" + "".join(LETTERS[number >> 5 * place & 31] for place in range(6))


def is_pseudonym(text: str) -> bool:
    return _PSEUDONYM.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Entry:
    """One person of the pool. `features`: category and value, sorted. `household`: chance, the same in one home."""

    assembly: str
    pseudonym: str
    salt: str
    features: tuple[tuple[str, str], ...]
    household: str = ""

    def __post_init__(self) -> None:
        if not is_pseudonym(self.pseudonym) or not is_hash(self.salt):
            raise ValueError("an entry needs a pseudonym, and a salt of 32 bytes in hex")
        if list(self.features) != sorted(self.features) or len({name for name, _ in self.features}) < len(
            self.features
        ):
            raise ValueError("the features of an entry are sorted, each category once")

    def as_json(self) -> dict[str, Any]:
        return {
            "a": self.assembly, "f": [list(pair) for pair in self.features], "h": self.household, "p": self.pseudonym,
            "s": self.salt, "v": 1,
        }  # fmt: skip

    def as_bytes(self) -> bytes:
        return canonical(self.as_json())

    @classmethod
    def of(cls, found: Any) -> "Entry":
        """Raises DrawingRefused unless `found` is exactly what `as_json` gives."""
        try:
            features = tuple((category, value) for category, value in found["f"])
            entry = cls(found["a"], found["p"], found["s"], features, found["h"])
        except (KeyError, TypeError, ValueError) as fault:
            raise DrawingRefused(_NOT_A_RECEIPT) from fault
        if entry.as_json() != found:
            raise DrawingRefused(_NOT_A_RECEIPT)
        return entry


def pool_leaf(entry: Entry) -> bytes:
    """The hash that stands for this person: SHA-256(0x00 ‖ entry), 32 bytes."""
    return sha256(b"\x00" + entry.as_bytes()).digest()


class PoolTree:
    """All leaves of a pool, sorted, and every level of hashes above them up to the root."""

    def __init__(self, leaves: Iterable[bytes]) -> None:
        level = sorted(leaves)
        if not level or len(set(level)) < len(level):
            raise ValueError("a pool has at least one leaf, and none twice")
        self.size = len(level)
        self._levels = [level]
        self._places = {leaf: place for place, leaf in enumerate(level)}
        while len(level) > 1:
            level = [_above(level[at : at + 2]) for at in range(0, len(level), 2)]
            self._levels.append(level)

    @property
    def root(self) -> str:
        """Hex."""
        return self._levels[-1][0].hex()

    def index(self, leaf: bytes) -> int:
        """The place of a leaf, from 0. Raises KeyError for one that is not in the pool."""
        return self._places[leaf]

    def proof(self, index: int) -> list[str]:
        """What shows that the leaf of this place leads to the root: its neighbours upwards, hex (RFC 6962, 2.1.1)."""
        found = []
        for level in self._levels[:-1]:
            if (index ^ 1) < len(level):
                found.append(level[index ^ 1].hex())
            index //= 2
        return found


def _above(pair: Sequence[bytes]) -> bytes:
    """The node above two; one without a neighbour moves up as it is."""
    return sha256(b"\x01" + pair[0] + pair[1]).digest() if len(pair) == 2 else pair[0]


def pool_root(leaves: Iterable[bytes]) -> str:
    """The root over all leaves of a pool, in any order: hex."""
    return PoolTree(leaves).root


def leads_to_root(leaf: bytes, index: int, size: int, proof: Sequence[str], root: str) -> bool:
    """Whether the leaf stands at this place among `size` leaves with this root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    waiting, node = list(proof), leaf
    while size > 1:
        if index % 2 == 1 or index + 1 < size:
            if not waiting:
                return False
            neighbour = bytes.fromhex(waiting.pop(0))
            node = _above([neighbour, node] if index % 2 else [node, neighbour])
        index, size = index // 2, (size + 1) // 2
    return not waiting and node.hex() == root


def receipt_bytes(entry: Entry, tree: PoolTree) -> bytes:
    """The receipt that this person gets, for `receipt.json`."""
    index = tree.index(pool_leaf(entry))
    return canonical({"entry": entry.as_json(), "index": index, "proof": tree.proof(index), "v": 1})


def check_receipt(receipt: bytes, assembly: str, root: str, size: int) -> Entry:
    """The entry of a receipt that is of this pool. Raises DrawingRefused with a sentence for its owner."""
    found = parsed(receipt.strip())
    if not isinstance(found, dict) or found.keys() != {"entry", "index", "proof", "v"} or found["v"] != 1:
        raise DrawingRefused(_NOT_A_RECEIPT)
    entry, index, proof = Entry.of(found["entry"]), found["index"], found["proof"]
    if type(index) is not int or not isinstance(proof, list) or not all(map(is_hash, proof)):
        raise DrawingRefused(_NOT_A_RECEIPT)
    if entry.assembly != assembly:
        raise DrawingRefused("This receipt is of another assembly.")
    if not leads_to_root(pool_leaf(entry), index, size, proof, root):
        raise DrawingRefused(
            f"{entry.pseudonym} is not in this pool as the receipt says. If you did not change the receipt, keep it "
            "and ask the council why: it is proof."
        )
    return entry
