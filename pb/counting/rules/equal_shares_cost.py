"""Equal Shares for ticked ballots: what a project is worth to its supporters is what it costs."""

from pb.counting.electorate import Support
from pb.counting.marking import gettext
from pb.counting.rules.equal_shares import EqualShares
from pb.counting.rules.rule import Rule

NAME = "equal-shares-cost"
COUNT = EqualShares(NAME, Support.ALIKE, per_cost=True)
RULE = Rule(
    name=NAME,
    title=gettext("Equal shares"),
    explanation=gettext(
        "Everybody who votes gets the same share of the money to spend. The people who chose a project can "
        "pay for it together, each the same, or all they have left. Of all projects that can be paid for, the "
        "one that asks least of each person for every pound it costs is funded first. Then we look again, "
        "until nothing can be paid for. The order in which people chose projects does not count. So a large "
        "group cannot spend the share of a small one."
    ),
    source=(
        "The Method of Equal Shares with cost utilities: Peters, Pierczyński and Skowron, “Proportional "
        "Participatory Budgeting with Additive Utilities” (NeurIPS 2021); used in Wieliczka, Świecie and "
        "Assen."
    ),
    function=COUNT,
    quick=COUNT.winners,
    completes=True,
)
