"""Most points for each unit of cost first."""

from pb.counting.allocation import How
from pb.counting.marking import gettext
from pb.counting.rules.greedy_list import Greedy
from pb.counting.rules.rule import Rule

NAME = "greedy-points-per-cost"
RULE = Rule(
    name=NAME,
    title=gettext("Most points for the money first"),
    explanation=gettext(
        "We add up the points of each project, and divide by what it costs. Where people ranked projects, the "
        "last one ranked gets one point, the one before it two, and so on. We start with the project that has "
        "most points for every pound and fund it if there is enough money. Then we go to the next one. A "
        "project that costs more than what is left is skipped. Cheap projects do well, but a large group "
        "still goes before small ones."
    ),
    source=(
        "Greedy by density, the usual approximation for knapsack problems; see Rey and Maly, “The "
        "(Computational) Social Choice Take on Indivisible Participatory Budgeting” (2023)."
    ),
    function=Greedy(NAME, How.POINTS_PER_COST),
)
