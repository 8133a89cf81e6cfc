"""Servers in processes of their own, and how much processor time they use. Wall-clock times swing by half on small
machines; the processor time of the server's process, divided by the requests it answered, is steady."""

import http.client
import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

IDLE_SECONDS = 2.0  # servers close what nobody uses; long before that we open a new connection


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Server:
    """A running server and one kept-alive connection to it."""

    pid: int
    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    _connection: http.client.HTTPConnection | None = None
    _used: float = 0.0

    def request(
        self, path: str, *, method: str = "GET", body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        if self._connection is None or time.monotonic() - self._used > IDLE_SECONDS:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        sent = {"sec-fetch-site": "same-origin", "origin": f"http://127.0.0.1:{self.port}", **(headers or {})}
        if self.cookies:
            sent["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self._connection.request(method, path, body, sent)
        response = self._connection.getresponse()
        content = response.read()
        self._used = time.monotonic()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, content)

    def processor_seconds(self) -> float:
        """Used so far by the server and its children."""
        pids = [self.pid, *_children(self.pid)]
        return sum(time.clock_gettime(_clock(pid)) for pid in pids)


def _children(pid: int) -> list[int]:
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
            return [int(child) for child in file.read().split()]
    except OSError:
        return []


def _clock(pid: int) -> int:
    """The number under which Linux keeps a process's own clock, all its threads together (clock_getcpuclockid)."""
    return (~pid << 3) | 2


@contextmanager
def running(command: Sequence[str], environment: Mapping[str, str], port: int) -> Iterator[Server]:
    process = subprocess.Popen(
        command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        server = Server(process.pid, port)
        _wait_for(server, process)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=20)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _wait_for(server: Server, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError(f"the server stopped at once: {process.args!r}")
        try:
            server.request("/")
            return
        except OSError:
            server._connection = None
            time.sleep(0.1)
    raise RuntimeError("the server did not answer in 30 seconds")
