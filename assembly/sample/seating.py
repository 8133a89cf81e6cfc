"""What became of those who were drawn: most say yes, one says no, and the next in the drawn order is asked."""

from assembly.models import Assembly, Member, MemberState
from assembly.panels import answering, calling, replacing
from assembly.sample.stories import Calendar
from residents.people import Person

_YES = 30
_NO = "The days do not suit me after all. (Sample)"


async def bring_in(by: Person, assembly: Assembly, calendar: Calendar) -> None:
    until = calendar.at("2026-09-10", 17)
    await calling.call(by, assembly.id, until, calendar.at("2026-08-30", 9))
    drawn = await Member.filter(assembly_id=assembly.id, state=MemberState.SELECTED).order_by("id")
    for one in drawn[:_YES]:
        await answering.accept(assembly.id, one.id, calendar.at("2026-08-31", 12))
    await answering.decline(assembly.id, drawn[_YES].id, _NO, calendar.at("2026-08-31", 15), by=by)
    found = await replacing.outlook(assembly)
    assert found.next is not None, "of all alternates somebody fits the empty seat"
    await replacing.offer(by, assembly.id, found.next.member_id, until, calendar.at("2026-09-01", 10))
