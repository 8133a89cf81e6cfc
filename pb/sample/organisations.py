"""The organisations of the sample that people trust, each with one small batch of cards that it signed for."""

from datetime import datetime

from pb.sample import stories
from residents.models import Franchise
from residents.people import Person
from residents.vouchers import batches, organisations


async def bring_in(officer: Person, franchise: Franchise, now: datetime) -> list[list[str]]:
    """Returns the codes of the cards, an organisation after the other."""
    cards = []
    for told in stories.city()["organisations"]:
        organisation = await organisations.add(officer, told["name"], "A worker (sample)", "", now)
        minted = await batches.mint(officer, organisation.id, franchise.id, batches.FEWEST, None, now)
        await batches.sign_for(officer, minted.batch.id, "A worker (sample)", now)
        cards.append(minted.codes)
    return cards
