"""A sealed vote in the browser, with two people who do their part in terminals of their own."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.journeys import officers
from tests.journeys.first_day import Site, command, first_day, let_the_record_catch_up, set_up_sign_in
from tests.journeys.residents import vote
from tests.journeys.walking import Walker
from tests.pb.sealed_votes import SealedVote

pytestmark = pytest.mark.journey

DESKTOP, PHONE = 1280, 360
PASSPHRASE = "four kettles under the bridge"


@pytest_asyncio.fixture
async def new_site(browser: Browser, own_database: str, tmp_path: Path) -> AsyncIterator[Site]:
    async with first_day(browser, own_database, tmp_path) as site:
        yield site


@dataclass
class Trustee:
    """Somebody with a laptop that is on no network."""

    name: str
    folder: Path

    def type(self, *words: str) -> str:
        """Their program has no use for a database, so this one is nowhere."""
        return command("sqlite://nowhere/at/all", "trustees", *words, "--passphrase-file", str(self.folder / "words"))

    def make_key(self) -> str:
        """The public half, as they read it out."""
        self.folder.mkdir()
        (self.folder / "words").write_text(PASSPHRASE)
        said = self.type("new-key", str(self.folder / "key"))
        return " ".join(re.findall(r"^  (.+)$", said, re.M))

    def open(self, boxes: Path) -> Path:
        opened = self.folder / f"{boxes.stem}-opened.jsonl"
        self.type("decrypt", str(boxes), str(opened), "--key", str(self.folder / "key"))
        return opened


async def fetch(cora: Walker, words: str, target: Path) -> Path:
    async with cora.page.expect_download() as waiting:
        await cora.named(words).click()
    await (await waiting.value).save_as(target)
    return target


async def hand_back(cora: Walker, label: str, file: Path, button: str) -> None:
    await cora.page.get_by_label(label).set_input_files(file)
    await cora.click(button)


async def name_the_two(cora: Walker, fund: str, amina: Trustee, bob: Trustee) -> None:
    await cora.open(f"/office/cycles/{fund}")
    await cora.click("Who can open the ballots")
    await cora.page.get_by_label("Two people outside").check()
    for which, label, one in (("first", "Who opens first?", amina), ("last", "Who opens last?", bob)):
        await cora.fill(label, one.name)
        await cora.page.locator(f"#{which}_role").fill("a friend of the place")
        await cora.page.locator(f"#{which}_key").fill(one.make_key())
    await cora.click("Save")
    await cora.sees("Now rehearse it with them.")


async def test_a_sealed_vote_from_two_keys_to_the_result(new_site: Site, tmp_path: Path) -> None:
    it = await SealedVote.prepared("ST99ZZ")
    amina, bob = Trustee("Amina Khan", tmp_path / "amina"), Trustee("Bob Lee", tmp_path / "bob")
    ada, cora, pia = [await new_site.arrive(DESKTOP) for _ in range(3)]
    rosa, sam = [await new_site.arrive(PHONE) for _ in range(2)]
    ada.email = new_site.administrator
    await set_up_sign_in(ada, new_site.link)
    await set_up_sign_in(cora, await officers.invite(ada, cora, "Cora", "Cycle officer"))
    await set_up_sign_in(pia, await officers.invite(ada, pia, "Pia", "Publisher"))

    await name_the_two(cora, it.cycle.slug, amina, bob)
    for stock in ("With their keys", "With the copies"):
        await cora.click(stock)
        box = await fetch(cora, "the test ballot in its box", tmp_path / f"{stock}.jsonl")
        await hand_back(cora, "The file that the two brought back", bob.open(amina.open(box)), "Look whether")
        await cora.sees("This rehearsal is done.")
    await cora.open(f"/office/cycles/{it.cycle.slug}/ballot")
    await cora.click("Freeze the ballot")
    await it.open()
    await vote(rosa, "The park", "The path", postcode="ST9 9ZZ")
    await rosa.sees("This vote is sealed.")
    await vote(sam, "The shed", postcode="ST9 9ZZ")
    await it.close()

    await cora.open("/office/tallies")
    await cora.click("Count now")
    await cora.sees("2 boxes wait for the two people who can open them.")
    boxes = await fetch(cora, "Download the boxes", tmp_path / "boxes.jsonl")
    half = amina.open(boxes)
    await hand_back(cora, "The file with the opened ballots", half, "Take in and count")
    await cora.sees("The boxes in this file are still closed.")
    await hand_back(cora, "The file with the opened ballots", bob.open(half), "Take in and count")
    await cora.sees("The ballots are open, and counted.")
    await let_the_record_catch_up(new_site)
    await officers.publish_the_result(pia, it.cycle.name)
    await sam.open(f"/cycles/{it.cycle.slug}")
    await sam.sees("This vote was sealed.")
    for walker in (ada, cora, pia, rosa, sam):
        walker.nothing_wrong()
