"""What the pages of ideas say once their vote is counted."""

import pytest

from pb.models import Cycle, Idea, IdeaState, ProjectTally, Tally
from residents.models import Account
from tests.browsing import Client, text_of
from tests.counting import CountQueries
from tests.factories import NOW, make_cycle, make_idea, make_pot, make_project


async def voted_on(funded: bool, published: bool) -> Idea:
    cycle = await make_cycle("delivery")
    pot = await make_pot(cycle)
    project = await make_project(pot)
    idea = await make_idea(cycle, pot, state=IdeaState.ON_BALLOT, project=project)
    tally = await Tally.create(
        cycle=cycle, rule="greedy-votes", completion="none", tie_breaking="cost-id", ballots=3, ballots_hash="a",
        outcome_hash="b", counted_at=NOW, published_at=NOW if published else None,
    )  # fmt: skip
    await ProjectTally.create(tally=tally, project=project, funded=funded, supporters=2, first_choices=1)
    return idea


@pytest.mark.parametrize(
    ("funded", "published", "tag", "sentence"),
    [
        (True, True, "Chosen", "It was chosen in the vote."),
        (False, True, "Not this time", "It was not chosen."),
        (True, False, "On the ballot", "See what came of it."),
    ],
)
async def test_an_idea_says_what_became_of_it_once_the_result_is_public(
    client: Client, funded: bool, published: bool, tag: str, sentence: str
) -> None:
    idea = await voted_on(funded, published)

    page = await client.get(f"/ideas/{idea.id}")

    assert [text_of(one) for one in page.select(".idea__head .tag")] == [tag]
    assert sentence in text_of(page)


@pytest.mark.parametrize(("funded", "tag"), [(True, "Chosen"), (False, "Not this time")])
async def test_lists_say_so_too(client: Client, count_queries: CountQueries, funded: bool, tag: str) -> None:
    idea = await voted_on(funded, published=True)
    cycle = await Cycle.get(id=idea.cycle_id)
    await client.sign_in(await Account.get(id=idea.author_id))

    for address in (f"/ideas?cycle={cycle.slug}", "/account/ideas"):
        async with count_queries() as counted:
            page = await client.get(address)

        assert tag in text_of(page.find("main")), address
        assert "On the ballot" not in " ".join(text_of(one) for one in page.select("main .tag")), address
        assert counted.count <= 8


@pytest.mark.parametrize("state", [IdeaState.REFUSED, IdeaState.RECEIVED])
async def test_what_moderators_took_down_is_found_by_its_author_alone(client: Client, state: IdeaState) -> None:
    """It was public once, so its day of publication alone must not open the page."""
    cycle = await make_cycle("ideas")
    idea = await make_idea(cycle, await make_pot(cycle), state=state, published_at=NOW)

    await client.get(f"/ideas/{idea.id}", status=404)

    await client.sign_in(await Account.get(id=idea.author_id))
    assert idea.title in text_of(await client.get(f"/ideas/{idea.id}"))
