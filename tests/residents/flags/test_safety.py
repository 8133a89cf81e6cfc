"""Whatever happens in whatever order: a claim under review is never lost, and no open flag lets one go."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from database import transaction
from ledger import journal
from residents.approvals import ApprovalRefused
from residents.belonging import claims
from residents.belonging.proofs import give
from residents.belonging.states import ClaimRefused
from residents.flags import catch_up, confirming, raise_flag, working
from residents.flags.raising import OPEN
from residents.flags.refusals import FlagRefused
from residents.flags.rules import RULES
from residents.models import Claim, ClaimState, ClaimStep, Flag, FlagClaim, ProofMethod, Rejection
from tests.factories import NOW, days
from tests.residents.flags.flag_samples import as_person, make_claim, make_franchise, officer

PEOPLE = 4
STATES = [ClaimState.DECLARED, ClaimState.PROVISIONAL, ClaimState.AWAITING_LETTER, ClaimState.VERIFIED]
WHO = st.integers(0, PEOPLE - 1)
SUBJECT = st.sampled_from(["one", "two"])
RULE = st.sampled_from(["device_cap", "registered_twice", "paper_and_online", "number_reuse"])
STEP = st.one_of(
    st.tuples(st.just("raise"), RULE, SUBJECT, st.sets(WHO, min_size=1)),
    st.tuples(st.just("dismiss"), RULE, SUBJECT),
    st.tuples(st.just("confirm"), RULE, SUBJECT, st.sets(WHO, min_size=1)),
    st.tuples(st.just("prove"), WHO),
    st.tuples(st.just("withdraw"), WHO),
    st.tuples(st.just("look again")),
)


class _Over(Exception):
    pass


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=st.lists(STEP, min_size=3, max_size=14))
async def test_a_claim_is_under_review_exactly_while_an_open_flag_holds_it(db: None, steps: list[Any]) -> None:
    try:
        async with transaction():
            town = await Town.make()
            for step in steps:
                await town.let(step)
                await town.check()
            raise _Over
    except _Over:
        pass


class Town:
    """Some claims in one vote, and two officers."""

    @classmethod
    async def make(cls) -> "Town":
        town = cls()
        town.franchise = await make_franchise()
        town.people = [await make_claim(town.franchise, STATES[one % len(STATES)]) for one in range(PEOPLE)]
        town.officers = [await officer("Rosa Roll"), await officer("Sam Second")]
        return town

    franchise: Any
    people: list[Claim]
    officers: list[Any]

    async def let(self, step: Any) -> None:
        try:
            async with transaction():
                await getattr(self, f"do_{step[0].replace(' ', '_')}")(*step[1:])
        except (FlagRefused, ClaimRefused, ApprovalRefused):
            pass

    async def do_raise(self, rule: str, subject: str, who: set[int]) -> None:
        about = [self.people[one].id for one in who]
        await raise_flag(self.franchise, rule, subject, about, {"claims": len(about)}, NOW)

    async def do_dismiss(self, rule: str, subject: str) -> None:
        flag = await Flag.get_or_none(rule=rule, subject=subject)
        if flag:
            await working.take_on(self.officers[0], flag.id, NOW)
            await working.dismiss(self.officers[0], flag.id, "Explained", NOW)

    async def do_confirm(self, rule: str, subject: str, who: set[int]) -> None:
        flag = await Flag.get_or_none(rule=rule, subject=subject)
        if flag:
            first, second = self.officers
            await working.take_on(first, flag.id, NOW)
            await working.contact(first, flag.id, "phone", "", NOW)
            chosen = [self.people[one].id for one in who]
            asked = await confirming.ask(first, flag.id, chosen, "Because", NOW + days(20))
            await confirming.confirm(second, flag.id, asked.id, NOW + days(20))

    async def do_prove(self, who: int) -> None:
        await give(await claims.lock(self.people[who].id), ProofMethod.IN_PERSON, "account:1", NOW)

    async def do_withdraw(self, who: int) -> None:
        account = await self.people[who].account
        await claims.withdraw(as_person(account), NOW)

    async def do_look_again(self) -> None:
        await catch_up(NOW)

    async def check(self) -> None:
        holding = [rule.name for rule in RULES.values() if rule.holds]
        for one in await Claim.filter(id__in=[claim.id for claim in self.people]):
            held = await FlagClaim.filter(claim_id=one.id, flag__state__in=list(OPEN), flag__rule__in=holding).exists()
            if one.state is ClaimState.UNDER_REVIEW:
                assert held, "nobody would ever look at it"
            elif held:
                assert one.state in (ClaimState.REJECTED, ClaimState.WITHDRAWN), "an open flag holds what is not ended"
            else:
                assert one.state in (claims.settled(one.evidence), *_ENDS) or one.state is ClaimState.AWAITING_LETTER
            steps = await ClaimStep.filter(claim_id=one.id).order_by("id")
            assert [step.after for step in steps[:-1]] == [step.before for step in steps[1:]], "a change was not noted"
            assert steps[-1].after == one.state
        rejected = await Claim.filter(id__in=[c.id for c in self.people], state=ClaimState.REJECTED).count()
        assert rejected == await Rejection.all().count(), "each with two officers and a reason"
        assert await journal.first_broken_entry() is None


_ENDS = (ClaimState.REJECTED, ClaimState.WITHDRAWN)
