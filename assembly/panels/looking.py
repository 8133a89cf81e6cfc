"""Who sits on the panel, by name, and how to reach them: for a reason, and every look is in the journal."""

from dataclasses import dataclass
from datetime import datetime

from assembly.draws.pooling import SEATED
from assembly.models import Assembly, Member
from assembly.panels import PanelRefused, keep
from assembly.panels.letters import envelope
from database import transaction
from residents.people import Person
from web.language import _
from web.text import one_line

MAY = "registrations.see-names"
SHORTEST, LONGEST = 5, 200


@dataclass(frozen=True, slots=True)
class Named:
    """One member. Nothing of what the draw is balanced by stands beside it."""

    member_id: int
    pseudonym: str
    state: str
    name: str
    shown_name: str
    email: str
    phone: str
    address: str


async def name_list(by: Person, assembly: Assembly, because: str, how: str, now: datetime) -> list[Named]:
    """Everybody with a seat. `because` goes into the journal with their numbers; `how`: "page" or "csv".

    Raises NotAllowed, PanelRefused without a reason.
    """
    by.demand(MAY)
    reason = one_line(because)
    if not SHORTEST <= len(reason) <= LONGEST:
        raise PanelRefused(
            _("Write in a few words what you need the names for, such as “calling about Saturday”."), "because"
        )
    async with transaction():
        found = (
            await Member.filter(assembly_id=assembly.id, state__in=SEATED)
            .select_related("registration")
            .order_by("registration__name", "id")
        )
        await keep(
            by, "panel-names-seen", assembly, now, members=[one.id for one in found], because=reason, how=how
        )  # fmt: skip
    return [_named(one) for one in found]


def _named(member: Member) -> Named:
    one = member.registration
    address = ", ".join(envelope(one)[1:])
    return Named(
        member.id, one.pseudonym, member.state.value, one.name, member.shown_name, one.email, one.phone, address
    )
