import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.conftest import URL, postgres_database
from tests.journeys.site import copied, running_site, sample_database
from tests.journeys.walking import Walker, new_page

Visit = Callable[..., Awaitable[Walker]]

_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest_asyncio.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        found = await playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=_FLAGS
        )
        yield found
        await found.close()


@pytest.fixture(scope="session")
def sample_files(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The sample at a phase as a SQLite file, made once for the whole run."""
    made: dict[str, Path] = {}
    folder = tmp_path_factory.mktemp("sample")

    def at(phase: str) -> Path:
        if phase not in made:
            made[phase] = folder / f"{phase}.sqlite3"
            sample_database(phase, f"sqlite://{made[phase]}", folder)
        return made[phase]

    return at


@pytest_asyncio.fixture(scope="session")
async def site(
    request: pytest.FixtureRequest,
    sample_files: Callable[[str], Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[str]:
    """The address of a running site with the sample at the phase named by `@pytest.mark.parametrize("site", …)`.

    One site a phase for the whole run: people in the journeys have addresses of their own (`me.email`).
    """
    phase: str = request.param
    folder = tmp_path_factory.mktemp(f"site-{phase}")
    if URL.startswith("postgres"):
        async with postgres_database(URL) as url:
            sample_database(phase, url, folder)
            with running_site(url, folder) as address:
                yield address
        return
    with running_site(copied(sample_files(phase), folder), folder) as address:
        yield address


@pytest_asyncio.fixture(params=[360, 1280], ids=["phone", "desktop"])
async def visit(request: pytest.FixtureRequest, browser: Browser) -> AsyncIterator[Visit]:
    """`walker = await visit(address)`: somebody new, on a phone and again on a desktop screen."""
    contexts = []

    async def arrive(address: str, *, scripts: bool = True) -> Walker:
        context = await browser.new_context(
            viewport={"width": request.param, "height": 800}, java_script_enabled=scripts, reduced_motion="reduce"
        )
        contexts.append(context)
        return Walker(await new_page(context), address, scripts)

    yield arrive
    for context in contexts:
        await context.close()


@pytest.fixture(autouse=True)
def _every_test_here_is_a_journey(request: pytest.FixtureRequest) -> Iterator[None]:
    assert request.node.get_closest_marker("journey"), "mark it: pytestmark = pytest.mark.journey"
    yield
