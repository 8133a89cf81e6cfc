"""Most votes for each unit of cost first."""

from pb.counting.allocation import How
from pb.counting.marking import gettext
from pb.counting.rules.greedy_list import Greedy
from pb.counting.rules.rule import Rule

NAME = "greedy-votes-per-cost"
RULE = Rule(
    name=NAME,
    title=gettext("Most votes for the money first"),
    explanation=gettext(
        "We count how many people chose each project, and divide by what it costs. We start with the project "
        "that has most votes for every pound and fund it if there is enough money. Then we go to the next "
        "one. A project that costs more than what is left is skipped. Cheap projects do well, and more of "
        "them are funded. But a large group still goes before small ones."
    ),
    source=(
        "Greedy by density, the usual approximation for knapsack problems; see Rey and Maly, “The "
        "(Computational) Social Choice Take on Indivisible Participatory Budgeting” (2023)."
    ),
    function=Greedy(NAME, How.VOTES_PER_COST),
)
