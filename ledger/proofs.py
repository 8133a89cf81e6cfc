"""Proofs from the record: that a leaf is in it, and that it only ever grew.

Each process keeps the hashes of the tree, 64 bytes a leaf, and reads only what came since it was last asked. Whether
they are still those of the database is seen from the root that was signed.
"""

from dataclasses import dataclass

from database import row, rows
from ledger.tree import Tree, leaf_hash
from web.refusals import NotFound, Refused

_AT_ONCE = 5000
_kept = Tree()


class ProofRefused(Refused):
    """Two numbers that cannot be meant together."""


@dataclass(frozen=True, slots=True)
class Inclusion:
    number: int
    size: int
    leaf: str
    hash: str
    proof: list[str]
    root: str


@dataclass(frozen=True, slots=True)
class Consistency:
    old: int
    new: int
    old_root: str
    new_root: str
    proof: list[str]


async def inclusion(leaf: int | str, size: int | None = None) -> Inclusion:
    """That a leaf, given by its number or the hex of its hash, is among the first `size`; of all, if none is given."""
    tree, signed = await _tree()
    column = "hash" if isinstance(leaf, str) else "seq"
    found = await row(f"SELECT seq, leaf FROM log_leaf WHERE {column} = ? AND seq < ?", leaf, signed)
    if found is None:
        raise NotFound("There is no such leaf in the record.")
    size = signed if size is None else size
    _demand_size(size, signed)
    if found.seq >= size:
        raise ProofRefused(f"Leaf {found.seq} is not among the first {size}: choose a larger size.")
    proof = [one.hex() for one in tree.inclusion_proof(found.seq, size)]
    return Inclusion(found.seq, size, found.leaf, leaf_hash(found.leaf.encode()).hex(), proof, tree.root(size).hex())


async def consistency(old: int, new: int | None = None) -> Consistency:
    """That the first `old` leaves are still the first of `new` ones; of all, if no `new` is given."""
    tree, signed = await _tree()
    new = signed if new is None else new
    _demand_size(new, signed)
    if old > new:
        raise ProofRefused("The first number must not be larger than the second.")
    proof = [one.hex() for one in tree.consistency_proof(old, new)]
    return Consistency(old, new, tree.root(old).hex(), tree.root(new).hex(), proof)


def _demand_size(size: int, signed: int) -> None:
    if size > signed:
        raise NotFound(f"The record holds {signed} leaves.")


async def _tree() -> tuple[Tree, int]:
    """The hashes up to the latest checkpoint, and its size."""
    global _kept
    last = await row("SELECT size, root FROM checkpoint ORDER BY size DESC LIMIT 1")
    if last is None:
        raise NotFound("The record has not begun yet.")
    for tree in (_kept, Tree()):
        await _grow(tree, last.size)
        if tree.size >= last.size and tree.root(last.size).hex() == last.root:
            _kept = tree
            return tree, last.size
    raise ProofRefused("The record does not agree with its own checkpoint. Please tell whoever runs this site.")


async def _grow(tree: Tree, size: int) -> None:
    while tree.size < size:
        start = tree.size
        found = await rows(
            f"SELECT hash FROM log_leaf WHERE seq >= ? AND seq < ? ORDER BY seq LIMIT {_AT_ONCE}", start, size
        )
        if not found:
            return
        if tree.size == start:  # else somebody who asked at the same time was quicker
            for one in found:
                tree.append(bytes.fromhex(one.hash))
