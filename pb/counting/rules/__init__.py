"""The rules, each in a file of its own, behind one registry."""

from collections.abc import Mapping

from pb.counting.refusals import CountingRefused
from pb.counting.rules import equal_shares_ranked, greedy_votes
from pb.counting.rules.rule import Rule

RULES: Mapping[str, Rule] = {rule.name: rule for rule in (equal_shares_ranked.RULE, greedy_votes.RULE)}


def rule(name: str) -> Rule:
    """The rule of that name, or a refusal that lists the names."""
    if name not in RULES:
        raise CountingRefused(f"There is no rule “{name}”. Choose one of: {', '.join(RULES)}.")
    return RULES[name]
