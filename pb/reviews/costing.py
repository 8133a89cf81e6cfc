"""What an idea costs, and what reviewers tell one another about it."""

from datetime import datetime

import ledger.journal
from database import transaction
from pb.cycles.bands import bands_of
from pb.models import Band, Idea, IdeaState, Pot, ReviewNote
from pb.reviews.holding import NEVER, demand_somebody_elses, hold_idea, keep
from pb.reviews.refusals import ReviewRefused, needed, not_too_long
from pb.text import body_text
from residents.people import Person
from web.filters import money
from web.language import _
from web.refusals import NotFound

LONGEST_NOTE = 2_000


async def set_cost(by: Person, idea_id: int, cost_pence: int | None, cost_note: str, now: datetime) -> str:
    """Keep the checked cost and what it is made of. Returns a warning when it is more than the pot, else ""."""
    by.demand("ideas.review")
    async with transaction():
        idea = await hold_idea(idea_id, now)
        demand_somebody_elses(by, idea)
        checked = fitting(cost_pence, await bands_of(idea.cycle_id))
        before, idea.cost_pence = idea.cost_pence, checked
        idea.cost_note = not_too_long(body_text(cost_note), "cost_note", LONGEST_NOTE)
        if idea.state is IdeaState.PUBLISHED:
            idea.state = IdeaState.COSTING
            idea.reviewer_id = idea.reviewer_id or by.account_id
        await keep(idea, now)
        await ledger.journal.record(
            by.actor, "idea.costed", f"idea:{idea.id}", at=now, before=before, after=idea.cost_pence
        )
    return over_the_pot(checked, idea.pot)


def fitting(cost_pence: int | None, bands: list[Band]) -> int:
    """The cost, if a grant of this size exists. Raises ReviewRefused."""
    if cost_pence is None:
        raise ReviewRefused(_("Write what it costs."), "cost")
    if cost_pence <= 0:
        raise ReviewRefused(_("Write a cost above £0."), "cost")
    if bands and not any(band.least_pence <= cost_pence <= band.most_pence for band in bands):
        sizes = "; ".join(f"{band.name}: {money(band.least_pence)}–{money(band.most_pence)}" for band in bands)
        raise ReviewRefused(
            _("This fits none of the sizes of grant (%(sizes)s). Could part of it be done, or is it not possible?")
            % {"sizes": sizes},
            "cost",
        )
    return cost_pence


def over_the_pot(cost_pence: int | None, pot: Pot | None) -> str:
    if pot is None or cost_pence is None or cost_pence <= pot.amount_pence:
        return ""
    return _(
        "Careful: it costs %(cost)s, and there is %(pot)s for %(name)s. It cannot stand on the ballot like this."
    ) % {
        "cost": money(cost_pence),
        "pot": money(pot.amount_pence),
        "name": pot.name,
    }


async def add_note(by: Person, idea_id: int, text: str, now: datetime) -> ReviewNote:
    """A note for officers only. Possible at any time: why something was done matters later too."""
    by.demand("ideas.assign")
    body = needed(text, "note", _("Write the note first."), LONGEST_NOTE)
    idea = await Idea.get_or_none(id=idea_id)
    if idea is None or idea.state in NEVER or by.account_id is None:
        raise NotFound
    async with transaction():
        note = await ReviewNote.create(idea_id=idea_id, author_id=by.account_id, body=body, made_at=now)
        await ledger.journal.record(by.actor, "idea.noted", f"idea:{idea_id}", at=now, note=note.id)
    return note
