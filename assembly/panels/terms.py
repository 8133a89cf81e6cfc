"""What members sign: how we meet, what is kept secret, what they get. Whoever signs, signs one version of it."""

import hashlib
from dataclasses import dataclass
from datetime import date

from assembly.models import Assembly
from web.filters import money
from web.language import _

WRITTEN = date(2026, 11, 20)
"""When the lines below were last changed."""


@dataclass(frozen=True, slots=True)
class Terms:
    """`lines` as they are shown; `version` is the day of the text and a fingerprint of every word of it."""

    lines: tuple[str, ...]
    version: str


def terms_of(assembly: Assembly) -> Terms:
    """As they stand now for this assembly."""
    lines = (
        _("I come to the sessions as well as I can. If I cannot come, I say so early."),
        _("I listen, I let others finish, and I speak about ideas and never against people."),
        _("I make up my own mind. Nobody pays me or tells me how to decide."),
        _("I say so if I, or somebody close to me, would gain from a decision."),
        _("I tell nobody who said what, or who else is on the panel. I may talk about the topic and myself."),
        _("I take no photos and make no recordings without asking everybody in them."),
        _("I can leave at any time and need not say why. What I earned until then is paid."),
        _("Two officers together can end my membership if I put others in danger or break these rules. I am told why."),
        *_offer(assembly),
    )
    fingerprint = hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
    return Terms(lines, f"{WRITTEN.isoformat()}-{fingerprint}")


def _offer(assembly: Assembly) -> tuple[str, ...]:
    pay = (
        _("For each session that I come to I get %(amount)s.") % {"amount": money(assembly.payment_pence)}
        if assembly.payment_pence
        else _("There is no payment for the sessions.")
    )
    about = [" ".join(text.split()) for text in (assembly.payment_about, assembly.support_about) if text.strip()]
    return (pay, *about)
