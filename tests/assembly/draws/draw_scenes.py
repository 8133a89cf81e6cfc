"""Draws for tests: an assembly with a pool, and everything up to a panel, by the real actions."""

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

from assembly.draws import beginning, committing, holding, preparing, terms
from assembly.models import Assembly, Draw
from ledger.sequencing import sequence
from residents.people import Person
from tests.assembly.scenes import assembly_scene, officer, publisher, register
from tests.ledger.record_scenes import ORIGIN

VALUES = {
    "gender": ("female", "male"),
    "age": ("16-to-34", "35-to-64", "65-or-over"),
    "home": ("rented", "owned"),
}
SEATS = 6
ROLLED = "0412"


async def pool_scene(people: int = 24, seats: int = SEATS, **changes: Any) -> Assembly:
    """People of all features, one after the other, so that every quota can be met."""
    assembly = await assembly_scene(seats=seats, **changes)
    for _number, features in zip(range(people), _round(), strict=False):
        await register(assembly, None, **features)
    return assembly


def _round() -> "list[dict[str, Any]]":
    every: list[dict[str, Any]] = [dict(zip(VALUES, values, strict=True)) for values in product(*VALUES.values())]
    return every * 50


async def prepared(assembly: Assembly, by: Person | None = None, now: datetime | None = None) -> Draw:
    by, now = by or await officer(), now or datetime.now(UTC)
    draw = await beginning.begin(by, assembly.id, terms.Terms(), now)
    await preparing.prepare_next(now)
    return await Draw.get(id=draw.id)


async def committed(
    assembly: Assembly, kinds: tuple[str, ...] = ("balls",), by: Person | None = None, now: datetime | None = None
) -> Draw:
    """Fixed in the record, to be held an hour later."""
    by, now = by or await officer(), now or datetime.now(UTC)
    draw = await prepared(assembly, by, now)
    asked = await committing.ask(by, draw.id, kinds, now + timedelta(hours=1), "Town Hall", "It is time.", now)
    fixed = await committing.commit(await publisher(), draw.id, asked.id, now)
    await sequence(ORIGIN)
    return fixed


async def held(assembly: Assembly, by: Person | None = None, now: datetime | None = None) -> Draw:
    """Drawn with three balls: a thousand lines take three digits."""
    by, now = by or await officer(), now or datetime.now(UTC)
    draw = await committed(assembly, by=by, now=now)
    return await holding.keep(by, draw.id, "balls", ROLLED[1:], now + timedelta(hours=1))
