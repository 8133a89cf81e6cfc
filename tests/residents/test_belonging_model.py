"""Whatever people and officers do, in whatever order: one counted ballot a person, none without its proof, an account
that adds up, and every change of a claim written down."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tortoise.context import TortoiseContext
from tortoise.expressions import Q

import main  # noqa: F401  # joins the packages: withdrawing reaches the ballot box
from ballot_box import closing, elections, keys, roll
from ballot_box.models import (
    Ballot,
    BatchState,
    Channel,
    CountedBallot,
    Election,
    Outcome,
    Paper,
    PaperBatch,
    PaperState,
    RollEntry,
)
from ballot_box.scrubbing import scrub
from ballot_box.sealing.bodies import slot_of
from ballot_box.settling import settle
from database import transaction
from residents import flags, rejections
from residents.belonging import claims, franchises, proofs
from residents.belonging.states import ENDED
from residents.flags import confirming, working
from residents.models import (
    Claim,
    ClaimState,
    ClaimStep,
    Evidence,
    Flag,
    FlagState,
    Franchise,
    Proof,
    ProofMethod,
    Rejection,
    Role,
)
from residents.people import Person
from residents.places.models import Neighbourhood, NeighbourhoodPart
from residents.places.postcodes import Whereabouts
from tests.boxes import put_in
from tests.factories import make_account, make_place
from web.refusals import Refused

PEOPLE = 3
OPEN_FLAGS = (FlagState.RAISED, FlagState.ASSIGNED, FlagState.CONTACTED)


class _Undo(Exception):
    pass


@dataclass
class World:
    """One vote that asks for E2 within ten days, three people, three officers, and a day that moves on."""

    now: datetime
    franchise: Franchise
    election: Election
    places: list[Neighbourhood]
    people: list[Person]
    officers: list[Person]
    attempts: int = 0
    papers: int = 0
    set_aside: int = 0
    seen: set[str] = field(default_factory=set)

    @classmethod
    async def begin(cls) -> "World":
        now = datetime.now(UTC)
        franchise = await franchises.settle(
            "cycle-model", "Fund", counts_from="E2", proofs=None, confirm_by=now + timedelta(days=10),
            challenge_ends_at=now + timedelta(days=60),
        )  # fmt: skip
        election = await elections.create(
            "Fund", ranks=2, contests={"3": ["11", "12"]}, opens_at=now - timedelta(days=1),
            closes_at=now + timedelta(days=3), franchise_id=franchise.id,
        )  # fmt: skip
        places = [await make_place("Hanley"), await make_place("Stoke")]
        people = [await cls._person() for _ in range(PEOPLE)]
        officers = [await cls._person(Role.ROLL_OFFICER) for _ in range(3)]
        return cls(now, franchise, election, places, people, officers)

    @staticmethod
    async def _person(*roles: Role) -> Person:
        account = await make_account("Somebody", *roles)
        return Person(account.id, "Somebody", account.email or "", frozenset({Role.RESIDENT, *roles}))

    async def claim(self, who: int) -> Claim | None:
        return await Claim.get_or_none(account_id=self.people[who].account_id)

    async def locked(self, who: int) -> Claim:
        claim = await self.claim(who)
        assert claim is not None
        return await claims.lock(claim.id)

    # What can happen. Each is refused, or happens whole.

    async def declare(self, who: int, turn: int) -> None:
        place = self.places[turn % 2]
        part = await NeighbourhoodPart.get(neighbourhood=place)
        there = Whereabouts("ST1 1AA", part.code, place.name, place.id, place.name)
        await claims.declare(self.people[who].account_id or 0, there, "live", self.now, franchise_id=self.franchise.id)

    async def cast(self, who: int, turn: int) -> None:
        claim = await self.claim(who)
        if claim is None or claim.state in (ClaimState.WITHDRAWN, ClaimState.REJECTED):
            return  # refused before the box is reached
        self.attempts += 1
        await put_in(
            self.election, claim.account_id, ["11", "12"][turn % 2 :], evidence=claim.evidence,
            attempt=str(self.attempts),
        )  # fmt: skip

    async def prove(self, who: int, turn: int) -> None:
        method = (ProofMethod.IN_PERSON, ProofMethod.VOUCHER, ProofMethod.LETTER)[turn % 3]
        if await self.claim(who) is None:
            return
        async with transaction():
            await proofs.give(await self.locked(who), method, "account:1", self.now)

    async def take_back_proof(self, who: int, turn: int) -> None:
        claim = await self.claim(who)
        proof = await Proof.filter(claim_id=claim.id, revoked_at=None).first() if claim else None
        if proof is not None:
            async with transaction():
                await self.locked(who)
                await proofs.revoke(proof.id, self.officers[turn % 3], "A mistake at the table", self.now)

    async def vote_on_paper(self, who: int, turn: int) -> None:
        claim = await self.claim(who)
        if claim is None or claim.state in (ClaimState.WITHDRAWN, ClaimState.REJECTED):
            return
        async with transaction():
            if await roll.mark_paper(self.election.id, claim.account_id, "3") is roll.OnPaper.DUPLICATE:
                self.set_aside += 1
            else:
                self.papers += 1

    async def withdraw(self, who: int, turn: int) -> None:
        await claims.withdraw(self.people[who], self.now)

    async def flag(self, who: int, turn: int) -> None:
        claim = await self.claim(who)
        if claim is not None:
            await flags.raise_flag(self.franchise, "address_cap", f"address {turn % 2}", [claim.id], {}, self.now)

    async def dismiss(self, who: int, turn: int) -> None:
        flag = await Flag.filter(state__in=OPEN_FLAGS).first()
        if flag is not None:
            officer = self.officers[turn % 3]
            await working.take_on(officer, flag.id, self.now)
            await working.dismiss(officer, flag.id, "A shared house.", self.now)

    async def confirm(self, who: int, turn: int) -> None:
        flag = await Flag.filter(state__in=OPEN_FLAGS).order_by("-id").first()
        claim = await self.claim(who)
        if flag is None or claim is None:
            return
        one, other = self.officers[turn % 3], self.officers[(turn + who) % 3]
        await working.take_on(one, flag.id, self.now)
        await working.contact(one, flag.id, "in-person", "", self.now)
        asked = await confirming.ask(one, flag.id, [claim.id], "They do not live here.", self.now, answered=True)
        await confirming.confirm(other, flag.id, asked.id, self.now)

    async def appeal(self, who: int, turn: int) -> None:
        await rejections.appeal(self.people[who], "I do live here.", self.now)

    async def rule(self, who: int, turn: int) -> None:
        waiting = await Rejection.filter(appealed_at__isnull=False, ruled_at=None).first()
        if waiting is not None:
            had_a_part = {waiting.asked_by_id, waiting.approved_by_id}
            for officer in self.officers:
                if officer.account_id and officer.account_id not in had_a_part:
                    await rejections.rule_on_appeal(officer, waiting.id, turn % 2 == 0, "Heard.", self.now)

    async def days_go_by(self, who: int, turn: int) -> None:
        self.now += timedelta(days=1 + 3 * turn)  # soon past the day for confirming

    async def close(self, who: int, turn: int) -> None:
        await Election.filter(id=self.election.id).update(closes_at=datetime.now(UTC) - timedelta(seconds=5))
        await closing.close(self.election.id)

    # What must be true after each of them.

    async def check(self) -> None:
        key = keys.read(self.election.key_name)
        entries = await RollEntry.filter(election_id=self.election.id, channel=Channel.PAPER)
        on_paper = {entry.account_id for entry in entries}
        for person in self.people:
            slot = slot_of(key, self.election.id, person.account_id or 0)
            assert await Ballot.filter(slot=slot).count() <= (person.account_id not in on_paper)
        assert await Ballot.filter(election_id=self.election.id).count() <= PEOPLE
        for claim in await Claim.filter(franchise_id=self.franchise.id):
            last = await ClaimStep.filter(claim_id=claim.id).order_by("-id").first()
            assert last is not None and last.after == claim.state, "every change is written down"
            standing = await Proof.filter(claim_id=claim.id, revoked_at=None).count()
            if claim.state is ClaimState.VERIFIED:
                assert standing, "nobody is confirmed without a proof"
            if claim.state is ClaimState.WITHDRAWN:
                assert not standing
                slot = slot_of(key, self.election.id, claim.account_id)
                assert not await Ballot.exists(slot=slot), "whoever withdraws has no ballot any more"
        await self.check_steps()

    async def check_steps(self) -> None:
        """Each change begins where the one before ended."""
        ended: dict[int, str] = {}
        for step in await ClaimStep.all().order_by("id"):
            assert step.before == ended.get(step.claim_id, ""), (step.claim_id, step.event)
            ended[step.claim_id] = step.after

    async def end(self) -> None:
        """Everything that waits is decided, the papers are merged, and the roll is settled."""
        await self.close(0, 0)
        self.now = max(self.now, (self.franchise.confirm_by or self.now) + timedelta(days=1))
        await self._take_one_out()
        await self._come_too_late()
        for flag in await Flag.filter(state__in=OPEN_FLAGS):
            await working.take_on(self.officers[0], flag.id, self.now)
            await working.dismiss(self.officers[0], flag.id, "Explained.", self.now)
        while await Rejection.filter(appealed_at__isnull=False, ruled_at=None).exists():
            await self.rule(0, 0)
        await self._merge_papers()
        self.now = max(self.now, await self._last_day_for_appeals())
        await settle(self.election.id, self.now)
        entitled = await self._entitled()
        await scrub(self.election.id, self.now)
        account = (await settle(self.election.id, self.now)).contests["3"]
        assert account.faults() == []
        assert account.counted - account.cast.get("paper", 0) == entitled
        assert entitled == len(await closing.counted_commitments(self.election.id))
        assert account.ballots == len(await closing.ballots_of(self.election.id, "3"))
        assert account.voters <= PEOPLE

    async def _last_day_for_appeals(self) -> datetime:
        return max([self.now, *(one.appeal_by for one in await Rejection.all())])

    async def _take_one_out(self) -> None:
        """Two officers take the first person out, where there is still something to take out."""
        claim = await self.claim(0)
        assert claim is not None
        if claim.state in ENDED:
            return
        flag = await flags.raise_flag(self.franchise, "device_cap", "the end", [claim.id], {}, self.now)
        assert flag is not None
        one, other = self.officers[:2]
        await working.take_on(one, flag.id, self.now)
        await working.contact(one, flag.id, "in-person", "", self.now)
        asked = await confirming.ask(one, flag.id, [claim.id], "They do not live here.", self.now, answered=True)
        await confirming.confirm(other, flag.id, asked.id, self.now)

    async def _come_too_late(self) -> None:
        """Everybody shows something the day after the last: it must change nothing for this vote."""
        for who in range(PEOPLE):
            try:
                async with transaction():
                    await self.prove(who, who)
            except Refused:
                pass

    async def _merge_papers(self) -> None:
        if not self.papers + self.set_aside:
            return
        batch = await PaperBatch.create(
            election=self.election, contest="3", name="HAN-01", seal="1", issued=self.papers + self.set_aside,
            used=self.papers + self.set_aside, spoiled=0, unused=0, state=BatchState.COUNTED, registered_at=self.now,
        )  # fmt: skip
        states = [PaperState.USED] * self.papers + [PaperState.SET_ASIDE] * self.set_aside
        for serial, state in enumerate(states, start=1):
            await Paper.create(batch=batch, serial=serial, state=state)
        for _ in range(self.papers):
            await CountedBallot.create(election=self.election, contest="3", choices=["11"], batch_id=batch.id)

    async def _entitled(self) -> int:
        """Counted afresh, person by person: who voted on a screen and may be counted."""
        entitled = 0
        last_day = (self.franchise.confirm_by or self.now).date()
        for entry in await RollEntry.filter(election_id=self.election.id).exclude(channel=Channel.PAPER):
            claim = await Claim.get(account_id=entry.account_id)
            out = await Rejection.filter(Q(upheld=None) | Q(upheld=False), claim_id=claim.id).exists()
            shown = await Proof.filter(
                claim_id=claim.id, level=Evidence.E2, given_on__lte=last_day, revoked_at=None
            ).exists()
            late_move = await Proof.filter(
                claim_id=claim.id, given_on__lte=last_day, revoked_because="declared anew",
                revoked_at__gt=self.franchise.confirm_by,
            ).exists()  # fmt: skip
            counted = entry.outcome is Outcome.COUNTED
            should = (shown or late_move) and not out and entry.outcome is not Outcome.WITHDRAWN
            assert counted == should, (entry.outcome, entry.outcome_because, shown, out)
            entitled += counted
        return entitled


EVENTS: list[Callable[[World, int, int], Awaitable[None]]] = [
    World.declare, World.declare, World.cast, World.cast, World.prove, World.prove, World.take_back_proof,
    World.vote_on_paper, World.withdraw, World.flag, World.dismiss, World.confirm, World.appeal, World.rule,
    World.days_go_by, World.close,
]  # fmt: skip
STEPS = st.lists(
    st.tuples(st.sampled_from(EVENTS), st.integers(0, PEOPLE - 1), st.integers(0, 5)), min_size=1, max_size=22
)


async def live(steps: list[Any]) -> None:
    world = await World.begin()
    for who in range(PEOPLE):
        await world.declare(who, who)
        await world.cast(who, who)
    for event, who, turn in steps:
        try:
            async with transaction():
                await event(world, who, turn)
        except Refused:
            pass
        await world.check()
    await world.end()
    await world.check_steps()


@settings(max_examples=40)
@given(steps=STEPS)
async def test_whatever_happens_each_counted_ballot_has_one_person_and_one_proof(
    _open_database: TortoiseContext, steps: list[Any]
) -> None:
    with _open_database:
        try:
            async with transaction():
                await live(steps)
                raise _Undo
        except _Undo:
            pass
