"""A batch of paper ballots, from the printer to the box, by all the people it takes."""

import io
import secrets

import pypdf
import pytest
from playwright.async_api import Locator

from tests.journeys.conftest import Visit, desktop_with_scripts
from tests.journeys.officers import enter
from tests.journeys.walking import Walker

pytestmark = pytest.mark.journey

POSTCODE = "ST1 2DN"  # in Hanley
VOTERS = ("Dot Shaw", "Ali Khan", "Mei Lin", "Joe Wood")
# What stands on ballots 1 to 3, and what the second keyer makes of it: a slip on ballot 2.
MARKS = (("1", "2", "3"), ("2", "1", ""), ("x", "", ""))
SECOND = (("1", "2", "3"), ("2", "1", "3"), ("x", "", ""))


@pytest.mark.parametrize("site", ["voting"], indirect=True)
@desktop_with_scripts
async def test_a_paper_batch_from_printing_to_merge(site: str, visit: Visit) -> None:
    rob = await enter(await visit(site), "Rob, elections")
    batch = await register(rob)
    await print_it(rob, batch)
    await send_out_and_take_back(rob, batch)
    await enter_slips(rob, batch)

    await key(await enter(await visit(site), "Kim"), batch, MARKS)
    ken = await enter(await visit(site), "Ken")
    await ken.open(batch + "/keying")
    seen = [await box.input_value() for box in await boxes(ken).all()]
    assert not any(seen), "the second keyer sees the first"
    await key(ken, batch, SECOND)
    await compare_and_rule(rob, batch)

    rhys = await enter(await visit(site), "Rhys, elections")
    await check_a_tenth(rhys, batch)
    await sign(rob, batch)
    rosa = await enter(await visit(site), "Rosa, elections")
    await rosa.open(batch + "/signing")
    await rosa.click("I sign as well")
    await rosa.sees("Signed off by two.")
    await rosa.click("Put them into the box")
    await rosa.sees("All done.")
    for who in (rob, ken, rhys, rosa):
        who.nothing_wrong()


async def register(rob: Walker) -> str:
    """Returns the address of the batch. Journeys share a site, so each has a name of its own."""
    await rob.open("/office/paper")
    await rob.click("Register a batch")
    contest = rob.page.get_by_label("Which vote, and which place?")
    await contest.select_option(await contest.locator("option", has_text="Hanley").first.get_attribute("value"))
    await rob.page.get_by_label("Where does it go?").select_option(index=1)
    await rob.fill("Name of the batch", f"HAN-{secrets.token_hex(3).upper()}")
    await rob.fill("How many ballots?", "6")
    await rob.fill("Number on the seal", "118204")
    await rob.click("Register it")
    await rob.sees("The batch is registered.")
    return rob.page.url.removeprefix(rob.address)


async def print_it(rob: Walker, batch: str) -> None:
    answer = await rob.page.request.get(f"{rob.address}{batch}/sheets/ballots.pdf?look=large&first=1&last=2")
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(await answer.body())).pages)
    assert "-0002" in text
    assert "Tear off here" in text
    await rob.click("Page to print")
    assert await rob.page.locator(".paper").count() == 6
    await rob.open(batch + "/sheets/card")
    await rob.open(batch + "/sheets/poster")
    await rob.open(batch + "/sheets/cover")


async def send_out_and_take_back(rob: Walker, batch: str) -> None:
    await rob.open(batch)
    await rob.click("It goes out")
    await rob.fill("First name on the sheet", "Nadia Ali")
    await rob.fill("Second name on the sheet", "Tom Price")
    await rob.click("It is out")
    await rob.click("It is back")
    await rob.fill("Number on the seal now", "118204")
    await rob.fill("Used ballots", "4")
    await rob.fill("Spoiled ballots", "0")
    await rob.fill("Unused ballots", "2")
    await rob.fill("Which ones are unused?", "5")
    await rob.fill("First name on the sheet", "Nadia Ali")
    await rob.fill("Second name on the sheet", "Tom Price")
    await rob.click("It is back and counted")
    await rob.sees("1 number is listed")
    await rob.fill("Which ones are unused?", "5-6")
    await rob.click("It is back and counted")
    await rob.sees("The batch is back.")


async def enter_slips(rob: Walker, batch: str) -> None:
    await rob.open(batch)
    await rob.click("Enter the slips")
    chance = secrets.token_hex(3)
    for name in (*VOTERS[:3], VOTERS[0]):  # one of them filled in two ballots
        await rob.fill("Name", f"{name} {chance}")
        await rob.fill("Postcode", POSTCODE)
        await rob.choose("What is ticked?", "I live here")
        await rob.choose("Age", "25 to 44")
        await rob.page.get_by_label("The promise is ticked").check()
        await rob.click("Enter this slip")
    await rob.sees("other paper ballot stands")
    await rob.fill("Number of the ballot to set aside", "4")
    await rob.click("Enter this slip")
    await rob.sees("is set aside")
    await rob.click("All slips are entered")
    await rob.sees("The batch can be keyed.")


def boxes(me: Walker) -> Locator:
    return me.page.locator(".marks__box input")


async def key(keyer: Walker, batch: str, marks: tuple[tuple[str, ...], ...]) -> None:
    await keyer.open(batch)
    await keyer.click("Key the ballots")
    for place, ballot in enumerate(marks):
        for box, mark in zip(await keyer.page.locator(".marks").nth(place).locator(".marks__box input").all(), ballot,
                             strict=False):  # fmt: skip
            await box.fill(mark)
    await keyer.click("Save and go on")
    await keyer.sees("3 ballots saved.")
    await keyer.click("I have keyed the whole batch")
    await keyer.sees("Every ballot of this batch is keyed.")


async def compare_and_rule(rob: Walker, batch: str) -> None:
    await rob.open(batch)
    await rob.click("Compare them")
    await rob.click("Rule on the differences")
    assert await rob.page.locator("main form").count() == 1
    await rob.fill("Why?", "checked against the paper")
    await rob.click("This is what the paper says")
    await rob.sees("Your ruling is kept.")


async def check_a_tenth(rhys: Walker, batch: str) -> None:
    await rhys.open(batch)
    await rhys.click("Check a tenth")
    serial = (await rhys.page.locator(".marks legend").inner_text()).split()[0]
    marks = MARKS[int(serial.rpartition("-")[2]) - 1]
    for box, mark in zip(await boxes(rhys).all(), marks, strict=False):
        await box.fill(mark)
    await rhys.click("Save and go on")
    await rhys.sees("The batch has passed its audit.")


async def sign(rob: Walker, batch: str) -> None:
    await rob.open(batch)
    await rob.click("Sign it off")
    await rob.fill("Who watched?", "Olive Observer")
    await rob.fill("What should the second officer know?", "Seal whole, the ruling checked.")
    await rob.click("Sign as the first officer")
    await rob.sees("A second officer has to sign within a day.")
