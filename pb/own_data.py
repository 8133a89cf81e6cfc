"""What somebody wrote, supports and follows, for themselves. Ideas of others stand there by their address only."""

from typing import Any

from pb.models import Comment, Follow, Idea, Support


async def of(account_id: int) -> dict[str, Any]:
    """For `residents.own_data`."""
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
