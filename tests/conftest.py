"""What every test can ask for: a real database that forgets, a client that looks at each page, people who signed in."""

import fcntl
import os
import shutil
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import hypothesis
import pytest
import pytest_asyncio
from starlette.applications import Starlette
from tortoise import Tortoise
from tortoise.context import TortoiseContext

from database import transaction
from database.configuration import tortoise_config
from database.migrating import migrate
from tests.browsing import Client
from tests.counting import CountQueries, counter
from web.settings import Settings

URL = os.environ.get("TEST_DATABASE_URL", "")

# In CI the same examples every time, so that no landing depends on luck; elsewhere new ones at every run.
hypothesis.settings.register_profile(
    "house",
    deadline=None,
    derandomize=os.environ.get("CI") == "true",
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("house")
SECRET_KEY = "only-for-tests-" + "x" * 32


class _Rollback(Exception):
    pass


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory, database_url: str) -> Settings:
    return Settings(
        secret_key=SECRET_KEY,
        database_url=database_url,
        base_url="http://test",
        media_dir=str(tmp_path_factory.mktemp("media")),
        keys_dir=str(tmp_path_factory.getbasetemp() / "keys"),
        record_dir=str(tmp_path_factory.getbasetemp() / "record"),
        packs_dir=str(tmp_path_factory.getbasetemp() / "packs"),
        worker_inside=False,
        log_level="error",
    )


@pytest_asyncio.fixture(scope="session")
async def migrated(whole_run: Path) -> AsyncIterator[str]:
    """A migrated database that nobody opens: a file, or the name of one on the server that TEST_DATABASE_URL names.

    The others are copies of it, because copying is much quicker than migrating.
    """
    if URL.startswith("postgres"):
        async with postgres_database(URL) as url:
            yield url.rsplit("/", 1)[1]
        return
    file = whole_run / "migrated.sqlite3"
    with making(file) as missing:
        if missing:
            await migrate(f"sqlite://{missing}?synchronous=OFF")
    yield str(file)


@pytest.fixture(scope="session")
def whole_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for what is dear to make: all workers of a run share it."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if os.environ.get("PYTEST_XDIST_WORKER") else folder


@contextmanager
def making(file: Path) -> Iterator[Path | None]:
    """Only one worker makes a shared file, the others wait: yields where to make it, or None if it is there."""
    with file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if file.exists():
            yield None
            return
        half_made = file.with_suffix(".making")
        yield half_made
        half_made.rename(file)


@pytest_asyncio.fixture(scope="session")
async def database_url(migrated: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The address of a fresh, migrated database for all tests that roll back."""
    if URL.startswith("postgres"):
        async with postgres_database(URL, copy_of=migrated) as url:
            yield url
        return
    file = tmp_path_factory.mktemp("database") / "test.sqlite3"
    shutil.copy(migrated, file)
    yield f"sqlite://{file}?synchronous=OFF"


class postgres_database:
    """A migrated database of its own on the server, gone afterwards. `copy_of` names one to copy."""

    def __init__(self, server: str, copy_of: str = "") -> None:
        self.server = server
        self.name = f"test_{uuid.uuid4().hex[:10]}"
        self.copy_of = copy_of

    async def __aenter__(self) -> str:
        url = self.server.rsplit("/", 1)[0] + "/" + self.name
        if self.copy_of:
            await self._on_server(f"CREATE DATABASE {self.name} TEMPLATE {self.copy_of}")
        else:
            await self._on_server(f"CREATE DATABASE {self.name}")
            await migrate(url)
        return url

    async def __aexit__(self, *_: object) -> None:
        await self._on_server(f"DROP DATABASE {self.name} WITH (FORCE)")

    async def _on_server(self, sql: str) -> None:
        connection = await asyncpg.connect(self.server)
        await connection.execute(sql)
        await connection.close()


@pytest_asyncio.fixture(scope="session")
async def _open_database(database_url: str) -> AsyncIterator[TortoiseContext]:
    context = TortoiseContext()
    with context:
        await context.init(config=tortoise_config(database_url))
    yield context
    await context.close_connections()


@pytest_asyncio.fixture
async def db(_open_database: TortoiseContext) -> AsyncIterator[None]:
    """The database, inside a transaction that is rolled back after the test."""
    with _open_database:
        try:
            async with transaction():
                yield
                raise _Rollback
        except _Rollback:
            pass


@pytest_asyncio.fixture
async def own_database(migrated: str, tmp_path: Path) -> AsyncIterator[str]:
    """A whole database for one test: for what races, commits, or starts a server. Opened; yields its address."""
    if URL.startswith("postgres"):
        async with postgres_database(URL, copy_of=migrated) as url:
            await Tortoise.init(config=tortoise_config(url))
            yield url
            await Tortoise.close_connections()
        return
    shutil.copy(migrated, tmp_path / "own.sqlite3")
    url = f"sqlite://{tmp_path / 'own.sqlite3'}"
    await Tortoise.init(config=tortoise_config(url))
    yield url
    await Tortoise.close_connections()


@pytest.fixture(scope="session")
def app(settings: Settings) -> Starlette:
    import main
    from residents.sessions import person_of
    from web.application import build_application

    return build_application(settings, main.routes(settings), person_of, open_database=False)


@pytest_asyncio.fixture
async def client(app: Starlette, db: None) -> AsyncIterator[Client]:
    """Somebody who is not signed in. `await client.sign_in(account)` changes that."""
    async with Client(app) as browser:
        yield browser


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    from web.language import speak

    speak("en")
    yield


@pytest.fixture(autouse=True)
def _secret_key(tmp_path_factory: pytest.TempPathFactory) -> None:
    from ledger import keys as record_keys
    from web import keys

    keys.use(SECRET_KEY, tmp_path_factory.getbasetemp() / "keys")
    record_keys.forget()  # the database forgets as well, and a record never goes back


@pytest.fixture
def count_queries(monkeypatch: pytest.MonkeyPatch) -> CountQueries:
    """`async with count_queries() as counted: ...`, and then `counted.count` is the number of statements."""
    return counter(monkeypatch)
