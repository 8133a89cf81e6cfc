"""Everything goes when it said it would, not a day earlier, and the public is told how much."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

import main  # noqa: F401  # packages above say what they keep
from database import rows
from database.reading import value
from post.models import Message, MessageState
from residents.belonging import marks
from residents.models import (
    Approval,
    Claim,
    ClaimState,
    ClaimStep,
    CodeLetter,
    EqualityAnswer,
    Evidence,
    Flag,
    FlagClaim,
    Franchise,
    Handover,
    HelperAct,
    Kiosk,
    Mark,
    MarkKind,
    Organisation,
    Proof,
    Purge,
    Rejection,
    Shift,
    Venue,
    Voucher,
    VoucherBatch,
)
from residents.retention import deleting, purging
from residents.retention.periods import as_markdown, periods
from residents.retention.purging import is_done, last, nightly, purge
from tests.browsing import Client, text_of
from tests.factories import NOW, days, make_account
from tests.house import ROOT
from tests.residents.rejections.people import make_franchise, verified_claim

OVER = NOW + days(60)  # when the votes of these tests cannot be questioned any more
YEAR = 365


async def gone(delete: Any, just_before: datetime, just_after: datetime, table: str, others: int = 0) -> None:
    """One row of the table goes between the two moments, and the others stay."""
    assert await delete(just_before, 1000) == 0
    assert await value(f"SELECT COUNT(*) FROM {table}") == 1 + others
    assert await delete(just_after, 1000) >= 1
    assert await value(f"SELECT COUNT(*) FROM {table}") == others


async def test_marks_and_letters_go_when_the_result_cannot_be_questioned(db: None) -> None:
    franchise, running = await make_franchise(), await make_franchise(challenge_ends_at=NOW + days(900))
    claim = await verified_claim(franchise=franchise)
    for one in (franchise, running):
        await marks.keep(one, claim.id, MarkKind.ADDRESS, "1 High Street", "ST1 5HN")
        await CodeLetter.create(
            franchise=one, claim=claim, reference=f"R{one.id}", code_hash="x", asked_at=NOW, message_id=None
        )
    await gone(deleting.marks, OVER - days(1), OVER, "mark", others=1)
    await gone(deleting.code_letters, OVER - days(1), OVER, "code_letter", others=1)


async def test_without_a_day_for_questions_it_is_90_days_after_confirming(db: None) -> None:
    franchise = await make_franchise(challenge_ends_at=None, confirm_by=NOW)
    claim = await verified_claim(franchise=franchise)
    await marks.keep(franchise, claim.id, MarkKind.EMAIL, "sam@example.org")
    await gone(deleting.marks, NOW + days(89), NOW + days(90), "mark")


async def test_sent_emails_go_after_30_days_and_waiting_letters_stay(db: None) -> None:
    fields: dict[str, Any] = {
        "recipient": "a@example.org",
        "subject": "s",
        "body": "b",
        "queued_at": NOW,
        "due_at": NOW,
    }
    await Message.create(**fields, state=MessageState.SENT)
    await Message.create(**fields, state=MessageState.WAITING, channel="letter")
    await gone(deleting.messages, NOW + days(30), NOW + days(30.1), "message", others=1)


async def test_what_helpers_did_goes(db: None) -> None:
    helper, person = await make_account(), await make_account()
    venue = await Venue.create(name="Lounge", added_at=NOW)
    kiosk = await Kiosk.create(
        token_hash="t", venue=venue, started_by=helper, pin_hash="p", started_at=NOW, ended_at=NOW
    )
    await Handover.create(helper=helper, account=person, kiosk=kiosk, code_hash="h", made_at=NOW, expires_at=NOW)
    await HelperAct.create(helper=helper, account=person, venue=venue, act="idea", done_on=NOW.date())
    await Shift.create(account=helper, venue=venue, starts_at=NOW - days(1), ends_at=NOW)
    assert await deleting.kiosks(NOW + days(400), 10) == 0, "a kiosk whose handover is still kept"
    await gone(deleting.handovers, NOW + days(30), NOW + days(30.1), "handover")
    await gone(deleting.kiosks, NOW + days(90), NOW + days(90.1), "kiosk")
    await gone(deleting.helper_acts, NOW + days(YEAR), NOW + days(YEAR + 1), "helper_act")
    await gone(deleting.shifts, NOW + days(2 * YEAR), NOW + days(2 * YEAR + 0.1), "shift")


async def test_what_officers_decided_goes_a_year_after_the_vote(db: None) -> None:
    franchise = await make_franchise()
    claim = await verified_claim(franchise=franchise)
    one, two = await make_account(), await make_account()
    await Rejection.create(
        claim=claim, franchise=franchise, rule="not_here", because="b", asked_by=one, approved_by=two, at=NOW,
        appeal_by=NOW,
    )  # fmt: skip
    flag = await Flag.create(franchise=franchise, rule="address_cap", subject="s", raised_at=NOW)
    await FlagClaim.create(flag=flag, claim=claim, state_before=ClaimState.VERIFIED)
    organisation = await Organisation.create(name="Club", added_at=NOW)
    batch = await VoucherBatch.create(
        franchise=franchise, organisation=organisation, name="V1", size=1, minted_by=one, minted_at=NOW,
        expires_at=NOW,
    )  # fmt: skip
    await Voucher.create(batch=batch, serial=1, code_hash="c", changed_on=NOW.date())
    await EqualityAnswer.create(id="a", about="cycle:7", answered_on=NOW.date(), answers={"age": "16-24"})
    await Franchise.filter(id=franchise.id).update(key_name="cycle-7")
    await Approval.create(act="a", thing="t", payload={}, payload_hash="h", asked_by=one, asked_at=NOW, expires_at=NOW)
    before, after = OVER + days(YEAR - 1), OVER + days(YEAR)
    await gone(deleting.rejections, before, after, "rejection")
    await gone(deleting.vouchers, before, after, "voucher")
    await gone(deleting.equality_answers, before, after, "equality_answer")
    await gone(deleting.flags, before, after, "flag")
    assert not await FlagClaim.exists()
    assert await VoucherBatch.exists(), "how many cards each group had is kept"
    await gone(deleting.approvals, NOW + days(2 * YEAR), NOW + days(2 * YEAR + 1), "approval")


async def test_an_old_proof_goes_and_with_it_that_somebody_is_confirmed(db: None) -> None:
    claim = await verified_claim(franchise=await make_franchise())
    later = NOW + days(2 * YEAR + 1)
    await gone(deleting.proofs, NOW + days(2 * YEAR), later, "proof")
    claim = await Claim.get(id=claim.id)
    assert (claim.state, claim.evidence) == (ClaimState.PROVISIONAL, Evidence.E1)
    step = await ClaimStep.filter(claim_id=claim.id).order_by("-id").first()
    assert step is not None and (step.event, step.actor) == ("proof-revoked", "the site")


async def test_a_newer_proof_keeps_somebody_confirmed_and_a_running_vote_keeps_the_old_one(db: None) -> None:
    both = await verified_claim()
    await Proof.create(claim_id=both.id, method="letter", level="E2", given_on=(NOW + days(700)).date())
    running = await verified_claim(franchise=await make_franchise(challenge_ends_at=NOW + days(900)))
    assert await deleting.proofs(NOW + days(2 * YEAR + 1), 10) == 1
    assert (await Claim.get(id=both.id)).state is ClaimState.VERIFIED
    assert await Proof.filter(claim_id=running.id).count() == 1


async def test_a_claim_that_was_taken_back_goes_once_nothing_hangs_on_it(db: None) -> None:
    account = await make_account()
    await verified_claim(account, state=ClaimState.WITHDRAWN)
    standing = await verified_claim()
    late = NOW + days(2 * YEAR + 2)
    assert await deleting.ended_claims(late, 10) == 0
    await deleting.proofs(late, 10)
    assert await deleting.claim_steps(NOW + days(2 * YEAR), 10) == 0
    await deleting.claim_steps(late, 10)
    assert await deleting.ended_claims(late, 10) == 1
    assert [one.id for one in await Claim.all()] == [standing.id]


async def test_a_night_counts_what_it_deletes_and_twice_is_as_once(db: None, monkeypatch: pytest.MonkeyPatch) -> None:

    monkeypatch.setattr(purging, "AT_ONCE", 2)
    franchise = await make_franchise()
    claim = await verified_claim(franchise=franchise)
    for number in range(5):
        await marks.keep(franchise, claim.id, MarkKind.NETWORK, str(number))
    night = datetime(2026, 9, 1, 3, 30, tzinfo=UTC)
    assert await nightly(night.replace(hour=1)) == 0  # two in the morning, local time
    assert not await Purge.exists()
    assert await nightly(night) == 5
    assert (await Purge.get(what="mark")).rows == 5
    assert await is_done(date(2026, 9, 1))
    await marks.keep(franchise, claim.id, MarkKind.NETWORK, "6")
    assert await nightly(night.replace(hour=9)) == 0
    assert await purge(night.replace(hour=9)) == 1  # a night that broke off is done again
    assert (await Purge.get(what="mark")).rows == 6
    assert await Purge.filter(done_on=date(2026, 9, 1)).count() == len([one for one in periods() if not one.hourly])


async def test_everybody_reads_what_went_last(client: Client) -> None:
    assert "Nothing was deleted yet" in text_of((await client.get("/privacy")).main)
    await Purge.create(done_on=date(2026, 9, 1), what="message", rows=1234)
    await Purge.create(done_on=date(2026, 9, 2), what="message", rows=0)
    words = text_of((await client.get("/privacy")).main)
    assert "What we deleted last, on 1 September 2026" in words and "Emails we sent you: 1,234" in words
    for one in periods():
        assert one.what in words and one.how_long in words
    found = await last()
    assert found is not None and found.day == date(2026, 9, 1)


async def test_every_period_is_of_a_table_that_is_there(db: None) -> None:
    for one in periods():
        await rows(f"SELECT COUNT(*) FROM {one.table}")
        assert await one.delete(NOW - days(4000), 10) == 0
        assert all((one.what, one.why, one.how_long))
    assert len({one.table for one in periods()}) == len(periods())


def test_the_document_says_the_same_periods() -> None:
    text = (ROOT / "docs" / "privacy.md").read_text("utf-8")
    written = text.split("<!-- periods -->\n")[1].split("\n<!-- /periods -->")[0]
    assert written == as_markdown(), f"the table in docs/privacy.md should be\n{as_markdown()}"


async def test_no_address_is_left_once_the_vote_is_over(db: None) -> None:
    """AC-079: after the night that follows the time for questions no table holds the address, or a trace of it."""
    franchise = await make_franchise()
    claim = await verified_claim(franchise=franchise)
    digest = await marks.keep(franchise, claim.id, MarkKind.ADDRESS, "17 Peony Lane", "ST1 5HN")
    letter = await Message.create(
        recipient="The resident, 17 Peony Lane", subject="Your code", body="17 Peony Lane", channel="letter",
        state=MessageState.SENT, queued_at=NOW, due_at=NOW,
    )  # fmt: skip
    await CodeLetter.create(
        franchise=franchise, claim=claim, reference="R1", code_hash="k", asked_at=NOW, message=letter
    )
    await purge(OVER + days(1))
    for table in {one.table for one in periods()} | {"account", "claim", "journal_entry", "purge"}:
        for row in await rows(f"SELECT * FROM {table}"):
            assert "Peony" not in str(row) and digest not in str(row), table
    assert not await Mark.exists()
