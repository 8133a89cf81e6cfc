"""The journal of officers' acts: a chain in which nothing can be changed, added or left out unseen."""

import pytest

from database import execute, transaction
from database.append_only import lifted
from ledger.journal import FIRST, first_broken_entry, record
from ledger.models import JournalEntry
from tests.factories import NOW


async def three_acts() -> list[JournalEntry]:
    return [
        await record("account:1", f"cycle.{act}", "cycle:1", at=NOW, n=n)
        for n, act in enumerate(("made", "published", "cancelled"))
    ]


async def test_each_entry_carries_the_hash_of_the_one_before(db: None) -> None:
    one, two, three = await three_acts()

    assert [one.previous_hash, two.previous_hash, three.previous_hash] == [FIRST, one.hash, two.hash]
    assert await first_broken_entry() is None


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE journal_entry SET act = 'cycle.praised' WHERE id = ?",
        "UPDATE journal_entry SET actor = 'account:2' WHERE id = ?",
        "UPDATE journal_entry SET thing = 'cycle:2' WHERE id = ?",
        "UPDATE journal_entry SET detail = '{\"n\": 7}' WHERE id = ?",
        "UPDATE journal_entry SET at = '2020-01-01 00:00:00+00:00' WHERE id = ?",
        "DELETE FROM journal_entry WHERE id = ?",
    ],
)
async def test_any_change_behind_its_back_is_found(db: None, tampering: str) -> None:
    _, two, _ = await three_acts()

    async with lifted("journal_entry"):
        await execute(tampering, two.id)

    assert await first_broken_entry() is not None


async def test_an_act_that_is_undone_leaves_no_entry(db: None) -> None:
    with pytest.raises(RuntimeError):
        async with transaction():
            await record("account:1", "cycle.made", "cycle:1", at=NOW)
            raise RuntimeError("the act itself failed")

    assert await JournalEntry.all().count() == 0
