"""How pages of help in person say what is kept as one word."""

from datetime import date

from residents.models import ClaimState, ProofMethod, Tie
from web.filters import day
from web.language import _


def tie_words(tie: Tie) -> str:
    return {
        Tie.LIVE: _("Lives there"),
        Tie.WORK: _("Works there"),
        Tie.STUDY: _("Studies there"),
        Tie.VOLUNTEER: _("Volunteers there"),
    }[tie]


def ways(on: date, method: str, venue: str) -> str:
    """ "on 12 May 2026, at Hanley library"."""
    when = _("on %(day)s") % {"day": day(on)}
    how = {
        ProofMethod.IN_PERSON.value: _("at %(venue)s") % {"venue": venue} if venue else _("in person"),
        ProofMethod.VOUCHER.value: _("with a card"),
        ProofMethod.LETTER.value: _("by a letter"),
    }.get(method, "")
    return f"{when}, {how}" if how else when


def state_words(state: ClaimState) -> tuple[str, str, str]:
    """A word and its colour, and a sentence for the helper."""
    to_do = _("They can put forward ideas now. Somebody has to confirm that they belong here before their vote counts.")
    return {
        ClaimState.DECLARED: (_("Signed up"), "wait", to_do),
        ClaimState.PROVISIONAL: (_("Signed up"), "wait", to_do),
        ClaimState.AWAITING_LETTER: (_("A letter is on its way"), "wait", to_do),
        ClaimState.VERIFIED: (_("Confirmed"), "good", _("It is confirmed that they belong here.")),
        ClaimState.UNDER_REVIEW: (
            _("Being looked at"),
            "info",
            _("Officers look at it, as they do where names agree. They can vote now. It counts once that is settled."),
        ),
        ClaimState.REJECTED: (
            _("Taken out"),
            "no",
            _("Two officers took this out. They can appeal."),
        ),
        ClaimState.WITHDRAWN: (_("Withdrawn"), "no", _("They took it back themselves.")),
        ClaimState.EXPIRED: (_("Too late"), "no", _("The day for confirming went by.")),
    }[state]
