"""What packages below cannot know: what else has to happen here when somebody enters or withdraws, what is printed."""

import ballot_box.paper
from ballot_box import keeping, roll
from pb.ballots import printing
from pb.ideas import drafts
from residents import rejections
from residents.belonging.claims import when_somebody_withdraws
from residents.code_letters.ending import cancel_waiting
from residents.retention import periods
from residents.sign_in import when_somebody_enters


def join() -> None:
    """Called once, at the start."""
    when_somebody_enters(drafts.adopt)
    for then in (rejections.close_appeal, cancel_waiting, roll.take_out):
        when_somebody_withdraws(then)
    ballot_box.paper.ask_for_contests(printing.contest, printing.names)
    periods.also(keeping.period)
