"""Somebody asks for a letter with a code, an officer posts it, and the code confirms that they belong."""

import re

import pytest

from tests.journeys.conftest import Visit
from tests.journeys.walking import CODE, Walker

pytestmark = pytest.mark.journey

IN_THE_LETTER = r"\b([2-9A-Z]{4}-[2-9A-Z]{4})\b"


@pytest.mark.parametrize("site", ["voting"], indirect=True)
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
async def test_a_letter_from_asking_for_it_to_typing_its_code(site: str, visit: Visit, scripts: bool) -> None:
    me, rob = await visit(site, scripts=scripts), await visit(site, scripts=scripts)

    await enter(me)
    await say_where(me)
    street = await ask_for_letter(me)
    code = await code_in_outbox(me, street)
    await post_letters(rob, street)
    await type_code(me, code)

    await me.open("/outbox")
    assert street not in await me.page.content()
    me.nothing_wrong()
    rob.nothing_wrong()


async def enter(me: Walker) -> None:
    await me.open("/l")  # as printed in the letter: whoever has it before they signed in is asked to
    await me.fill("email address", me.email)
    await me.page.get_by_role("main").get_by_role("button").first.click()
    await me.fill("code", await me.letter(CODE))
    await me.page.get_by_role("main").get_by_role("button").first.click()
    assert await me.heading() == "What is the code in your letter?"


async def say_where(me: Walker) -> None:
    await me.open("/account/belonging")
    await me.click("Say where you belong")
    await me.fill("What is your postcode?", "ST1 2DN")
    await me.click("Continue")
    await me.page.get_by_label("I live there").check()
    await me.click("Continue")
    await me.page.get_by_label("25 to 44").check()
    await me.click("Save")
    await me.sees("We know now where you belong.")


async def ask_for_letter(me: Walker) -> str:
    await me.click("By letter", role="link")
    street = f"17 {me.email[7:15]} Lane"
    await me.click("Post me a letter")
    await me.sees("There is a problem")
    await me.fill("House or flat, and street", street)
    await me.fill("Town", "Hanley")
    await me.fill("Postcode", "ST1 2DN")
    await me.click("Post me a letter")
    await me.sees("It waits to be printed")
    return street


async def code_in_outbox(me: Walker, street: str) -> str:
    tab = await me.page.context.new_page()
    await tab.goto(me.address + "/outbox")
    [letter] = [text for text in await tab.locator("article").all_inner_texts() if street in text]
    await tab.close()
    found = re.search(IN_THE_LETTER, letter)
    assert found is not None
    return found[1]


async def post_letters(rob: Walker, street: str) -> None:
    await rob.open("/sample-sign-ins")
    await rob.page.locator("li", has_text="Rob, elections").get_by_role("button").click()
    await rob.open("/office/letters")
    assert street not in await rob.page.content()
    await rob.click("Show the chosen letters to print")
    await rob.sees(street)
    pdf = await rob.page.request.get(
        rob.address + str(await rob.page.get_by_role("link", name="Open the PDF").get_attribute("href"))
    )
    assert (await pdf.body()).startswith(b"%PDF")
    await rob.click("All of these were posted")
    await rob.sees("The addresses are deleted.")


async def type_code(me: Walker, code: str) -> None:
    await me.open("/l")
    await me.fill("What is the code in your letter?", "2222-2222")
    await me.click("Confirm", role="button")
    await me.sees("That is not the code in your letter")
    await me.fill("What is the code in your letter?", code.lower())
    await me.click("Confirm", role="button")
    await me.sees("Thank you. It is confirmed that you belong here.")
