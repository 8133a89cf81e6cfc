"""A letter with a code: what somebody asks for on the site, what an officer prints and posts, what is typed in."""

import re

from tests.journeys.walking import Walker

IN_THE_LETTER = r"\b([2-9A-Z]{4}-[2-9A-Z]{4})\b"


async def ask_for_letter(me: Walker) -> str:
    """From the page that asks where it should go, first with nothing filled in. Returns the street."""
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
    """A trial site keeps a copy of each letter where everybody can read it."""
    tab = await me.page.context.new_page()
    await tab.goto(me.address + "/outbox")
    [letter] = [text for text in await tab.locator("article").all_inner_texts() if street in text]
    await tab.close()
    found = re.search(IN_THE_LETTER, letter)
    assert found is not None
    return found[1]


async def post_letters(rob: Walker, street: str) -> None:
    """As the roll officer. The list of what waits has no address in it, the sheet to print has."""
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
