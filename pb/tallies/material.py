"""What a count needs of the database: the money, the projects and the ballots of each pot."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ballot_box import closing, elections, packs
from ballot_box.disclosure import Form, Groups
from ballot_box.keys import hidden_hash
from ballot_box.models import Election
from ballot_box.papers import Definition
from ballot_box.sealing.bodies import canonical
from database import rows
from pb.counting.ballot import ApprovalBallot, Ballot, BallotKind, RankedBallot
from pb.counting.instance import Instance
from pb.counting.profile import Profile
from pb.counting.project import Project
from pb.models import Cycle

PENCE = 100


@dataclass(frozen=True, slots=True)
class PotMaterial:
    """One pot ready to be counted. Projects go by their reference, as on paper and in published files."""

    pot_id: int
    name: str
    residents: int | None
    on_roll: int
    instance: Instance
    profile: Profile
    project_ids: dict[str, int]  # by reference
    first_choices: dict[str, int]  # by reference
    published: "PublishedBallots | None" = None  # None: all of them, because they are public elsewhere


@dataclass(frozen=True, slots=True)
class PublishedBallots:
    """What of a pot's ballots may be known. `short`: groups as they are shown where they are cut, by project ids as on
    ballots; `numbers`: how many put each project first, and how many chose it; None where that is kept back."""

    form: Form
    short: Groups
    numbers: dict[str, tuple[int | None, int | None]]


@dataclass(frozen=True, slots=True)
class Material:
    pots: tuple[PotMaterial, ...]
    ballots_hash: str

    @property
    def ballots(self) -> int:
        return sum(pot.profile.voters for pot in self.pots)


async def material_of(cycle: Cycle) -> Material:
    """Everything that is counted. Raises BallotRefused while the vote is open.

    A project withdrawn after the ballot was frozen is passed over: on ballots that name it, those below move up.
    """
    assert cycle.election_id is not None, "the phase in which votes are counted follows a frozen ballot"
    election = await Election.get(id=cycle.election_id)
    definition = Definition.of(election.definition)
    on_roll = await closing.roll_counts(election.id)
    pots = await rows(
        """SELECT p.id, p.name, p.amount_pence, n.residents FROM pot p
           LEFT JOIN neighbourhood n ON n.id = p.neighbourhood_id WHERE p.cycle_id = ? ORDER BY p.position, p.id""",
        cycle.id,
    )
    projects = await rows(
        """SELECT id, pot_id, reference, title, cost_pence FROM project
           WHERE cycle_id = ? AND withdrawn_at IS NULL ORDER BY id""",
        cycle.id,
    )
    found: list[PotMaterial] = []
    cast: dict[str, list[list[str]]] = {}
    for pot in pots:
        contest = str(pot.id)
        standing = set(definition.contests.get(contest, ()))
        cast[contest] = await closing.ballots_of(election.id, contest)
        own = [one for one in projects if one.pot_id == pot.id and str(one.id) in standing]
        voted = on_roll.get(contest, 0)
        # Beside the site: the ballots of a whole city take a while to group.
        found.append(await asyncio.to_thread(_pot, cycle, pot, own, cast[contest], definition, voted))
    return Material(tuple(found), hidden_hash("ballots", canonical([election.definition_hash, cast])))


def _pot(
    cycle: Cycle, pot: Any, projects: Sequence[Any], cast: list[list[str]], definition: Definition, on_roll: int
) -> PotMaterial:
    kind = BallotKind(definition.kind)
    reference = {str(one.id): one.reference for one in projects}
    chosen = [tuple(reference[choice] for choice in choices if choice in reference) for choices in cast]
    make: type[RankedBallot] | type[ApprovalBallot] = RankedBallot if kind is BallotKind.RANKED else ApprovalBallot
    ballots: list[Ballot] = [make(choices) for choices in chosen]
    counted = Profile.of(kind, ballots)
    facts = (("description", " ".join(f"{cycle.name}, {pot.name}".split())), ("rule", cycle.rule))
    return PotMaterial(
        pot_id=pot.id,
        name=pot.name,
        residents=pot.residents,
        on_roll=on_roll,
        instance=Instance(
            tuple(Project(one.reference, " ".join(one.title.split()), one.cost_pence) for one in projects),
            pot.amount_pence,
            PENCE,
            cycle.currency,
            facts,
        ),
        profile=counted,
        project_ids={one.reference: one.id for one in projects},
        first_choices=_first_choices(counted),
        published=None if cycle.imported else _published(definition, str(pot.id), cast),
    )


def _published(definition: Definition, contest: str, cast: list[list[str]]) -> PublishedBallots:
    """From the ballots as they were cast, as the recount pack has it: also what was withdrawn since is on them."""
    if contest not in definition.contests:
        return PublishedBallots(Form.WITHHELD, {}, {})
    ranked = definition.kind == elections.RANKED
    groups = Counter(tuple(choices if ranked else sorted(choices)) for choices in cast)
    found = packs.disclosed(definition, contest, groups)
    totals = packs.totals_shown(definition, contest, groups)
    numbers = {option: (row.first if ranked else row.supporters, row.supporters) for option, row in totals.items()}
    return PublishedBallots(found.form, found.shortened.with_suppressed if found.shortened else {}, numbers)


def _first_choices(profile: Profile) -> dict[str, int]:
    """How many put each project first. Where ballots know no order every choice is a first one."""
    if profile.kind is not BallotKind.RANKED:
        return profile.supporters()
    totals: dict[str, int] = {}
    for ballot, count in profile.groups:
        for first in ballot.chosen[:1]:
            totals[first] = totals.get(first, 0) + count
    return totals
