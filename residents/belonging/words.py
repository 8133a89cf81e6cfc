"""Ties and ages in words, for every page that asks for them or shows them."""

from residents.models import AgeBand, Tie
from web.language import _


def ages() -> list[tuple[str, str]]:
    """The age bands to choose from, the youngest first: what is kept, and how it is said."""
    return [(band.value, age_words(band)) for band in AgeBand if band is not AgeBand.UNKNOWN]


def age_words(band: AgeBand | str) -> str:
    return {
        AgeBand.UNKNOWN: _("Not said"),
        AgeBand.FROM_11: _("11 to 15"),
        AgeBand.FROM_16: _("16 or 17"),
        AgeBand.FROM_18: _("18 to 24"),
        AgeBand.FROM_25: _("25 to 44"),
        AgeBand.FROM_45: _("45 to 64"),
        AgeBand.FROM_65: _("65 or older"),
    }[AgeBand(band)]


def tie_of_mine(tie: Tie | str) -> str:
    """As somebody says it of themselves, of a place that was named before."""
    return {
        Tie.LIVE: _("I live there"),
        Tie.WORK: _("I work there"),
        Tie.STUDY: _("I study there"),
        Tie.VOLUNTEER: _("I volunteer there"),
    }[Tie(tie)]
