"""What the site does step after step, killed at each step: whoever comes next finishes it, nothing is lost."""

import ast
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson

from ballot_box import casting, keys
from ballot_box.models import Election
from database import rows, value
from ledger import verifying
from residents.belonging import franchises
from residents.models import Account, Evidence
from tests.factories import make_claim, make_place
from tests.faults.crowd import OPTIONS, Vote, crowd
from tests.faults.looking import ballot_leaves, ballots_of, half_there, roll_of
from tests.faults.rounds import note, rounds
from tests.house import sources

CASTING = ["cast.marked", "cast.stored", "cast.logged"]
COUNTING = [
    "closer.marked", "closer.logged", "closer.done", "settling.done", "scrub.copied", "scrub.emptying", "scrub.emptied",
    "opening.stored", "scrub.opened", "scrub.rewritten", "key.overwritten", "scrub.destroyed",
]  # fmt: skip
SEQUENCING = ["sequencer.begun", "sequencer.appended", "sequencer.signed", "sequencer.committed"]
VOTERS, COUNTED = 7, 5


@dataclass(frozen=True)
class End:
    """What a vote comes to, as far as it does not depend on chance."""

    ballots: int
    boxes: list[str]
    choices: list[list[str]]
    outcomes: list[str]
    steps: list[bool]
    acts: list[str]
    leaves: list[str]
    key: bool


async def test_every_place_at_which_a_process_can_be_killed_is_tried_here() -> None:
    named = set()
    for source in sources():
        for node in ast.walk(source.tree()):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "reach":
                assert isinstance(node.args[0], ast.Constant)
                named.add(node.args[0].value)
    assert named == {*CASTING, *COUNTING, *SEQUENCING}


async def test_a_cast_that_is_killed_at_a_step_leaves_nothing_and_can_be_sent_again(
    own_database: str, tmp_path: Path
) -> None:
    async with crowd(own_database, tmp_path) as some:
        for fault in CASTING:
            vote = await Vote.open(2)
            caster = some.start(vote, vote.people, fault=fault)
            await some.wait()
            sent = caster.said("sent")
            assert len(sent) == 1 and not caster.said("done")
            assert (await ballots_of(vote), await roll_of(vote), await ballot_leaves(vote)) == ([], [], set())
            filled = vote.filled(sent[0][2], sent[0][3])
            done = await casting.cast(vote.election.id, sent[0][1], filled, evidence="E1")
            assert done.commitment == vote.commitment(sent[0][2], sent[0][3])
            assert await ballot_leaves(vote) == {done.commitment}
    note("F1", "a cast killed at each of its steps", places=len(CASTING), lost=0, half=0)


async def test_close_settling_scrub_and_opening_are_taken_up_where_they_were_killed(
    own_database: str, tmp_path: Path
) -> None:
    async with crowd(own_database, tmp_path) as some:
        undisturbed = await held()
        await some.do(undisturbed, "count")
        expected = await end_of(undisturbed)
        for fault in COUNTING:
            vote = await held()
            cast = await ballot_leaves(vote)
            killed = await some.do(vote, "count", fault=fault)
            assert not killed.said("did"), f"it was not killed at {fault}"
            await _nothing_is_lost(vote, cast)
            if rounds(0, 1):  # it dies there again, or has gone past it for good
                await some.do(vote, "count", fault=fault)
                await _nothing_is_lost(vote, cast)
            done = await some.do(vote, "count")
            assert done.said("did") == [["did", "count", "True"]], fault
            assert await end_of(vote) == expected, fault
            note("close, scrub, opening", f"killed at {fault}", rounds=rounds(1, 2), lost=0, half=0)
        await some.do(vote, "sequence")
    assert (await verifying.verify()).faults == []


async def test_the_worker_by_itself_finishes_a_scrub_that_was_killed(own_database: str, tmp_path: Path) -> None:
    async with crowd(own_database, tmp_path) as some:
        undisturbed = await held()
        await some.do(undisturbed, "count")
        begun = COUNTING[COUNTING.index("scrub.emptied") :]
        for fault in begun if rounds(0, 1) else ["scrub.emptied", "scrub.destroyed"]:
            vote = await held()
            await some.do(vote, "count", fault=fault)
            await some.do(vote, "clear")
            assert await end_of(vote) == await end_of(undisturbed), fault


