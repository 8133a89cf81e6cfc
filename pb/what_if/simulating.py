"""Ballots that nobody cast, for a fund whose vote is still to come. The same every time for the same fund.

The model: in each pot one in twenty residents votes, at least 100 and at most 2,000 people (500 where nobody knows how
many live there). Each voter has a favourite theme, drawn by how many supports the ideas of each theme have. A project
weighs one more than the supports of its ideas, and three times as much if it is about the favourite theme. The voter
draws projects by their weights, one after the other, as many as a ballot has places.
"""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from pb.counting.profile import Profile
from web.language import _

SEED = 1
ONE_IN, LEAST, MOST, UNKNOWN = 20, 100, 2_000, 500
FAVOURITE = 3


@dataclass(frozen=True, slots=True)
class Liked:
    """What may be chosen: a project's reference, its theme ("" without one) and the supports of its ideas."""

    reference: str
    theme: str
    supports: int


def model_in_words() -> str:
    return _(
        "These ballots are made up. In each pot 1 in 20 residents votes, at least 100 people and at most 2,000 "
        "(500 where we do not know how many live there). Each has a favourite theme: the more supports the ideas of a "
        "theme have, the more people like it best. They rank projects by chance. A project with more supports is "
        "chosen more often, and one of the favourite theme three times as often. Real people may vote differently."
    )


def voters_of(residents: int | None) -> int:
    return UNKNOWN if residents is None else min(max(residents // ONE_IN, LEAST), MOST)


def simulate(pot: str, liked: Sequence[Liked], themes: Mapping[str, int], residents: int | None, ranks: int) -> Profile:
    """`pot` is part of the seed; `themes`: supports of all ideas of each theme in the fund."""
    chance = random.Random(f"{SEED}|{pot}")
    if not liked:
        return Profile.ranked([])
    popular = Counter({one.theme: 1 + themes.get(one.theme, 0) for one in liked})
    favourites = chance.choices(list(popular), weights=list(popular.values()), k=voters_of(residents))
    return Profile.ranked(_ranking(chance, liked, favourite, ranks) for favourite in favourites)


def _ranking(chance: random.Random, liked: Sequence[Liked], favourite: str, ranks: int) -> list[str]:
    """Drawn by weight without putting back: each project waits a time that is shorter the more it weighs (Efraimidis
    and Spirakis 2006); those that waited least are ranked."""
    waited = []
    for one in liked:
        weight = (1 + one.supports) * (FAVOURITE if one.theme and one.theme == favourite else 1)
        waited.append((-log(1.0 - chance.random()) / weight, one.reference))
    return [reference for _time, reference in sorted(waited)[:ranks]]
