"""Batches as officers see them: the list in numbers, the page of one, and votes that can be held on paper."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ballot_box.models import BatchState, Election, PaperBatch
from ballot_box.paper.printed import names_of
from ballot_box.papers import Definition
from database import rows
from ledger.models import JournalEntry
from residents.models import Account
from residents.people import Person
from web.language import _

VIEWS = "papers.view"
MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class Listed:
    """One batch in the list. `numbers`: how many ballots are in each state."""

    id: int
    name: str
    vote: str
    contest: str
    venue: str
    state: BatchState
    issued: int
    mismatch: bool
    slips: int
    slips_done: bool
    numbers: dict[str, int]


async def listed(by: Person) -> list[Listed]:
    """Every batch, those with something to do first, in four questions however many there are. Raises NotAllowed."""
    by.demand(VIEWS)
    found = await rows(
        """SELECT b.id, b.name, b.contest, b.state, b.issued, b.mismatch, b.slips_done_at, b.election_id,
                  e.name AS vote, v.name AS venue
           FROM paper_batch b JOIN election e ON e.id = b.election_id LEFT JOIN venue v ON v.id = b.venue_id
           ORDER BY CASE WHEN b.state IN ('counted', 'void') THEN 1 ELSE 0 END, b.id DESC LIMIT ?""",
        MOST_LISTED,
    )
    if not found:
        return []
    ids = [one.id for one in found]
    numbers = await _counts("paper", "state", ids)
    slips = await _counts("paper_slip", "state", ids)
    names = await names_of({one.election_id for one in found})
    return [
        Listed(
            one.id, one.name, one.vote, names.get((one.election_id, one.contest), one.contest), one.venue or "",
            BatchState(one.state), one.issued, bool(one.mismatch), sum(slips.get(one.id, {}).values()),
            one.slips_done_at is not None, numbers.get(one.id, {}),
        )
        for one in found
    ]  # fmt: skip


async def _counts(table: str, column: str, batch_ids: list[int]) -> dict[int, dict[str, int]]:
    marks = ", ".join("?" * len(batch_ids))
    found = await rows(
        f"SELECT batch_id, {column} AS kind, COUNT(*) AS many FROM {table} WHERE batch_id IN ({marks}) GROUP BY 1, 2",
        *batch_ids,
    )
    counts: dict[int, dict[str, int]] = {}
    for one in found:
        counts.setdefault(one.batch_id, {})[one.kind] = int(one.many)
    return counts


@dataclass(frozen=True, slots=True)
class History:
    at: datetime
    act: str
    who: str


@dataclass(frozen=True, slots=True)
class Whole:
    """One batch with its numbers and everything that was done to it. What is on the ballots is not in here."""

    batch: PaperBatch
    place: str
    papers: dict[str, int]
    slips: dict[str, int]
    history: list[History]


async def one(by: Person, batch: PaperBatch) -> Whole:
    """`batch` as `steps.look` gives it. Raises NotAllowed."""
    by.demand(VIEWS)
    names = await names_of({batch.election_id})
    return Whole(
        batch,
        names.get((batch.election_id, batch.contest), batch.contest),
        (await _counts("paper", "state", [batch.id])).get(batch.id, {}),
        (await _counts("paper_slip", "state", [batch.id])).get(batch.id, {}),
        await _history(batch.id),
    )


async def _history(batch_id: int) -> list[History]:
    found = JournalEntry.filter(thing=f"paper_batch:{batch_id}").exclude(act="paper.slip-entered")
    entries = await found.order_by("id")
    ids = {int(entry.actor.partition(":")[2]) for entry in entries if entry.actor.startswith("account:")}
    names = {account.id: account.display_name for account in await Account.filter(id__in=ids)} if ids else {}
    return [History(entry.at, _act(entry), _name(entry.actor, names)) for entry in entries]


def _name(actor: str, names: dict[int, str]) -> str:
    return names.get(int(actor.partition(":")[2]), "") if actor.startswith("account:") else actor


def _act(entry: JournalEntry) -> str:
    detail: dict[str, Any] = entry.detail
    second = detail.get("second")
    words = {
        "paper.registered": _("Registered"),
        "paper.sent-out": _("Sent out, signed for by two people"),
        "paper.taken-back": _("Taken back and counted"),
        "paper.slips-done": _("All slips entered"),
        "paper.keying-begun": _("Second keying begun") if second else _("First keying begun"),
        "paper.keyed": _("Keyed the second time") if second else _("Keyed the first time"),
        "paper.keying-given-up": _("Keying given to somebody else"),
        "paper.compared": _("Both keyings compared"),
        "paper.ruled": _("Ruled on number %(serial)s") % {"serial": detail.get("serial", "")},
        "paper.audited": _("Audit passed") if detail.get("passed") else _("Audit failed: keyed again from the start"),
        "paper.sign-off.asked": _("Signed by the first officer"),
        "paper.sign-off.approved": _("Signed by the second officer"),
        "paper.sign-off.refused": _("The second officer did not sign"),
        "paper.seal-broken.asked": _("Seal reported broken"),
        "paper.seal-broken.approved": _("A second officer agreed that the seal was broken"),
        "paper.seal-broken.refused": _("A second officer did not agree that the seal was broken"),
        "paper.signed-off": _("Signed off"),
        "paper.merged": _("Put into the box"),
        "paper.lost": _("Lost"),
        "paper.seal-broken": _("Void: the seal was broken"),
    }
    return words.get(entry.act, entry.act)


async def votes_on_paper() -> list[tuple[str, str]]:
    """Contests for which a batch can be registered, as (“election:contest”, words): of votes that are not settled."""
    found = await Election.filter(settled_at__isnull=True, franchise_id__isnull=False).order_by("-closes_at").limit(5)
    names = await names_of({one.id for one in found})
    choices = []
    for election in found:
        for contest in Definition.of(election.definition).contests:
            said = f"{names.get((election.id, contest), contest)} ({election.name})"
            choices.append((f"{election.id}:{contest}", said))
    return choices
