"""Equal Shares by rank: the default for ranked ballots."""

from pb.counting.electorate import Support
from pb.counting.marking import gettext
from pb.counting.rules.equal_shares import EqualShares
from pb.counting.rules.rule import Rule

NAME = "equal-shares-ranked"
COUNT = EqualShares(NAME, Support.BY_RANK, per_cost=True)
RULE = Rule(
    name=NAME,
    title=gettext("Equal shares, by rank"),
    explanation=gettext(
        "Everybody who votes gets the same share of the money to spend. First we look at first choices. If "
        "the people who put a project first can pay for it together, it is funded, and each of them pays the "
        "same, or all they have left. If several can be paid for, the one that asks least of each person for "
        "every pound goes first. When first choices can buy nothing more, second choices count as well, then "
        "third choices, and so on. So the money follows people: a large group cannot spend the share of a "
        "small one."
    ),
    source=(
        "The Expanding Approvals Rule of Aziz and Lee, “Proportionally Representative Participatory Budgeting "
        "with Ordinal Preferences” (AAAI 2021), with the payments of the Method of Equal Shares by Peters, "
        "Pierczyński and Skowron, “Proportional Participatory Budgeting with Additive Utilities” (NeurIPS "
        "2021)."
    ),
    function=COUNT,
    quick=COUNT.winners,
    completes=True,
)
