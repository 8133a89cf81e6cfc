"""What the sample is made of, read from its files."""

import csv
import json
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from web.filters import LONDON

_FOLDER = Path(__file__).parent / "data"
PHASES = ("ideas", "review", "voting", "result")

# The day of the sample's own calendar that becomes today.
_TODAY = {
    "ideas": date(2026, 5, 18),
    "review": date(2026, 6, 15),
    "voting": date(2026, 7, 16),
    "result": date(2026, 8, 18),
}


@cache
def _json(name: str) -> Any:
    return json.loads((_FOLDER / name).read_text("utf-8"))


def city() -> dict[str, Any]:
    found: dict[str, Any] = _json("stoke_demo.json")
    return found


def ideas() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = city()["ideas"]
    return found


def comments() -> dict[str, Any]:
    found: dict[str, Any] = _json("comments.json")
    return found


def pilot() -> dict[str, Any]:
    found: dict[str, Any] = _json("pilot.json")
    return found


def claims() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = _json("claims_sample.json")["claims"]
    return found


def ballots() -> list[dict[str, str]]:
    with (_FOLDER / "ballots_sample.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Calendar:
    """The sample's dates, moved so that `phase` is going on at `now`."""

    def __init__(self, phase: str, now: datetime) -> None:
        self.now = now
        self._shift = now.astimezone(LONDON).date() - _TODAY[phase]

    def morning(self, text: str, hour: int = 0) -> datetime:
        """A day of the sample, "2026-07-06", at this hour in the city."""
        return at(date.fromisoformat(text) + self._shift, hour)

    def evening(self, text: str) -> datetime:
        """The end of that day, a minute before midnight: “until midnight” leaves people guessing which one."""
        return at(date.fromisoformat(text) + self._shift, 23) + timedelta(minutes=59)

    def day(self, text: str) -> date:
        return date.fromisoformat(text) + self._shift


def at(day: date, hour: int = 0) -> datetime:
    return datetime.combine(day, time(hour), LONDON)
