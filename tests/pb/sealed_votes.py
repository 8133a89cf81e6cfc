"""A fund whose vote is sealed to Amina and Bob, at whatever point a test needs it."""

from datetime import UTC, datetime
from io import BytesIO

from ballot_box.models import Election, Stock
from ballot_box.trustees import pairs
from pb.cycles import freezing, trustees
from pb.models import Cycle, Pot, Project
from residents.models import Claim, Evidence, Franchise, Role
from residents.people import Person
from tests.ballot_box.trustees.people import amina, bob, both
from tests.boxes import put_in
from tests.factories import NOW, days, make_account, make_cycle, make_place, make_pot, make_project

OFFICER = Person(roles=frozenset({Role.RESIDENT, Role.CYCLE_OFFICER}))
CHOICES = [["park", "path"], ["park"], ["shed"], ["path", "shed", "park"], ["shed", "park"]]


class SealedVote:
    cycle: Cycle
    pot: Pot
    projects: dict[str, Project]

    @classmethod
    async def prepared(cls, postcode: str | None = None) -> "SealedVote":
        """All is ready for the vote, but that nobody has decided who opens the ballots."""
        it = cls()
        it.cycle = await make_cycle(
            "review", sealing="", budget_pence=500_000, tie_breaking="cost-supporters-id", completion="none", ranks=3
        )
        it.pot = await make_pot(it.cycle, await make_place("Hanley", postcode=postcode), 5_000)
        pounds = {"park": 3_000, "path": 2_000, "shed": 2_000}
        it.projects = {name: await make_project(it.pot, cost, title=f"The {name}") for name, cost in pounds.items()}
        return it

    @classmethod
    async def over(cls, voters: int = 5) -> "SealedVote":
        """Everybody has voted, and the vote is over."""
        it = await cls.prepared()
        now = datetime.now(UTC)
        await trustees.seal_to(OFFICER, it.cycle.id, 0, amina(), bob(), now)
        for stock in Stock:
            await it.reload()
            pair = await trustees.trustees_of(it.cycle)
            assert pair is not None
            answer = BytesIO(both(await pairs.file_of(pair, stock)))
            await trustees.take_in_rehearsal(OFFICER, it.cycle.id, it.cycle.version, stock, answer, now)
        await it.reload()
        await freezing.freeze(OFFICER, it.cycle.id, it.cycle.version, now)
        await it.open()
        for number in range(voters):
            await it.cast(*CHOICES[number % len(CHOICES)])
        await it.close()
        return it

    async def reload(self) -> None:
        self.cycle = await Cycle.get(id=self.cycle.id)

    @property
    def election_id(self) -> int:
        assert self.cycle.election_id is not None
        return self.cycle.election_id

    async def open(self) -> None:
        await self._move(voting_opens_at=-1, voting_closes_at=1, opens_at=-1, closes_at=1)

    async def close(self) -> None:
        await self._move(voting_closes_at=-0.01, closes_at=-0.01)
        await Claim.filter(confirmed_at__isnull=False).update(confirmed_at=NOW)  # all in time
        await Franchise.all().update(confirm_by=datetime.now(UTC) - days(0.01))

    async def _move(self, **by_days: float) -> None:
        await self.reload()
        moved = {name: datetime.now(UTC) + days(number) for name, number in by_days.items()}
        of_cycle = {name: when for name, when in moved.items() if name.startswith("voting")}
        await Election.filter(id=self.election_id).update(**{n: w for n, w in moved.items() if n not in of_cycle})
        await Cycle.filter(id=self.cycle.id).update(**of_cycle)
        await self.reload()

    async def cast(self, *names: str) -> str:
        """Somebody from Hanley votes; returns their code."""
        account = await make_account()
        await Claim.create(
            account=account, neighbourhood_id=self.pot.neighbourhood_id, evidence=Evidence.E1, made_at=NOW,
            confirmed_at=NOW,
        )  # fmt: skip
        choices = [str(self.projects[name].id) for name in names]
        cast = await put_in(await Election.get(id=self.election_id), account.id, choices, str(self.pot.id))
        return cast.commitment
