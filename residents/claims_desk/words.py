"""How officers' pages name what happens to claims."""

from residents.flags.rules import RULES
from residents.models import ClaimState, CodeLetterState, Evidence, ProofMethod, Tie
from web.language import _

S = ClaimState


def state_tag(state: str) -> tuple[str, str]:
    """The words for a state, and the kind of tag that shows it."""
    return {
        S.DECLARED: (_("Said so"), "wait"),
        S.PROVISIONAL: (_("Not confirmed yet"), "wait"),
        S.AWAITING_LETTER: (_("Letter on its way"), "wait"),
        S.VERIFIED: (_("Confirmed"), "good"),
        S.UNDER_REVIEW: (_("On hold"), "info"),
        S.REJECTED: (_("Taken out"), "bad"),
        S.WITHDRAWN: (_("Taken back"), ""),
        S.EXPIRED: (_("Too late"), "no"),
    }[ClaimState(state)]


def tie_words(tie: str) -> str:
    return {
        Tie.LIVE: _("lives here"),
        Tie.WORK: _("works here"),
        Tie.STUDY: _("studies here"),
        Tie.VOLUNTEER: _("volunteers here"),
    }[Tie(tie)]


def evidence_words(evidence: str) -> str:
    return {
        Evidence.E0: _("E0: said so"),
        Evidence.E1: _("E1: email confirmed"),
        Evidence.E2: _("E2: address or presence confirmed"),
        Evidence.E3: _("E3: identity confirmed"),
    }[Evidence(evidence)]


def method_words(method: str) -> str:
    return {
        ProofMethod.CONTACT: _("A code by email"),
        ProofMethod.IN_PERSON: _("In person"),
        ProofMethod.VOUCHER: _("With a card from a group"),
        ProofMethod.LETTER: _("With the code from a letter"),
        ProofMethod.REFERENCE: _("From the council’s own records"),
        ProofMethod.ONE_LOGIN: _("GOV.UK One Login"),
    }[ProofMethod(method)]


def letter_words(state: str) -> str:
    return {
        CodeLetterState.QUEUED: _("Waits to be posted"),
        CodeLetterState.POSTED: _("Posted"),
        CodeLetterState.REDEEMED: _("Its code was typed in"),
        CodeLetterState.EXPIRED: _("Its code ran out"),
        CodeLetterState.RETURNED: _("Came back"),
        CodeLetterState.FAILED: _("Failed: too many wrong codes"),
        CodeLetterState.CANCELLED: _("Cancelled"),
    }[CodeLetterState(state)]


def event_words(event: str) -> str:
    """What happened; an event nobody has words for yet is shown by its own name."""
    return {
        "declared": _("Said where they belong"),
        "contact-confirmed": _("Confirmed their email address"),
        "confirmed": _("Confirmed that they belong here"),
        "letter-asked": _("Asked for a letter"),
        "letter-failed": _("A letter did not work"),
        "proof-revoked": _("A confirmation was taken back"),
        "flagged": _("Put on hold, to be looked at"),
        "cleared": _("Looked at, and all is well"),
        "rejected": _("Taken out by two officers"),
        "appealed": _("Appealed"),
        "withdrawn": _("Took their claim back"),
        "expired": _("Not confirmed in time"),
    }.get(event, event)


def actor_words(actor: str, account_id: int) -> str:
    """Who did it, from the claim's point of view: officers stand there by number, as in the journal."""
    who, _colon, number = actor.partition(":")
    if who != "account":
        return _("the site") if actor != "command line" else _("a command on the server")
    return _("the person") if number == str(account_id) else _("officer %(number)s") % {"number": number}


def reasons() -> list[tuple[str, str]]:
    """Why claims are taken out, as officers choose and the ballot account counts: the word kept, and its sentence."""
    return [
        ("registered_twice", _("The same person is registered a second time")),
        ("not_here", _("The person does not live, work, study or volunteer here")),
        ("too_young", _("The person is younger than the rules of the vote allow")),
        ("acted_for_another", _("Somebody acted in the name of another person")),
        ("not_a_person", _("There is no such person")),
        ("false_proof", _("The confirmation was got by a trick or a mistake")),
    ]


def reason_words(rule: str) -> str:
    """The sentence of a reason, whether officers chose it or a rule of the flags gave it."""
    found = RULES.get(rule)
    return dict(reasons()).get(rule) or (_(found.title) if found else rule.replace("_", " ").capitalize())
