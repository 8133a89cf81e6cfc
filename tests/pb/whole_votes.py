"""A vote in which everything happened that can happen to a ballot, from the freeze to a result in the record.

By the actions of the site alone, but for what has no short one: the clock, and two officers taking somebody out.
"""

from datetime import UTC, datetime
from pathlib import Path

import main  # noqa: F401  # joins the packages
from ballot_box import roll
from ballot_box.casting import Filled
from ballot_box.models import Election, PaperBatch, Trustees
from ballot_box.paper import merging
from ballot_box.spoiling import spoil
from database import transaction
from ledger import standing
from ledger.sequencing import sequence
from ledger.witnessing import ask_all, witnesses
from pb import ballots, tallies
from pb.models import Cycle, Pot, Project, Tally
from residents.models import Account, Claim, Evidence, Franchise, Rejection, Role, Venue
from residents.people import COMMAND_LINE
from tests.ballot_box.paper.paper_scenes import Scene, person
from tests.boxes import put_in
from tests.factories import NOW, days, make_account, make_cycle, make_place, make_pot, make_project, make_theme
from tests.ledger.record_scenes import running_witness

# Choices of the people of each pot, as numbers of its projects, and how many made them. With limits of 20 and 3 ballots
# the first is published in full, the second cut short, the third in numbers, the last not at all.
CAST = {
    "Hanley": {(0, 1): 6, (1, 0): 4, (0, 2): 4, (2, 0): 3, (1, 2): 3, (2, 1): 2, (2,): 4, (1,): 1},
    "Burslem": {(0, 1): 9, (1, 0): 7, (2,): 5, (3, 4): 2, (4, 0): 1},
    "Longton": {(0, 1): 7, (1,): 5},
    "Fenton": {(0,): 3, (1, 0): 1},
}
PROJECTS = {"Hanley": 3, "Burslem": 5, "Longton": 2, "Fenton": 2}
GROWS = ("Hanley", "Burslem")  # where a large vote has more people; of both hundreds vote


