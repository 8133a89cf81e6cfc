"""Settling: after the day for confirming every place on the roll gets its outcome, once, and the account is drawn up.

Ballots and people meet here for the last time, in memory only: what is kept is a yes or no beside each.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from ballot_box import keys
from ballot_box.accounts import BallotAccount, account_of
from ballot_box.elections import lock_name
from ballot_box.models import BatchState, Channel, Election, Outcome, PaperBatch
from ballot_box.papers import Definition
from ballot_box.refusals import NotSettled, StillOpen
from ballot_box.sealing import boxes
from ballot_box.sealing.bodies import Body, slot_of
from database import as_time, exclusive_lock, execute, rows, transaction, value
from database.faults import reach
from residents.belonging.claims import reaches
from residents.flags.queue import still_open
from residents.models import Evidence, Franchise
from web.days import local_date
from web.filters import day, plural
from web.language import _

_AT_ONCE = 500
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Place:
    """A place on the roll, and what settles it."""

    id: int
    account_id: int
    channel: str
    outcome: str
    level: Evidence  # the best that was shown by the day
    rejected: str  # the reason in one word, or empty


async def settle(election_id: int, now: datetime) -> BallotAccount:
    """Give every place on the roll its outcome, and return the ballot account. Doing it again changes nothing that did
    not change, and nothing at all once the box is emptied.

    Raises StillOpen before the close and before the day for confirming is over, NotSettled while flags, appeals or
    paper batches wait for somebody.
    """
    async with transaction():
        await exclusive_lock(lock_name(election_id))
        election = await Election.get(id=election_id).select_related("franchise")
        if election.closed_at is None:
            raise StillOpen(_("The vote is still open. Nothing is counted before it closes."))
        if election.emptied_at is not None:
            return await account_of(election)
        if election.franchise is not None:
            await _demand_nothing_open(election, election.franchise, now)
            await _give_outcomes(election, election.franchise)
        account = await account_of(election)
        await Election.filter(id=election_id).update(settled_at=now, account=account.as_json())
        reach("settling.done")
    return account


async def _demand_nothing_open(election: Election, franchise: Franchise, now: datetime) -> None:
    if franchise.confirm_by is not None and now < franchise.confirm_by:
        said = _("People can still confirm that they belong here until %(day)s. Count after that.")
        raise StillOpen(said % {"day": day(franchise.confirm_by)})
    waiting = await still_open(franchise.id)
    appeals = await value(
        "SELECT COUNT(*) FROM rejection WHERE franchise_id = ? AND appealed_at IS NOT NULL AND ruled_at IS NULL",
        franchise.id,
    )
    batches = await PaperBatch.filter(election_id=election.id).exclude(
        state__in=(BatchState.COUNTED, BatchState.VOID, BatchState.REGISTERED)
    ).count()  # fmt: skip
    await _demand_no_appeal_to_come(election, franchise, now)
    what = [
        plural(waiting, _("flag"), _("flags")) if waiting else "",
        plural(appeals, _("appeal"), _("appeals")) if appeals else "",
        plural(batches, _("batch of paper ballots"), _("batches of paper ballots")) if batches else "",
    ]
    if any(what):
        said = _("Something still waits for a decision: %(what)s. Decide it, then count.")
        raise NotSettled(said % {"what": ", ".join(filter(None, what))})


async def _demand_no_appeal_to_come(election: Election, franchise: Franchise, now: datetime) -> None:
    """What was taken out cannot be put back once the box is emptied, so everybody's time to appeal comes first."""
    last = as_time(
        await value(
            """SELECT MAX(j.appeal_by) AS last FROM rejection j JOIN claim c ON c.id = j.claim_id
               JOIN roll_entry r ON r.account_id = c.account_id AND r.election_id = ?
               WHERE j.franchise_id = ? AND j.appealed_at IS NULL AND j.appeal_by > ? AND r.channel <> ?
                 AND r.outcome <> ?""",
            election.id, franchise.id, now, Channel.PAPER.value, Outcome.WITHDRAWN.value,
        )
    )  # fmt: skip
    if last is not None:
        said = _("Somebody whose ballot was taken out can still appeal until %(day)s. Count after that.")
        raise NotSettled(said % {"day": day(last)})


async def _give_outcomes(election: Election, franchise: Franchise) -> None:
    places = await _places(election, franchise)
    outcomes = {place.id: _outcome(place, franchise) for place in places}
    for outcome in (Outcome.COUNTED, Outcome.UNCONFIRMED):
        await _mark([place.id for place in places if outcomes[place.id] == (outcome, "")], outcome, "")
    for place in places:
        if outcomes[place.id][0] is Outcome.REMOVED:
            await _mark([place.id], *outcomes[place.id])


