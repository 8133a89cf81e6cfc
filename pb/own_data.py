"""What the whole site keeps about somebody, for themselves: nobody else is named in it, and no ballot is in it.

Ideas of others stand there by their address only.
"""

from datetime import datetime
from typing import Any

import ballot_box.own_data
import residents.own_data
from pb.models import Comment, Follow, Idea, Support
from residents.people import Person


async def collect(by: Person, now: datetime) -> dict[str, Any]:
    """Everything, ready to be written as JSON. Raises NotFresh."""
    data = await residents.own_data.collect(by, now)
    assert by.account_id is not None, "nobody else is fresh"
    return {**data, **await ballot_box.own_data.of(by.account_id), **await _written(by.account_id)}


async def _written(account_id: int) -> dict[str, Any]:
    ideas = await Idea.filter(author_id=account_id).order_by("id")
    comments = await Comment.filter(author_id=account_id).order_by("id")
    return {
        "ideas": [
            {
                "address": _address(one.id), "title": one.title, "text": one.body, "place": one.place,
                "name_shown": one.author_name, "state": one.state, "entered_by_us": one.entered_by_id is not None,
                "begun": one.created_at, "sent": one.submitted_at, "public_since": one.published_at,
                "our_answer": one.reason,
            }
            for one in ideas
        ],
        "comments": [
            {"on": _address(one.idea_id), "text": one.body, "state": one.state, "at": one.made_at} for one in comments
        ],
        "supports": [
            {"idea": _address(one.idea_id), "since": one.made_at}
            for one in await Support.filter(account_id=account_id).order_by("id")
        ],
        "follows": [
            {"idea": _address(one.idea_id), "since": one.made_at}
            for one in await Follow.filter(account_id=account_id).order_by("id")
        ],
    }  # fmt: skip


def _address(idea_id: int) -> str:
    return f"/ideas/{idea_id}"
