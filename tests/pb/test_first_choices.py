"""What is counted of first choices while people vote leads nobody to them: not even the site's secret key does."""

import secrets
from datetime import UTC, datetime
from functools import partial

from pb import ballots
from residents.models import AttemptWindow, Mark, MarkKind
from tests.pb.test_abuse_of_belonging import person
from tests.pb.test_ballots import Vote
from web.keys import keyed_hash

HOME = "203.0.113.7"


async def test_a_copy_of_the_database_and_the_secret_key_do_not_tell_a_first_choice(db: None) -> None:
    vote, now = await Vote.open(), datetime.now(UTC)
    by = person(await vote.resident())
    open_vote = await ballots.vote_at(now)
    assert open_vote is not None
    cast = partial(ballots.cast, open_vote, by, definition_hash=open_vote.definition_hash, whereabouts=None, now=now)

    await cast(vote.ids(2, 1), attempt=secrets.token_hex(8), network=HOME)

    mark = await Mark.get(kind=MarkKind.NETWORK)
    counted = set(await AttemptWindow.all().values_list("key_hash", flat=True))
    tried = {keyed_hash("limit:ballots alike", f"{mark.digest}|{choice}") for choice in vote.ids(*range(6))}
    assert counted and not counted & tried
