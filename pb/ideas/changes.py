"""The one way in which an author's idea changes: nobody else's change is overwritten unseen, and what was public is
looked at again by a moderator."""

from datetime import datetime
from typing import Any

from tortoise.expressions import F

from pb.ideas.standing import EDITABLE
from pb.models import Idea, IdeaState
from web.language import _
from web.refusals import Refused


class ChangedMeanwhile(Refused):
    """Somebody else, or the same person in another tab, saved first."""


async def change(idea: Idea, now: datetime, **values: Any) -> None:
    """Store `values` if the idea still stands as it was read. Inside a transaction.

    A draft stays a draft, and what is saved last stands. Anything else goes back to the moderators. Raises
    ChangedMeanwhile.
    """
    if idea.state is IdeaState.DRAFT:
        state, as_read = IdeaState.DRAFT, Idea.filter(id=idea.id, state=IdeaState.DRAFT)
    else:
        state, as_read = IdeaState.RECEIVED, Idea.filter(id=idea.id, version=idea.version, state__in=EDITABLE)
    stored = await as_read.update(**values, state=state, changed_at=now, version=F("version") + 1)
    if not stored:
        raise ChangedMeanwhile(
            _(
                "This idea was changed while you were writing, perhaps by you in another window. "
                "What you typed is still here. Look at how the idea stands now, then save again."
            )
        )
    idea.update_from_dict({**values, "state": state, "changed_at": now, "version": idea.version + 1})
