"""The pack of one fund."""

from pathlib import Path

from ballot_box import packs
from ballot_box.models import Election
from ballot_box.packs import NonsenseRefused, PackRefused
from pb.models import Cycle, Tally
from pb.tallies.vouching import outcome_of, witnesses_of
from web.language import _

NONSENSE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What comes of tables in which somebody wrote what the site never would."""


async def build_pack(cycle: Cycle, folder: Path) -> Path:
    """Write it into `folder`, as the tables are now. Raises PackRefused before there can be one, and NonsenseRefused
    where what they say cannot be written down at all."""
    if cycle.imported:
        raise PackRefused(_("This vote was held elsewhere, so there is no record of it here to make a pack of."))
    # Were there a second one, somebody added it: then the first is the one that was published.
    tally = await Tally.filter(cycle_id=cycle.id, published_at__isnull=False).order_by("id").first()
    if tally is None or cycle.election_id is None:
        raise PackRefused(_("The result of this fund is not published yet. The pack comes with it."))
    election = await Election.get(id=cycle.election_id)
    try:
        return await packs.build(election.id, await outcome_of(tally, election, await witnesses_of(tally)), folder)
    except NONSENSE as fault:
        said = _(
            "What the database holds of this vote makes no sense, so no pack can be made of it. Somebody or something "
            "changed it (%(fault)s). Packs that were made before still hold good."
        )
        raise NonsenseRefused(said % {"fault": f"{type(fault).__name__}: {fault!s:.100}"}) from fault
