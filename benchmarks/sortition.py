"""What a draw costs: `make bench ARGS=sortition`. Uses the shared pools where they are, and made-up ones elsewhere.

Both make, in the same process one after the other, from the same pool, the panels that a public draw picks from: we
with our targets, `sortition-algorithms` with its default method (maximin) and the quicker of its two free solvers.
Processor time; reading the files is left out on both sides. Above 1,200 people we are measured alone: there the library
would need more than a quarter of an hour.
"""

import importlib.util
import json
import math
import statistics
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from types import ModuleType
from typing import Any

from assembly.sortition.files import read_pool
from assembly.sortition.pool import Pool
from assembly.sortition.portfolio.making import make_portfolio
from assembly.sortition.portfolio.report import Portfolio, Report
from assembly.sortition.targets import targets
from benchmarks.figures import Figure, at_most, told
from tests.assembly.sortition.made_pools import made_pool
from tests.shared_data import shared

HOME = ("address1", "postcode")
SEED = b"benchmark"
# Times faster than the library, by name of the shared pool, its people and seats.
AGAINST = (("stoke_small_120_40", 120, 40, 3), ("stoke_mid_320_45", 320, 45, 3), ("stoke_large_1200_50", 1200, 50, 5))
ALONE = ((3_000, 110, 120), (20_000, 100, 600))  # people, seats, most seconds
FLOOR, CEILING = 0.99, 1.1
LOTTERY = 10_000
FLOOR_OF_LOTTERY = 0.97


@dataclass(frozen=True)
class Found:
    seconds: float
    floor: float
    ceiling: float
    geometric_mean: float


def measured(quick: bool) -> Iterator[Figure]:
    """`quick` leaves out the two pools for which somebody needs a minute or more."""
    for name, people, seats, times in AGAINST[:1] if quick else AGAINST:
        pool = shared_pool(name) or made_pool(people, seats, seed=people)
        label = f"{people:,} people"
        print(f"{label}: the library …", file=sys.stderr, flush=True)
        yield from against(label, pool, theirs(pool), times)
    for people, seats, most in ALONE[:1] if quick else ALONE:
        print(f"{people:,} people …", file=sys.stderr, flush=True)
        seconds, report = ours(made_pool(people, seats, seed=people), None)
        yield at_most(f"{people:,} people, {report.panels:,} panels", seconds, most, " s", 1)
        yield at_least(f"{people:,} people, floor to the highest possible", report.share_of_floor, grain(report), "", 3)


def against(label: str, pool: Pool, library: Found, times: float) -> Iterator[Figure]:
    seconds, report = ours(pool, None)
    about = f"{seconds:.2f} s for {report.panels:,} panels, library {library.seconds:.2f} s"
    yield told(f"{label}, portfolio", about)
    yield at_least(f"{label}, times faster than the library", library.seconds / seconds, times, " ×", 1)
    yield at_least(f"{label}, floor to the highest possible", report.share_of_floor, FLOOR, "", 4)
    yield at_most(f"{label}, largest chance to the allowed", report.ceiling / report.allowed_ceiling, CEILING, "", 3)
    yield told(f"{label}, largest chance", f"{report.ceiling:.3f}, library {library.ceiling:.3f}")
    evenness = report.geometric_mean / library.geometric_mean
    yield at_least(f"{label}, geometric mean to the library’s", evenness, 1, "", 3)
    if report.panels != LOTTERY:
        seconds, report = ours(pool, LOTTERY)
        yield told(f"{label}, {LOTTERY:,} panels", f"{seconds:.2f} s, {library.seconds / seconds:.1f} ×")
        yield at_least(f"{label}, floor of {LOTTERY:,} panels", report.share_of_floor, FLOOR_OF_LOTTERY, "", 4)


def ours(pool: Pool, panels: int | None) -> tuple[float, Report]:
    """From the pool to the seated panels: targets, portfolio, report."""
    found: list[Portfolio] = []

    def make() -> None:
        fresh = Pool(pool.people, pool.quotas, pool.seats)  # without the types that the last try found
        found.append(make_portfolio(fresh, targets(fresh), SEED, panels))

    return usual_seconds(make), found[0].report


def usual_seconds(work: Callable[[], object]) -> float:
    """The median of five tries, or of as many as fit into some seconds: chance makes the library quick or slow."""
    taken: list[float] = []
    while len(taken) < 5 and sum(taken) < 5:
        begun = process_time()
        work()
        taken.append(process_time() - begun)
    return statistics.median(taken)


def grain(report: Report) -> float:
    """The part of the floor that whole lines can keep, less two lines that single people may stray."""
    lines = report.target_floor * report.panels
    return max(0.0, (math.floor(lines) - 2) / lines)


def shared_pool(name: str) -> Pool | None:
    folder: Path | None = shared("sortition", name)
    if folder is None:
        return None
    seats = json.loads((folder / "instance.json").read_text("utf-8"))["panel_size"]
    return read_pool((folder / "people.csv").read_bytes(), (folder / "features.csv").read_bytes(), seats, HOME)


def theirs(pool: Pool) -> Found:
    """The library's maximin, and what it reached in the first try."""
    library = load_library()
    features, people = library_pool(library, pool)
    found: list[tuple[Any, Any, Any]] = []
    maximin = library.maximin.find_distribution_maximin
    seconds = usual_seconds(lambda: found.append(maximin(features, people, pool.seats, ["household"], "mip")))
    chances: Counter[str] = Counter()
    for panel, share in zip(found[0][0], found[0][1], strict=True):
        for person in panel:
            chances[person] += share
    every = [max(0.0, chances[person.id]) for person in pool.people]
    mean = math.exp(math.fsum(math.log(max(chance, 1e-9)) for chance in every) / len(every))
    return Found(seconds, min(every), max(every), mean)


@dataclass(frozen=True)
class Library:
    maximin: Any
    features: Any
    people: Any
    settings: Any


def load_library() -> Library:
    """Its parts one by one: importing the whole also loads what it needs for Google Sheets, which is not installed."""
    name = "sortition_algorithms"
    if name not in sys.modules:
        spec = importlib.util.find_spec(name)
        if spec is None or spec.submodule_search_locations is None:
            sys.exit("sortition-algorithms is not installed: begin with `make bench-setup`.")
        package = ModuleType(name)
        package.__path__ = list(spec.submodule_search_locations)
        sys.modules[name] = package
    parts = ("committee_generation.maximin", "features", "people", "settings")
    return Library(*(importlib.import_module(f"{name}.{part}") for part in parts))


def library_pool(library: Library, pool: Pool) -> tuple[Any, Any]:
    """Somebody without an address gets one of their own, since the library compares empty ones too."""
    columns = ("feature", "value", "min", "max")
    quotas = [dict(zip(columns, (one.category, one.value, str(one.least), str(one.most)), strict=True))
              for one in pool.quotas]  # fmt: skip
    features, *_ = library.features.read_in_features(list(columns), quotas)
    rows = [
        {"id": one.id, "household": one.household or f"alone {one.id}",
         **dict(zip(pool.categories, one.features, strict=True))}
        for one in pool.people
    ]  # fmt: skip
    settings = library.settings.Settings(
        id_column="id", columns_to_keep=["household"], check_same_address=True,
        check_same_address_columns=["household"], solver_backend="mip",
    )  # fmt: skip
    people, _ = library.people.read_in_people(list(rows[0]), rows, features, settings)
    return features, people


def at_least(name: str, reached: float, limit: float, unit: str, digits: int) -> Figure:
    return Figure(name, f"at least {limit:,.{digits}f}{unit}", f"{reached:,.{digits}f}{unit}", reached >= limit)
