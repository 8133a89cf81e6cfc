"""What the officers of a council do on their pages, from the first neighbourhood to the council's decision."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.journeys.walking import Walker

FUND = "/office/cycles/street-fund"


async def invite(ada: Walker, somebody: Walker, name: str, *roles: str) -> str:
    """The link that somebody finds in their letter."""
    await ada.open("/office/people")
    await ada.click("Add somebody")
    await ada.fill("Their name", name)
    await ada.fill("Their work email address", somebody.email)
    for role in roles:
        await ada.page.get_by_label(role, exact=True).check()
    await ada.click("Add and send the email")
    return await somebody.letter(r"(/officers/enrolments/\S+)")


async def draw_neighbourhoods(cora: Walker) -> None:
    for name, ward, residents in (("Kiln End", "Kiln Ward", "8,000"), ("Canal Side", "Canal Ward", "4000")):
        await cora.open("/office")
        await cora.click("Draw the neighbourhoods" if name == "Kiln End" else "Neighbourhoods", role="link")
        await cora.click("Add a neighbourhood")
        await cora.fill("Name", name)
        await cora.fill("How many people live there", residents)
        await cora.page.get_by_label(ward).check()
        await cora.click("Save")
        await cora.sees(f"Added {name}.")


def at(day: int, hour: int = 9) -> str:
    """As a browser writes the answer to a question for a day and a time."""
    here = datetime.now(ZoneInfo("Europe/London")) + timedelta(days=day)
    return f"{here:%Y-%m-%d}T{hour:02}:00"


async def plan_a_fund(cora: Walker) -> None:
    await cora.open("/office")
    await cora.click("Start the first fund")
    await cora.fill("What is the fund called?", "Street fund")
    await cora.click("Make a draft")
    await cora.click("What it is about")
    await cora.fill("What does it ask people?", "What would make your street a better place to live?")
    await cora.click("Save")
    await cora.click("Money", role="link")
    await cora.fill("How much money is there?", "£6,000.00")
    await cora.page.get_by_label("By population").check()
    await cora.click("Show the working")
    await cora.sees("£4,000")
    await cora.click("Save")
    await cora.sees("£6,000 in 2 pots")
    await cora.click("Sizes of grant")
    await cora.fill("Name", "Small")
    await cora.fill("At least", "£250")
    await cora.fill("At most", "4,000.00")
    await cora.click("Save")
    await cora.click("Themes")
    await cora.page.get_by_role("checkbox").first.check()
    await cora.fill("Other themes", "Canals")
    await cora.click("Save")
    await set_dates(cora)
    await cora.click("Who may take part")
    await cora.page.get_by_label("They work here").check()
    counted = cora.page.get_by_role("group", name="For the vote to be counted")
    await counted.get_by_label("Their email works and their postcode is here").check()
    await cora.click("Save")


async def leave_the_vote_open(cora: Walker) -> None:
    await cora.open(FUND)
    await cora.click("Who can open the ballots")
    await cora.page.get_by_label("The site by itself").check()
    await cora.click("Save")
    await cora.sees("Not sealed")


async def set_dates(cora: Walker) -> None:
    await cora.click("Dates")
    await cora.fill("Ideas open", at(-1))
    await cora.fill("Ideas close", at(-2))
    await cora.click("Save")
    await cora.sees("This must be after")
    await cora.fill("Ideas close", at(7))
    await cora.fill("The vote opens", at(14))
    await cora.fill("The vote closes", at(28, 17))
    await cora.click("Save")
    await cora.sees("Saved the dates.")


async def publish_the_fund(cora: Walker) -> None:
    await cora.open(FUND)
    await cora.click("Publish it")
    await cora.page.get_by_role("checkbox").check()
    await cora.click("Publish it")
    await cora.sees("The fund is public now.")


async def enter_idea_for_somebody(cora: Walker) -> None:
    await cora.open("/office")
    await cora.click("Enter an idea for somebody")
    await cora.fill("Name of the idea", "A stage in the square")
    await cora.click("Go on")
    await cora.fill("What would happen, and who would it help?", "A wooden stage that anybody can use.")
    await cora.choose("Where would it happen?", "Kiln End")
    await cora.fill("Name to show", "Bert")
    await cora.click("Enter the idea")
    await cora.sees("Choose how you heard it.")
    await cora.page.get_by_label("On paper").check()
    await cora.click("Enter the idea")
    assert await cora.heading() == "All ideas"


async def moderate(mo: Walker) -> None:
    await mo.open("/office")
    await mo.click("2 ideas wait to be made public")
    for box in await mo.page.get_by_role("checkbox").all():
        await box.check()
    await mo.click("Publish the ticked ideas")


async def put_on_the_ballot(mo: Walker, title: str, cost: str) -> None:
    await mo.open("/office")
    await mo.click("Ideas in review")
    await mo.click(title)
    await mo.fill("What it costs", cost)
    await mo.fill("What that is made of", "The maker’s offer")
    await mo.click("Save the cost")
    await mo.click("Put it on the ballot")
    await mo.fill("Who answers for it", "Canals officer")
    await mo.click("Put it on the ballot", role="button")
    await mo.sees("It is on the ballot. Its author knows.")


async def freeze(cora: Walker) -> None:
    await cora.open(FUND)
    await cora.click("Do it now")
    await cora.fill("Words to draw from", "Tuesday, rain, Port Vale two, Stoke two")
    await cora.click("Draw the lots")
    await cora.page.get_by_label("Some pots have no project").check()
    await cora.click("Freeze the ballot")
    await cora.sees("The ballot is frozen. The vote opens by itself.")


async def count(cora: Walker) -> None:
    await cora.open("/office")
    await cora.click("Counting")
    await cora.click("Count now")
    await cora.sees("The votes are counted.")
    await cora.sees("You counted this. Another officer has to publish it.")


async def publish_the_result(pia: Walker, fund: str = "Street fund") -> None:
    await pia.open("/office")
    await pia.click(f"Result of {fund}")
    await pia.click("Publish the result")
    await pia.sees("The result is public.")


async def enter(me: Walker, name: str) -> Walker:
    """As one of the officers of the sample."""
    await me.open("/sample-sign-ins")
    await me.click(me.page.get_by_role("button", name=f"Come in {name}").first)
    await me.page.wait_for_url("**/office")
    return me


async def record_the_decision(pia: Walker) -> None:
    await pia.open("/office")
    await pia.click("Record what the council decided about Street fund")
    await pia.fill("Who decided?", "Cabinet")
    await pia.fill("On what day?", at(0)[:10])
    await pia.fill("Where is it written down?", "Minute 7")
    await pia.click("Record the decision")
    await pia.sees("The decision is on the page of the fund.")
