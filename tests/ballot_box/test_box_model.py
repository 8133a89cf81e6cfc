"""Whatever happens to the box, in whatever order, and wherever the power fails: one ballot a person, every promise
kept, nothing readable too early, and at the end exactly what people last chose."""

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tortoise.context import TortoiseContext

from ballot_box import casting, closing, keys
from ballot_box.models import Ballot, CountedBallot, Election
from ballot_box.refusals import BoxUnavailable
from ballot_box.scrubbing import scrub, scrub_due
from database import transaction
from tests.ballot_box.box_world import CONFIRM_DAYS, PEOPLE, POINTS, World
from tests.boxes import own_keys

WHILE_OPEN = ["cast", "cast", "cast", "send_again", "send_again", "send_anothers_page", "challenge", "challenge",
              "send_a_tested_page", "send_a_tested_page", "vote_on_paper", "withdraw", "prove", "prove", "prove",
              "keep_record", "keep_record", "restart", "days_go_by"]  # fmt: skip
AFTER = ["close", "days_go_by", "settle", "settle", "empty", "open_boxes", "keep_record", "restart", "cast",
         "challenge", "vote_on_paper", "withdraw", "prove", "send_again"]  # fmt: skip
CUTS = ["", "", "", "after", *POINTS]

Step = tuple[str, int, int, str]


def steps(events: list[str], least: int, most: int) -> st.SearchStrategy[list[Step]]:
    one = st.tuples(
        st.sampled_from(events), st.integers(0, PEOPLE - 1), st.integers(0, 5), st.sampled_from(CUTS)
    )  # fmt: skip
    return st.lists(one, min_size=least, max_size=most)


class _Undo(Exception):
    pass


async def live(world: World, open_for: list[Step], over: list[Step]) -> None:
    """Most people vote, one is confirmed, one tests; then whatever happens; then the close, cut short at its points."""
    for who in range(PEOPLE - 1):
        await world.step("cast", who, who, "")
    await world.step("prove", 1, 0, "")
    await world.step("challenge", PEOPLE - 1, 0, "")
    for step in open_for:
        await world.step(*step)
    for point in ("closer.marked", "closer.logged", ""):
        await world.step("close", 0, 0, point)
    for step in over:
        await world.step(*step)


async def end(world: World) -> None:
    """Everybody who was not confirmed is so, too late; then whatever is left to do, step after step."""
    world.book.days = max(world.book.days, CONFIRM_DAYS + 1)
    for who in range(PEOPLE):
        await world.step("prove", who, 0, "")
    for event, points in {
        "settle": ["after"], "empty": ["scrub.copied", "scrub.emptying"], "open_boxes": ["opening.stored"],
        "keep_record": ["sequencer.appended", "sequencer.signed"],
    }.items():  # fmt: skip
        for point in [*points, "", ""]:
            await world.step(event, 0, 0, point)
        for too_late in ("withdraw", "vote_on_paper", "cast", "challenge") if event != "keep_record" else ():
            for who in range(PEOPLE):
                await world.step(too_late, who, 0, "")


@settings(max_examples=35)
@given(open_for=steps(WHILE_OPEN, 8, 16), over=steps(AFTER, 4, 10))
async def test_whatever_happens_what_is_counted_is_what_each_person_last_chose(
    _open_database: TortoiseContext, open_for: list[Step], over: list[Step]
) -> None:
    with _open_database, TemporaryDirectory() as folder, own_keys(Path(folder)):
        try:
            async with transaction():
                world = await World.begin()
                await live(world, open_for, over)
                await end(world)
                assert world.book.phase == "opened"
                raise _Undo
        except _Undo:
            pass


@pytest.mark.parametrize("seed", range(2))
async def test_the_same_with_every_step_committed_and_the_key_destroyed_at_the_end(
    own_database: str, keys_of_its_own: Path, seed: int
) -> None:
    chance = Random(seed)
    world = await World.begin()
    await world.step("cast", PEOPLE - 1, 0, "")
    await world.step("prove", PEOPLE - 1, 0, "")
    others = [(chance.choice(WHILE_OPEN), chance.randrange(PEOPLE - 1), chance.randrange(5), "") for _ in range(20)]
    await live(world, others, [])
    await end(world)
    chosen = sorted(await CountedBallot.all().values_list("contest", "choices"))

    await scrub(world.election.id, world.today)

    election = await Election.get(id=world.election.id)
    assert election.rewritten_at and election.key_destroyed_at
    assert await scrub_due(world.today) == 0
    with pytest.raises(BoxUnavailable):
        keys.read(election.key_name)
    assert not await Ballot.exists()
    assert sorted(await CountedBallot.all().values_list("contest", "choices")) == chosen
    assert await closing.counted_commitments(election.id)
    for voter in world.book.people:
        assert await casting.receipt_of(election.id, voter.account_id) is None
