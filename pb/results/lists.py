"""Results in lists: those that are published, and for officers those that are to be counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from database import as_time, rows
from pb.cycles import may_be_done
from pb.models import Cycle, Sealing, Tally


@dataclass(frozen=True, slots=True)
class Published:
    slug: str
    name: str
    question: str
    published_at: datetime
    decided: bool
    currency: str
    ballots: int
    funded: int
    projects: int
    spent_pence: int
    budget_pence: int


async def published() -> list[Published]:
    """Every published result, the newest first."""
    found = await rows(
        """SELECT c.slug, c.name, c.question, c.currency, c.decision_on, t.published_at, t.ballots,
                  (SELECT SUM(p.spent_pence) FROM pot_tally p WHERE p.tally_id = t.id) AS spent,
                  (SELECT SUM(p.budget_pence) FROM pot_tally p WHERE p.tally_id = t.id) AS budget,
                  (SELECT COUNT(*) FROM project_tally p WHERE p.tally_id = t.id) AS projects,
                  (SELECT COUNT(*) FROM project_tally p WHERE p.tally_id = t.id AND p.funded = ?) AS funded
           FROM tally t JOIN cycle c ON c.id = t.cycle_id
           WHERE t.published_at IS NOT NULL AND c.cancelled_at IS NULL ORDER BY t.published_at DESC, t.id DESC""",
        True,
    )
    return [_published(record) for record in found]


def _published(record: Any) -> Published:
    at = as_time(record.published_at)
    assert at is not None
    return Published(
        slug=record.slug,
        name=record.name,
        question=record.question,
        published_at=at,
        decided=record.decision_on is not None,
        currency=record.currency,
        ballots=record.ballots,
        funded=record.funded,
        projects=record.projects,
        spent_pence=int(record.spent or 0),
        budget_pence=int(record.budget or 0),
    )


@dataclass(frozen=True, slots=True)
class Counted:
    """A cycle whose vote is over. `tally` is its count, if there is one; `to_count`: it can be counted, or again;
    `to_open`: its sealed boxes wait for the trustees."""

    cycle: Cycle
    tally: Tally | None
    to_count: bool
    to_open: bool = False


async def counted_cycles(now: datetime) -> Sequence[Counted]:
    """Cycles whose vote has closed, the newest first, with their count."""
    cycles = (
        await Cycle.filter(election_id__isnull=False, voting_closes_at__lte=now)
        .select_related("election")
        .order_by("-voting_closes_at", "-id")
        .limit(200)
    )
    tallies = {tally.cycle_id: tally for tally in await Tally.filter(cycle_id__in=[one.id for one in cycles])}
    return [
        Counted(one, tallies.get(one.id), "count" in may_be_done(one, now), to_open=_is_closed_box(one))
        for one in cycles
    ]


def _is_closed_box(cycle: Cycle) -> bool:
    box = cycle.election
    return cycle.sealing is Sealing.SEALED and box is not None and box.emptied_at is not None and box.opened_at is None
