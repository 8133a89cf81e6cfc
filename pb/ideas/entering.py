"""An officer enters an idea for somebody who told it in person, by phone or on paper."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

import ledger.journal
from database import transaction
from pb.cycles import demand_phase, phase_at
from pb.ideas import photos
from pb.ideas.writing import IdeaRefused, checked_cost, checked_spot, checked_story, checked_title
from pb.letters import entering as letters
from pb.models import Cycle, Idea, IdeaState, Pot, ReviewNote, Theme
from pb.phases import Phase
from pb.text import TextRefused, name_to_show, one_line
from post import outbox
from residents.accounts import find_or_make
from residents.people import Person
from residents.presence import helping
from residents.sign_in.addresses import one_address
from web.language import _
from web.refusals import NotFound, Refused

LONGEST_WHERE = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What somebody said. `channel` is a word of `channels()`; `email` may be empty; `in_time` counts after the end."""

    title: str
    story: str
    pot_id: int | None
    theme_id: int | None
    spot: str
    pence: int | None
    name: str
    email: str
    channel: str
    heard_at: str
    in_time: bool = False


@dataclass(frozen=True, slots=True)
class Upload:
    file: IO[bytes]
    alt: str


def channels() -> list[tuple[str, str]]:
    return [
        ("in-person", _("In person, at a library, a lounge or an event")),
        ("phone", _("By phone")),
        ("paper", _("On paper")),
        ("email", _("By email or message")),
    ]


def takes_entries(cycle: Cycle, now: datetime) -> bool:
    """While ideas are open, and during review for what was handed in on time."""
    return phase_at(cycle, now) in (Phase.IDEAS, Phase.REVIEW) and cycle.ballot_frozen_at is None


def ideas_are_over(cycle: Cycle, now: datetime) -> bool:
    return phase_at(cycle, now) is Phase.REVIEW


async def enter(
    by: Person, cycle: Cycle, entry: Entry, upload: Upload | None, reserved: list[str], media: Path, now: datetime
) -> Idea:
    """Send the idea to the moderators, as one that the council entered. All of it is kept, or nothing.

    `reserved` are names that nobody may be shown by. Raises IdeaRefused, PhotoRefused, CycleRefused.
    """
    by.demand("ideas.enter-for-somebody")
    _demand_time(cycle, entry, now)
    idea = await _checked(cycle, entry, reserved, now)
    email = _address(entry.email)
    if email and email == by.email:
        raise IdeaRefused(_("This is your own address. Send your own ideas as everybody else does."), "email")
    heard_at = _checked_where(entry)
    await _count(by, now)
    idea.entered_by_id = by.account_id
    await idea.save()  # a draft of nobody, which nobody sees, until its photo is in
    try:
        if upload is not None:
            await photos.keep(idea, by, upload.file, upload.alt, media, now)
        await _send(by, idea, entry, email, heard_at, now)
    except BaseException:
        await Idea.filter(id=idea.id, state=IdeaState.DRAFT).delete()
        raise
    return idea


async def _count(by: Person, now: datetime) -> None:
    """Helpers are counted by the hour; officers who type in a pile of paper are not."""
    if not by.may("people.help"):
        return
    try:
        await helping.count(by, now)
    except helping.TooManyActs as refused:
        raise IdeaRefused(refused.sentence) from refused


def _demand_time(cycle: Cycle, entry: Entry, now: datetime) -> None:
    if not takes_entries(cycle, now):
        demand_phase(cycle, "submit", now)
    if ideas_are_over(cycle, now) and not entry.in_time:
        raise IdeaRefused(_("Ideas are over. Only what was handed in before the end can still be entered."), "in_time")


async def _checked(cycle: Cycle, entry: Entry, reserved: list[str], now: datetime) -> Idea:
    title, (body, html) = checked_title(entry.title), checked_story(entry.story)
    if entry.pot_id is None or not await Pot.exists(id=entry.pot_id, cycle_id=cycle.id):
        raise IdeaRefused(_("Choose where it would happen."), "pot")
    if entry.theme_id is not None and not await Theme.exists(id=entry.theme_id, cycle_id=cycle.id):
        raise IdeaRefused(_("Choose one of the themes, or none."), "theme")
    return Idea(
        cycle_id=cycle.id,
        pot_id=entry.pot_id,
        theme_id=entry.theme_id,
        title=title,
        body=body,
        body_html=html,
        place=checked_spot(entry.spot),
        estimate_pence=checked_cost(entry.pence),
        author_name=_shown_name(entry.name, reserved),
        state=IdeaState.DRAFT,
        created_at=now,
        changed_at=now,
    )


def _shown_name(name: str, reserved: list[str]) -> str:
    try:
        shown = name_to_show(name, reserved)
    except TextRefused as refused:
        raise IdeaRefused(refused.sentence, "name") from refused
    if not shown:
        raise IdeaRefused(_("Write the name that everybody sees. A first name is enough."), "name")
    return shown


def _address(email: str) -> str:
    """The address in the form that accounts are kept under, or "" for none."""
    if not email.strip():
        return ""
    try:
        return one_address(email)
    except Refused as refused:
        raise IdeaRefused(refused.sentence, "email") from refused


def _checked_where(entry: Entry) -> str:
    if entry.channel not in dict(channels()):
        raise IdeaRefused(_("Choose how you heard it."), "channel")
    heard_at = one_line(entry.heard_at)
    if len(heard_at) > LONGEST_WHERE:
        raise IdeaRefused(_("Shorten this to %(most)s characters or fewer.") % {"most": LONGEST_WHERE}, "heard_at")
    return heard_at


async def _send(by: Person, idea: Idea, entry: Entry, email: str, heard_at: str, now: datetime) -> None:
    async with transaction():
        author = await find_or_make(email, now) if email else None
        sent = await Idea.filter(id=idea.id, state=IdeaState.DRAFT).update(
            state=IdeaState.RECEIVED, author_id=author.id if author else None, submitted_at=now
        )
        if not sent:
            raise NotFound
        if by.account_id is not None:
            if by.may("people.help"):
                helped = author.id if author else None
                await helping.note_here(by, helping.ENTERED_IDEA, now, account_id=helped)
            heard = " · ".join(part for part in (dict(channels())[entry.channel], heard_at) if part)
            await ReviewNote.create(
                idea_id=idea.id, author_id=by.account_id, body=_("How we heard it: %s") % heard, made_at=now
            )
        if author is not None:
            await outbox.enqueue(author.email, *letters.entered(idea.title, idea.id), now=now)
        await ledger.journal.record(
            by.actor, "idea.entered", f"idea:{idea.id}", at=now, channel=entry.channel, has_email=bool(email)
        )
