"""The path of one idea from its first day to its answer, and what happens next, in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from database import as_time
from pb.ideas import Shown
from pb.ideas.drafts import DAYS_TO_CHECK
from pb.models import IdeaState
from pb.phases import Phase
from web.days import working_days_after
from web.filters import day
from web.language import _

S = IdeaState
_ENDED = (S.REFUSED, S.NOT_FEASIBLE, S.MERGED, S.WITHDRAWN)
_BEFORE_RESULT = (Phase.IDEAS, Phase.REVIEW, Phase.VOTING, Phase.CONFIRMING, Phase.COUNTING)


@dataclass(frozen=True, slots=True)
class Step:
    """One step as `ui.phase_timeline` shows it. `state`: done, now or next."""

    name: str
    when: str
    state: str


def steps(shown: Shown) -> list[Step]:
    """Empty for an idea whose path has ended before the vote."""
    if shown.idea.state in _ENDED:
        return []
    at = _reached(shown)
    names = [
        (_("Sent in"), _day(shown.idea.submitted_at)),
        (_("Read by a moderator"), _day(shown.idea.published_at)),
        (_("Cost worked out"), ""),
        (_("Vote"), _day(shown.timetable.voting_opens_at)),
        (_("Result"), _day(shown.timetable.result_published_at)),
    ]
    states = ["done" if index < at else "now" if index == at else "next" for index in range(len(names))]
    return [Step(name, when, state) for (name, when), state in zip(names, states, strict=True)]


def _reached(shown: Shown) -> int:
    """The step where the idea is now; 5 when all are done."""
    if shown.idea.state == S.RECEIVED:
        return 1
    if shown.idea.state != S.ON_BALLOT:
        return 2
    if shown.phase in (Phase.IDEAS, Phase.REVIEW, Phase.VOTING, Phase.CONFIRMING):
        return 3
    return 4 if shown.phase is Phase.COUNTING else 5


def next_step(shown: Shown) -> str:
    """What happens next and by when, in a sentence; empty when nothing more does."""
    idea, dates = shown.idea, shown.timetable
    if idea.state == S.RECEIVED:
        sent = as_time(idea.changed_at)
        assert sent is not None
        by_day = working_days_after(sent, DAYS_TO_CHECK)
        return _("Somebody reads it by %(day)s. Then everybody can see it. Until then only you can.") % {
            "day": day(by_day)
        }
    if idea.state in (S.PUBLISHED, S.COSTING):
        return _("The council works out what it would cost and whether it can be done. The answer will stand here.")
    if idea.state == S.CHANGES_WANTED:
        return _("The council has asked the author a question, and waits for the answer.")
    if idea.state == S.ON_BALLOT and idea.funded is not None:
        return _("It was chosen in the vote.") if idea.funded else _("It was not chosen. The project says why.")
    if idea.state == S.ON_BALLOT:
        return _vote_words(shown.phase, dates.voting_opens_at, dates.voting_closes_at)
    return ""


def _vote_words(phase: Phase, opens: datetime | None, closes: datetime | None) -> str:
    if phase is Phase.VOTING and closes:
        return _("The vote is open until %(day)s. You can rank it now.") % {"day": day(closes)}
    if phase in (Phase.CONFIRMING, Phase.COUNTING):
        return _("The vote is over. The result will stand here.")
    if phase in _BEFORE_RESULT and opens:
        return _("It is on the ballot. The vote opens on %(day)s.") % {"day": day(opens)}
    return _("It was on the ballot. See what came of it.")


def _day(when: Any) -> str:
    at = as_time(when)
    return day(at) if at else ""
