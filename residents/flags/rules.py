"""The rules that look for something odd: what each one looks at, from which number on, and whether it is in use."""

from collections.abc import Mapping
from dataclasses import dataclass

from residents.models import AgeBand, Franchise
from web.language import _

ON = "on"


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a rule that officers may tune."""

    name: str
    label: str
    usual: int
    least: int = 1
    most: int = 1000


@dataclass(frozen=True, slots=True)
class Rule:
    """`holds`: claims it is about wait for an officer; without it they are only listed, and nothing changes for them.
    `again`: once settled, a flag is raised again when it is about this many times as many claims as were looked at."""

    name: str
    title: str
    explanation: str
    tuning: str = ""  # for whoever sets its numbers
    numbers: tuple[Number, ...] = ()
    holds: bool = True
    again: int = 2


# How a number that says “people of this age in a hundred” is called, by the band it is about.
SHARES = {band: f"share_{band.value[:2]}" for band in AgeBand if band}

_RULES = (
    Rule(
        "address_cap",
        _("Many people at one address"),
        _("Nearly every home has six people or fewer. More can be a shared house, a hostel or a care home."),
        numbers=(Number("most", _("Flag above this many people at an address"), 6),),
    ),
    Rule(
        "device_cap",
        _("Many ballots from one device"),
        _("A family may share a phone. Our own kiosks are left out."),
        numbers=(Number("most", _("Flag above this many ballots from a device"), 4),),
    ),
    Rule(
        "network_burst",
        _("Many ballots alike from one network"),
        _(
            "Many ballots with the same first choice within one hour from one network. The networks of our venues are "
            "left out; others, such as mobile networks, are shared by many people too."
        ),
        numbers=(Number("most", _("Flag above this many ballots in an hour"), 20),),
    ),
    Rule(
        "number_reuse",
        _("A phone number used twice"),
        _(
            "Two claims gave the same number. Ask for another way to confirm, in person or by letter: the flag is "
            "settled by itself once everybody it is about has done that."
        ),
        numbers=(Number("most", _("Flag above this many people with a number"), 1),),
        again=1,
    ),
    Rule(
        "voucher_rate",
        _("Cards used fast, or all for one project"),
        _("Cards of one batch used very quickly, or after the close nearly all of them for the same project."),
        numbers=(
            Number("most", _("Flag above this many cards in ten minutes"), 30),
            Number("percent", _("Flag above this many in a hundred for one project"), 90, most=100),
            Number("least", _("Only from this many ballots on"), 10),
        ),
    ),
    Rule(
        "age_shape",
        _("Voters of one age for one project"),
        _("After the close: far more of those who put a project first are of one age than is usual there."),
        _(
            "Put in how many people in a hundred have each age there. Where it says 0, they are compared with "
            "everybody who voted there."
        ),
        numbers=(
            Number("times", _("Flag above this many times the usual share"), 4, least=2, most=100),
            Number("least", _("Only above this many voters of that age"), 30),
            *(
                Number(SHARES[band], _("People aged %(band)s in a hundred") % {"band": band.value}, 0, 0, 100)
                for band in SHARES
            ),
        ),
    ),
    Rule(
        "returned_letter_redeemed",
        _("A letter came back after its code was used"),
        _("Somebody typed the code of a letter which the post says it could not deliver."),
    ),
    Rule(
        "paper_and_online",
        _("A vote on paper and on a screen"),
        _("The rule printed on the ballot says which of the two counts. Only one does, so nobody has to wait."),
        holds=False,
    ),
    Rule(
        "registered_twice",
        _("Perhaps one person twice"),
        _("Two claims have the same name, postcode and age. Two officers look at them side by side."),
        numbers=(Number("most", _("Flag above this many claims alike"), 1),),
        again=1,
    ),
    Rule(
        "voted_as_me",
        _("“Somebody has voted as me”"),
        _("A person told us that a ballot was recorded for them which they did not send."),
    ),
)  # fmt: skip
RULES: Mapping[str, Rule] = {rule.name: rule for rule in _RULES}


def in_use(franchise: Franchise, rule: str) -> bool:
    """Whether officers left it switched on. What people tell us themselves cannot be switched off."""
    return rule == "voted_as_me" or bool(franchise.limits.get(rule, {}).get(ON, 1))


def limit(franchise: Franchise, rule: str, name: str = "most") -> int:
    """A number of a rule, as officers tuned it for this vote, or as it usually is."""
    usual = next(number.usual for number in RULES[rule].numbers if number.name == name)
    return int(franchise.limits.get(rule, {}).get(name, usual))
