"""Where ballots, codes and people lie says nothing about who came when, and no column says it either."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import orjson
import pytest

from ballot_box import closing, elections
from ballot_box.casting import Filled, cast
from ballot_box.models import Election, Outcome
from ballot_box.scrubbing import scrub
from ballot_box.settling import settle
from database import on_postgres, rows, transaction
from ledger import sequencing
from residents.belonging import franchises
from residents.models import Account, Claim
from tests.factories import make_place

VOTERS = 2000
MOST = 0.05
OPTIONS = [str(number) for number in range(11, 31)]
NOW = datetime.now(UTC)


def correlation(order: Sequence[int]) -> float:
    """Spearman’s rank correlation of a list of places with 0, 1, 2, …"""
    count = len(order)
    ranks = {place: rank for rank, place in enumerate(sorted(order))}
    apart = sum((ranks[place] - number) ** 2 for number, place in enumerate(order))
    return 1 - 6 * apart / (count * (count * count - 1))


def test_the_measure_itself() -> None:
    assert correlation(range(VOTERS)) == 1 and correlation(range(VOTERS)[::-1]) == -1
    assert correlation([1, 2, 3, 5, 4]) == 0.9


async def columns_of(table: str) -> set[str]:
    query = (
        "SELECT column_name AS name FROM information_schema.columns WHERE table_name = ? AND table_schema = 'public'"
        if on_postgres()
        else "SELECT name FROM pragma_table_xinfo(?)"
    )
    return {one.name for one in await rows(query, table)}


async def test_ac_064_where_ballots_lie_no_time_number_or_place_lies_with_them(db: None) -> None:
    assert await columns_of("ballot") == {"slot", "election_id", "commitment", "box"}
    assert await columns_of("counted_box") == {"commitment", "election_id", "box"}
    assert await columns_of("spoiled_ballot") == {"commitment", "election_id", "nonce", "body"}
    # Its number comes when the boxes are opened, all at once and in the order of what is chosen.
    assert await columns_of("counted_ballot") == {"id", "election_id", "contest", "choices", "batch_id"}
    assert await columns_of("log_pending") == {"leaf"}
    assert await columns_of("log_leaf") == {"seq", "leaf", "hash"}
    assert not {"at", "created_at", "cast_at", "ip", "network", "agent"} & await columns_of("roll_entry")
    if not on_postgres():
        for table in ("ballot", "log_pending"):
            with pytest.raises(Exception, match="rowid"):
                await rows(f"SELECT rowid FROM {table}")


async def held(folder: Path) -> tuple[Election, list[int], list[str], list[list[str]]]:
    """A vote of 2,000 people, known one after the other, in a known order: the same keys and numbers at every run."""
    chance = Random("the order in which they come")
    franchise = await franchises.settle(
        "cycle-order", "Fund", counts_from="E1", proofs=None, confirm_by=NOW, challenge_ends_at=None
    )
    election = await elections.create(
        "Fund", ranks=5, contests={"3": OPTIONS}, opens_at=NOW - timedelta(days=1), closes_at=NOW + timedelta(days=1),
        franchise_id=franchise.id,
    )  # fmt: skip
    (folder / "votes" / f"{election.key_name}.key").write_bytes(hashlib.sha256(b"always the same").digest())
    frozen = "d" * 64  # nothing of today’s may come into a code
    await Election.filter(id=election.id).update(definition_hash=frozen)
    place = await make_place()
    await Account.bulk_create(
        Account(id=number, email=f"voter{number}@example.com", created_at=NOW) for number in range(1, VOTERS + 1)
    )
    await Claim.bulk_create(
        Claim(account_id=number, neighbourhood=place, evidence="E1", made_at=NOW, confirmed_at=NOW - timedelta(days=1),
              franchise_id=franchise.id)
        for number in range(1, VOTERS + 1)
    )  # fmt: skip
    voters = list(range(1, VOTERS + 1))
    chance.shuffle(voters)
    codes, chosen = [], []
    async with transaction():
        for voter in voters:
            choices = chance.sample(OPTIONS, chance.randint(1, 5))
            chosen.append(choices)
            filled = Filled("3", choices, frozen, f"try {voter}")
            codes.append((await cast(election.id, voter, filled, evidence="E1")).commitment)
    return await Election.get(id=election.id), voters, codes, chosen


def order_of(found: Sequence[str], codes: Sequence[str]) -> list[int]:
    """When each of those that were found was cast."""
    when = {code: number for number, code in enumerate(codes)}
    return [when[code] for code in found]


def as_text(choices: str | bytes) -> str:
    return " ".join(orjson.loads(choices))


async def as_they_lie(table: str, column: str) -> list[str]:
    """In the order of the disk: what a backup, or whoever owns the database, sees."""
    where = " ORDER BY ctid" if on_postgres() else ""
    return [str(one.found) for one in await rows(f"SELECT {column} AS found FROM {table}{where}")]


async def test_ac_065_nothing_lies_in_the_order_in_which_people_voted(
    own_database: str, keys_of_its_own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = Random("the numbers on the roll")
    monkeypatch.setattr("secrets.randbits", drawn.getrandbits)
    election, voters, codes, chosen = await held(keys_of_its_own)
    orders = {}
    lying = order_of(await as_they_lie("ballot", "commitment"), codes)
    if on_postgres():
        # While the vote is on its tables grow at the end: whoever owns the database sees who came after whom, and the
        # promises say so. The scrub below takes it away.
        assert correlation(lying) > 0.99
    else:
        orders["the box"] = lying
    await sequencing.sequence()
    leaves = [one.leaf for one in await rows("SELECT leaf FROM log_leaf ORDER BY seq") if '"k":"ballot"' in one.leaf]
    orders["the record"] = order_of([leaf.split('"')[3] for leaf in leaves], codes)
    await Election.filter(id=election.id).update(closes_at=NOW - timedelta(seconds=1))
    await closing.close(election.id)
    await settle(election.id, NOW + timedelta(minutes=1))
    await scrub(election.id, NOW + timedelta(minutes=1))

    cast_as: dict[str, list[int]] = defaultdict(list)
    for number, choices in enumerate(chosen):
        cast_as[as_text(orjson.dumps(choices))].append(number)
    orders["the boxes"] = order_of(await as_they_lie("counted_box", "commitment"), codes)
    orders["the file of codes"] = order_of(await closing.counted_commitments(election.id), codes)
    came = {str(voter): number for number, voter in enumerate(voters)}
    orders["the roll"] = [came[one] for one in await as_they_lie("roll_entry", "account_id")]
    by_number = await rows("SELECT account_id FROM roll_entry WHERE outcome = ? ORDER BY id", Outcome.COUNTED.value)
    orders["the roll by its numbers"] = [came[str(one.account_id)] for one in by_number]
    orders["the ballots"] = [
        cast_as[choices].pop(0) for choices in map(as_text, await as_they_lie("counted_ballot", "choices"))
    ]
    for what, order in orders.items():
        assert len(order) == VOTERS, what
        assert abs(correlation(order)) < MOST, f"{what}: {correlation(order):.3f}"
    by_number = await rows("SELECT choices FROM counted_ballot ORDER BY id")
    content = [orjson.loads(one.choices) for one in by_number]
    assert content == sorted(content) and len(content) == VOTERS, "ballots are kept in the order of what they say"
