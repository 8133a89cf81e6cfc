"""What somebody could try with the box, by the numbers of the list of abuse cases; the rest of them stand beside what
they are about."""

import asyncio
import json
import re
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import pytest
from starlette.applications import Starlette

from ballot_box import closing, elections, roll
from ballot_box.elections import hash_of
from ballot_box.models import Ballot, Channel, CountedBallot, Election, RollEntry
from ballot_box.refusals import BallotRefused, OnPaperAlready
from database import database_now, rows, transaction
from ledger import duties, sequencing
from ledger.keys import KeyRefused
from ledger.models import JournalEntry, LogPending
from ledger.notes import COSIGNER, SigningKey
from pb import ballots
from pb.models import Cycle, Pot, Project, ProjectTally
from post.models import Message, MessageState
from post.sending import send_due
from residents.models import Account
from residents.people import COMMAND_LINE
from tests.boundary import People
from tests.boxes import choices_in_the_box, lying_in_the_box, put_in
from tests.browsing import Client
from tests.conftest import SECRET_KEY
from tests.factories import make_account, make_claim, make_place
from tests.house import sources
from tests.pb.test_ballots import Vote, fields_of, send_vote, to_check
from tests.pb.test_tallies import Election_
from web.settings import Settings

MINUTE = timedelta(minutes=1)
NOW = datetime.now(UTC)


class WrongClock:
    """A clock as one web server may have it, so many minutes fast."""

    def __init__(self, minutes: int) -> None:
        self.minutes = minutes

    def now(self, zone: tzinfo) -> datetime:
        return datetime.now(zone) + self.minutes * MINUTE


@pytest.mark.parametrize(
    ("minutes", "opens", "closes", "stored"),
    [(10, -60, 5, True), (-10, -5, 60, True), (-10, -60, -1, False), (10, 5, 60, False)],
)
async def test_ac_044_a_clock_that_is_ten_minutes_wrong_decides_nothing(
    client: Client, monkeypatch: pytest.MonkeyPatch, minutes: int, opens: int, closes: int, stored: bool
) -> None:
    vote = await Vote.open()
    await client.sign_in(await vote.resident())
    fields = fields_of(await to_check(client, vote.ids(0), ""), "/vote/cast")
    now = await database_now()
    changed = {"opens_at": now + opens * MINUTE, "closes_at": now + closes * MINUTE}
    await Election.filter(id=vote.cycle.election_id).update(**changed)
    monkeypatch.setattr("web.visitors.datetime", WrongClock(minutes))

    await client.post("/vote/cast", fields, 303 if stored else 422)

    assert await Ballot.all().count() == await RollEntry.all().count() == stored
    assert await closing.close_due(WrongClock(minutes).now(UTC)) == (closes < 0)


async def test_ac_047_what_was_frozen_is_on_each_ballot_in_the_record_and_in_the_journal_and_stays(db: None) -> None:
    vote = await Vote.open()
    election = await vote.election()
    frozen = (election.definition, election.definition_hash)
    await put_in(election, (await vote.resident()).id, vote.ids(0), str(vote.hanley.id))

    (body,) = await lying_in_the_box()
    leaves = [json.loads(one.leaf) for one in await LogPending.filter(leaf__contains='"k":"freeze"')]
    entry = await JournalEntry.get(act="cycle.frozen")
    assert body.definition == leaves[-1]["d"] == entry.detail["definition"] == hash_of(election.definition)
    for attempt in (
        ballots.freeze(await Cycle.get(id=vote.cycle.id), COMMAND_LINE, datetime.now(UTC)),
        elections.discard(election.id),
        elections.move_close(election.id, datetime.now(UTC)),
    ):
        with pytest.raises(BallotRefused):
            await attempt
    await elections.move_close(election.id, election.closes_at + MINUTE)
    election = await vote.election()
    assert (election.definition, election.definition_hash) == frozen
    await put_in(election, (await vote.resident()).id, vote.ids(1), str(vote.hanley.id))


def test_ac_047_nothing_but_the_freezing_writes_what_is_frozen() -> None:
    written = re.compile(r"\belection\.definition(_hash)?\s*=[^=]|SET\s[^\"]*\bdefinition|update\([^)]*\bdefinition")
    places = {one.name for one in sources() if written.search(one.path.read_text("utf-8"))}
    assert places == {"ballot_box.elections"}


async def test_ac_050_two_desks_and_a_screen_at_once_leave_one_paper_and_no_other_ballot(own_database: str) -> None:
    vote = await Vote.open()
    election = await vote.election()
    contest = str(vote.hanley.id)
    for number in range(6):
        account = await vote.resident()
        if number % 2:
            await put_in(election, account.id, vote.ids(0), contest)

        async def at_a_desk(who: int = account.id) -> roll.OnPaper:
            async with transaction():
                return await roll.mark_paper(election.id, who, contest)

        async def on_a_screen(who: int = account.id) -> None:
            try:
                await put_in(election, who, vote.ids(1), contest, attempt="at the same time")
            except OnPaperAlready:
                return

        one, _screen, other = await asyncio.gather(at_a_desk(), on_a_screen(), at_a_desk())

        assert [one, other].count(roll.OnPaper.DUPLICATE) == 1, (one, other)
        entry = await RollEntry.get(account_id=account.id)
        assert entry.channel is Channel.PAPER
        with pytest.raises(OnPaperAlready):
            await put_in(election, account.id, vote.ids(2), contest, attempt="later")
    assert not await Ballot.exists()


