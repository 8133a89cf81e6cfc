"""Somebody with a name that stands out votes for things that stand out, page by page. Then we look everywhere for a
place that holds the two together."""

import hashlib
import hmac
import io
import json
import logging
import re
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from starlette.applications import Starlette

import web.log
from ballot_box import closing, keys, notices
from ballot_box.models import Ballot, Election, RollEntry, SpoiledBallot
from ballot_box.scrubbing import scrub
from ballot_box.sealing.bodies import canonical
from ballot_box.settling import settle
from ledger import sequencing
from ledger.codes import code_of
from post.models import Message
from residents.models import AttemptWindow, Mark, MarkKind
from tests.ballot_box.scanning import all_on_disk, every_row, holds, pieces_on_disk, words
from tests.ballot_box.sentinel import (
    ACCOUNT,
    EMAIL,
    Scene,
    code_letters,
    look_around,
    meet_every_refusal,
    sentinel,
    try_one,
    vote_again,
    vote_for_the_first_time,
)
from tests.boxes import own_keys
from tests.browsing import text_of
from web.keys import keyed_hash

BALLOTS = {"ballot", "counted_ballot", "counted_box", "log_leaf", "log_pending", "spoiled_ballot"}


@pytest.fixture
def said_by_the_site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], str]]:
    """Everything that the site writes for those who run it, as talkative as it can be."""
    logger, written = logging.getLogger("wardmote"), io.StringIO()
    before = (list(logger.handlers), logger.level, logger.propagate)
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stderr", written)
        web.log.set_up("debug")
    yield written.getvalue
    logger.handlers, logger.propagate = before[0], before[2]
    logger.setLevel(before[1])


