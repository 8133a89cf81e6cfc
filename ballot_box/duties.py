"""What the worker does about ballots."""

from ballot_box import closing, notices, scrubbing
from post.worker import Duty

duties: list[Duty] = [
    Duty("notices of ballots", 900.0, notices.tell),
    Duty("closing votes", 10.0, closing.close_due),
    Duty("clearing emptied boxes", 60.0, scrubbing.scrub_due),
]
