import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright
from tortoise import Tortoise

from database.configuration import tortoise_config
from tests.conftest import URL, making, postgres_database
from tests.journeys.assemblies import AssemblySite
from tests.journeys.site import SECRET_KEY, copied, running_site, sample_database
from tests.journeys.walking import Walker, new_page
from web import keys

Visit = Callable[..., Awaitable[Walker]]


@dataclass(frozen=True)
class Way:
    """What a walk is walked with."""

    width: int
    scripts: bool

    def __str__(self) -> str:
        return f"{self.width}px-{'scripts' if self.scripts else 'plain'}"


def ways(*ways: Way) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("visit", ways, ids=str, indirect=True)


# Every walk is walked with scripts and without, on a phone and on a desktop screen, in two walks instead of four.
# Without a mark it is the phone that has scripts.
PHONE_WITH_SCRIPTS = (Way(360, True), Way(1280, False))
desktop_with_scripts = ways(Way(1280, True), Way(360, False))
once_on_a_phone = ways(Way(360, True))


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
def sample_files(whole_run: Path, migrated: str) -> Callable[[str], Path]:
    """The sample at a phase as a SQLite file, made once for the whole run."""

    def at(phase: str) -> Path:
        home = whole_run / f"sample-{phase}"  # of its own: the record has a key and a memory beside its database
        home.mkdir(exist_ok=True)
        file = home / "sample.sqlite3"
        with making(file) as missing:
            if missing:
                shutil.copy(migrated, missing)
                sample_database(phase, f"sqlite://{missing}?synchronous=OFF", home)
        return file

    return at


class Sites:
    """Running sites with the sample, each with a database of its own. All stop when the `async with` ends."""

    folder: Path  # of the site that was started last

    def __init__(
        self, migrated: str, sample_files: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        self._migrated, self._files, self._folders = migrated, sample_files, tmp_path_factory
        self._open = AsyncExitStack()

    async def __aenter__(self) -> "Sites":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._open.aclose()

    async def start(self, phase: str) -> tuple[str, str]:
        """The address of the site, and that of its database."""
        folder = self.folder = self._folders.mktemp(f"site-{phase}")
        if URL.startswith("postgres"):
            url = await self._open.enter_async_context(postgres_database(URL, copy_of=self._migrated))
            sample_database(phase, url, folder)
        else:
            url = copied(self._files(phase), folder)
        address = self._open.enter_context(running_site(url, folder))
        return address, url


@pytest_asyncio.fixture(scope="session")
async def site(
    request: pytest.FixtureRequest,
    migrated: str,
    sample_files: Callable[[str], Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[str]:
    """The address of a running site with the sample at the phase named by `@pytest.mark.parametrize("site", …)`.

    One site a phase for the whole run: people in the journeys have addresses of their own (`me.email`).
    """
    async with Sites(migrated, sample_files, tmp_path_factory) as sites:
        address, _database = await sites.start(request.param)
        yield address


@pytest_asyncio.fixture(scope="module")
async def own_site(
    migrated: str, sample_files: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[str]:
    """A site with an open vote for one file of journeys, whose database the tests can reach as well."""
    async with Sites(migrated, sample_files, tmp_path_factory) as sites:
        address, database = await sites.start("voting")
        await Tortoise.init(config=tortoise_config(database))
        yield address
        await Tortoise.close_connections()


@pytest_asyncio.fixture(scope="module")
async def _assembly_site(
    migrated: str, sample_files: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[AssemblySite]:
    """A site for one file of journeys, whose database and keys the tests can reach: to set up assemblies there."""
    async with Sites(migrated, sample_files, tmp_path_factory) as sites:
        address, database = await sites.start("voting")
        await Tortoise.init(config=tortoise_config(database))
        yield AssemblySite(address, sites.folder / "keys")
        await Tortoise.close_connections()


@pytest.fixture
def assembly_site(_assembly_site: AssemblySite) -> AssemblySite:
    """The same with its keys in use here, which every test begins with keys of its own."""
    keys.use(SECRET_KEY, _assembly_site.keys)
    return _assembly_site


@pytest_asyncio.fixture(params=PHONE_WITH_SCRIPTS, ids=str)
async def visit(request: pytest.FixtureRequest, browser: Browser) -> AsyncIterator[Visit]:
    """`walker = await visit(address)`: somebody new, who comes in the way of this walk."""
    contexts = []
    usual: Way = request.param

    async def arrive(address: str, way: Way = usual) -> Walker:
        context = await browser.new_context(
            viewport={"width": way.width, "height": 800}, java_script_enabled=way.scripts, reduced_motion="reduce"
        )
        contexts.append(context)
        return Walker(await new_page(context), address, way.scripts)

    yield arrive
    for context in contexts:
        await context.close()


@pytest.fixture(autouse=True)
def _every_test_here_is_a_journey(request: pytest.FixtureRequest) -> Iterator[None]:
    assert request.node.get_closest_marker("journey"), "mark it: pytestmark = pytest.mark.journey"
    yield
