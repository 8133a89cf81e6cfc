from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser, Page, Request

from tests.ballot_box.verifiers.offline_page import opened
from tests.journeys.conftest import browser as browser


@pytest_asyncio.fixture(scope="session")
async def offline(browser: Browser) -> AsyncIterator[Page]:
    """`verify.html`, opened once from its file. It must not throw, and it must not ask for anything from elsewhere."""
    page = await browser.new_page()
    thrown: list[str] = []
    page.on("pageerror", lambda error: thrown.append(str(error)))
    page.on("request", lambda request: thrown.append(request.url) if leaves_here(request) else None)
    yield await opened(page)
    assert not thrown
    await page.close()


def leaves_here(request: Request) -> bool:
    return not request.url.startswith(("file:", "blob:", "data:"))
