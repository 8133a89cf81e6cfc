"""An election of the engine's, counted by verify.py."""

import re
from collections.abc import Sequence
from typing import Any

from ballot_box.verifiers import verify
from pb.counting.ballot import BallotKind
from pb.counting.completion import COMPLETIONS, NONE
from pb.counting.instance import Instance
from pb.counting.profile import Profile
from pb.counting.rules import RULES

# Every way of counting that verify.py can repeat.
WAYS = [
    (rule, completion)
    for rule in RULES
    for completion in (COMPLETIONS if RULES[rule].completes else [NONE.name])
    if re.fullmatch(verify.RULES, f"{rule} {completion} lexicographic")
]


def winners(
    instance: Instance, profile: Profile, rule: str, completion: str, ties: str, lots: Sequence[str] = ()
) -> tuple[str, ...]:
    """In the order of funding."""
    count = {"completion": completion, "lots": list(lots), "rule": rule, "tie_breaking": ties, "unit": instance.unit}
    options = {one.id: {"cost": one.cost, "reference": one.id, "title": one.name} for one in instance}
    about = {"contests": {"1": {"budget": instance.budget}}, "count": count, "options": options}
    ranked = profile.kind is BallotKind.RANKED
    election: dict[str, Any] = {"about": about, "contests": {"1": [*options]}}
    election["kind"] = "ordinal" if ranked else "approval"
    ballots = [[people, list(ballot.chosen)] for ballot, people in profile.groups]
    return tuple(verify.Poll(election, "1", [], {"ballots": ballots}).winners())
