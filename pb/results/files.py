"""What is published for those who doubt: each pot's election as a Pabulib file, and all counted codes."""

import shlex

from ballot_box import closing
from pb.counting.pabulib import to_pabulib
from pb.counting.refusals import CountingRefused
from pb.models import Cycle, Tally
from pb.results.reading import Result
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


async def counted_codes(cycle: Cycle) -> str:
    """The commitments of all counted ballots, sorted, one a line. Raises NotFound before the result is published."""
    published = await Tally.exists(cycle_id=cycle.id, published_at__isnull=False)
    if not published or cycle.imported or cycle.election_id is None:
        raise NotFound(_("There is no such file."))
    return "".join(f"{code}\n" for code in await closing.counted_commitments(cycle.election_id))


def recount_command(cycle: Cycle, result: Result) -> str:
    """What to type to count a published file again. Quoted for a shell: officers chose the words of the lots."""
    words = ["python", "main.py", "elections", "count", "FILE.pb", "--rule", result.rule.name]
    if result.completion_name != "none":
        words += ["--completion", result.completion_name]
    if cycle.lot_seed:
        words += ["--lot-seed", cycle.lot_seed]
    return shlex.join(words)
