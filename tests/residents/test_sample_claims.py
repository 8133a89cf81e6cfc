"""The 60 claims of the sample, taken through what the site's own pages call, come out as the sample says."""

from collections import Counter
from datetime import datetime
from typing import Any

from tortoise import Tortoise

from database import rows
from ledger.journal import first_broken_entry
from ledger.models import JournalEntry
from pb.sample import claims, organisations, people, stories, venues
from post.models import Message, MessageChannel
from residents.belonging import franchises
from residents.belonging.reminding import expire
from residents.code_letters import posting
from residents.models import (
    Account,
    AgeBand,
    Approval,
    Claim,
    ClaimState,
    ClaimStep,
    CodeLetter,
    Evidence,
    Flag,
    FlagState,
    Franchise,
    Mark,
    Proof,
    ProofMethod,
    Rejection,
    Voucher,
    VoucherState,
)
from residents.places import sample as places
from tests.factories import NOW, days

S = ClaimState
Told = list[tuple[Account, dict[str, Any]]]


async def make_vote(name: str, evidence: Evidence, confirm_by: datetime) -> Franchise:
    return await franchises.settle(
        name, name, counts_from=evidence, proofs=None, confirm_by=confirm_by, challenge_ends_at=confirm_by + days(20)
    )


async def bring_all_in() -> tuple[claims.Table, Told]:
    await places.load()
    await venues.load(NOW - days(400))
    officers = await people.officers()
    residents = (await people.residents(NOW - days(400))).everybody
    await claims.bring_in_expired(residents, await make_vote("Last year", Evidence.E1, NOW - days(300)))
    vote = await make_vote("This year", Evidence.E2, NOW + days(20))
    await venues.plan_shifts(officers, NOW, NOW + days(2))
    cards = await organisations.bring_in(officers["roll"], vote, NOW - days(5))
    table = claims.Table(officers, vote, cards, NOW)
    await claims.bring_in(table, residents)
    return table, list(zip(residents, stories.claims(), strict=True))


async def test_each_claim_comes_out_as_the_sample_says(db: None) -> None:
    _table, everybody = await bring_all_in()
    towns = await people.towns()
    assert len(everybody) == 60
    for account, told in everybody:
        claim = await Claim.get(account_id=account.id)
        assert claim.state == told["state"], told["id"]
        assert claim.neighbourhood_id == towns[told["town"]].id, told["id"]
        assert (claim.ward_id, claim.tie) == (told["ward_code"], told["connection"]), told["id"]
        # Whoever takes a claim back leaves no age behind.
        assert claim.age_band == (AgeBand.UNKNOWN if claim.state is S.WITHDRAWN else told["age_band"]), told["id"]
        proofs = await Proof.filter(claim_id=claim.id, revoked_at__isnull=True)
        assert [proof.method.value for proof in proofs] == ([told["method"]] if told["method"] else []), told["id"]
        assert claim.evidence == expected_evidence(told), told["id"]


def expected_evidence(told: dict[str, Any]) -> Evidence:
    if told["method"]:
        return Evidence.E2
    return Evidence.E1 if told["state"] in ("provisional", "awaiting_letter") else Evidence.E0


async def test_each_step_of_a_claim_begins_where_the_one_before_it_ended(db: None) -> None:
    _table, everybody = await bring_all_in()
    events: Counter[str] = Counter()
    for account, told in everybody:
        claim = await Claim.get(account_id=account.id)
        steps = await ClaimStep.filter(claim_id=claim.id).order_by("id")
        assert [step.before for step in steps] == ["", *(step.after for step in steps[:-1])], told["id"]
        assert steps[-1].after == claim.state, told["id"]
        assert all(step.actor for step in steps), told["id"]
        events.update(step.event for step in steps)
    assert events == {
        "declared": 60, "confirmed": 30, "letter-asked": 13, "flagged": 12, "rejected": 6, "withdrawn": 6, "expired": 6,
    }  # fmt: skip


