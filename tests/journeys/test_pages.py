"""Every public page, at both widths: no complaint of axe or the browser, nothing asked of another site."""

import pytest

from tests.journeys.conftest import Visit, desktop_with_scripts, once_on_a_phone

pytestmark = pytest.mark.journey

ANYWHERE = [
    "/",
    "/ideas",
    "/ideas?q=nothing-like-this",
    "/ideas/new",
    "/cycles",
    "/neighbourhoods",
    "/vote",
    "/record",
    "/record/checking",
    "/record/promises",
    "/results",
    "/how-it-works",
    "/privacy",
    "/accessibility",
    "/attribution",
    "/sign-in",
    "/officers/sign-in",
    "/sample-sign-ins",
    "/gallery",
    "/outbox",
    "/nowhere",
]


@pytest.mark.parametrize("site", ["ideas", "review", "voting", "result"], indirect=True)
@once_on_a_phone
async def test_public_pages_at_every_phase(site: str, visit: Visit) -> None:
    me = await visit(site)

    for path in ANYWHERE:
        await me.open(path)
        assert await me.heading()
        await me.look_on_a_desktop()
    me.nothing_wrong()


@pytest.mark.parametrize("site", ["result"], indirect=True)
async def test_from_the_home_page_to_the_reason_for_a_project(site: str, visit: Visit) -> None:
    me = await visit(site)
    await me.open("/results")
    await me.click(me.page.locator("main a[href$='/result']").first)
    links = await me.page.locator("main a[href^='/projects/']").evaluate_all("all => all.map(a => a.pathname)")

    for path in sorted(set(links))[:6]:
        await me.open(path)
        assert await me.heading()
    assert len(links) > 10
    me.nothing_wrong()


@pytest.mark.parametrize("site", ["voting"], indirect=True)
@once_on_a_phone
async def test_pages_reflow_at_four_hundred_percent(site: str, visit: Visit) -> None:
    """1280 pixels at 400% are 320 pixels wide and 256 high."""
    me = await visit(site)
    await me.page.set_viewport_size({"width": 320, "height": 256})

    for path in ("/", "/ideas", "/vote?postcode=ST12DN", "/cycles", "/results", "/how-it-works", "/sign-in"):
        await me.open(path)
    me.nothing_wrong()


@pytest.mark.parametrize("site", ["result"], indirect=True)
@desktop_with_scripts
async def test_the_result_prints(site: str, visit: Visit) -> None:
    me = await visit(site)
    await me.open("/results")
    await me.click(me.page.locator("main a[href$='/result']").first)
    await me.page.emulate_media(media="print")

    assert not await me.page.locator(".site-nav").is_visible()
    assert not await me.page.locator(".site-footer__links").is_visible()
    assert await me.page.locator("main h1").is_visible()


@pytest.mark.parametrize("site", ["voting"], indirect=True)
async def test_focus_can_always_be_seen(site: str, visit: Visit) -> None:
    me = await visit(site)
    await me.open("/")
    for _ in range(14):
        await me.page.keyboard.press("Tab")
        shown = await me.page.evaluate(
            """() => { const e = document.activeElement; const s = getComputedStyle(e);
               return e === document.body || s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2
                 || s.boxShadow !== 'none' }"""
        )
        assert shown, await me.page.evaluate("document.activeElement.outerHTML")
