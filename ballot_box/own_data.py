"""In which votes a ballot was recorded for somebody, for themselves. Never the ballot, and never when."""

from typing import Any

from ballot_box.models import RollEntry


async def of(account_id: int) -> dict[str, Any]:
    places = await RollEntry.filter(account_id=account_id).order_by("id").select_related("election")
    return {
        "votes": [
            {"vote": one.election.name, "how": one.channel, "what_became_of_it": one.outcome or "not settled yet"}
            for one in places
        ]
    }
