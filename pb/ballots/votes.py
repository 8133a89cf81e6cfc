"""Which vote is on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from ballot_box.papers import Definition
from ballot_box.trustees.words import WhoOpens
from database import as_time, rows
from web.language import _


@dataclass(frozen=True, slots=True)
class Vote:
    """A cycle's vote, as much of it as voters need. `evidence`: how well they must show that they belong here."""

    cycle_id: int
    slug: str
    name: str
    age_from: int
    ties: tuple[str, ...]
    evidence: str
    election_id: int
    definition_hash: str
    definition: Definition
    opens_at: datetime
    closes_at: datetime
    closed: bool
    withdrawn: int  # projects taken back after the ballot was frozen
    franchise_id: int | None = None
    counts_from: str = "E0"  # how well somebody must show that they belong here for their ballot to be counted
    confirm_by: datetime | None = None
    who_opens: WhoOpens = WhoOpens(sealed=False)  # the boxes

    @property
    def ranks(self) -> int:
        return self.definition.ranks

    def is_open(self, now: datetime) -> bool:
        """What a page may say. Whether a ballot is in time, the database's clock decides when it is cast."""
        return not self.closed and self.opens_at <= now < self.closes_at

    def is_over(self, now: datetime) -> bool:
        return self.closed or now >= self.closes_at


_VOTES = """
    SELECT c.id, c.slug, c.name, c.age_from, c.ties, c.evidence, e.id AS election_id, e.definition, e.definition_hash,
           e.opens_at, e.closes_at, e.closed_at, e.opened_at, e.franchise_id, f.counts_from, f.confirm_by,
           t.first_name, t.first_role, t.last_name, t.last_role,
           (SELECT COUNT(*) FROM project p WHERE p.cycle_id = c.id AND p.withdrawn_at IS NOT NULL) AS withdrawn
    FROM cycle c JOIN election e ON e.id = c.election_id LEFT JOIN franchise f ON f.id = e.franchise_id
         LEFT JOIN trustees t ON t.id = c.trustees_id
    WHERE c.published_at <= ? AND c.cancelled_at IS NULL AND c.imported = ?"""


async def vote_at(now: datetime, slug: str = "") -> Vote | None:
    """The vote of the cycle `slug`; without one the vote that is open, else the next, else the last one."""
    if slug:
        found = await rows(f"{_VOTES} AND c.slug = ?", now, False, slug[:80])
    else:
        found = await rows(f"{_VOTES} ORDER BY e.closes_at DESC LIMIT 20", now, False)
    votes = [_vote(record) for record in found]
    open_now = sorted((vote for vote in votes if vote.is_open(now)), key=lambda vote: vote.closes_at)
    to_come = sorted((vote for vote in votes if vote.opens_at > now), key=lambda vote: vote.opens_at)
    return next(iter([*open_now, *to_come, *votes]), None)


def _vote(record: Any) -> Vote:
    opens, closes = as_time(record.opens_at), as_time(record.closes_at)
    assert opens and closes
    definition = Definition.of(record.definition)
    return Vote(
        cycle_id=record.id,
        slug=record.slug,
        name=record.name,
        age_from=record.age_from,
        ties=tuple(_json(record.ties)),
        evidence=str(_json(record.evidence).get("vote", "E1")),
        election_id=record.election_id,
        definition_hash=record.definition_hash,
        definition=definition,
        opens_at=opens,
        closes_at=closes,
        closed=record.closed_at is not None,
        withdrawn=record.withdrawn,
        franchise_id=record.franchise_id,
        counts_from=record.counts_from or "E0",
        confirm_by=as_time(record.confirm_by),
        who_opens=_who_opens(definition, record),
    )


def _who_opens(definition: Definition, record: Any) -> WhoOpens:
    if not definition.sealed:
        return WhoOpens(sealed=False)
    people = ((record.first_name, record.first_role), (record.last_name, record.last_role))
    return WhoOpens(True, people if record.first_name else (), as_time(record.opened_at))


def _json(stored: Any) -> Any:
    return orjson.loads(stored) if isinstance(stored, str | bytes) else stored


def ties_in_words(vote: Vote) -> str:
    """“live, work or study”: what somebody says by voting that they do here."""
    words = {"live": _("live"), "work": _("work"), "study": _("study"), "volunteer": _("volunteer")}
    ties = [words[tie] for tie in vote.ties if tie in words] or [words["live"]]
    if len(ties) == 1:
        return ties[0]
    return _("%(first)s or %(last)s") % {"first": ", ".join(ties[:-1]), "last": ties[-1]}
