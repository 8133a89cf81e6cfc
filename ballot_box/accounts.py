"""The ballot account: every ballot cast or printed, and what became of it. It adds up, or nothing is published."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from ballot_box import keys
from ballot_box.models import Channel, Election, Outcome
from ballot_box.sealing.bodies import slot_of
from database import rows, value
from web.language import _


@dataclass(frozen=True, slots=True)
class PaperAccount:
    """Printed ballots of one contest, in sheets. `entered`: keyed and merged into the count."""

    issued: int = 0
    used: int = 0
    spoiled: int = 0
    unused: int = 0
    void: int = 0  # in batches that were lost or whose seal was broken
    set_aside: int = 0
    invalid: int = 0
    entered: int = 0
    mismatches: tuple[str, ...] = ()  # as written down when a batch did not add up


@dataclass(frozen=True, slots=True)
class ContestAccount:
    """One paper's people and ballots. `cast` counts people by channel, `removed` people by the reason."""

    cast: dict[str, int] = field(default_factory=dict)
    counted: int = 0
    unconfirmed: int = 0
    withdrawn: int = 0
    removed: dict[str, int] = field(default_factory=dict)
    ballots: int = 0  # that are counted, as they lie in the box
    paper: PaperAccount = PaperAccount()

    @property
    def voters(self) -> int:
        return sum(self.cast.values())

    def faults(self) -> list[str]:
        """What does not add up, in sentences; empty when all does."""
        found = []
        known = self.counted + self.unconfirmed + sum(self.removed.values())
        if self.voters != known:
            found.append(_("%(cast)s people voted, but an outcome is known for %(known)s.")
                         % {"cast": self.voters, "known": known})  # fmt: skip
        on_paper = self.cast.get(Channel.PAPER, 0)
        expected = self.counted - on_paper + self.paper.entered
        if self.ballots != expected:
            found.append(_("%(ballots)s ballots would be counted, but there should be %(expected)s.")
                         % {"ballots": self.ballots, "expected": expected})  # fmt: skip
        return found + self._paper_faults(on_paper)

    def _paper_faults(self, on_paper: int) -> list[str]:
        paper = self.paper
        found = []
        if paper.issued != paper.used + paper.spoiled + paper.unused + paper.void and not paper.mismatches:
            found.append(_("The printed ballots do not add up, and nobody wrote down why."))
        if paper.used != paper.entered + paper.invalid + paper.set_aside and not paper.mismatches:
            found.append(_("The used paper ballots do not add up, and nobody wrote down why."))
        if on_paper != paper.entered + paper.invalid and not paper.mismatches:
            found.append(_("The slips and the paper ballots do not agree, and nobody wrote down why."))
        return found


@dataclass(frozen=True, slots=True)
class BallotAccount:
    """`registered`: people with a claim for this vote who did not vote."""

    registered: int
    contests: dict[str, ContestAccount]

    @property
    def on_roll(self) -> int:
        return self.registered + sum(one.voters + one.withdrawn for one in self.contests.values())

    def faults(self) -> list[str]:
        return [fault for one in self.contests.values() for fault in one.faults()]

    def as_json(self) -> dict[str, object]:
        return asdict(self)

    @classmethod
    def of(cls, stored: Any) -> "BallotAccount":
        contests = {}
        for name, one in stored["contests"].items():
            paper = PaperAccount(**{**one["paper"], "mismatches": tuple(one["paper"]["mismatches"])})
            contests[name] = ContestAccount(**{**one, "paper": paper})
        return cls(int(stored["registered"]), contests)


async def account_of(election: Election) -> BallotAccount:
    """Counted from the tables as they stand; call it inside the transaction that settles.

    Empty for an election without a franchise, such as one that was held elsewhere: nobody here kept its roll.
    """
    if election.franchise_id is None:
        return BallotAccount(0, {})
    names = list(election.definition["contests"])  # type: ignore[call-overload]
    people = await rows(
        """SELECT contest, channel, outcome, outcome_because, COUNT(*) AS people FROM roll_entry
           WHERE election_id = ? GROUP BY contest, channel, outcome, outcome_because""",
        election.id,
    )
    ballots = await _ballots(election)
    found = {}
    for name in names:
        own = [one for one in people if one.contest == name]
        found[name] = _contest(own, ballots[name], await paper_of(election.id, name))
    return BallotAccount(await _registered(election), found)


