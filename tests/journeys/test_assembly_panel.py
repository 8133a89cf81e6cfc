"""Somebody who was drawn says no, and the next in the drawn order gets the seat."""

import pytest

from assembly.models import Assembly, Member, MemberState
from tests.assembly.panels.panel_scenes import drawn_scene, seats
from tests.journeys.assemblies import AssemblySite, asma, recruiting
from tests.journeys.conftest import Visit, Way, ways
from tests.journeys.walking import Walker

pytestmark = pytest.mark.journey

_CODE = r"\b([2-9A-Z]{4}(?:-[2-9A-Z]{4}){3})\b"


@ways(Way(360, True), Way(360, False))
async def test_a_member_drops_out_and_is_replaced(assembly_site: AssemblySite, visit: Visit) -> None:
    assembly = await drawn_scene(assembly=await recruiting(people=24))
    leaving = (await seats(assembly))[0].registration
    officer = await asma(await visit(assembly_site.address, Way(1280, True)), assembly)
    await officer.click("Panel", role="link")
    await officer.click("Send the messages")
    await officer.sees("6 seats: 0 said yes, 6 waiting for an answer, 0 empty.")

    one = await comes_with_the_code(await visit(assembly_site.address), assembly, leaving.email)
    await one.click("Say yes or no")
    await one.click("Send my answer")
    await one.sees("There is a problem")
    await one.page.get_by_label("No, ask somebody else").check()
    await one.click("Send my answer")
    await one.sees("You do not have a seat any more")

    await officer.open(f"/office/assemblies/{assembly.id}/panel")
    await officer.click("Fill empty seats")
    await officer.click("Offer the seat to the next")
    await officer.sees("The seat is offered.")
    offered = await Member.get(assembly_id=assembly.id, state=MemberState.SELECTED, replaces_id__isnull=False)
    following = await offered.registration
    other = await comes_with_the_code(await visit(assembly_site.address), assembly, following.email)
    await other.click("Say yes or no")
    await other.page.get_by_label("Yes, I take the seat").check()
    await other.click("Send my answer")
    await other.click("Read and sign the terms")

    await one.open(f"/assemblies/{assembly.slug}/panel")
    await one.sees(f"{leaving.pseudonym} left.")
    await one.sees(f"{following.pseudonym}, number {offered.reserve_place} on the list, was offered the seat.")
    for me in (officer, one, other):
        me.nothing_wrong()


async def comes_with_the_code(me: Walker, assembly: Assembly, email: str) -> Walker:
    """From the message to their own page."""
    me.email = email
    code = await me.letter(_CODE)
    await me.open(f"/assemblies/{assembly.slug}/seat")
    await me.fill("Your personal code", code.lower())
    await me.click("Continue")
    assert await me.heading() == "Your seat"
    return me
