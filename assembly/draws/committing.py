"""Fixing a draw in the public record, before chance has spoken: two officers, and from then on nothing changes."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from assembly.draws import DrawRefused, lock_in_time, refused, sources, thing_of
from assembly.models import Assembly, Draw, DrawKind, DrawState, FrozenPool, Portfolio
from assembly.sortition.drawing.commitments import Commitment, PublicQuota, shown_counts
from assembly.sortition.drawing.records import draw_leaf
from assembly.sortition.pool import Quota
from assembly.sortition.refusals import SortitionRefused
from database import transaction
from ledger import journal, log
from residents import approvals
from residents.models import Approval
from residents.people import Person
from web.language import _

MAY = "draws.commit"
ACT = "draw.commitment"
_SUMS = Path(__file__).resolve().parent.parent / "sortition"


@cache
def program() -> str:
    """What made the portfolio, as it stands in the commitment: its name, and the hash of the files that do the sums.

    Of every file of assembly/sortition, by its path in it: SHA-256 over the lines of `sha256sum`, as in
    `cd assembly/sortition && find . -name '*.py' | LC_ALL=C sort | xargs sha256sum | sha256sum`.
    """
    names = sorted(f"./{file.relative_to(_SUMS).as_posix()}" for file in _SUMS.rglob("*.py"))
    lines = "".join(f"{sha256((_SUMS / name).read_bytes()).hexdigest()}  {name}\n" for name in names)
    return f"wardmote, assembly/sortition {sha256(lines.encode()).hexdigest()}"


async def ask(
    by: Person, draw_id: int, kinds: Sequence[str], when: datetime, place: str, because: str, now: datetime
) -> Approval:
    """The first officer proposes when, where and by what chance. Raises NotAllowed, NotFound, DrawRefused."""
    by.demand(MAY)
    if when <= now:
        raise DrawRefused(
            _("The draw must be held later than now, or nobody can see what was fixed before it."), "when"
        )
    async with transaction():
        draw = await _prepared(draw_id, now)
        portfolio = await Portfolio.get(draw_id=draw.id)
        payload = _payload(draw, portfolio, kinds, when, place)
        sources.named(kinds, portfolio.lines, when)
        return await approvals.ask(by, MAY, ACT, thing_of(draw), payload, because, now)


def _payload(draw: Draw, portfolio: Portfolio, kinds: Sequence[str], when: datetime, place: str) -> dict[str, Any]:
    return {
        "root": draw.pool_root,
        "portfolio": portfolio.hash,
        "kinds": [kind for kind in sources.KINDS if kind in kinds],
        "when": when.isoformat(),
        "place": " ".join(place.split())[:200],
    }


async def commit(by: Person, draw_id: int, approval_id: int, now: datetime) -> Draw:
    """The second officer agrees, and the commitment goes into the record. Raises as `ask`, and ApprovalRefused."""
    by.demand(MAY)
    async with transaction():
        draw = await _prepared(draw_id, now)
        portfolio = await Portfolio.get(draw_id=draw.id)
        asked = await Approval.get_or_none(id=approval_id, act=ACT, thing=thing_of(draw))
        if asked is None:
            raise DrawRefused(_("Nobody has asked for this, or it was decided already."))
        proposed: dict[str, Any] = dict(asked.payload)
        when = datetime.fromisoformat(proposed["when"])
        kinds, place = proposed["kinds"], proposed["place"]
        if when <= now:
            raise DrawRefused(_("The time of the draw has passed. Propose a later one."))
        await approvals.approve(by, MAY, approval_id, _payload(draw, portfolio, kinds, when, place), now)
        commitment = await _commitment(draw, portfolio, kinds, when, now)
        await log.append(draw_leaf(str(draw.assembly_id), draw.number, commitment.hash))
        await Draw.filter(id=draw.id).update(
            state=DrawState.COMMITTED, commitment=commitment.as_bytes().decode(), commitment_hash=commitment.hash,
            committed_at=now, committed_by_id=by.account_id,
            source=sources.kept(commitment.randomness) | {"place": place},
        )  # fmt: skip
        await Assembly.filter(id=draw.assembly_id).update(draw_at=when, draw_place=place)
        await journal.record(
            by.actor, "draw.committed", thing_of(draw), at=now, commitment=commitment.hash, approval=approval_id
        )
        return await Draw.get(id=draw.id)


async def _prepared(draw_id: int, now: datetime) -> Draw:
    draw = await lock_in_time(draw_id, now)
    if draw.state is not DrawState.PREPARED:
        raise DrawRefused(
            _("Only a draw whose panels are made, and that is not fixed yet, can be fixed in the record.")
        )
    return draw


async def _commitment(
    draw: Draw, portfolio: Portfolio, kinds: Sequence[str], when: datetime, now: datetime
) -> Commitment:
    assembly = await Assembly.get(id=draw.assembly_id)
    pool = await FrozenPool.get(draw_id=draw.id)
    terms: dict[str, Any] = dict(draw.terms)
    before = await _before(draw)
    try:
        return Commitment(
            assembly=str(assembly.id), name=assembly.name, draw=draw.number,
            kind="panel" if draw.kind is DrawKind.PANEL else "replacement",
            after=before, made=now, when=when,
            pool_root=draw.pool_root, pool_size=draw.pool_size, lines=portfolio.lines, portfolio=portfolio.hash,
            seats=draw.seats, quotas=_public_quotas(draw, pool.people, first=not before),
            sources=dict(terms["sources"]),
            keep_floor=Fraction(terms["keep_floor"]), ceiling_factor=Fraction(terms["ceiling_factor"]),
            version=program(), randomness=sources.named(kinds, portfolio.lines, when),
        )  # fmt: skip
    except SortitionRefused as fault:
        raise refused(fault) from fault


async def _before(draw: Draw) -> str:
    """The hash of the commitment before this one, void or not."""
    found = (
        await Draw.filter(assembly_id=draw.assembly_id, number__lt=draw.number)
        .exclude(commitment_hash="")
        .order_by("-number")
        .first()
    )
    return found.commitment_hash if found is not None else ""


def _public_quotas(draw: Draw, people: Sequence[dict[str, Any]], *, first: bool) -> list[PublicQuota]:
    """What everybody may see of the quotas, and of how many could fill them.

    Counts only once: two pools that differ by a few people would tell what those are like, and the portfolios tell
    their pseudonyms. Of a draw for empty seats nothing: what is left open, taken from the quotas of the whole panel, is
    the panel as it sits, to the last person. An auditor works both out from the pools.
    """
    terms: dict[str, Any] = dict(draw.terms)
    if draw.kind is not DrawKind.PANEL:
        return []
    quotas = [Quota(*one) for one in terms["quotas"]]
    if first:
        return _with_counts(quotas, people)
    values = Counter(one.category for one in quotas)
    return [PublicQuota(one, len(people) if values[one.category] == 1 else None) for one in quotas]


def _with_counts(quotas: Sequence[Quota], people: Sequence[dict[str, Any]]) -> list[PublicQuota]:
    """Each quota with how many of the pool could fill it; small numbers, and those that give them away, kept back."""
    have = Counter((category, value) for one in people for category, value in one["f"].items())
    shown: dict[str, dict[str, int | None]] = {
        category: shown_counts({one.value: have[category, one.value] for one in quotas if one.category == category})
        for category in {one.category for one in quotas}
    }
    return [PublicQuota(one, shown[one.category][one.value]) for one in quotas]
