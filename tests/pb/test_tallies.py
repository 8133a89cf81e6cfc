"""Counting and publishing: nothing before the close, two officers, the same outcome twice, reasons for everything."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from ballot_box.models import CountedBallot, Election
from database import append_only
from ledger.models import JournalEntry
from ledger.sequencing import sequence
from pb import ballots, tallies
from pb.models import Cycle, IdeaState, Pot, PotTally, Project, ProjectTally, Tally
from pb.results import pb_file, result_of
from post.models import Message
from residents.models import Claim, Evidence, Franchise, Role, SessionKind
from residents.people import COMMAND_LINE, Person
from tests.boxes import put_in
from tests.browsing import Client, text_of
from tests.factories import NOW, days, make_account, make_cycle, make_idea, make_place, make_pot, make_project
from web.refusals import NotAllowed, NotFound


class Election_:
    """A fund of two pots whose ballots are cast: 12 in Hanley, 3 in Burslem."""

    cycle: Cycle
    hanley: Pot
    burslem: Pot
    projects: dict[str, Project]

    @classmethod
    async def held(cls, closed: bool = True, times: int = 1, **values: Any) -> "Election_":
        """Hanley has £5,000: seven want the park then the path, five the shed, or `times` as many."""
        it = cls()
        counting = {"tie_breaking": "cost-supporters-id", "completion": "add1-late-greedy", "ranks": 3}
        it.cycle = await make_cycle("voting", ballot_frozen_at=None, **{**counting, **values})
        it.hanley = await make_pot(it.cycle, await make_place("Hanley"), 5_000)
        it.burslem = await make_pot(it.cycle, await make_place("Burslem"), 4_000)
        pounds = {"park": 3_000, "path": 2_000, "shed": 2_000, "mural": 100}
        it.projects = {name: await make_project(it.hanley, cost, title=f"The {name}") for name, cost in pounds.items()}
        it.projects["oven"] = await make_project(it.burslem, 4_000, title="The oven")
        await ballots.freeze(it.cycle, COMMAND_LINE, datetime.now(UTC))
        for _ in range(7 * times):
            await it.cast(it.hanley, "park", "path")
        for _ in range(5 * times):
            await it.cast(it.hanley, "shed")
        for _ in range(3 * times):
            await it.cast(it.burslem, "oven")
        if closed:
            await it.close()
        return it

    async def cast(self, pot: Pot, *names: str) -> None:
        election = await Election.get(id=self.cycle.election_id)
        account = await make_account()
        await Claim.create(
            account=account, neighbourhood_id=pot.neighbourhood_id, evidence=Evidence.E1, made_at=NOW, confirmed_at=NOW
        )
        await put_in(election, account.id, [str(self.projects[name].id) for name in names], str(pot.id))

    async def close(self) -> None:
        ended = datetime.now(UTC) - days(0.01)
        await Election.filter(id=self.cycle.election_id).update(closes_at=ended)
        await Cycle.filter(id=self.cycle.id).update(voting_closes_at=ended)
        await Franchise.all().update(confirm_by=ended)
        self.cycle = await Cycle.get(id=self.cycle.id)

    async def counted(self, by: Person | None = None) -> Tally:
        tally = await tallies.count(self.cycle, by or await officer(Role.CYCLE_OFFICER), datetime.now(UTC))
        await sequence()  # as the worker does: the record takes in the vote
        return tally

    async def published(self) -> Tally:
        return await tallies.publish(await self.counted(), await officer(Role.PUBLISHER), datetime.now(UTC))


async def officer(*roles: Role) -> Person:
    account = await make_account("Officer", *roles)
    return Person(account.id, account.display_name, account.email or "", frozenset({Role.RESIDENT, *roles}))


async def test_a_count_says_what_is_funded_and_why(db: None) -> None:
    it = await Election_.held()

    tally = await it.counted()

    assert tally.ballots == 15
    pots = {pot.pot_id: pot for pot in await PotTally.filter(tally=tally)}
    assert (pots[it.hanley.id].ballots, pots[it.hanley.id].on_roll) == (12, 12)
    of = {row.project_id: row for row in await ProjectTally.filter(tally=tally)}
    funded = {name for name, project in it.projects.items() if of[project.id].funded}
    assert funded == {"park", "shed", "oven"}, "everybody’s share counts: the five who wanted the shed get it"
    assert of[it.projects["park"].id].first_choices == 7
    assert of[it.projects["mural"].id].supporters == 0
    assert all(row.reason["sentences"] for row in of.values())
    assert pots[it.hanley.id].spent_pence == sum(
        project.cost_pence for name, project in it.projects.items() if name in funded - {"oven"}
    )
    assert (await Election.get(id=it.cycle.election_id)).closed_at is not None


async def test_nothing_is_counted_while_the_vote_is_open(db: None) -> None:
    it = await Election_.held(closed=False)

    with pytest.raises(tallies.TallyRefused):
        await it.counted()
    # A server whose clock is wrong thinks it is over: the database's clock says no.
    with pytest.raises(ballots.BallotRefused):
        await tallies.count(it.cycle, COMMAND_LINE, datetime.now(UTC) + days(100))

    assert not await Tally.exists()
    await it.cast(it.burslem, "oven")


async def test_only_a_cycle_officer_counts_and_only_a_publisher_publishes(db: None) -> None:
    it = await Election_.held()
    for role in (Role.RESIDENT, Role.MODERATOR, Role.REVIEWER, Role.PUBLISHER, Role.ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            await it.counted(await officer(role))
    tally = await it.counted()
    for role in (Role.RESIDENT, Role.MODERATOR, Role.REVIEWER, Role.CYCLE_OFFICER, Role.ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            await tallies.publish(tally, await officer(role), datetime.now(UTC))


async def test_counting_again_gives_the_same_and_takes_the_place_of_the_first(db: None) -> None:
    it = await Election_.held()
    first = await it.counted()

    second = await it.counted()

    assert [tally.id for tally in await Tally.all()] == [second.id]
    assert (first.outcome_hash, first.ballots_hash) == (second.outcome_hash, second.ballots_hash)
    with pytest.raises(tallies.TallyRefused):
        await tallies.publish(first, await officer(Role.PUBLISHER), datetime.now(UTC))


async def test_whoever_counted_cannot_publish(db: None) -> None:
    it = await Election_.held()
    both = await officer(Role.CYCLE_OFFICER, Role.PUBLISHER)
    tally = await it.counted(both)

    with pytest.raises(tallies.TallyRefused, match="Somebody else"):
        await tallies.publish(tally, both, datetime.now(UTC))

    assert (await Cycle.get(id=it.cycle.id)).result_published_at is None


async def test_a_result_is_not_published_when_a_ballot_or_the_outcome_is_another(db: None) -> None:
    it = await Election_.held()
    tally, publisher = await it.counted(), await officer(Role.PUBLISHER)

    await Tally.filter(id=tally.id).update(outcome_hash="0" * 64)
    with pytest.raises(tallies.TallyRefused, match="another outcome"):
        await tallies.publish(await Tally.get(id=tally.id), publisher, datetime.now(UTC))
    await Tally.filter(id=tally.id).update(outcome_hash=tally.outcome_hash)
    changed = await CountedBallot.filter(contest=str(it.hanley.id)).first()
    assert changed is not None
    async with append_only.lifted("counted_ballot"):
        await CountedBallot.filter(id=changed.id).update(choices=[str(it.projects["mural"].id)])
    with pytest.raises(tallies.TallyRefused, match="not the ones"):
        await tallies.publish(await Tally.get(id=tally.id), publisher, datetime.now(UTC))
    async with append_only.lifted("counted_ballot"):
        await CountedBallot.filter(id=changed.id).delete()
    with pytest.raises(tallies.TallyRefused, match="does not add up"):
        await tallies.publish(await Tally.get(id=tally.id), publisher, datetime.now(UTC))

    assert await result_of(it.cycle) is None


async def test_publishing_tells_authors_and_followers_and_is_journalled(db: None) -> None:
    it = await Election_.held()
    author, follower = await make_account("Ann"), await make_account("Fay")
    idea = await make_idea(it.cycle, it.hanley, author, project=it.projects["mural"], state=IdeaState.ON_BALLOT)
    from pb.models import Follow

    await Follow.create(idea=idea, account=follower, made_at=datetime.now(UTC))

    tally = await it.published()

    assert tally.published_at is not None
    assert (await Cycle.get(id=it.cycle.id)).result_published_at == tally.published_at
    letters = {message.recipient: message.body for message in await Message.all()}
    assert set(letters) == {author.email, follower.email}
    assert all(f"/projects/{it.projects['mural'].id}" in body for body in letters.values())
    acts = [entry.act for entry in await JournalEntry.all().order_by("id")]
    assert acts[-2:] == ["tally.counted", "result.published"]


async def test_after_publication_nothing_is_counted_or_published_again(db: None) -> None:
    it = await Election_.held()
    tally = await it.published()
    it.cycle = await Cycle.get(id=it.cycle.id)

    with pytest.raises(tallies.TallyRefused):
        await it.counted()
    with pytest.raises(tallies.TallyRefused):
        await tallies.publish(tally, await officer(Role.PUBLISHER), datetime.now(UTC))


async def test_a_withdrawn_project_is_passed_over_and_those_below_move_up(db: None) -> None:
    it = await Election_.held()
    await Project.filter(id=it.projects["park"].id).update(withdrawn_at=datetime.now(UTC))

    tally = await it.counted()

    path = await ProjectTally.get(tally=tally, project=it.projects["path"])
    assert (path.first_choices, path.supporters) == (7, 7)
    assert not await ProjectTally.exists(tally=tally, project=it.projects["park"])


async def test_of_few_ballots_no_file_is_published(db: None) -> None:
    it = await Election_.held()
    await it.published()

    for pot in (it.hanley, it.burslem):  # twelve ballots, of which only sums are published, and three
        with pytest.raises(NotFound):
            await pb_file(it.cycle, pot.id)


async def test_no_file_before_the_result_is_published(db: None) -> None:
    it = await Election_.held()
    await it.counted()

    with pytest.raises(NotFound):
        await pb_file(it.cycle, it.hanley.id)


@pytest.mark.parametrize("phase", ["open", "closed", "counted"])
async def test_no_page_shows_any_number_before_publication(client: Client, phase: str) -> None:
    it = await Election_.held(closed=phase != "open")
    if phase == "counted":
        await it.counted()
    before = await pages_of(client, it)

    assert client.cookies.get("session") is None
    await client.get(f"/cycles/{it.cycle.slug}/result/{it.hanley.id}.pb", 404)
    words = " ".join(before)
    assert "There is no result yet" in words
    for number in ("12 people", "7 of 12", "15 people", "Chosen"):
        assert number not in words


async def pages_of(client: Client, it: Election_) -> list[str]:
    paths = ["/results", f"/cycles/{it.cycle.slug}/result", *(f"/projects/{one.id}" for one in it.projects.values())]
    return [text_of((await client.get(path)).find("main")) for path in paths]


async def test_an_officer_sees_nothing_before_the_close_and_the_count_after_it(client: Client) -> None:
    it = await Election_.held(closed=False)
    await client.sign_in(await make_account("Olu", Role.CYCLE_OFFICER), SessionKind.OFFICER)
    page = await client.get("/office/tallies")
    assert it.cycle.name not in text_of(page)
    await client.post("/office/tallies", {"cycle": it.cycle.slug}, 422)

    await it.close()
    assert "To be counted" in text_of(await client.get("/office/tallies"))
    await client.post("/office/tallies", {"cycle": it.cycle.slug})
    page = await client.follow()

    assert "Another officer has to publish it" in text_of(page)
    assert "The park" in text_of(page)


async def test_a_second_officer_publishes_and_everybody_sees_the_result(client: Client) -> None:
    it = await Election_.held()
    tally = await it.counted()
    await client.sign_in(await make_account("Pat", Role.PUBLISHER), SessionKind.OFFICER)

    await client.get(f"/office/tallies/{tally.id}")
    await client.post(f"/office/tallies/{tally.id}/publication")
    page = await client.follow()

    said = text_of(page)
    assert "15 people voted" in said
    assert "Recommended, not decided yet" in said
    assert "fewer than 10 ballots" in said
    assert "12 ballots. Of so few" in said
    assert "It is being made" in said


async def test_the_page_of_a_project_that_lost_says_why_and_what_would_have_changed_it(client: Client) -> None:
    it = await Election_.held(times=3)
    await it.published()
    result = await result_of(it.cycle)
    assert result is not None
    lost = next(one for one in result.pots[0].not_funded if one.supporters)

    page = await client.get(f"/projects/{lost.id}")

    said = text_of(page)
    assert "Why it was not chosen" in said
    assert f"{lost.supporters} of 36 people who voted chose it." in said
    assert "What would have changed this?" in said
    assert "it would have been funded" in said
    won = await client.get(f"/projects/{it.projects['park'].id}")
    assert "Why it was chosen" in text_of(won)


async def test_a_decision_makes_the_recommendation_a_result(client: Client) -> None:
    it = await Election_.held()
    await it.published()
    await Cycle.filter(id=it.cycle.id).update(
        decision_by="Cabinet", decision_on=datetime.now(UTC).date(), decision_minute="Minute 12"
    )

    said = text_of(await client.get(f"/cycles/{it.cycle.slug}/result"))

    assert "Recommended" not in said
    assert "Cabinet decided this on" in said


async def test_the_result_needs_as_many_queries_for_many_pots_as_for_one(client: Client, count_queries: Any) -> None:
    it = await Election_.held()
    await it.published()
    async with count_queries() as few:
        await client.get(f"/cycles/{it.cycle.slug}/result")
    for name in ("Tunstall", "Longton", "Fenton"):
        await make_project(await make_pot(it.cycle, await make_place(name)))
    tally = await Tally.get()
    for pot in await Pot.filter(cycle=it.cycle).exclude(id__in=[it.hanley.id, it.burslem.id]):
        empty = {"rule": "greedy-votes", "funded": [], "spent": 0}
        await PotTally.create(tally=tally, pot=pot, ballots=0, budget_pence=1, spent_pence=0, comparison=empty)

    async with count_queries() as many:
        await client.get(f"/cycles/{it.cycle.slug}/result")

    assert few.count == many.count


async def test_the_list_of_results_needs_as_many_queries_for_many_as_for_one(
    client: Client, count_queries: Any
) -> None:
    assert "No result yet" in text_of(await client.get("/results"))
    await (await Election_.held()).published()
    async with count_queries() as few:
        await client.get("/results")
    await (await Election_.held()).published()
    await (await Election_.held()).published()
    async with count_queries() as many:
        page = await client.get("/results")

    assert few.count == many.count
    assert len(page.select("section.sheet")) == 3


async def test_an_imported_election_is_counted_and_shown(client: Client) -> None:
    from ballot_box import bringing_in, elections

    now = datetime.now(UTC)
    cycle = await make_cycle(
        "counting", imported=True, currency="PLN", completion="none", tie_breaking="cost-supporters-id"
    )
    pot = await Pot.create(cycle=cycle, name="The whole area", amount_pence=100_000)
    projects = [await make_project(pot, 400, title=f"Projekt {n}") for n in range(4)]
    election = await elections.create(
        cycle.name, ranks=4, contests={str(pot.id): [str(one.id) for one in projects]},
        opens_at=now - days(3), closes_at=now - days(2), kind=elections.APPROVAL,
    )  # fmt: skip
    election.closed_at = election.closes_at
    await election.save()
    cast = [(str(pot.id), [str(projects[n % 4].id), str(projects[(n + 1) % 4].id)]) for n in range(30)]
    await bringing_in.add_ballots(election, [*cast, (str(pot.id), [])], NOW)
    await Cycle.filter(id=cycle.id).update(election_id=election.id)
    cycle = await Cycle.get(id=cycle.id)

    tally = await tallies.count(cycle, COMMAND_LINE, now)
    await tallies.publish(tally, await officer(Role.PUBLISHER), now)
    page = await client.get(f"/cycles/{cycle.slug}/result")

    assert tally.ballots == 31
    assert "800 PLN" in text_of(page)
    assert "Recommended" not in text_of(page)
    await client.get(f"/projects/{projects[0].id}")


async def test_the_hash_of_the_ballots_is_not_one_that_can_be_tried(db: None) -> None:
    """Whoever knows all ballots but one could else try every one that it can be."""
    it = await Election_.held()
    tally = await it.counted()
    election = await Election.get(id=it.cycle.election_id)
    cast: dict[str, list[list[str]]] = {str(it.hanley.id): [], str(it.burslem.id): []}
    for ballot in await CountedBallot.all():
        cast[ballot.contest].append(ballot.choices)
    content = [election.definition_hash, {contest: sorted(found) for contest, found in cast.items()}]

    written = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    assert tally.ballots_hash != hashlib.sha256(written.encode()).hexdigest()
    assert tally.ballots_hash == (await it.counted()).ballots_hash
