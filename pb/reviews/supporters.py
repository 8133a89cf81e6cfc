"""Supporters of an idea that goes on as part of another: they count there, once each, until the two are parted."""

from database import execute


async def carry_over(idea_id: int, into_id: int) -> None:
    """Inside a transaction, once the idea is stored as merged. The time of the merger marks what came with it."""
    came = await execute(
        """INSERT INTO support (idea_id, account_id, made_at)
           SELECT t.id, s.account_id, i.decided_at
           FROM support s JOIN idea i ON i.id = s.idea_id JOIN idea t ON t.id = ? WHERE s.idea_id = ?
           ON CONFLICT (idea_id, account_id) DO NOTHING""",
        into_id,
        idea_id,
    )
    await execute("UPDATE idea SET supports = supports + ? WHERE id = ?", came, into_id)


async def take_back(idea_id: int, from_id: int) -> None:
    """Inside a transaction, while the idea is still stored as merged: who supported only this one leaves the other."""
    left = await execute(
        """DELETE FROM support WHERE idea_id = ? AND made_at = (SELECT decided_at FROM idea WHERE id = ?)
           AND account_id IN (SELECT account_id FROM support WHERE idea_id = ?)""",
        from_id,
        idea_id,
        idea_id,
    )
    await execute("UPDATE idea SET supports = supports - ? WHERE id = ?", left, from_id)
