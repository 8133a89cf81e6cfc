"""The draw itself: what chance said is typed in, source by source, and when all have spoken there is a panel."""

import json
import zlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from assembly.draws import DrawRefused, lock_in_time, record, refused, seating, sources, thing_of
from assembly.models import Draw, DrawState, Portfolio
from assembly.sortition.drawing.alternates import alternates
from assembly.sortition.drawing.commitments import Commitment
from assembly.sortition.drawing.indices import Again, gives
from assembly.sortition.drawing.portfolios import panels_of
from assembly.sortition.drawing.records import drawn_leaf
from assembly.sortition.drawing.results import Result, drawn, values_of
from assembly.sortition.drawing.results import randomness_bytes as bytes_of
from assembly.sortition.drawing.sources import Drand, Rolls, Value, parse_randomness
from assembly.sortition.refusals import SortitionRefused
from database import transaction
from ledger import journal, log
from residents.people import Person
from web.language import _

MAY = "draws.draw"


def commitment_of(draw: Draw) -> Commitment:
    return Commitment.of(draw.commitment.encode())


def check(draw: Draw, kind: str, typed: str, now: datetime) -> Value:
    """What would be kept of it: shown once more, big, before it is. Raises DrawRefused."""
    _demand_time(draw, kind, now)
    try:
        return parse_randomness(kind, _together(draw, kind, typed), commitment_of(draw).randomness)
    except SortitionRefused as fault:
        raise refused(fault) from fault


async def keep(by: Person, draw_id: int, kind: str, typed: str, now: datetime) -> Draw:
    """Keep what one source said; it can be seen at once and never be changed. When all have spoken, seat the panel.

    `typed`: what parse_randomness takes; after a number that was refused, only the new one. Raises NotAllowed,
    NotFound, DrawRefused.
    """
    by.demand(MAY)
    async with transaction():
        draw = await lock_in_time(draw_id, now)
        if draw.state is not DrawState.COMMITTED:
            raise DrawRefused(_("This draw is not waiting for chance: it was held already, or it is not fixed yet."))
        _demand_open(draw, kind)
        await _demand_in_record(draw)
        value = check(draw, kind, typed, now)
        said = {**_said(draw), kind: _text(value)}
        await Draw.filter(id=draw.id).update(randomness={"said": said})
        await journal.record(by.actor, "draw.chance", thing_of(draw), at=now, source=kind, said=_text(value))
        draw.randomness = {"said": said}
        values = _values(draw)
        if len(values) == len(commitment_of(draw).randomness):
            await _hold(by, draw, values, now)
        return await Draw.get(id=draw.id)


def _demand_time(draw: Draw, kind: str, now: datetime) -> None:
    commitment = commitment_of(draw)
    if now < commitment.when:
        raise DrawRefused(_("The draw has not begun. Numbers count from the announced time on."), kind)
    for one in commitment.randomness:
        out = isinstance(one, Drand) and sources.comes_out_at(one) <= now
        if isinstance(one, Drand) and one.kind == kind and not out:
            raise DrawRefused(_("This round of the beacon is not out yet. Try again in a few seconds."), kind)
        if one.kind != kind and out:
            raise DrawRefused(
                _(
                    "The beacon has spoken already. A number that comes after it could have been chosen to fit, so it "
                    "cannot count. The draw must be declared void, and another be held."
                ),
                kind,
            )


async def _demand_in_record(draw: Draw) -> None:
    """Before chance may speak, everybody must be able to see that the draw was fixed: in a signed checkpoint."""
    if await record.number_of(record.leaves_of(draw)[0]) is None:
        raise DrawRefused(
            _("The public record has not taken this draw in yet. That takes a few minutes: wait, and draw only then.")
        )


def _demand_open(draw: Draw, kind: str) -> None:
    """What a source said once stands, unless it was a number that does not count."""
    if kind in _said(draw) and not isinstance(given_by(draw, kind), Again):
        raise DrawRefused(
            _("This source has spoken already. If it was typed in wrongly, the draw must be declared void."), kind
        )


def given_by(draw: Draw, kind: str) -> int | Again | None:
    """The number below the number of lines that this source gave; Again where it must be drawn once more."""
    commitment = commitment_of(draw)
    text = _said(draw).get(kind)
    if text is None:
        return None
    return gives(parse_randomness(kind, text, commitment.randomness), commitment.hash, commitment.lines)


def _said(draw: Draw) -> dict[str, str]:
    said: Any = draw.randomness.get("said", {})
    return dict(said)


def _together(draw: Draw, kind: str, typed: str) -> str:
    before = _said(draw).get(kind, "")
    return f"{before} {typed}" if before and kind != "drand" else typed


def _text(value: Value) -> str:
    """As parse_randomness reads it again."""
    return " ".join(value.rolls) if isinstance(value, Rolls) else (value.signature or value.randomness)


def _values(draw: Draw) -> list[Value]:
    """Of the sources that have spoken and need not be drawn again, in the order of the commitment."""
    commitment, said = commitment_of(draw), _said(draw)
    return [
        parse_randomness(one.kind, said[one.kind], commitment.randomness)
        for one in commitment.randomness
        if one.kind in said and not isinstance(given_by(draw, one.kind), Again)
    ]


async def _hold(by: Person, draw: Draw, values: Sequence[Value], now: datetime) -> None:
    portfolio = zlib.decompress((await Portfolio.get(draw_id=draw.id)).packed)
    try:
        result = drawn(commitment_of(draw), portfolio, values)
    except SortitionRefused as fault:
        raise refused(fault) from fault
    assert isinstance(result, Result), "every source gave a number that counts"
    written = result.as_bytes()
    await log.append(drawn_leaf(str(draw.assembly_id), draw.number, written))
    await Draw.filter(id=draw.id).update(
        state=DrawState.DRAWN, line=result.line, drawn_at=now, drawn_by_id=by.account_id, result=written.decode(),
        randomness={"said": _said(draw), "file": bytes_of(values).decode()},
    )  # fmt: skip
    await seating.seat(draw, result.panel, alternates(panels_of(portfolio), written, result.panel), now)
    await journal.record(
        by.actor, "draw.drawn", thing_of(draw), at=now, line=result.line, commitment=draw.commitment_hash
    )


def kept_values(draw: Draw) -> list[Value]:
    """What chance said in a draw that was held."""
    return values_of(str(draw.randomness["file"]).encode(), commitment_of(draw))


def panel_of(draw: Draw) -> tuple[str, ...]:
    """The pseudonyms of the panel that was drawn, sorted; nobody where it was not held."""
    found: dict[str, Any] = json.loads(draw.result) if draw.result else {"panel": []}
    return tuple(found["panel"])
