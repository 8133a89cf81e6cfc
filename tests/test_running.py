"""`python main.py run` as a newcomer meets it: it says where it is, keeps a secret, and stops when asked."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.journeys.site import running_site
from web.settings import ROOT


def start(tmp_path: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    settings = {"DATABASE_URL": f"sqlite://{tmp_path / 'new.sqlite3'}", "SECRET_KEY": "s" * 40, **environment}
    return subprocess.run(
        [sys.executable, "main.py", "run"], cwd=ROOT, env={**os.environ, **settings}, capture_output=True, text=True
    )


def test_a_wrong_setting_stops_the_start_with_its_cure(tmp_path: Path) -> None:
    done = start(tmp_path, PORT="eighty")

    assert done.returncode == 1
    assert "PORT='eighty': write a whole number" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_real_site_demands_its_settings_and_never_shows_the_sample(tmp_path: Path) -> None:
    done = start(tmp_path, PRODUCTION="yes", SECRET_KEY="")

    assert done.returncode == 1
    assert "SECRET_KEY is missing" in done.stderr and "BASE_URL must be" in done.stderr
    assert not (tmp_path / "new.sqlite3").exists()


def test_it_prints_its_address_and_stops_cleanly_on_ctrl_c(tmp_path: Path) -> None:
    url = f"sqlite://{tmp_path / 'new.sqlite3'}"
    with running_site(url, tmp_path) as address:
        log = next(tmp_path.glob("site-*.log"))
        assert address in log.read_text()

    folders = {"KEYS_DIR": str(tmp_path / "keys"), "RECORD_DIR": str(tmp_path / "record")}
    environment = {**os.environ, "DATABASE_URL": url, "SECRET_KEY": "s" * 40, "PORT": address.rpartition(":")[2]}
    environment |= folders
    process = subprocess.Popen([sys.executable, "main.py", "run"], cwd=ROOT, env=environment, stdout=subprocess.PIPE)
    assert process.stdout is not None
    for line in process.stdout:
        if address.encode() in line:
            break
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) == 0
    process.stdout.close()
