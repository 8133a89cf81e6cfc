"""Real elections and postcodes. They are not ours to publish, so they lie in a folder outside the repository."""

import os
import sys
from pathlib import Path

from pytest import fail, skip

from tests.house import ROOT

SHARED = Path(os.environ.get("WARDMOTE_SHARED_DATA") or ROOT.parent / "shared" / "data")


def is_there() -> bool:
    """Where it is missing, `make test` says so, and tests use small files of the project's own making."""
    return SHARED.is_dir()


def shared(*parts: str) -> Path | None:
    """The path of a shared file or folder; None where it is not here."""
    path = SHARED.joinpath(*parts)
    return path if path.exists() else None


def needed(*parts: str) -> Path:
    """The same, for a test that is about real data and nothing else. No other test may be left out."""
    path = shared(*parts)
    if path is not None:
        return path
    name = "/".join(parts)
    reason = f"The shared data “{name}” is not here: nothing real is tested. Set WARDMOTE_SHARED_DATA to its folder."
    if os.environ.get("CI", "").lower() == "true":
        fail(reason)
    print(f"\n*** {reason} ***\n", file=sys.__stderr__, flush=True)
    skip(reason)
