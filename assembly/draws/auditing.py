"""What an auditor gets under a promise of silence: everybody's features by pseudonym. Each copy is journalled."""

from datetime import datetime

from assembly.draws import thing_of
from assembly.draws.beginning import entry_of
from assembly.models import Assembly, Draw, FrozenPool
from database import transaction
from ledger import journal
from residents.people import Person
from web.language import _
from web.refusals import NotFound


async def hand_out(by: Person, draw: Draw, now: datetime) -> bytes:
    """`pool.jsonl` of docs/draws.md. Raises NotAllowed, and NotFound once the pool was deleted."""
    by.demand("draws.commit")
    async with transaction():
        assembly = await Assembly.get(id=draw.assembly_id)
        pool = await FrozenPool.get_or_none(draw_id=draw.id)
        if pool is None:
            raise NotFound(_("The pool of this draw has been deleted, as announced."))
        await journal.record(by.actor, "draw.pool-handed-out", thing_of(draw), at=now, people=len(pool.people))
    return b"".join(sorted(entry_of(assembly, one).as_bytes() + b"\n" for one in pool.people))
