"""Ballots of a cycle, as the pages see them. How and where they are kept is the ballot box's business alone."""

from ballot_box.casting import Cast
from ballot_box.refusals import BallotRefused, CastAlready, Closed, NotOpenYet, OtherContest, StaleBallot, Tested
from ballot_box.spoiling import Opened
from ledger.codes import code_of
from pb.ballots.casting import Standing, cast, commitment_for, receipt_of, spoil, standing_of
from pb.ballots.freezing import freeze
from pb.ballots.papers import Paper, PaperProject, paper_for, titles_of
from pb.ballots.places import Place, place_of
from pb.ballots.ranking import changed, cleaned
from pb.ballots.receipts import Missing, Receipt, receipt_for
from pb.ballots.testing import TooManyTests, command_for, test
from pb.ballots.votes import Vote, ties_in_words, vote_at

__all__ = [
    "BallotRefused",
    "Cast",
    "CastAlready",
    "Closed",
    "Missing",
    "NotOpenYet",
    "Opened",
    "OtherContest",
    "Paper",
    "PaperProject",
    "Place",
    "Receipt",
    "StaleBallot",
    "Standing",
    "Tested",
    "TooManyTests",
    "Vote",
    "cast",
    "changed",
    "cleaned",
    "code_of",
    "command_for",
    "commitment_for",
    "freeze",
    "paper_for",
    "place_of",
    "receipt_for",
    "receipt_of",
    "spoil",
    "standing_of",
    "test",
    "ties_in_words",
    "titles_of",
    "vote_at",
]
