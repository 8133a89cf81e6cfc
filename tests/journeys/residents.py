"""What residents do on the site, step by step."""

import re

from tests.journeys.walking import CODE, Walker


async def write_idea(me: Walker, title: str, story: str, postcode: str) -> None:
    """From the first question to the page where everything is checked."""
    await me.fill("What is your idea?", title)
    await me.click("Continue")
    await me.fill("Tell us more", story)
    await me.click("Continue")
    await me.fill("Postcode", postcode)
    await me.click("Continue")


async def send_idea(me: Walker, wrong_code: str = "") -> None:
    """From the page where everything is checked to the thanks; first with a wrong code, if there is one."""
    await me.fill("Your email address", me.email)
    await me.click("Send my idea")
    if wrong_code:
        await me.fill("code", wrong_code)
        await me.click("Send my idea")
        await me.sees("There is a problem")
    await me.fill("code", await me.letter(CODE))
    await me.click("Send my idea")
    assert await me.heading() == "Thank you. We have your idea."


async def vote(me: Walker, *projects: str, postcode: str) -> None:
    """From the home page to the receipt. `projects` are titles in order, or "" for whichever stands first."""
    await me.open("/")
    await me.fill("Your postcode", postcode)
    await me.click("Vote", role="button")
    for rank, project in enumerate(projects, start=1):
        await me.click(me.page.get_by_role("button", name=re.compile(f"Add as choice {rank}.*{project}")).first)
    await me.click("Check my ballot")
    await cast_here(me)


async def cast_here(me: Walker) -> None:
    """From the page where the ballot is checked to the receipt."""
    if await me.page.get_by_label("Your email address").count():
        await me.fill("Your email address", me.email)
        await me.click("Cast this ballot")
        await me.fill("The numbers from the email", await me.letter(CODE))
    await me.click("Cast this ballot")
    await me.sees("Your vote is in")
