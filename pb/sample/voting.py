"""Freezing the ballot of a sample fund, filling its box, and taking it through to a published result."""

import random
from datetime import datetime, timedelta

from ballot_box.models import Election
from ballot_box.paper import batches
from ballot_box.sample import SampleBallot, load_ballots, load_batches
from ledger.sequencing import sequence
from pb import tallies
from pb.cycles import freezing
from pb.models import Cycle, Project
from pb.sample import stories
from pb.sample import voters as sample_voters
from pb.sample.funds import Fund
from residents.models import Venue
from residents.people import Person

_SEED = "the first words of the mayor on the first day of the year (sample)"


async def freeze(fund: Fund, officer: Person) -> Election:
    """As an officer would, two days before the vote opens."""
    opens = fund.cycle.voting_opens_at
    assert opens is not None
    when = opens - timedelta(days=2)
    cycle = await Cycle.get(id=fund.cycle.id)
    await freezing.choose_seed(officer, cycle.id, cycle.version, _SEED, when - timedelta(hours=1))
    cycle = await Cycle.get(id=fund.cycle.id)
    await freezing.freeze(officer, cycle.id, cycle.version, when)
    cycle = await Cycle.get(id=fund.cycle.id)
    return await Election.get(id=cycle.election_id)


async def cast_all(fund: Fund, election: Election, voters: list[int]) -> int:
    """The 1,499 ballots of the sample."""
    options = await _options(fund)
    cycle = await Cycle.get(id=fund.cycle.id)
    assert cycle.voting_opens_at is not None
    fund = Fund(cycle, fund.pots, fund.themes)
    await sample_voters.bring_in(fund, voters, stories.ballots(), cycle.voting_opens_at)
    ballots = [
        SampleBallot(
            voter,
            str(fund.pots[line["town"]].id),
            [options[line[f"rank_{rank}"]] for rank in range(1, 6) if line[f"rank_{rank}"]],
            line["evidence"],
            line["channel"],
        )
        for voter, line in zip(voters, stories.ballots(), strict=False)
    ]
    names = {str(pot.id): slug[:3].upper() for slug, pot in fund.pots.items()}
    await load_batches(election, ballots, names, cycle.voting_opens_at)
    return await load_ballots(election, ballots)


async def send_paper_out(fund: Fund, officer: Person, now: datetime) -> None:
    """A batch of paper ballots that lies at a library today. The papers of the 1,499 ballots came back before."""
    venue = await Venue.get(name="Sample Library, Hanley")
    cycle = await Cycle.get(id=fund.cycle.id)
    assert cycle.election_id is not None
    batch = await batches.register(
        officer, election_id=cycle.election_id, contest=str(fund.pots["hanley"].id), name="HAN-01", venue_id=venue.id,
        seal="SAMPLE 2", issued=30, now=now,
    )  # fmt: skip
    await batches.send_out(officer, batch.id, ["Victor (sample)", "Fatima (sample)"], now)


async def cast_pilot(fund: Fund, election: Election, voters: list[int]) -> int:
    """Ballots made up by chance, more often for projects that weigh more; the same ones every time."""
    options, told = await _options(fund), stories.pilot()["projects"]
    chance = random.Random(20250412)
    ballots = []
    for number, voter in enumerate(voters):
        town = "fenton" if number % 5 < 2 else "tunstall"
        weights = {options[pilot_reference(n)]: one["weight"] for n, one in enumerate(told) if one["town"] == town}
        ranking = sorted(weights, key=lambda one: chance.random() ** (1 / weights[one]), reverse=True)
        evidence = "E2" if chance.random() < 0.7 else "E1"
        channel = chance.choice(["online", "online", "kiosk"])
        choices = ranking[: chance.randint(1, 3)]
        ballots.append(SampleBallot(voter, str(fund.pots[town].id), choices, evidence, channel))
    await sample_voters.settle_in(fund, voters)
    return await load_ballots(election, ballots)


def pilot_reference(number: int) -> str:
    return f"PILOT-{number + 1:02}"


async def _options(fund: Fund) -> dict[str, str]:
    """What stands on ballots for a project, by the reference that the sample uses."""
    return {project.reference: str(project.id) for project in await Project.filter(cycle_id=fund.cycle.id)}


async def finish(fund: Fund, counter: Person, publisher: Person, now: datetime) -> None:
    """Count, and have somebody else publish. The record takes in the vote before, and its result afterwards."""
    tally = await tallies.count(await Cycle.get(id=fund.cycle.id), counter, now)
    await sequence()
    await tallies.publish(tally, publisher, now)
    await sequence()
