"""Cards from the office's printer to a vote that counts, and what happens to whoever uses one again."""

from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.journeys.conftest import Visit, desktop_with_scripts
from tests.journeys.officers import enter
from tests.journeys.walking import Walker

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("site", ["voting"], indirect=True)
async def test_a_card_is_printed_signed_for_used_and_refused_kindly_the_second_time(site: str, visit: Visit) -> None:
    rob = await visit(site)
    codes = await make_cards(rob, rob.email.partition("@")[0])
    early = await visit(site)
    await early.open(f"/v/{codes[0]}")
    await early.sees("not switched on yet")
    await have_it_signed_for(rob)

    me = await visit(site)
    await use_card(me, codes[0].replace("-", "").lower(), postcode="ST1 2DN")
    await me.sees("It is confirmed that you belong here")
    await me.sees("Your ballot for")
    assert me.clicks <= 5 and me.fields <= 1
    me.nothing_wrong()

    thief = await visit(site)
    await thief.open("/v")
    await thief.fill("The code on the card", codes[0])
    await thief.click("Continue")
    await thief.sees("This card has been used")
    await thief.fill("The code on the card", "K7QX-4MPD")
    await thief.click("Continue")
    await thief.sees("We do not know this code")
    thief.nothing_wrong()

    await rob.page.reload()
    assert "Used 1" in " ".join((await rob.page.locator("table").first.inner_text()).split())
    rob.nothing_wrong()


@pytest.mark.parametrize("site", ["voting"], indirect=True)
@desktop_with_scripts
async def test_a_family_uses_two_cards_on_one_phone(site: str, visit: Visit) -> None:
    rob = await visit(site)
    first, second, *_others = await make_cards(rob, rob.email.partition("@")[0])
    await have_it_signed_for(rob)
    family = await visit(site)
    await use_card(family, first, postcode="ST1 2DN")

    await family.open(f"/v/{second}")
    assert await family.heading() == "You do not need this card"
    await family.click("It is for somebody else")
    await answer(family, postcode="ST1 2DN")

    await family.sees("It is confirmed that you belong here")
    family.nothing_wrong()


async def make_cards(rob: Walker, organisation: str) -> list[str]:
    """As the roll officer: an organisation and 25 cards for it, on the page that prints them. Leads to the batch."""
    await enter(rob, "Rob, elections")
    await rob.open("/office/organisations")
    await rob.click("Add an organisation")
    await rob.fill("Name of the organisation", organisation)
    await rob.click("Save")
    await rob.click("Make cards")
    await rob.fill("How many cards?", "25")
    await rob.click("Make the cards and show them")
    codes = await rob.page.locator(".voucher-card__code").all_inner_texts()
    assert len(codes) == 25
    await rob.page.emulate_media(media="print")
    assert not await rob.page.locator(".site-footer").is_visible()
    await rob.page.emulate_media(media="screen")
    async with rob.page.expect_download() as waiting:
        await rob.page.get_by_role("button", name="Get the PDF for the printer").click()
    pdf = PdfReader(BytesIO(Path(await (await waiting.value).path()).read_bytes()))
    printed = "".join(page.extract_text() for page in pdf.pages)
    assert len(pdf.pages) == 5 and all(code in printed for code in codes)
    await rob.click("Go to the batch when the cards are printed")
    return codes


async def have_it_signed_for(rob: Walker) -> None:
    await rob.click("Somebody signed for them")
    await rob.fill("Who signed the cover sheet?", "Lou Lounge")
    await rob.click("They have the cards")
    await rob.sees("The cards can be used from now on")


async def use_card(me: Walker, code: str, postcode: str) -> None:
    await me.open(f"/v/{code}")
    await answer(me, postcode)


async def answer(me: Walker, postcode: str) -> None:
    await me.fill("What is your postcode?", postcode)
    await me.click("Continue")
    await me.page.get_by_label("I work there").check()
    await me.click("Continue")
    await me.page.get_by_label("25 to 44").check()
    await me.click("Continue")
    await me.click("Continue")  # the name may stay out
    await me.page.get_by_label("What I said is true").check()
    await me.click("Use the card and go to the vote")
