"""Whether somebody belongs to a cycle well enough for what they want to do: suggest an idea, support one."""

from database import value
from pb.models import Cycle
from residents.belonging.claims import claim_of, reaches
from residents.models import Claim
from residents.people import Person
from web.language import _
from web.refusals import Refused

_USUAL = {"suggest": "E0", "support": "E1"}


class BelongingUnknown(Refused):
    """We do not know yet, or not well enough, that the person belongs here."""


async def demand(cycle: Cycle, by: Person, doing: str) -> None:
    """Raises BelongingUnknown when the cycle wants to know more for `doing` ("suggest", "support")."""
    needed = cycle.evidence.get(doing, _USUAL[doing])
    if needed == "E0":
        return
    claim = await claim_of(by.account_id or 0)
    if claim is None:
        raise BelongingUnknown(_("Tell us where you belong first. It takes a minute."))
    if not reaches(claim.evidence, needed):
        raise BelongingUnknown(_("This fund asks for a stronger proof that you belong here. Ask us how to give it."))
    await _demand_area(cycle, claim)


async def _demand_area(cycle: Cycle, claim: Claim) -> None:
    if cycle.ties and claim.tie not in cycle.ties:
        raise BelongingUnknown(_("This fund is for people with another tie to the place. Choose yours again."))
    has_money = await value(
        "SELECT COUNT(*) FROM pot WHERE cycle_id = ? AND (neighbourhood_id IS NULL OR neighbourhood_id = ?)",
        cycle.id,
        claim.neighbourhood_id,
    )
    if not has_money:
        raise BelongingUnknown(
            _("Your postcode is in %(place)s, and this fund has no money for that place this time.")
            % {"place": claim.neighbourhood.name}
        )


async def is_known(cycle: Cycle, by: Person, doing: str) -> bool:
    try:
        await demand(cycle, by, doing)
    except BelongingUnknown:
        return False
    return True
