"""Running draw.py as people do, but in this process, so that thousands of draws take seconds."""

import io
import sys
from contextlib import redirect_stdout
from pathlib import Path
from unittest.mock import patch

from assembly.verifiers import draw
from tests.assembly.verifiers.draw_scenes import Files, written

GOOD = "Everything that was checked agrees."


def told(*paths: Path) -> tuple[int, list[str]]:
    """The status, and the lines that were printed."""
    with patch.object(sys, "argv", ["draw.py", *map(str, paths)]), redirect_stdout(io.StringIO()) as printed:
        status = draw.main()
    return status, printed.getvalue().splitlines()


def told_of(files: Files, folder: Path) -> tuple[int, list[str]]:
    return told(written(files, folder))


def is_fine(files: Files, folder: Path) -> bool:
    """Whether draw.py finds nothing wrong; and that its status and its last line say the same."""
    status, lines = told_of(files, folder)
    assert lines[-1] == GOOD if status == 0 else lines[-1].endswith("things are wrong.")
    return status == 0
