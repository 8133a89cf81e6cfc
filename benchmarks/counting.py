"""What counting costs: `make bench ARGS=counting`. Needs the shared elections.

Processor time, the best of a few tries; both libraries count the same ballots in the same process one after the other,
and a figure only stands where both fund the same projects in the same order.
"""

import random
import resource
import statistics
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from typing import Any

from pabutools.election import parse_pabulib
from pabutools.election.satisfaction import PositionalSatisfaction
from pabutools.rules import method_of_equal_shares

from benchmarks.figures import Figure, at_most, told
from benchmarks.sameness import NotTheSame
from pb.counting.ballot import BallotKind
from pb.counting.completion import ADD1, ADD1_GREEDY
from pb.counting.explaining import explain
from pb.counting.files import count_file
from pb.counting.instance import Instance
from pb.counting.pabulib import read_file, to_pabulib
from pb.counting.profile import Profile
from pb.counting.rules import RULES
from pb.counting.ties import COST_SUPPORTERS_ID, LEXICOGRAPHIC
from tests.shared_data import shared

LEAST_VOTERS = 1_000
MILLION = 1_000_000


class Points(PositionalSatisfaction):  # type: ignore[misc]
    """Length minus position, as ours."""

    def __init__(self, instance: Any, profile: Any, ballot: Any) -> None:
        def points(ballot: Any, project: Any) -> int:
            return len(ballot) - ballot.index(project) if project in ballot else 0

        super().__init__(instance, profile, ballot, points, sum)


def measured(quick: bool) -> Iterator[Figure]:
    folder = shared("elections")
    if folder is None:
        raise NotTheSame("The shared elections are not here: set WARDMOTE_SHARED_DATA to their folder.")
    ranked = [path for path in sorted(folder.glob("*.pb")) if is_ranked(path)]
    yield from whole_cities(folder)
    yield from all_ranked(ranked)
    yield from million_ballots()
    yield from against_pabutools(ranked[::6] if quick else ranked)


def is_ranked(path: Path) -> bool:
    return "vote_type;ordinal" in path.read_text("utf-8-sig")


def seconds(work: Callable[[], object]) -> float:
    begun = process_time()
    work()
    return process_time() - begun


def whole_cities(folder: Path) -> Iterator[Figure]:
    for name, rule in (("Poland_Krakow_2024", "equal-shares-ranked"), ("Poland_Lodz_2022", "equal-shares-cost")):
        path = folder / f"{name}.pb"

        def whole(path: Path = path, rule: str = rule) -> None:
            instance, profile = read_file(path)
            outcome = RULES[rule].count(instance, profile, COST_SUPPORTERS_ID, ADD1)
            explain(outcome, instance, profile.kind)
            to_pabulib(instance, profile)

        yield at_most(f"{name}: read, counted, explained, written", min(map(seconds, [whole] * 3)), 2, " s", 2)


def all_ranked(ranked: list[Path]) -> Iterator[Figure]:
    def all_of_them() -> None:
        for path in ranked:
            count_file(path, "equal-shares-ranked", ADD1_GREEDY.name)

    yield at_most(f"Default rule on {len(ranked)} ranked elections together", seconds(all_of_them), 20, " s", 1)


def million_ballots() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "million.pb"
        with path.open("w", encoding="utf-8") as file:
            file.writelines(made_up(random.Random(1)))
        taken = seconds(lambda: count_file(path, "equal-shares-ranked", ADD1_GREEDY.name))
    yield at_most(f"{MILLION:,} ranked ballots read and counted", taken, 15, " s", 1)
    yield at_most("the same, memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, 2, " GB", 2)


def made_up(chance: random.Random, projects: int = 40) -> Iterator[str]:
    """Five ranks over forty projects, some liked more than others: nearly every ballot is its own."""
    ids = [str(number) for number in range(1, projects + 1)]
    liked = [number**-0.7 for number in range(1, projects + 1)]
    yield f"META\nkey;value\nnum_projects;{projects}\nnum_votes;{MILLION}\nbudget;5000000\nvote_type;ordinal\n"
    yield "PROJECTS\nproject_id;cost;name\n"
    yield from (f"{id_};{1000 * chance.randrange(20, 900)};Project {id_}\n" for id_ in ids)
    yield "VOTES\nvoter_id;vote\n"
    for voter in range(MILLION):
        yield f"{voter};{','.join(dict.fromkeys(chance.choices(ids, liked, k=5)))}\n"


def against_pabutools(ranked: list[Path]) -> Iterator[Figure]:
    """Equal Shares by points with raised shares, which both define: from the same ballots in memory to the winners.

    Left out on both sides: reading and grouping equal ballots. Counted on both: everything that is worked out from the
    grouped ballots. pabutools gives no reasons, so the figure is for the winners; what reasons take is told beside it.
    """
    found: list[Against] = []
    for path in ranked:
        instance, profile = read_file(path)
        if profile.voters >= LEAST_VOTERS:
            found.append(against(path, instance, profile))
            print(f"{found[-1].times:8.1f} × {path.stem}, {found[-1].times_with_reasons:.1f} with reasons", flush=True)
    found.sort(key=lambda one: one.times)
    median = statistics.median(one.times for one in found)
    yield at_least(f"Times faster than pabutools, median of {len(found)}", median, 100)
    yield at_least(f"the same, least ({found[0].election})", found[0].times, 50)
    yield told("elections below 50 times", str(sum(one.times < 50 for one in found)))
    reasoned = [one.times_with_reasons for one in found]
    yield told("with reasons: median, least", f"{statistics.median(reasoned):,.1f} ×, {min(reasoned):,.1f} ×")


@dataclass(frozen=True)
class Against:
    election: str
    times: float
    times_with_reasons: float


def against(path: Path, instance: Instance, profile: Profile) -> Against:
    """The best of a few tries on both sides; fewer where one takes long."""
    their_instance, their_profile = parse_pabulib(str(path))
    many = their_profile.as_multiprofile()
    theirs: list[str] = []

    def slow() -> None:
        found = method_of_equal_shares(their_instance, many, sat_class=Points, voter_budget_increment=1)
        theirs[:] = [project.name for project in found]

    slowest = best(slow)
    rule = RULES["equal-shares-points"]

    def fresh() -> Profile:
        """Without the columns that a profile keeps: making them is part of the count."""
        return Profile(BallotKind(profile.kind), profile.groups)

    funded = rule.winners(instance, fresh(), LEXICOGRAPHIC, ADD1)
    if list(funded) != theirs:
        raise NotTheSame(f"{path.stem}: pabutools funds {theirs}, we fund {funded}.")
    quick = best(lambda: rule.winners(instance, fresh(), LEXICOGRAPHIC, ADD1))
    reasoned = best(lambda: rule.count(instance, fresh(), LEXICOGRAPHIC, ADD1))
    return Against(path.stem, slowest / quick, slowest / reasoned)


def best(work: Callable[[], object], tries: int = 7, enough: float = 2) -> float:
    """Of so many tries, or of as many as fit into so many seconds."""
    taken = [seconds(work)]
    while len(taken) < tries and sum(taken) < enough:
        taken.append(seconds(work))
    return min(taken)


def at_least(name: str, reached: float, limit: float) -> Figure:
    return Figure(name, f"at least {limit:,.0f} ×", f"{reached:,.1f} ×", reached >= limit)
