"""“Somebody has voted as me”: told, looked at, and one's own ballot still counts."""

from datetime import UTC, datetime

import pytest

from ballot_box import not_me
from ballot_box.models import Election, Outcome, RollEntry
from ballot_box.not_me import ReportRefused
from ledger.models import JournalEntry
from post.models import Message
from residents.flags import working
from residents.models import Account, Claim, ClaimState, Flag, Franchise, Role, SessionKind
from tests.ballot_box.test_casting import close_now, make_election, vote
from tests.browsing import Client, text_of
from tests.factories import make_account
from tests.residents.flags.flag_samples import as_person, make_claim, make_franchise, officer, state_of
from web.refusals import NotAllowed, NotFound

NOW = datetime.now(UTC)


async def somebody_voted() -> tuple[Election, Account, Claim]:
    """Somebody used this account to vote."""
    franchise = await make_franchise()
    election = await make_election(franchise_id=franchise.id)
    account = await make_account("Nora Notme")
    claim = await make_claim(franchise, account=account)
    await vote(election, account.id, ["11"])
    return election, account, claim


async def test_the_ballot_waits_the_person_is_told_what_happens_and_can_vote(db: None) -> None:
    election, account, claim = await somebody_voted()

    flag = await not_me.report(as_person(account), election.id, "I was on holiday", NOW)

    assert flag.rule == "voted_as_me"
    assert "They say: I was on holiday" in flag.because
    assert await state_of(claim) is ClaimState.UNDER_REVIEW
    letter = await Message.get()
    assert letter.recipient == account.email
    assert "{site}/vote\n" in letter.body
    assert (await vote(election, account.id, ["12"], attempt="mine")).replaced


async def test_said_twice_it_is_one_report_with_both_accounts_of_it(db: None) -> None:
    election, account, _claim = await somebody_voted()
    by = as_person(account)

    for words in ("I was away", "I was away", "My brother has my phone"):
        await not_me.report(by, election.id, words, NOW)

    flag = await Flag.get()
    assert flag.because.count("I was away") == 1
    assert "My brother has my phone" in flag.because
    assert await Message.all().count() == 1


async def test_a_settled_report_can_be_made_again(db: None) -> None:
    election, account, claim = await somebody_voted()
    officer_ = await officer()
    first = await not_me.report(as_person(account), election.id, "I was away", NOW)
    await working.take_on(officer_, first.id, NOW)
    await working.dismiss(officer_, first.id, "They voted themselves since", NOW)
    assert await state_of(claim) is ClaimState.VERIFIED

    second = await not_me.report(as_person(account), election.id, "Again!", NOW)

    assert second.id != first.id
    assert await state_of(claim) is ClaimState.UNDER_REVIEW


async def test_after_the_close_nothing_is_said_about_voting_again(db: None) -> None:
    election, account, _claim = await somebody_voted()
    await close_now(election)

    await not_me.report(as_person(account), election.id, "I was away", datetime.now(UTC))

    assert "{site}/vote\n" not in (await Message.get()).body


async def test_nothing_is_reported_where_nothing_was_recorded(db: None) -> None:
    election, account, _claim = await somebody_voted()
    stranger = await make_account()
    await make_claim(account=stranger)

    for by in (stranger, await make_account()):
        with pytest.raises(NotFound):
            await not_me.report(as_person(by), election.id, "It was not me", NOW)
    with pytest.raises(NotFound):
        await not_me.report(as_person(account), 999_999, "It was not me", NOW)
    for words in ("  ", "x" * 1001):
        with pytest.raises(ReportRefused):
            await not_me.report(as_person(account), election.id, words, NOW)
    await RollEntry.all().update(outcome=Outcome.WITHDRAWN)
    assert await not_me.recorded_for(account.id, NOW) == []
    assert not await Flag.exists()


async def test_it_cannot_be_switched_off(db: None) -> None:
    election, account, claim = await somebody_voted()
    await Franchise.all().update(limits={"voted_as_me": {"on": 0}})

    await not_me.report(as_person(account), election.id, "I was away", NOW)

    assert await state_of(claim) is ClaimState.UNDER_REVIEW


