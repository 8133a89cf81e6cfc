"""Venues: named places where people are met."""

from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_network
from typing import Any

from database import exclusive_lock, rows, transaction
from ledger import journal
from residents.models import Shift, Venue
from residents.people import Person
from residents.places.models import Ward
from residents.presence.refusals import PresenceRefused
from web.language import _
from web.refusals import NotFound

LONGEST_NAME, LONGEST_WHERE, MOST_NETWORKS = 120, 200, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What officers say of a venue. `networks`: one on each line, as 192.0.2.0/24 or a single address."""

    name: str
    where: str = ""
    ward_code: str = ""
    step_free: bool = False
    hearing_loop: bool = False
    networks: str = ""


async def all_of_them() -> list[Any]:
    """Open ones first, by name, each with its ward."""
    return list(
        await rows(
            """SELECT v.id, v.name, v."where" AS place, v.step_free, v.hearing_loop, v.retired_at, w.name AS ward
               FROM venue v LEFT JOIN ward w ON w.code = v.ward_id
               ORDER BY CASE WHEN v.retired_at IS NULL THEN 0 ELSE 1 END, v.name, v.id"""
        )
    )


async def open_ones() -> list[Venue]:
    return await Venue.filter(retired_at__isnull=True).order_by("name", "id")


async def one(venue_id: int) -> Venue:
    """Raises NotFound for a venue that is not there, or not any more."""
    venue = await Venue.get_or_none(id=venue_id, retired_at__isnull=True)
    if venue is None:
        raise NotFound(_("This venue is not there any more."))
    return venue


async def add(by: Person, plan: Plan, now: datetime) -> Venue:
    """Raises NotAllowed and PresenceRefused."""
    by.demand("venues.edit")
    values = await _checked(plan)
    async with transaction():
        await lock()
        await _check_name(plan.name, 0)
        venue = await Venue.create(added_at=now, **values)
        await journal.record(by.actor, "venue.added", f"venue:{venue.id}", at=now, name=venue.name)
    return venue


async def change(by: Person, venue_id: int, plan: Plan, now: datetime) -> Venue:
    """Raises NotAllowed, NotFound and PresenceRefused."""
    by.demand("venues.edit")
    values = await _checked(plan)
    async with transaction():
        await lock()
        venue = await one(venue_id)
        await _check_name(plan.name, venue_id)
        before = {name: getattr(venue, name) for name in values}
        changes = {name: [before[name], kept] for name, kept in values.items() if kept != before[name]}
        if changes:
            venue.update_from_dict(values)
            await venue.save(update_fields=list(values))
            await journal.record(by.actor, "venue.changed", f"venue:{venue.id}", at=now, changes=changes)
    return venue


async def retire(by: Person, venue_id: int, now: datetime) -> None:
    """Nobody is met there any more; what happened there stays. Raises as change."""
    by.demand("venues.edit")
    async with transaction():
        await lock()
        await one(venue_id)
        if await Shift.filter(venue_id=venue_id, cancelled_at__isnull=True, ends_at__gt=now).exists():
            raise PresenceRefused(_("Somebody is on shift there, or will be. Cancel those shifts first."), "sure")
        await Venue.filter(id=venue_id).update(retired_at=now)
        await journal.record(by.actor, "venue.retired", f"venue:{venue_id}", at=now)


async def lock() -> None:
    """One change of venues and shifts at a time: they are few, and names and times must not collide."""
    await exclusive_lock("venues")


async def _checked(plan: Plan) -> dict[str, Any]:
    name, where = " ".join(plan.name.split()), " ".join(plan.where.split())
    if not name:
        raise PresenceRefused(_("Give the venue a name that people know it by."), "name")
    if len(name) > LONGEST_NAME:
        raise PresenceRefused(_("Shorten this to %(most)s characters or fewer.") % {"most": LONGEST_NAME}, "name")
    if len(where) > LONGEST_WHERE:
        raise PresenceRefused(_("Shorten this to %(most)s characters or fewer.") % {"most": LONGEST_WHERE}, "where")
    if plan.ward_code and not await Ward.exists(code=plan.ward_code):
        raise PresenceRefused(_("Choose one of the wards, or none."), "ward")
    return {
        "name": name,
        "where": where,
        "ward_id": plan.ward_code or None,
        "step_free": plan.step_free,
        "hearing_loop": plan.hearing_loop,
        "networks": _networks(plan.networks),
    }


def _networks(typed: str) -> list[str]:
    lines = [line.strip() for line in typed.splitlines() if line.strip()]
    if len(lines) > MOST_NETWORKS:
        raise PresenceRefused(_("Write %(most)s networks or fewer.") % {"most": MOST_NETWORKS}, "networks")
    found = []
    for line in lines:
        try:
            found.append(str(ip_network(line, strict=False)))
        except ValueError:
            sentence = _("%(line)s is not a network. One looks like 192.0.2.0/24. Ask the venue’s computer people.")
            raise PresenceRefused(sentence % {"line": line[:60]}, "networks") from None
    return sorted(set(found))


async def _check_name(name: str, venue_id: int) -> None:
    wanted = " ".join(name.split()).casefold()
    others = await Venue.all().exclude(id=venue_id).values_list("name", flat=True)
    if wanted in {str(other).casefold() for other in others}:
        raise PresenceRefused(_("There is, or was, a venue of this name. Choose another."), "name")
