"""What a published result vouches for: the outcome of each pot, from what was stored when it was counted.

How ballots are counted again comes from the definition that was frozen, not from the fund as it stands today.
"""

import asyncio
from typing import Any

import orjson

from ballot_box.disclosure import Groups
from ballot_box.models import Election
from ballot_box.packs import ContestOutcome, Outcome, Witnesses, groups_of
from ballot_box.papers import Definition
from database import row, rows
from pb.counting.ballot import ApprovalBallot, Ballot, BallotKind, RankedBallot
from pb.counting.completion import completion as completion_named
from pb.counting.instance import Instance
from pb.counting.profile import Profile
from pb.counting.project import Project
from pb.counting.rules import rule as rule_named
from pb.models import Tally
from pb.tallies.outcome import Way, ties_of
from web.language import _

PUBLISHED = "result.published"


async def outcome_of(tally: Tally, election: Election, witnesses: Witnesses) -> Outcome:
    definition = Definition.of(election.definition)
    pots = await rows("SELECT pot_id, budget_pence, spent_pence FROM pot_tally WHERE tally_id = ?", tally.id)
    projects = await rows(
        """SELECT t.project_id, t.place, p.pot_id FROM project_tally t JOIN project p ON p.id = t.project_id
           WHERE t.tally_id = ? ORDER BY t.place, t.project_id""",
        tally.id,
    )
    contests = {
        str(pot.pot_id): ContestOutcome(
            pot.budget_pence,
            [str(one.project_id) for one in projects if one.pot_id == pot.pot_id and one.place is not None],
            pot.spent_pence,
        )
        for pot in pots
        if str(pot.pot_id) in definition.contests
    }
    counted = {str(one.project_id) for one in projects}
    options = {option for options in definition.contests.values() for option in options}
    withdrawn = sorted(options - counted)
    again = _Recount(definition, frozenset(withdrawn))
    return Outcome(contests, withdrawn, witnesses, again.funded)


async def faults_in(election: Election, outcome: Outcome) -> list[str]:
    """Where counting all ballots as it was frozen does not give this outcome, in sentences for officers."""
    definition = Definition.of(election.definition)
    found = []
    for contest, claimed in outcome.contests.items():
        about, name = definition.about, definition.about["contests"][contest]["name"]
        groups = await groups_of(election.id, definition, contest)
        funded = await asyncio.to_thread(outcome.recount, contest, groups)
        spent = sum(about["options"][option]["cost"] for option in funded)
        frozen = ContestOutcome(about["contests"][contest]["budget"], funded, spent)
        if frozen != claimed:
            found.append(
                _("Counting by the rules that were frozen gives another outcome for %(name)s.") % {"name": name}
            )
    return found


async def witnesses_of(tally: Tally) -> Witnesses:
    """As they were written down when this result was published."""
    found = await published_detail(tally.cycle_id)
    return Witnesses(tuple(found.get("witnesses", ())), int(found.get("quorum", 0)))


async def published_detail(cycle_id: int) -> dict[str, Any]:
    """What the journal holds about the publication; nothing before there was one."""
    entry = await row(
        "SELECT detail FROM journal_entry WHERE thing = ? AND act = ? ORDER BY id DESC LIMIT 1",
        f"cycle:{cycle_id}",
        PUBLISHED,
    )
    if entry is None:
        return {}
    found: dict[str, Any] = orjson.loads(entry.detail) if isinstance(entry.detail, str | bytes) else entry.detail
    return found


class _Recount:
    """Counts ballots by the definition alone."""

    def __init__(self, definition: Definition, withdrawn: frozenset[str]) -> None:
        self.definition = definition
        self.withdrawn = withdrawn

    def funded(self, contest: str, groups: Groups) -> list[str]:
        """Options in the order of the count. Projects go by their references inside, because ties do."""
        about = self.definition.about
        said, standing = about["count"], [o for o in self.definition.contests[contest] if o not in self.withdrawn]
        reference = {option: about["options"][option]["reference"] for option in standing}
        projects = (Project(reference[o], about["options"][o]["title"], about["options"][o]["cost"]) for o in standing)
        instance = Instance(tuple(projects), about["contests"][contest]["budget"], said["unit"])
        way = Way(rule_named(said["rule"]), completion_named(said["completion"]), said["lots"], said["tie_breaking"])
        allocation = way.rule.count(instance, self._profile(groups, reference), ties_of(way, reference), way.completion)
        option_of = {text: option for option, text in reference.items()}
        return [option_of[one] for one in allocation.funded]

    def _profile(self, groups: Groups, reference: dict[str, str]) -> Profile:
        kind = BallotKind(self.definition.kind)
        make: type[RankedBallot] | type[ApprovalBallot] = RankedBallot if kind is BallotKind.RANKED else ApprovalBallot
        ballots: list[tuple[Ballot, int]] = [
            (make(tuple(reference[option] for option in choices if option in reference)), count)
            for choices, count in groups.items()
        ]
        return Profile.grouped(kind, ballots)
