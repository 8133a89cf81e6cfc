"""What can become of a claim: every state, every event, and where it leads."""

from residents.models import ClaimState
from web.language import _
from web.refusals import Refused

S = ClaimState
OPEN = frozenset({S.DECLARED, S.PROVISIONAL, S.AWAITING_LETTER})
"""Not confirmed yet, and can still be."""
STANDING = OPEN | {S.VERIFIED, S.UNDER_REVIEW}
ENDED = frozenset({S.REJECTED, S.WITHDRAWN, S.EXPIRED})

# (event): {from: to}. Where a state is missing the event cannot happen there.
TRANSITIONS: dict[str, dict[ClaimState, ClaimState]] = {
    "declared": {S.DECLARED: S.DECLARED, S.PROVISIONAL: S.DECLARED, S.AWAITING_LETTER: S.DECLARED,
                 S.VERIFIED: S.DECLARED, S.WITHDRAWN: S.DECLARED, S.EXPIRED: S.DECLARED},
    "contact-confirmed": {S.DECLARED: S.PROVISIONAL},
    "confirmed": {S.DECLARED: S.VERIFIED, S.PROVISIONAL: S.VERIFIED, S.AWAITING_LETTER: S.VERIFIED,
                  S.EXPIRED: S.VERIFIED},
    "letter-asked": {S.DECLARED: S.AWAITING_LETTER, S.PROVISIONAL: S.AWAITING_LETTER,
                     S.AWAITING_LETTER: S.AWAITING_LETTER},
    "letter-failed": {S.AWAITING_LETTER: S.PROVISIONAL},  # declared, where no contact was confirmed
    "proof-revoked": {S.VERIFIED: S.PROVISIONAL},  # declared, where no contact was confirmed
    "flagged": dict.fromkeys((S.DECLARED, S.PROVISIONAL, S.AWAITING_LETTER, S.VERIFIED), S.UNDER_REVIEW),
    "cleared": {S.UNDER_REVIEW: S.VERIFIED},  # provisional or declared, where that is what it was
    "rejected": {S.UNDER_REVIEW: S.REJECTED},
    "appealed": {S.REJECTED: S.UNDER_REVIEW},
    "withdrawn": dict.fromkeys((*OPEN, S.VERIFIED, S.UNDER_REVIEW, S.EXPIRED), S.WITHDRAWN),
    "expired": dict.fromkeys(OPEN, S.EXPIRED),
}  # fmt: skip


class ClaimRefused(Refused):
    """The claim cannot be kept, or changed, as it is."""


def after(state: ClaimState, event: str) -> ClaimState:
    """Where the event leads. Raises ClaimRefused where it cannot happen."""
    to = TRANSITIONS[event].get(state)
    if to is None:
        raise ClaimRefused(_WHY.get(state, _("This cannot be done with the claim as it stands.")))
    return to


_WHY = {
    S.UNDER_REVIEW: _("We are looking into this claim. Until that is done it cannot be changed. We will tell you."),
    S.REJECTED: _("This claim was taken out. The message about it says why, and how to appeal."),
    S.WITHDRAWN: _("This claim was withdrawn. Say again where you belong to take part."),
    S.EXPIRED: _("The day for confirming went by. Say again where you belong to take part next time."),
    S.VERIFIED: _("This is done already: it is confirmed that you belong here."),
}
