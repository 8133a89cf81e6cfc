"""What if: two rules and two ways to share the money on the same ballots; never while people vote."""

from datetime import UTC, datetime
from typing import Any

import pytest

from ledger.models import JournalEntry
from pb import what_if as trying
from pb.models import Cycle, Project, Tally
from pb.what_if import SIMULATED, Answer, Question, Way, WhatIfRefused
from pb.what_if import material as bounds
from pb.what_if.simulating import Liked, simulate, voters_of
from pb.what_if_commands import as_text
from residents.models import Role, SessionKind
from residents.people import COMMAND_LINE
from residents.places.models import Neighbourhood
from tests.browsing import Client, text_of
from tests.counting import CountQueries
from tests.factories import (
    make_account,
    make_band,
    make_cycle,
    make_idea,
    make_place,
    make_pot,
    make_project,
    make_theme,
)
from tests.pb.test_tallies import Election_, officer
from web.refusals import NotAllowed

SHARES, GREEDY = "equal-shares-ranked", "greedy-votes"


async def asked(cycle: Cycle, ballots: str, one: Way | None = None, other: Way | None = None) -> Answer:
    question = Question((one or Way(SHARES), other or Way(GREEDY)), ballots)
    return await trying.what_if(cycle, question, COMMAND_LINE, datetime.now(UTC))


async def finished() -> Election_:
    it = await Election_.held()
    await it.published()
    it.cycle = await Cycle.get(id=it.cycle.id)
    return it


async def sign_in(client: Client) -> None:
    await client.sign_in(await make_account("Olive Officer", Role.CYCLE_OFFICER), SessionKind.OFFICER)


async def test_two_rules_on_the_ballots_of_a_finished_fund(db: None) -> None:
    it = await finished()
    green = await make_theme(it.cycle, "Green")
    await make_band(it.cycle, "small", 0, 2_000)
    await make_band(it.cycle, "large", 2_001, 5_000)
    await Project.filter(id=it.projects["park"].id).update(theme_id=green.id)

    answer = await asked(it.cycle, it.cycle.slug)

    shares, greedy = answer.sides
    assert answer.voters == 15 and not answer.simulated
    assert (shares.spent, greedy.spent) == (900_000, 900_000), "park and shed, or park and path; and the oven"
    assert (answer.looked_at, answer.too_few) == (12, (it.burslem.name,)), "three ballots say too much of each other"
    assert (shares.any_choice, greedy.any_choice) == (12, 7)
    assert (shares.first_choice, greedy.first_choice) == (12, 7)
    assert {(one.title, one.side) for one in answer.differing} == {("The shed", 0), ("The path", 1)}
    assert all(len(one.reasons) == 2 and all(one.reasons) for one in answer.differing)
    assert answer.both == 2
    assert [(row.label, row.amounts) for row in answer.money["neighbourhood"]] == [
        (it.hanley.name, (500_000, 500_000)),
        (it.burslem.name, (400_000, 400_000)),
    ]
    assert [(row.label, row.amounts[0]) for row in answer.money["band"]] == [("small", 200_000), ("large", 700_000)]
    assert [row.amounts[0] for row in answer.money["theme"]] == [300_000, 600_000]


async def test_the_same_money_shared_out_otherwise(db: None) -> None:
    it = await finished()
    await Neighbourhood.filter(id=it.burslem.neighbourhood_id).update(residents=2_000, deprived_residents=1_200)

    answer = await asked(it.cycle, it.cycle.slug, Way(SHARES), Way(SHARES, "need"))

    assert [row.amounts for row in answer.pots] == [(500_000, 225_000), (400_000, 675_000)]
    assert [side.budget for side in answer.sides] == [900_000, 900_000]
    assert {one.title: one.side for one in answer.differing}["The park"] == 0
    for split in ("equal", "population", "half_and_half"):
        other = await asked(it.cycle, it.cycle.slug, Way(SHARES), Way(GREEDY, split))
        assert sum(row.amounts[1] for row in other.pots) == 900_000


