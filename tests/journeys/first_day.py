"""A site as a council has it on the first day: wards and postcodes loaded, one administrator, nothing else."""

import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
from playwright.async_api import Browser

from ballot_box.models import Election
from ledger.sequencing import sequence
from pb.models import Cycle
from residents.models import Claim, Franchise, Proof
from tests.journeys.places_of_ours import POSTCODES, WARDS
from tests.journeys.site import SECRET_KEY, running_site
from tests.journeys.walking import Walker, new_page
from web import keys
from web.settings import ROOT

ADMINISTRATOR = "ada@council.example"
PASSWORD = "four kettles under the bridge"


@dataclass
class Site:
    """A site that has just been put up: it knows its wards and has one administrator, who has a link to come in."""

    browser: Browser
    address: str
    administrator: str
    link: str
    keys: Path

    async def arrive(self, width: int) -> Walker:
        """Somebody with a browser of their own."""
        context = await self.browser.new_context(viewport={"width": width, "height": 800}, reduced_motion="reduce")
        return Walker(await new_page(context), self.address)


@asynccontextmanager
async def first_day(browser: Browser, database: str, folder: Path) -> AsyncIterator[Site]:
    postcodes, wards = folder / "postcodes.csv", folder / "wards.geojson"
    postcodes.write_text(POSTCODES)
    wards.write_text(WARDS)
    command(database, "places", "load", "--postcodes", str(postcodes), "--wards", str(wards))
    said = command(database, "officers", "add", ADMINISTRATOR, "--name", "Ada", "--role", "administrator")
    link = re.search(r"/officers/enrolments/\S+", said)
    assert link
    with running_site(database, folder) as address:
        yield Site(browser, address, ADMINISTRATOR, link[0], folder / "keys")
        for context in browser.contexts:
            await context.close()


def command(database: str, *words: str) -> str:
    """What `python main.py …` prints, run in a terminal beside the site."""
    environment = {**os.environ, "DATABASE_URL": database, "SECRET_KEY": SECRET_KEY}
    done = subprocess.run(
        [sys.executable, "main.py", *words], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


async def set_up_sign_in(me: Walker, link: str) -> None:
    """Password and authenticator app, then in. The app's next code stands for the half minute that a person waits."""
    await me.open(link)
    app = pyotp.TOTP((await me.page.locator(".one-time-key").inner_text()).replace(" ", ""))
    await me.fill("Password", PASSWORD)
    await me.fill("The 6 numbers the app shows now", app.now())
    await me.click("Finish")
    await me.fill("Your work email address", me.email)
    await me.fill("Password", PASSWORD)
    await me.fill("The 6 numbers your app shows now", app.at(datetime.now() + timedelta(seconds=30)))
    await me.click("Sign in", role="button")
    assert await me.heading() == "What waits for you today"


async def let_the_record_catch_up(site: Site) -> None:
    """The worker takes small batches in every few minutes, to hide which came first: nobody waits for it here."""
    keys.use(SECRET_KEY, site.keys)
    await sequence()


async def let_days_pass(days: int, fund: str = "street-fund") -> None:
    """Nobody can choose a date so that the vote opens now, and no test can wait a week: what is written moves back."""
    cycle = await Cycle.get(slug=fund)
    back = timedelta(days=days)
    elections = await Election.filter(id=cycle.election_id or 0)
    for kept in (cycle, *elections, *await Franchise.filter(id=cycle.franchise_id or 0)):
        for name, when in list(vars(kept).items()):
            if isinstance(when, datetime):
                setattr(kept, name, when - back)
        await kept.save()
    lately = datetime.now(UTC) - timedelta(days=365)  # what happened in the journey, and to nobody of the sample
    for claim in await Claim.filter(confirmed_at__gt=lately).only("id", "confirmed_at"):
        assert claim.confirmed_at is not None
        await Claim.filter(id=claim.id).update(confirmed_at=claim.confirmed_at - back)
    for proof in await Proof.filter(given_on__gt=lately.date()).only("id", "given_on"):
        await Proof.filter(id=proof.id).update(given_on=proof.given_on - back)
