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

from pb.counting.allocation import Allocation, How, Loss, Payment, Step, Taken, Weighed, Why
from pb.counting.ballot import BallotKind
from pb.counting.changes import Change
from pb.counting.completion import completion
from pb.counting.instance import Instance
from pb.counting.project import ProjectId

MOST_NAMED = 3
BY_RANK = frozenset({"equal-shares-ranked", "equal-shares-ranked-cardinality"})
NO_CHANGE = Change()
NO_VALUES: Mapping[str, Any] = {}


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
        elif step.weighed is not None:
            yield self.of_votes(step.weighed, step.cost)
        elif step.load is not None:
            yield Sentence("load", {"load": self.up(step.load)})
        elif self.allocation.share is None:
            values = {"left": self.down(step.left + step.cost), "cost": self.up(step.cost)}
            yield Sentence(f"had-room{of_list(step.how)}", values | told_points(step))
        else:
            yield Sentence(f"filled-by-{step.how}", {"cost": self.up(step.cost)} | told_points(step))

    def of_payment(self, step: Step, payment: Payment) -> Iterable[Sentence]:
        if not step.cost:
            yield Sentence("free")
            return
        yield self.level("level", payment.level, self.allocation.rule in BY_RANK)
        if payment.supporters < step.supporters:
            yield Sentence("supported-by-then", {"people": payment.supporters})
        yield Sentence("had-together", {"held": self.down(payment.held), "cost": self.up(step.cost)})
        yield from self.of_price(payment)
        if payment.paid_all:
            yield Sentence("paid-all-they-had", {"people": payment.paid_all})
        if payment.had_nothing:
            yield Sentence("had-nothing", {"people": payment.had_nothing})

    def of_price(self, payment: Payment) -> Iterable[Sentence]:
        share = {"share": self.up(self.allocation.share or 0)}
        everybody = payment.paid_cap == payment.supporters
        if payment.per_point is not None:
            price = {**share, "price": self.up(payment.per_point)}
            key, at_most = "all-paid-per-point", "paid-per-point"
        else:
            price = {**share, "cap": self.up(payment.cap)}
            key, at_most = "all-paid-the-same", "paid-at-most"
        yield Sentence(key, price) if everybody else Sentence(at_most, {**price, "people": payment.paid_cap})

    def of_votes(self, weighed: Weighed, cost: int) -> Sentence:
        needed = ceil(weighed.needed * 1000)
        values = {"cost": self.up(cost), "weight": decimal(floor(weighed.weight * 1000)), "needed": decimal(needed)}
        return self.level("votes", weighed.level, True, values)

    def level(self, key: str, level: int, by_rank: bool, values: Mapping[str, Any] = NO_VALUES) -> Sentence:
        """At which choices it happened; where all choices count at once, or there are no ranks, that is left out."""
        place = str(min(level, 4)) if by_rank and self.kind is BallotKind.RANKED else "all"
        return Sentence(f"{key}-{place}", {**values, "level": level})

    def of_loss(self, loss: Loss) -> Iterable[Sentence]:
        if loss.why is Why.NOBODY:
            yield Sentence("nobody")
            return
        yield self.chosen(loss.supporters)
        if loss.why is Why.OVER_BUDGET:
            budget = self.down(self.allocation.budget)
            yield Sentence("over-budget", {"cost": self.up(loss.cost), "budget": budget})
        elif loss.held is None:
            yield from self.of_no_room(loss)
        else:
            yield from self.of_too_little(loss, loss.held)

    def of_no_room(self, loss: Loss) -> Iterable[Sentence]:
        """In rules without shares."""
        if loss.weighed is not None:
            yield self.of_votes(loss.weighed, loss.cost)
        cost, left = self.up(loss.cost), self.down(loss.left or 0)
        values = {"cost": cost, "left": left, "missing": cost - left}
        if loss.why is Why.NO_ROOM:
            yield Sentence(f"no-room{of_list(loss.how)}", values)
        elif loss.why is Why.ENDED:
            yield Sentence("ended", {"cost": cost, "left": left})

    def of_too_little(self, loss: Loss, still: Fraction) -> Iterable[Sentence]:
        cost, held = self.up(loss.cost), self.down(still)
        yield Sentence("shares-short", {"cost": cost, "held": held, "missing": cost - held})
        yield from self.of_taken(loss.taken)
        yield from self.raised()
        if loss.left is not None:
            how = "" if self.fill is None else f"-{self.fill}"
            yield Sentence(f"no-room-at-the-end{how}", {"left": self.down(loss.left)})

    @property
    def fill(self) -> How | None:
        """What the money left over went by."""
        return completion(self.allocation.completion).fills_by(self.kind)

    def raised(self) -> Iterable[Sentence]:
        """How far the shares were raised, where that was tried."""
        allocation = self.allocation
        spent = sum(step.cost for step in allocation.steps if step.how is How.SHARES)
        first, share = self.up(allocation.first_share or 0), self.up(allocation.share or 0)
        left = self.down(allocation.budget - spent)
        values = {"first": first, "share": share, "left": left}
        if not allocation.next_overspends:
            if first != share:
                yield Sentence("raised-enough", values)
        elif first == share:
            yield Sentence("not-raised", {"left": left})
        else:
            yield Sentence("raised", values)

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
        if change.voters is not None and change.points is not None:
            yield Sentence("would-with-points", {"more": change.voters, "points": str(change.points)})
        elif change.voters is not None:
            key = "would-with-first-choices" if self.kind is BallotKind.RANKED else "would-with-voters"
            yield Sentence(key, {"more": change.voters})

    def chosen(self, supporters: int) -> Sentence:
        return Sentence("chosen", {"supporters": supporters, "voters": self.allocation.voters})

    def up(self, amount: int | Fraction) -> int:
        return ceil(Fraction(amount) * 100 / self.instance.unit)

    def down(self, amount: int | Fraction) -> int:
        return floor(Fraction(amount) * 100 / self.instance.unit)


def of_list(how: How | None) -> str:
    """The end of a key: what a list went by. Going by votes is the usual."""
    return "" if how in (None, How.VOTES) else f"-{how}"


def told_points(step: Step) -> dict[str, str]:
    return {} if step.points is None else {"points": str(step.points)}


def decimal(thousandths: int) -> str:
    """A number of votes with up to three decimals: 12.5."""
    whole, part = divmod(thousandths, 1000)
    return f"{whole:,}.{part:03}".rstrip("0").rstrip(".")
