"""Drawing who gets a letter: addresses of a list that is not kept, or postcodes of the place."""

import asyncio
import hashlib
import secrets
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import IO

from assembly.assemblies import one as one_assembly
from assembly.invitations import lists
from assembly.invitations.batches import PERMISSION, begun, end_of
from assembly.invitations.lists import AddressList, Home, Place
from assembly.invitations.making import Drawn, make
from assembly.invitations.refusals import InvitationsRefused, ListRefused
from assembly.models import Assembly, InvitationBatch, InvitationKind
from assembly.secrets import household_of
from assembly.sortition.sampling import TooFew, chances, weighted_sample
from database import rows, transaction, value
from residents.people import Person
from web.language import _

MOST_LETTERS = 30_000
MOST_IN_A_POSTCODE = 20
MOST_TENTHS = 5
METHOD = "bottom-k-sha256-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How an officer wants it drawn. `percent` of the letters go to the `tenths` most deprived tenths of the country
    first; all others over everything that is left. `last_day`: after it the codes run out."""

    size: int
    percent: int = 0
    tenths: int = 1
    last_day: date | None = None
    leave_out_faults: bool = False
    each: int = 1  # letters to each postcode


async def places() -> dict[str, Place]:
    """Every postcode of the place. One query."""
    return {one.code: Place(one.ward_id, one.tenth) for one in await rows("SELECT code, ward_id, tenth FROM postcode")}


async def deprivation_is_loaded() -> bool:
    return await value("SELECT 1 FROM postcode WHERE tenth IS NOT NULL LIMIT 1") is not None


async def draw_addresses(
    by: Person, assembly_id: int, file: IO[bytes] | None, terms: Terms, now: datetime
) -> InvitationBatch:
    """Draw letters from an officer's list. Of the list only the addresses that were drawn are kept.

    Raises NotAllowed, NotFound, AssemblyRefused, ListRefused, InvitationsRefused.
    """
    by.demand(PERMISSION)
    _demand_terms(terms)
    if file is None:
        raise ListRefused(_("Choose the file with the addresses."))
    assembly = await one_assembly(assembly_id)
    end_of(terms.last_day, assembly, now)
    known = await places()
    if not known:
        raise InvitationsRefused(_no_postcodes())
    found = await asyncio.to_thread(lists.read, file, known, lambda lines, code: household_of(assembly, lines, code))
    if found.faulty and not terms.leave_out_faults:
        raise ListRefused(_faulty(found), found.faults)
    async with transaction():
        assembly = await begun(by, assembly_id, now)
        await _demand_nothing_waits(assembly)
        before = await _invited_homes(assembly, now)
        homes = [home for home in found.homes if home.mark not in before]
        _demand_some(homes, found)
        seed = secrets.token_bytes(32)
        drawn = _draw([home.key for home in homes], [home.place for home in homes], terms.size, terms, seed)
        kept = [_kept(homes[at]) for at in drawn]
        facts = {
            "listed": found.rows, "list_hash": found.hash, "twice": found.twice, "outside": found.outside,
            "outside_examples": found.outside_examples, "faulty": found.faulty, "unused": found.unused,
            "invited_before": len(found.homes) - len(homes), **_counted([home.place for home in homes], drawn),
        }  # fmt: skip
        noted = _terms(terms, seed, [home.place for home in homes], terms.size, facts)
        return await make(by, assembly, InvitationKind.ADDRESSES, kept, noted, terms.last_day, now)


async def draw_postcodes(by: Person, assembly_id: int, terms: Terms, now: datetime) -> InvitationBatch:
    """Draw `size` postcodes, to each of which a mailing house sends `each` letters: it has the addresses, not we.

    Raises NotAllowed, NotFound, AssemblyRefused, InvitationsRefused.
    """
    by.demand(PERMISSION)
    _demand_terms(terms)
    if not 1 <= terms.each <= MOST_IN_A_POSTCODE:
        raise InvitationsRefused(_("Choose from 1 to %(most)s letters.") % {"most": MOST_IN_A_POSTCODE}, "each")
    if terms.size * terms.each > MOST_LETTERS:
        raise InvitationsRefused(_("At most %(most)s letters in one batch.") % {"most": f"{MOST_LETTERS:,}"}, "size")
    async with transaction():
        assembly = await begun(by, assembly_id, now)
        await _demand_nothing_waits(assembly)
        everything = await places()
        if not everything:
            raise InvitationsRefused(_no_postcodes())
        before = await _drawn_postcodes(assembly, now)
        codes = sorted(code for code in everything if code not in before)
        there = [everything[code] for code in codes]
        seed = secrets.token_bytes(32)
        drawn = _draw(codes, there, terms.size, terms, seed)
        kept = [
            Drawn((), codes[at], there[at].ward, there[at].tenth, "") for at in drawn for _letter in range(terms.each)
        ]
        facts = {
            "listed": len(everything), "list_hash": _hash_of(codes, there), "postcodes": terms.size,
            "each": terms.each, "invited_before": len(everything) - len(codes), **_counted(there, drawn),
        }  # fmt: skip
        noted = _terms(terms, seed, there, terms.size, facts)
        return await make(by, assembly, InvitationKind.POSTCODES, kept, noted, terms.last_day, now)


def _demand_terms(terms: Terms) -> None:
    if not 1 <= terms.size <= MOST_LETTERS:
        raise InvitationsRefused(_("Choose a number from 1 to %(most)s.") % {"most": f"{MOST_LETTERS:,}"}, "size")
    if not 0 <= terms.percent <= 100:
        raise InvitationsRefused(_("Choose a share from 0 to 100 in a hundred."), "percent")
    if not 1 <= terms.tenths <= MOST_TENTHS:
        raise InvitationsRefused(_("Choose how many tenths."), "tenths")


def _demand_some(homes: Sequence[Home], found: AddressList) -> None:
    if homes:
        return
    if found.homes:
        raise ListRefused(_("Every address of this list was invited before."))
    raise ListRefused(_("None of these addresses lies here: no postcode of the list is one of ours."))


def _draw(keys: Sequence[str], there: Sequence[Place], size: int, terms: Terms, seed: bytes) -> list[int]:
    preferred = [at for at, place in enumerate(there) if place.tenth is not None and place.tenth <= terms.tenths]
    if terms.percent and not any(place.tenth is not None for place in there):
        raise InvitationsRefused(
            _(
                "We do not know which areas are deprived, because that is not loaded. Somebody with access to the "
                "server can do it: python main.py places load --deprivation FILE. Or write 0 here."
            ),
            "percent",
        )
    try:
        return weighted_sample(keys, preferred, size, terms.percent, seed)
    except TooFew as few:
        raise _too_few(few) from None


def _too_few(few: TooFew) -> InvitationsRefused:
    numbers = {"wanted": f"{few.wanted:,}", "there": f"{few.there:,}"}
    if few.preferred:
        sentence = _(
            "%(wanted)s letters should go to the most deprived areas first, but only %(there)s can be drawn there. "
            "Choose a smaller share, more tenths, or fewer letters."
        )
        return InvitationsRefused(sentence % numbers, "percent")
    sentence = _("%(wanted)s should be drawn, but there are only %(there)s. Choose a smaller number.")
    return InvitationsRefused(sentence % numbers, "size")


def _kept(home: Home) -> Drawn:
    return Drawn(home.lines, home.postcode, home.place.ward, home.place.tenth, home.mark)


async def _demand_nothing_waits(assembly: Assembly) -> None:
    """One draw after the other: nobody draws several, and keeps the one they like best."""
    waiting = await InvitationBatch.get_or_none(
        assembly_id=assembly.id, confirmed_at__isnull=True, voided_at__isnull=True
    )
    if waiting is not None:
        sentence = _("Batch %(name)s waits to be confirmed or discarded. Do that first.")
        raise InvitationsRefused(sentence % {"name": waiting.name})


_INVITED = (
    """b.assembly_id = ? AND b.confirmed_at <= ? AND (b.voided_at IS NULL OR b.voided_at > ? OR b.sent_at <= ?)"""
)
"""Batches that stood at a moment, or that were posted before they were voided. Takes the moment three times."""


async def _invited_homes(assembly: Assembly, at: datetime) -> set[str]:
    found = await rows(
        f"""SELECT i.household FROM invitation i JOIN invitation_batch b ON b.id = i.batch_id
            WHERE {_INVITED} AND i.household <> ''""",
        assembly.id, at, at, at,
    )  # fmt: skip
    return {one.household for one in found}


async def _drawn_postcodes(assembly: Assembly, at: datetime) -> set[str]:
    found = await rows(
        f"""SELECT DISTINCT i.postcode FROM invitation i JOIN invitation_batch b ON b.id = i.batch_id
            WHERE {_INVITED} AND b.kind = 'postcodes'""",
        assembly.id, at, at, at,
    )  # fmt: skip
    return {one.postcode for one in found}


def _counted(there: Sequence[Place], drawn: Sequence[int]) -> dict[str, object]:
    """For each ward and each tenth: how many there were, and how many of them were drawn."""
    return {
        "wards": _pairs(there, drawn, lambda place: place.ward),
        "tenths": _pairs(there, drawn, lambda place: str(place.tenth or 0)),
    }


def _pairs(there: Sequence[Place], drawn: Sequence[int], by: Callable[[Place], Hashable]) -> dict[str, list[int]]:
    before, after = Counter(by(place) for place in there), Counter(by(there[at]) for at in drawn)
    return {str(name): [before[name], after[name]] for name in before}


def _terms(terms: Terms, seed: bytes, there: Sequence[Place], size: int, facts: dict[str, object]) -> dict[str, object]:
    """What is kept and journalled: with it and the list somebody can repeat the draw."""
    preferred = sum(place.tenth is not None and place.tenth <= terms.tenths for place in there)
    each = chances(len(there), preferred, size, terms.percent)
    return {
        "method": METHOD, "seed": seed.hex(), "deprived_percent": terms.percent, "deprived_tenths": terms.tenths,
        "drawn_from": len(there), "deprived": preferred,
        "chances": [_written(each.preferred), _written(each.others)], **facts,
    }  # fmt: skip


def _written(chance: Fraction) -> str:
    return f"{chance.numerator}/{chance.denominator}"


def _hash_of(codes: Sequence[str], there: Sequence[Place]) -> str:
    lines = "".join(f"{code},{place.ward},{place.tenth or ''}\n" for code, place in zip(codes, there, strict=True))
    return hashlib.sha256(lines.encode()).hexdigest()


def _faulty(found: AddressList) -> str:
    numbers = {"faulty": f"{found.faulty:,}", "rows": f"{found.rows:,}"}
    return (
        _(
            "%(faulty)s of %(rows)s rows are at fault. Mend them and choose the file again, "
            "or tick “Leave out rows at fault”."
        )
        % numbers
    )


def _no_postcodes() -> str:
    return _("No postcodes are loaded yet. Somebody with access to the server can do it: python main.py places load.")