async def _registered(election: Election) -> int:
    """Fixed with the first account that holds: people go on to other votes, or away."""
    if election.emptied_at is not None and election.account is not None:
        return int(str(election.account["registered"]))
    found = await value(
        """SELECT COUNT(*) FROM claim c WHERE c.franchise_id = ? AND c.state <> 'withdrawn'
           AND NOT EXISTS (SELECT 1 FROM roll_entry r WHERE r.election_id = ? AND r.account_id = c.account_id)""",
        election.franchise_id,
        election.id,
    )
    return int(found or 0)


async def _ballots(election: Election) -> Counter[str]:
    """Ballots that are counted, by contest. Until the boxes are opened those cast on a screen are known by their slots,
    or once the slots are gone by the roll alone."""
    found: Counter[str] = Counter()
    for one in await rows(
        "SELECT contest, COUNT(*) AS ballots FROM counted_ballot WHERE election_id = ? GROUP BY contest", election.id
    ):
        found[one.contest] += one.ballots
    if election.opened_at is None:
        slots = None if election.emptied_at else {slot for (slot,) in await _slots(election)}
        for slot, contest in (await counted_slots(election)).items():
            found[contest] += slots is None or slot in slots
    return found


async def _slots(election: Election) -> Sequence[Any]:
    return await rows("SELECT slot FROM ballot WHERE election_id = ?", election.id)


async def counted_slots(election: Election) -> dict[str, str]:
    """Where the ballots lie that are counted, with the contest of each. After the scrub the slots mean nothing."""
    counted = await rows(
        "SELECT account_id, contest FROM roll_entry WHERE election_id = ? AND outcome = ? AND channel <> ?",
        election.id,
        Outcome.COUNTED.value,
        Channel.PAPER.value,
    )
    key = keys.read(election.key_name) if election.emptied_at is None else bytes(32)
    return {slot_of(key, election.id, one.account_id): one.contest for one in counted}


def _contest(people: list[Any], in_box: int, paper: PaperAccount) -> ContestAccount:
    cast: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()
    removed: Counter[str] = Counter()
    for one in people:
        outcomes[one.outcome] += one.people
        if one.outcome != Outcome.WITHDRAWN:
            cast[str(one.channel)] += one.people
        if one.outcome == Outcome.REMOVED:
            removed[one.outcome_because] += one.people
    return ContestAccount(
        cast=dict(sorted(cast.items())),
        counted=outcomes[Outcome.COUNTED],
        unconfirmed=outcomes[Outcome.UNCONFIRMED],
        withdrawn=outcomes[Outcome.WITHDRAWN],
        removed=dict(sorted(removed.items())),
        ballots=in_box,
        paper=paper,
    )


async def paper_of(election_id: int, contest: str) -> PaperAccount:
    """All batches of a contest together."""
    batches = await rows(
        """SELECT issued, used, spoiled, unused, state, mismatch FROM paper_batch
           WHERE election_id = ? AND contest = ?""",
        election_id,
        contest,
    )
    papers = await rows(
        """SELECT p.state, COUNT(*) AS papers FROM paper p JOIN paper_batch b ON b.id = p.batch_id
           WHERE b.election_id = ? AND b.contest = ? AND b.state <> 'void' GROUP BY p.state""",
        election_id,
        contest,
    )
    by_state = {one.state: int(one.papers) for one in papers}
    back = [one for one in batches if one.state not in ("void", "registered")]
    entered = await value(
        "SELECT COUNT(*) FROM counted_ballot WHERE election_id = ? AND contest = ? AND batch_id IS NOT NULL",
        election_id,
        contest,
    )
    return PaperAccount(
        issued=sum(one.issued for one in batches if one.state != "registered"),
        used=sum(one.used or 0 for one in back),
        spoiled=sum(one.spoiled or 0 for one in back),
        unused=sum(one.unused or 0 for one in back),
        void=sum(one.issued for one in batches if one.state == "void"),
        set_aside=by_state.get("set_aside", 0),
        invalid=by_state.get("invalid", 0),
        entered=int(entered or 0),
        mismatches=tuple(one.mismatch for one in back if one.mismatch),
    )
