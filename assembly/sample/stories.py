"""What the sample assembly is made of, read from its files, and its calendar."""

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from web.filters import LONDON

FOLDER = Path(__file__).parent / "data"
CENSUS = FOLDER / "census.json"
DRAFT, RECRUITING, POSSIBLE, DRAWN = "draft", "recruiting", "possible", "drawn"
FORMS = {
    DRAFT: "planned and public, waits for a publisher to commission it",
    RECRUITING: "letters are out and people register, but too few young ones: no panel is possible yet",
    POSSIBLE: "registration is closed, and a fair panel is possible",
    DRAWN: "the panel is drawn and says yes or no; a draw before it is void",
}
_OPENS, _HOURS = 9, 12  # people register from nine to nine
# The day of the assembly's own calendar that becomes today.
_TODAY = {
    DRAFT: date(2026, 6, 16),
    RECRUITING: date(2026, 8, 10),
    POSSIBLE: date(2026, 8, 26),
    DRAWN: date(2026, 9, 2),
}


@cache
def told() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / "assembly.json").read_text("utf-8"))
    return found


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days of the assembly's own calendar, moved so that `form` is what stands at `now`."""

    form: str
    now: datetime

    def day(self, text: str) -> date:
        return date.fromisoformat(text) + (self.now.astimezone(LONDON).date() - _TODAY[self.form])

    def at(self, text: str, hour: int, minute: int = 0) -> datetime:
        """This day of the story, "2026-08-10", at this time in the city."""
        return datetime.combine(self.day(text), time(hour, minute), LONDON)

    def while_recruiting(self, number: int, of: int) -> datetime:
        """When the `number`th of so many registered: by day, after the letters came, and before today and the end."""
        first, last = self.at("2026-07-25", _OPENS), min(self.day("2026-08-24"), self.now.astimezone(LONDON).date())
        days, rest = divmod((last - first.date()).days * _HOURS * number / of, _HOURS)
        return first + timedelta(days=days, hours=rest)
