"""A PostgreSQL server of our own, to be stopped and killed: the one that the tests run on is not ours to stop."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def programs() -> Path | None:
    """Where initdb and pg_ctl are, or None: then there is no server of our own."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found or (os.geteuid() == 0 and not shutil.which("runuser")):
        return None
    return found[-1].parent


class Cluster:
    def __init__(self, folder: Path, programs: Path) -> None:
        self.folder, self.programs = folder, programs
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port: int = listener.getsockname()[1]
        self._run("initdb", "-D", self._data, "-U", "postgres", "-A", "trust", "--no-sync", "-k")

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def start(self) -> None:
        """Tried again for a while: after a kill the first start may be refused over what was left lying about."""
        options = f"-p {self.port} -k {self.folder} -c shared_buffers=32MB -c max_connections=60"
        words = ["-D", self._data, "-w", "-l", f"{self.folder}/log", "-o", options]
        for _ in range(20):
            if self._run("pg_ctl", *words, "start", ok=False) == 0:
                return
            time.sleep(0.5)
        raise AssertionError("the server did not start again in twenty tries")

    def stop(self, how: str) -> None:
        """fast and immediate as pg_ctl means them; kill: without a word."""
        if how != "kill":
            self._run("pg_ctl", "-D", self._data, "-w", "-m", how, "stop")
            return
        process = int(Path(self._data, "postmaster.pid").read_text().split()[0])
        os.kill(process, signal.SIGKILL)

    def _run(self, program: str, *words: str, ok: bool = True) -> int:
        command = [str(self.programs / program), *words]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        # Its output goes to a file: the server would keep a pipe open, and whoever reads it waiting.
        with (self.folder / "said").open("w+") as said:
            done = subprocess.run(command, stdout=said, stderr=subprocess.STDOUT, cwd=self.folder, check=False)
        assert not ok or done.returncode == 0, (self.folder / "said").read_text()
        return done.returncode


@contextmanager
def cluster(programs: Path) -> Iterator[Cluster]:
    folder = Path(tempfile.mkdtemp(prefix="wardmote-cluster-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        own = Cluster(folder, programs)
        own.start()
        try:
            yield own
        finally:
            own._run("pg_ctl", "-D", own._data, "-w", "-m", "immediate", "stop", ok=False)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
