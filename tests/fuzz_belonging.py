"""Flags, cards and paper ballots in the small town of the fuzz test."""

from tests.ballot_box.paper.paper_scenes import Scene
from tests.residents.flags import flag_samples
from tests.residents.vouchers.decks import make_cards


async def add_belonging() -> dict[str, list[object]]:
    """By the name that routes give a part of an address, what can stand there."""
    franchise = await flag_samples.make_franchise()
    claims = await flag_samples.make_claims(2, franchise)
    flag = await flag_samples.flagged(franchise, *claims)
    cards = await make_cards(franchise)
    scene = await Scene.set(postcodes=("ST6 7ZY", "ST6 7ZX"))
    back = await scene.with_slips()
    agreed = await scene.agreed({1: scene.marks("1", "2")}, name="HAN-02")
    return {
        "franchise": [franchise.id],
        "flag": [flag.id],
        "claim": [claim.id for claim in claims],
        "organisation": [cards.batch.organisation_id],
        "batch": [cards.batch.id, back.id, agreed.id],
        "code": [cards.codes[0]],
        "sheet": ["ballots", "cover"],
    }
