"""Whatever happens in whatever order: no seat too many, one of a home, and quotas that hold or a page that says not."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assembly.draws.pooling import SEATED, seating
from assembly.models import Assembly, Member, MemberState, Registration
from assembly.panels import PanelRefused, answering, calling, comparing, history, own, removing, replacing
from assembly.panels.terms import terms_of
from database import transaction
from residents.people import Person
from tests.assembly.panels.panel_scenes import drawn_scene, with_quota
from tests.assembly.scenes import officer, publisher

NOW = datetime.now(UTC)
S = MemberState
ALLOWED = {
    S.SELECTED: {S.CONFIRMED, S.DECLINED, S.REMOVED},
    S.RESERVE: {S.SELECTED, S.WITHDRAWN},
    S.CONFIRMED: {S.ACTIVE, S.WITHDRAWN, S.REMOVED},
    S.ACTIVE: {S.WITHDRAWN, S.REMOVED},
}
WHO = st.integers(0, 15)
STEP = st.one_of(
    st.tuples(st.sampled_from(["accept", "decline", "sign", "lapse", "remove"]), WHO),
    st.tuples(st.sampled_from(["offer", "offer", "offer", "call"]), st.just(0)),
)


class _Over(Exception):
    pass


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=st.lists(STEP, min_size=6, max_size=25), tight=st.booleans())
async def test_the_panel_keeps_its_promises(db: None, steps: list[Any], tight: bool) -> None:
    try:
        async with transaction():
            hall = await Hall.make(tight)
            for step in steps:
                await hall.let(*step)
                await hall.check()
            raise _Over
    except _Over:
        pass


class Hall:
    """Sixteen people, six seats; the last two of the list live with somebody else of it."""

    assembly: Assembly
    by: Person
    second: Person
    people: list[int]
    before: dict[int, MemberState]
    now: datetime
    met: bool

    @classmethod
    async def make(cls, tight: bool) -> "Hall":
        hall = cls()
        hall.now = NOW
        hall.assembly = await drawn_scene(people=16)
        hall.by, hall.second = await officer(), await publisher()
        found = await Member.filter(assembly_id=hall.assembly.id).order_by("id").select_related("registration")
        hall.people = [one.id for one in found]
        for one, other in ((8, 2), (10, 9)):
            home = found[other].registration.household
            await Registration.filter(id=found[one].registration_id).update(household=home)
        if tight:
            await with_quota(hall.assembly, "rented", 2, 4)
            await with_quota(hall.assembly, "female", 2, 4)
        hall.before = {one.id: one.state for one in found}
        return hall

    async def let(self, step: str, who: int) -> None:
        self.now += timedelta(minutes=1)
        self.offered = False
        try:
            async with transaction():
                await getattr(self, f"do_{step}")(self.people[who])
        except PanelRefused:
            pass

    async def do_accept(self, who: int) -> None:
        await answering.accept(self.assembly.id, who, self.now)

    async def do_decline(self, who: int) -> None:
        await answering.decline(self.assembly.id, who, "", self.now)

    async def do_sign(self, who: int) -> None:
        await own.sign(self.assembly.id, who, terms_of(self.assembly).version, self.now)

    async def do_lapse(self, who: int) -> None:
        await answering.lapse(self.by, self.assembly.id, who, self.now)

    async def do_remove(self, who: int) -> None:
        asked = await removing.ask(self.by, self.assembly, who, "Threats", self.now)
        await removing.remove(self.second, self.assembly.id, who, asked.id, self.now)

    async def do_call(self, _who: int) -> None:
        await calling.call(self.by, self.assembly.id, self.now + timedelta(minutes=3), self.now)

    async def do_offer(self, _who: int) -> None:
        found = await replacing.outlook(self.assembly)
        if found.next is not None:
            await replacing.offer(
                self.by, self.assembly.id, found.next.member_id, self.now + timedelta(minutes=3), self.now
            )
            self.offered = True

    async def check(self) -> None:
        found = await Member.filter(assembly_id=self.assembly.id).select_related("registration")
        sitting = [one for one in found if one.state in SEATED]
        assert len(sitting) <= self.assembly.seats
        homes = Counter(one.registration.household for one in sitting)
        assert max(homes.values(), default=1) == 1
        for one in found:
            assert one.state is self.before[one.id] or one.state in ALLOWED[self.before[one.id]]
            assert (one.left_at is None) == (one.state in (*SEATED, S.RESERVE))
        self.before = {one.id: one.state for one in found}
        await self.check_quotas()
        public = await history.public_panel(self.assembly)
        assert public.confirmed + public.waiting + public.empty == self.assembly.seats
        taken = [change.by for change in public.changes if change.by]
        assert len(taken) == len(set(taken))
        assert await comparing.comparison_of(self.assembly) is not None

    async def check_quotas(self) -> None:
        """After an offer the rest can be filled, so one can be next, or every seat is taken and every quota holds."""
        found, outlook = await seating(self.assembly), await replacing.outlook(self.assembly)
        assert outlook.empty == found.empty
        if found.empty == 0 and self.offered:
            assert not any(quota.least for quota in found.left)
        if self.offered and found.empty:
            assert outlook.next is not None
        if found.empty and outlook.next is None:
            assert outlook.changes or not outlook.alternates or len(outlook.passed) == len(outlook.alternates)
