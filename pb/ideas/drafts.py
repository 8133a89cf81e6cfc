"""Ideas that are still being written. A draft belongs to a browser until its writer signs in, then to the writer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from tortoise.expressions import Q

from database import exclusive_lock, transaction
from pb.cycles import demand_phase
from pb.ideas import belonging, photos
from pb.ideas.changes import change
from pb.ideas.writing import IdeaRefused, checked_cost, checked_spot, checked_story, checked_title
from pb.letters import ideas as letters
from pb.models import Cycle, Idea, IdeaState, Pot, Theme
from pb.text import name_to_show
from post import outbox
from residents.limits import allow
from residents.models import Account
from residents.people import Person
from web.days import working_days_after
from web.filters import day
from web.language import _
from web.refusals import NotFound

MOST_DRAFTS = 10
DAYS_TO_CHECK = 5  # working days, as promised to authors; moderators aim for two, so that the promise is kept
_KEPT = timedelta(days=60)
_PER_HOUR = 100  # a library or a school is one network


@dataclass(frozen=True, slots=True)
class Writer:
    """Whose draft it is: a person, or a browser (the hash of its key) in which nobody has signed in yet."""

    person: Person
    browser: str

    def own(self) -> Q:
        unclaimed = Q(author_id__isnull=True, draft_key=self.browser) & ~Q(draft_key="")
        return Q(author_id=self.person.account_id) | unclaimed if self.person.signed_in else unclaimed


async def of(writer: Writer, draft_id: int) -> Idea:
    """The writer's own draft, with cycle, pot, theme and photo. Raises NotFound for anybody else's."""
    found = Idea.filter(writer.own(), id=draft_id, state=IdeaState.DRAFT)
    draft = await found.select_related("cycle", "pot", "theme", "photo").first()
    if draft is None:
        raise NotFound
    return draft


async def all_of(writer: Writer) -> Sequence[Idea]:
    """The writer's drafts, the last one first."""
    return await Idea.filter(writer.own(), state=IdeaState.DRAFT).order_by("-changed_at", "-id").limit(MOST_DRAFTS)


async def start(writer: Writer, cycle: Cycle, title: str, now: datetime, *, network: str = "") -> Idea:
    """A new draft with its title. The same title sent twice is one draft: people press twice.

    `network` is where somebody writes from who has not signed in: keys of browsers can be had without end.
    """
    demand_phase(cycle, "submit", now)
    checked = checked_title(title)
    if network and not await allow("draft-from", network, _PER_HOUR, timedelta(hours=1), now):
        raise IdeaRefused(_("Many ideas were begun from where you are. Sign in first, or try again in an hour."))
    async with transaction():
        await exclusive_lock(f"drafts:{writer.person.account_id or writer.browser}")
        mine = await all_of(writer)
        same = next((draft for draft in mine if (draft.cycle_id, draft.title) == (cycle.id, checked)), None)
        if same is not None:
            return same
        if len(mine) >= MOST_DRAFTS:
            raise IdeaRefused(_("You have 10 ideas that are not sent yet. Send one, or delete one, and try again."))
        return await Idea.create(
            cycle_id=cycle.id,
            title=checked,
            author_id=writer.person.account_id,
            draft_key="" if writer.person.signed_in else writer.browser,
            created_at=now,
            changed_at=now,
        )


async def keep_title(draft: Idea, title: str, now: datetime) -> None:
    await change(draft, now, title=checked_title(title))


async def keep_story(draft: Idea, story: str, theme_id: int | None, now: datetime) -> None:
    body, html = checked_story(story)
    if theme_id is not None and not await Theme.exists(id=theme_id, cycle_id=draft.cycle_id):
        raise IdeaRefused(_("Choose one of the themes, or none."), "theme")
    await change(draft, now, body=body, body_html=html, theme_id=theme_id)


async def keep_place(draft: Idea, pot: Pot, place: str, now: datetime) -> None:
    """`pot` is one of the draft's cycle; `place` says where in it, in words."""
    if pot.cycle_id != draft.cycle_id:
        raise NotFound
    await change(draft, now, pot_id=pot.id, place=checked_spot(place))


async def keep_spot(draft: Idea, spot: str, now: datetime) -> None:
    await change(draft, now, place=checked_spot(spot))


async def keep_cost(draft: Idea, pence: int | None, now: datetime) -> None:
    await change(draft, now, estimate_pence=checked_cost(pence))


async def keep_name(draft: Idea, name: str, reserved: Sequence[str], now: datetime) -> None:
    await change(draft, now, author_name=name_to_show(name, reserved))


async def delete(draft: Idea, media: Path) -> None:
    """The draft and its photo are gone."""
    await Idea.filter(id=draft.id, state=IdeaState.DRAFT).delete()
    await photos.forget(draft.photo_id, media)


async def adopt(account_id: int, browser: str) -> int:
    """The drafts of this browser become those of the person who has just signed in there; returns how many."""
    unclaimed = Idea.filter(author_id__isnull=True, draft_key=browser, state=IdeaState.DRAFT)
    return await unclaimed.update(author_id=account_id, draft_key="") if browser else 0


async def submit(draft: Idea, by: Person, now: datetime) -> None:
    """Send the draft to the moderators and write to its author. Sent twice, it is one idea.

    Raises CycleRefused when ideas are over, IdeaRefused when something is missing, BelongingUnknown when we must know
    more of the writer; the draft then stays as it is.
    """
    by.demand("ideas.submit")
    cycle = await Cycle.get(id=draft.cycle_id)
    demand_phase(cycle, "submit", now)
    checked_title(draft.title)
    checked_story(draft.body)
    if draft.pot_id is None:
        raise IdeaRefused(_("Say where your idea would happen."), "postcode")
    await belonging.demand(cycle, by, "suggest")
    account = await Account.get(id=by.account_id)
    async with transaction():
        sent = await Idea.filter(id=draft.id, state=IdeaState.DRAFT).update(
            state=IdeaState.RECEIVED,
            author_id=account.id,
            author_name=draft.author_name or account.display_name,
            draft_key="",
            submitted_at=now,
            changed_at=now,
        )
        if sent:
            letter = letters.received(draft.title, draft.id, day(checked_by(now)), _answer_by(cycle))
            await outbox.enqueue(account.email, *letter, now=now)


def checked_by(submitted_at: datetime) -> date:
    """The day by which a moderator has read an idea."""
    return working_days_after(submitted_at, DAYS_TO_CHECK)


def _answer_by(cycle: Cycle) -> str:
    return day(cycle.voting_opens_at) if cycle.voting_opens_at else ""


async def forget_old(media: Path, now: datetime) -> int:
    """Delete drafts that nobody has touched for two months; returns how many."""
    old = await Idea.filter(state=IdeaState.DRAFT, changed_at__lt=now - _KEPT).limit(100)
    for draft in old:
        await delete(draft, media)
    return len(old)
