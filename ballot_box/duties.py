"""What the worker does about ballots."""

from ballot_box import notices
from post.worker import Duty

duties: list[Duty] = [Duty("notices of ballots", 900.0, notices.tell)]
