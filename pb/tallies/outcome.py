"""The count itself, for every pot: takes processor time and no database, so that it can run beside the site."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ballot_box.keys import hidden_hash
from ballot_box.sealing.bodies import canonical
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


def other_than(rule: str) -> str:
    """The rule that people will want to compare this one with."""
    return OTHER if rule != OTHER else USUAL


@dataclass(frozen=True, slots=True)
class Way:
    """How a cycle is counted."""

    rule: Rule
    wished: Completion  # for rules that can take one
    lots: Sequence[str]  # project ids in the order drawn
    tie_breaking: str

    @classmethod
    def of(cls, cycle: Cycle) -> "Way":
        """Raises CountingRefused for a name that no rule has."""
        return cls(rule_named(cycle.rule), completion_named(cycle.completion), tuple(cycle.lots), cycle.tie_breaking)

    def by(self, rule: str) -> "Way":
        """As this fund would be counted by another rule."""
        return replace(self, rule=rule_named(rule))

    @property
    def completion(self) -> Completion:
        return self.wished if self.rule.completes else NONE

    def count(self, pot: PotMaterial) -> Allocation:
        return self.rule.count(pot.instance, pot.profile, self.ties(pot), self.completion)

    def ties(self, pot: PotMaterial) -> TieBreaking:
        return ties_of(self, {str(project): reference for reference, project in pot.project_ids.items()})


def ties_of(way: Way, references: Mapping[str, str]) -> TieBreaking:
    """`references` of the projects of one pot, by what stands for them on ballots."""
    if way.tie_breaking != cost_supporters_lot(()).name:
        return ties_named(way.tie_breaking)
    if not way.lots:
        return COST_SUPPORTERS_ID
    return cost_supporters_lot([references[lot] for lot in way.lots if lot in references])


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
        """The same for every count with the same outcome; reasons are not part of it. It tells nobody the numbers."""
        return hidden_hash("outcome", canonical([[one.pot.pot_id, facts_of(one)] for one in self.pots]))


def facts_of(one: PotOutcome) -> dict[str, Any]:
    return as_json(one.pot.instance, one.allocation)


def count_all(material: Material, way: Way, *, with_changes: bool = True) -> Outcome:
    return Outcome(tuple(_count(pot, way, with_changes) for pot in material.pots))


def _count(pot: PotMaterial, way: Way, with_changes: bool) -> PotOutcome:
    allocation = way.count(pot)
    other = way.by(other_than(way.rule.name)).count(pot)
    recount = Recount(pot.instance, pot.profile, way.rule, way.ties(pot), way.completion)
    changes = _changes(recount, allocation) if with_changes else {}
    explanations = explain(allocation, pot.instance, pot.profile.kind, changes)
    return PotOutcome(pot, allocation, other, explanations, changes)


def _changes(recount: Recount, allocation: Allocation) -> dict[str, Change]:
    work = len(recount.profile.groups) * len(recount.instance) * len(allocation.losses)
    if work > MOST_RECOUNTED:
        return {}
    return {loss.project: what_would_change(recount, allocation, loss.project) for loss in allocation.losses}
