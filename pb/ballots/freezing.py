"""The ballot of a cycle, fixed: which projects stand on which neighbourhood's paper."""

from datetime import datetime

from ballot_box import elections
from ballot_box.models import Election
from ballot_box.refusals import BallotRefused
from database import rows, transaction
from pb.cycles import franchise_of, keep, trustees
from pb.models import Cycle
from residents.people import Person
from web.language import _

PENCE = 100
"""The smallest units of money in one by which shares are raised when a count goes on: a pound."""


async def freeze(cycle: Cycle, by: Person, now: datetime) -> Election:
    """Make the cycle's election of the projects that stand now. Its hash goes into the journal and onto each ballot.

    Rule, completion, tie-breaking and lots must have been settled before. Raises BallotRefused.
    """
    by.demand("ballots.freeze")
    if cycle.election_id is not None:
        raise BallotRefused(_("The ballot is frozen already."))
    if cycle.voting_opens_at is None or cycle.voting_closes_at is None:
        raise BallotRefused(_("Set the first and the last day of the vote before you freeze the ballot."))
    async with transaction():
        contests = await _contests(cycle.id)
        if not contests:
            raise BallotRefused(_("There is no project on the ballot yet. Add projects before you freeze it."))
        election = await elections.create(
            cycle.name,
            ranks=cycle.ranks,
            contests=contests,
            opens_at=cycle.voting_opens_at,
            closes_at=cycle.voting_closes_at,
            franchise_id=(await franchise_of(cycle)).id,
            paper_rule=cycle.paper_rule,
            trustees=await trustees.keys_for(cycle),
            about=await _about(cycle),
        )
        await keep(
            by,
            cycle,
            "cycle.frozen",
            now,
            {"ballot_frozen_at": now, "election_id": election.id},
            definition=election.definition_hash,
            sealing=cycle.sealing.value,
            counting=[cycle.rule, cycle.completion, cycle.tie_breaking],
            lots=cycle.lots,
        )
    return election


async def _contests(cycle_id: int) -> dict[str, list[str]]:
    """The projects of each pot; a pot without any has no paper."""
    found = await rows(
        "SELECT id, pot_id FROM project WHERE cycle_id = ? AND withdrawn_at IS NULL ORDER BY pot_id, id", cycle_id
    )
    contests: dict[str, list[str]] = {}
    for project in found:
        contests.setdefault(str(project.pot_id), []).append(str(project.id))
    return contests


async def _about(cycle: Cycle) -> dict[str, object]:
    """Everything besides the ballots that the count depends on, as docs/recount-packs.md writes it."""
    pots = await rows("SELECT id, name, amount_pence FROM pot WHERE cycle_id = ? ORDER BY id", cycle.id)
    projects = await rows(
        "SELECT id, reference, title, cost_pence FROM project WHERE cycle_id = ? AND withdrawn_at IS NULL", cycle.id
    )
    return {
        "contests": {str(one.id): {"budget": one.amount_pence, "name": one.name} for one in pots},
        "count": {
            "completion": cycle.completion,
            "lots": list(cycle.lots),
            "rule": cycle.rule,
            "tie_breaking": cycle.tie_breaking,
            "unit": PENCE,
        },
        "currency": cycle.currency,
        "options": {
            str(one.id): {"cost": one.cost_pence, "reference": one.reference, "title": one.title} for one in projects
        },
        "what": "participatory-budget",
    }
