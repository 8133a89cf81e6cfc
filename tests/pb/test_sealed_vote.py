"""A whole sealed vote: two people are named, people vote, the boxes go out and come back, and the result is public."""

import subprocess
import sys
from argparse import Namespace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from tortoise import Tortoise

from ballot_box.casting import Filled
from ballot_box.models import CountedBallot, Election, Stock
from ballot_box.refusals import NotOpened
from ballot_box.spoiling import spoil
from ballot_box.trustees.box_files import Ballots, read_ballots
from ballot_box.trustees.refusals import TrusteesRefused
from database import on_postgres, rows
from ledger.models import JournalEntry
from ledger.sequencing import sequence
from pb import ballot_commands, tallies
from pb.models import Tally
from pb.packs import build_pack
from pb.tallies import opening
from residents.models import Role, SessionKind
from residents.people import COMMAND_LINE, Person
from tests.ballot_box.test_casting import make_election
from tests.ballot_box.trustees.people import AMINA, BOB, after, both
from tests.browsing import Client, text_of
from tests.counting import CountQueries
from tests.factories import make_account
from tests.pb.cycles.test_planning_pages import errors, filled
from tests.pb.cycles.test_trustees import named
from tests.pb.sealed_votes import OFFICER, SealedVote
from web import keys
from web.refusals import NotAllowed
from web.settings import Settings


async def enter(client: Client, *roles: Role) -> None:
    await client.sign_in(await make_account("Officer", *roles), SessionKind.OFFICER)


def upload(content: bytes) -> dict[str, tuple[str, bytes]]:
    return {"file": ("ballots.jsonl", content)}


