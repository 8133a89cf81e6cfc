"""Repeating a draw from its seed: does the same list bring the same letters?"""

import asyncio
from dataclasses import dataclass
from typing import IO

from assembly.invitations import lists
from assembly.invitations.batches import PERMISSION, one
from assembly.invitations.drawing import METHOD, Terms, drawn_postcodes, hash_of, invited_homes, lottery, places
from assembly.invitations.refusals import InvitationsRefused, ListRefused
from assembly.models import Assembly, Invitation, InvitationBatch, InvitationKind
from assembly.secrets import household_of
from residents.people import Person
from web.language import _


@dataclass(frozen=True, slots=True)
class Repeated:
    """`same_list`: it is the file of the draw, byte for byte. `same`: of so many `letters` that were drawn again."""

    same_list: bool
    same: int
    letters: int


async def repeat(by: Person, assembly_id: int, batch_id: int, file: IO[bytes] | None) -> Repeated:
    """Draw once more, with the seed that was kept. Nothing is changed; a batch of postcodes needs no file.

    Raises NotAllowed, NotFound, ListRefused, InvitationsRefused.
    """
    by.demand(PERMISSION)
    batch = await one(assembly_id, batch_id)
    kept = await Invitation.filter(batch_id=batch.id).order_by("serial")
    if batch.kind is InvitationKind.GOLDEN or not kept or batch.terms.get("method") != METHOD:
        raise InvitationsRefused(_("Nothing was drawn here that could be drawn once more."))
    if batch.kind is InvitationKind.POSTCODES:
        return await _postcodes(batch, kept)
    if file is None:
        raise ListRefused(_("Choose the file with the addresses."))
    return await _addresses(batch, kept, file)


async def _addresses(batch: InvitationBatch, kept: list[Invitation], file: IO[bytes]) -> Repeated:
    assembly = batch.assembly
    assert isinstance(assembly, Assembly)
    known = await places()
    found = await asyncio.to_thread(lists.read, file, known, lambda lines, code: household_of(assembly, lines, code))
    before = await invited_homes(assembly, batch.made_at)
    homes = [home for home in found.homes if home.mark not in before]
    terms, seed = _kept_terms(batch, batch.size)
    drawn = lottery([home.key for home in homes], [home.place for home in homes], batch.size, terms, seed)
    same = sum(one.household == homes[at].mark for one, at in zip(kept, drawn, strict=True))
    return Repeated(found.hash == batch.terms["list_hash"], same, batch.size)


async def _postcodes(batch: InvitationBatch, kept: list[Invitation]) -> Repeated:
    assembly = batch.assembly
    assert isinstance(assembly, Assembly)
    everything = await places()
    before = await drawn_postcodes(assembly, batch.made_at)
    codes = sorted(code for code in everything if code not in before)
    there = [everything[code] for code in codes]
    terms, seed = _kept_terms(batch, int(str(batch.terms["postcodes"])))
    drawn = lottery(codes, there, terms.size, terms, seed)
    again = [codes[at] for at in drawn for _letter in range(terms.each)]
    same = sum(one.postcode == code for one, code in zip(kept, again, strict=True))
    return Repeated(hash_of(codes, there) == batch.terms["list_hash"], same, batch.size)


def _kept_terms(batch: InvitationBatch, size: int) -> tuple[Terms, bytes]:
    def number(name: str, otherwise: int) -> int:
        return int(str(batch.terms.get(name, otherwise)))

    terms = Terms(
        size=size, percent=number("deprived_percent", 0), tenths=number("deprived_tenths", 1), each=number("each", 1)
    )
    return terms, bytes.fromhex(str(batch.terms["seed"]))
