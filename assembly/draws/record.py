"""What of a draw stands in the public record by now, and the file that proves it."""

from collections.abc import Mapping
from typing import Any

from assembly.models import Draw, DrawState
from assembly.sortition.drawing.records import Standing, draw_leaf, drawn_leaf, record_bytes, void_leaf
from database import row, rows
from ledger import proofs, standing
from ledger.leaves import canonical
from ledger.tree import leaf_hash
from web.language import _
from web.refusals import NotFound


def leaves_of(draw: Draw) -> list[dict[str, Any]]:
    """Everything that was appended about this draw, in order."""
    about = str(draw.assembly_id), draw.number
    found = [draw_leaf(*about, draw.commitment_hash)] if draw.commitment_hash else []
    if draw.result:
        found.append(drawn_leaf(*about, draw.result.encode()))
    if draw.state is DrawState.VOID:
        found.append(void_leaf(*about, draw.voided_because))
    return found


async def number_of(leaf: Mapping[str, Any]) -> int | None:
    """Its number in the record, once a checkpoint holds it."""
    digest = leaf_hash(canonical(leaf).encode()).hex()
    found = await row(
        "SELECT seq FROM log_leaf WHERE hash = ? AND seq < (SELECT COALESCE(MAX(size), 0) FROM checkpoint)", digest
    )
    return None if found is None else int(found.seq)


async def proofs_of(draw: Draw) -> bytes:
    """`record.json`. Raises NotFound until the record holds the commitment: that takes some minutes at most."""
    found = [(leaf, await number_of(leaf)) for leaf in leaves_of(draw)]
    standing_there = [await _standing(leaf, number) for leaf, number in found if number is not None]
    if not standing_there:
        raise NotFound(_("The public record takes this draw in within some minutes. Look again then."))
    notes, witnesses = [], set()
    for size in sorted({one.size for one in standing_there}):
        note = await row("SELECT note FROM checkpoint WHERE size = ?", size)
        assert note is not None, "the size is a checkpoint's"
        lines = await rows("SELECT witness, line FROM cosignature WHERE size = ? ORDER BY witness", size)
        notes.append((note.note, [one.line for one in lines]))
        witnesses |= {one.witness for one in lines}
    return record_bytes(standing.key(), sorted(witnesses), notes, standing_there)


async def _standing(leaf: Mapping[str, Any], number: int) -> Standing:
    """In the first checkpoint with it that a witness signed, which says since when others know; else in the first."""
    found = await row(
        """SELECT COALESCE((SELECT MIN(size) FROM cosignature WHERE size > ?),
                           (SELECT MIN(size) FROM checkpoint WHERE size > ?)) AS size""",
        number, number,
    )  # fmt: skip
    assert found is not None and found.size is not None, "number_of found it in a checkpoint"
    proof = await proofs.inclusion(number, int(found.size))
    return Standing(leaf, number, int(found.size), proof.proof)
