"""Somebody with a name that stands out, who votes page by page for things that stand out."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx2 as httpx
from bs4 import BeautifulSoup
from starlette.applications import Starlette
from tortoise.connection import get_connection

from ballot_box import keys
from ballot_box.models import Ballot, Election
from ballot_box.sealing import boxes
from ballot_box.sealing.bodies import slot_of
from database import on_postgres
from ledger.codes import code_of
from pb import ballots
from pb.models import Project
from residents.models import Claim
from residents.people import COMMAND_LINE
from tests.ballot_box.scanning import holds
from tests.browsing import Client
from tests.factories import make_account, make_claim, make_cycle, make_place, make_pot, make_project
from tests.pb.test_ballots import fields_of, last_code, press

NAME, EMAIL, POSTCODE = "Zyxwanna Quillfeather", "zq.annabel@sentinel.example", "ST1 9ZZ"
ACCOUNT, CLAIMS_FROM, PROJECTS_FROM = 880012345678901, 990055550000, 773100004400
TITLES = ["Quokka garden", "Ocelot fountain", "Narwhal bench", "Axolotl library", "Pangolin path", "Tapir stage"]
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
        return [slot, *self.codes, *(code_of(one) for one in self.codes), *(code_letters(one) for one in self.codes)]

    def ids(self, *numbers: int) -> list[str]:
        return [str(self.projects[number].id) for number in numbers]


def code_letters(commitment: str) -> str:
    return code_of(commitment).replace(" ", "")


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
    for path in ("/vote", "/account", "/record", f"/record?code={code_letters(it.codes[-1])}", "/"):
        await it.client.raw_get(path)
