"""What a claim is once no letter for it is under way any more."""

from datetime import datetime

from residents.belonging.claims import move, settled
from residents.code_letters.ending import under_way
from residents.models import Claim, ClaimState


async def fall_back(claim: Claim, actor: str, now: datetime) -> bool:
    """A locked claim that waited for a letter waits no longer, unless another one is under way."""
    if claim.state is not ClaimState.AWAITING_LETTER or await under_way(claim.id):
        return False
    await move(claim, "letter-failed", actor, now, to=settled(claim.evidence))
    return True
