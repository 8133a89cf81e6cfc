"""Questions from the reviewer to the author, and their answers."""

from datetime import date, datetime

import ledger.journal
from database import transaction
from pb.letters import reviews as letters
from pb.models import ChangeRequest, Idea, IdeaState, ReviewNote
from pb.reviews.assignment import due_day
from pb.reviews.holding import demand_open, demand_somebody_elses, hold_idea, keep, tell_author
from pb.reviews.refusals import ReviewRefused, needed
from pb.text import LONGEST_BODY, LONGEST_TITLE, one_line, to_html
from post import outbox
from residents.people import Person
from web.language import _
from web.refusals import NotFound

LONGEST_QUESTION = 2_000
LONGEST_ANSWER = 5_000


async def ask(by: Person, idea_id: int, question: str, due_on: date | None, now: datetime) -> ChangeRequest:
    """Ask the author for a change or for something we need to know."""
    by.demand("ideas.review")
    text = needed(question, "question", _("Write your question to the author."), LONGEST_QUESTION)
    day = due_day(due_on, now)
    async with transaction():
        idea = await hold_idea(idea_id, now, (IdeaState.PUBLISHED, IdeaState.COSTING))
        demand_somebody_elses(by, idea)
        if idea.author is None or not idea.author.email:
            raise ReviewRefused(
                _("We have no email address of the author. Talk to them, and write down what they say as a note.")
            )
        idea.state = IdeaState.CHANGES_WANTED
        idea.reviewer_id = idea.reviewer_id or by.account_id
        await keep(idea, now)
        request = await ChangeRequest.create(
            idea_id=idea.id, asked_by_id=by.account_id, question=text, due_on=day, asked_at=now
        )
        await tell_author(idea, letters.question(idea.title, idea.id, text, day), now)
        await ledger.journal.record(by.actor, "idea.changes-asked", f"idea:{idea.id}", at=now, due=day.isoformat())
    return request


async def question_to(by: Person, idea_id: int, now: datetime) -> tuple[Idea, ChangeRequest]:
    """The author's own idea and the question that waits for their answer.

    Raises NotFound for anybody else's idea, ReviewRefused when nothing is asked or the ballot is frozen.
    """
    idea = await Idea.get_or_none(id=idea_id, author_id=by.account_id).select_related("cycle")
    if idea is None or by.account_id is None:
        raise NotFound
    demand_open(idea.cycle, now)
    request = await _open_request(idea_id)
    if idea.state is not IdeaState.CHANGES_WANTED or request is None:
        raise ReviewRefused(_("There is no question waiting for you. Perhaps you have answered it already."))
    return idea, request


async def answer(by: Person, idea_id: int, text: str, title: str, body: str, version: int, now: datetime) -> Idea:
    """The author answers, and may change title and text with it. The old text stays with the officers' notes."""
    words = needed(text, "answer", _("Write your answer."), LONGEST_ANSWER)
    new_title = needed(one_line(title), "title", _("Give your idea a title."), LONGEST_TITLE)
    new_body = needed(body, "body", _("Say what your idea is."), LONGEST_BODY)
    async with transaction():
        idea = await hold_idea(idea_id, now, (IdeaState.CHANGES_WANTED,))
        request = await _open_request(idea_id)
        if idea.author_id is None or idea.author_id != by.account_id or request is None:
            raise NotFound
        if idea.version != version:
            raise ReviewRefused(
                _("Your idea was changed while you were writing. Look at how it stands now, then send it again.")
            )
        await _revise(idea, new_title, new_body, now)
        request.answer, request.answered_at = words, now
        await request.save(update_fields=["answer", "answered_at"])
        idea.state = IdeaState.COSTING
        await keep(idea, now)
        if idea.reviewer is not None:
            await outbox.enqueue(idea.reviewer.email, *letters.answered(idea.title, idea.id, words), now=now)
    return idea


async def _revise(idea: Idea, title: str, body: str, now: datetime) -> None:
    if (title, body) == (idea.title, idea.body):
        return
    before = _("The author changed the idea. Before, it was “%(title)s”:\n\n%(body)s") % {
        "title": idea.title,
        "body": idea.body,
    }
    await ReviewNote.create(idea_id=idea.id, author_id=idea.author_id, body=before, made_at=now)
    idea.title, idea.body, idea.body_html = title, body, to_html(body)


async def _open_request(idea_id: int) -> ChangeRequest | None:
    return await ChangeRequest.filter(idea_id=idea_id, answered_at__isnull=True).order_by("-id").first()
