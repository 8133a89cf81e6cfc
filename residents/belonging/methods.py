"""The ways to show that one belongs here, as people choose among them.

A council adds one with an entry here, a page at its address that ends in `proofs.give`, and its name among those that
a vote accepts. Nothing else has to know of it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from residents.models import Franchise, ProofMethod
from web.language import _


@dataclass(frozen=True, slots=True)
class Method:
    """`words`: its name and a sentence about it. `href`: where it begins, empty while this site has no page for it."""

    name: ProofMethod
    words: Callable[[], tuple[str, str]]
    href: str = ""
    on_by_default: bool = False

    @property
    def title(self) -> str:
        return self.words()[0]

    @property
    def hint(self) -> str:
        return self.words()[1]


def _in_person() -> tuple[str, str]:
    return (
        _("At a community lounge or library"),
        _("Show anything with your name and address on it. You need no passport and no driving licence."),
    )


def _voucher() -> tuple[str, str]:
    return (
        _("With a card from a group you know"),
        _("Groups that know you can give you a card with a code. You need no address."),
    )


def _letter() -> tuple[str, str]:
    return _("By letter"), _("We post you a code. It takes 3 to 6 working days.")


def _reference() -> tuple[str, str]:
    return _("With a number from the council"), _("It is on letters that the council sent you, such as a bill.")


def _one_login() -> tuple[str, str]:
    return _("With GOV.UK One Login"), _("You sign in there, and they tell us who you are.")


METHODS = (
    Method(ProofMethod.IN_PERSON, _in_person, "/account/belonging/venues", on_by_default=True),
    Method(ProofMethod.VOUCHER, _voucher, "/v", on_by_default=True),
    Method(ProofMethod.LETTER, _letter, "/account/belonging/letter", on_by_default=True),
    Method(ProofMethod.REFERENCE, _reference),
    Method(ProofMethod.ONE_LOGIN, _one_login),
)
"""In the order in which people are offered them: the quick ones that ask for least first."""


def offered(franchise: Franchise) -> list[Method]:
    """Those that this vote accepts and that have a page here."""
    return [one for one in METHODS if one.href and one.name in franchise.proofs]


def name_of(method: ProofMethod) -> str:
    """As the person reads it who proved something this way."""
    if method is ProofMethod.CONTACT:
        return _("With a code that we sent you")
    return next(one.title for one in METHODS if one.name is method)
