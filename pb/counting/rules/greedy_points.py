"""Most points first: what cities do that let people rank projects or give points."""

from pb.counting.allocation import How
from pb.counting.marking import gettext
from pb.counting.rules.greedy_list import Greedy
from pb.counting.rules.rule import Rule

NAME = "greedy-points"
RULE = Rule(
    name=NAME,
    title=gettext("Most points first"),
    explanation=gettext(
        "We add up the points of each project. Where people ranked projects, the last one ranked gets one "
        "point, the one before it two, and so on. We start with the project that has most points and fund it "
        "if there is enough money. Then we go to the next one. A project that costs more than what is left is "
        "skipped. One large group can use up all the money, and others get nothing."
    ),
    source=(
        "The rule of Kraków, which counts three ranks as three, two and one points; “greedy” in the "
        "literature; see Rey and Maly, “The (Computational) Social Choice Take on Indivisible Participatory "
        "Budgeting” (2023)."
    ),
    function=Greedy(NAME, How.POINTS),
)
