"""Where the voters of the sample belong and how they showed it, as the sample says: before the ballots are put in."""

from collections.abc import Sequence
from datetime import datetime

from pb.sample.funds import Fund
from residents.belonging.claims import settled
from residents.belonging.proofs import LEVELS
from residents.models import Claim, Evidence, Proof, ProofMethod
from web.days import local_date

_BATCH = 500
_METHODS = {
    "in_person": ProofMethod.IN_PERSON,
    "voucher": ProofMethod.VOUCHER,
    "letter": ProofMethod.LETTER,
    "council_reference": ProofMethod.LETTER,  # the council's own records are off by default, also in the sample
}


async def bring_in(fund: Fund, voters: Sequence[int], lines: Sequence[dict[str, str]], now: datetime) -> None:
    """A claim for each voter, and a proof for those whose line says that they gave one."""
    pairs = list(zip(voters, lines, strict=False))
    await Claim.filter(account_id__in=[voter for voter, _line in pairs]).delete()  # of the year before
    await Claim.bulk_create(
        (
            Claim(
                account_id=voter,
                neighbourhood_id=fund.pots[line["town"]].neighbourhood_id,
                evidence=Evidence(line["evidence"]),
                state=settled(line["evidence"]),
                franchise_id=fund.cycle.franchise_id,
                made_at=now,
                confirmed_at=now,
            )
            for voter, line in pairs
        ),
        batch_size=_BATCH,
    )
    claims = {claim.account_id: claim.id for claim in await Claim.filter(franchise_id=fund.cycle.franchise_id)}
    await Proof.bulk_create(
        (
            Proof(claim_id=claims[voter], method=method, level=LEVELS[method], given_on=local_date(now))
            for voter, line in pairs
            if (method := _METHODS.get(line["method"])) is not None
        ),
        batch_size=_BATCH,
    )


async def settle_in(fund: Fund, voters: Sequence[int]) -> None:
    """For a vote that asks for a confirmed contact only: claims that were confirmed before, in the towns in turn."""
    places = [pot.neighbourhood_id for pot in fund.pots.values()]
    cycle = fund.cycle
    await Claim.bulk_create(
        (
            Claim(
                account_id=voter,
                neighbourhood_id=places[number % len(places)],
                evidence=Evidence.E1,
                state=settled(Evidence.E1),
                made_at=cycle.created_at,
                confirmed_at=cycle.created_at,
            )
            for number, voter in enumerate(voters)
        ),
        batch_size=_BATCH,
    )
