"""Equal Shares for ticked ballots: every project is worth the same to its supporters."""

from pb.counting.electorate import Support
from pb.counting.marking import gettext
from pb.counting.rules.equal_shares import EqualShares
from pb.counting.rules.rule import Rule

NAME = "equal-shares-cardinality"
COUNT = EqualShares(NAME, Support.ALIKE, per_cost=False)
RULE = Rule(
    name=NAME,
    title=gettext("Equal shares, cheapest for each person first"),
    explanation=gettext(
        "Everybody who votes gets the same share of the money to spend. The people who chose a project can "
        "pay for it together, each the same, or all they have left. Of all projects that can be paid for, the "
        "one that asks least of each person is funded first, so cheap projects come before dear ones. Then we "
        "look again, until nothing can be paid for. The order in which people chose projects does not count."
    ),
    source=(
        "The Method of Equal Shares with cardinality utilities: Peters, Pierczyński and Skowron, "
        "“Proportional Participatory Budgeting with Additive Utilities” (NeurIPS 2021)."
    ),
    function=COUNT,
    quick=COUNT.winners,
    completes=True,
)
