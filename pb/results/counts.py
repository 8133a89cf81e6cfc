"""The ballots of a published result, counted by any rule: once for each rule, beside the site, the last ones kept.

Anybody may ask, so the work is bounded: one count at a time, few that wait, and nobody starts what is under way. What
is kept says nothing that the published ballots do not say, and can be lost at any time: it is only worked out again.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from pb.counting.ballot import BallotKind
from pb.counting.comparing import Side, side
from pb.counting.instance import Instance
from pb.models import Cycle, Tally
from pb.results.files import LEAST_BALLOTS
from pb.tallies.material import Material, material_of
from pb.tallies.outcome import Way
from web.language import _
from web.refusals import Refused

MOST_KEPT = 36  # three results by every rule
MOST_WAITING = 3
PATIENCE = 10.0  # seconds that a visitor waits before being asked to come back


class ComparisonRefused(Refused):
    """Nothing was compared. The sentence says why, and what to ask instead."""


class StillCounting(ComparisonRefused):
    """Come back in a minute."""


@dataclass(frozen=True, slots=True)
class PotCount:
    """What one rule gives in one pot. `kind` and `voters` are of its ballots, which are not kept."""

    pot_id: int
    instance: Instance
    kind: BallotKind
    voters: int
    side: Side


Key = tuple[int, str, str, str]
Counts = Sequence[PotCount]

_kept: OrderedDict[Key, Counts] = OrderedDict()
_under_way: dict[Key, asyncio.Task[Mapping[Key, Counts]]] = {}
_thread = ThreadPoolExecutor(1, thread_name_prefix="comparison")


async def counts_of(cycle: Cycle, tally: Tally, rules: Sequence[str]) -> list[Counts]:
    """For each rule what it gives in each pot with enough ballots. Raises ComparisonRefused, CountingRefused.

    `tally` is published, so neither its ballots nor how the fund is counted can change any more.
    """
    keys = [_key(tally, rule) for rule in rules]
    found = {key: _kept[key] for key in keys if key in _kept}
    for key in found:
        _kept.move_to_end(key)
    missing = [key for key in keys if key not in found]
    if missing:
        found |= await _awaited(_tasks(cycle, tally, missing))
    return [found[key] for key in keys]


def _key(tally: Tally, rule: str) -> Key:
    """The time of the count tells a tally from one of the same number in a database that was filled anew."""
    return tally.id, tally.counted_at.isoformat(), tally.ballots_hash, rule


def _tasks(cycle: Cycle, tally: Tally, missing: Sequence[Key]) -> set[asyncio.Task[Mapping[Key, Counts]]]:
    tasks = {_under_way[key] for key in missing if key in _under_way}
    new = [key for key in missing if key not in _under_way]
    if new:
        if len(set(_under_way.values())) >= MOST_WAITING:
            raise StillCounting(_busy())
        task = asyncio.create_task(_work_out(cycle, tally, new))
        _under_way.update(dict.fromkeys(new, task))
        task.add_done_callback(_finished)
        tasks.add(task)
    return tasks


def _finished(task: asyncio.Task[Mapping[Key, Counts]]) -> None:
    for key in [key for key, one in _under_way.items() if one is task]:
        del _under_way[key]
    if task.cancelled() or task.exception() is not None:
        return
    for key, counts in task.result().items():
        _kept[key] = counts
    while len(_kept) > MOST_KEPT:
        _kept.popitem(last=False)


async def _awaited(tasks: set[asyncio.Task[Mapping[Key, Counts]]]) -> dict[Key, Counts]:
    """A visitor who gives up, or is asked to come back, leaves the work to those who wait with them."""
    done, waiting = await asyncio.wait(tasks, timeout=PATIENCE)
    if waiting:
        raise StillCounting(_busy())
    return {key: counts for task in done for key, counts in task.result().items()}


def _busy() -> str:
    return _("We are still counting these votes by that rule. Press Show again in a minute.")


async def _work_out(cycle: Cycle, tally: Tally, keys: Sequence[Key]) -> Mapping[Key, Counts]:
    material = await material_of(cycle)
    if material.ballots_hash != tally.ballots_hash:
        raise ComparisonRefused(_("The ballots are not the ones that were counted, so nothing is compared."))
    way = Way.of(cycle)
    loop = asyncio.get_running_loop()
    return {key: await loop.run_in_executor(_thread, _count, material, way.by(key[-1])) for key in keys}


def _count(material: Material, way: Way) -> Counts:
    """Pots with so few ballots that somebody could work out who chose what are not even counted."""
    return [
        PotCount(pot.pot_id, pot.instance, pot.profile.kind, pot.profile.voters, side(pot.profile, way.count(pot)))
        for pot in material.pots
        if pot.profile.voters >= LEAST_BALLOTS
    ]