class WholeVote(Scene):
    """`pot` and `projects` are those of Hanley, where papers come from. `pots`, `options`: of all, by name."""

    pots: dict[str, Pot]
    options: dict[str, list[str]]

    @classmethod
    async def published(cls, folder: Path, times: int = 1) -> "WholeVote":
        it = await cls._frozen()
        await it._cast(times)
        await it._papers()
        await it._what_is_not_counted()
        await sequence()
        await it._over()
        with running_witness(folder, standing.key()) as (_witness, setting):
            await ask_all(witnesses(setting))
            await it._result()
            await ask_all(witnesses(setting))
            await cls._another()  # nor end with it
        it.cycle, it.election = await Cycle.get(id=it.cycle.id), await Election.get(id=it.election.id)
        return it

    @classmethod
    async def _frozen(cls) -> "WholeVote":
        await cls._another()  # so that the record does not begin with it
        cycle = await make_cycle(
            "voting", ballot_frozen_at=None, ranks=2, tie_breaking="cost-supporters-id", budget_pence=2_000_000
        )
        pots, projects = {}, {}
        for number, (name, many) in enumerate(PROJECTS.items(), 1):
            pots[name] = await make_pot(cycle, await make_place(name, postcode=f"ST{number}1HN"), 5_000)
            projects[name] = [await make_project(pots[name], 2_000 + 700 * one) for one in range(many)]
        await ballots.freeze(cycle, COMMAND_LINE, datetime.now(UTC))
        cycle = await Cycle.get(id=cycle.id)
        it = cls(
            cycle, pots["Hanley"], await Election.get(id=cycle.election_id), projects["Hanley"],
            await Venue.create(name="The library", added_at=NOW), "ST1 1HN", await person("Rowan", Role.ROLL_OFFICER),
            await person("Robin", Role.ROLL_OFFICER), await person("Kim", Role.KEYER), await person("Kit", Role.KEYER),
            pots["Longton"],
        )  # fmt: skip
        it.pots, it.options = pots, {name: [str(one.id) for one in found] for name, found in projects.items()}
        return it

    @classmethod
    async def _another(cls) -> None:
        """A vote beside this one, with something of everything that a row may point to."""
        cycle = await make_cycle("voting", ballot_frozen_at=None)
        await make_project(await make_pot(cycle, await make_place("Bucknall")), theme=await make_theme(cycle))
        await Trustees.create(
            first_name="Amina", first_role="Archive", first_key="a" * 64,
            last_name="Bob", last_role="Choir", last_key="b" * 64,
        )  # fmt: skip
        election = await ballots.freeze(cycle, COMMAND_LINE, datetime.now(UTC))
        venue = await Venue.create(name=f"The hall {cycle.id}", added_at=NOW)
        await Tally.create(
            cycle=cycle, rule="", completion="", tie_breaking="", ballots=0, ballots_hash="", outcome_hash="",
            counted_at=NOW,
        )  # fmt: skip
        await PaperBatch.create(
            election=election, contest="1", name="BUC-01", seal="S", issued=3, venue=venue, registered_at=NOW
        )
        await sequence()

    async def voter(self, name: str, *choices: int, evidence: Evidence = Evidence.E1) -> Claim:
        claim = await Claim.create(
            account=await make_account(), neighbourhood_id=self.pots[name].neighbourhood_id, evidence=evidence,
            made_at=NOW, confirmed_at=NOW if evidence is Evidence.E1 else None,
        )  # fmt: skip
        await self._put_in(claim, name, *choices)
        return claim

    async def _put_in(self, claim: Claim, name: str, *choices: int, attempt: str = "first") -> None:
        chosen = [self.options[name][one] for one in choices]
        await put_in(self.election, claim.account_id, chosen, str(self.pots[name].id), attempt=attempt)

    async def _cast(self, times: int) -> None:
        for name, people in CAST.items():
            for choices, many in people.items():
                for _ in range(many * (times if name in GROWS else 1)):
                    await self.voter(name, *choices)

    async def _papers(self) -> None:
        """Three come back, of which one is blank."""
        batch = await self.signed_off({1: self.marks("1", "2"), 2: self.marks("", "1"), 3: self.marks("", "")})
        await merging.merge(self.roll, batch.id, self.now)

    async def _what_is_not_counted(self) -> None:
        """Somebody changes their mind, two test a ballot, three others are not counted, for three reasons."""
        await self._put_in(await self.voter("Hanley", 0, 1), "Hanley", 1, 0, attempt="second")
        for name in ("Hanley", "Fenton"):
            await spoil(self.election.id, self._filled(name))
        await self.voter("Longton", 0, evidence=Evidence.E0)
        withdrawn, removed = await self.voter("Longton", 1), await self.voter("Hanley", 2)
        async with transaction():
            await roll.take_out(withdrawn, self.now)
        officers: list[Account] = [await make_account(), await make_account()]
        await Rejection.create(
            claim=removed, franchise_id=self.election.franchise_id, rule="registered_twice", because="Twice.", at=NOW,
            asked_by=officers[0], approved_by=officers[1], appeal_by=NOW,
        )  # fmt: skip

    def _filled(self, name: str) -> Filled:
        choices = self.options[name][:1]
        return Filled(str(self.pots[name].id), choices, self.election.definition_hash, f"test {name}", "4711")

    async def _over(self) -> None:
        sold = datetime.now(UTC)
        await Project.filter(id=self.projects[-1].id).update(withdrawn_at=sold, withdrawn_because="The land was sold.")
        ended = datetime.now(UTC) - days(0.01)
        await Election.filter(id=self.election.id).update(closes_at=ended)
        await Cycle.filter(id=self.cycle.id).update(voting_closes_at=ended)
        await Franchise.filter(id=self.election.franchise_id).update(confirm_by=ended)
        self.cycle = await Cycle.get(id=self.cycle.id)

    async def _result(self) -> None:
        now = datetime.now(UTC)
        tally = await tallies.count(self.cycle, await person("Olga", Role.CYCLE_OFFICER), now)
        await sequence()
        await tallies.publish(tally, await person("Paul", Role.PUBLISHER), now)
        await sequence()
