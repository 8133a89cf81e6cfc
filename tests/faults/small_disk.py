"""A disk of a few megabytes that really gets full, where we may mount one: in memory, and with it gone."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory


@cache
def can_mount() -> bool:
    with TemporaryDirectory() as folder:
        try:
            with small_disk(Path(folder), 1):
                return True
        except (OSError, subprocess.CalledProcessError):
            return False


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[None]:
    _run("mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=777", "tmpfs", str(folder))
    try:
        yield
    finally:
        _run("umount", "-l", str(folder))


def enlarge(folder: Path, megabytes: int) -> None:
    _run("mount", "-o", f"remount,size={megabytes}m", str(folder))


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
