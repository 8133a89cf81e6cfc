"""The rules, each in a file of its own, behind one registry."""

from collections.abc import Mapping

from pb.counting.refusals import CountingRefused
from pb.counting.rules import (
    equal_shares_cardinality,
    equal_shares_cost,
    equal_shares_points,
    equal_shares_ranked,
    equal_shares_ranked_cardinality,
    expanding_approvals,
    expanding_approvals_ratio,
    greedy_points,
    greedy_points_per_cost,
    greedy_votes,
    greedy_votes_per_cost,
    phragmen,
)
from pb.counting.rules.rule import Rule

RULES: Mapping[str, Rule] = {
    rule.name: rule
    for rule in (
        equal_shares_ranked.RULE,
        equal_shares_ranked_cardinality.RULE,
        equal_shares_cost.RULE,
        equal_shares_cardinality.RULE,
        equal_shares_points.RULE,
        expanding_approvals.RULE,
        expanding_approvals_ratio.RULE,
        phragmen.RULE,
        greedy_votes.RULE,
        greedy_points.RULE,
        greedy_votes_per_cost.RULE,
        greedy_points_per_cost.RULE,
    )
}


def rule(name: str) -> Rule:
    """The rule of that name, or a refusal that lists the names."""
    if name not in RULES:
        raise CountingRefused(f"There is no rule “{name}”. Choose one of: {', '.join(RULES)}.")
    return RULES[name]
