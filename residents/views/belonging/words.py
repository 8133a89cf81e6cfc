"""How a claim stands, as its owner reads it."""

from dataclasses import dataclass
from datetime import datetime

from residents.belonging.claims import reaches
from residents.belonging.states import OPEN
from residents.models import Claim, ClaimState, CodeLetter, CodeLetterState, Franchise, Tie
from web.filters import day, moment
from web.language import _

S = ClaimState


@dataclass(frozen=True, slots=True)
class Standing:
    """`tag` with its `kind`, sentences, and whether confirming is still wanted of the person, or would help."""

    tag: str
    kind: str
    sentences: list[str]
    wanted: bool = False
    possible: bool = False


def standing(claim: Claim, franchise: Franchise | None, now: datetime) -> Standing:
    if claim.state in OPEN:
        return _open(claim, franchise, now)
    return {
        S.VERIFIED: Standing(
            _("Confirmed"), "good", [_("It is confirmed that you belong here. There is nothing more to do.")]
        ),
        S.UNDER_REVIEW: Standing(
            _("We are looking into it"),
            "wait",
            [
                _("Something about your claim looked unusual, so a person is looking at it. Often all is well."),
                _("What you sent is kept safe meanwhile. We will tell you how it ends. You need not do anything."),
            ],
        ),
        S.REJECTED: Standing(
            _("Taken out"),
            "bad",
            [_("Two officers took your claim out. The message about it says why. Is that wrong? Then tell us.")],
        ),
        S.WITHDRAWN: Standing(
            _("You took it back"), "", [_("You took back what you told us. You can say again where you belong.")]
        ),
        S.EXPIRED: Standing(_("The day has passed"), "no", _expired(franchise), possible=True),
    }[claim.state]


def _open(claim: Claim, franchise: Franchise | None, now: datetime) -> Standing:
    if franchise is None:
        return Standing(_("Not confirmed"), "wait", [_("For now nothing more is needed of you.")], possible=True)
    if reaches(claim.evidence, franchise.counts_from):
        enough = _("For “%(vote)s” this is enough. There is nothing more to do.") % {"vote": franchise.name}
        return Standing(_("Enough for this vote"), "good", [enough], possible=True)
    if franchise.confirm_by is not None and now >= franchise.confirm_by:
        return Standing(_("The day has passed"), "no", _expired(franchise), possible=True)
    return Standing(_("Not confirmed yet"), "wait", [_needed(franchise)], wanted=True, possible=True)


def _needed(franchise: Franchise) -> str:
    if franchise.confirm_by is None:
        return _("To have your vote in “%(vote)s” counted, confirm that you belong here.") % {"vote": franchise.name}
    return _("To have your vote in “%(vote)s” counted, confirm by %(until)s that you belong here.") % {
        "vote": franchise.name,
        "until": moment(franchise.confirm_by),
    }


def _expired(franchise: Franchise | None) -> list[str]:
    if franchise is None or franchise.confirm_by is None:
        return [_("You did not confirm in time that you belong here. You can still do it, for the next vote.")]
    said = _(
        "“%(vote)s” needed you to confirm by %(day)s that you belong here. You can still do it, for the next vote."
    )
    return [said % {"vote": franchise.name, "day": day(franchise.confirm_by)}]


def tie_words(tie: Tie) -> str:
    return {
        Tie.LIVE: _("You live here"),
        Tie.WORK: _("You work here"),
        Tie.STUDY: _("You study here"),
        Tie.VOLUNTEER: _("You volunteer here"),
    }[tie]


def letter_words(letter: CodeLetter) -> str:
    """How one letter stands, in a sentence."""
    if letter.state is CodeLetterState.POSTED and letter.posted_at and letter.expires_at:
        return _("We posted it on %(day)s. Its code works until %(until)s.") % {
            "day": day(letter.posted_at),
            "until": day(letter.expires_at),
        }
    ended = day(letter.ended_at) if letter.ended_at else ""
    return {
        CodeLetterState.QUEUED: _("It waits to be printed. We post letters on working days."),
        CodeLetterState.REDEEMED: _("You typed in its code on %(day)s."),
        CodeLetterState.EXPIRED: _("Its code ran out on %(day)s."),
        CodeLetterState.RETURNED: _("It came back to us on %(day)s, so it did not reach you."),
        CodeLetterState.FAILED: _("There were ten wrong tries, so it stopped working on %(day)s."),
        CodeLetterState.CANCELLED: _("It was cancelled on %(day)s."),
    }.get(letter.state, "") % {"day": ended}
