"""One's own data as a file (AC-076): after signing in just now, without anybody else, without the ballot."""

import json
from datetime import UTC, datetime, timedelta

from ballot_box.models import Ballot, Election, RollEntry
from pb.models import Comment, Follow, Support
from residents.models import Account, Claim, HelperAct, Proof, Session, Venue
from tests.browsing import Client, text_of
from tests.factories import NOW, days, make_account, make_cycle, make_idea, make_place, make_pot
from tests.residents.rejections.people import verified_claim

OTHERS = ("Otto Other", "otto@example.org", "Vera Verifier", "vera@example.org", "Helga Helper")


async def a_full_life() -> Account:
    me = await make_account("Mina Me", email="mina@example.org")
    other = await make_account("Otto Other", email="otto@example.org")
    vera, helga = await make_account("Vera Verifier", email="vera@example.org"), await make_account("Helga Helper")
    claim = await verified_claim(me)
    venue = await Venue.create(name="Market Lounge", added_at=NOW)
    await Proof.filter(claim_id=claim.id).update(verifier_id=vera.id, venue_id=venue.id)
    await HelperAct.create(helper=helga, account=me, venue=venue, act="idea", done_on=NOW.date())
    cycle = await make_cycle("ideas")
    pot = await make_pot(cycle, await make_place("Burslem"))
    await make_idea(cycle, pot, me, title="My benches")
    theirs = await make_idea(cycle, pot, other, title="Otto’s oven")
    await Comment.create(idea=theirs, author=me, author_name="Mina Me", body="I like it", body_html="", made_at=NOW)
    await Comment.create(idea=theirs, author=other, author_name="Otto Other", body="Thanks", body_html="", made_at=NOW)
    await Support.create(idea=theirs, account=me, made_at=NOW)
    await Follow.create(idea=theirs, account=me, made_at=NOW)
    election = await Election.create(
        name="Big vote", definition={}, definition_hash="d", key_name="k", opens_at=NOW, closes_at=NOW + days(9)
    )
    await RollEntry.create(election=election, account=me, contest="1", evidence="E2")
    await Ballot.create(slot="slot-of-mina", election=election, commitment="RECEIPT", box=b"secret-choice")
    return me


async def test_the_file_holds_what_is_mine_and_nobody_else(client: Client) -> None:
    me = await a_full_life()
    await client.sign_in(me)
    assert "Get the file" in text_of((await client.get("/account/data")).main)
    await client.post("/account/data", status=200)
    assert client.last is not None
    assert client.last.headers["content-disposition"] == 'attachment; filename="my-data.json"'
    assert "no-store" in client.last.headers["cache-control"]
    data = json.loads(client.last.text)
    assert data["account"]["email"] == "mina@example.org"
    assert data["claim"]["confirmed"] == [
        {"how": "in_person", "day": "2026-06-15", "where": "Market Lounge", "taken_back": None}
    ]
    assert [one["title"] for one in data["ideas"]] == ["My benches"]
    assert [one["text"] for one in data["comments"]] == ["I like it"]
    assert len(data["supports"]) == len(data["follows"]) == 1
    assert data["helped_by_us"] == [{"day": "2026-06-15", "what": "idea", "where": "Market Lounge"}]
    assert data["votes"] == [{"vote": "Big vote", "how": "online", "what_became_of_it": "not settled yet"}]
    assert not [word for word in (*OTHERS, "Otto’s oven", "Thanks") if word in client.last.text]
    assert not [word for word in ("secret-choice", "slot-of-mina", "RECEIPT", "id_hash") if word in client.last.text]


async def test_a_session_that_is_not_fresh_gets_no_file(client: Client) -> None:
    me = await a_full_life()
    await client.sign_in(me)
    await Session.filter(account_id=me.id).update(created_at=datetime.now(UTC) - timedelta(minutes=16))
    page = await client.get("/account/data")
    assert page.find("a", string="Sign in again") is not None
    page = await client.post("/account/data", status=422)
    assert "15 minutes" in text_of(page.main) and "mina@" not in text_of(page)
    # A fresh session elsewhere is not this one.
    await Session.create(
        id_hash="x" * 64, account_id=me.id, kind="resident", device="", created_at=datetime.now(UTC),
        last_seen_at=datetime.now(UTC), expires_at=datetime.now(UTC) + days(1),
    )  # fmt: skip
    await client.post("/account/data", status=422)


async def test_somebody_without_a_claim_gets_a_file_too(client: Client) -> None:
    await client.sign_in(await make_account("New"))
    await client.post("/account/data", status=200)
    assert client.last is not None
    assert json.loads(client.last.text)["claim"] is None
    assert not await Claim.exists()