async def test_ac_054_with_the_record_its_witnesses_and_the_mail_dead_people_vote_on(
    client: Client, keys_of_its_own: Path
) -> None:
    vote = await Vote.open()
    await client.sign_in(await vote.resident())
    await sequencing.sequence()
    (keys_of_its_own / "record.key").write_text("damaged")
    nowhere = SigningKey("witness.example", COSIGNER, bytes(32)).verifier
    settings = Settings(
        secret_key=SECRET_KEY, base_url="http://test", record_dir=str(keys_of_its_own / "record"),
        witnesses=f"{nowhere}@http://127.0.0.1:9",
    )  # fmt: skip

    await send_vote(client, vote.ids(0))
    with pytest.raises(KeyRefused):
        await sequencing.sequence()
    await duties.keeper(settings)(NOW)
    await Message.create(recipient="a@example.com", subject="x", body="y", queued_at=NOW, due_at=NOW)
    assert await send_due("smtp://127.0.0.1:9", "us@example.com", "http://test", NOW) == 0
    await send_vote(client, vote.ids(1))

    assert await choices_in_the_box() == [vote.ids(1)]
    assert await LogPending.filter(leaf__contains='"k":"ballot"').count() == 2, "they wait for the record to come back"
    assert (await Message.get(recipient="a@example.com")).state is MessageState.WAITING


_VARIES = re.compile(
    r'name="form_token" value="[^"]*"|(?:name|id)="(?:checked|nonce|idempotency|key)" value="[^"]*"|'
    r"[0-9a-f]{12}(?=</)|\d\d:\d\d(:\d\d)?|\d+ (?:seconds?|minutes?) ago"
)


async def everything_to_be_seen(people: People, *by: str) -> dict[str, str]:
    found = {}
    for who, browser in people.http.items():
        if by and who not in by:
            continue
        for _address, path in people.paths("GET", most=2):
            answer = await browser.get(path)
            kind = answer.headers.get("content-type", "")
            readable = "text" in kind or "json" in kind or "csv" in kind
            text = _VARIES.sub("", answer.text) if readable else ""
            found[f"{who} {path}"] = f"{answer.status_code} {text}"
    return found


async def test_ac_055_ac_073_no_page_of_anybody_changes_when_others_vote(
    app: Starlette, db: None, keys_of_its_own: Path
) -> None:
    """No turnout, no ranking, no trend, and not who voted: whoever looks sees the same before and after.

    Only the record shows that codes came in, and how many; the promises say so.
    """
    people = await People(app).come()
    vote = await ballots.vote_at(datetime.now(UTC))
    assert vote is not None and vote.is_open(datetime.now(UTC))
    election = await Election.get(id=vote.election_id)
    contest, options = next(iter(vote.definition.contests.items()))
    people.world.known |= {"slug": [vote.slug, people.world.known["slug"][0]], "project": options, "pot": [contest]}
    for number in range(3):  # a vote that has begun: there are some already
        await put_in(election, (await voter(contest)).id, options[number % len(options) :], contest)
    before = await everything_to_be_seen(people)
    again = await everything_to_be_seen(people)
    settled = {place for place, text in before.items() if again[place] == text}
    assert len(settled) > len(before) * 0.97, sorted(set(before) - settled)

    for number in range(12):
        await put_in(election, (await voter(contest)).id, options[number % len(options) :][:1], contest)

    after = await everything_to_be_seen(people)
    assert sorted(place for place in settled if after[place] != before[place]) == []
    await sequencing.sequence()
    recorded = await everything_to_be_seen(people, "nobody")
    changed = {place for place in settled & recorded.keys() if recorded[place] != after[place]}
    assert {place.split()[1].split("/")[1] for place in changed} == {"record"}, changed
    await Election.filter(id=election.id).update(closes_at=await database_now())
    over = await everything_to_be_seen(people, "nobody")
    assert any(over[place] != recorded[place] for place in over), "the walk does come by the pages of the vote"


async def voter(contest: str) -> Account:
    pot = await Pot.get(id=int(contest)).select_related("neighbourhood")
    account = await make_account()
    await make_claim(account, pot.neighbourhood or await make_place())
    return account


async def test_ac_060_a_project_withdrawn_while_people_vote_is_passed_over_and_no_ballot_is_touched(db: None) -> None:
    it = await Election_.held(closed=False)
    boxes = {one.slot: (one.commitment, bytes(one.box)) for one in await Ballot.all()}
    await Project.filter(id=it.projects["park"].id).update(withdrawn_at=datetime.now(UTC))
    assert {one.slot: (one.commitment, bytes(one.box)) for one in await Ballot.all()} == boxes
    await it.close()

    tally = await it.counted()

    assert not await ProjectTally.exists(tally=tally, project=it.projects["park"])
    park = str(it.projects["park"].id)
    cast = [one.choices for one in await CountedBallot.filter(contest=str(it.hanley.id))]
    assert sum(choices[0] == park for choices in cast) == 7, "what they chose stands as they chose it"
    path = await ProjectTally.get(tally=tally, project=it.projects["path"])
    assert (path.first_choices, path.funded) == (7, True)


async def test_ac_057_counting_again_gives_the_same_bytes_and_ties_go_by_what_was_frozen(db: None) -> None:
    it = await Election_.held()
    first = await it.counted()
    kept = await rows("SELECT pot_id, spent_pence, steps, comparison FROM pot_tally ORDER BY pot_id")
    reasons = await rows("SELECT project_id, funded, place, reason FROM project_tally ORDER BY project_id")

    second = await it.counted()

    assert (first.outcome_hash, first.ballots_hash) == (second.outcome_hash, second.ballots_hash)
    again = await rows("SELECT pot_id, spent_pence, steps, comparison FROM pot_tally ORDER BY pot_id")
    assert [tuple(one) for one in again] == [tuple(one) for one in kept]
    again = await rows("SELECT project_id, funded, place, reason FROM project_tally ORDER BY project_id")
    assert [tuple(one) for one in again] == [tuple(one) for one in reasons]
