"""The files that the result vouches for, and the result itself, whose hash goes into the record."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from ballot_box.accounts import account_of
from ballot_box.models import Election
from ballot_box.packs import record
from ballot_box.packs.ballots import groups_of, published
from ballot_box.packs.outcomes import Outcome
from ballot_box.papers import Definition
from ballot_box.sealing.bodies import canonical, sha256
from database import rows


async def files_of(election: Election, outcome: Outcome) -> AsyncIterator[tuple[str, bytes]]:
    """Name and content of each file up to and with `result.json`, one at a time, as the tables are now."""
    hashes: dict[str, str] = {}
    lists: dict[str, str] = {}
    async for name, content, list_hash in _vouched_for(election, outcome):
        hashes[name] = sha256(content)
        if list_hash:
            lists[name.removeprefix("ballots/").removesuffix(".json")] = list_hash
        yield name, content
    yield "result.json", _result(election, outcome, hashes, lists)


async def result_of(election: Election, outcome: Outcome) -> bytes:
    """`result.json` alone. The same bytes each time, as long as nothing behind it changes."""
    result = b""
    async for _name, content in files_of(election, outcome):
        result = content
    return result


async def _vouched_for(election: Election, outcome: Outcome) -> AsyncIterator[tuple[str, bytes, str]]:
    definition = Definition.of(election.definition)
    yield "election.json", canonical(election.definition), ""
    yield "log/key.txt", record.key(), ""
    yield "log/witnesses.json", canonical(_witnesses(outcome)), ""
    yield "log/start.json", canonical((await record.start_of(election)).as_json()), ""
    yield "counted.txt", await _counted(election.id), ""
    yield "spoiled.jsonl", await _spoiled(election.id), ""
    for contest in sorted(definition.contests):
        groups = await groups_of(election.id, definition, contest)
        found = await asyncio.to_thread(
            published, definition, str(election.id), contest, groups, outcome.recount
        )  # beside the site: a city's ballots take a while
        yield f"ballots/{contest}.json", found.content, found.hash
    yield "account.json", canonical((await account_of(election)).as_json()), ""


def _witnesses(outcome: Outcome) -> dict[str, object]:
    return {"quorum": outcome.witnesses.quorum, "witnesses": sorted(outcome.witnesses.keys)}


async def _counted(election_id: int) -> bytes:
    found = await rows("SELECT commitment FROM counted_box WHERE election_id = ?", election_id)
    return "".join(f"{commitment}\n" for commitment in sorted(one.commitment for one in found)).encode()


async def _spoiled(election_id: int) -> bytes:
    found = await rows("SELECT commitment, nonce, body FROM spoiled_ballot WHERE election_id = ?", election_id)
    lines = (
        canonical({"body": _body(one.body), "code": one.commitment, "nonce": one.nonce}) + b"\n"
        for one in sorted(found, key=lambda one: str(one.commitment))
    )
    return b"".join(lines)


def _body(text: str) -> Any:
    """What somebody wrote over a body stays a text, for all to see."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _result(election: Election, outcome: Outcome, hashes: dict[str, str], lists: dict[str, str]) -> bytes:
    contests = {
        name: {"budget": one.budget, "funded": list(one.funded), "spent": one.spent}
        for name, one in outcome.contests.items()
    }
    return canonical(
        {
            "ballots": lists, "contests": contests, "election": str(election.id), "files": hashes, "v": 1,
            "withdrawn": sorted(outcome.withdrawn),
        }
    )  # fmt: skip