async def test_where_few_voted_nothing_is_said_about_voters(client: Client) -> None:
    it = await finished()
    await Neighbourhood.filter(id=it.burslem.neighbourhood_id).update(deprived_residents=100)

    answer = await asked(it.cycle, it.cycle.slug, Way(SHARES), Way(SHARES, "need"))

    assert {one.title: one.reasons for one in answer.differing}["The oven"] == ()
    assert answer.too_few == (it.burslem.name,) and answer.looked_at == 12
    await sign_in(client)
    page = await client.get(f"/office/cycles/{it.cycle.slug}/what-if?second-split=need&ballots={it.cycle.slug}")
    assert "Voters are not counted here for Burslem" in text_of(page)


async def test_trying_changes_nothing(db: None) -> None:
    it = await finished()
    before = (await Tally.get(cycle_id=it.cycle.id)).outcome_hash, await JournalEntry.all().count()
    await asked(it.cycle, it.cycle.slug)
    assert before == ((await Tally.get(cycle_id=it.cycle.id)).outcome_hash, await JournalEntry.all().count())


@pytest.mark.parametrize("closed", [False, True])
async def test_nothing_is_tried_from_the_first_vote_until_the_result_is_public(db: None, closed: bool) -> None:
    it = await Election_.held(closed)
    last_year = await finished()
    for ballots in (SIMULATED, it.cycle.slug, last_year.cycle.slug):
        with pytest.raises(WhatIfRefused):
            await asked(it.cycle, ballots)
    with pytest.raises(WhatIfRefused, match="result is published"):
        await asked(last_year.cycle, it.cycle.slug)


