from datetime import UTC, date, datetime, timedelta

import pytest

from web.filters import ago, day, moment, money, plural

NOON = datetime(2026, 6, 15, 11, 0, tzinfo=UTC)  # midday in London in summer


@pytest.mark.parametrize(
    ("pence", "words"),
    [(0, "£0"), (5, "£0.05"), (123_450, "£1,234.50"), (9_000_000, "£90,000"), (-2_550, "-£25.50")],
)
def test_money_has_pence_only_when_there_are_some(pence: int, words: str) -> None:
    assert money(pence) == words


def test_money_of_another_country_keeps_its_name() -> None:
    assert money(150_000, "PLN") == "1,500 PLN"


def test_times_are_those_on_the_town_hall_clock() -> None:
    assert moment(NOON) == "15 June 2026 at midday"
    assert moment(datetime(2026, 1, 15, 18, 30, tzinfo=UTC)) == "15 January 2026 at 6:30pm"
    assert moment(datetime(2026, 6, 15, 23, 0, tzinfo=UTC)) == "16 June 2026 at midnight"
    assert day(datetime(2026, 6, 15, 23, 30, tzinfo=UTC)) == "16 June 2026"
    assert day(date(2026, 6, 15)) == "15 June 2026"


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=5), "5 minutes ago"),
        (timedelta(hours=1), "1 hour ago"),
        (timedelta(days=2, hours=3), "2 days ago"),
        (timedelta(days=60), "16 April 2026"),
    ],
)
def test_how_long_ago_is_said_as_people_say_it(since: timedelta, words: str) -> None:
    assert ago(NOON - since, NOON) == words


def test_one_is_not_many() -> None:
    assert [plural(count, "idea", "ideas") for count in (0, 1, 2_345)] == ["0 ideas", "1 idea", "2,345 ideas"]
