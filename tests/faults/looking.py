"""What must hold of the box, the roll and the record, whatever happened to the processes that wrote them."""

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import orjson

from ballot_box import keys
from ballot_box.sealing import boxes
from ballot_box.sealing.bodies import commitment_of, slot_of
from database import rows
from tests.faults.crowd import Crowd, Vote


@dataclass(frozen=True)
class Found:
    """`lost`: acknowledged and not there; `half`: there in one table and not in another. Both must be empty."""

    ballots: int
    lost: list[str]
    half: list[str]

    @property
    def whole(self) -> bool:
        return not self.lost and not self.half


async def look(vote: Vote, crowd: Crowd) -> Found:
    """Compare the box, the roll and the record with what the casters wrote down."""
    key = keys.read(vote.election.key_name)
    ballots = {one.slot: one for one in await ballots_of(vote)}
    lying = {person: ballots.get(slot_of(key, vote.election.id, person)) for person in await roll_of(vote)}
    leaves = await ballot_leaves(vote)
    sent = {vote.commitment(attempt, choices) for _, _, attempt, choices, _ in crowd.all("sent")}
    half = half_there(ballots, lying, leaves, key)
    half += [f"{leaf} was never sent" for leaf in leaves - sent]
    lost = [f"{line[3]} is not in the record" for line in crowd.all("done") if line[3] not in leaves]
    for person, good in _acceptable(vote, crowd).items():
        ballot = lying.get(person)
        if ballot is None or ballot.commitment not in good:
            lost.append(f"the ballot of {person}")
    return Found(len(ballots), lost, half)


def half_there(ballots: dict[str, Any], lying: dict[int, Any], leaves: set[str], key: bytes) -> list[str]:
    found = [f"{person} is on the roll without a ballot" for person, ballot in lying.items() if ballot is None]
    found += ["a ballot without a place on the roll"] * (len(ballots) - sum(1 for one in lying.values() if one))
    for one in ballots.values():
        if one.commitment not in leaves:
            found.append(f"{one.commitment} has no leaf in the record")
        body, nonce = boxes.empty(boxes.unlock(bytes(one.box), key))
        if commitment_of(nonce, body) != one.commitment:
            found.append(f"{one.commitment} is not what lies in its box")
    return found


async def ballots_of(vote: Vote) -> list[Any]:
    return list(await rows("SELECT slot, commitment, box FROM ballot WHERE election_id = ?", vote.election.id))


async def roll_of(vote: Vote) -> list[int]:
    """Everybody who cast a ballot on a screen, each of them once."""
    found = await rows(
        "SELECT account_id FROM roll_entry WHERE election_id = ? AND channel <> 'paper'", vote.election.id
    )
    people = [int(one.account_id) for one in found]
    assert len(set(people)) == len(people), "somebody is on the roll twice"
    return people


async def ballot_leaves(vote: Vote) -> set[str]:
    """The commitments of this vote that are in the record, or wait for it."""
    found = await rows("SELECT leaf FROM log_pending UNION ALL SELECT leaf FROM log_leaf")
    read = [orjson.loads(one.leaf) for one in found]
    mine = [str(leaf["c"]) for leaf in read if leaf["k"] == "ballot" and leaf["e"] == str(vote.election.id)]
    assert len(set(mine)) == len(mine), "a leaf is in the record twice"
    return set(mine)


def _acceptable(vote: Vote, crowd: Crowd) -> dict[int, set[str]]:
    """For each person with an acknowledged ballot, which may lie in the box: each that was not answered before the last
    acknowledged one was even sent. Two that overlapped may have come in either order."""
    answered = {line[2]: line[4] for line in crowd.all("done")}
    last: dict[int, float] = {}
    for _, person, attempt, _, at in crowd.all("sent"):
        if attempt in answered:
            last[person] = max(at, last.get(person, 0.0))
    good: dict[int, set[str]] = defaultdict(set)
    for _, person, attempt, choices, _ in crowd.all("sent"):
        if person in last and answered.get(attempt, math.inf) >= last[person]:
            good[person].add(vote.commitment(attempt, choices))
    return dict(good)
