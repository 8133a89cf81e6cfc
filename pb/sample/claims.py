"""The 60 people who say where they belong, each taken to their state by what the site's own pages call."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pb.sample import stories
from post.models import Message
from residents.belonging import claims, marks
from residents.belonging.proofs import LEVELS
from residents.belonging.reminding import expire
from residents.claims_desk import removal
from residents.code_letters import asking, posting
from residents.code_letters.addresses import Typed
from residents.code_letters.redeeming import redeem as type_code
from residents.flags import confirming as two_officers
from residents.flags import look_at_marks, raise_flag, working
from residents.models import (
    Account,
    Claim,
    ClaimState,
    CodeLetter,
    Evidence,
    Franchise,
    MarkKind,
    Proof,
    ProofMethod,
    Role,
)
from residents.people import Person
from residents.places.models import Postcode
from residents.places.postcodes import Whereabouts, locate
from residents.presence.confirming import confirm
from residents.presence.meeting import Said
from residents.vouchers.redeeming import redeem as use_card
from web.days import local_date

S = ClaimState
_CODE = re.compile(r"^ +([0-9A-Z]{4}-[0-9A-Z]{4})$", re.MULTILINE)
_NETWORK = "192.0.2.0/24"
_CANNOT_SIGN_IN = {S.DECLARED, S.EXPIRED}
"""People who never confirmed their email address: otherwise they would be provisional at once."""


@dataclass(frozen=True, slots=True)
class Table:
    """Officers on shift, the vote that people belong to, and the codes of cards, those of one organisation together."""

    officers: dict[str, Person]
    franchise: Franchise
    cards: list[list[str]]
    now: datetime


def email_of(told: dict[str, Any]) -> str | None:
    """The address with which somebody signs in."""
    return None if told["state"] in _CANNOT_SIGN_IN else str(told["email"])


async def bring_in_expired(residents: Sequence[Account], earlier: Franchise) -> None:
    """Those who said where they belong for a vote that is over, and did not confirm it in time."""
    assert earlier.confirm_by is not None
    for account, told in _told(residents, S.EXPIRED):
        await _declare(account, told, earlier, earlier.confirm_by)
    await expire(earlier.confirm_by)


async def bring_in(table: Table, residents: Sequence[Account]) -> None:
    """All others, in the vote that is open."""
    everybody = [state for state in S if state is not S.EXPIRED]
    for number, (account, told) in enumerate(_told(residents, *everybody)):
        claim = await _declare(account, told, table.franchise, table.now)
        if told["method"]:
            await _confirm(table, number, account, told, claim)
        elif told["state"] == S.AWAITING_LETTER:
            await _ask_for_letter(table, account, told)
        elif told["state"] == S.WITHDRAWN:
            await claims.withdraw(_person(account), table.now)
    await _put_on_hold(table, residents)
    await _take_out(table, residents)


def _told(residents: Sequence[Account], *states: ClaimState) -> list[tuple[Account, dict[str, Any]]]:
    pairs = zip(residents, stories.claims(), strict=True)
    return [(account, told) for account, told in pairs if told["state"] in states]


def _person(account: Account) -> Person:
    return Person(account.id, account.display_name, account.email or "", frozenset({Role.RESIDENT}))


async def _declare(account: Account, told: dict[str, Any], franchise: Franchise, now: datetime) -> Claim:
    there = await _where(told)
    return await claims.declare(
        account.id, there, told["connection"], now, age_band=told["age_band"], franchise_id=franchise.id
    )


async def _where(told: dict[str, Any]) -> Whereabouts:
    """The sample says no postcode of people whose claims were disputed: then one of their ward."""
    postcode = told["postcode_for_demo"]
    if postcode is None:
        one = await Postcode.filter(ward_id=told["ward_code"]).order_by("code").first()
        assert one is not None
        postcode = one.code
    return await locate(postcode, told["ward_code"])


async def _confirm(table: Table, number: int, account: Account, told: dict[str, Any], claim: Claim) -> None:
    """In the way that the sample names."""
    if told["method"] == ProofMethod.LETTER:
        await _by_letter(table, account, told)
    elif told["method"] == ProofMethod.VOUCHER:
        deck = table.cards[number % len(table.cards)]
        await use_card(
            deck.pop(), _person(account), None, table.now, network=_NETWORK, browser_hash="", device="A phone"
        )
    else:
        there = await _where(told)
        said = Said(
            name=account.display_name, postcode=there.postcode, age_band=told["age_band"], tie=told["connection"],
            side=there.ward_code, email=account.email or "",
        )  # fmt: skip
        verifier = table.officers["verifier" if number % 2 else "verifier2"]
        await confirm(verifier, said, "seen", table.now)


async def _ask_for_letter(table: Table, account: Account, told: dict[str, Any]) -> CodeLetter:
    there = await _where(told)
    typed = Typed(
        account.display_name, f"{told['house_number']} Sample Street", "", there.neighbourhood_name, there.postcode
    )
    return await asking.ask(_person(account), typed, table.now)


async def _by_letter(table: Table, account: Account, told: dict[str, Any]) -> None:
    """Asked for, posted, and its code typed in as it was printed."""
    letter = await _ask_for_letter(table, account, told)
    printed = _CODE.search((await Message.get(id=letter.message_id)).body)
    assert printed is not None, "a letter has its code on a line of its own"
    await posting.mark_posted(table.officers["roll"], [letter.id], table.now)
    await type_code(_person(account), printed[1], table.now)


async def _put_on_hold(table: Table, residents: Sequence[Account]) -> None:
    """A letter that came back though its code was used, and more ballots from one device than a family sends."""
    held = await _claims_of(residents, S.UNDER_REVIEW)
    for claim, told in held:
        if told["method"] == ProofMethod.LETTER:
            letter = await CodeLetter.get(claim_id=claim.id)
            await posting.came_back(table.officers["roll"], letter.reference, table.now)
        else:
            found = await marks.keep(table.franchise, claim.id, MarkKind.DEVICE, "a tablet (sample)")
            await look_at_marks(table.franchise, claim.id, MarkKind.DEVICE, found, table.now)


async def _take_out(table: Table, residents: Sequence[Account]) -> None:
    """Two officers together: over a flag where a card was used in another's name, else from the page of the claim."""
    by, second, now = table.officers["roll"], table.officers["roll2"], table.now
    for claim, told in await _claims_of(residents, S.REJECTED):
        if told["method"] == ProofMethod.VOUCHER:
            await _confirm_flag(table, claim)
            continue
        rule = "false_proof" if told["method"] == ProofMethod.LETTER else "not_here"
        because = "We spoke to the person, and it was a mistake. (Sample)"
        asked = await removal.ask(by, claim.id, rule, because, now)
        await removal.agree(second, claim.id, asked.id, now)


