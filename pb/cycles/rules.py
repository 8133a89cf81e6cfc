"""The rules an officer can choose from, and how the one chosen counts, in plain words."""

from collections.abc import Collection
from dataclasses import dataclass

from pb.counting.completion import COMPLETIONS
from pb.counting.rules import RULES
from pb.counting.ties import TIE_BREAKINGS, cost_supporters_lot
from pb.models import Cycle
from web.language import _


@dataclass(frozen=True, slots=True)
class Choice:
    name: str
    title: str
    explanation: str
    source: str = ""


def rule_names() -> Collection[str]:
    return RULES


def completion_names() -> Collection[str]:
    return COMPLETIONS


def tie_breaking_names() -> Collection[str]:
    return [cost_supporters_lot(()).name, *TIE_BREAKINGS]


def takes_completion(rule: str) -> bool:
    return rule in RULES and RULES[rule].completes


def rule_choices() -> list[Choice]:
    return [Choice(rule.name, _(rule.title), _(rule.explanation), rule.source) for rule in RULES.values()]


def completion_choices() -> list[Choice]:
    titles = {
        "none": _("Leave it unspent"),
        "add1": _("Raise the shares"),
        "add1-greedy": _("Raise the shares, then fund what fits"),
        "add1-late": _("Raise the shares as far as they go"),
        "add1-late-greedy": _("Raise the shares as far as they go, then fund what fits"),
    }
    return [Choice(one.name, titles.get(one.name, one.name), _(one.explanation)) for one in COMPLETIONS.values()]


def tie_breaking_choices() -> list[Choice]:
    titles = {
        "cost-supporters-lot": _("Cheaper first, then more supporters, then by lot"),
        "cost-supporters-id": _("Cheaper first, then more supporters, then by number"),
        "cost-id": _("Cheaper first, then by number"),
        "lexicographic": _("By number alone"),
    }
    found = [cost_supporters_lot(()), *TIE_BREAKINGS.values()]
    return [Choice(one.name, titles.get(one.name, one.name), _(one.explanation)) for one in found]


def counting_of(cycle: Cycle) -> list[Choice]:
    """How this cycle is counted: its rule, what happens to money left, how ties are broken."""
    asked = [
        (rule_choices(), cycle.rule),
        (completion_choices() if takes_completion(cycle.rule) else [], cycle.completion),
        (tie_breaking_choices(), cycle.tie_breaking),
    ]
    return [choice for choices, name in asked for choice in choices if choice.name == name]


def needs_lots(cycle: Cycle) -> bool:
    return cycle.tie_breaking == cost_supporters_lot(()).name
