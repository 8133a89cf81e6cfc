"""Ballots of a cycle, as the pages see them. How and where they are kept is the ballot box's business alone."""

from ballot_box.casting import Cast
from ballot_box.refusals import BallotRefused, Closed, NotOpenYet, OtherContest, StaleBallot
from ballot_box.spoiling import Opened
from pb.ballots.casting import Standing, cast, commitment_for, receipt_of, spoil, standing_of
from pb.ballots.freezing import freeze
from pb.ballots.papers import Paper, PaperProject, paper_for, titles_of
from pb.ballots.places import Place, place_of
from pb.ballots.ranking import changed, cleaned
from pb.ballots.votes import Vote, ties_in_words, vote_at

__all__ = [
    "BallotRefused",
    "Cast",
    "Closed",
    "NotOpenYet",
    "Opened",
    "OtherContest",
    "Paper",
    "PaperProject",
    "Place",
    "StaleBallot",
    "Standing",
    "Vote",
    "cast",
    "changed",
    "cleaned",
    "commitment_for",
    "freeze",
    "paper_for",
    "place_of",
    "receipt_of",
    "spoil",
    "standing_of",
    "ties_in_words",
    "titles_of",
    "vote_at",
]
