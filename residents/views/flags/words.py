"""How flags and claims are called on these pages."""

from residents.belonging.words import age_words
from residents.models import ClaimState, Evidence, FlagState, MarkKind, ProofMethod, Tie
from web.language import _


def tag_of(state: str) -> tuple[str, str]:
    """The state of a flag, and the kind of its tag."""
    return {
        FlagState.RAISED.value: (_("New"), "wait"),
        FlagState.ASSIGNED.value: (_("Somebody is on it"), "info"),
        FlagState.CONTACTED.value: (_("People were asked"), "info"),
        FlagState.DISMISSED.value: (_("Explained"), "good"),
        FlagState.CONFIRMED.value: (_("Confirmed"), "bad"),
    }[str(state)]


def claim_tag_of(state: str) -> tuple[str, str]:
    return {
        ClaimState.DECLARED.value: (_("Said so"), "wait"),
        ClaimState.PROVISIONAL.value: (_("Not confirmed yet"), "wait"),
        ClaimState.AWAITING_LETTER.value: (_("Waits for a letter"), "wait"),
        ClaimState.VERIFIED.value: (_("Confirmed"), "good"),
        ClaimState.UNDER_REVIEW.value: (_("Under review"), "info"),
        ClaimState.REJECTED.value: (_("Taken out"), "bad"),
        ClaimState.WITHDRAWN.value: (_("Withdrawn"), "no"),
        ClaimState.EXPIRED.value: (_("Too late"), "no"),
    }[str(state)]


def level(evidence: str) -> str:
    return {
        Evidence.E0.value: _("only said so"),
        Evidence.E1.value: _("email works, postcode is here"),
        Evidence.E2.value: _("address or presence checked"),
        Evidence.E3.value: _("identity checked"),
    }[str(evidence)]


def ways(methods: str) -> list[str]:
    """How somebody confirmed, from the names of methods with spaces between."""
    names = {
        ProofMethod.CONTACT.value: _("code by email or text"),
        ProofMethod.IN_PERSON.value: _("in person"),
        ProofMethod.VOUCHER.value: _("card from a group"),
        ProofMethod.LETTER.value: _("letter"),
        ProofMethod.REFERENCE.value: _("council records"),
        ProofMethod.ONE_LOGIN.value: _("GOV.UK One Login"),
    }
    return [names[one] for one in dict.fromkeys(methods.split()) if one in names]


def age(band: str) -> str:
    return age_words(band)


def tie(name: str) -> str:
    return {
        Tie.LIVE.value: _("lives here"),
        Tie.WORK.value: _("works here"),
        Tie.STUDY.value: _("studies here"),
        Tie.VOLUNTEER.value: _("volunteers here"),
    }[str(name)]


def mark(kind: str) -> str:
    return {
        MarkKind.ADDRESS.value: _("the address"),
        MarkKind.PHONE.value: _("the phone number"),
        MarkKind.EMAIL.value: _("the email address"),
        MarkKind.PERSON.value: _("name, postcode and age"),
        MarkKind.DEVICE.value: _("the device a ballot came from"),
        MarkKind.NETWORK.value: _("the network a ballot came from"),
    }[str(kind)]
