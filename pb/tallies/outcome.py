"""The count itself, for every pot: takes processor time and no database, so that it can run beside the site."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ballot_box.elections import hash_of
from pb.counting.allocation import Allocation
from pb.counting.changes import Change, Recount, what_would_change
from pb.counting.completion import NONE, Completion
from pb.counting.completion import completion as completion_named
from pb.counting.explaining import Explanation, explain
from pb.counting.files import as_json
from pb.counting.rules import rule as rule_named
from pb.counting.rules.rule import Rule
from pb.counting.ties import COST_SUPPORTERS_ID, TieBreaking, cost_supporters_lot
from pb.counting.ties import tie_breaking as ties_named
from pb.models import Cycle
from pb.tallies.material import Material, PotMaterial

USUAL, OTHER = "equal-shares-ranked", "greedy-votes"
# Finding out what would have changed a result counts again some twenty times for each project that lost. Above this
# many (kinds of ballot × projects × projects that lost) it would take minutes, and the numbers alone have to do.
MOST_RECOUNTED = 40_000


@dataclass(frozen=True, slots=True)
class Way:
    """How a cycle is counted."""

    rule: Rule
    completion: Completion
    lots: Sequence[str]  # project ids in the order drawn
    tie_breaking: str

    @classmethod
    def of(cls, cycle: Cycle) -> "Way":
        """Raises CountingRefused for a name that no rule has."""
        rule = rule_named(cycle.rule)
        completion = completion_named(cycle.completion) if rule.completes else NONE
        return cls(rule, completion, tuple(cycle.lots), cycle.tie_breaking)

    def ties(self, pot: PotMaterial) -> TieBreaking:
        if self.tie_breaking != cost_supporters_lot(()).name:
            return ties_named(self.tie_breaking)
        if not self.lots:
            return COST_SUPPORTERS_ID
        reference = {str(project): reference for reference, project in pot.project_ids.items()}
        return cost_supporters_lot([reference[lot] for lot in self.lots if lot in reference])


@dataclass(frozen=True, slots=True)
class PotOutcome:
    pot: PotMaterial
    allocation: Allocation
    other: Allocation
    explanations: tuple[Explanation, ...]
    changes: dict[str, Change]  # by reference


@dataclass(frozen=True, slots=True)
class Outcome:
    pots: tuple[PotOutcome, ...]

    @property
    def hashed(self) -> str:
        """The same for every count with the same outcome; reasons are not part of it."""
        return hash_of([[one.pot.pot_id, facts_of(one)] for one in self.pots])


def facts_of(one: PotOutcome) -> dict[str, Any]:
    return as_json(one.pot.instance, one.allocation)


def count_all(material: Material, way: Way, *, with_changes: bool = True) -> Outcome:
    return Outcome(tuple(_count(pot, way, with_changes) for pot in material.pots))


def _count(pot: PotMaterial, way: Way, with_changes: bool) -> PotOutcome:
    ties = way.ties(pot)
    allocation = way.rule.count(pot.instance, pot.profile, ties, way.completion)
    other = rule_named(OTHER if way.rule.name != OTHER else USUAL).count(pot.instance, pot.profile, ties)
    recount = Recount(pot.instance, pot.profile, way.rule, ties, way.completion)
    changes = _changes(recount, allocation) if with_changes else {}
    explanations = explain(allocation, pot.instance, pot.profile.kind, changes)
    return PotOutcome(pot, allocation, other, explanations, changes)


def _changes(recount: Recount, allocation: Allocation) -> dict[str, Change]:
    work = len(recount.profile.groups) * len(recount.instance) * len(allocation.losses)
    if work > MOST_RECOUNTED:
        return {}
    return {loss.project: what_would_change(recount, allocation, loss.project) for loss in allocation.losses}
