"""What can happen to a ballot box, and what a plain notebook says of it: what each person last did, in Python."""

import copy
import os
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ballot_box import casting, closing, elections, keys, opening, roll, scrubbing, spoiling
from ballot_box.casting import Filled
from ballot_box.models import Election
from ballot_box.sealing import receipts
from ballot_box.sealing.bodies import slot_of
from ballot_box.settling import settle
from database import transaction
from ledger import sequencing
from residents.belonging import claims, franchises, proofs
from residents.models import Claim, ProofMethod
from tests.ballot_box.box_notebook import Notebook, Voter, check
from tests.conftest import SECRET_KEY
from tests.factories import make_account, make_claim, make_place
from web import keys as site_keys
from web.refusals import Refused

PEOPLE = 3
CONTESTS = {"3": ["11", "12", "13"], "4": ["21", "22"]}
PAPERS = [("3", ("11",)), ("3", ("12", "11")), ("3", ("13",)), ("3", ("11",)), ("4", ("21",)), ("3", ("11", "11"))]
POINTS = ["closer.marked", "closer.logged", "scrub.copied", "scrub.emptying", "opening.stored", "sequencer.begun",
          "sequencer.appended", "sequencer.signed"]  # fmt: skip
CONFIRM_DAYS = 10


class PowerCut(Exception):
    """Everything stops here, and whatever was not committed is gone."""


@contextmanager
def power_cut_at(point: str) -> Iterator[None]:
    """As `database.faults` has it, except that this process lives on to see what was left."""

    def cut(*_: object) -> None:
        raise PowerCut(point)

    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("FAULT_POINT", point)
        patched.setattr(os, "kill", cut)
        yield


