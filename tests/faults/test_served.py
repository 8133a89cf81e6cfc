"""AC-039 as people meet it: real servers, real requests, one person in many windows at once. In `make faults` only."""

import asyncio
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import httpx2 as httpx
from bs4 import BeautifulSoup

from ballot_box import casting
from database import rows
from residents import sessions
from residents.models import SessionKind
from tests.conftest import SECRET_KEY
from tests.faults.rounds import LONG, note
from tests.journeys.site import running_site
from tests.pb.test_ballots import Vote, fields_of
from web import keys

SERVERS, WINDOWS, PRESSES = 4, 10, 5
SAME_SITE = {"sec-fetch-site": "same-origin"}


async def test_ac_039_fifty_requests_to_four_servers_are_one_ballot(own_database: str, tmp_path: Path) -> None:
    """Ten windows, in each of which the button is pressed five times."""
    if not LONG:
        return
    vote = await Vote.open()
    account = await vote.resident()
    key = await sessions.begin(account.id, SessionKind.RESIDENT, "test", datetime.now(UTC))
    settings = {"SECRET_KEY": SECRET_KEY, "KEYS_DIR": str(keys.folder()), "WORKER_INSIDE": "no"}
    with ExitStack() as stack:
        addresses = [
            await asyncio.to_thread(stack.enter_context, running_site(own_database, tmp_path, **settings))
            for _ in range(SERVERS)
        ]
        async with httpx.AsyncClient(cookies={"session": key, "browser": "b" * 40}, timeout=30) as browser:
            forms = [
                await _checked(browser, addresses[n % SERVERS], vote.ids(n % 6, (n + 1) % 6)) for n in range(WINDOWS)
            ]
            answers = await asyncio.gather(
                *(
                    browser.post(f"{addresses[(n + press) % SERVERS]}/vote/cast", data=form, headers=SAME_SITE)
                    for n, form in enumerate(forms)
                    for press in range(PRESSES)
                )
            )
    statuses = [answer.status_code for answer in answers]
    election = await vote.election()
    found = await rows("SELECT commitment FROM ballot WHERE election_id = ?", election.id)
    receipt = await casting.receipt_of(election.id, account.id)
    leaves = await rows("""SELECT leaf FROM log_pending WHERE leaf LIKE '%"k":"ballot"%'""")
    note(
        "AC-039", f"{len(answers)} requests to {SERVERS} servers", acknowledged=statuses.count(303), ballots=len(found)
    )

    # Acknowledged, or refused in words: a press that comes after another window's ballot would bring back an old one.
    assert set(statuses) <= {303, 422} and statuses.count(303) >= WINDOWS
    assert all("cast before" in one.text for one in answers if one.status_code == 422)
    assert len(found) == 1 and receipt is not None and found[0].commitment == receipt[0]
    assert len(leaves) == WINDOWS, "each window is one ballot, however often its button was pressed"


async def _checked(browser: httpx.AsyncClient, address: str, choices: list[str]) -> dict[str, object]:
    page = BeautifulSoup((await browser.get(f"{address}/vote/ballot")).text, "html5lib")
    form = {**fields_of(page, "/vote/ballot"), "choice": choices}
    checked = await browser.post(f"{address}/vote/check", data=form, headers=SAME_SITE)
    assert checked.status_code == 200, checked.text[:300]
    return fields_of(BeautifulSoup(checked.text, "html5lib"), "/vote/cast")
