"""Where an assembly stands, and what may be done there."""

from datetime import timedelta

import pytest

from assembly.phases import ALLOWS, Phase, Timetable, allowed, phase_of, registration_is_open
from tests.factories import NOW

DAY = timedelta(days=1)
PLAN = Timetable(published_at=NOW - 9 * DAY)
COMMISSIONED = Timetable(commissioned_at=NOW - 5 * DAY, recruiting_opens_at=NOW + DAY)
RECRUITING = Timetable(
    commissioned_at=NOW - 5 * DAY, recruiting_opens_at=NOW - DAY, registration_closes_at=NOW + 5 * DAY
)
FROZEN = Timetable(commissioned_at=NOW - 5 * DAY, recruiting_opens_at=NOW - DAY, draw_begun_at=NOW)
DRAWN = Timetable(commissioned_at=NOW - 5 * DAY, drawn_at=NOW - DAY, draw_begun_at=NOW - 2 * DAY)
STANDING = Timetable(
    standing=True, commissioned_at=NOW - 5 * DAY, drawn_at=NOW - DAY, registration_closes_at=NOW + 5 * DAY
)


@pytest.mark.parametrize(
    ("timetable", "phase"),
    [
        (Timetable(), Phase.DRAFT),
        (PLAN, Phase.DRAFT),
        (COMMISSIONED, Phase.COMMISSIONED),
        (RECRUITING, Phase.RECRUITING),
        (FROZEN, Phase.RECRUITING),
        (DRAWN, Phase.DRAWN),
        (STANDING, Phase.DRAWN),
        (Timetable(commissioned_at=NOW, closed_at=NOW), Phase.CLOSED),
        (Timetable(commissioned_at=NOW, drawn_at=NOW, cancelled_at=NOW), Phase.CANCELLED),
    ],
)
def test_the_phase_follows_from_dates_and_decisions(timetable: Timetable, phase: Phase) -> None:
    assert phase_of(timetable, NOW) is phase


def test_nothing_is_recruited_before_the_commission_whatever_the_dates_say() -> None:
    early = Timetable(published_at=NOW - DAY, recruiting_opens_at=NOW - DAY)
    assert phase_of(early, NOW) is Phase.DRAFT and not registration_is_open(early, NOW)


def test_registration_is_open_from_the_first_day_to_the_last() -> None:
    assert registration_is_open(RECRUITING, NOW)
    assert not registration_is_open(RECRUITING, NOW + 5 * DAY)
    assert not registration_is_open(COMMISSIONED, NOW)
    assert not registration_is_open(FROZEN, NOW)


def test_a_one_off_panel_takes_nobody_once_it_is_drawn_and_a_standing_one_recruits_on() -> None:
    assert "register" not in allowed(DRAWN, NOW) and "plan" not in allowed(DRAWN, NOW)
    assert {"register", "plan", "invite"} <= allowed(STANDING, NOW)
    assert "register" not in allowed(STANDING, NOW + 5 * DAY)


def test_a_frozen_pool_stops_recruiting_but_not_the_planning_of_sessions_and_answers() -> None:
    assert not {"plan", "register", "invite"} & allowed(FROZEN, NOW)
    assert {"meet", "promise", "draw", "withdraw"} <= allowed(FROZEN, NOW)


def test_what_is_over_allows_nothing_but_to_withdraw_from_what_was_cancelled() -> None:
    assert ALLOWS[Phase.CLOSED] == frozenset()
    assert ALLOWS[Phase.CANCELLED] == {"withdraw"}
