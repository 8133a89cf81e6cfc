"""What goes into the record: a leaf waits, written with what it is about, until the sequencer comes."""

from collections.abc import Mapping

from database import execute
from ledger.leaves import canonical


async def append(leaf: Mapping[str, object]) -> str:
    """Queue a leaf, inside the caller's transaction. It never waits for the sequencer, and the same leaf stands once.

    Returns the leaf as it will stand in the record.
    """
    text = canonical(leaf)
    await execute("INSERT INTO log_pending (leaf) VALUES (?) ON CONFLICT (leaf) DO NOTHING", text)
    return text
