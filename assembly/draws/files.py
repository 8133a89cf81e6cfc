"""The files of a draw, as anybody can download them, and each person's receipt (docs/draws.md)."""

import io
import zipfile
import zlib
from pathlib import Path

from assembly.draws import record
from assembly.draws.beginning import entry_of
from assembly.models import Assembly, Draw, DrawState, FrozenPool, Portfolio, Registration
from assembly.sortition.drawing.receipts import PoolTree, pool_leaf, receipt_bytes
from web.language import _
from web.refusals import NotFound

PROGRAM = Path(__file__).resolve().parent.parent / "verifiers" / "draw.py"
PUBLIC = ("commitment.json", "portfolio.txt", "randomness.json", "result.json", "record.json")
_FIXED = (DrawState.COMMITTED, DrawState.DRAWN, DrawState.VOID)


async def file(draw: Draw, name: str) -> bytes:
    """One of the public files. Raises NotFound before its time."""
    if draw.state in _FIXED and name in PUBLIC:
        if name == "commitment.json":
            return draw.commitment.encode()
        if name == "portfolio.txt":
            return zlib.decompress((await Portfolio.get(draw_id=draw.id)).packed)
        if name == "record.json":
            return await record.proofs_of(draw)
        if draw.line is not None:
            return draw.result.encode() if name == "result.json" else str(draw.randomness["file"]).encode()
    raise NotFound(_("This file is not there yet."))


async def folder(draw: Draw) -> bytes:
    """Everything public with the program that checks it, as a zip file."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in PUBLIC:
            try:
                packed.writestr(name, await file(draw, name))
            except NotFound:
                continue
        for beside in (PROGRAM, PROGRAM.with_name("README.txt")):
            packed.writestr(beside.name, beside.read_bytes())
    return written.getvalue()


async def receipt(draw: Draw, registration: Registration) -> bytes:
    """That this person was in the pool of the draw. Raises NotFound for somebody who was not."""
    assembly = await Assembly.get(id=draw.assembly_id)
    pool = await FrozenPool.get_or_none(draw_id=draw.id)
    entries = {one["r"]: entry_of(assembly, one) for one in pool.people} if pool is not None else {}
    mine = entries.get(registration.id)
    if mine is None:
        raise NotFound(_("You were not in the pool of this draw, or it has been deleted as announced."))
    return receipt_bytes(mine, PoolTree(pool_leaf(one) for one in entries.values()))