@dataclass
class World:
    election: Election
    now: datetime
    book: Notebook
    record: list[str] = field(default_factory=list)

    @classmethod
    async def begin(cls) -> "World":
        now = datetime.now(UTC)
        day = timedelta(days=1)
        franchise = await franchises.settle(
            "cycle-box", "Fund", counts_from="E2", proofs=None, confirm_by=now + CONFIRM_DAYS * day,
            challenge_ends_at=None,
        )  # fmt: skip
        election = await elections.create(
            "Fund", ranks=2, contests=CONTESTS, opens_at=now - day, closes_at=now + 3 * day, franchise_id=franchise.id
        )
        place, people = await make_place(), []
        for _one in range(PEOPLE):
            claim = await make_claim(await make_account(), place)
            await Claim.filter(id=claim.id).update(franchise_id=franchise.id)
            people.append(Voter(claim.account_id, claim.id))
        return cls(election, now, Notebook(people))

    @property
    def today(self) -> datetime:
        return self.now + timedelta(days=self.book.days)

    def code_of(self, filled: Filled) -> str:
        return filled.ballot(keys.read(self.election.key_name), self.election.id).commitment

    def slot(self, voter: Voter) -> str:
        return slot_of(keys.read(self.election.key_name), self.election.id, voter.account_id)

    def in_the_box(self) -> dict[str, str]:
        """Slots and codes, as the notebook has them."""
        return {self.slot(one): self.code_of(one.lies) for one in self.book.people if one.lies is not None}

    # What can happen. Each method knows whether it must be refused; `_must` fails when it is not so.

    async def _must(self, refused: bool, act: Awaitable[Any]) -> Any:
        try:
            done = await act
        except Refused:
            assert refused, "what should have been done was refused"
            raise
        assert not refused, "what should have been refused was done"
        return done

    def _fill(self, voter: Voter, turn: int) -> Filled:
        self.book.attempts += 1
        contest, choices = PAPERS[turn]
        filled = Filled(contest, choices, self.election.definition_hash, f"try {self.book.attempts}")
        voter.sent.append(filled)
        return filled

    async def cast(self, who: int, turn: int) -> None:
        voter = self.book.people[who]
        await self._cast(voter, self._fill(voter, turn))

    async def send_again(self, who: int, turn: int) -> None:
        """An old page is sent once more: by a browser that tries again, or by somebody who goes back."""
        voter = self.book.people[who]
        if voter.sent:
            await self._cast(voter, voter.sent[-1 - turn % min(2, len(voter.sent))])

    async def send_anothers_page(self, who: int, turn: int) -> None:
        other = self.book.people[(who + 1) % PEOPLE]
        if other.sent:
            await self._cast(self.book.people[who], other.sent[-1])

    async def send_a_tested_page(self, who: int, turn: int) -> None:
        if self.book.tested_pages:
            await self._cast(self.book.people[who], self.book.tested_pages[turn % len(self.book.tested_pages)])

    async def _cast(self, voter: Voter, filled: Filled) -> None:
        code = self.code_of(filled)
        mine = voter.lies is not None and self.code_of(voter.lies) == code
        wrong = len(set(filled.choices)) < len(filled.choices) or (voter.contest not in ("", filled.contest))
        used = code in self.book.tested or (code in self.book.cast_ever and not mine)
        refused = not self.book.reached("open") or voter.state == "paper" or wrong or used
        done = await self._must(refused, casting.cast(self.election.id, voter.account_id, filled, evidence="E1"))
        public = str(self.election.definition["receipt_key"])
        assert receipts.is_signed(public, str(self.election.id), done.commitment, done.signature)
        assert (done.commitment, done.replaced) == (code, voter.lies is not None and not mine)
        voter.state, voter.contest, voter.lies = "screen", filled.contest, filled
        self.book.cast_ever.add(code)
        self.book.promised.add(code)

    async def challenge(self, who: int, turn: int) -> None:
        """“Test it instead”, of a new ballot or of one that was sent before."""
        voter = self.book.people[who]
        filled = voter.sent[-1] if turn % 2 and voter.sent else self._fill(voter, turn)
        code = self.code_of(filled)
        wrong = len(set(filled.choices)) < len(filled.choices)
        refused = not self.book.reached("open") or wrong or code in self.book.cast_ever
        opened = await self._must(refused, spoiling.spoil(self.election.id, filled))
        assert opened.commitment == code
        self.book.tested.add(code)
        self.book.tested_pages.append(filled)

    async def vote_on_paper(self, who: int, turn: int) -> None:
        voter = self.book.people[who]
        refused = not self.book.reached("open", "closed")
        async with transaction():
            done = await self._must(refused, roll.mark_paper(self.election.id, voter.account_id, "3"))
        expected = {"paper": "duplicate", "screen": "replaced"}.get(voter.state, "new")
        assert done.value == expected
        if voter.state != "paper":
            voter.state, voter.contest, voter.lies = "paper", "3", None

    async def withdraw(self, who: int, turn: int) -> None:
        voter = self.book.people[who]
        async with transaction():
            await roll.take_out(await Claim.get(id=voter.claim_id), self.today)
        if voter.state == "screen" and self.book.reached("open", "closed"):
            voter.state, voter.lies = "withdrawn", None

    async def prove(self, who: int, turn: int) -> None:
        voter = self.book.people[who]
        async with transaction():
            await proofs.give(await claims.lock(voter.claim_id), ProofMethod.VOUCHER, "account:1", self.today)
        if not voter.proved:
            voter.proved, voter.proved_in_time = True, self.book.days <= CONFIRM_DAYS

    async def days_go_by(self, who: int, turn: int) -> None:
        self.book.days += 3 * turn + 1

    async def keep_record(self, who: int, turn: int) -> None:
        await sequencing.sequence()

    async def restart(self, who: int, turn: int) -> None:
        """All that a new process knows is in the database and in the files of keys."""
        folder = site_keys.folder()
        site_keys.use(SECRET_KEY, folder)
        self.election = await Election.get(id=self.election.id)

    async def close(self, who: int, turn: int) -> None:
        if self.book.reached("open"):
            with pytest.raises(Refused):
                await closing.close(self.election.id)
            over = datetime.now(UTC) - timedelta(seconds=5)
            await Election.filter(id=self.election.id).update(closes_at=over)
        await closing.close(self.election.id)
        self.book.phase = "closed" if self.book.reached("open") else self.book.phase

    async def settle(self, who: int, turn: int) -> None:
        refused = self.book.reached("open") or (self.book.phase == "closed" and self.book.days < CONFIRM_DAYS)
        refused = refused or (self.book.phase == "settled" and self.book.days < CONFIRM_DAYS)
        await self._must(refused, settle(self.election.id, self.today))
        if self.book.reached("closed", "settled"):
            self.book.phase = "settled"
            for one in self.book.people:
                one.counted = one.state == "screen" and one.proved_in_time

    async def empty(self, who: int, turn: int) -> None:
        await self._must(self.book.reached("open", "closed"), scrubbing._empty(self.election.id, self.today))
        self.book.phase = "emptied" if self.book.reached("settled") else self.book.phase

    async def open_boxes(self, who: int, turn: int) -> None:
        refused = not self.book.reached("emptied", "opened")
        await self._must(refused, opening.open_unsealed(self.election.id, self.today))
        self.book.phase = "opened"

    # One life of the box.

    async def step(self, event: str, who: int, turn: int, cut: str) -> None:
        """One event, whole or not at all; `cut`: where the power fails, if it comes so far."""
        before, record = copy.deepcopy(self.book), list(self.record)
        try:
            async with transaction():
                with power_cut_at(cut):
                    await getattr(self, event)(who, turn)
                if cut == "after" and event != "keep_record":
                    raise PowerCut
        except PowerCut:
            self.book, self.record = before, record
        except Refused:
            sent = [one.sent for one in self.book.people]
            self.book = before
            for one, pages in zip(self.book.people, sent, strict=True):
                one.sent = pages  # the page was there, and may be sent again
            self.book.attempts += 1
        await check(self)
