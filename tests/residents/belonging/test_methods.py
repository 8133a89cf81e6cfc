"""The ways to confirm stand in one list, and a vote offers those it accepts."""

import pytest

from post.models import Message
from residents.belonging.calling import ask_to_be_called
from residents.belonging.methods import METHODS, name_of, offered
from residents.belonging.proofs import DAY_ONE, LEVELS
from residents.belonging.states import ClaimRefused
from residents.models import ProofMethod
from residents.people import NOBODY
from tests.factories import NOW, make_account
from tests.residents.code_letters.letter_samples import make_franchise, person
from tests.routes import addresses
from web.refusals import NotAllowed


def test_every_method_of_proof_has_its_words() -> None:
    assert {one.name for one in METHODS} | {ProofMethod.CONTACT} == set(ProofMethod) == set(LEVELS)
    assert all(name_of(method) for method in ProofMethod)


def test_those_of_the_first_day_are_on_and_the_others_off() -> None:
    assert tuple(one.name for one in METHODS if one.on_by_default) == DAY_ONE
    assert not [one for one in METHODS if one.href and not one.on_by_default]


def test_every_way_leads_to_a_page() -> None:
    paths = {address.path for address in addresses()}
    assert {one.href for one in METHODS if one.href} <= paths


async def test_a_vote_offers_what_it_accepts_in_the_same_order_always(db: None) -> None:
    franchise = await make_franchise(proofs=["letter", "one_login", "in_person"])
    assert [one.name for one in offered(franchise)] == [ProofMethod.IN_PERSON, ProofMethod.LETTER]


async def test_asking_for_a_call_writes_to_the_people_who_run_it(db: None) -> None:
    by = person(await make_account())
    await ask_to_be_called(by, " 01782  123 456 ", "mornings", "team@example.org", NOW)
    email = await Message.get()
    assert email.recipient == "team@example.org"
    assert "01782 123 456" in email.body and "mornings" in email.body and "01782" not in email.subject


@pytest.mark.parametrize("phone", ["", "12345", "call me", "0" * 16, "٠١٧٨٢١٢٣٤٥٦", "01782 123456 <b>"])
async def test_a_number_that_cannot_be_called_is_refused(db: None, phone: str) -> None:
    with pytest.raises(ClaimRefused, match="telephone number"):
        await ask_to_be_called(person(await make_account()), phone, "", "team@example.org", NOW)
    assert await Message.all().count() == 0


async def test_calls_are_asked_for_three_times_a_day_and_by_people_who_signed_in(db: None) -> None:
    by = person(await make_account())
    for _time in range(3):
        await ask_to_be_called(by, "01782 123456", "", "team@example.org", NOW)
    with pytest.raises(ClaimRefused, match="several calls"):
        await ask_to_be_called(by, "01782 123456", "", "team@example.org", NOW)
    with pytest.raises(NotAllowed):
        await ask_to_be_called(NOBODY, "01782 123456", "", "team@example.org", NOW)
