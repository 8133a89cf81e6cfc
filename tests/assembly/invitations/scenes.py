"""Lists of addresses and letters for tests."""

import io
import re
from typing import Any

from assembly.invitations import batches
from assembly.invitations.codes import code_for
from assembly.invitations.drawing import Terms, draw_addresses
from assembly.models import Assembly, Invitation, InvitationBatch
from residents.people import Person
from residents.places.models import Postcode, Ward
from tests.assembly.scenes import officer

HEAD = "UPRN,Address 1,Address 2,Postcode"


async def make_streets(wards: int = 2, tenths: bool = True) -> list[str]:
    """Wards with four postcodes each, of which the first lies in the most deprived tenth; returns the postcodes."""
    codes = []
    for number in range(wards):
        ward = await Ward.create(
            code=f"E0590000{number}", name=f"Ward {'ABCDEFGH'[number]}", area_code="E06000021", lat=53.0, long=-2.2
        )
        for place in range(4):
            code = f"ST{number + 1}{place + 1}{'ABDE'[place]}B"
            await Postcode.create(code=code, ward=ward, tenth=(1 if place == 0 else 6) if tenths else None)
            codes.append(code)
    return codes


def list_of(codes: list[str], homes: int = 10, head: str = HEAD) -> str:
    """So many homes in each postcode."""
    rows = [head]
    for at, code in enumerate(codes):
        spaced = f"{code[:-3]} {code[-3:]}"
        rows += [f"{1000 + at * 1000 + number},{number} Sample Road,Hanley,{spaced}" for number in range(1, homes + 1)]
    return "\r\n".join(rows) + "\r\n"


def file_of(text: str) -> io.BytesIO:
    return io.BytesIO(text.encode())


async def drawn_batch(
    assembly: Assembly, now: Any, size: int = 8, by: Person | None = None, **terms: Any
) -> InvitationBatch:
    """Letters drawn from eighty addresses in new streets, not confirmed yet."""
    codes = [str(code) for code in await Postcode.all().values_list("code", flat=True)] or await make_streets()
    by = by or await officer()
    return await draw_addresses(by, assembly.id, file_of(list_of(sorted(codes))), Terms(size=size, **terms), now)


async def ready_batch(assembly: Assembly, now: Any, size: int = 8, **terms: Any) -> InvitationBatch:
    """The same, confirmed."""
    by = await officer()
    batch = await drawn_batch(assembly, now, size, by, **terms)
    await batches.confirm(by, assembly.id, batch.id, now)
    return await batches.one(assembly.id, batch.id)


async def code_of_first(assembly: Assembly, batch: InvitationBatch) -> tuple[Invitation, str]:
    """Its first invitation, and what is printed on it."""
    first = await Invitation.filter(batch_id=batch.id).order_by("serial").first()
    assert first is not None
    return first, code_for(assembly, batch.name, first.serial)


def numbers_in(text: str) -> list[int]:
    return [int(one) for one in re.findall(r"\d+", text)]
