"""Most votes first: what most cities do today."""

from pb.counting.allocation import How
from pb.counting.marking import gettext
from pb.counting.rules.greedy_list import Greedy
from pb.counting.rules.rule import Rule

NAME = "greedy-votes"
RULE = Rule(
    name=NAME,
    title=gettext("Most votes first"),
    explanation=gettext(
        "We count how many people chose each project. We start with the project most people chose and fund it "
        "if there is enough money. Then we go to the next one. A project that costs more than what is left is "
        "skipped. It is easy to follow. But one large group can use up all the money, and others get nothing."
    ),
    source=(
        "The usual rule of cities, “greedy” in the literature and in Pabulib; see Rey and Maly, “The "
        "(Computational) Social Choice Take on Indivisible Participatory Budgeting” (2023)."
    ),
    function=Greedy(NAME, How.VOTES),
)
