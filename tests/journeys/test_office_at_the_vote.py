"""The walk through the office while people vote and afterwards: a file of its own, so that two can walk at once."""

import pytest
from playwright.async_api import Browser

from tests.journeys.test_office import walk_as_everybody

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("site", ["voting", "result"], indirect=True)
async def test_every_link_of_the_office_works_while_people_vote_and_afterwards(site: str, browser: Browser) -> None:
    await walk_as_everybody(site, browser)
