"""Counting a `.pb` file: what `python main.py elections count` and `elections compare` give as JSON."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from pb.counting.allocation import Allocation, Loss, Step, Weighed
from pb.counting.comparing import Comparison, compare
from pb.counting.completion import NONE
from pb.counting.completion import completion as completion_named
from pb.counting.explaining import explain
from pb.counting.instance import Instance
from pb.counting.pabulib import read_file
from pb.counting.pabulib.numbers import written
from pb.counting.project import ProjectId
from pb.counting.rules import rule as rule_named
from pb.counting.ties import cost_supporters_lot, tie_breaking
from pb.counting.wording import Voice


def count_file(
    path: Path | str,
    rule: str,
    completion: str = "none",
    ties: str = "cost-supporters-id",
    explained: bool = False,
    draw: Callable[[list[ProjectId]], Sequence[ProjectId]] | None = None,
) -> dict[str, Any]:
    """Count one file and give the outcome ready for JSON. Raises CountingRefused and OSError.

    `draw` puts the projects in the order of their lots; then ties are broken as in a live cycle, and not by `ties`.

    Amounts are in the file's currency: a whole number, or a text such as "12.50" where the exact amount has decimals.
    Fractions are texts such as "1000/7". No floats. `explained`: with a reason for each project, in English.
    """
    instance, profile = read_file(path)
    breaking = cost_supporters_lot(draw([project.id for project in instance])) if draw else tie_breaking(ties)
    allocation = rule_named(rule).count(instance, profile, breaking, completion_named(completion))
    outcome = as_json(instance, allocation)
    if explained:
        voice = voice_of(instance)
        reasons = explain(allocation, instance, profile.kind)
        outcome["reasons"] = {reason.project: voice.sentences(reason) for reason in reasons}
    return outcome


def compare_file(
    path: Path | str, rules: tuple[str, str], completion: str = "none", ties: str = "cost-supporters-id"
) -> dict[str, Any]:
    """Count one file by two rules and set the outcomes side by side, ready for JSON. Raises as `count_file`.

    `completion` is for those of the two that take one.
    """
    instance, profile = read_file(path)
    found = [rule_named(name) for name in rules]
    completed = completion_named(completion)
    order = tie_breaking(ties)
    one, other = (rule.count(instance, profile, order, completed if rule.completes else NONE) for rule in found)
    names = dict.fromkeys(name for project in instance for name, _ in project.labels)
    labels = {name: {project.id: dict(project.labels).get(name, "") for project in instance} for name in names}
    return comparison_as_json(instance, compare(instance, profile, (one, other), labels))


def comparison_as_json(instance: Instance, comparison: Comparison) -> dict[str, Any]:
    voice = voice_of(instance)
    return {
        "voters": comparison.voters,
        "budget": money(instance.budget, instance),
        "sides": [
            {
                "rule": side.allocation.rule,
                "completion": side.allocation.completion,
                "funded": list(side.allocation.funded),
                "cost": money(side.allocation.cost, instance),
                "voters_with_any_choice": side.any_choice,
                "voters_with_first_choice": side.first_choice,
            }
            for side in comparison.sides
        ],
        "both": list(comparison.both),
        "differences": [
            {
                "project": difference.project,
                "funded_by": comparison.sides[difference.funded_by].allocation.rule,
                "reasons": [" ".join(voice.sentences(reason)) for reason in difference.reasons],
            }
            for difference in comparison.differences
        ],
        "money": {
            name: [
                {
                    "label": row.label,
                    "cost": [money(amount, instance) for amount in row.amounts],
                    "projects": [*row.projects],
                }
                for row in rows
            ]
            for name, rows in comparison.money.items()
        },
    }


def voice_of(instance: Instance) -> Voice:
    """Says amounts in the file's currency and projects by name."""
    currency = f" {instance.currency}" if instance.currency else ""

    def amount(hundredths: int) -> str:
        whole, part = divmod(hundredths, 100)
        return f"{whole:,}.{part:02}{currency}" if part else f"{whole:,}{currency}"

    return Voice(amount, lambda project: instance.by_id[project].name or project)


def as_json(instance: Instance, allocation: Allocation) -> dict[str, Any]:
    return {
        "rule": allocation.rule,
        "completion": allocation.completion,
        "tie_breaking": allocation.tie_breaking,
        "funded": list(allocation.funded),
        "cost": money(allocation.cost, instance),
        "budget": money(allocation.budget, instance),
        "leftover": money(allocation.leftover, instance),
        "voters": allocation.voters,
        "first_share": money(allocation.first_share, instance),
        "share": money(allocation.share, instance),
        "runs": allocation.runs,
        "next_overspends": allocation.next_overspends,
        "steps": [step_as_json(step, instance) for step in allocation.steps],
        "losses": [loss_as_json(loss, instance) for loss in allocation.losses],
        "ties": [{"step": tie.step, "projects": list(tie.projects), "chosen": tie.chosen} for tie in allocation.ties],
    }


def step_as_json(step: Step, instance: Instance) -> dict[str, Any]:
    row: dict[str, Any] = {
        "project": step.project,
        "cost": money(step.cost, instance),
        "how": str(step.how),
        "supporters": step.supporters,
        "left": money(step.left, instance),
    }
    if step.points is not None:
        row["points"] = number(Fraction(step.points))
    if step.load is not None:
        row["load"] = money(step.load, instance)
    if step.weighed is not None:
        row |= weighed_as_json(step.weighed)
    if (payment := step.payment) is not None:
        row |= {
            "level": payment.level,
            "cap": money(payment.cap, instance),
            "effective_votes": None if step.effective_votes is None else number(step.effective_votes),
            "held": money(payment.held, instance),
            "paid_cap": payment.paid_cap,
            "paid_all": payment.paid_all,
            "had_nothing": payment.had_nothing,
        }
        if payment.per_point is not None:
            row["per_point"] = money(payment.per_point, instance)
    return row


def weighed_as_json(weighed: Weighed) -> dict[str, Any]:
    return {"level": weighed.level, "weight": number(weighed.weight), "needed": number(weighed.needed)}


def loss_as_json(loss: Loss, instance: Instance) -> dict[str, Any]:
    row = {
        "project": loss.project,
        "cost": money(loss.cost, instance),
        "why": str(loss.why),
        "supporters": loss.supporters,
        "held": money(loss.held, instance),
        "shortfall": money(loss.shortfall, instance),
        "left": money(loss.left, instance),
        "taken": [{"project": taken.project, "amount": money(taken.amount, instance)} for taken in loss.taken],
    }
    return row if loss.weighed is None else row | weighed_as_json(loss.weighed)


def money(amount: int | Fraction | None, instance: Instance) -> int | str | None:
    """Smallest units as an amount of the currency."""
    if amount is None:
        return None
    exact = Fraction(amount) / instance.unit
    if exact.denominator > 1 and Fraction(amount).denominator == 1:
        return written(int(amount), instance.decimals)
    return number(exact)


def number(exact: Fraction) -> int | str:
    return exact.numerator if exact.denominator == 1 else str(exact)
