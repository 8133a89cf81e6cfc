"""A letter comes, and somebody registers for the draw with it: on a phone, with scripts and without."""

import re

import pytest

from assembly.models import Assembly, Registration, RegistrationState
from tests.journeys.assemblies import POSTCODE, STREET, AssemblySite, letter_to, recruiting
from tests.journeys.conftest import Visit, Way, ways
from tests.journeys.walking import Walker

pytestmark = pytest.mark.journey


@pytest.mark.essential
@ways(Way(360, True), Way(360, False))
async def test_from_the_letter_to_the_draw_and_out_again(assembly_site: AssemblySite, visit: Visit) -> None:
    assembly = await recruiting()
    code = await letter_to(assembly)
    me = await visit(assembly_site.address)

    await type_code(me, code)
    await answer_everything(me)
    personal = await send(me)
    await me.click("Others use this computer: close my page")
    await come_back(me, assembly, personal)
    await change_the_name(me)
    await withdraw(me)

    person = await Registration.get(assembly_id=assembly.id)
    assert (person.state, person.name) == (RegistrationState.WITHDRAWN, "Nadia Second")
    me.nothing_wrong()


async def type_code(me: Walker, code: str) -> None:
    """What the letter says: go to this short address, and type this."""
    await me.open("/a")
    await me.fill("The code in your letter", "2222-2222")
    await me.click("Go on")
    await me.sees("We do not know this code.")
    await me.fill("The code in your letter", code.lower())
    await me.click("Go on")
    await me.click("Continue")


async def answer_everything(me: Walker) -> None:
    await me.click("Continue")  # with nothing chosen
    await me.sees("There is a problem")
    await me.page.get_by_label("Yes").first.check()
    await me.click("Continue")
    await me.fill("What is your name?", "Nadia Sample")
    await me.click("Continue")
    await me.fill("House or flat, and street", STREET.lower())
    await me.fill("Town", "Hanley")
    await me.fill("Postcode", POSTCODE)
    await me.click("Continue")
    await me.click("Continue")  # no email address, no phone
    await me.choose("Month", "May")
    await me.fill("Year", "1990")
    await me.click("Continue")
    await choose(me, "Female")
    await choose(me, "Rented")
    await choose(me, "No")
    await me.page.get_by_label("interpreter").first.check()
    await me.fill("Which language?", "Kurdish")
    await me.click("Continue")
    await me.page.get_by_label("Yes, I agree").check()
    await me.click("Continue")


async def choose(me: Walker, answer: str) -> None:
    await me.page.get_by_label(answer, exact=True).check()
    await me.click("Continue")


async def send(me: Walker) -> str:
    """The personal code, as it is shown once."""
    assert await me.heading() == "Check your answers"
    await me.sees("Kurdish")
    await me.click("Put me in the draw")
    assert await me.heading() == "Thank you. You are in the draw."
    code = re.sub(r"\s+", "-", (await me.page.locator(".ballot-code").inner_text()).strip())
    link = await me.page.get_by_role("link", name="Save your receipt").get_attribute("href")
    receipt = await (await me.page.request.get(f"{me.address}{link}")).json()
    assert re.fullmatch(r"R-\w{6}", str(receipt["pseudonym"]))
    return code


async def come_back(me: Walker, assembly: Assembly, code: str) -> None:
    await me.open(f"/assemblies/{assembly.slug}/registration")
    await me.click("I have registered: see, change or withdraw")
    await me.fill("Your personal code", code)
    await me.click("Continue")
    await me.sees("In the draw")


async def change_the_name(me: Walker) -> None:
    await me.click("Change Name")
    await me.fill("What is your name?", "Nadia Second")
    await me.click("Save")
    await me.sees("Nadia Second")


async def withdraw(me: Walker) -> None:
    await me.click("Withdraw", role="link")
    await me.click("Withdraw", role="button")
    await me.sees("You have withdrawn.")