async def test_each_proof_says_where_or_from_whom_it_came(db: None) -> None:
    table, everybody = await bring_all_in()
    verifiers = {table.officers[word].account_id for word in ("verifier", "verifier2")}
    found = await Proof.all()
    for proof in found:
        in_person = proof.method is ProofMethod.IN_PERSON
        assert (proof.verifier_id in verifiers) is in_person
        assert (proof.venue_id is not None) is in_person
        assert (proof.voucher_batch_id is not None) is (proof.method is ProofMethod.VOUCHER)
    told = Counter(one["method"] for _account, one in everybody if one["method"])
    assert Counter(proof.method.value for proof in found) == told
    assert await Voucher.filter(state=VoucherState.REDEEMED).count() == told["voucher"]


async def test_two_officers_took_out_and_what_is_looked_into_has_an_open_flag(db: None) -> None:
    table, _everybody = await bring_all_in()
    first, second = table.officers["roll"].account_id, table.officers["roll2"].account_id
    out = await Rejection.all()
    assert Counter(one.rule for one in out) == {"voted_as_me": 3, "not_here": 2, "false_proof": 1}
    assert {(one.asked_by_id, one.approved_by_id) for one in out} == {(first, second)}
    assert {(one.asked_by_id, one.ruled_by_id) for one in await Approval.all()} == {(first, second)}
    open_ones = await Flag.filter(state=FlagState.RAISED).values_list("rule", flat=True)
    assert sorted(map(str, open_ones)) == ["device_cap", "returned_letter_redeemed"]
    waiting = Claim.filter(flags__flag__state=FlagState.RAISED)
    assert {claim.state for claim in await waiting} == {S.UNDER_REVIEW}
    assert await waiting.count() == 6
    assert await JournalEntry.filter(act="claim.rejected").count() == 6
    assert await first_broken_entry() is None


async def test_no_address_phone_or_email_stays_but_the_one_people_sign_in_with(db: None) -> None:
    table, everybody = await bring_all_in()
    queued = [letter.id for letter in await CodeLetter.filter(state="queued")]
    assert len(queued) == 6
    streets = [f"{told['house_number']} Sample Street" for _account, told in everybody]
    assert {place for street in streets for place in await found_in(street)} == {("message", "recipient")}
    await posting.mark_posted(table.officers["roll"], queued, NOW)
    await Message.filter(channel=MessageChannel.EMAIL).delete()  # as they are once they were sent a month ago

    taken_back = [claim.id for claim in await Claim.filter(state=S.WITHDRAWN)]
    assert await Mark.exists() and not await Mark.filter(claim_id__in=taken_back).exists()
    whole = await everything()
    for _account, told in everybody:
        street, phone, postcode = f"{told['house_number']} Sample Street", told["mobile"], told["postcode_for_demo"]
        secret = [street, phone, phone.replace(" ", ""), *([postcode, postcode.replace(" ", "")] if postcode else [])]
        places = {place for place, text in whole.items() for one in secret if one.lower() in text}
        assert places <= {("postcode", "code")}, told["id"]  # the list of all postcodes there are
        at = {place for place, text in whole.items() if told["email"] in text}
        assert at == (set() if told["state"] in ("declared", "expired") else {("account", "email")}), told["id"]


async def test_once_the_day_goes_by_nobody_is_left_half_way(db: None) -> None:
    table, _everybody = await bring_all_in()
    kept = {state: await Claim.filter(state=state).count() for state in (S.VERIFIED, S.UNDER_REVIEW, S.REJECTED)}
    assert table.franchise.confirm_by is not None
    assert await expire(table.franchise.confirm_by) == 18
    after = Counter(claim.state for claim in await Claim.all())
    assert after == {**kept, S.WITHDRAWN: 6, S.EXPIRED: 24}
    assert not await CodeLetter.filter(state="queued").exists()
    assert not await Message.filter(body__contains="Your code is").exists()


async def everything() -> dict[tuple[str, str], str]:
    """What stands in each column of the database, in small letters."""
    found: dict[tuple[str, str], list[str]] = {}
    for model in Tortoise.apps["models"].values() if Tortoise.apps else ():
        table = model._meta.db_table
        for row in await rows(f'SELECT * FROM "{table}"'):
            for column, kept in row._asdict().items():
                found.setdefault((table, column), []).append(repr(kept))
    return {place: "\n".join(texts).lower() for place, texts in found.items()}


async def found_in(words: str) -> set[tuple[str, str]]:
    return {place for place, text in (await everything()).items() if words.lower() in text}
