"""What came of the invitations: letters, codes used, registrations, by ward and by tenth; tickets by organisation."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any

from assembly.models import Registration, RegistrationState
from database import row, rows
from residents.places.models import Ward

LEAST_SHOWN = 5


@dataclass(slots=True)
class Counts:
    """`letters` were made, `sent` posted or handed over, `returned` by the post; codes of `used` were typed in by
    somebody who registered; `registrations` came of them."""

    letters: int = 0
    sent: int = 0
    returned: int = 0
    used: int = 0
    registrations: int = 0

    @property
    def rate(self) -> str:
        """Codes used of letters that arrived, in percent with one decimal; nothing while none did."""
        arrived = self.sent - self.returned
        return f"{float(Fraction(100 * self.used, arrived)):.1f}%" if arrived > 0 else ""

    def add(self, other: "Counts") -> None:
        for one in fields(Counts):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


@dataclass(frozen=True, slots=True)
class Responses:
    """For officers. Wards by their names, tenths by their numbers, the unknown last; tickets by organisation."""

    letters: Counts
    wards: list[tuple[str, Counts]]
    tenths: list[tuple[int, Counts]]
    tickets: list[tuple[str, Counts]]


async def of_assembly(assembly_id: int) -> Responses:
    """Two queries, however many letters there are. Discarded draws do not count; void letters that were sent do."""
    found = await rows(
        """SELECT b.kind, b.organisation, i.ward_code, i.tenth, COUNT(*) AS letters,
                  SUM(CASE WHEN b.sent_at IS NOT NULL THEN 1 ELSE 0 END) AS sent,
                  SUM(CASE WHEN i.state = 'returned' THEN 1 ELSE 0 END) AS returned,
                  SUM(CASE WHEN r.many > 0 THEN 1 ELSE 0 END) AS used, COALESCE(SUM(r.many), 0) AS registrations
           FROM invitation i JOIN invitation_batch b ON b.id = i.batch_id
           LEFT JOIN (SELECT invitation_id, COUNT(*) AS many FROM registration
                      WHERE assembly_id = ? AND state <> 'draft' AND invitation_id IS NOT NULL
                      GROUP BY invitation_id) r ON r.invitation_id = i.id
           WHERE b.assembly_id = ? AND b.confirmed_at IS NOT NULL
           GROUP BY b.kind, b.organisation, i.ward_code, i.tenth""",
        assembly_id,
        assembly_id,
    )
    names = {str(code): str(name) for code, name in await Ward.all().values_list("code", "name")}
    letters = [one for one in found if one.kind != "golden"]
    wards = _summed(letters, lambda one: names.get(one.ward_code, ""))
    tenths = _summed(letters, lambda one: one.tenth or 0)
    tickets = _summed((one for one in found if one.kind == "golden"), lambda one: one.organisation)
    return Responses(
        letters=_summed(letters, lambda one: "").get("", Counts()),
        wards=sorted(wards.items(), key=lambda pair: (not pair[0], pair[0])),
        tenths=sorted(tenths.items(), key=lambda pair: (not pair[0], pair[0])),
        tickets=sorted(tickets.items()),
    )


def _summed(found: Iterable[Any], by: Callable[[Any], Hashable]) -> dict[Any, Counts]:
    sums: dict[Any, Counts] = defaultdict(Counts)
    for one in found:
        counts = Counts(one.letters, int(one.sent), int(one.returned), int(one.used), int(one.registrations))
        sums[by(one)].add(counts)
    return sums


@dataclass(frozen=True, slots=True)
class PublicTotals:
    """For everybody. `registrations` is None where there are some, but fewer than LEAST_SHOWN."""

    letters: int
    tickets: int
    registrations: int | None


async def public_totals(assembly_id: int) -> PublicTotals:
    """Letters posted, golden tickets handed over, and people in the pool. Two queries."""
    sent = await row(
        """SELECT COALESCE(SUM(CASE WHEN kind <> 'golden' THEN size END), 0) AS letters,
                  COALESCE(SUM(CASE WHEN kind = 'golden' THEN size END), 0) AS tickets
           FROM invitation_batch WHERE assembly_id = ? AND sent_at IS NOT NULL""",
        assembly_id,
    )
    assert sent is not None
    many = await Registration.filter(assembly_id=assembly_id, state=RegistrationState.POOL).count()
    return PublicTotals(int(sent.letters), int(sent.tickets), many if many == 0 or many >= LEAST_SHOWN else None)
