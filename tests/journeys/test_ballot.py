"""From the home page to a ballot in the box, by somebody who has never been here."""

import pytest

from tests.journeys.conftest import Visit
from tests.journeys.walking import CODE, Walker

pytestmark = pytest.mark.journey

MOST_CLICKS = 7
MOST_FIELDS = 3


async def vote(me: Walker, ranks: int = 3) -> None:
    await me.open("/")
    await me.fill("Your postcode", "ST1 2DN")
    await me.click("Vote", role="button")
    for rank in range(1, ranks + 1):
        await me.click(f"Add as choice {rank}")
    await me.click("Check my ballot")
    await me.fill("Your email address", me.email)
    await me.click("Send me a code")
    await me.fill("code", await me.letter(CODE))
    await me.click("Send my vote")


@pytest.mark.essential
@pytest.mark.parametrize("site", ["voting"], indirect=True)
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
async def test_a_newcomer_casts_a_ballot_with_three_ranks(site: str, visit: Visit, scripts: bool) -> None:
    me = await visit(site, scripts=scripts)

    await vote(me)

    await me.sees("Your vote is in")
    assert me.clicks <= MOST_CLICKS, f"{me.clicks} clicks"
    assert me.fields <= MOST_FIELDS, f"{me.fields} fields"
    me.nothing_wrong()


@pytest.mark.parametrize("site", ["voting"], indirect=True)
async def test_somebody_who_voted_can_change_it(site: str, visit: Visit) -> None:
    me = await visit(site)
    await vote(me)

    await me.open("/vote")

    await me.click("Change my vote")
    await me.click("Add as choice 1")
    await me.click("Check my ballot")
    await me.click("Send my vote")
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
