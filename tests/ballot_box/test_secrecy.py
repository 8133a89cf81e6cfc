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
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2 as httpx
import pytest
import pytest_asyncio
from bs4 import BeautifulSoup
from starlette.applications import Starlette
from tortoise.connection import get_connection

import web.log
from ballot_box import closing, keys, notices
from ballot_box.models import Ballot, Election, RollEntry, SpoiledBallot
from ballot_box.scrubbing import scrub
from ballot_box.sealing import boxes
from ballot_box.sealing.bodies import canonical, slot_of
from ballot_box.settling import settle
from database import on_postgres
from ledger import sequencing
from ledger.codes import code_of
from pb import ballots
from pb.models import Project
from post.models import Message
from residents.models import AttemptWindow, Claim, Mark, MarkKind
from residents.people import COMMAND_LINE
from tests.ballot_box.scanning import all_on_disk, every_row, holds, pieces_on_disk, words
from tests.boxes import own_keys
from tests.browsing import Client, text_of
from tests.factories import make_account, make_claim, make_cycle, make_place, make_pot, make_project
from tests.pb.test_ballots import fields_of, last_code, press
from web.keys import keyed_hash

NAME, EMAIL, POSTCODE = "Zyxwanna Quillfeather", "zq.annabel@sentinel.example", "ST1 9ZZ"
ACCOUNT, CLAIMS_FROM, PROJECTS_FROM = 880012345678901, 990055550000, 773100004400
TITLES = ["Quokka garden", "Ocelot fountain", "Narwhal bench", "Axolotl library", "Pangolin path", "Tapir stage"]
BALLOTS = {"ballot", "counted_ballot", "counted_box", "log_leaf", "log_pending", "spoiled_ballot"}
TRUSTEES = [boxes.public_key(bytes([number]) * 32) for number in (1, 2)]


@dataclass
class Scene:
    """The sentinel's browser, and all that went to and fro."""

    client: Client
    election: Election
    projects: list[Project]
    url: str
    claim: int = 0
    codes: list[str] = field(default_factory=list)  # commitments, in hex
    asked: list[str] = field(default_factory=list)  # every address, with its method
    headers: list[str] = field(default_factory=list)  # every header of every answer, and of every request a Referer

    @property
    def person(self) -> list[str]:
        return [str(ACCOUNT), EMAIL, *NAME.split(), POSTCODE, POSTCODE.replace(" ", ""), str(self.claim)]

    @property
    def choices(self) -> list[str]:
        return [*(str(one.id) for one in self.projects), *(word for title in TITLES for word in title.split()[:1])]

    @property
    def codes_and_places(self) -> list[str]:
        slot = slot_of(keys.read(self.election.key_name), self.election.id, ACCOUNT)
        return [slot, *self.codes, *(code_of(one) for one in self.codes), *(_joined(one) for one in self.codes)]

    def ids(self, *numbers: int) -> list[str]:
        return [str(self.projects[number].id) for number in numbers]


def _joined(commitment: str) -> str:
    return code_of(commitment).replace(" ", "")


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


async def sentinel(app: Starlette, url: str, *, sealed: bool) -> Scene:
    """An open vote, and a browser that nobody has used before."""
    now = datetime.now(UTC)
    cycle = await make_cycle("voting", ballot_frozen_at=None, ranks=3, evidence={"vote": "E1", "count": "E1"})
    place = await make_place("Hanley", postcode=POSTCODE.replace(" ", ""))
    pot = await make_pot(cycle, place)
    projects = [
        await make_project(pot, 1_000, id=PROJECTS_FROM + number, title=title) for number, title in enumerate(TITLES)
    ]
    await make_account(NAME, id=ACCOUNT, email=EMAIL)
    await _number_claims_from(await make_claim(await make_account(), place))
    await ballots.freeze(cycle, COMMAND_LINE, now)
    election = await Election.get(id=cycle.election_id)
    if sealed:
        election.definition["trustees"] = TRUSTEES
        await election.save(update_fields=["definition"])
    it = Scene(Client(app), election, projects, url)

    async def keep(answer: httpx.Response) -> None:
        it.asked.append(f"{answer.request.method} {answer.request.url} {answer.headers.get('location', '')}")
        it.headers += [f"{name}: {text}" for name, text in answer.headers.items() if name != "set-cookie"]

    it.client._http._transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    it.client._http.event_hooks = {"response": [keep]}
    return it


