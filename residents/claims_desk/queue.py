"""Claims as a queue: those of one vote in one state, the oldest first. A fixed number of questions to the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from database import as_time, rows
from residents.models import ClaimState, Franchise
from residents.people import Person
from web.days import local_date

PAGE = 50
S = ClaimState
PARTS: dict[str, tuple[ClaimState, ...]] = {
    "open": (S.DECLARED, S.PROVISIONAL, S.AWAITING_LETTER),
    "review": (S.UNDER_REVIEW,),
    "verified": (S.VERIFIED,),
    "rejected": (S.REJECTED,),
    "expired": (S.EXPIRED,),
    "withdrawn": (S.WITHDRAWN,),
}
"""What the tabs show. The first one is why officers come here: who still has to confirm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What an officer wants to see. `franchise_id` 0: claims that were not used in a vote yet."""

    franchise_id: int = 0
    part: str = "open"
    neighbourhood_id: int | None = None
    after: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """One claim of the queue."""

    id: int
    neighbourhood: str
    tie: str
    state: str
    evidence: str
    days_left: int | None  # None: no day is set, or nothing is open


@dataclass(frozen=True, slots=True)
class Found:
    claims: list[Waiting]
    more: int | None  # the claim to go on after
    counts: dict[str, int]  # of each part, in this vote


async def franchises(now: datetime) -> list[Franchise]:
    """Those an officer can choose from, the one whose day for confirming comes next first."""
    found = await Franchise.all().order_by("-id").limit(200)
    coming = [one for one in found if one.confirm_by is not None and one.confirm_by > now]
    coming.sort(key=lambda one: (one.confirm_by or now, one.id))
    return [*coming, *(one for one in found if one not in coming)]


async def neighbourhoods() -> Sequence[Any]:
    return await rows("SELECT id, name FROM neighbourhood ORDER BY name, id LIMIT 500")


async def find(by: Person, wish: Wish, now: datetime) -> Found:
    """One page of the queue. Raises NotAllowed."""
    by.demand("claims.manage")
    found = await _select(wish)
    franchise = await Franchise.get_or_none(id=wish.franchise_id)
    left = days_left(franchise, now)
    claims = [
        Waiting(row.id, row.neighbourhood, row.tie, row.state, row.evidence, left if wish.part == "open" else None)
        for row in found[:PAGE]
    ]
    return Found(claims, claims[-1].id if len(found) > PAGE else None, await _counts(wish))


def days_left(franchise: Franchise | None, now: datetime) -> int | None:
    """Whole days until the last day for confirming, which counts as 0; below 0 it has gone by."""
    if franchise is None or franchise.confirm_by is None:
        return None
    return (local_date(franchise.confirm_by) - local_date(now)).days


async def _select(wish: Wish) -> Sequence[Any]:
    """Each state by itself along the index, then together: sorting all open claims would look at every one of them."""
    of_franchise, parameters = _of_franchise(wish.franchise_id)
    here = " AND neighbourhood_id = ?" if wish.neighbourhood_id is not None else ""
    pieces, bound = [], []
    for state in PARTS[wish.part]:
        pieces.append(
            f"""SELECT id FROM (SELECT id FROM claim WHERE {of_franchise} AND state = ? AND id > ?{here}
                                ORDER BY id LIMIT {PAGE + 1}) AS of_{state.value}"""
        )
        bound += [*parameters, state.value, wish.after]
        bound += [wish.neighbourhood_id] if here else []
    return await rows(
        f"""SELECT c.id, c.tie, c.state, c.evidence, n.name AS neighbourhood
            FROM ({" UNION ALL ".join(pieces)}) AS k JOIN claim c ON c.id = k.id
            JOIN neighbourhood n ON n.id = c.neighbourhood_id
            ORDER BY c.id LIMIT {PAGE + 1}""",
        *bound,
    )


async def _counts(wish: Wish) -> dict[str, int]:
    of_franchise, parameters = _of_franchise(wish.franchise_id)
    found = await rows(f"SELECT state, COUNT(*) AS n FROM claim WHERE {of_franchise} GROUP BY state", *parameters)
    of_state = {row.state: int(row.n) for row in found}
    return {part: sum(of_state.get(state.value, 0) for state in states) for part, states in PARTS.items()}


def _of_franchise(franchise_id: int) -> tuple[str, list[Any]]:
    return ("franchise_id = ?", [franchise_id]) if franchise_id else ("franchise_id IS NULL", [])


async def appeals(by: Person) -> Sequence[Any]:
    """Appeals that wait for a ruling, the oldest first."""
    by.demand("claims.manage")
    found = await rows(
        """SELECT r.id, r.claim_id, r.rule, r.appealed_at, r.asked_by_id, r.approved_by_id, n.name AS neighbourhood
           FROM rejection r JOIN claim c ON c.id = r.claim_id JOIN neighbourhood n ON n.id = c.neighbourhood_id
           WHERE r.appealed_at IS NOT NULL AND r.ruled_at IS NULL AND c.state = 'under_review'
           ORDER BY r.id LIMIT 200"""
    )
    return [one._replace(appealed_at=as_time(one.appealed_at)) for one in found]


async def look_up(by: Person, typed: str) -> int | None:
    """The number of the claim that somebody names by it, or by the exact email address they sign in with."""
    by.demand("claims.manage")
    typed = typed.strip().lower()
    if "@" in typed:
        found = await rows(
            "SELECT c.id FROM claim c JOIN account a ON a.id = c.account_id WHERE a.email = ?", typed[:254]
        )
    else:
        number = typed.removeprefix("claim").strip().removeprefix("c").removeprefix("-").strip()
        if not (number.isascii() and number.isdigit() and len(number) <= 18):
            return None
        found = await rows("SELECT id FROM claim WHERE id = ?", int(number))
    return int(found[0].id) if found else None