def _outcome(place: Place, franchise: Franchise) -> tuple[Outcome, str]:
    """A paper that lies in its pile leads to nobody: it is counted, because it cannot be found to be taken out."""
    if place.outcome == Outcome.WITHDRAWN:
        return Outcome.WITHDRAWN, ""
    if place.channel == Channel.PAPER:
        return Outcome.COUNTED, ""
    if place.rejected:
        return Outcome.REMOVED, place.rejected
    return (Outcome.COUNTED if reaches(place.level, franchise.counts_from) else Outcome.UNCONFIRMED), ""


async def _places(election: Election, franchise: Franchise) -> list[Place]:
    found = await rows(
        """SELECT r.id, r.account_id, r.channel, r.outcome, c.id AS claim_id, c.confirmed_at,
                  (SELECT MIN(j.rule) FROM rejection j WHERE j.claim_id = c.id AND j.franchise_id = ?
                     AND (j.upheld IS NULL OR j.upheld = ?)) AS rejected
           FROM roll_entry r LEFT JOIN claim c ON c.account_id = r.account_id WHERE r.election_id = ? ORDER BY r.id""",
        franchise.id, False, election.id,
    )  # fmt: skip
    shown = await _shown_by(election.id, franchise)
    return [
        Place(
            one.id, one.account_id, one.channel, one.outcome,
            max(shown.get(one.claim_id, Evidence.E0), _contact(one, franchise), key=list(Evidence).index),
            one.rejected or "",
        )
        for one in found
    ]  # fmt: skip


def _contact(one: Any, franchise: Franchise) -> Evidence:
    confirmed = as_time(one.confirmed_at)
    in_time = confirmed is not None and (franchise.confirm_by is None or confirmed <= franchise.confirm_by)
    return Evidence.E1 if in_time else Evidence.E0


async def _shown_by(election_id: int, franchise: Franchise) -> dict[int, Evidence]:
    """The best proof of each claim on the roll that this vote accepts and that was given by the last day.

    Whoever declared a new place after that day had shown the old one in time.
    """
    last = local_date(franchise.confirm_by) if franchise.confirm_by is not None else date.max
    found = await rows(
        """SELECT p.claim_id, p.method, p.level, p.given_on FROM roll_entry r
           JOIN claim c ON c.account_id = r.account_id JOIN proof p ON p.claim_id = c.id
           WHERE r.election_id = ?
             AND (p.revoked_at IS NULL OR (p.revoked_because = 'declared anew' AND p.revoked_at > ?))""",
        election_id,
        franchise.confirm_by or _NEVER,
    )
    best: dict[int, Evidence] = {}
    for one in found:
        level = Evidence(one.level)
        in_time = date.fromisoformat(str(one.given_on)[:10]) <= last
        if one.method in franchise.proofs and in_time and level > best.get(one.claim_id, Evidence.E0):
            best[one.claim_id] = level
    return best


async def _mark(ids: Sequence[int], outcome: Outcome, because: str) -> None:
    for part in _parts(ids):
        await execute(
            f"UPDATE roll_entry SET outcome = ?, outcome_because = ? WHERE id IN ({_marks(part)})",
            outcome.value, because[:30], *part,
        )  # fmt: skip


def _parts(found: Sequence[Any]) -> list[Sequence[Any]]:
    return [found[start : start + _AT_ONCE] for start in range(0, len(found), _AT_ONCE)]


def _marks(part: Sequence[Any]) -> str:
    return ", ".join("?" * len(part))


async def linked_ballots(election_id: int) -> dict[int, tuple[str, ...]]:
    """The choices of each person who voted on a screen, for looking at odd shapes: in memory, after the close, before
    the box is emptied. Never shown, never kept. Nothing where the vote is sealed: then nobody here can know them.

    Raises StillOpen before the close, NotSettled where somebody wrote over a box.
    """
    election = await Election.get(id=election_id)
    if election.closed_at is None:
        raise StillOpen(_("The vote is still open. Nothing is counted before it closes."))
    if election.emptied_at is not None or Definition.of(election.definition).sealed:
        return {}
    key = keys.read(election.key_name)
    people = await rows("SELECT account_id FROM roll_entry WHERE election_id = ?", election_id)
    owner = {slot_of(key, election_id, one.account_id): int(one.account_id) for one in people}
    found = await rows("SELECT slot, box FROM ballot WHERE election_id = ?", election_id)
    try:
        return {owner[one.slot]: _choices(one.box, key) for one in found if one.slot in owner}
    except ValueError as fault:
        raise NotSettled(_("A box does not hold a ballot. Nothing was counted. Find out why first.")) from fault


def _choices(box: bytes, key: bytes) -> tuple[str, ...]:
    return Body.of(boxes.empty(boxes.unlock(bytes(box), key))[0]).choices
