"""`make bench`, or `python -m benchmarks --quick` for a first impression."""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks import duels, servers, voting
from benchmarks.city import City, make_city
from benchmarks.figures import Figure, at_most, show, told
from benchmarks.queries import queries_of
from benchmarks.sameness import NotTheSame, demand_same
from benchmarks.serving import Server
from benchmarks.weight import first_visit

FEW, MANY = 200, 5_000


@dataclass(frozen=True)
class Effort:
    rounds: int
    requests: int


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer requests: right to a tenth or so")
    parser.add_argument(
        "what", nargs="?", choices=("pages", "counting", "box", "sortition"), default="pages", help="pages, if not said"
    )
    chosen = parser.parse_args()
    if chosen.what == "counting":
        from benchmarks import counting  # pabutools, which it needs, is slow to come

        return 0 if show(list(counting.measured(chosen.quick))) else 1
    if chosen.what == "box":
        from benchmarks import box

        return 0 if show(list(box.measured(chosen.quick))) else 1
    if chosen.what == "sortition":
        from benchmarks import sortition  # so are the library it is compared with and its solver

        return 0 if show(list(sortition.measured(chosen.quick))) else 1
    effort = Effort(6, 50) if chosen.quick else Effort(16, 100)
    try:
        with tempfile.TemporaryDirectory() as folder:
            figures = list(measured(Path(folder), effort))
    except NotTheSame as difference:
        print(f"Nothing was compared: change benchmarks/yardstick so that its page shows what ours does.\n{difference}")
        return 1
    return 0 if show(figures) else 1


def measured(folder: Path, effort: Effort) -> Iterator[Figure]:
    few = asyncio.run(make_city(folder / "few.sqlite3", ideas=FEW))
    many = asyncio.run(make_city(folder / "many.sqlite3", ideas=MANY))
    yield from queries(few, many)
    with ExitStack() as stack:
        small = stack.enter_context(servers.ours(few.file))
        yield from weights(small)
        large = stack.enter_context(servers.ours(many.file))
        yield from growth(small, large, effort)
    with ExitStack() as stack:
        server = stack.enter_context(servers.ours(few.file))
        django, _ = stack.enter_context(servers.yardstick(few.file))
        yield from page_against("Ideas list", "/ideas", ".card__title", server, django, effort)
        yield from page_against("Idea page", f"/ideas/{few.talked_about}", ".comment .prose", server, django, effort)
    yield from compared("Ballot POST", voting.duel(folder, effort.rounds, effort.requests))


def queries(few: City, many: City) -> Iterator[Figure]:
    at_few, at_many = (asyncio.run(queries_of("/ideas", city.url)) for city in (few, many))
    yield at_most(f"Ideas list, queries at {FEW} ideas", at_few, 8, "")
    yield Figure(f"Ideas list, queries at {MANY:,} ideas", f"the same, {at_few}", str(at_many), at_few == at_many)


def weights(server: Server) -> Iterator[Figure]:
    visit = first_visit(server, "/ideas")
    yield at_most("Ideas list, HTML gzipped", visit.page_gzipped / 1000, 15, " kB", 1)
    yield at_most("Ideas list, whole first visit compressed", visit.total / 1000, 120, " kB", 1)
    yield at_most("Requests to third parties", len(visit.elsewhere), 0, "")


def growth(small: Server, large: Server, effort: Effort) -> Iterator[Figure]:
    ask = duels.get("/ideas")
    costs = duels.duel((large, ask), (small, ask), rounds=effort.rounds, requests=effort.requests, status=200)
    yield at_most(f"Ideas list, processor time at {MANY:,} ideas to that at {FEW}", costs.ratio, 1.3, " ×", 2)


def page_against(name: str, path: str, items: str, server: Server, django: Server, effort: Effort) -> Iterator[Figure]:
    demand_same(server.request(path), django.request(path), items)
    ask = duels.get(path)
    costs = duels.duel((server, ask), (django, ask), rounds=effort.rounds, requests=effort.requests, status=200)
    yield from compared(name, costs)


def compared(name: str, costs: duels.Costs) -> Iterator[Figure]:
    yield told(f"{name}, processor time of a request", f"{costs.first:.2f} ms, Django {costs.second:.2f} ms")
    yield at_most(f"{name}, processor time to that of Django", costs.ratio, 0.5, " ×", 2)


if __name__ == "__main__":
    sys.exit(main())