@pytest_asyncio.fixture(params=["open", "sealed"])
async def scene(
    app: Starlette, own_database: str, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[Scene]:
    with own_keys(tmp_path / "keys"):
        yield await sentinel(app, own_database, sealed=request.param == "sealed")


async def check_tables(it: Scene, secret: list[str]) -> None:
    rows = await every_row()
    about_person = [(table, text) for table, text in rows if holds(text, it.person)]
    assert {"account", "claim", "roll_entry", "session"} <= {table for table, _ in about_person}
    for table, text in about_person:
        assert not holds(text, [*it.choices, *secret]), f"a row of {table} holds a person and what they chose"
    for table, text in rows:
        if table in BALLOTS:
            assert not holds(text, it.person), table
    common = words("\n".join(text for table, text in rows if table in ("cycle", "election", "project", "pot")))
    beside_person = words("\n".join(text for _, text in about_person)) - common
    beside_ballot = words("\n".join(text for table, text in rows if table in BALLOTS)) - common
    assert sorted(beside_person & beside_ballot) == [], "nothing leads from a person to a ballot by being in both rows"


async def check_no_value_is_the_key(it: Scene) -> None:
    """Whoever tries every word of the database as the key does not find the way from the person to the slot."""
    lies_at = {one.slot for one in await Ballot.all()}
    secret = keys.read(it.election.key_name)
    tried = words("\n".join(text for _, text in await every_row()))
    tried |= words("\n".join(text for _, text in await every_row()).replace("-", " "))
    assert len(tried) > 50
    for word in tried:
        as_bytes = [word.encode()]
        if re.fullmatch(r"([0-9a-f]{2})+", word):
            as_bytes.append(bytes.fromhex(word))
        assert secret not in as_bytes
        for key in as_bytes:
            assert hmac.new(key, f"{it.election.id}|{ACCOUNT}".encode(), hashlib.sha256).hexdigest() not in lies_at


def check_disk(it: Scene, secret: list[str]) -> None:
    """No page of the file, no line of a dump, holds a person beside a filled-in ballot, a code or a slot."""
    seen = 0
    for piece in pieces_on_disk(it.url):
        person = holds(piece, it.person)
        seen += bool(person)
        if person:
            filled = re.findall(r'\\?"r\\?":\s*\[|\\x7b2262', piece)
            assert not filled and not holds(piece, secret), "a person and a ballot lie on one page"
            assert not holds(piece, it.choices), "a person and a project lie on one page"
    assert seen


async def test_ac_063_nothing_that_is_kept_holds_a_person_together_with_a_choice(
    scene: Scene, said_by_the_site: Callable[[], str]
) -> None:
    it = scene
    await vote_for_the_first_time(it)
    await vote_again(it, 0, 5)
    await try_one(it)
    await meet_every_refusal(it)
    await look_around(it)
    await notices.tell(datetime.now(UTC).replace(hour=12) + timedelta(days=1))
    secret = it.codes_and_places
    assert await SpoiledBallot.all().count() == 1 and len(set(it.codes)) == 2

    await check_tables(it, secret)
    await check_no_value_is_the_key(it)
    check_disk(it, secret)
    await sequencing.sequence()
    await check_tables(it, secret)
    for message in await Message.all():
        assert not holds(f"{message.subject}\n{message.body}", [*it.choices, *secret])
    logged = said_by_the_site()
    assert len(logged.splitlines()) > 20 and "trace" in logged
    assert not holds(logged, [*it.person, *it.choices, *secret]), "the log says who or what"


async def test_ac_063_after_the_scrub_no_way_leads_to_a_ballot_any_more(scene: Scene) -> None:
    it = scene
    await vote_for_the_first_time(it)
    await vote_again(it, 0, 5)
    await try_one(it)
    secret, slots = it.codes_and_places, [one.slot for one in await Ballot.all()]
    over = datetime.now(UTC) - timedelta(seconds=5)
    await Election.filter(id=it.election.id).update(closes_at=over)
    await closing.close(it.election.id)
    election = await Election.get(id=it.election.id).select_related("franchise")
    assert election.franchise is not None
    later = max(over, election.franchise.confirm_by or over) + timedelta(days=40)
    await settle(election.id, later)
    await scrub(election.id, later)

    assert not await Ballot.exists()
    await check_tables(it, secret[1:])
    check_disk(it, secret[1:])
    assert not holds(all_on_disk(it.url), slots), "a slot is left on the disk"
    assert (await RollEntry.get(account_id=ACCOUNT)).outcome == "counted"
    page = await it.client.get("/vote/receipt")
    assert not holds(text_of(page), [*it.codes, *map(code_of, it.codes)])


async def test_ac_067_receipt_page_file_and_letters_do_not_show_or_give_away_what_was_chosen(scene: Scene) -> None:
    it = scene
    pages = [await vote_for_the_first_time(it), await vote_again(it, 3), await it.client.get("/vote")]
    texts = [str(page) for page in pages] + [(await it.client.raw_get("/vote/receipt.txt")).text]
    assert code_of(it.codes[-1]) in texts[-1]
    await it.client.raw_get(f"/record?code={code_letters(it.codes[-1])}")
    await notices.tell(datetime.now(UTC).replace(hour=12) + timedelta(days=1))
    texts += [f"{one.subject}\n{one.body}" for one in await Message.all()]
    for text in texts:
        assert not holds(text, it.choices)
    for one in await Message.all():
        assert not holds(one.body, [*it.codes, *map(code_letters, it.codes), *map(code_of, it.codes)])
    # Whoever tries all ballots there can be does not meet the code: the nonce is not to be guessed.
    body = {"c": str((await RollEntry.get()).contest), "d": it.election.definition_hash, "e": str(it.election.id)}
    for digits in ("47114711", ""):
        ballot = canonical({**body, "r": it.ids(3), "v": 1, "x": digits})
        for key in (b"", bytes(32), it.codes[-1].encode(), EMAIL.encode(), str(ACCOUNT).encode()):
            assert hmac.new(key, ballot, hashlib.sha256).hexdigest() not in it.codes
        assert hashlib.sha256(ballot).hexdigest() not in it.codes


async def test_ac_069_choices_and_addresses_stand_in_no_address_and_no_header(
    scene: Scene, said_by_the_site: Callable[[], str]
) -> None:
    it = scene
    await vote_for_the_first_time(it)
    await vote_again(it, 2, 0)
    await try_one(it)
    await meet_every_refusal(it)

    assert len(it.asked) > 25
    for asked in it.asked:
        assert not holds(asked, [*it.choices, EMAIL, *it.codes_and_places, "47114711"]), asked
    for header in it.headers:
        assert not holds(header, [*it.choices, EMAIL, *it.codes_and_places, "47114711"]), header
    lines = [json.loads(line) for line in said_by_the_site().splitlines()]
    booth = [line for line in lines if line.get("route", "").startswith("/vote")]
    assert booth
    for line in booth:
        assert set(line) <= {"at", "level", "logger", "message", "request_id", "method", "route", "status", "ms"}
    assert not holds(json.dumps(lines), ["127.0.0.1", "testclient", "python-httpx", "postcode="])


async def test_ac_063_what_watches_for_bursts_leads_nobody_to_a_first_choice(scene: Scene) -> None:
    """Not even whoever has the database and the site's secret key, but not the keys that are files."""
    await vote_for_the_first_time(scene)
    networks = [one.digest for one in await Mark.filter(kind=MarkKind.NETWORK, claim_id=scene.claim)]
    assert networks
    counted = {one.key_hash for one in await AttemptWindow.all()}
    for digest in networks:
        for choice in ("", *scene.ids(*range(6))):
            for tried in (f"{digest}|{choice}", choice, digest):
                assert keyed_hash("limit:ballots alike", tried) not in counted


async def test_ac_076_ones_own_data_hold_neither_ballot_nor_code(scene: Scene) -> None:
    it = scene
    await vote_for_the_first_time(it)
    await it.client.post("/account/data", status=200)
    assert it.client.last is not None
    assert not holds(it.client.last.text, [*it.choices, *it.codes_and_places])
    assert json.loads(it.client.last.text)["votes"]
