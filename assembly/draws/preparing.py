"""What the worker does for a draw: have its portfolio made, in a process that can be stopped and begun again."""

import asyncio
import hashlib
import json
import os
import sys
import zlib
from datetime import UTC, datetime, timedelta
from typing import Any

from assembly.draws import lock, thing_of
from assembly.models import Draw, DrawState, FrozenPool, Portfolio
from assembly.sortition.drawing.portfolios import portfolio_bytes
from database import execute, rows, transaction
from ledger import journal
from residents.belonging.claims import THE_SITE
from web.language import _
from web.settings import ROOT

_LEASE = timedelta(seconds=60)
_MOST_TRIES = 3
_LONGEST_LINE = 64 * 1024 * 1024


class _Stopped(Exception):
    """Somebody stopped the draw, or another worker has it now."""


async def prepare_next(now: datetime) -> int:
    """Make the portfolio of the draw that waited longest; returns how many it worked on. A draw whose worker died is
    taken up again when its lease ends."""
    waiting = await rows(
        """SELECT id, tries FROM draw WHERE state = ? AND (leased_until IS NULL OR leased_until <= ?)
           ORDER BY id LIMIT 1""",
        DrawState.PREPARING.value,
        now,
    )
    for one in waiting:
        if await _lease(one.id, one.tries, now):
            await _prepare(one.id, one.tries + 1)
    return len(waiting)


async def _lease(draw_id: int, tries: int, now: datetime) -> bool:
    taken = await execute(
        "UPDATE draw SET leased_until = ?, tries = tries + 1, share_done = 0, doing = '' "
        "WHERE id = ? AND tries = ? AND state = ?",
        now + _LEASE,
        draw_id,
        tries,
        DrawState.PREPARING.value,
    )
    return taken == 1


async def _prepare(draw_id: int, mine: int) -> None:
    draw = await Draw.get(id=draw_id)
    if mine > _MOST_TRIES:
        await _stop(draw, mine, _("The work broke off three times. Ask whoever runs the site to look at its log."))
        return
    try:
        async with asyncio.timeout(60 * int(str(draw.terms["minutes"]))):
            done = await _made(draw, mine)
    except TimeoutError:
        await _stop(
            draw, mine,
            _("It was not done in %(minutes)s minutes. Give it more time, or fewer panels.")
            % {"minutes": draw.terms["minutes"]},
        )  # fmt: skip
        return
    except _Stopped:
        return
    if "portfolio" in done:
        await _keep(draw, mine, done)
    elif "impossible" in done:
        await _stop(draw, mine, " ".join(done["sentences"]), done["impossible"])
    else:
        await _stop(draw, mine, _(done["refused"]))


async def _made(draw: Draw, mine: int) -> dict[str, Any]:
    """Run the sums in a child and follow them. The child dies with this task, however it ends."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "assembly.draws.child", cwd=ROOT, limit=_LONGEST_LINE,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, env=_environment(),
    )  # fmt: skip
    assert child.stdin is not None and child.stdout is not None
    try:
        child.stdin.write(json.dumps(await _asked(draw)).encode())
        child.stdin.close()
        while line := await _next_line(child.stdout, draw, mine):
            said: dict[str, Any] = json.loads(line)
            if "share" not in said:
                return said
            await _follow(draw, mine, said)
        raise RuntimeError(f"the sums of draw {draw.id} ended without an answer")
    finally:
        if child.returncode is None:
            child.kill()
        await child.wait()


def _environment() -> dict[str, str]:
    """No settings, no secrets: the child needs none."""
    return {name: os.environ[name] for name in ("PATH", "LANG", "SYSTEMROOT") if name in os.environ}


async def _next_line(stream: asyncio.StreamReader, draw: Draw, mine: int) -> bytes:
    """The next line, while the lease is renewed, so that nobody else begins the same work."""
    reading = asyncio.ensure_future(stream.readline())
    try:
        while not (await asyncio.wait({reading}, timeout=2))[0]:
            await _follow(draw, mine, {})
        return reading.result()
    finally:
        reading.cancel()


async def _follow(draw: Draw, mine: int, said: dict[str, Any]) -> None:
    still = await execute(
        "UPDATE draw SET leased_until = ?, share_done = COALESCE(?, share_done), doing = COALESCE(?, doing) "
        "WHERE id = ? AND tries = ? AND state = ?",
        datetime.now(UTC) + _LEASE,
        said.get("share"),
        said.get("doing"),
        draw.id,
        mine,
        DrawState.PREPARING.value,
    )
    if not still:
        raise _Stopped


async def _asked(draw: Draw) -> dict[str, Any]:
    pool = await FrozenPool.get(draw_id=draw.id)
    terms = draw.terms
    quotas: Any = terms["quotas"]
    categories = list(dict.fromkeys(one[0] for one in quotas))
    return {
        "people": [[one["p"], [one["f"].get(name, "") for name in categories], one["h"]] for one in pool.people],
        "quotas": quotas,
        "seats": draw.seats,
        "keep_floor": str(terms["keep_floor"]),
        "ceiling_factor": str(terms["ceiling_factor"]),
        "panels": terms["panels"],
        "seed": terms["seed"],
    }


async def _keep(draw: Draw, mine: int, done: dict[str, Any]) -> None:
    file = portfolio_bytes(done["portfolio"])
    packed = await asyncio.to_thread(zlib.compress, file, 6)
    async with transaction():
        now = await lock(draw.id)
        if now.state is not DrawState.PREPARING or now.tries != mine:
            return
        await Portfolio.create(
            draw_id=draw.id, lines=len(done["portfolio"]), hash=hashlib.sha256(file).hexdigest(), packed=packed
        )
        await Draw.filter(id=draw.id).update(
            state=DrawState.PREPARED, leased_until=None, share_done=100, doing="", report=done["report"]
        )
        await journal.record(
            THE_SITE, "draw.prepared", thing_of(draw), portfolio=hashlib.sha256(file).hexdigest(),
            lines=len(done["portfolio"]),
        )  # fmt: skip


async def _stop(draw: Draw, mine: int, trouble: str, changes: list[object] | None = None) -> None:
    """The pool opens again: nothing of it was published."""
    async with transaction():
        now = await lock(draw.id)
        if now.state is not DrawState.PREPARING or now.tries != mine:
            return
        await Draw.filter(id=draw.id).update(
            state=DrawState.STOPPED, leased_until=None, trouble=trouble, changes=changes or []
        )
        await FrozenPool.filter(draw_id=draw.id).delete()
        await journal.record(THE_SITE, "draw.stopped", thing_of(draw), number=draw.number)
