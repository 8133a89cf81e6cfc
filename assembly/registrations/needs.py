"""What people need to take part. Kept apart from the draw: whoever draws never sees it, and it changes no chance."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from assembly.models import Assembly, RegistrationState, SupportNeed
from assembly.registrations import questions
from assembly.registrations.answering import changing
from assembly.registrations.writing import checked_reason
from database import execute, rows, transaction
from ledger import journal
from residents.people import Person
from web.language import _

LONGEST = 500
WITH_WORDS = ("interpreter", "childcare", "diet", "other")
"""Kinds of which we must know more than that they are needed."""


def kinds() -> dict[str, str]:
    return {
        "access": _("A way in without steps"),
        "hearing": _("A hearing loop, or captions"),
        "bsl": _("British Sign Language"),
        "interpreter": _("An interpreter for my language"),
        "print": _("Large print, or papers read out"),
        "childcare": _("Somebody to look after my children"),
        "carer": _("My carer comes with me, or I need one for somebody at home"),
        "travel": _("Help with getting there"),
        "device": _("A computer or phone on loan"),
        "diet": _("Food that I can eat"),
        "other": _("Something else"),
    }


async def needs_of(registration_id: int) -> dict[str, str]:
    """Kind to what was said about it."""
    return {one.kind: one.detail for one in await SupportNeed.filter(registration_id=registration_id).order_by("id")}


def in_words(needs: Mapping[str, str]) -> list[str]:
    names = kinds()
    return [f"{names.get(kind, kind)}: {detail}" if detail else names.get(kind, kind) for kind, detail in needs.items()]


async def keep_needs(registration_id: int, needs: Mapping[str, str], now: datetime) -> None:
    """Kind to what is said about it; kinds that nobody knows are left out. Raises RegistrationRefused."""
    async with changing(registration_id, questions.NEEDS, now):
        await settle(registration_id, needs)


async def settle(registration_id: int, needs: Mapping[str, str]) -> None:
    """Inside the caller's transaction."""
    known = kinds()
    kept = {kind: checked_reason(words, kind, LONGEST) for kind, words in needs.items() if kind in known}
    await execute("DELETE FROM support_need WHERE registration_id = ?", registration_id)
    await SupportNeed.bulk_create(
        [SupportNeed(registration_id=registration_id, kind=kind, detail=words) for kind, words in kept.items()]
    )


async def counted(assembly_id: int) -> list[tuple[str, int]]:
    """How many of the pool need what, in the order of `kinds`. One query."""
    found = await rows(
        """SELECT n.kind, COUNT(*) AS many FROM support_need n JOIN registration r ON r.id = n.registration_id
           WHERE r.assembly_id = ? AND r.state = 'pool' GROUP BY n.kind""",
        assembly_id,
    )
    many = {str(one.kind): int(one.many) for one in found}
    return [(words, many[kind]) for kind, words in kinds().items() if kind in many]


@dataclass(frozen=True, slots=True)
class Needing:
    registration_id: int
    pseudonym: str
    needs: list[str]


async def listed(by: Person, assembly: Assembly, now: datetime) -> list[Needing]:
    """Who of the pool needs what, for the secretariat: by pseudonym. The look is journalled."""
    by.demand("registrations.see-names")
    async with transaction():
        found = await SupportNeed.filter(
            registration__assembly_id=assembly.id, registration__state=RegistrationState.POOL
        ).order_by("registration_id", "id").select_related("registration")  # fmt: skip
        await journal.record(
            by.actor, "assembly.support-needs-seen", f"assembly:{assembly.id}", at=now,
            people=len({one.registration_id for one in found}),
        )  # fmt: skip
    people: dict[int, Needing] = {}
    for one in found:
        person = people.setdefault(one.registration_id, Needing(one.registration_id, one.registration.pseudonym, []))
        person.needs.extend(in_words({one.kind: one.detail}))
    return list(people.values())
