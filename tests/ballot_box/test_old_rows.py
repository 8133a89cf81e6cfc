"""Old rows leave the disk before the key is destroyed, also where somebody reads the database meanwhile."""

import sqlite3

from ballot_box.models import Election
from ballot_box.scrubbing import scrub, scrub_due
from database import on_postgres
from tests.ballot_box.test_scrubbing import AFTER, held


async def test_old_rows_that_somebody_still_reads_are_cleared_off_the_disk_later(own_database: str) -> None:
    if on_postgres():
        return  # there a table is written anew under a lock that nobody reads through
    election = await held()
    reader = sqlite3.connect(own_database.removeprefix("sqlite://").partition("?")[0], isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM ballot").fetchone()

    election = await scrub(election.id, AFTER)
    assert election.opened_at and not election.rewritten_at and not election.key_destroyed_at

    reader.execute("COMMIT")
    reader.close()
    assert await scrub_due(AFTER) == 1
    assert (await Election.get(id=election.id)).key_destroyed_at
