"""Somebody is here: who they say they are, and whether we know them already."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from database import row
from residents.belonging import franchises, marks
from residents.belonging.claims import claim_of
from residents.belonging.proofs import LEVELS
from residents.models import Account, AgeBand, Claim, Evidence, Franchise, MarkKind, ProofMethod, Tie
from residents.people import Person
from residents.places.postcodes import PostcodeRefused, Whereabouts, locate
from residents.presence import helping
from residents.presence.refusals import PresenceRefused
from residents.sign_in import SignInRefused, one_address
from web.language import _

LONGEST_NAME = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody says at a table. The name is compared and never kept; `email` only where they sign in with one."""

    name: str
    postcode: str
    age_band: str
    tie: str = Tie.LIVE.value
    side: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What is shown of somebody we know: how, where and when they were confirmed. Never a name, never a vote."""

    claim: Claim
    confirmed_on: date | None = None
    method: str = ""
    venue: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """`known` is None for somebody new. `mark` is their name, postcode and age band as a keyed hash."""

    there: Whereabouts
    franchise: Franchise
    mark: str
    known: Known | None


async def look(by: Person, said: Said, now: datetime) -> Meeting:
    """Whether we know this person. Raises NotAllowed and PresenceRefused."""
    by.demand("people.help")
    await checked(said)
    await helping.count_look(by, now)
    return await meeting_of(by, said, now)


async def meeting_of(by: Person, said: Said, now: datetime) -> Meeting:
    """The same for an action that is under way: it counts nothing, and may be called in a transaction."""
    there = await checked(said)
    franchise = await open_franchise(now)
    mark = marks.digest(franchise, MarkKind.PERSON, said.name, there.postcode, said.age_band)
    claim = await _by_email(by, said, there) if said.email.strip() else await _by_mark(franchise, mark)
    return Meeting(there, franchise, mark, await _known(claim) if claim else None)


async def open_franchise(now: datetime) -> Franchise:
    """The vote that somebody can be confirmed for now. Raises PresenceRefused."""
    for one in await franchises.open_ones(now):
        if ProofMethod.IN_PERSON.value in one.proofs:
            return one
    raise PresenceRefused(_("There is no vote now for which people can be confirmed in person."))


async def checked(said: Said) -> Whereabouts:
    """Where they say they belong. Raises PresenceRefused for what is missing, or cannot be."""
    if len(marks.plain(said.name)) < 2:
        raise PresenceRefused(_("Write their first name and last name."), "name")
    if len(said.name) > LONGEST_NAME:
        raise PresenceRefused(_("Shorten this to %(most)s characters or fewer.") % {"most": LONGEST_NAME}, "name")
    try:
        there = await locate(said.postcode, said.side)
    except PostcodeRefused as refused:
        raise PresenceRefused(refused.sentence, "postcode") from refused
    if there.other_wards:
        sentence = _("%(postcode)s is beside a ward boundary. Ask which side it is.")
        raise PresenceRefused(sentence % {"postcode": there.postcode}, "side")
    if there.neighbourhood_id is None:
        raise PresenceRefused(_("This postcode does not belong to a neighbourhood yet. Please tell us."), "postcode")
    if said.age_band not in {one.value for one in AgeBand if one is not AgeBand.UNKNOWN}:
        raise PresenceRefused(_("Choose how old they are, roughly. No birthday is asked for."), "age_band")
    if said.tie not in {one.value for one in Tie}:
        raise PresenceRefused(_("Choose what they do there."), "tie")
    return there


async def _by_email(by: Person, said: Said, there: Whereabouts) -> Claim:
    try:
        address = one_address(said.email)
    except SignInRefused as refused:
        raise PresenceRefused(refused.sentence, "email") from refused
    account = await Account.get_or_none(email=address, disabled_at__isnull=True)
    claim = await claim_of(account.id) if account is not None else None
    if account is None or claim is None:
        said_so = _(
            "Nobody has said with this address where they belong. Leave it empty, or look at it again together."
        )
        raise PresenceRefused(said_so, "email")
    if account.id == by.account_id:
        raise PresenceRefused(_("This is your own address. A colleague has to confirm you."), "email")
    if claim.neighbourhood_id != there.neighbourhood_id:
        elsewhere = _("They told us before that they belong to %(place)s. They can change that in their account first.")
        raise PresenceRefused(elsewhere % {"place": claim.neighbourhood.name}, "postcode")
    return claim


async def _by_mark(franchise: Franchise, mark: str) -> Claim | None:
    for claim_id in await marks.claims_with(franchise, MarkKind.PERSON, mark):
        claim = await Claim.get_or_none(id=claim_id).select_related("neighbourhood", "ward")
        if claim is not None:
            return claim
    return None


async def _known(claim: Claim) -> Known:
    strong = [method.value for method, level in LEVELS.items() if level >= Evidence.E2]
    proof: Any = await row(
        f"""SELECT p.given_on, p.method, v.name AS venue FROM proof p LEFT JOIN venue v ON v.id = p.venue_id
            WHERE p.claim_id = ? AND p.revoked_at IS NULL AND p.method IN ({", ".join("?" for _method in strong)})
            ORDER BY p.id LIMIT 1""",
        claim.id,
        *strong,
    )
    if proof is None:
        return Known(claim)
    day = proof.given_on if isinstance(proof.given_on, date) else date.fromisoformat(str(proof.given_on)[:10])
    return Known(claim, day, str(proof.method), proof.venue or "")
