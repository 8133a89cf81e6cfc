"""Where a cycle stands, in words: the name of its phase, the timeline, the next step."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pb.cycles import ballot_is_frozen_for, phase_at, timetable_of
from pb.models import Cycle
from pb.phases import Phase, Span, ideas_are_open, spans
from web.filters import day, moment
from web.language import _


@dataclass(frozen=True, slots=True)
class Station:
    """One phase as the timeline shows it. `state`: done, now or next."""

    key: str
    name: str
    when: str
    state: str


def timeline(cycle: Cycle, now: datetime) -> list[Station]:
    names = _names()
    return [
        Station(span.phase.value, names[span.phase], _when(span), span.state)
        for span in spans(timetable_of(cycle), now)
    ]


def _names() -> dict[Phase, str]:
    return {
        Phase.IDEAS: _("Ideas"),
        Phase.REVIEW: _("Checks"),
        Phase.VOTING: _("Vote"),
        Phase.CONFIRMING: _("Confirm"),
        Phase.COUNTING: _("Count"),
        Phase.CHALLENGE: _("Challenge"),
        Phase.DELIVERY: _("Delivery"),
    }


def _when(span: Span) -> str:
    """“5 May 2026 to 31 May 2026”: an end at midnight belongs to the day before, as people count days."""
    begins = day(span.begins) if span.begins else ""
    ends = day(span.ends - timedelta(microseconds=1)) if span.ends else ""
    if begins and ends:
        return begins if begins == ends else _("%(begins)s to %(ends)s") % {"begins": begins, "ends": ends}
    if begins:
        return _("from %(begins)s") % {"begins": begins}
    return _("until %(ends)s") % {"ends": ends} if ends else ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A cycle's phase in one or two words, a kind for its tag, and a sentence for residents about what happens now."""

    key: str
    label: str
    kind: str
    sentence: str


def standing(cycle: Cycle, now: datetime) -> Standing:
    phase = phase_at(cycle, now)
    label, kind, sentence = _words(cycle, phase, now)
    return Standing(phase.value, label, kind, sentence)


def _words(cycle: Cycle, phase: Phase, now: datetime) -> tuple[str, str, str]:
    if phase is Phase.IDEAS and not ideas_are_open(timetable_of(cycle), now):
        return _("Opens soon"), "wait", _("You can send in ideas from %(date)s.") % _at(cycle.ideas_open_at)
    if phase is Phase.REVIEW and ballot_is_frozen_for(cycle, now):
        return _("Ballot ready"), "wait", _("The vote opens on %(date)s.") % _at(cycle.voting_opens_at)
    words = {
        Phase.DRAFT: (_("Draft"), "", _("Only officers can see this.")),
        Phase.IDEAS: (_("Ideas are open"), "good", _("Send in your idea until %(date)s.") % _at(cycle.ideas_close_at)),
        Phase.REVIEW: (_("Checking ideas"), "info", _("The council checks what each idea would cost.")),
        Phase.VOTING: (_("Vote now"), "good", _("You can vote until %(date)s.") % _at(cycle.voting_closes_at)),
        Phase.CONFIRMING: (
            _("Vote closed"),
            "wait",
            _("You can still confirm where you live, until %(date)s.") % _at(cycle.confirm_by),
        ),
        Phase.COUNTING: (_("Counting"), "wait", _("The vote is over. The result comes soon.")),
        Phase.CHALLENGE: (
            _("Result is out"),
            "good",
            _("You can challenge the result until %(date)s.") % _at(cycle.challenge_ends_at),
        ),
        Phase.DELIVERY: (_("Making it happen"), "good", _("The projects that were chosen are being carried out.")),
        Phase.CLOSED: (_("Finished"), "", _("This fund is over.")),
        Phase.CANCELLED: (_("Cancelled"), "no", _("This fund was cancelled.")),
    }
    return words[phase]


def _at(date: datetime | None) -> dict[str, str]:
    return {"date": moment(date) if date else _("a date still to be set")}


def next_step(cycle: Cycle, now: datetime) -> tuple[str, str]:
    """What an officer has to do next, and the page for it; empty where nothing is to do."""
    phase = phase_at(cycle, now)
    here = f"/office/cycles/{cycle.slug}"
    if phase is Phase.REVIEW:
        return _before_the_vote(cycle, now, here)
    steps = {
        Phase.DRAFT: (_("Finish the plan and publish it."), ""),
        Phase.IDEAS: (_("Read the ideas that come in."), "/office/ideas"),
        Phase.VOTING: (_("Nothing. The vote closes by itself on %(date)s.") % _at(cycle.voting_closes_at), ""),
        Phase.CONFIRMING: (_("Wait until %(date)s, then count.") % _at(cycle.confirm_by), ""),
        Phase.COUNTING: (_("Count the votes. A second officer publishes the result."), "/office/tallies"),
        Phase.CHALLENGE: (_("Record the council’s decision."), f"{here}/decision"),
        Phase.DELIVERY: (_("Record the council’s decision."), f"{here}/decision"),
    }
    if phase in (Phase.CHALLENGE, Phase.DELIVERY) and cycle.decision_on is not None:
        return (_("Close the fund once everything is done."), "") if phase is Phase.DELIVERY else ("", "")
    return steps.get(phase, ("", ""))


def _before_the_vote(cycle: Cycle, now: datetime, here: str) -> tuple[str, str]:
    if ballot_is_frozen_for(cycle, now):
        return _("Nothing. The vote opens by itself on %(date)s.") % _at(cycle.voting_opens_at), ""
    if cycle.voting_opens_at is not None and now >= cycle.voting_opens_at:
        return _("Set a new day for the vote: the old one has passed."), f"{here}/dates"
    return _("Finish the checks, then freeze the ballot."), f"{here}/ballot"
