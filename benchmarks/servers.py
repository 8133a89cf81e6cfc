"""The two servers that are compared, each as it would be run for real: one process, one worker."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from benchmarks.serving import Server, free_port, running

ROOT = Path(__file__).resolve().parent.parent
SECRET_KEY = "only-for-measuring-" + "z" * 32


def ours(database: Path) -> AbstractContextManager[Server]:
    """In production mode. The worker that sends messages runs elsewhere, as docs/hosting.md advises."""
    port = free_port()
    environment = {
        "PRODUCTION": "yes",
        "SECRET_KEY": SECRET_KEY,
        "DATABASE_URL": f"sqlite://{database}",
        "BASE_URL": "https://measured.example.org",
        "MAIL_URL": "smtp://127.0.0.1:9",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "WORKER_INSIDE": "no",
        "MEDIA_DIR": str(database.parent / "media"),
        "KEYS_DIR": str(database.parent / "keys"),
    }
    return running([sys.executable, str(ROOT / "main.py"), "run"], environment, port)


@contextmanager
def yardstick(database: Path, accounts: tuple[int, int] = (1, 0)) -> Iterator[tuple[Server, list[str]]]:
    """Django under gunicorn, one synchronous worker, and session keys for the accounts from the first to the last.

    Like ours it writes one line for each request.
    """
    environment = {"YARDSTICK_DATABASE": str(database), "DJANGO_SETTINGS_MODULE": "benchmarks.yardstick.settings"}
    prepared = subprocess.run(
        [sys.executable, "-m", "benchmarks.yardstick.prepare", *map(str, accounts)],
        cwd=ROOT,
        env={**os.environ, **environment},
        check=True,
        capture_output=True,
        text=True,
    )
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--workers", "1", "--bind", f"127.0.0.1:{port}"]
    command += ["--access-logfile", "-", "--chdir", str(ROOT), "benchmarks.yardstick.wsgi"]
    with running(command, environment, port) as server:
        yield server, json.loads(prepared.stdout)
