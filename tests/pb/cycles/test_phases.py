"""Where a cycle stands, moment by moment."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb.phases import (
    ALLOWS,
    ORDER,
    Phase,
    Timetable,
    allowed,
    allows,
    ballot_is_frozen,
    ideas_are_open,
    phase_of,
    spans,
)


def on(month: int, day: int, hour: int = 0) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


PLAN = Timetable(
    published_at=on(4, 1),
    ideas_open_at=on(5, 5),
    ideas_close_at=on(6, 1),
    voting_opens_at=on(7, 6),
    voting_closes_at=on(7, 27),
    confirm_by=on(8, 8),
    challenge_ends_at=on(8, 27),
    delivery_ends_at=on(12, 31),
    ballot_frozen_at=on(7, 1),
    result_published_at=on(8, 13),
)
TICK = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("moment", "before", "then"),
    [
        (on(4, 1), Phase.DRAFT, Phase.IDEAS),
        (on(5, 5), Phase.IDEAS, Phase.IDEAS),
        (on(6, 1), Phase.IDEAS, Phase.REVIEW),
        (on(7, 1), Phase.REVIEW, Phase.REVIEW),
        (on(7, 6), Phase.REVIEW, Phase.VOTING),
        (on(7, 27), Phase.VOTING, Phase.CONFIRMING),
        (on(8, 8), Phase.CONFIRMING, Phase.COUNTING),
        (on(8, 13), Phase.COUNTING, Phase.CHALLENGE),
        (on(8, 27), Phase.CHALLENGE, Phase.DELIVERY),
        (on(12, 31), Phase.DELIVERY, Phase.CLOSED),
    ],
)
def test_a_phase_begins_at_its_very_moment(moment: datetime, before: Phase, then: Phase) -> None:
    assert phase_of(PLAN, moment - TICK) is before
    assert phase_of(PLAN, moment) is then


def test_nothing_is_public_before_it_is_published_whatever_its_dates_say() -> None:
    assert phase_of(replace(PLAN, published_at=None), on(7, 10)) is Phase.DRAFT


def test_a_voting_date_that_passes_without_a_frozen_ballot_opens_nothing() -> None:
    late = replace(PLAN, ballot_frozen_at=None, result_published_at=None)
    for moment in (on(7, 6), on(7, 20), on(11, 1)):
        assert phase_of(late, moment) is Phase.REVIEW
    assert "freeze" in allowed(late, on(7, 20))


def test_a_frozen_ballot_without_an_opening_date_opens_nothing() -> None:
    assert phase_of(replace(PLAN, voting_opens_at=None, result_published_at=None), on(7, 20)) is Phase.REVIEW


def test_counting_lasts_until_the_result_is_published() -> None:
    unpublished = replace(PLAN, result_published_at=None)
    assert phase_of(unpublished, on(12, 30)) is Phase.COUNTING
    assert phase_of(unpublished, on(8, 8) + timedelta(days=900)) is Phase.COUNTING


def test_without_confirming_or_challenge_the_next_phase_follows_at_once() -> None:
    short = replace(PLAN, confirm_by=None, challenge_ends_at=None)
    assert phase_of(short, on(7, 27)) is Phase.COUNTING
    assert phase_of(short, on(8, 13)) is Phase.DELIVERY


def test_a_vote_without_a_closing_date_stays_open() -> None:
    assert phase_of(replace(PLAN, voting_closes_at=None, result_published_at=None), on(12, 1)) is Phase.VOTING


def test_without_an_end_delivery_lasts_until_somebody_closes_it() -> None:
    open_ended = replace(PLAN, delivery_ends_at=None)
    assert phase_of(open_ended, datetime(2030, 1, 1, tzinfo=UTC)) is Phase.DELIVERY
    assert phase_of(replace(open_ended, closed_at=on(11, 1)), on(11, 1)) is Phase.CLOSED
    assert phase_of(replace(open_ended, closed_at=on(11, 1)), on(11, 1) - TICK) is Phase.DELIVERY


@pytest.mark.parametrize("moment", [on(3, 1), on(5, 10), on(6, 20), on(7, 10), on(8, 1), on(8, 9)])
def test_a_cancelled_cycle_is_cancelled_from_then_on(moment: datetime) -> None:
    cancelled = replace(PLAN, cancelled_at=moment)
    assert phase_of(cancelled, moment) is Phase.CANCELLED
    assert phase_of(cancelled, moment + timedelta(days=400)) is Phase.CANCELLED
    assert phase_of(cancelled, moment - TICK) is not Phase.CANCELLED
    assert allowed(cancelled, moment) == frozenset()


def test_ideas_wait_for_their_first_day() -> None:
    assert phase_of(PLAN, on(4, 20)) is Phase.IDEAS
    assert not ideas_are_open(PLAN, on(5, 5) - TICK)
    assert "submit" not in allowed(PLAN, on(5, 5) - TICK)
    assert ideas_are_open(PLAN, on(5, 5)) and "submit" in allowed(PLAN, on(5, 5))
    assert ideas_are_open(replace(PLAN, ideas_open_at=None), on(4, 2))
    assert not ideas_are_open(PLAN, on(6, 1))


def test_once_the_ballot_is_frozen_neither_the_plan_nor_the_ideas_change() -> None:
    assert {"plan", "edit", "withdraw", "review", "freeze"} <= allowed(PLAN, on(7, 1) - TICK)
    frozen = allowed(PLAN, on(7, 1))
    assert ballot_is_frozen(PLAN, on(7, 1)) and not ballot_is_frozen(PLAN, on(7, 1) - TICK)
    assert frozen.isdisjoint({"plan", "edit", "withdraw", "review", "freeze", "vote", "submit"})
    assert "unfreeze" in frozen and "unfreeze" not in allowed(PLAN, on(7, 6))


def test_a_vote_may_be_cast_in_the_voting_phase_and_in_no_other() -> None:
    assert [phase for phase in Phase if allows(phase, "vote")] == [Phase.VOTING]


def test_every_phase_says_what_it_allows() -> None:
    assert set(ALLOWS) == set(Phase)
    assert set(ORDER) == set(Phase) - {Phase.CANCELLED}


def test_the_timeline_shows_what_is_done_what_is_now_and_what_comes() -> None:
    seen = {span.phase: span.state for span in spans(PLAN, on(7, 10))}
    assert seen == {
        Phase.IDEAS: "done",
        Phase.REVIEW: "done",
        Phase.VOTING: "now",
        Phase.CONFIRMING: "next",
        Phase.COUNTING: "next",
        Phase.CHALLENGE: "next",
        Phase.DELIVERY: "next",
    }
    assert {span.state for span in spans(PLAN, on(4, 20))} == {"next"}
    assert {span.state for span in spans(PLAN, on(12, 31))} == {"done"}
    assert {span.state for span in spans(replace(PLAN, cancelled_at=on(7, 1)), on(7, 10))} == {"next"}


def test_the_timeline_leaves_out_what_the_plan_leaves_out() -> None:
    short = replace(PLAN, confirm_by=None, challenge_ends_at=None)
    phases = [span.phase for span in spans(short, on(7, 10))]
    assert phases == [Phase.IDEAS, Phase.REVIEW, Phase.VOTING, Phase.COUNTING, Phase.DELIVERY]


moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))
FIELDS = list(Timetable.__dataclass_fields__)


@given(st.fixed_dictionaries({name: st.none() | moments for name in FIELDS}), moments, moments)
def test_any_plan_has_a_phase_at_any_moment_and_only_cancelling_goes_back(
    dates: dict[str, datetime | None], one: datetime, other: datetime
) -> None:
    timetable = Timetable(**dates)
    earlier, later = sorted((one, other))
    first, second = phase_of(timetable, earlier), phase_of(timetable, later)
    assert allowed(timetable, earlier) is not None
    assert len([span for span in spans(timetable, later) if span.state == "now"]) <= 1
    if first is Phase.CANCELLED:
        assert second is Phase.CANCELLED


@given(st.lists(moments, min_size=8, max_size=8, unique=True), moments, moments)
def test_dates_in_order_lead_forward_through_the_phases(dates: list[datetime], one: datetime, other: datetime) -> None:
    names = ["published_at", "ideas_open_at", "ideas_close_at", "ballot_frozen_at", "voting_opens_at",
             "voting_closes_at", "confirm_by", "result_published_at"]  # fmt: skip
    timetable = Timetable(**dict(zip(names, sorted(dates), strict=True)))
    earlier, later = sorted((one, other))
    assert ORDER.index(phase_of(timetable, earlier)) <= ORDER.index(phase_of(timetable, later))
