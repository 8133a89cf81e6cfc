"""Somebody says that another person voted as them, and an officer alone tries to take the ballot out."""

import re

import pytest

from tests.journeys.conftest import Visit
from tests.journeys.officers import enter
from tests.journeys.residents import vote
from tests.journeys.walking import Walker

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("site", ["voting"], indirect=True)
async def test_an_officer_alone_cannot_take_a_ballot_out(site: str, visit: Visit) -> None:
    nora, rob, rosa = [await visit(site) for _one in range(3)]

    await vote(nora, "", postcode="ST1 5HN")
    await says_it_was_not_me(nora)
    await enter(rob, "Rob, elections")
    flag = await newest_flag(rob)
    await asks_a_second_officer(rob)
    await is_refused_alone(rob)
    await enter(rosa, "Rosa, elections")
    await rosa.open(flag)
    await rosa.click("Yes, take them out")
    await rosa.sees("Confirmed. The people are told why")

    assert await nora.letter("(They were on holiday)")
    for walker in (nora, rob, rosa):
        walker.nothing_wrong()


async def says_it_was_not_me(nora: Walker) -> None:
    await nora.open("/vote/not-me")
    await nora.click("It was not me")
    await nora.sees("Tell us in a few words")
    await nora.fill("What happened?", "I was on holiday and did not vote.")
    await nora.click("It was not me")
    assert await nora.heading() == "Thank you for telling us"
    await nora.sees("You can vote now")


async def newest_flag(rob: Walker) -> str:
    """Opens it, and returns where it is."""
    await rob.open("/office/flags?rule=voted_as_me")
    await rob.click(rob.page.locator(".queue__title a").last)
    await rob.sees("They say: I was on holiday and did not vote.")
    return rob.page.url.removeprefix(rob.address)


async def asks_a_second_officer(rob: Walker) -> None:
    await rob.click("Take it on")
    await rob.click("Ask a second officer to take claims out")
    await rob.fill("Why?", "They were on holiday, and did not vote again.")
    await rob.page.get_by_label("Every claim that this flag is about").check()
    await rob.click("Ask a second officer", role="button")
    await rob.sees("Get in touch with the people first")
    await rob.click(f"Flag {_number(rob)}", role="link")
    await rob.click("Ask the people")
    await rob.page.get_by_label("I talked with them on the phone").check()
    await rob.click("Write it down")
    await rob.sees("They have 10 working days to answer")
    await rob.click("Ask a second officer to take claims out")
    await rob.page.get_by_label("Every claim that this flag is about").check()
    await rob.page.get_by_label("They have answered").check()
    await rob.fill("Why?", "They were on holiday, and did not vote again.")
    await rob.click("Ask a second officer", role="button")


async def is_refused_alone(rob: Walker) -> None:
    """The page has no button for it, and whoever sends the form all the same is told why not."""
    await rob.sees("Nobody can take a ballot out alone.")
    assert await rob.page.get_by_role("button", name="Yes").count() == 0
    form = rob.page.locator("form[action$='/no']")
    action = str(await form.get_attribute("action")).removesuffix("/no") + "/yes"
    token = await form.locator("[name=form_token]").input_value()
    answer = await rob.page.request.post(
        rob.address + action, form={"form_token": token}, headers={"origin": rob.address}
    )
    assert answer.status == 422
    assert "You asked for this yourself. A second officer has to say yes." in await answer.text()


def _number(rob: Walker) -> int:
    found = re.search(r"/flags/(\d+)", rob.page.url)
    assert found is not None
    return int(found[1])
