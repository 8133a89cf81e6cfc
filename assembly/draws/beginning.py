"""The beginning of a draw: the pool is frozen, and the worker is asked to make the portfolio."""

from datetime import datetime

from assembly import assemblies
from assembly.draws import DrawRefused, lock, pooling, refused, terms, thing_of
from assembly.models import Assembly, AssemblyKind, Draw, DrawKind, DrawState, FrozenPool, Member, MemberState
from assembly.sortition.drawing.commitments import portfolio_seed
from assembly.sortition.drawing.receipts import Entry, pool_leaf, pool_root
from assembly.sortition.refusals import SortitionRefused
from database import transaction, value
from ledger import journal
from residents.people import Person
from web.language import _
from web.text import one_line

UNDER_WAY = (DrawState.PREPARING, DrawState.PREPARED, DrawState.COMMITTED)
SHORTEST_REASON, LONGEST_REASON = 10, 300


async def begin(by: Person, assembly_id: int, chosen: terms.Terms, now: datetime) -> Draw:
    """Freeze everybody who can be drawn now, with today's quotas. From here on nobody enters this pool.

    Raises NotAllowed, NotFound, AssemblyRefused (phase), and DrawRefused: a draw is under way already, nobody to draw
    from, no seats to fill, quotas and people that do not fit.
    """
    by.demand("draws.prepare")
    async with transaction():
        assembly = await assemblies.lock(assembly_id)
        await assemblies.demand_phase(assembly, "draw", now)
        if await Draw.exists(assembly_id=assembly.id, state__in=UNDER_WAY):
            raise DrawRefused(_("A draw is under way already. Finish it, or stop it, before you begin another."))
        found = await pooling.vacancies(assembly)
        _demand_pool(found)
        people = pooling.frozen(found)
        draw = await _create(by, assembly, found, people, chosen, now)
        await FrozenPool.create(draw_id=draw.id, people=people)
        await journal.record(
            by.actor, "draw.begun", thing_of(draw), at=now, assembly=assembly.id, number=draw.number,
            kind=draw.kind.value, pool=draw.pool_size, seats=draw.seats, root=draw.pool_root,
        )  # fmt: skip
    return draw


def _demand_pool(found: pooling.Vacancies) -> None:
    if len(found.candidates) < found.seats:
        raise DrawRefused(
            _("There are %(seats)s seats to fill and %(people)s people to draw from. Invite more people first.")
            % {"seats": found.seats, "people": len(found.candidates)}
        )
    try:
        found.pool()
    except SortitionRefused as fault:
        raise refused(fault) from fault


async def _create(
    by: Person,
    assembly: Assembly,
    found: pooling.Vacancies,
    people: list[dict[str, object]],
    chosen: terms.Terms,
    now: datetime,
) -> Draw:
    number = 1 + int(await value("SELECT COALESCE(MAX(number), 0) FROM draw WHERE assembly_id = ?", assembly.id))
    root = root_of(assembly, people)
    topic = await pooling.current_topic(assembly)
    quotas = [[one.category, one.value, one.least, one.most] for one in found.quotas]
    return await Draw.create(
        assembly_id=assembly.id,
        topic_id=topic.id if topic is not None else None,
        number=number,
        kind=await _kind(assembly),
        seats=found.seats,
        terms={
            **chosen.as_json(),
            "seed": portfolio_seed(root).hex(),
            "quotas": quotas,
            "sources": found.sources,
        },
        pool_root=root,
        pool_size=len(people),
        begun_at=now,
        begun_by_id=by.account_id,
    )


async def _kind(assembly: Assembly) -> DrawKind:
    never = (MemberState.RESERVE, MemberState.VOID)
    sat = await Member.filter(assembly_id=assembly.id).exclude(state__in=never).exists()
    if not sat:
        return DrawKind.PANEL
    completed = await Member.exists(assembly_id=assembly.id, state=MemberState.COMPLETED)
    return DrawKind.ROTATION if assembly.kind is AssemblyKind.STANDING and completed else DrawKind.REPLACEMENT


def entry_of(assembly: Assembly, person: dict[str, object]) -> Entry:
    """The person's line in the pool, as their receipt has it."""
    features = person["f"]
    assert isinstance(features, dict)
    return Entry(
        str(assembly.id), str(person["p"]), str(person["s"]), tuple(sorted(features.items())), str(person["h"])
    )


def root_of(assembly: Assembly, people: list[dict[str, object]]) -> str:
    return pool_root(pool_leaf(entry_of(assembly, person)) for person in people)


async def stop(by: Person, draw_id: int, because: str, now: datetime) -> None:
    """Give up a draw that is not fixed in the record yet: the pool opens again. It stays to be seen with `because`, so
    that nobody begins and stops unseen until the people in the pool please. Raises NotAllowed, DrawRefused."""
    by.demand("draws.prepare")
    reason = one_line(because)
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise DrawRefused(_("Say in a sentence why it is stopped. Everybody can read it."), "because")
    async with transaction():
        draw = await lock(draw_id)
        if draw.state not in (DrawState.PREPARING, DrawState.PREPARED):
            raise DrawRefused(
                _("This draw is fixed in the public record. It can only be declared void, by two officers.")
            )
        await Draw.filter(id=draw.id).update(
            state=DrawState.STOPPED, stop_asked_at=now, leased_until=None, trouble=reason
        )
        await FrozenPool.filter(draw_id=draw.id).delete()
        await journal.record(by.actor, "draw.stopped", thing_of(draw), at=now, number=draw.number, because=reason)
