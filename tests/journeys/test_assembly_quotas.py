"""Registration ends with a quota that nobody can fill: the page of the pool names the change, an officer makes it."""

import pytest
from playwright.async_api import expect

from assembly.models import CategoryValue, Registration, RegistrationState
from tests.journeys.assemblies import AssemblySite, asma, recruiting
from tests.journeys.conftest import Visit, Way, ways

pytestmark = pytest.mark.journey


@ways(Way(1280, True), Way(360, False))
async def test_an_officer_mends_an_impossible_quota_and_has_the_panels_made(
    assembly_site: AssemblySite, visit: Visit
) -> None:
    assembly = await recruiting(people=24)
    renting = await Registration.filter(assembly_id=assembly.id, answers__value__slug="rented").order_by("id")
    await Registration.filter(id__in=[one.id for one in renting[1:]]).update(state=RegistrationState.WITHDRAWN)
    await CategoryValue.filter(category__assembly_id=assembly.id, slug="rented").update(least=2)
    me = await asma(await visit(assembly_site.address), assembly)

    await me.click("The pool and its quotas")
    await me.sees("No panel can keep all quotas")
    await me.sees("Home: Rented, at least 2 to at least 1")
    await me.click("Make exactly this change")
    await me.click("Make exactly this change", role="button")
    await me.sees("Say why the quotas are changed.")
    await me.fill("Why is this change right?", "We wrote to every rented home twice.")
    await me.click("Make exactly this change", role="button")
    await me.sees("Yes, a panel is possible")
    stranger = await visit(assembly_site.address)
    await stranger.open(f"/assemblies/{assembly.slug}/quotas")
    await stranger.sees("We wrote to every rented home twice.")

    await me.open(f"/office/assemblies/{assembly.id}/draws")
    await me.click("Freeze the pool and make the panels")
    if me.scripts:  # the page follows the work by itself; without scripts there is a link
        await expect(me.page.get_by_text("Ready to be fixed")).to_be_visible(timeout=30_000)
    else:
        for _look in range(60):
            if not await me.page.get_by_role("link", name="Look again").count():
                break
            await me.page.wait_for_timeout(500)
            await me.click("Look again")
    await me.open(f"/office/assemblies/{assembly.id}/draws/1")
    await me.sees("Ready to be fixed")
    await me.sees("How fair it is")
    me.nothing_wrong()
    stranger.nothing_wrong()
