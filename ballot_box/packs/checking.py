"""Before a result is published: whether box, record, roll and ballots still say the same."""

from collections.abc import AsyncIterator
from typing import Any

from ballot_box.accounts import account_of
from ballot_box.models import Election
from ballot_box.opening import are_as_opened
from ballot_box.sealing.bodies import canonical, commitment_of, counted_hash, sha256
from database import rows, value
from ledger.leaves import canonical as leaf_text
from web.filters import plural
from web.language import _


async def not_in_the_record_yet(election: Election) -> bool:
    """Whether the record still has to take in this vote's definition: before that nobody could place the rest."""
    return not await value("SELECT 1 FROM log_leaf WHERE leaf = ?", _frozen(election))


async def faults_of(election_id: int) -> list[str]:
    """What does not agree, in sentences for officers; empty when everything does. After the boxes were opened."""
    election = await Election.get(id=election_id)
    return [fault async for fault in _faults(election)]


async def _faults(election: Election) -> AsyncIterator[str]:
    if not await _stands(_frozen(election)):
        yield _("What is on the ballot is not what the record says was frozen.")
    if missing := await _counted_without_leaf(election.id):
        yield _("Of the ballots that are counted, %(number)s not in the record.") % {"number": _are(missing)}
    if spoiled := await _counted_and_tested(election.id):
        yield _("Of the ballots that are counted, %(number)s opened as a test.") % {"number": _were(spoiled)}
    commitments = [one.commitment for one in await _boxes(election.id)]
    leaf = {"counted": counted_hash(commitments), "e": str(election.id), "k": "counted", "n": len(commitments)}
    if not await _stands(leaf_text(leaf)):
        yield _("The counted ballots are not those that the record says were taken out of the box.")
    if not await are_as_opened(election):
        yield _("The ballots that are counted are not those that lay in the boxes.")
    if await _wrongly_tested(election):
        yield _("A tested ballot does not fit its code.")
    async for fault in _account_faults(election, len(commitments)):
        yield fault


def _frozen(election: Election) -> str:
    return leaf_text({"d": sha256(canonical(election.definition)), "e": str(election.id), "k": "freeze"})


def _are(ballots: int) -> str:
    return plural(ballots, _("ballot is"), _("ballots are"))


def _were(ballots: int) -> str:
    return plural(ballots, _("ballot was"), _("ballots were"))


async def _stands(leaf: str) -> bool:
    """In the record, or waiting for its place there."""
    found = await value(
        "SELECT 1 FROM log_leaf WHERE leaf = ? UNION SELECT 1 FROM log_pending WHERE leaf = ?", leaf, leaf
    )
    return bool(found)


async def _boxes(election_id: int) -> Any:
    return await rows("SELECT commitment FROM counted_box WHERE election_id = ?", election_id)


async def _counted_without_leaf(election_id: int) -> int:
    leaf = f"""'{{"c":"' || b.commitment || '","e":"{int(election_id)}","k":"ballot"}}'"""
    found = await value(
        f"""SELECT COUNT(*) FROM counted_box b WHERE b.election_id = ?
            AND NOT EXISTS (SELECT 1 FROM log_leaf l WHERE l.leaf = {leaf})
            AND NOT EXISTS (SELECT 1 FROM log_pending w WHERE w.leaf = {leaf})""",
        election_id,
    )
    return int(found)


async def _counted_and_tested(election_id: int) -> int:
    leaf = f"""'{{"c":"' || b.commitment || '","e":"{int(election_id)}","k":"spoiled"}}'"""
    found = await value(
        f"""SELECT COUNT(*) FROM counted_box b WHERE b.election_id = ?
            AND (EXISTS (SELECT 1 FROM spoiled_ballot s WHERE s.commitment = b.commitment)
                 OR EXISTS (SELECT 1 FROM log_leaf l WHERE l.leaf = {leaf})
                 OR EXISTS (SELECT 1 FROM log_pending w WHERE w.leaf = {leaf}))""",
        election_id,
    )
    return int(found)


async def _wrongly_tested(election: Election) -> bool:
    found = await rows("SELECT commitment, nonce, body FROM spoiled_ballot WHERE election_id = ?", election.id)
    return not all(_fits(one) for one in found)


def _fits(one: Any) -> bool:
    try:
        return commitment_of(bytes.fromhex(one.nonce), one.body.encode()) == str(one.commitment)
    except ValueError:
        return False


async def _account_faults(election: Election, boxes: int) -> AsyncIterator[str]:
    """The account against itself, against the boxes, and against what the record says of papers."""
    account = await account_of(election)
    for fault in account.faults():
        yield fault
    on_screen = sum(one.counted - one.cast.get("paper", 0) for one in account.contests.values())
    if on_screen != boxes:
        said = _("%(people)s people are counted who voted on a screen, but there are %(boxes)s boxes.")
        yield said % {"people": on_screen, "boxes": boxes}
    entered = sum(one.paper.entered for one in account.contests.values())
    if entered != await _papers_in_the_record(election.id):
        yield _("Other papers are counted than the record says came in.")


async def _papers_in_the_record(election_id: int) -> int:
    pattern = f'{{"batch":"%","e":"{int(election_id)}","k":"paper","n":%}}'
    found = await rows(
        "SELECT leaf FROM log_leaf WHERE leaf LIKE ? UNION SELECT leaf FROM log_pending WHERE leaf LIKE ?",
        pattern,
        pattern,
    )
    return sum(int(one.leaf.rpartition(":")[2].removesuffix("}")) for one in found)
