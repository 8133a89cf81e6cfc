"""Equal Shares by points: those who gave a project more points pay more of it."""

from pb.counting.electorate import Support
from pb.counting.marking import gettext
from pb.counting.rules.equal_shares import EqualShares
from pb.counting.rules.rule import Rule

NAME = "equal-shares-points"
COUNT = EqualShares(NAME, Support.BY_POINTS, per_cost=False)
RULE = Rule(
    name=NAME,
    title=gettext("Equal shares, by points"),
    explanation=gettext(
        "Everybody who votes gets the same share of the money to spend. The people who gave a project points "
        "can pay for it together. Each pays the same for every point they gave it, or all they have left. Of "
        "all projects that can be paid for, the one with the lowest price for a point is funded first. Then "
        "we look again, until nothing can be paid for. Where people ranked projects, the last one ranked gets "
        "one point, the one before it two, and so on."
    ),
    source=(
        "The Method of Equal Shares with points as utilities: Peters, Pierczyński and Skowron, “Proportional "
        "Participatory Budgeting with Additive Utilities” (NeurIPS 2021); used with points in Aarau."
    ),
    function=COUNT,
    quick=COUNT.winners,
    completes=True,
)
