"""Real elections and postcodes. They are not ours to publish, so they lie in a folder outside the repository."""

import os
from pathlib import Path

from tests.house import ROOT

SHARED = Path(os.environ.get("WARDMOTE_SHARED_DATA") or ROOT.parent / "shared" / "data")


def is_there() -> bool:
    """Where it is missing, `make test` says so, and tests use small files of the project's own making."""
    return SHARED.is_dir()
