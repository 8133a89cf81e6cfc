"""Counting: close the vote, take every ballot, count beside the site, then store the whole outcome at once."""

import asyncio
from datetime import datetime
from math import ceil
from typing import Any

from ballot_box import closing
from ballot_box.scrubbing import scrub
from ballot_box.settling import settle
from ballot_box.watching import after_close
from database import exclusive_lock, transaction
from ledger import journal
from pb.counting.allocation import Allocation
from pb.counting.refusals import CountingRefused
from pb.cycles import may_be_done
from pb.models import Cycle, PotTally, ProjectTally, Tally
from pb.tallies.material import Material, PublishedBallots, material_of
from pb.tallies.outcome import Outcome, PotOutcome, Way, count_all
from pb.tallies.refusals import TallyRefused
from residents.people import Person
from web.language import _


async def count(cycle: Cycle, by: Person, now: datetime) -> Tally:
    """Count, and keep the outcome until another officer publishes it. Counting again takes its place.

    The first count settles the roll and empties the box for good. Raises NotOpened where trustees have to
    open it first.
    """
    await empty_box(cycle, by, now)
    material, outcome = await counted(cycle)
    return await _keep(cycle, by, material, outcome, now)


async def empty_box(cycle: Cycle, by: Person, now: datetime) -> int:
    """Close the vote, settle its roll, take its ballots out of the box: all that goes before a count, once for good.
    Returns the number of the election. Raises TallyRefused."""
    by.demand("tallies.count")
    demand_counting(cycle, now)
    assert cycle.election_id is not None, "a cycle is only counted after its ballot was frozen"
    await closing.close(cycle.election_id)
    await after_close(cycle.election_id, now)
    await settle(cycle.election_id, now)
    await scrub(cycle.election_id, now)
    return cycle.election_id


def demand_counting(cycle: Cycle, now: datetime) -> None:
    """Raises TallyRefused except between the close of the vote and the publication of its result."""
    if cycle.election_id is None or "count" not in may_be_done(cycle, now):
        raise TallyRefused(_("Votes can be counted when the vote is over, until the result is published."))


async def counted(cycle: Cycle, *, with_changes: bool = True) -> tuple[Material, Outcome]:
    """Outside any transaction: others can read and write meanwhile."""
    try:
        way, material = Way.of(cycle), await material_of(cycle)
        return material, await asyncio.to_thread(count_all, material, way, with_changes=with_changes)
    except CountingRefused as refusal:
        raise TallyRefused(str(refusal)) from refusal


def lock_name(cycle_id: int) -> str:
    return f"tally:{cycle_id}"


async def _keep(cycle: Cycle, by: Person, material: Material, outcome: Outcome, now: datetime) -> Tally:
    async with transaction():
        await exclusive_lock(lock_name(cycle.id))
        if await Tally.exists(cycle_id=cycle.id, published_at__isnull=False):
            raise TallyRefused(_("The result is published already, so nothing is counted any more."))
        await Tally.filter(cycle_id=cycle.id).delete()
        tally = await Tally.create(
            cycle_id=cycle.id,
            rule=cycle.rule,
            completion=outcome.pots[0].allocation.completion if outcome.pots else cycle.completion,
            tie_breaking=outcome.pots[0].allocation.tie_breaking if outcome.pots else cycle.tie_breaking,
            ballots=material.ballots,
            ballots_hash=material.ballots_hash,
            outcome_hash=outcome.hashed,
            counted_by_id=by.account_id,
            counted_at=now,
        )
        await PotTally.bulk_create([_pot(tally, one) for one in outcome.pots])
        await ProjectTally.bulk_create([row for one in outcome.pots for row in _projects(tally, one)])
        await journal.record(
            by.actor, "tally.counted", f"cycle:{cycle.id}", at=now,
            tally=tally.id, ballots=tally.ballots, ballots_hash=tally.ballots_hash, outcome_hash=tally.outcome_hash,
        )  # fmt: skip
    return tally


def _pot(tally: Tally, one: PotOutcome) -> PotTally:
    other = one.other
    return PotTally(
        tally_id=tally.id,
        pot_id=one.pot.pot_id,
        ballots=one.pot.profile.voters,
        on_roll=one.pot.on_roll,
        residents=one.pot.residents,
        budget_pence=one.pot.instance.budget,
        spent_pence=one.allocation.cost,
        steps=[_step(one, number) for number in range(len(one.allocation.steps))],
        comparison={
            "rule": other.rule,
            "funded": [one.pot.project_ids[project] for project in other.funded],
            "spent": other.cost,
            **_published(one.pot.published),
        },
    )


def _published(ballots: PublishedBallots | None) -> dict[str, object]:
    """What pages may say of these ballots: the form they are published in, and the numbers that are not kept back."""
    return {} if ballots is None else {"form": ballots.form.value, "numbers": ballots.numbers}


def _step(one: PotOutcome, number: int) -> dict[str, object]:
    """Amounts in pence; `level`: how many choices of each ballot were looked at, where that plays a part."""
    step = one.allocation.steps[number]
    return {
        "project": one.pot.project_ids[step.project],
        "cost": step.cost,
        "left": step.left,
        "how": str(step.how),
        "level": step.payment.level if step.payment else None,
        "supporters": step.supporters,
    }


def _projects(tally: Tally, one: PotOutcome) -> list[ProjectTally]:
    places = {step.project: place for place, step in enumerate(one.allocation.steps, start=1)}
    supporters = one.pot.profile.supporters()
    return [
        ProjectTally(
            tally_id=tally.id,
            project_id=one.pot.project_ids[explanation.project],
            funded=explanation.funded,
            place=places.get(explanation.project),
            supporters=supporters.get(explanation.project, 0),
            first_choices=one.pot.first_choices.get(explanation.project, 0),
            reason={**explanation.as_json(), **_numbers(one.allocation, explanation.project)},
        )
        for explanation in one.explanations
    ]


def _numbers(allocation: Allocation, project: str) -> dict[str, Any]:
    """What the page of a project shows beside the words: voters of its pot, and how much was missing, in pence."""
    loss = allocation.loss_of(project)
    return {"voters": allocation.voters, "missing": ceil(loss.shortfall) if loss else None}
