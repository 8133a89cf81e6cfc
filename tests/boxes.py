"""Casting straight into the box, and looking into it, which a test can where a vote is not sealed."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ballot_box import casting
from ballot_box import keys as box_keys
from ballot_box.casting import Cast, Filled
from ballot_box.models import Ballot, Election
from ballot_box.sealing import boxes
from ballot_box.sealing.bodies import Body
from tests.conftest import SECRET_KEY
from web import keys as files


async def put_in(
    election: Election,
    account_id: int,
    choices: Sequence[str],
    contest: str = "3",
    *,
    attempt: str = "first",
    evidence: str = "E1",
    **values: Any,
) -> Cast:
    """As if the whole journey had been made. `digits` and `definition_hash` go into what was filled in."""
    digits, frozen = values.pop("digits", ""), values.pop("definition_hash", election.definition_hash)
    filled = Filled(contest, choices, frozen, f"{attempt}|{account_id}", digits)
    return await casting.cast(election.id, account_id, filled, evidence=evidence, **values)


async def lying_in_the_box(election_id: int | None = None) -> list[Body]:
    """The ballots of a vote that was not sealed (or of all), in the order of their choices."""
    found = await (Ballot.all() if election_id is None else Ballot.filter(election_id=election_id))
    names = dict(await Election.all().values_list("id", "key_name"))
    plain = [boxes.unlock(bytes(ballot.box), box_keys.read(names[ballot.election_id])) for ballot in found]
    bodies = [Body.of(boxes.empty(one)[0]) for one in plain]
    return sorted(bodies, key=lambda body: (body.contest, body.choices))


async def choices_in_the_box(election_id: int | None = None) -> list[list[str]]:
    return [list(body.choices) for body in await lying_in_the_box(election_id)]


@contextmanager
def own_keys(folder: Path) -> Iterator[Path]:
    """Keys that no other test uses: for what the record signs, whose memory is a file that is not rolled back."""
    shared = files.folder()
    files.use(SECRET_KEY, folder)
    try:
        yield folder
    finally:
        files.use(SECRET_KEY, shared)
