"""A whole site in a process of its own: own database, own port, the sample at one phase."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from web.settings import ROOT

SECRET_KEY = "only-for-journeys-" + "y" * 32


@contextmanager
def running_site(database_url: str, folder: Path, **settings: str) -> Iterator[str]:
    """Starts `python main.py run` and yields its address; stops it cleanly and says what it printed if it cannot."""
    port = _free_port()
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "SECRET_KEY": SECRET_KEY,
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "MEDIA_DIR": str(folder / "media"),
        "KEYS_DIR": str(folder / "keys"),
        "RECORD_DIR": str(folder / "record"),
        "LOG_LEVEL": "warning",
        **settings,
    }
    log = folder / f"site-{port}.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "main.py", "run"], cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            _wait_for(f"http://127.0.0.1:{port}/sign-in", process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=20)
    trouble = [line for line in log.read_text().splitlines() if '"level": "error"' in line or "Traceback" in line]
    assert not trouble, "the site reported errors:\n" + "\n".join(trouble[:5])


# One phase has an assembly that recruits and one that was drawn, so that its rooms are not walked through four times.
ASSEMBLIES = {"ideas": "recruiting", "review": "drawn"}


def sample_database(phase: str, url: str, folder: Path) -> None:
    """Fill the migrated database at `url` with the sample at `phase`, as the command does."""
    environment = {**os.environ, "DATABASE_URL": url, "SECRET_KEY": "z" * 40, "MEDIA_DIR": str(folder / "media")}
    environment["KEYS_DIR"] = str(folder / "keys")
    command = [sys.executable, "main.py", "demo", "--phase", phase, "--assembly", ASSEMBLIES.get(phase, "none")]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def copied(database: Path, folder: Path) -> str:
    """A copy of a SQLite database that no process has open, with the keys of its votes; its address."""
    copy = folder / database.name
    shutil.copy(database, copy)
    shutil.copytree(database.parent / "keys", folder / "keys", dirs_exist_ok=True)
    return f"sqlite://{copy}"


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        assert process.poll() is None, f"the site stopped at once:\n{log.read_text()}"
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the site did not answer in a minute:\n{log.read_text()}")
