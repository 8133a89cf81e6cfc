"""Tables of the ballot box, a noun a file."""

from ballot_box.models.elections import (
    APPEND_ONLY,
    Ballot,
    Channel,
    CountedBallot,
    CountedBox,
    Election,
    Outcome,
    PaperRule,
    RollEntry,
    SpoiledBallot,
)
from ballot_box.models.paper import BatchState, Paper, PaperBatch, PaperSlip, PaperState, SlipState
from ballot_box.models.trustees import Rehearsal, Stock, Trustees

__all__ = [
    "APPEND_ONLY",
    "Ballot",
    "BatchState",
    "Channel",
    "CountedBallot",
    "CountedBox",
    "Election",
    "Outcome",
    "Paper",
    "PaperBatch",
    "PaperRule",
    "PaperSlip",
    "PaperState",
    "Rehearsal",
    "RollEntry",
    "SlipState",
    "SpoiledBallot",
    "Stock",
    "Trustees",
]
