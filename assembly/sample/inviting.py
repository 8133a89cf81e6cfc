"""Letters to homes that nobody lives in, and golden tickets for people whom no list knows."""

import csv
import io
from collections.abc import Mapping

from assembly.invitations import batches, drawing, making, posting
from assembly.invitations.drawing import Terms
from assembly.models import Assembly, Invitation
from assembly.sample.people import street_of
from assembly.sample.stories import RECRUITING, Calendar
from residents.people import Person
from residents.places.models import Postcode

_HOMES = 40  # in each postcode
_LETTERS = 1_800  # forty a seat; 200 a seat is what others send, and more than a trial needs
_MORE = 300
_TICKETS = 24
_ORGANISATION = "Sample Community Lounge, Tunstall"


async def bring_in(
    by: Person, assembly: Assembly, towns: Mapping[str, str], calendar: Calendar
) -> tuple[list[Invitation], list[Invitation]]:
    """Letters with the addresses they go to, and tickets. `towns`: from wards to what people call the place.

    They are given back as they were before they were posted: then the site forgets the addresses.
    """
    batch = await drawing.draw_addresses(
        by, assembly.id, await _list(towns), Terms(size=_LETTERS), calendar.at("2026-07-21", 10)
    )
    await batches.confirm(by, assembly.id, batch.id, calendar.at("2026-07-21", 11))
    letters = await Invitation.filter(batch_id=batch.id).order_by("serial").select_related("batch")
    await posting.mark_sent(by, assembly.id, batch.id, "print", calendar.at("2026-07-23", 15))
    handed = await making.make_tickets(by, assembly.id, _ORGANISATION, _TICKETS, None, calendar.at("2026-07-22", 10))
    await posting.mark_sent(by, assembly.id, handed.id, "print", calendar.at("2026-07-24", 12))
    tickets = await Invitation.filter(batch_id=handed.id).order_by("serial").select_related("batch")
    if calendar.form == RECRUITING:
        await _second_batch(by, assembly, towns, calendar)
    return letters, tickets


async def _second_batch(by: Person, assembly: Assembly, towns: Mapping[str, str], calendar: Calendar) -> None:
    """Confirmed this morning and not printed: an officer can print it, and somebody register with a code of it."""
    drawn_at = calendar.at("2026-08-09", 9)
    batch = await drawing.draw_addresses(by, assembly.id, await _list(towns), Terms(size=_MORE), drawn_at)
    await batches.confirm(by, assembly.id, batch.id, calendar.at("2026-08-09", 10))


async def _list(towns: Mapping[str, str]) -> io.BytesIO:
    """A file of addresses, as a council would export it."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["address1", "town", "postcode"])
    for one in await Postcode.all().order_by("code"):
        street = street_of(one.code)
        writer.writerows([f"{house} {street}", towns[one.ward_id], one.code] for house in range(1, _HOMES + 1))
    return io.BytesIO(text.getvalue().encode())
