"""Ideas as everybody sees them, and what their authors can still do with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from database import as_time, row, rows, transaction
from pb.cycles import demand_phase
from pb.ideas import follows
from pb.ideas.changes import change
from pb.ideas.standing import EDITABLE, PRIVATE, SUPPORTABLE, WITHDRAWABLE
from pb.ideas.writing import IdeaRefused, checked_cost, checked_spot, checked_story, checked_title
from pb.letters import ideas as letters
from pb.models import Cycle, Idea, IdeaState
from pb.phases import Phase, Timetable, allowed, phase_of
from post import outbox
from residents.models import Account
from residents.people import Person
from web.language import _
from web.refusals import NotFound

_TIMETABLE = list(Timetable.__dataclass_fields__)
_HIDDEN = ", ".join(f"'{state.value}'" for state in PRIVATE)
_PAGE = f"""SELECT i.id, i.title, i.body_html, i.state, i.place, i.author_id, i.author_name, i.entered_by_id,
    i.supports, i.comments_count, i.estimate_pence, i.cost_pence, i.cost_note, i.reason, i.elsewhere, i.decided_by,
    i.decided_at, i.project_id, i.merged_into_id, i.submitted_at, i.published_at, i.changed_at, i.cycle_id,
    p.name AS neighbourhood, t.slug AS theme, t.name AS theme_name,
    ph.name AS photo, ph.alt AS photo_alt, ph.width AS photo_width, ph.height AS photo_height,
    CASE WHEN m.state IN ({_HIDDEN}) THEN '' ELSE m.title END AS merged_title,
    c.name AS cycle_name, c.slug AS cycle_slug,
    (SELECT r.funded FROM project_tally r JOIN tally y ON y.id = r.tally_id
      WHERE r.project_id = i.project_id AND y.published_at IS NOT NULL) AS funded,
    {", ".join(f"c.{name} AS c_{name}" for name in _TIMETABLE)}
    FROM idea i JOIN cycle c ON c.id = i.cycle_id LEFT JOIN pot p ON p.id = i.pot_id
    LEFT JOIN theme t ON t.id = i.theme_id LEFT JOIN photo ph ON ph.id = i.photo_id
    LEFT JOIN idea m ON m.id = i.merged_into_id
    WHERE i.id = ?"""


@dataclass(frozen=True, slots=True)
class Shown:
    """One idea for its page: the row, the dates of its cycle, what may be done now, and whether it is the viewer's."""

    idea: Any
    timetable: Timetable
    phase: Phase
    may: frozenset[str]
    own: bool

    @property
    def public(self) -> bool:
        return _is_public(self.idea, self.phase)

    @property
    def supportable(self) -> bool:
        return "support" in self.may and self.idea.state in SUPPORTABLE


async def show(idea_id: int, viewer: Person, now: datetime) -> Shown:
    """One query. Raises NotFound for what is not there and, in the same way, for what this viewer may not see."""
    found = await row(_PAGE, idea_id)
    if found is None:
        raise NotFound
    timetable = Timetable(**{name: as_time(getattr(found, f"c_{name}")) for name in _TIMETABLE})
    phase = phase_of(timetable, now)
    own = viewer.signed_in and found.author_id == viewer.account_id
    if not own and not _is_public(found, phase):
        raise NotFound
    return Shown(found, timetable, phase, allowed(timetable, now), own)


def _is_public(idea: Any, phase: Phase) -> bool:
    return idea.state not in PRIVATE and idea.published_at is not None and phase is not Phase.DRAFT


async def public(idea_id: int, now: datetime) -> Shown:
    """The idea if everybody may see it, whoever asks: what can be supported, followed, talked about. Else NotFound."""
    return await show(idea_id, Person(), now)


async def own(by: Person, idea_id: int) -> Idea:
    """The person's own idea once it is sent, with cycle, pot and photo. Raises NotFound for anybody else's."""
    found = Idea.filter(id=idea_id, author_id=by.account_id, state__not=IdeaState.DRAFT)
    idea = await found.select_related("cycle", "pot", "photo").first() if by.signed_in else None
    if idea is None:
        raise NotFound
    return idea


async def is_own(by: Person, idea_id: int) -> bool:
    """Whether this person has sent this idea."""
    return by.signed_in and await Idea.exists(id=idea_id, author_id=by.account_id, state__not=IdeaState.DRAFT)


async def all_own(by: Person) -> Sequence[Any]:
    """What the person has sent, the newest first."""
    return await rows(
        """SELECT id, title, state, supports, comments_count, submitted_at, reason FROM idea
           WHERE author_id = ? AND state <> 'draft' ORDER BY id DESC LIMIT 200""",
        by.account_id,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What an author wants their idea to say. `version` is the one they were looking at."""

    title: str
    story: str
    spot: str
    pence: int | None
    version: int


def demand_editable(idea: Idea, cycle: Cycle, now: datetime) -> None:
    demand_phase(cycle, "edit", now)
    if idea.state not in EDITABLE:
        raise IdeaRefused(_("This idea cannot be changed now, because the council is working on it or has decided."))


async def edit(idea: Idea, by: Person, wish: Edit, now: datetime) -> None:
    """Keep the new text; a moderator reads it again. Raises ChangedMeanwhile when it was changed elsewhere."""
    demand_editable(idea, await Cycle.get(id=idea.cycle_id), now)
    body, html = checked_story(wish.story)
    title, place, pence = checked_title(wish.title), checked_spot(wish.spot), checked_cost(wish.pence)
    was_public = idea.published_at is not None
    idea.version = wish.version
    async with transaction():
        await change(idea, now, title=title, body=body, body_html=html, place=place, estimate_pence=pence)
        if was_public:
            await _tell_author(by, letters.changed(title, idea.id), now)


async def withdraw(idea: Idea, by: Person, now: datetime) -> None:
    """Take the idea back. Those who follow it are told."""
    demand_phase(await Cycle.get(id=idea.cycle_id), "withdraw", now)
    was_public = idea.published_at is not None and idea.state not in PRIVATE
    async with transaction():
        as_read = Idea.filter(id=idea.id, version=idea.version, state=idea.state, state__in=WITHDRAWABLE)
        moved = await as_read.update(
            state=IdeaState.WITHDRAWN,
            published_at=idea.published_at if was_public else None,  # what no moderator has read does not become public
            changed_at=now,
            version=idea.version + 1,
        )
        if not moved:
            raise IdeaRefused(_("This idea cannot be taken back now, because it has been decided on."))
        await _tell_author(by, letters.withdrawn(idea.title, idea.id), now)
        if was_public:
            await follows.tell_followers(idea.id, *letters.withdrawn_to_followers(idea.title), now)


async def _tell_author(by: Person, letter: tuple[str, str], now: datetime) -> None:
    account = await Account.get(id=by.account_id)
    await outbox.enqueue(account.email, *letter, now=now)
