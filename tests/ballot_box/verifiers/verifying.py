"""Running verify.py as people do, but in this process, so that thousands of packs take seconds."""

import io
import sys
from collections.abc import Mapping
from contextlib import redirect_stdout
from pathlib import Path
from unittest.mock import patch

from ballot_box.verifiers import verify
from tests.ballot_box.verifiers.pack_scenes import written


def told(folder: Path, *arguments: str) -> tuple[int, list[str]]:
    """The status, and the lines that were printed."""
    with patch.object(sys, "argv", ["verify.py", str(folder), *arguments]), redirect_stdout(io.StringIO()) as printed:
        status = verify.main()
    return status, printed.getvalue().splitlines()


def faults(folder: Path, *arguments: str) -> list[str]:
    """What is wrong, in the words of verify.py; and that it ends as it should."""
    status, lines = told(folder, *arguments)
    found = lines[: next(n for n, line in enumerate(lines) if line.startswith(("Not checked: ", "    ")))]
    assert status == (1 if found else 0), lines
    assert lines[-1].endswith("things are wrong." if found else "Everything agrees."), lines
    return found


def faults_of(pack: Mapping[str, bytes], folder: Path, *arguments: str) -> list[str]:
    return faults(written(pack, folder), *arguments)
