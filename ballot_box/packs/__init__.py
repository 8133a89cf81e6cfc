"""Recount packs: everything that anybody needs to check a vote, as plain files. docs/recount-packs.md is the format.

Whoever counted hands in what came of it (`Outcome`); the rest is what the tables say now, also where that is not what
the record says any more: it is for the verifiers to name that.
"""

from ballot_box.packs.ballots import disclosed, groups_of, totals_shown
from ballot_box.packs.building import SUMS, build
from ballot_box.packs.checking import faults_of, not_in_the_record_yet
from ballot_box.packs.outcomes import ContestOutcome, NonsenseRefused, Outcome, PackRefused, Witnesses
from ballot_box.packs.record import witnesses_so_far
from ballot_box.packs.results import result_of
from ballot_box.packs.zipping import zipped

__all__ = [
    "SUMS",
    "ContestOutcome",
    "NonsenseRefused",
    "Outcome",
    "PackRefused",
    "Witnesses",
    "build",
    "disclosed",
    "faults_of",
    "groups_of",
    "not_in_the_record_yet",
    "result_of",
    "totals_shown",
    "witnesses_so_far",
    "zipped",
]
