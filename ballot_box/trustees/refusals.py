"""What is refused around the trustees' keys, each with a sentence for whoever sits there."""

from ballot_box.refusals import BallotRefused


class TrusteesRefused(BallotRefused):
    """Nothing was done: no key kept, no file written, no rehearsal marked, no ballot taken in."""
