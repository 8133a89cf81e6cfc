"""The rules: each vote has its own numbers, and every change is journalled."""

import pytest

from ledger.models import JournalEntry
from residents.flags import RULES, tuning
from residents.flags.refusals import FlagRefused
from residents.flags.rules import in_use, limit
from residents.models import Franchise, Role
from tests.factories import NOW, make_account
from tests.residents.flags.flag_samples import as_person, make_franchise, officer
from web.refusals import NotAllowed, NotFound

USUAL = {
    "address_cap": 6,
    "device_cap": 4,
    "network_burst": 20,
    "number_reuse": 1,
    "voucher_rate": 30,
    "registered_twice": 1,
}


async def test_the_rules_begin_with_what_practice_elsewhere_suggests(db: None) -> None:
    franchise = await make_franchise()

    assert {name: limit(franchise, name) for name in USUAL} == USUAL
    assert (limit(franchise, "voucher_rate", "percent"), limit(franchise, "age_shape", "times")) == (90, 4)
    assert limit(franchise, "age_shape", "least") == 30
    assert len(RULES) == 10, "the eight usual ones, people registered twice, and what people tell us"
    assert all(in_use(franchise, name) for name in RULES)


async def test_a_number_is_set_for_one_vote_alone_and_journalled(db: None) -> None:
    one, other, by = await make_franchise(), await make_franchise(), await officer()

    await tuning.tune(by, one.id, {"address_cap": {"most": 9}, "number_reuse": {"on": 0}}, NOW)

    one, other = await Franchise.get(id=one.id), await Franchise.get(id=other.id)
    assert (limit(one, "address_cap"), limit(other, "address_cap")) == (9, 6)
    assert (in_use(one, "number_reuse"), in_use(other, "number_reuse")) == (False, True)
    entry = await JournalEntry.get()
    assert entry.detail["changed"] == {"address_cap.most": [6, 9], "number_reuse.on": [1, 0]}


async def test_saving_what_was_there_writes_nothing(db: None) -> None:
    franchise, by = await make_franchise(), await officer()

    await tuning.tune(by, franchise.id, tuning.as_set(franchise), NOW)

    assert not await JournalEntry.exists()


async def test_what_people_tell_us_cannot_be_switched_off(db: None) -> None:
    franchise, by = await make_franchise(), await officer()

    await tuning.tune(by, franchise.id, {"voted_as_me": {"on": 0}}, NOW)

    assert in_use(await Franchise.get(), "voted_as_me")


async def test_numbers_that_make_no_sense_are_refused(db: None) -> None:
    franchise, by = await make_franchise(), await officer()

    for numbers in ({"address_cap": {"most": 0}}, {"voucher_rate": {"percent": 101}}, {"age_shape": {"times": 1}}):
        with pytest.raises(FlagRefused, match="Choose a number"):
            await tuning.tune(by, franchise.id, numbers, NOW)
    with pytest.raises(NotFound):
        await tuning.tune(by, 999_999, {}, NOW)
    with pytest.raises(NotAllowed):
        verifier = as_person(await make_account("Vera", Role.VERIFIER), Role.VERIFIER)
        await tuning.tune(verifier, franchise.id, {}, NOW)
    assert (await Franchise.get()).limits == {}
