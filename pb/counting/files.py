"""Counting a `.pb` file: what `python main.py elections count` prints as JSON."""

from fractions import Fraction
from pathlib import Path
from typing import Any

from pb.counting.allocation import Allocation, Loss, Step
from pb.counting.completion import completion as completion_named
from pb.counting.instance import Instance
from pb.counting.pabulib import read_file
from pb.counting.pabulib.numbers import written
from pb.counting.rules import rule as rule_named
from pb.counting.ties import tie_breaking


def count_file(
    path: Path | str, rule: str, completion: str = "none", ties: str = "cost-supporters-id"
) -> dict[str, Any]:
    """Count one file and give the outcome ready for JSON. Raises CountingRefused and OSError.

    Amounts are in the file's currency: a whole number, or a text such as "12.50" where the exact amount has decimals.
    Fractions are texts such as "1000/7". No floats.
    """
    instance, profile = read_file(path)
    allocation = rule_named(rule).count(instance, profile, tie_breaking(ties), completion_named(completion))
    return as_json(instance, allocation)


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
    return row


def loss_as_json(loss: Loss, instance: Instance) -> dict[str, Any]:
    return {
        "project": loss.project,
        "cost": money(loss.cost, instance),
        "why": str(loss.why),
        "supporters": loss.supporters,
        "held": money(loss.held, instance),
        "shortfall": money(loss.shortfall, instance),
        "left": money(loss.left, instance),
        "taken": [{"project": taken.project, "amount": money(taken.amount, instance)} for taken in loss.taken],
    }


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
