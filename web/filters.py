"""How numbers, money and times are written on pages."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from web.language import _, ngettext

LONDON = ZoneInfo("Europe/London")
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def money(pence: int, currency: str = "GBP") -> str:
    """£1,234, or £12.50 when there are pence. Imported elections show their own currency."""
    sign = "-" if pence < 0 else ""
    pounds, rest = divmod(abs(pence), 100)
    amount = f"{pounds:,}" + (f".{rest:02}" if rest else "")
    return f"{sign}£{amount}" if currency == "GBP" else f"{sign}{amount} {currency}"


def day(when: date | datetime) -> str:
    """21 November 2026, as people in the place would date it."""
    if isinstance(when, datetime):
        when = when.astimezone(LONDON).date()
    return f"{when.day} {_(_MONTHS[when.month - 1])} {when.year}"


def month_names() -> list[str]:
    return [_(name) for name in _MONTHS]


def moment(when: datetime) -> str:
    """21 November 2026 at 6:30pm."""
    return _("%(day)s at %(clock)s") % {"day": day(when), "clock": clock(when)}


def clock(when: datetime) -> str:
    """6:30pm, by the clocks of the place."""
    local = when.astimezone(LONDON)
    hour = local.hour % 12 or 12
    minutes = f":{local.minute:02}" if local.minute else ""
    if (local.hour, local.minute) == (12, 0):
        return _("midday")
    if (local.hour, local.minute) == (0, 0):
        return _("midnight")
    return f"{hour}{minutes}{'am' if local.hour < 12 else 'pm'}"


def ago(when: datetime, now: datetime | None = None) -> str:
    """3 days ago; the date itself once it is more than a month past."""
    seconds = ((now or datetime.now(UTC)) - when).total_seconds()
    for limit, unit, one, many in (
        (90, 0, "", ""),
        (3600, 60, "%d minute ago", "%d minutes ago"),
        (86400, 3600, "%d hour ago", "%d hours ago"),
        (31 * 86400, 86400, "%d day ago", "%d days ago"),
    ):
        if seconds < limit:
            count = int(seconds // unit) if unit else 0
            return ngettext(one, many, count) % count if unit else _("just now")
    return day(when)


def plural(count: int, one: str, many: str) -> str:
    """1 idea, 2 ideas, 1,234 ideas."""
    return f"{count:,} {ngettext(one, many, count)}"


FILTERS = {"money": money, "day": day, "moment": moment, "clock": clock, "ago": ago, "plural": plural}
