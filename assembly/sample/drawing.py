"""Two draws by every step that a real one takes: one that was declared void, and the one that counts."""

from datetime import datetime, timedelta

from assembly.draws import beginning, committing, holding, pool_size, preparing, terms, voiding
from assembly.models import Assembly, Draw, DrawState
from assembly.sample.stories import Calendar
from ledger.sequencing import sequence
from residents.people import Person

_PLACE = "Sample Hall, Hanley"
_BALLS = "4 0 7"
_BECAUSE = (
    "The hall was flooded in the night, so nobody could have watched the balls being drawn. The draw is held again, on "
    "another day, with a new portfolio. (Sample)"
)


async def bring_in(by: Person, second: Person, publisher: Person, assembly: Assembly, calendar: Calendar) -> None:
    planned = calendar.at("2026-08-27", 18)
    first = await _fixed(by, publisher, assembly, calendar.at("2026-08-25", 10), planned)
    asked = await voiding.ask(by, first.id, _BECAUSE, planned - timedelta(hours=8))
    await voiding.void(second, first.id, asked.id, planned - timedelta(hours=7))
    held = calendar.at("2026-08-29", 14)
    fixed = await _fixed(by, publisher, assembly, planned - timedelta(hours=6), held)
    await holding.keep(second, fixed.id, "balls", _BALLS, held + timedelta(minutes=4))
    await sequence()


async def _fixed(by: Person, publisher: Person, assembly: Assembly, now: datetime, when: datetime) -> Draw:
    """The pool frozen, the portfolio made, both fixed in the record by two officers."""
    draw = await beginning.begin(by, assembly.id, terms.usual(await pool_size(assembly)), now)
    await preparing.prepare_next(now)
    draw = await Draw.get(id=draw.id)
    assert draw.state is DrawState.PREPARED, f"the sample's draw was not prepared: {draw.trouble}"
    asked = await committing.ask(
        by, draw.id, ["balls"], when, _PLACE, "Registration is closed, and a panel is possible.", now
    )
    fixed = await committing.commit(publisher, draw.id, asked.id, now + timedelta(hours=1))
    await sequence()
    return fixed