async def test_a_sequencer_that_was_killed_leaves_a_whole_record_and_the_next_goes_on(
    own_database: str, tmp_path: Path
) -> None:
    async with crowd(own_database, tmp_path) as some:
        await some.do(await held(), "sequence")
        for fault in SEQUENCING:
            vote = await held()
            before = await ballot_leaves(vote)
            killed = await some.do(vote, "sequence", fault=fault)
            assert not killed.said("did"), f"it was not killed at {fault}"
            assert await ballot_leaves(vote) == before
            assert (await verifying.verify()).faults == [], fault

            await some.do(vote, "sequence")
            assert await ballot_leaves(vote) == before and await value("SELECT COUNT(*) FROM log_pending") == 0
            assert (await verifying.verify()).faults == [], fault
            note("F16", f"sequencer killed at {fault}", lost=0, half=0)


async def held() -> Vote:
    """A vote whose time is up: of `VOTERS` people who cast a ballot, `COUNTED` have confirmed in time."""
    now = datetime.now(UTC)
    number = int(await value("SELECT COUNT(*) FROM franchise"))
    franchise = await franchises.settle(
        f"cycle-{number}", "Fund", counts_from="E1", proofs=None, confirm_by=now, challenge_ends_at=None
    )
    vote = await Vote.open(VOTERS, franchise_id=franchise.id)
    place = await make_place()
    for number, person in enumerate(vote.people):
        claim = await make_claim(await Account.get(id=person), place, Evidence.E1)
        claim.franchise_id, claim.confirmed_at = franchise.id, now - timedelta(hours=1) if number < COUNTED else None
        await claim.save(update_fields=["franchise_id", "confirmed_at"])
        choices = OPTIONS[number % 3 : number % 3 + 2]
        await casting.cast(vote.election.id, person, vote.filled(f"only {person}", choices), evidence="E1")
    await Election.filter(id=vote.election.id).update(closes_at=now)
    return vote


async def _nothing_is_lost(vote: Vote, cast: set[str]) -> None:
    """In the middle of it: every ballot lies in the box, or every one that is counted lies where it is to go."""
    election = await Election.get(id=vote.election.id)
    assert await ballot_leaves(vote) == cast
    assert len(await roll_of(vote)) == VOTERS
    boxes = await rows("SELECT commitment FROM counted_box WHERE election_id = ?", election.id)
    lying = await ballots_of(vote)
    assert (len(lying), len(boxes)) == ((0, COUNTED) if election.emptied_at else (VOTERS, 0))
    assert {one.commitment for one in [*lying, *boxes]} <= cast
    if not election.emptied_at:
        slots, key = {one.slot: one for one in lying}, keys.read(election.key_name)
        assert not half_there(slots, dict(zip(vote.people, lying, strict=True)), cast, key)
    opened = await value("SELECT COUNT(*) FROM counted_ballot WHERE election_id = ?", election.id)
    assert opened == (COUNTED if election.opened_at else 0)


async def end_of(vote: Vote) -> End:
    election = await Election.get(id=vote.election.id)
    found = await rows("SELECT choices FROM counted_ballot WHERE election_id = ? ORDER BY id", election.id)
    boxes = await rows("SELECT commitment FROM counted_box WHERE election_id = ?", election.id)
    roll = await rows("SELECT outcome FROM roll_entry WHERE election_id = ? ORDER BY outcome", election.id)
    acts = await rows("SELECT act FROM journal_entry WHERE thing = ? ORDER BY id", f"election:{election.id}")
    leaves = await rows("SELECT leaf FROM log_pending UNION ALL SELECT leaf FROM log_leaf")
    read = [leaf for leaf in (orjson.loads(one.leaf) for one in leaves) if leaf.get("e") == str(election.id)]
    assert {one.commitment for one in boxes} <= await ballot_leaves(vote)
    return End(
        ballots=len(await ballots_of(vote)),
        boxes=["a box"] * len(boxes),
        choices=[orjson.loads(one.choices) for one in found],
        outcomes=[one.outcome for one in roll],
        steps=[
            getattr(election, step) is not None
            for step in ("closed_at", "settled_at", "emptied_at", "opened_at", "rewritten_at", "key_destroyed_at")
        ],
        acts=[one.act for one in acts],
        leaves=sorted(f"{leaf['k']} {leaf.get('n', '')}" for leaf in read),
        key=(keys._path(election.key_name)).exists(),
    )
