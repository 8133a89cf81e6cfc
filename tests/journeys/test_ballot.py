"""From the home page to a ballot in the box, by somebody who has never been here."""

import pytest

from tests.journeys.conftest import Visit, desktop_with_scripts
from tests.journeys.residents import vote

pytestmark = pytest.mark.journey

MOST_CLICKS = 7
MOST_FIELDS = 3


@pytest.mark.essential
@pytest.mark.parametrize("site", ["voting"], indirect=True)
async def test_a_newcomer_casts_a_ballot_with_three_ranks(site: str, visit: Visit) -> None:
    me = await visit(site)

    await vote(me, "", "", "", postcode="ST1 2DN")

    assert me.clicks <= MOST_CLICKS, f"{me.clicks} clicks"
    assert me.fields <= MOST_FIELDS, f"{me.fields} fields"
    me.nothing_wrong()


@pytest.mark.parametrize("site", ["voting"], indirect=True)
@desktop_with_scripts
async def test_somebody_who_voted_can_change_it(site: str, visit: Visit) -> None:
    me = await visit(site)
    await vote(me, "", "", "", postcode="ST1 2DN")

    await me.open("/vote")

    await me.click("Change my vote")
    await me.click("Add as choice 1")
    await me.click("Check my ballot")
    await me.click("Cast this ballot")
    await me.sees("Your vote is in")
    me.nothing_wrong()


@pytest.mark.parametrize("site", ["voting"], indirect=True)
async def test_a_postcode_outside_gets_an_explanation(site: str, visit: Visit) -> None:
    me = await visit(site)
    await me.open("/")
    await me.fill("Your postcode", "SW1A 1AA")

    await me.click("Vote", role="button")

    await me.sees("There is a problem")
    me.nothing_wrong()