async def _number_claims_from(claim: Claim) -> None:
    server = get_connection("default")
    await server.execute_query(f"UPDATE claim SET id = {CLAIMS_FROM} WHERE id = {claim.id}")
    if on_postgres():
        await server.execute_query(f"SELECT setval(pg_get_serial_sequence('claim', 'id'), {CLAIMS_FROM})")
    else:
        await server.execute_query(f"UPDATE sqlite_sequence SET seq = {CLAIMS_FROM} WHERE name = 'claim'")


async def choose(it: Scene, ids: list[str], query: str = "") -> BeautifulSoup:
    page = await it.client.get(f"/vote/ballot{query}")
    for project in ids:
        page = await press(it.client, page, f"add:{project}")
    fields = {**fields_of(page, "/vote/check"), "digits": "47114711"}
    return await it.client.post("/vote/check", fields, 200)


async def vote_for_the_first_time(it: Scene) -> BeautifulSoup:
    """With a postcode, an email address, a code that was mistyped, and the right one."""
    await it.client.get(f"/vote?postcode={POSTCODE.replace(' ', '+')}", 303)
    page = await choose(it, it.ids(4, 1, 2), f"?postcode={POSTCODE.replace(' ', '+')}")
    page = await it.client.post("/vote/code", {**fields_of(page, "/vote/code"), "email": EMAIL}, 200)
    page = await it.client.post("/vote/cast", {**fields_of(page, "/vote/cast"), "code": "00000000"}, 422)
    await it.client.post("/vote/cast", {**fields_of(page, "/vote/cast"), "code": await last_code()})
    receipt = await it.client.follow()
    it.claim = (await Claim.get(account_id=ACCOUNT)).id
    it.codes.append((await Ballot.get()).commitment)
    return receipt


async def vote_again(it: Scene, *numbers: int) -> BeautifulSoup:
    page = await choose(it, it.ids(*numbers))
    await it.client.post("/vote/cast", fields_of(page, "/vote/cast"))
    receipt = await it.client.follow()
    it.codes.append((await Ballot.get()).commitment)
    return receipt


async def try_one(it: Scene) -> None:
    page = await choose(it, it.ids(5, 3))
    await it.client.post("/vote/test", fields_of(page, "/vote/test"), 200)


async def meet_every_refusal(it: Scene) -> None:
    page = await choose(it, it.ids(3, 0))
    fields = fields_of(page, "/vote/cast")
    await it.client.post("/vote/cast", {**fields, "form_token": "old"}, 403, token=False)
    await it.client.post("/vote/cast", {**fields, "choice": it.ids(3, 3)}, 422)
    await it.client.post("/vote/cast", {**fields, "choice": [*it.ids(3), "' OR 1=1"]}, 422)
    await it.client.post("/vote/check", {**fields, "definition": "f" * 64}, 422)
    await it.client.post("/vote/cast", fields, 403, headers={"sec-fetch-site": "cross-site"})
    server = get_connection("default")
    await server.execute_query("ALTER TABLE log_pending RENAME TO gone")
    try:
        fields["form_token"] = await it.client.form_token()
        await it.client.post("/vote/cast", fields, 500)
    finally:
        await server.execute_query("ALTER TABLE gone RENAME TO log_pending")
    answer = it.client.last
    assert answer is not None
    assert not holds(answer.text, [*it.choices, EMAIL])


async def look_around(it: Scene) -> None:
    for path in ("/vote", "/account", "/record", f"/record?code={_joined(it.codes[-1])}", "/"):
        await it.client.raw_get(path)


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
    assert _joined(it.codes[-1]) in texts[-1]
    await it.client.raw_get(f"/record?code={_joined(it.codes[-1])}")
    await notices.tell(datetime.now(UTC).replace(hour=12) + timedelta(days=1))
    texts += [f"{one.subject}\n{one.body}" for one in await Message.all()]
    for text in texts:
        assert not holds(text, it.choices)
    for one in await Message.all():
        assert not holds(one.body, [*it.codes, *map(_joined, it.codes), *map(code_of, it.codes)])
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
