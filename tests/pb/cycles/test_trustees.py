"""Who can open the ballots of a fund's vote: decided before it, shown to everybody, rehearsed with two people."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup

from ballot_box.models import Election, Rehearsal, Stock, Trustees
from ballot_box.papers import Definition
from ballot_box.trustees import pairs
from ballot_box.trustees.refusals import TrusteesRefused
from ballot_box.trustees.spelling import spelled
from pb.cycles import CycleRefused, freezing, planning, trustees
from pb.cycles.checklist import Item, checklist
from pb.models import Cycle, Sealing
from residents.models import Role, SessionKind
from residents.people import Person
from tests.ballot_box.trustees.people import AMINA, BOB, CAROL, after, amina, bob, both, public
from tests.browsing import Client, text_of
from tests.factories import NOW, make_account, make_cycle, make_pot, make_project
from tests.pb.cycles.test_freezing import OFFICER, ready
from tests.pb.cycles.test_planning_pages import errors, filled
from web.refusals import NotAllowed

pytestmark = pytest.mark.usefixtures("db")


async def point(cycle: Cycle) -> Item:
    (found,) = [item for item in await checklist(await Cycle.get(id=cycle.id), NOW) if item.key == "sealing"]
    return found


async def rehearse(cycle: Cycle, *stocks: Stock) -> None:
    for stock in stocks:
        cycle = await Cycle.get(id=cycle.id)
        pair = await trustees.trustees_of(cycle)
        assert pair is not None
        answer = BytesIO(both(await pairs.file_of(pair, stock)))
        await trustees.take_in_rehearsal(OFFICER, cycle.id, cycle.version, stock, answer, NOW)


async def test_a_new_fund_is_undecided_and_cannot_be_frozen() -> None:
    assert (await planning.create(OFFICER, "A fund", NOW)).sealing is Sealing.UNDECIDED
    cycle = await ready(sealing="")
    assert not (await point(cycle)).good and (await point(cycle)).cure == "Decide it"
    with pytest.raises(CycleRefused, match="Who can open the ballots"):
        await freezing.freeze(OFFICER, cycle.id, 0, NOW)


async def test_a_vote_left_open_knowingly_is_frozen_without_keys() -> None:
    cycle = await ready(sealing="")
    await trustees.leave_open(OFFICER, cycle.id, 0, NOW)
    assert (await point(cycle)).good
    await freezing.freeze(OFFICER, cycle.id, 1, NOW)
    cycle = await Cycle.get(id=cycle.id)
    assert not Definition.of((await Election.get(id=cycle.election_id)).definition).sealed
    who = await trustees.who_opens(cycle)
    assert who is not None and "not sealed" in who.sentence


async def test_a_sealed_vote_is_frozen_only_after_both_rehearsals_and_to_these_keys() -> None:
    cycle = await ready(sealing="")
    await trustees.seal_to(OFFICER, cycle.id, 0, amina(), bob(), NOW)
    assert (await point(cycle)).cure == "Rehearse with their keys"
    await rehearse(cycle, Stock.KEYS)
    assert (await point(cycle)).cure == "Rehearse with the copies"
    with pytest.raises(CycleRefused, match="Who can open the ballots"):
        await freezing.freeze(OFFICER, cycle.id, 2, NOW)
    await rehearse(cycle, Stock.COPIES)
    assert (await point(cycle)).good

    await freezing.freeze(OFFICER, cycle.id, 3, NOW)

    cycle = await Cycle.get(id=cycle.id)
    definition = Definition.of((await Election.get(id=cycle.election_id)).definition)
    assert definition.trustees == (public(BOB), public(AMINA))
    with pytest.raises(CycleRefused, match="frozen"):
        await trustees.leave_open(OFFICER, cycle.id, cycle.version, NOW)
    with pytest.raises(CycleRefused, match="frozen"):
        await trustees.seal_to(OFFICER, cycle.id, cycle.version, amina(), bob(), NOW)


async def test_other_keys_make_the_point_red_again() -> None:
    cycle = await ready(sealing="")
    await trustees.seal_to(OFFICER, cycle.id, 0, amina(), bob(), NOW)
    await rehearse(cycle, *Stock)
    version = (await Cycle.get(id=cycle.id)).version
    key = {"key": spelled(public(CAROL))}
    await trustees.seal_to(OFFICER, cycle.id, version, amina(), bob(**key), NOW)
    assert not (await point(cycle)).good
    assert await Trustees.all().count() == 1


async def test_only_who_plans_funds_names_trustees() -> None:
    cycle = await ready(sealing="")
    nobody = Person(roles=frozenset({Role.RESIDENT, Role.PUBLISHER}))
    with pytest.raises(NotAllowed):
        await trustees.leave_open(nobody, cycle.id, 0, NOW)
    with pytest.raises(NotAllowed):
        await trustees.seal_to(nobody, cycle.id, 0, amina(), bob(), NOW)
    with pytest.raises(NotAllowed):
        await trustees.take_in_rehearsal(nobody, cycle.id, 0, Stock.KEYS, BytesIO(b""), NOW)
    with pytest.raises(CycleRefused, match="Nobody is named"):
        await trustees.take_in_rehearsal(OFFICER, cycle.id, 0, Stock.KEYS, BytesIO(b""), NOW)
    await trustees.seal_to(OFFICER, cycle.id, 0, amina(), bob(), NOW)
    with pytest.raises(TrusteesRefused, match="not whole"):
        await trustees.take_in_rehearsal(OFFICER, cycle.id, 1, Stock.KEYS, BytesIO(b""), NOW)
    assert (await Cycle.get(id=cycle.id)).version == 1


# pages


async def planned(client: Client) -> tuple[Cycle, str]:
    await client.sign_in(await make_account("Olive Officer", Role.CYCLE_OFFICER), SessionKind.OFFICER)
    cycle = await make_cycle("review", sealing="")
    await make_project(await make_pot(cycle))
    return cycle, f"/office/cycles/{cycle.slug}/trustees"


def named(page: BeautifulSoup, **changes: Any) -> dict[str, Any]:
    values = {"sealing": "sealed"}
    for which, one in (("first", amina()), ("last", bob())):
        values |= {f"{which}_name": one.name, f"{which}_role": one.role, f"{which}_key": one.key}
    return filled(page, **{**values, **changes})


async def test_the_choice_is_made_on_a_page_and_said_in_the_plan(client: Client) -> None:
    cycle, here = await planned(client)
    page = await client.get(here)
    page = await client.post(here, filled(page), 422)
    assert "Choose one of the answers." in errors(page)

    await client.post(here, filled(page, sealing="open"))
    page = await client.follow()
    assert "Not sealed" in text_of(page)

    page = await client.get(here)
    await client.post(here, named(page))
    page = await client.follow()
    assert "Two rehearsals" in text_of(page)
    assert "Sealed to Amina Khan and Bob Lee" in text_of(await client.get(f"/office/cycles/{cycle.slug}"))


async def test_nothing_typed_is_lost_when_a_key_is_wrong(client: Client) -> None:
    _cycle, here = await planned(client)
    wrong = amina().key[:-1] + ("X" if amina().key[-1] != "X" else "Y")

    page = await client.post(here, named(await client.get(here), first_key=wrong), 422)

    assert "There is a mistake in this key" in errors(page)
    kept = filled(page)
    assert (kept["first_key"], kept["first_name"], kept["last_key"]) == (wrong, "Amina Khan", bob().key)
    assert await Trustees.all().count() == 0


async def test_a_rehearsal_goes_out_and_comes_back_on_its_page(client: Client) -> None:
    cycle, here = await planned(client)
    await client.post(here, named(await client.get(here)))
    for stock in Stock:
        page = await client.get(f"{here}/{stock.value}")
        answer = await client.raw_get(f"{here}/{stock.value}/box")
        assert answer.status_code == 200 and "attachment" in answer.headers["content-disposition"]
        half = {"file": ("half.jsonl", after(answer.content, AMINA))}
        page = await client.post(f"{here}/{stock.value}", filled(page), 422, files=half)
        assert "still closed" in errors(page)
        page = await client.post(f"{here}/{stock.value}", filled(page), 422)
        assert "Choose the file" in errors(page)
        done = {"file": ("opened.jsonl", both(answer.content))}
        await client.post(f"{here}/{stock.value}", filled(page), files=done)
        assert "This rehearsal is done." in text_of(await client.follow())
        assert "The test ballot was opened on" in text_of(await client.get(f"{here}/{stock.value}"))
    assert await Rehearsal.filter(held_at__isnull=False).count() == 2
    await client.get(f"{here}/others", 404)
    assert (await client.raw_get(f"{here}/others/box")).status_code == 404
    assert "They opened a test ballot" in text_of(await client.get(f"/office/cycles/{cycle.slug}/ballot"))


async def test_an_officer_who_saves_second_is_told_and_loses_nothing(client: Client) -> None:
    cycle, here = await planned(client)
    page = await client.get(here)
    await trustees.leave_open(OFFICER, cycle.id, 0, datetime.now(UTC))
    page = await client.post(here, named(page), 422)
    assert "Somebody else changed this fund" in errors(page)
    await client.post(here, filled(page))
    assert (await Cycle.get(id=cycle.id)).sealing is Sealing.SEALED


async def test_everybody_reads_whether_a_vote_is_sealed(client: Client) -> None:
    cycle = await ready(sealing="")
    assert await trustees.who_opens(cycle) is None
    page = await client.get(f"/cycles/{cycle.slug}")
    assert "Who can open the ballots" not in text_of(page), "not before it is settled for good"
