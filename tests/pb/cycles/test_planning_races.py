"""Two officers at the same moment: one wins, the other is told, and nothing is half done."""

import asyncio

import pytest

from ballot_box.models import Election
from ledger.journal import first_broken_entry
from ledger.models import JournalEntry
from pb.cycles import ChangedMeanwhile, freezing, planning
from pb.models import Cycle
from tests.factories import NOW, make_cycle, make_place, make_pot, make_project
from tests.pb.cycles.test_planning import OFFICER

pytestmark = pytest.mark.usefixtures("own_database")


async def test_of_five_officers_who_save_at_once_one_is_kept() -> None:
    cycle = await make_cycle("draft", NOW)
    outcomes = await asyncio.gather(
        *(
            planning.describe(OFFICER, cycle.id, 0, name=f"Name {number}", question="", about="", now=NOW)
            for number in range(5)
        ),
        return_exceptions=True,
    )
    told = [outcome for outcome in outcomes if isinstance(outcome, ChangedMeanwhile)]
    assert outcomes.count(None) == 1 and len(told) == 4, outcomes
    kept = await Cycle.get(id=cycle.id)
    assert kept.version == 1 and kept.name == f"Name {outcomes.index(None)}"
    assert await JournalEntry.all().count() == 1 and await first_broken_entry() is None


async def test_a_ballot_frozen_twice_at_once_is_one_ballot() -> None:
    cycle = await make_cycle("review", NOW, budget_pence=1_000_00, lot_seed="a seed of words")
    await make_project(await make_pot(cycle, await make_place(), 1_000), 900)
    outcomes = await asyncio.gather(
        *(freezing.freeze(OFFICER, cycle.id, 0, NOW) for _number in range(3)), return_exceptions=True
    )
    assert outcomes.count(None) == 1, outcomes
    assert all(outcome is None or isinstance(outcome, ChangedMeanwhile) for outcome in outcomes)
    assert await Election.all().count() == 1
