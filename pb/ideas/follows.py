"""Following an idea: its news come by email."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from database import execute, rows
from pb.ideas.standing import PRIVATE
from pb.letters.ideas import to_followers
from post import outbox
from residents.people import Person


async def follow(idea_id: int, by: Person, now: datetime) -> None:
    """Following twice is following once."""
    by.demand("ideas.follow")
    await execute(
        "INSERT INTO follow (idea_id, account_id, made_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        idea_id,
        by.account_id,
        now,
    )


async def unfollow(idea_id: int, by: Person) -> None:
    by.demand("ideas.follow")
    await execute("DELETE FROM follow WHERE idea_id = ? AND account_id = ?", idea_id, by.account_id)


async def followed_by(account_id: int) -> Sequence[Any]:
    """The ideas that somebody follows, the newest first: id, title, state. No title while nobody may see the idea."""
    hidden = ", ".join(f"'{state.value}'" for state in PRIVATE)
    return await rows(
        f"""SELECT i.id, CASE WHEN i.state IN ({hidden}) THEN '' ELSE i.title END AS title, i.state
           FROM follow f JOIN idea i ON i.id = f.idea_id
           WHERE f.account_id = ? AND i.published_at IS NOT NULL ORDER BY f.id DESC LIMIT 200""",
        account_id,
    )


async def tell_followers(
    idea_id: int, subject: str, body: str, now: datetime, *, told: Collection[int | None] = ()
) -> int:
    """Write to everybody who follows the idea, but not to its author, who gets a letter of their own.

    Inside the transaction of what it tells about. `told` are accounts that have had another letter about it.
    `body` is the news alone: greeting, link and how to stop are added.
    Returns the number of letters.
    """
    followers = await rows(
        """SELECT a.id, a.email FROM follow f JOIN account a ON a.id = f.account_id JOIN idea i ON i.id = f.idea_id
           WHERE f.idea_id = ? AND a.email IS NOT NULL AND a.disabled_at IS NULL
             AND (i.author_id IS NULL OR i.author_id <> f.account_id)""",
        idea_id,
    )
    letter = to_followers(idea_id, body)
    others = [follower for follower in followers if follower.id not in told]
    for follower in others:
        await outbox.enqueue(follower.email, subject, letter, now=now)
    return len(others)
