"""What the page of an idea says once its vote is counted."""

import pytest

from pb.models import IdeaState, ProjectTally, Tally
from tests.browsing import Client, text_of
from tests.factories import NOW, make_cycle, make_idea, make_pot, make_project


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
    cycle = await make_cycle("delivery")
    pot = await make_pot(cycle)
    project = await make_project(pot)
    idea = await make_idea(cycle, pot, state=IdeaState.ON_BALLOT, project=project)
    tally = await Tally.create(
        cycle=cycle, rule="greedy-votes", completion="none", tie_breaking="cost-id", ballots=3, ballots_hash="a",
        outcome_hash="b", counted_at=NOW, published_at=NOW if published else None,
    )  # fmt: skip
    await ProjectTally.create(tally=tally, project=project, funded=funded, supporters=2, first_choices=1)

    page = await client.get(f"/ideas/{idea.id}")

    assert [text_of(one) for one in page.select(".idea__head .tag")] == [tag]
    assert sentence in text_of(page)
