"""Publishing a result: another officer than the one who counted, and only after the same outcome came out again."""

from datetime import datetime
from typing import Any

from ballot_box import packs
from ballot_box.models import Election
from ballot_box.sealing.bodies import sha256
from ballot_box.settling import settle
from database import exclusive_lock, execute, rows, transaction
from ledger import journal, log
from pb.ideas.follows import tell_followers
from pb.letters import results as letters
from pb.models import Cycle, Tally
from pb.tallies.making import counted, demand_counting, lock_name
from pb.tallies.refusals import TallyRefused
from pb.tallies.vouching import PUBLISHED, faults_in, outcome_of
from post import outbox
from residents.models import Account
from residents.people import Person
from residents.sign_in.addresses import same_mailbox
from web.language import _


async def publish(tally: Tally, by: Person, now: datetime) -> Tally:
    """Make the result public, and tell the authors and followers of every project."""
    by.demand("results.publish")
    if tally.published_at is not None:
        raise TallyRefused(_("This result is published already."))
    if await _counted_it(by, tally):
        raise TallyRefused(_("You counted this yourself. Somebody else has to publish it."))
    cycle = await Cycle.get(id=tally.cycle_id)
    demand_counting(cycle, now)
    await _count_again(cycle, tally, now)
    vouched_for = {} if cycle.imported else await _vouch(cycle, tally)
    async with transaction():
        await exclusive_lock(lock_name(cycle.id))
        await _mark(tally, cycle, by, now)
        if not cycle.imported:
            await log.append({"e": str(cycle.election_id), "h": vouched_for["result"], "k": "result"})
        await journal.record(
            by.actor, PUBLISHED, f"cycle:{cycle.id}", at=now, tally=tally.id,
            ballots_hash=tally.ballots_hash, outcome_hash=tally.outcome_hash, **vouched_for,
        )  # fmt: skip
        await _tell_everybody(tally, cycle, now)
    return await Tally.get(id=tally.id)


async def _counted_it(by: Person, tally: Tally) -> bool:
    """Whether this person counted, under this account or under a second one with the same mailbox."""
    counter = await Account.get_or_none(id=tally.counted_by_id) if tally.counted_by_id is not None else None
    return counter is not None and (counter.id == by.account_id or same_mailbox(counter.email or "", by.email))


async def _count_again(cycle: Cycle, tally: Tally, now: datetime) -> None:
    assert cycle.election_id is not None, "what was counted has an election"
    faults = (await settle(cycle.election_id, now)).faults()
    if faults:
        said = _("The ballot account does not add up, so nothing was published. %(faults)s")
        raise TallyRefused(said % {"faults": " ".join(faults)})
    material, outcome = await counted(cycle, with_changes=False)
    if material.ballots_hash != tally.ballots_hash:
        raise TallyRefused(_("The ballots are not the ones that were counted. Nothing was published. Find out why."))
    if outcome.hashed != tally.outcome_hash:
        raise TallyRefused(_("Counting again gave another outcome. Nothing was published. Find out why, then recount."))


async def _vouch(cycle: Cycle, tally: Tally) -> dict[str, Any]:
    """Make `result.json`, whose hash goes into the record. Raises TallyRefused unless box, record and roll agree."""
    assert cycle.election_id is not None, "what was counted has an election"
    election = await Election.get(id=cycle.election_id)
    if await packs.not_in_the_record_yet(election):
        raise TallyRefused(
            _(
                "The public record has not taken in this vote yet, so nothing was published. "
                "It does so within a few minutes: look whether the worker is running, then try again."
            )
        )
    witnesses = packs.Witnesses(await packs.witnesses_so_far())
    outcome = await outcome_of(tally, election, witnesses)
    faults = [*await packs.faults_of(election.id), *await faults_in(election, outcome)]
    if faults:
        said = _("Box, record and roll do not agree, so nothing was published. Find out why. %(faults)s")
        raise TallyRefused(said % {"faults": " ".join(faults)})
    try:
        result = await packs.result_of(election, outcome)
    except packs.PackRefused as refusal:
        raise TallyRefused(refusal.sentence) from refusal
    return {"quorum": witnesses.quorum, "result": sha256(result), "witnesses": list(witnesses.keys)}


async def _mark(tally: Tally, cycle: Cycle, by: Person, now: datetime) -> None:
    published = await execute(
        "UPDATE tally SET published_by_id = ?, published_at = ? WHERE id = ? AND published_at IS NULL",
        by.account_id,
        now,
        tally.id,
    )
    if not published:
        raise TallyRefused(_("This count was replaced by a newer one, or published, while you looked at it."))
    await execute(
        "UPDATE cycle SET result_published_at = ?, version = version + 1 WHERE id = ? AND result_published_at IS NULL",
        now,
        cycle.id,
    )


async def _tell_everybody(tally: Tally, cycle: Cycle, now: datetime) -> None:
    """One letter for each idea: to its author, and to those who follow it."""
    ideas = await rows(
        """SELECT i.id AS idea_id, p.id, p.title, t.funded, a.email FROM project_tally t
           JOIN project p ON p.id = t.project_id JOIN idea i ON i.project_id = p.id
           LEFT JOIN account a ON a.id = i.author_id AND a.disabled_at IS NULL
           WHERE t.tally_id = ? ORDER BY i.id""",
        tally.id,
    )
    for idea in ideas:
        subject, body = letters.to_author(idea.title, idea.id, bool(idea.funded), cycle.name)
        await outbox.enqueue(idea.email, subject, body, now=now)
        subject, news = letters.to_followers(idea.title, idea.id, bool(idea.funded), cycle.name)
        await tell_followers(idea.idea_id, subject, news, now)
