"""Ties that mattered are told on the page of the result, and which part of the order fixed before decided them."""

from datetime import UTC, datetime

import pytest

from pb import ballots
from pb.cycles import freezing
from pb.models import Cycle
from pb.results import result_of
from pb.results.ties import Standing, ties_met
from residents.people import COMMAND_LINE
from tests.browsing import Client, text_of
from tests.factories import days, make_cycle, make_place, make_pot, make_project
from tests.pb.test_tallies import Election_


def standing(reference: str, cost: int = 100, supporters: int = 5, beat: tuple[str, ...] = ()) -> Standing:
    said = [{"key": "tie-won", "values": {"projects": list(beat)}}] if beat else []
    return Standing(
        reference, f"The {reference}", cost, supporters, {"sentences": [{"key": "free", "values": {}}, *said]}
    )


@pytest.mark.parametrize(
    ("tie_breaking", "other", "because"),
    [
        ("cost-supporters-lot", standing("b", cost=200), "because it costs less"),
        ("cost-supporters-lot", standing("b", supporters=4), "because more people chose it"),
        ("cost-supporters-lot", standing("b"), "The lots drawn before the vote put it first."),
        ("cost-supporters-id", standing("b"), "because its number comes first"),
        ("cost-id", standing("b", supporters=4), "because its number comes first"),
        ("lexicographic", standing("b", cost=200), "because its number comes first"),
    ],
)
def test_the_part_of_the_order_that_decided_is_named(tie_breaking: str, other: Standing, because: str) -> None:
    (said,) = ties_met([standing("a", beat=("b",)), other], tie_breaking)
    assert said.startswith("“The a” stood level with “The b”.") and because in said


def test_those_that_lost_for_the_same_cause_are_named_together() -> None:
    pot = [standing("a", beat=("b", "c", "d")), standing("b"), standing("c", cost=200), standing("d")]
    assert ties_met(pot, "cost-supporters-lot") == [
        "“The a” stood level with “The b” and “The d”. The lots drawn before the vote put it first.",
        "“The a” stood level with “The c”. It went first because it costs less.",
    ]
    assert ties_met(pot[1:], "cost-supporters-lot") == []


async def level(rule: str = "equal-shares-ranked") -> tuple[Election_, list[str]]:
    """Two projects that are alike in everything, money for one: the lots decide. Titles in the order drawn."""
    it = Election_()
    it.cycle = await make_cycle(
        "voting", ballot_frozen_at=None, lot_seed="snow on the statue", completion="none", rule=rule
    )
    it.hanley = await make_pot(it.cycle, await make_place("Hanley"), 3_000)
    it.projects = {name: await make_project(it.hanley, 2_000, title=f"The {name}") for name in ("park", "path")}
    lots = await freezing.lots_of(it.cycle)
    await Cycle.filter(id=it.cycle.id).update(lots=[str(lot.project_id) for lot in lots])
    it.cycle = await Cycle.get(id=it.cycle.id)
    await ballots.freeze(it.cycle, COMMAND_LINE, datetime.now(UTC))
    for name in ("park", "path") * 11:
        await it.cast(it.hanley, name)
    return it, [lot.title for lot in lots]


async def test_a_tie_that_the_lots_decided_is_told_on_the_page_of_the_result(client: Client) -> None:
    it, (first, last) = await level("greedy-votes")
    await it.close()
    await it.published()

    page = await client.get(f"/cycles/{it.cycle.slug}/result")

    said = text_of(page)
    assert f"“{first}” stood level with “{last}”. The lots drawn before the vote put it first." in said
    assert page.select_one(f'main a[href="/cycles/{it.cycle.slug}#lots"]')
    result = await result_of(it.cycle)
    assert result is not None and [one.title for one in result.pots[0].funded] == [first]
    lost = await client.get(f"/projects/{it.projects[last.removeprefix('The ')].id}")
    assert f"It stood level with “{first}”." in text_of(lost)


async def test_where_no_tie_mattered_the_page_says_so(client: Client) -> None:
    it = await Election_.held()
    await it.published()
    said = text_of(await client.get(f"/cycles/{it.cycle.slug}/result"))
    assert "In this count that decided nothing" in said and "stood level with" not in said


async def test_the_page_of_a_loser_lists_where_the_money_of_its_supporters_went(client: Client) -> None:
    it = await Election_.held(times=3)
    await it.published()
    page = await client.get(f"/projects/{it.projects['path'].id}")
    table = page.select_one("main table")
    assert table is not None and "The park" in text_of(table) and "Place in the count" in text_of(table)
    won = text_of(await client.get(f"/projects/{it.projects['park'].id}"))
    assert "Together they still had" in won


async def test_before_the_vote_opens_everybody_sees_the_lots_and_when_they_were_fixed(client: Client) -> None:
    it, (first, last) = await level()
    now = datetime.now(UTC)
    await Cycle.filter(id=it.cycle.id).update(voting_opens_at=now + days(9), voting_closes_at=None)

    page = await client.get(f"/cycles/{it.cycle.slug}")

    lots = text_of(page.select_one("#lots"))
    assert lots.index(first) < lots.index(last) and "snow on the statue" in lots
    fixed = await freezing.commitment(await Cycle.get(id=it.cycle.id))
    assert fixed is not None and fixed.digest in text_of(page) and "All this was fixed on" in text_of(page)
    await Cycle.filter(id=it.cycle.id).update(ballot_frozen_at=None, election_id=None)
    unfrozen = await client.get(f"/cycles/{it.cycle.slug}")
    assert not unfrozen.select("#lots") and fixed.digest not in text_of(unfrozen)
