"""A pot's whole election as a Pabulib file, for anybody who wants to count it again."""

from pb.counting.pabulib import to_pabulib
from pb.counting.refusals import CountingRefused
from pb.models import Cycle, Tally
from pb.tallies.material import material_of
from web.language import _
from web.refusals import NotFound

LEAST_BALLOTS = 10
"""With fewer ballots than this somebody who knows the others could work out the last: then none is published."""


async def pb_file(cycle: Cycle, pot_id: int) -> str:
    """The text of the file. Raises NotFound before the result is published, and for pots with too few ballots."""
    if await Tally.exists(cycle_id=cycle.id, published_at__isnull=False):
        material = await material_of(cycle)
        for pot in material.pots:
            if pot.pot_id == pot_id and pot.profile.voters >= LEAST_BALLOTS:
                try:
                    return to_pabulib(pot.instance, pot.profile)
                except CountingRefused as refusal:
                    raise NotFound(str(refusal)) from refusal
    raise NotFound(_("There is no such file."))
