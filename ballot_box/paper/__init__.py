"""Voting on paper: batches of printed ballots, from registering them to merging them with every other ballot."""

from ballot_box.paper.printed import PrintedContest, PrintedOption, ask_for_contests, contest_of
from ballot_box.paper.refusals import PaperRefused, SerialNeeded

__all__ = ["PaperRefused", "PrintedContest", "PrintedOption", "SerialNeeded", "ask_for_contests", "contest_of"]
