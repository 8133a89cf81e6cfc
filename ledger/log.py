"""What goes into the record: a leaf waits, written with what it is about, until the sequencer comes."""

from collections.abc import Mapping

from database import execute, rows
from ledger.leaves import canonical
from ledger.tree import leaf_hash


async def append(leaf: Mapping[str, object]) -> str:
    """Queue a leaf, inside the caller's transaction. It never waits for the sequencer, and the same leaf stands once.

    Returns the leaf as it will stand in the record.
    """
    text = canonical(leaf)
    await execute("INSERT INTO log_pending (leaf) VALUES (?) ON CONFLICT (leaf) DO NOTHING", text)
    return text


async def holds(*leaves: Mapping[str, object]) -> list[bool]:
    """Of each leaf, whether it waits or stands in the record already. One look, so that none slips by on its way."""
    texts = [canonical(leaf) for leaf in leaves]
    hashes = [leaf_hash(text.encode()).hex() for text in texts]
    marks = ", ".join("?" * len(leaves))
    found = await rows(
        f"SELECT leaf FROM log_pending WHERE leaf IN ({marks}) UNION SELECT leaf FROM log_leaf WHERE hash IN ({marks})",
        *texts,
        *hashes,
    )
    there = {one.leaf for one in found}
    return [text in there for text in texts]
