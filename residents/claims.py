"""Claims: how somebody says that they belong here, and how well it is shown."""

from datetime import datetime

from database import execute, transaction
from residents.models import Account, Claim, Evidence, Tie
from residents.places.postcodes import Whereabouts
from web.language import _
from web.refusals import Refused


class ClaimRefused(Refused):
    """The claim cannot be kept as it is."""


_ORDER = [Evidence.E0, Evidence.E1, Evidence.E2, Evidence.E3]


def reaches(evidence: Evidence | str, needed: Evidence | str) -> bool:
    """Whether this evidence is as strong as what is needed, or stronger."""
    return _ORDER.index(Evidence(evidence)) >= _ORDER.index(Evidence(needed))


async def claim_of(account_id: int) -> Claim | None:
    return await Claim.get_or_none(account_id=account_id).select_related("neighbourhood", "ward")


async def declare(account_id: int, whereabouts: Whereabouts, tie: Tie | str, now: datetime) -> Claim:
    """Keep where somebody says they belong; a later claim takes the place of an earlier one.

    With a confirmed email address (people sign in with it) and a postcode here the evidence is E1. Stronger evidence
    stays as long as the place and the tie do.
    """
    if whereabouts.other_wards:
        raise ClaimRefused(_("Your postcode is right beside a ward boundary. Choose which side you are on."))
    if whereabouts.neighbourhood_id is None:
        raise ClaimRefused(
            _("Your postcode does not belong to a neighbourhood yet. Please tell us, and we will add it.")
        )
    async with transaction():
        confirmed = await Account.filter(id=account_id, email__isnull=False).exists()
        evidence = Evidence.E1 if confirmed and whereabouts.postcode else Evidence.E0
        await execute(
            """INSERT INTO claim (account_id, neighbourhood_id, ward_id, tie, evidence, made_at, confirmed_at)
               VALUES (?, ?, ?, ?, ?, ?, ?)
               ON CONFLICT (account_id) DO UPDATE SET
                 evidence = CASE WHEN claim.neighbourhood_id = excluded.neighbourhood_id AND claim.tie = excluded.tie
                     AND claim.evidence > excluded.evidence THEN claim.evidence ELSE excluded.evidence END,
                 neighbourhood_id = excluded.neighbourhood_id, ward_id = excluded.ward_id, tie = excluded.tie,
                 made_at = excluded.made_at, confirmed_at = excluded.confirmed_at""",
            account_id,
            whereabouts.neighbourhood_id,
            whereabouts.ward_code,
            Tie(tie).value,
            evidence.value,
            now,
            now if evidence is Evidence.E1 else None,
        )
        return await Claim.get(account_id=account_id).select_related("neighbourhood", "ward")
