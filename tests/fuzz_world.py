"""A small town for the fuzz test: something of everything that an address can lead to, in every state."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from pb import ballots
from pb.models import Appeal, CommentState, Cycle, Idea, IdeaState
from post.models import Message, MessageChannel, MessageState
from residents.models import Account, ChallengePurpose, Role, SignInChallenge
from residents.people import COMMAND_LINE
from tests.factories import (
    make_account,
    make_band,
    make_claim,
    make_cycle,
    make_idea,
    make_place,
    make_pot,
    make_project,
    make_theme,
)
from tests.fuzz_belonging import add_belonging
from tests.fuzz_claims import add_claims
from tests.fuzz_presence import meet_people
from tests.pb.moderation_samples import make_comment, make_person, make_report
from tests.pb.test_tallies import Election_
from tests.residents.code_letters.letter_samples import ask_for_letter, make_franchise, make_resident

BROWSER = "b" * 43


@dataclass
class World:
    """`known`: by the name that routes give a part of an address, what can stand there."""

    known: dict[str, list[str]] = field(default_factory=dict)

    def add(self, name: str, *values: object) -> None:
        self.known.setdefault(name, []).extend(str(value) for value in values)

    def all(self) -> list[str]:
        return sorted({value for values in self.known.values() for value in values})


async def make_world(me: Account, browser_hash: str) -> World:
    """`me` and the browser own one thing of each kind; other people own the rest."""
    world, other = World(), await make_account("Olga Other")
    place = await make_place("Hanley", postcode="ST68ZZ")
    await make_claim(me, place)
    for name, number in (await meet_people(me, place)).items():
        world.add(name, number)
    world.add("postcode", "ST6 8ZZ", "ST1 1AA", "M1 1AE")
    world.add("neighbourhood", place.id)
    for name, values in (await add_claims(place)).items():
        world.add(name, *values)
    for name, values in (await add_belonging()).items():
        world.add(name, *values)
    world.add("slug", place.slug)
    world.add("account", me.id, other.id, (await make_account("Office", Role.REVIEWER)).id)
    for phase in ("draft", "soon", "ideas", "review", "voting"):
        cycle = await make_cycle(phase, ranks=3, **({"ballot_frozen_at": None} if phase == "voting" else {}))
        await _fill(world, cycle, [me, other], browser_hash)
        if phase == "voting":
            await ballots.freeze(cycle, COMMAND_LINE, datetime.now(UTC))
    await _add_results(world)
    await _add_letter(world)
    for owner in (browser_hash, "f" * 64):
        now = datetime.now(UTC)
        challenge = await SignInChallenge.create(
            purpose=ChallengePurpose.SIGN_IN, email="a@example.com", token_hash=owner, code_hash="c" * 64,
            browser_hash=owner, created_at=now, expires_at=now.replace(year=now.year + 1),
        )  # fmt: skip
        world.add("challenge", challenge.id)
    return world


async def _fill(world: World, cycle: Cycle, people: list[Account], browser_hash: str) -> None:
    world.add("slug", cycle.slug)
    pot = await make_pot(cycle)
    world.add("pot", pot.id)
    world.add("theme", (await make_theme(cycle)).id)
    await make_band(cycle)
    project = await make_project(pot)
    world.add("project", project.id)
    await make_project(pot)
    for author in people:
        for state in IdeaState:
            idea = await make_idea(cycle, pot, author, state=state)
            world.add("draft" if state is IdeaState.DRAFT else "idea", idea.id)
            if state is IdeaState.PUBLISHED:
                await _talk(world, idea, author)
            if state is IdeaState.REFUSED:
                appeal = await Appeal.create(idea=idea, made_by=author, why="Why?", made_at=datetime.now(UTC))
                world.add("appeal", appeal.id)
    unclaimed = await make_idea(cycle, pot, people[0], state=IdeaState.DRAFT)
    await Idea.filter(id=unclaimed.id).update(author_id=None, draft_key=browser_hash)
    world.add("draft", unclaimed.id)


async def _talk(world: World, idea: Idea, author: Account) -> None:
    await make_report(idea=idea)
    for state in CommentState:
        comment = await make_comment(idea, author, state=state)
        world.add("comment", comment.id)


async def _add_letter(world: World) -> None:
    now = datetime.now(UTC)
    by, _claim, postcode = await make_resident(await make_franchise(now), now=now)
    world.add("letter", (await ask_for_letter(by, postcode, now=now)).id)
    for channel in MessageChannel:
        failed = await Message.create(
            channel=channel, recipient="A\n1 High Street\nST1 1AA", subject="Hello", body="Text", queued_at=now,
            state=MessageState.FAILED, trouble="refused: no", due_at=now,
        )  # fmt: skip
        world.add("message", failed.id)


async def _add_results(world: World) -> None:
    counted, published = await Election_.held(), await Election_.held()
    counter = await make_person(Role.CYCLE_OFFICER)
    world.add("tally", (await counted.counted(counter)).id, (await published.published()).id)
    world.add("slug", counted.cycle.slug, published.cycle.slug)
