"""What is published for those who doubt: each pot's election as a Pabulib file, and all counted codes."""

import shlex

from ballot_box import closing
from ballot_box.disclosure import LEAST_PUBLISHED, Form, Groups
from pb.counting.ballot import ApprovalBallot, Ballot, BallotKind, RankedBallot
from pb.counting.pabulib import to_pabulib
from pb.counting.profile import Profile
from pb.counting.refusals import CountingRefused
from pb.models import Cycle, Tally
from pb.results.reading import Result
from pb.tallies.material import PotMaterial, material_of
from web.language import _
from web.refusals import NotFound

LEAST_BALLOTS = LEAST_PUBLISHED
"""With fewer ballots than this somebody who knows the others could work out the last: then none is published."""


async def pb_file(cycle: Cycle, pot_id: int) -> str:
    """The text of the file, with ballots as short as they are published. Raises NotFound before the result is
    published, and for pots of which no ballots are."""
    if await Tally.exists(cycle_id=cycle.id, published_at__isnull=False):
        material = await material_of(cycle)
        pot = next((one for one in material.pots if one.pot_id == pot_id), None)
        profile = _published(pot) if pot else None
        if pot and profile:
            try:
                return to_pabulib(pot.instance, profile)
            except CountingRefused as refusal:
                raise NotFound(str(refusal)) from refusal
    raise NotFound(_("There is no such file."))


def _published(pot: PotMaterial) -> Profile | None:
    """The ballots that everybody may have, or None."""
    form = Form.FULL if pot.published is None else pot.published.form
    if form is Form.FULL and pot.profile.voters >= LEAST_BALLOTS:
        return pot.profile
    if form is Form.PREFIX and pot.published:
        return _shortened(pot, pot.published.short)
    return None


def _shortened(pot: PotMaterial, short: Groups) -> Profile:
    """Those of which nothing is shown have nothing on them: their voters still count."""
    reference = {str(project): reference for reference, project in pot.project_ids.items()}
    make: type[RankedBallot] | type[ApprovalBallot] = RankedBallot
    if pot.profile.kind is not BallotKind.RANKED:
        make = ApprovalBallot
    ballots: list[tuple[Ballot, int]] = [
        (make(tuple(reference[option] for option in choices if option in reference)), count)
        for choices, count in short.items()
    ]
    return Profile.grouped(pot.profile.kind, ballots)


async def counted_codes(cycle: Cycle) -> str:
    """The commitments of all counted ballots, sorted, one a line. Raises NotFound before the result is published."""
    published = await Tally.exists(cycle_id=cycle.id, published_at__isnull=False)
    if not published or cycle.imported or cycle.election_id is None:
        raise NotFound(_("There is no such file."))
    return "".join(f"{code}\n" for code in await closing.counted_commitments(cycle.election_id))


async def counted_code(cycle: Cycle, typed: str) -> str | None:
    """The code of a counted ballot of this published vote that begins with what was typed, or None."""
    if cycle.imported or cycle.election_id is None:
        return None
    return await closing.counted_code(cycle.election_id, typed)


def recount_command(cycle: Cycle, result: Result) -> str:
    """What to type to count a published file again. Quoted for a shell: officers chose the words of the lots."""
    words = ["python", "main.py", "elections", "count", "FILE.pb", "--rule", result.rule.name]
    if result.completion_name != "none":
        words += ["--completion", result.completion_name]
    if cycle.lot_seed:
        words += ["--lot-seed", cycle.lot_seed]
    return shlex.join(words)
