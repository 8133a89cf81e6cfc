"""The office: what waits for whom."""

from datetime import UTC, datetime

import pytest

from pb.desk import desk_of
from pb.models import ChangeRequest, IdeaState, Tally
from residents.models import Account, Role, SessionKind
from residents.people import Person
from tests.browsing import Client, text_of
from tests.counting import CountQueries
from tests.factories import NOW, days, make_account, make_cycle, make_idea, make_place, make_pot
from web.refusals import NotAllowed

pytestmark = pytest.mark.usefixtures("db")


def person(account: Account, *roles: Role) -> Person:
    return Person(account.id, account.display_name, "", frozenset({Role.RESIDENT, *roles}))


async def piles(by: Person) -> dict[str, list[str]]:
    return {pile.title: [" ".join(filter(None, [task.words, task.facts, task.tag])) for task in pile.tasks]
            for pile in await desk_of(by, NOW)}  # fmt: skip


async def test_a_resident_has_no_desk() -> None:
    with pytest.raises(NotAllowed):
        await desk_of(person(await make_account()), NOW)


async def test_an_empty_desk_says_so_kindly(client: Client) -> None:
    await client.sign_in(await make_account("Mo", Role.MODERATOR), SessionKind.OFFICER)
    assert "Nothing waits for you" in text_of(await client.get("/office"))


async def test_a_new_site_begins_with_people_neighbourhoods_and_a_fund() -> None:
    ada = await make_account("Ada", Role.ADMINISTRATOR)
    assert [line[:12] for line in (await piles(person(ada, Role.ADMINISTRATOR)))["First steps"]] == [
        "Add the peop",
        "Draw the nei",
    ]
    cora = await make_account("Cora", Role.CYCLE_OFFICER)
    by = person(cora, Role.CYCLE_OFFICER)
    assert [line[:12] for line in (await piles(by))["First steps"]] == ["Draw the nei", "Start the fi"]
    await make_place("Kiln End")
    await make_cycle("draft", NOW)
    assert "First steps" not in await piles(by)


async def test_a_moderator_sees_what_waits_for_moderation_and_nothing_else() -> None:
    cycle = await make_cycle("review", NOW)
    pot = await make_pot(cycle)
    await make_idea(cycle, pot, state=IdeaState.RECEIVED)
    await make_idea(cycle, pot, state=IdeaState.RECEIVED)
    found = await piles(person(await make_account(), Role.MODERATOR))
    assert found == {"Moderation": ["2 ideas wait to be made public"]}


async def test_a_reviewer_sees_own_checks_in_the_order_they_are_due() -> None:
    cycle = await make_cycle("review", NOW)
    pot = await make_pot(cycle)
    rita, other = await make_account("Rita"), await make_account("Otto")
    today = NOW.date()
    for title, who, due in (
        ("Later", rita, today + days(3)),
        ("Late", rita, today - days(2)),
        ("Today", rita, today),
        ("His", other, today - days(9)),
    ):
        await make_idea(cycle, pot, title=title, state=IdeaState.COSTING, reviewer=who, due_on=due)
    found = await piles(person(rita, Role.REVIEWER))
    assert found["Your checks"] == [
        "Late Late since 13 June 2026",
        "Today Due today",
        "Later Due 18 June 2026",
    ]
    assert found["Checks that are due"] == ["His Otto Late since 6 June 2026"]


async def test_an_unanswered_question_comes_up_on_its_day() -> None:
    cycle = await make_cycle("review", NOW)
    pot = await make_pot(cycle)
    rita = await make_account("Rita")
    idea = await make_idea(cycle, pot, title="A swing", state=IdeaState.CHANGES_WANTED, reviewer=rita)
    request = await ChangeRequest.create(
        idea=idea, asked_by=rita, question="How many seats?", due_on=NOW.date() + days(1), asked_at=NOW
    )
    by = person(rita, Role.REVIEWER)
    assert "Authors who have not answered" not in await piles(by)
    request.due_on = NOW.date()
    await request.save()
    assert (await piles(by))["Authors who have not answered"] == ["A swing Due today"]


async def test_a_cycle_officer_sees_each_fund_with_its_next_step_and_ideas_without_a_reviewer() -> None:
    cycle = await make_cycle("review", NOW, name="Spring fund")
    await make_cycle("draft", NOW, name="Autumn fund")
    await make_cycle("ideas", NOW, name="Cancelled fund", cancelled_at=NOW)
    await make_idea(cycle, await make_pot(cycle))
    found = await piles(person(await make_account(), Role.CYCLE_OFFICER))
    assert found["Checks that are due"] == ["1 idea has nobody to check it"]
    assert found["Funds"] == [
        "Spring fund Finish the checks, then freeze the ballot. Checking ideas",
        "Autumn fund Finish the plan and publish it. Draft",
    ]


async def test_a_result_waits_for_a_second_officer_and_never_for_the_one_who_counted() -> None:
    cycle = await make_cycle("counting", NOW, name="Spring fund")
    counter, second = await make_account(), await make_account()
    await Tally.create(
        cycle=cycle, rule="greedy-votes", completion="none", tie_breaking="cost-id", ballots=3, ballots_hash="a",
        outcome_hash="b", counted_by=counter, counted_at=NOW,
    )  # fmt: skip
    assert "Results that wait for you" not in await piles(person(counter, Role.PUBLISHER))
    found = await piles(person(second, Role.PUBLISHER))
    assert found["Results that wait for you"] == ["Result of Spring fund A second officer checks and publishes it."]


async def test_a_published_result_waits_for_the_councils_decision() -> None:
    cycle = await make_cycle("delivery", NOW, name="Spring fund")
    by = person(await make_account(), Role.PUBLISHER)
    assert (await piles(by))["Decisions of the council"] == ["Record what the council decided about Spring fund"]
    cycle.decision_on = NOW.date()
    await cycle.save()
    assert "Decisions of the council" not in await piles(by)


async def test_the_desk_needs_the_same_number_of_queries_however_much_waits(
    client: Client, count_queries: CountQueries
) -> None:
    now = datetime.now(UTC)
    account = await make_account("Ada", *Role)
    await client.sign_in(account, SessionKind.OFFICER)
    counts = []
    for _round in range(2):
        for _number in range(2):
            cycle = await make_cycle("review", now)
            pot = await make_pot(cycle)
            await make_idea(cycle, pot, state=IdeaState.RECEIVED)
            await make_idea(cycle, pot, state=IdeaState.COSTING, reviewer=account, due_on=now.date())
            await make_cycle("delivery", now)
        async with count_queries() as counted:
            page = await client.get("/office")
        counts.append(counted.count)
        assert page.select_one(".desk-list")
    assert counts[0] == counts[1] <= 25