async def test_an_officer_of_the_roll_writes_it_down_for_somebody_who_rings(db: None) -> None:
    """AC-073: other helpers do not, for it would tell them who has voted."""
    election, _account, claim = await somebody_voted()
    by = await officer()

    await not_me.report_for(by, claim.id, election.id, "She says it was not her", NOW)

    entry = await JournalEntry.all().order_by("-id").first()
    assert entry is not None
    assert (entry.actor, entry.act) == (by.actor, "ballot.disputed-for-somebody")
    assert "Nora" not in str(entry.detail)
    helper = as_person(await make_account("Hal Helper", Role.FACILITATOR), Role.FACILITATOR, Role.VERIFIER)
    with pytest.raises(NotAllowed):
        await not_me.report_for(helper, claim.id, election.id, "Me", NOW)


async def test_the_officers_page_says_what_is_wrong_and_keeps_what_was_typed(client: Client) -> None:
    election, _account, claim = await somebody_voted()
    stranger = await make_claim()
    await client.sign_in(await make_account("Rosa Roll", Role.ROLL_OFFICER), SessionKind.OFFICER)
    await client.get("/office/not-me")
    sent = {"vote": str(election.id), "claim": str(claim.id), "words": "She was away"}

    for odd, sentence in (
        ({"vote": "x"}, "Choose the vote"),
        ({"claim": "nine"}, "no claim with this number"),
        ({"claim": "9" * 40}, "no claim with this number"),
        ({"claim": str(stranger.id)}, "No ballot is recorded"),
    ):
        page = await client.post("/office/not-me", {**sent, **odd}, status=422)
        assert sentence in text_of(page)
        assert "She was away" in text_of(page)
    await client.post("/office/not-me", sent)

    assert "They say: She was away" in text_of(await client.follow())


async def test_the_pages_lead_from_the_letter_to_what_happens_next(client: Client) -> None:
    election, account, claim = await somebody_voted()
    assert (await client.raw_get("/vote/not-me")).headers["location"].startswith("/sign-in?next=/vote/not-me")
    await client.sign_in(account)

    page = await client.get("/vote/not-me")
    assert election.name in text_of(page)
    page = await client.post("/vote/not-me", {"words": " "}, status=422)
    assert "Tell us in a few words" in text_of(page)
    page = await client.post("/vote/not-me", {"words": "y" * 1001}, status=422)
    assert "y" * 1001 in text_of(page), "nothing typed is lost"
    await client.post("/vote/not-me", {"words": "I have not voted yet"})
    page = await client.follow()

    assert "Vote now" in text_of(page)
    assert await state_of(claim) is ClaimState.UNDER_REVIEW


async def test_whoever_has_not_voted_is_told_so_and_learns_of_nobody_else(client: Client) -> None:
    """AC-073: a neighbour cannot be looked up."""
    await somebody_voted()
    await client.sign_in(await make_account("Nosy Neighbour"))

    assert "No ballot is recorded for you" in text_of(await client.get("/vote/not-me"))
    assert "No ballot" in text_of(await client.post("/vote/not-me", {"words": "Hm", "vote": "1"}, status=200))
    assert (await client.raw_get("/vote/not-me/next")).status_code == 303
    assert not await Flag.exists()


async def test_with_two_votes_one_is_chosen(client: Client) -> None:
    election, account, _claim = await somebody_voted()
    other = await make_election(franchise_id=(await make_franchise()).id)
    await vote(other, account.id, ["12"])
    await client.sign_in(account)

    for odd in ("", "x", "999999"):
        page = await client.post("/vote/not-me", {"words": "Not me", "vote": odd}, status=422)
        assert "Choose the vote" in text_of(page)
    await client.post("/vote/not-me", {"words": "Not me", "vote": str(election.id)})

    assert (await Flag.get()).detail == {"election": election.id}
