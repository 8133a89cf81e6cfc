"""One page on two servers, in turns: what each costs in processor time."""

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.serving import Answer, Server

Act = Callable[[Server, int], Answer]
"""Does one request, the n-th, and gives its answer."""


@dataclass(frozen=True)
class Costs:
    """Milliseconds of processor time for one request, the best of several rounds."""

    first: float
    second: float

    @property
    def ratio(self) -> float:
        return self.first / self.second


def duel(first: tuple[Server, Act], second: tuple[Server, Act], *, rounds: int, requests: int, status: int) -> Costs:
    """Rounds alternate, because machines slow down and speed up while one measures; the best of each is compared."""
    best = [float("inf"), float("inf")]
    for server, act in (first, second):
        _run(server, act, max(requests // 4, 20), status, start=0)
    for turn in range(1, rounds + 1):
        for place, (server, act) in enumerate((first, second)):
            best[place] = min(best[place], _run(server, act, requests, status, start=turn * requests))
    return Costs(*best)


def _run(server: Server, act: Act, requests: int, status: int, start: int) -> float:
    before = server.processor_seconds()
    for n in range(start, start + requests):
        answer = act(server, n)
        if answer.status != status:
            raise RuntimeError(f"request {n} was answered with {answer.status}:\n{answer.body[:2000]!r}")
    return (server.processor_seconds() - before) * 1000 / requests


def get(path: str) -> Act:
    return lambda server, _: server.request(path)
