"""What if: the same ballots counted by two rules, with the money shared out in two ways. Nothing of it is kept."""

from pb.results.side_by_side import Answer, Row
from pb.what_if.asking import (
    SIMULATED,
    SPLITS,
    Question,
    Way,
    WhatIfRefused,
    ballots_choices,
    demand_no_open_vote,
    has_open_vote,
    split_choices,
    usual_question,
)
from pb.what_if.simulating import model_in_words
from pb.what_if.working import what_if

__all__ = [
    "SIMULATED",
    "SPLITS",
    "Answer",
    "Question",
    "Row",
    "Way",
    "WhatIfRefused",
    "ballots_choices",
    "demand_no_open_vote",
    "has_open_vote",
    "model_in_words",
    "split_choices",
    "usual_question",
    "what_if",
]
