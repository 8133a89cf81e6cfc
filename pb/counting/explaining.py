"""Why each project is funded or not: numbers first, words from them.

An explanation is data that can be kept as JSON and put into words in any language; `pb.counting.wording` has the
words. Amounts in it are whole hundredths of the currency unit (pence): what a person paid is rounded up, what was
left is rounded down, so that nothing looks better than it was.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor
from typing import Any

from pb.counting.allocation import Allocation, How, Loss, Payment, Step, Taken, Why
from pb.counting.ballot import BallotKind
from pb.counting.changes import Change
from pb.counting.instance import Instance
from pb.counting.project import ProjectId

MOST_NAMED = 3
NO_CHANGE = Change()


@dataclass(frozen=True, slots=True)
class Sentence:
    """`key` names a template, `values` are its numbers: counts, amounts in hundredths, project ids."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Explanation:
    project: ProjectId
    funded: bool
    sentences: tuple[Sentence, ...]

    def as_json(self) -> dict[str, Any]:
        said = [{"key": sentence.key, "values": dict(sentence.values)} for sentence in self.sentences]
        return {"project": self.project, "funded": self.funded, "sentences": said}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> "Explanation":
        said = tuple(Sentence(sentence["key"], sentence["values"]) for sentence in row["sentences"])
        return cls(row["project"], row["funded"], said)


def explain(
    allocation: Allocation,
    instance: Instance,
    kind: BallotKind = BallotKind.RANKED,
    changes: Mapping[ProjectId, Change] | None = None,
) -> tuple[Explanation, ...]:
    """One explanation a project, in the order of the instance. `changes`: what would have funded those that lost."""
    explainer = Explainer(allocation, instance, kind)
    return tuple(explainer.of(project.id, (changes or {}).get(project.id, NO_CHANGE)) for project in instance)


@dataclass(frozen=True, slots=True)
class Explainer:
    allocation: Allocation
    instance: Instance
    kind: BallotKind

    def of(self, project: ProjectId, change: Change) -> Explanation:
        if step := self.allocation.step_of(project):
            return Explanation(project, True, (*self.of_step(step), *self.of_ties(project, lost=False)))
        loss = self.allocation.loss_of(project)
        assert loss is not None, "every project is in a step or a loss"
        said = (*self.of_loss(loss), *self.of_ties(project, lost=True), *self.of_change(loss, change))
        return Explanation(project, False, said)

    def of_step(self, step: Step) -> Iterable[Sentence]:
        yield self.chosen(step.supporters)
        if step.payment is not None:
            yield from self.of_payment(step, step.payment)
        elif step.how is How.VOTES:
            yield Sentence("had-room", {"left": self.down(step.left + step.cost), "cost": self.up(step.cost)})
        else:
            points = str(step.points) if step.points is not None else "0"
            yield Sentence(f"filled-by-{step.how}", {"points": points, "cost": self.up(step.cost)})

    def of_payment(self, step: Step, payment: Payment) -> Iterable[Sentence]:
        if not step.cost:
            yield Sentence("free")
            return
        ranked = self.kind is BallotKind.RANKED
        yield Sentence(f"level-{min(payment.level, 4)}" if ranked else "level-all", {"level": payment.level})
        if ranked and payment.supporters < step.supporters:
            yield Sentence("supported-by-then", {"people": payment.supporters})
        price = {"cap": self.up(payment.cap), "share": self.up(self.allocation.share or 0)}
        if payment.paid_cap == payment.supporters:
            yield Sentence("all-paid-the-same", price)
            return
        yield Sentence("paid-at-most", {**price, "people": payment.paid_cap})
        if payment.paid_all:
            yield Sentence("paid-all-they-had", {"people": payment.paid_all})
        if payment.had_nothing:
            yield Sentence("had-nothing", {"people": payment.had_nothing})

    def of_loss(self, loss: Loss) -> Iterable[Sentence]:
        if loss.why is Why.NOBODY:
            yield Sentence("nobody")
            return
        yield self.chosen(loss.supporters)
        cost = self.up(loss.cost)
        if loss.why is Why.OVER_BUDGET:
            yield Sentence("over-budget", {"cost": cost, "budget": self.down(self.allocation.budget)})
        elif loss.held is None:
            left = self.down(loss.left or 0)
            yield Sentence("no-room", {"cost": cost, "left": left, "missing": cost - left})
        else:
            held = self.down(loss.held)
            yield Sentence("shares-short", {"cost": cost, "held": held, "missing": cost - held})
            yield from self.of_taken(loss.taken)
            if self.allocation.next_overspends:
                yield self.raised()
            if loss.left is not None:
                yield Sentence("no-room-at-the-end", {"left": self.down(loss.left)})

    def raised(self) -> Sentence:
        allocation = self.allocation
        spent = sum(step.cost for step in allocation.steps if step.how is How.SHARES)
        first, share = self.up(allocation.first_share or 0), self.up(allocation.share or 0)
        left = self.down(allocation.budget - spent)
        if first == share:
            return Sentence("not-raised", {"left": left})
        return Sentence("raised", {"first": first, "share": share, "left": left})

    def of_taken(self, taken: tuple[Taken, ...]) -> Iterable[Sentence]:
        worth_saying = [[one.project, self.down(one.amount)] for one in taken if self.down(one.amount)]
        if worth_saying:
            key = "taken" if len(worth_saying) <= MOST_NAMED else "taken-mostly"
            yield Sentence(key, {"taken": worth_saying[:MOST_NAMED]})

    def of_ties(self, project: ProjectId, lost: bool) -> Iterable[Sentence]:
        """Ties that left somebody without, where this project was first or was one of those left."""
        funded = set(self.allocation.funded)
        for tie in self.allocation.ties_that_mattered:
            others = [other for other in tie.projects if other != project]
            if lost and project in tie.projects:
                yield Sentence("tie-lost", {"projects": [other for other in others if other in funded]})
            elif not lost and project == tie.chosen:
                yield Sentence("tie-won", {"projects": [other for other in others if other not in funded]})

    def of_change(self, loss: Loss, change: Change) -> Iterable[Sentence]:
        if change.cost is not None:
            less = self.up(loss.cost) - self.up(change.cost)
            yield Sentence("would-at-cost", {"cost": self.up(change.cost), "less": less})
        if change.voters is not None:
            key = "would-with-first-choices" if self.kind is BallotKind.RANKED else "would-with-voters"
            yield Sentence(key, {"more": change.voters})

    def chosen(self, supporters: int) -> Sentence:
        return Sentence("chosen", {"supporters": supporters, "voters": self.allocation.voters})

    def up(self, amount: int | Fraction) -> int:
        return ceil(Fraction(amount) * 100 / self.instance.unit)

    def down(self, amount: int | Fraction) -> int:
        return floor(Fraction(amount) * 100 / self.instance.unit)
