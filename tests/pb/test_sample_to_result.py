"""The Stoke sample, from the open vote to a published result: close, count, publish, look at every page of it."""

from datetime import UTC, datetime, timedelta

from ballot_box.models import BatchState, Election, PaperBatch
from ledger.sequencing import sequence
from pb import demo
from pb.cycles import phase_at
from pb.models import Cycle, Idea, PotTally, Project, ProjectTally, Tally
from pb.phases import Phase
from residents.models import Account, Flag, FlagState, Franchise, SessionKind
from tests.browsing import Client, text_of


async def enter(client: Client, word: str) -> None:
    await client.sign_in(await Account.get(email=f"{word}@example.com"), SessionKind.OFFICER)


async def finish_what_waits(client: Client) -> None:
    """As a roll officer does: flags have an explanation, and the box at the library does not come back."""
    await enter(client, "roll")
    for flag in await Flag.filter(state=FlagState.RAISED):
        await client.post(f"/office/flags/{flag.id}/assignment")
        await client.post(f"/office/flags/{flag.id}/dismissal", {"because": "They share a tablet at the lounge."})
    assert not await Flag.filter(state=FlagState.RAISED).exists()
    batch = await PaperBatch.get(state=BatchState.OUT)
    await client.post(f"/office/paper/{batch.id}/loss", {"because": "The box was left on a bus, and nobody found it."})


async def test_the_sample_goes_from_vote_to_published_result(client: Client) -> None:
    await demo.load("voting", fresh=False, production=False)
    cycle = await Cycle.get(slug="one-stoke-on-trent")
    assert await Idea.filter(cycle=cycle).count() == 45
    assert await Project.filter(cycle=cycle).count() == 41

    await enter(client, "officer")
    await client.post("/office/tallies", {"cycle": cycle.slug}, status=422)
    assert not await Tally.exists(cycle=cycle)  # the vote is still open

    over = datetime.now(UTC) - timedelta(minutes=1)
    await Cycle.filter(id=cycle.id).update(voting_closes_at=over, confirm_by=over)
    await Franchise.filter(id=cycle.franchise_id).update(confirm_by=over)
    await Election.filter(id=cycle.election_id).update(closes_at=over)
    await client.post("/office/tallies", {"cycle": cycle.slug}, status=422)
    assert not await Tally.exists(cycle=cycle)  # two flags and a box of ballots wait for somebody
    await finish_what_waits(client)

    await enter(client, "officer")
    await client.post("/office/tallies", {"cycle": cycle.slug})
    await client.follow()
    tally = await Tally.get(cycle=cycle)
    assert tally.ballots == 1238
    public = text_of((await client.get(f"/cycles/{cycle.slug}/result")).find("main"))
    assert "Funded" not in public

    await sequence()  # as the worker does
    await enter(client, "publisher")
    await client.post(f"/office/tallies/{tally.id}/publication")
    page = text_of(await client.follow())
    cycle = await Cycle.get(id=cycle.id)
    assert phase_at(cycle, datetime.now(UTC)) is Phase.CHALLENGE
    assert "1,499" in page and "1,238" in page
    pots = await PotTally.filter(tally=tally)
    assert sum(pot.budget_pence for pot in pots) == 90_000_00
    assert all(0 < pot.spent_pence <= pot.budget_pence for pot in pots)
    found = await ProjectTally.filter(tally=tally)
    assert len(found) == 41
    assert all(one.reason for one in found)
    for one in found[::7]:
        await client.get(f"/projects/{one.project_id}")
    found = (await client.raw_get(f"/cycles/{cycle.slug}/result/account.json")).json()
    assert found["on_roll"] >= 1_499
    assert sum(pot["counted"] for pot in found["pots"]) == sum(pot["ballots"] for pot in found["pots"]) == 1_238