async def test_what_makes_no_sense_is_refused_in_words(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    it = await finished()
    wrong: list[tuple[str, Way]] = [
        ("no-such-fund", Way(SHARES)),
        (it.cycle.slug, Way("guessing")),
        (it.cycle.slug, Way(SHARES, "by_hand")),
    ]
    for ballots, way in wrong:
        with pytest.raises(WhatIfRefused):
            await asked(it.cycle, ballots, way)
    await Neighbourhood.filter(id=it.burslem.neighbourhood_id).update(deprived_residents=None)
    with pytest.raises(WhatIfRefused, match="Burslem"):
        await asked(it.cycle, it.cycle.slug, Way(SHARES, "need"))
    with pytest.raises(WhatIfRefused, match="nothing to choose from"):
        await asked(await make_cycle("draft"), SIMULATED)
    with pytest.raises(NotAllowed):
        await trying.what_if(
            it.cycle, Question((Way(SHARES), Way(GREEDY)), SIMULATED), await officer(Role.REVIEWER), datetime.now(UTC)
        )
    monkeypatch.setattr(bounds, "MOST_BALLOTS", 14)
    with pytest.raises(WhatIfRefused, match="too much"):
        await asked(it.cycle, it.cycle.slug)


async def test_one_pot_for_the_whole_city_is_not_shared_out(db: None) -> None:
    cycle = await make_cycle("review")
    pot = await make_pot(cycle)
    await make_project(pot)
    await type(pot).filter(id=pot.id).update(neighbourhood_id=None)
    with pytest.raises(WhatIfRefused, match="As planned"):
        await asked(cycle, SIMULATED, Way(SHARES, "equal"))
    assert (await asked(cycle, SIMULATED)).voters == 500


async def test_before_a_vote_ballots_are_simulated_from_projects_or_ideas(db: None) -> None:
    cycle = await make_cycle("ideas")
    pot = await make_pot(cycle, await make_place("Hanley"))
    for supports in (0, 3, 9):
        await make_idea(cycle, pot, estimate_pence=400_000, supports=supports)
    await make_idea(cycle, pot)  # nobody knows what it costs

    first, again = await asked(cycle, SIMULATED), await asked(cycle, SIMULATED)

    assert first == again and first.simulated and first.voters == 100
    assert [side.projects for side in first.sides] == [2, 2]
    project = await make_project(pot, 5_000)
    assert [side.spent for side in (await asked(cycle, SIMULATED)).sides] == [project.cost_pence] * 2


def test_simulated_voters_like_what_has_supports_and_their_favourite_theme() -> None:
    liked = [Liked("park", "green", 30), Liked("shed", "", 2), Liked("path", "streets", 2), Liked("oven", "green", 2)]
    profile = simulate("Hanley", liked, {"green": 32, "streets": 2}, 10_000, 2)

    assert profile.voters == 500 and {len(ballot.chosen) for ballot, _ in profile.groups} == {2}
    chosen = profile.supporters()
    assert chosen["park"] > chosen["oven"] > chosen["shed"]
    assert profile == simulate("Hanley", liked, {"green": 32, "streets": 2}, 10_000, 2)
    assert profile != simulate("Burslem", liked, {"green": 32, "streets": 2}, 10_000, 2)
    assert [voters_of(residents) for residents in (None, 0, 4_000, 10**6)] == [500, 100, 200, 2_000]


async def test_the_command_prints_tables(db: None) -> None:
    it = await finished()
    question = Question((Way(SHARES), Way(GREEDY, "need")), it.cycle.slug)
    text = as_text(question, await trying.what_if(it.cycle, question, COMMAND_LINE, datetime.now(UTC)))
    assert "15 ballots" in text and "By need" in text and "is funded by one way only" in text


async def test_an_officer_tries_two_ways_on_a_page(client: Client) -> None:
    it = await finished()
    await sign_in(client)
    here = f"/office/cycles/{it.cycle.slug}"
    plan = await client.get(here)
    assert plan.select_one(f'main a[href="{here}/what-if"]')
    empty = await client.get(f"{here}/what-if")
    assert "Nothing tried yet" in text_of(empty)

    page = await client.get(f"{here}/what-if?first={SHARES}&second={GREEDY}&second-split=equal&ballots={it.cycle.slug}")

    said = text_of(page)
    assert "With 15 ballots" in said and "The park" in said and "Only with “First way”" in said
    chosen = page.select_one("#filter-second-split option[selected]")
    assert chosen is not None and chosen["value"] == "equal"
    assert len(page.select("figure.figure details table")) == 2, "each chart has its table"
    simulated = await client.get(f"{here}/what-if?ballots={SIMULATED}")
    assert "These ballots are made up" in text_of(simulated)


@pytest.mark.parametrize(
    "query", ["first=guessing", "second-split=by_hand", "ballots=no-such-fund", "ballots=%00", "first=&ballots="]
)
async def test_nonsense_in_the_address_is_answered_with_a_sentence(client: Client, query: str) -> None:
    it = await finished()
    await sign_in(client)
    page = await client.get(f"/office/cycles/{it.cycle.slug}/what-if?{query}", status=422)
    assert "Choose" in text_of(page) and page.select_one("#filter-first")


async def test_the_page_refuses_while_the_vote_is_open(client: Client) -> None:
    it = await Election_.held(closed=False)
    await sign_in(client)
    page = await client.get(f"/office/cycles/{it.cycle.slug}/what-if?ballots={SIMULATED}", status=422)
    assert "People vote on this fund now" in text_of(page) and not page.select("#filter-first")
    plan = await client.get(f"/office/cycles/{it.cycle.slug}")
    assert not plan.select(f'a[href="/office/cycles/{it.cycle.slug}/what-if"]')


async def test_as_many_queries_however_much_there_is(client: Client, count_queries: CountQueries) -> None:
    await sign_in(client)
    cycle = await make_cycle("review")
    pot = await make_pot(cycle)
    await make_project(pot)
    counts: list[Any] = []
    for more in (0, 3):
        for _ in range(more):
            await make_project(await make_pot(cycle, await make_place(f"Place {_}")))
        async with count_queries() as counted:
            await client.get(f"/office/cycles/{cycle.slug}/what-if?ballots={SIMULATED}")
        counts.append(counted.count)
    assert counts[0] == counts[1]
