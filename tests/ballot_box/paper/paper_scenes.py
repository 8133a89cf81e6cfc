"""People, a vote and a batch of paper for these tests, with values that a reader can see."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import main  # noqa: F401  # joins the packages: papers are described by the one that runs the vote
from ballot_box.models import Election, Paper, PaperBatch, PaperRule, PaperState
from ballot_box.paper import batches, comparing, keying, signing, slips
from ballot_box.paper.auditing import audit, desk_of
from ballot_box.paper.batches import Return
from ballot_box.paper.comparing import agreed_marks
from ballot_box.paper.slips import Slip
from pb import ballots
from pb.models import Cycle, Pot, Project
from residents.models import Account, Approval, Role, Venue
from residents.people import COMMAND_LINE, Person
from residents.places.models import Postcode
from tests.factories import NOW, days, make_account, make_cycle, make_place, make_pot, make_project

TWO = ("Nadia Ali", "Tom Price")


async def person(name: str, *roles: Role) -> Person:
    account = await make_account(name, *roles)
    return as_person(account, *roles)


def as_person(account: Account, *roles: Role) -> Person:
    return Person(account.id, account.display_name, account.email or "", frozenset({Role.RESIDENT, *roles}))


@dataclass
class Scene:
    """A cycle that is voting, with one pot, and everybody whom a batch of paper needs."""

    cycle: Cycle
    pot: Pot
    election: Election
    projects: list[Project]
    venue: Venue
    postcode: str
    roll: Person
    roll2: Person
    keyer: Person
    keyer2: Person
    other: Pot
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    @classmethod
    async def set(
        cls,
        options: int = 4,
        *,
        rule: PaperRule = PaperRule.PAPER_STANDS,
        postcodes: tuple[str, str] = ("ST1 5HN", "ST3 1AA"),
        **cycle_values: Any,
    ) -> "Scene":
        cycle = await make_cycle("voting", paper_rule=rule.value, ballot_frozen_at=None, **cycle_values)
        place = await make_place("Hanley", postcode=postcodes[0].replace(" ", ""))
        pot = await make_pot(cycle, place)
        other = await make_pot(cycle, await make_place("Longton", postcode=postcodes[1].replace(" ", "")))
        projects = [await make_project(pot) for _number in range(options)]
        await make_project(other)
        await ballots.freeze(cycle, COMMAND_LINE, datetime.now(UTC))
        cycle = await Cycle.get(id=cycle.id)
        return cls(
            cycle, pot, await Election.get(id=cycle.election_id), projects,
            await Venue.create(name=f"Hanley library {cycle.id}", added_at=NOW), postcodes[0],
            await person("Rowan", Role.ROLL_OFFICER), await person("Robin", Role.ROLL_OFFICER),
            await person("Kim", Role.KEYER), await person("Kit", Role.KEYER), other,
        )  # fmt: skip

    async def registered(self, issued: int = 6, name: str = "HAN-01") -> PaperBatch:
        return await batches.register(
            self.roll, election_id=self.election.id, contest=str(self.pot.id), name=name, venue_id=self.venue.id,
            seal="S-1", issued=issued, now=self.now,
        )  # fmt: skip

    async def out(self, issued: int = 6, name: str = "HAN-01") -> PaperBatch:
        batch = await self.registered(issued, name)
        return await batches.send_out(self.roll, batch.id, TWO, self.now)

    async def back(self, used: int = 4, issued: int = 6, name: str = "HAN-01") -> PaperBatch:
        """The rest is unused."""
        batch = await self.out(issued, name)
        unused = issued - used
        counted = Return("S-1", used, 0, unused, unused_serials=f"{used + 1}-{issued}" if unused else "")
        return await batches.take_back(self.roll, batch.id, counted, TWO, self.now)

    def slip(self, name: str = "Dot Shaw", **values: Any) -> Slip:
        fields = {"postcode": self.postcode, "tie": "live", "age_band": "65 and over", "promised": True, **values}
        return Slip(name, **fields)

    async def with_slips(self, used: int = 4, issued: int = 6, name: str = "HAN-01") -> PaperBatch:
        batch = await self.back(used, issued, name)
        for number in range(used):
            await slips.enter(self.roll, batch.id, self.slip(f"Voter {name} {number}"), self.now)
        return await slips.finish(self.roll, batch.id, "", self.now)

    def marks(self, *ranks: str) -> dict[str, str]:
        """Marks beside the projects in their order."""
        return {str(project.id): mark for project, mark in zip(self.projects, ranks, strict=False)}

    async def key(self, by: Person, batch: PaperBatch, marks: Mapping[int, Mapping[str, str]]) -> PaperBatch:
        """`marks` by serial."""
        await keying.save(by, batch.id, {await paper_id(batch, one): found for one, found in marks.items()}, self.now)
        return await keying.finish(by, batch.id, self.now)

    async def agreed(self, marks: Mapping[int, Mapping[str, str]], name: str = "HAN-01") -> PaperBatch:
        batch = await self.with_slips(used=len(marks), issued=len(marks) + 2, name=name)
        await self.key(self.keyer, batch, marks)
        await self.key(self.keyer2, batch, marks)
        return await comparing.compare(self.roll, batch.id, self.now)

    async def audited(self, batch: PaperBatch, by: Person | None = None) -> PaperBatch:
        """With no field wrong."""
        desk = await desk_of(by or self.roll, batch.id)
        return await audit(
            by or self.roll,
            batch.id,
            {one.id: agreed_marks(await Paper.get(id=one.id)) for one in desk.sheets},
            self.now,
        )

    async def asked(self, batch: PaperBatch, observer: str = "Olive Observer") -> Approval:
        return await signing.ask(self.roll, batch.id, observer, "All is well.", self.now)

    async def signed_off(self, marks: Mapping[int, Mapping[str, str]], name: str = "HAN-01") -> PaperBatch:
        batch = await self.audited(await self.agreed(marks, name))
        asked = await self.asked(batch)
        return await signing.sign_off(self.roll2, batch.id, asked.id, self.now + days(0.01))


async def paper_id(batch: PaperBatch, serial: int) -> int:
    return int((await Paper.get(batch_id=batch.id, serial=serial)).id)


async def states(batch: PaperBatch) -> dict[PaperState, list[int]]:
    found: dict[PaperState, list[int]] = {}
    for paper in await Paper.filter(batch_id=batch.id).order_by("serial"):
        found.setdefault(paper.state, []).append(paper.serial)
    return found


async def near_a_line(code: str, near_ward: str) -> None:
    """This postcode lies beside another ward."""
    await Postcode.filter(code=code).update(near_ward_id=near_ward)