async def test_a_sealed_vote_from_naming_two_people_to_a_published_result(client: Client, tmp_path: Path) -> None:
    it = await SealedVote.prepared()
    slug = it.cycle.slug
    here = f"/office/cycles/{slug}"
    await enter(client, Role.CYCLE_OFFICER)

    await client.post(f"{here}/trustees", named(await client.get(f"{here}/trustees")))
    for stock in Stock:
        page = await client.get(f"{here}/trustees/{stock.value}")
        box = await client.raw_get(f"{here}/trustees/{stock.value}/box")
        await client.post(f"{here}/trustees/{stock.value}", filled(page), files=upload(both(box.content)))
    await client.post(f"{here}/ballot", filled(await client.get(f"{here}/ballot")))
    await it.open()
    assert sealed_note(await client.get(f"/cycles/{slug}")) == WHILE_OPEN
    for names in (["park", "path"], ["park"], ["shed"]):
        await it.cast(*names)
    await it.close()

    await client.post("/office/tallies", {"cycle": slug})
    page = await client.follow()
    assert "3 boxes wait for the two people" in text_of(page) and "Amina Khan opens the outer layer" in text_of(page)
    await client.post(f"{here}/boxes", filled(page), 200)
    assert client.last is not None
    boxes = client.last.content
    page = await client.get(f"{here}/opening")
    fingerprint = text_of(page.select_one("code.wrap-anywhere") or page)
    assert fingerprint in str((await JournalEntry.get(act="boxes.handed-over")).detail)
    await client.post(f"{here}/opening", filled(page), files=upload(both(boxes)))
    assert "The ballots are open, and counted." in text_of(await client.follow())

    tally = await Tally.get(cycle=it.cycle)
    assert tally.ballots == 3
    await sequence()  # as the worker does
    await enter(client, Role.PUBLISHER)
    await client.post(f"/office/tallies/{tally.id}/publication")
    assert "The park" in text_of(await client.follow())
    assert sealed_note(await client.get(f"/cycles/{slug}")).startswith(
        "This vote was sealed. Amina Khan (city archivist) and Bob Lee (notary) opened its ballots on"
    )
    await sequence()
    await it.reload()
    folder = await build_pack(it.cycle, tmp_path / "pack")
    checked = subprocess.run(
        [sys.executable, folder / "verify.py", folder], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout


WHILE_OPEN = (
    "This vote is sealed. Until Amina Khan (city archivist) and Bob Lee (notary) open the ballots with their two keys, "
    "nobody can read a ballot in the box, not even whoever runs this site. The site sees your choices only while it "
    "puts them there."
)


def sealed_note(page: BeautifulSoup) -> str:
    (note,) = page.select(".sealed-note")
    return text_of(note)


async def test_wrong_files_are_refused_on_the_page_and_nothing_is_counted(client: Client) -> None:
    it = await SealedVote.over()
    here = f"/office/cycles/{it.cycle.slug}"
    await enter(client, Role.CYCLE_OFFICER)
    await client.post("/office/tallies", {"cycle": it.cycle.slug})
    page = await client.follow()
    content = await opening.hand_over(it.cycle, OFFICER, datetime.now(UTC))
    whole = read_ballots(BytesIO(both(content)))
    missing = Ballots(whole.election, whole.ballots[1:]).as_bytes()
    elsewhere = Ballots("999", whole.ballots).as_bytes()

    for wrong, says in (
        (content, "still closed"), (after(content, AMINA), "still closed"), (missing, "1 of the counted ballots"),
        (elsewhere, "belongs to another vote"), (b"\x00\xff" * 500, "not whole"), (b"", "not whole"),
    ):  # fmt: skip
        page = await client.post(f"{here}/opening", filled(page), 422, files=upload(wrong))
        assert says in errors(page)
    page = await client.post(f"{here}/opening", filled(page), 422)
    assert "Choose the file" in errors(page)
    assert not await CountedBallot.exists() and not await Tally.exists()
    await client.post(f"{here}/opening", filled(page), files=upload(both(content)))
    assert await Tally.get(cycle=it.cycle)


async def test_where_nothing_waits_there_is_nothing_to_hand_over(client: Client) -> None:
    it = await SealedVote.over()
    here = f"/office/cycles/{it.cycle.slug}"
    await enter(client, Role.CYCLE_OFFICER)
    page = await client.get(f"{here}/opening")
    assert "No boxes of this fund wait" in text_of(page)
    await client.post(f"{here}/opening", {}, 422, files=upload(b"x"))
    await client.get("/office/cycles/no-such-fund/opening", 404)


async def test_a_file_that_is_far_too_long_is_not_read(client: Client) -> None:
    it = await SealedVote.over(1)
    await enter(client, Role.CYCLE_OFFICER)
    stocked = f"/office/cycles/{it.cycle.slug}/trustees/keys"
    await client.post(stocked, {}, 413, files=upload(b"x" * 300_000))


async def test_only_who_counts_hands_boxes_over_or_takes_ballots_in(db: None) -> None:
    it = await SealedVote.over()
    publisher = Person(roles=frozenset({Role.RESIDENT, Role.PUBLISHER}))
    with pytest.raises(NotAllowed):
        await opening.hand_over(it.cycle, publisher, datetime.now(UTC))
    with pytest.raises(NotAllowed):
        await opening.take_in(it.cycle, BytesIO(b""), publisher, datetime.now(UTC))


async def test_the_list_says_what_waits_and_costs_the_same_for_many_votes(
    client: Client, count_queries: CountQueries
) -> None:
    await enter(client, Role.CYCLE_OFFICER)
    counts = []
    for number in range(1, 4):
        it = await SealedVote.over(1)
        with pytest.raises(NotOpened):
            await tallies.count(it.cycle, OFFICER, datetime.now(UTC))
        async with count_queries() as counted:
            page = await client.get("/office/tallies")
        counts.append(counted.count)
        assert len(page.select("a[href$='/opening']")) == number
    assert counts[1] == counts[2], counts


async def test_commands_write_the_boxes_and_take_in_the_ballots(
    db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    it = await SealedVote.over()
    boxes, ballots = tmp_path / "boxes", tmp_path / "ballots"
    chosen = Namespace(cycle=it.cycle.slug, file=str(boxes))

    await ballot_commands.export_boxes(Settings(), chosen)
    ballots.write_bytes(both(boxes.read_bytes()))
    with pytest.raises(TrusteesRefused, match="nothing is ever written over"):
        await ballot_commands.export_boxes(Settings(), chosen)
    with pytest.raises(TrusteesRefused, match="cannot be read"):
        await ballot_commands.open_ballots(Settings(), Namespace(cycle=it.cycle.slug, file=str(tmp_path / "none")))
    await ballot_commands.open_ballots(Settings(), Namespace(cycle=it.cycle.slug, file=str(ballots)))

    assert "Took in 5 ballots" in capsys.readouterr().out
    assert (await tallies.count(it.cycle, COMMAND_LINE, datetime.now(UTC))).ballots == 5


async def everything_stored(address: str) -> bytes:
    """All bytes of the database: its files, or each row of each table as the server writes it."""
    if not on_postgres():
        file = Path(address.removeprefix("sqlite://").partition("?")[0])
        return b"".join(one.read_bytes() for one in sorted(file.parent.glob(f"{file.name}*")))
    tables = [model._meta.db_table for model in (Tortoise.apps or {})["models"].values()]
    found = [one for table in tables for one in await rows(f'SELECT t::text AS line FROM "{table}" t')]
    return b"\n".join(one.line.encode() for one in found)


async def open_to_all() -> bytes:
    """The body of a ballot that was tested."""
    election = await make_election()
    return (await spoil(election.id, Filled("3", ["12", "11"], election.definition_hash, "one"))).body.encode()


def lies_in(stored: bytes, secret: bytes) -> bool:
    """As it is, inside other JSON or a row, or in hex, as a server writes bytes."""
    forms = [secret, *(secret.replace(b'"', quote) for quote in (b'\\"', b'""'))]
    return any(one in stored for form in forms for one in (form, form.hex().encode()))


async def test_while_sealed_neither_database_nor_keys_hold_a_choice_or_a_private_key(own_database: str) -> None:
    it = await SealedVote.over()
    with pytest.raises(NotOpened):
        await tallies.count(it.cycle, OFFICER, datetime.now(UTC))
    content = await opening.hand_over(it.cycle, OFFICER, datetime.now(UTC))
    opened = read_ballots(BytesIO(both(content))).ballots

    tested = await open_to_all()

    stored = await everything_stored(own_database)
    stored += b"".join(file.read_bytes() for file in sorted(keys.folder().rglob("*")) if file.is_file())

    assert lies_in(stored, tested), "this looks where ballots lie"
    choices = [body[body.index(b'"r":') : body.index(b',"v"')] for body, _nonce in opened]
    secrets = [*choices, *(part for ballot in opened for part in ballot), AMINA, BOB]
    assert len(secrets) == 17 and not [secret for secret in secrets if lies_in(stored, secret)]
    assert (await Election.get(id=it.election_id)).opened_at is None
