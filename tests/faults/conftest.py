"""Each of these tests has a folder of keys of its own, because each has a record of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import SECRET_KEY
from tests.faults.crowd import end_zygote
from web import keys


@pytest.fixture(autouse=True)
def _own_keys(_secret_key: None, tmp_path: Path) -> None:
    keys.use(SECRET_KEY, tmp_path / "keys")


@pytest.fixture(autouse=True, scope="session")
def _casters_end() -> Iterator[None]:
    yield
    end_zygote()
