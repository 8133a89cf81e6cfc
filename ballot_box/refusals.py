"""What the ballot box refuses, each with a sentence for the voter."""

from web.refusals import Refused


class BallotRefused(Refused):
    """This ballot was not put in the box. Whatever stood there before still stands."""


class NotOpenYet(BallotRefused):
    """The vote has not begun."""


class Closed(BallotRefused):
    """The vote is over, by the database's clock."""


class StillOpen(BallotRefused):
    """Somebody asked for what may only be seen or done after the close."""


class StaleBallot(BallotRefused):
    """The ballot was filled in on a paper that is not the one that counts."""


class OtherContest(BallotRefused):
    """This person already voted on another paper of the same election. `contest` says which."""

    def __init__(self, sentence: str, contest: str) -> None:
        super().__init__(sentence)
        self.contest = contest


class OnPaperAlready(BallotRefused):
    """The person voted on paper, and that ballot stands."""


class Settled(BallotRefused):
    """Every place on the roll has its outcome: nothing can come in or go out any more."""


class NotSettled(BallotRefused):
    """Something has to be decided before the roll can be settled."""


class NotOpened(BallotRefused):
    """The boxes are still sealed: the trustees have to open them first."""


class Tested(BallotRefused):
    """This very ballot was tested, and is open to all."""


class CastAlready(BallotRefused):
    """This very ballot lies in the box, so it stays closed."""


class BoxUnavailable(BallotRefused):
    """The box cannot be reached: its key is not where it should be."""


class ScrubRefused(BallotRefused):
    """The box cannot be emptied, or its ballots not be opened, as things stand."""


class OpeningsRefused(BallotRefused):
    """Auditors cannot get the openings of this vote from the site: not yet, no more, or not from here."""
