"""Expanding approvals: of those with enough votes the one with most goes first."""

from pb.counting.marking import gettext
from pb.counting.rules.expanding_run import ExpandingApprovals
from pb.counting.rules.rule import Rule

NAME = "expanding-approvals"
RULE = Rule(
    name=NAME,
    title=gettext("Expanding approvals"),
    explanation=gettext(
        "Every vote weighs one at first. A project needs as many votes as its part of the money: a tenth of "
        "all votes for a tenth of the budget. First we look at first choices only. A project with enough "
        "votes is funded if it fits, and its voters’ votes then weigh less, by as much as the project needed. "
        "If several have enough, the one with most votes goes first. When no project has enough, second "
        "choices count as well, and so on."
    ),
    source=(
        "Algorithm 1 of Aziz and Lee, “Proportionally Representative Participatory Budgeting with Ordinal "
        "Preferences” (AAAI 2021), with even reweighting; projects not ranked are never supported."
    ),
    function=ExpandingApprovals(NAME, by_ratio=False),
)
