"""The pack of one fund."""

from pathlib import Path

from ballot_box import packs
from ballot_box.models import Election
from ballot_box.packs import PackRefused
from pb.models import Cycle, Tally
from pb.tallies.vouching import outcome_of, witnesses_of
from web.language import _


async def build_pack(cycle: Cycle, folder: Path) -> Path:
    """Write it into `folder`, as the tables are now. Raises PackRefused before there can be one."""
    if cycle.imported:
        raise PackRefused(_("This vote was held elsewhere, so there is no record of it here to make a pack of."))
    tally = await Tally.get_or_none(cycle_id=cycle.id, published_at__isnull=False)
    if tally is None or cycle.election_id is None:
        raise PackRefused(_("The result of this fund is not published yet. The pack comes with it."))
    election = await Election.get(id=cycle.election_id)
    return await packs.build(election.id, await outcome_of(tally, election, await witnesses_of(tally)), folder)
