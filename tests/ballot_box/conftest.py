from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.boxes import own_keys


@pytest.fixture
def keys_of_its_own(tmp_path: Path) -> Iterator[Path]:
    """The folder of keys that only this test uses."""
    with own_keys(tmp_path / "keys") as folder:
        yield folder