async def _confirm_flag(table: Table, claim: Claim) -> None:
    by, second, now = table.officers["roll"], table.officers["roll2"], table.now
    flag = await raise_flag(table.franchise, "voted_as_me", f"sample|{claim.id}", [claim.id], {}, now)
    assert flag is not None
    await working.take_on(by, flag.id, now)
    await working.contact(by, flag.id, "phone", "", now)
    because = "The person told us that somebody else had used the card in their name. (Sample)"
    asked = await two_officers.ask(by, flag.id, [claim.id], because, now, answered=True)
    await two_officers.confirm(second, flag.id, asked.id, now)


async def _claims_of(residents: Sequence[Account], state: ClaimState) -> list[tuple[Claim, dict[str, Any]]]:
    return [(await Claim.get(account_id=account.id), told) for account, told in _told(residents, state)]


async def stand_in(residents: Sequence[Account], towns: dict[str, int], now: datetime) -> None:
    """For phases in which nobody votes: the same people, as well confirmed as they will be, in two steps at once."""
    pairs = [(account, told) for account, told in _told(residents, *S) if told["state"] != S.WITHDRAWN]
    await Claim.bulk_create(_standing(account, told, towns[told["town"]], now) for account, told in pairs)
    kept = {claim.account_id: claim for claim in await Claim.filter(account_id__in=[one.id for one, _told in pairs])}
    await Proof.bulk_create(
        Proof(claim_id=kept[account.id].id, method=told["method"], level=LEVELS[ProofMethod(told["method"])],
              given_on=local_date(now), ward_id=told["ward_code"])
        for account, told in pairs if told["state"] == S.VERIFIED
    )  # fmt: skip


def _standing(account: Account, told: dict[str, Any], neighbourhood_id: int, now: datetime) -> Claim:
    evidence = Evidence.E1 if account.email else Evidence.E0
    if told["state"] == S.VERIFIED:
        evidence = LEVELS[ProofMethod(told["method"])]
    return Claim(
        account_id=account.id,
        neighbourhood_id=neighbourhood_id,
        ward_id=told["ward_code"],
        tie=told["connection"],
        age_band=told["age_band"],
        evidence=evidence,
        state=claims.settled(evidence),
        made_at=now,
        confirmed_at=None if evidence is Evidence.E0 else now,
    )
