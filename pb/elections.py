"""Elections that were held elsewhere, as Pabulib files: counted without a database, or brought in whole."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from ballot_box import bringing_in, elections
from ballot_box.models import Election
from database import transaction
from ledger import journal
from pb.counting.ballot import BallotKind
from pb.counting.files import compare_file, count_file
from pb.counting.instance import Instance
from pb.counting.pabulib import read_file
from pb.counting.profile import Profile
from pb.counting.refusals import CountingRefused
from pb.cycles.lots import draw
from pb.models import Cycle, Pot, Project
from residents.people import Person
from web.language import _
from web.progress import Progress
from web.refusals import Refused
from web.text import slug_of

_KINDS = {
    BallotKind.RANKED: elections.RANKED,
    BallotKind.APPROVAL: elections.APPROVAL,
    BallotKind.CHOOSE_ONE: elections.APPROVAL,
    BallotKind.KNAPSACK: elections.APPROVAL,
}
_HUNDREDTHS = 100
_MOST = 2**62
_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})|(\d{4})")


class ElectionRefused(Refused):
    """The file cannot be used; says on which line and why."""


def count(
    path: Path, rule: str, completion: str, ties: str, explained: bool = False, lot_seed: str = ""
) -> dict[str, Any]:
    """The outcome of one file, ready for JSON. Raises ElectionRefused.

    `lot_seed`: the published words from which a fund's lots were drawn; they then break the ties, as they did there.
    """
    try:
        return count_file(path, rule, completion, ties, explained, partial(draw, lot_seed) if lot_seed else None)
    except (CountingRefused, OSError) as error:
        raise ElectionRefused(_said(path, error)) from error


def compare(path: Path, rules: tuple[str, str], completion: str, ties: str) -> dict[str, Any]:
    """Two ways to count one file side by side, ready for JSON. Raises ElectionRefused."""
    try:
        return compare_file(path, rules, completion, ties)
    except (CountingRefused, OSError) as error:
        raise ElectionRefused(_said(path, error)) from error


async def load(by: Person, path: Path, rule: str, ties: str, now: datetime) -> Cycle:
    """Bring one election in as a closed cycle with one pot and all its ballots. Where it refuses, nothing is stored."""
    by.demand("cycles.edit")
    try:
        instance, profile = read_file(path)
    except (CountingRefused, OSError) as error:
        raise ElectionRefused(_said(path, error)) from error
    _demand_storable(path, instance, profile)
    async with transaction():
        cycle = await _cycle(path, instance, profile, rule, ties, now)
        pot = await Pot.create(cycle=cycle, name=_("The whole area"), amount_pence=cycle.budget_pence)
        numbers = await _projects(cycle, pot, instance, now)
        election = await _election(cycle, pot, list(numbers.values()), profile)
        with Progress("Ballots", profile.voters) as progress:
            await bringing_in.add_ballots(election, _ballots(str(pot.id), profile, numbers, progress), now)
        await journal.record(
            by.actor, "election.loaded", f"cycle:{cycle.id}", at=now,
            file=path.name, projects=len(instance), ballots=profile.voters,
        )  # fmt: skip
    return cycle


def _said(path: Path, error: Exception) -> str:
    reason = f"it cannot be opened: {error.strerror}." if isinstance(error, OSError) else str(error)
    return f"{path.name}: {reason}"


def _demand_storable(path: Path, instance: Instance, profile: Profile) -> None:
    if profile.kind not in _KINDS:
        kinds = ", ".join(_KINDS)
        raise ElectionRefused(f"{path.name}: its ballots are of the kind “{profile.kind}”. Only {kinds} can be loaded.")
    if instance.unit > _HUNDREDTHS:
        raise ElectionRefused(f"{path.name}: amounts have more than two decimals, finer than money is kept here.")
    if not len(instance):
        raise ElectionRefused(f"{path.name}: there is no project in it.")
    most = max(instance.budget, *(project.cost for project in instance))
    if most * _HUNDREDTHS > _MOST:
        raise ElectionRefused(f"{path.name}: an amount is larger than can be kept here.")
    long = next((project.id for project in instance if len(project.id) > 60), None)
    if long is not None:
        raise ElectionRefused(f"{path.name}: the project id “{long[:30]}…” is longer than 60 characters.")


async def _cycle(path: Path, instance: Instance, profile: Profile, rule: str, ties: str, now: datetime) -> Cycle:
    facts = dict(instance.facts)
    opens, closes = _held(facts, now)
    return await Cycle.create(
        slug=await _free_slug(path.stem),
        name=(facts.get("description") or path.stem.replace("_", " "))[:120],
        about=", ".join(filter(None, (facts.get("country"), facts.get("unit"), facts.get("instance")))),
        imported=True,
        budget_pence=_pence(instance.budget, instance),
        currency=instance.currency[:3].upper(),
        ranks=_ranks(instance, profile),
        rule=rule,
        completion="none",
        tie_breaking=ties,
        published_at=opens,
        ideas_open_at=None,
        voting_opens_at=opens,
        voting_closes_at=closes,
        ballot_frozen_at=opens,
        created_at=now,
    )


def _held(facts: dict[str, str], now: datetime) -> tuple[datetime, datetime]:
    """When the vote was, as well as the file says; always over by now."""
    closes = min(_day(facts.get("date_end", "")) or now, now) - timedelta(seconds=1)
    opens = _day(facts.get("date_begin", "")) or closes
    return min(opens, closes - timedelta(days=1)), closes


def _day(text: str) -> datetime | None:
    found = _DATE.fullmatch(text.strip())
    if found is None:
        return None
    try:
        return datetime(int(found[3] or found[4]), int(found[2] or 1), int(found[1] or 1), tzinfo=UTC)
    except ValueError:
        return None


def _ranks(instance: Instance, profile: Profile) -> int:
    said = dict(instance.facts).get("max_length", "")
    longest = max((len(ballot.chosen) for ballot, _count in profile.groups), default=1)
    return max(int(said) if said.isdecimal() and len(said) < 6 else 0, longest, 1)


def _pence(amount: int, instance: Instance) -> int:
    """Hundredths of the file's currency."""
    return amount * (_HUNDREDTHS // instance.unit)


async def _free_slug(name: str) -> str:
    slug = slug_of(name.replace("_", " ")) or "election"
    taken = {*await Cycle.filter(slug__startswith=slug).values_list("slug", flat=True), "new"}
    return next(one for one in (slug, *(f"{slug}-{n}" for n in range(2, len(taken) + 3))) if one not in taken)


async def _projects(cycle: Cycle, pot: Pot, instance: Instance, now: datetime) -> dict[str, str]:
    """Stores them; returns the number that each id of the file got here, as ballots name it."""
    await Project.bulk_create(
        [
            Project(
                cycle_id=cycle.id,
                pot_id=pot.id,
                reference=project.id,
                title=(project.name or project.id)[:200],
                cost_pence=_pence(project.cost, instance),
                created_at=now,
            )
            for project in instance
        ],
        batch_size=500,
    )
    found = await Project.filter(cycle_id=cycle.id).values_list("reference", "id")
    return {str(reference): str(number) for reference, number in found}


async def _election(cycle: Cycle, pot: Pot, options: list[str], profile: Profile) -> Election:
    assert cycle.voting_opens_at and cycle.voting_closes_at
    election = await elections.create(
        cycle.name,
        ranks=cycle.ranks,
        contests={str(pot.id): options},
        opens_at=cycle.voting_opens_at,
        closes_at=cycle.voting_closes_at,
        kind=_KINDS[profile.kind],
    )
    election.closed_at = cycle.voting_closes_at
    await election.save(update_fields=["closed_at"])
    await Cycle.filter(id=cycle.id).update(election_id=election.id)
    cycle.election_id = election.id
    return election


def _ballots(
    contest: str, profile: Profile, numbers: dict[str, str], progress: Progress
) -> Iterator[tuple[str, list[str]]]:
    """One by one, as they were cast; equal ones stand together in a profile."""
    done = 0
    for ballot, times in profile.groups:
        choices = [numbers[project] for project in ballot.chosen]
        for _time in range(times):
            yield contest, choices
            done += 1
            if done % bringing_in.BATCH == 0:
                progress.to(done)
    progress.to(done)
