"""Taking claims out because of a flag: one officer asks, another one says yes to exactly that."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from database import transaction
from ledger import journal
from residents import approvals
from residents.belonging.states import ENDED
from residents.flags.holding import demand_apart, demand_mine, let_go, lock_with_claims, reason
from residents.flags.refusals import FlagRefused
from residents.flags.working import end, lapse_questions
from residents.models import Approval, ApprovalState, Claim, Flag, FlagState
from residents.people import Person
from residents.rejections import reject
from web.days import local_date, working_days_after
from web.filters import day
from web.language import _
from web.refusals import NotFound

ACT = "flag.confirm"
MAY = "claims.reject"
DAYS_TO_ANSWER = 10  # working days
AT_ONCE = frozenset({"registered_twice"})
"""Rules where two officers decide from what is before them, without asking the people first."""


def answer_by(flag: Flag) -> date | None:
    """The last day on which the people concerned may answer, once they were asked."""
    return working_days_after(flag.contacted_at, DAYS_TO_ANSWER) if flag.contacted_at else None


async def ask(
    by: Person, flag_id: int, claim_ids: Collection[int], because: str, now: datetime, *, answered: bool = False
) -> Approval:
    """Ask a second officer to take these claims out. `because` is what the people will read. `answered`: they did.

    A flag that is about no claims is confirmed without any. Raises NotAllowed, NotFound, FlagRefused.
    """
    by.demand(MAY)
    because = reason(because)
    async with transaction():
        flag, held = await lock_with_claims(flag_id)
        demand_mine(by, flag, held.values())
        chosen = _chosen(flag, held, claim_ids)
        if chosen and flag.rule not in AT_ONCE:
            _demand_asked(flag, answered, now)
        return await approvals.ask(by, MAY, ACT, f"flag:{flag.id}", _payload(flag, held, chosen), because, now)


async def confirm(by: Person, flag_id: int, approval_id: int, now: datetime) -> Flag:
    """Say yes as the second officer: the claims are taken out, the others go back to where they stood.

    Raises NotAllowed, NotFound, ApprovalRefused for the officer who asked, FlagRefused, ClaimRefused.
    """
    by.demand(MAY)
    asked = await Approval.get_or_none(id=approval_id, act=ACT, thing=f"flag:{flag_id}")
    if asked is None:
        raise NotFound(_("This is not there."))
    async with transaction():
        flag, held = await lock_with_claims(flag_id)
        demand_apart(by, held.values())
        wanted = asked.payload["claims"]
        assert isinstance(wanted, list)
        standing = [one for one in sorted(map(int, wanted)) if one in held and held[one].state not in ENDED]
        await approvals.approve(by, MAY, approval_id, _payload(flag, held, standing), now)
        for one in standing:
            await reject(
                held[one], flag.rule, asked.because, asked_by_id=asked.asked_by_id,
                approved_by_id=by.account_id or 0, franchise_id=flag.franchise_id, now=now,
            )  # fmt: skip
        await end(flag, FlagState.CONFIRMED, asked.because, by, now)
        for one, claim in held.items():
            if one not in standing:
                await let_go(flag, claim, by, now)
        await lapse_questions(flag)
        await journal.record(by.actor, "flag.confirmed", f"flag:{flag.id}", at=now, rule=flag.rule, claims=standing)
    return flag


async def refuse(by: Person, flag_id: int, approval_id: int, now: datetime) -> None:
    """Say no as the second officer, or take back one's own question. The flag stays open."""
    by.demand(MAY)
    if not await Approval.filter(id=approval_id, act=ACT, thing=f"flag:{flag_id}").exists():
        raise NotFound(_("This is not there."))
    await approvals.refuse(by, MAY, approval_id, now)


async def waiting(flag_id: int, now: datetime) -> Approval | None:
    """The question that waits for a second officer."""
    found = Approval.filter(thing=f"flag:{flag_id}", act=ACT, state=ApprovalState.WAITING, expires_at__gt=now)
    return await found.select_related("asked_by").first()


def _payload(flag: Flag, held: Collection[int], chosen: Collection[int]) -> dict[str, object]:
    """`about`: a claim that comes to the flag later has not been looked at, so it makes the question a new one."""
    return {"flag": flag.id, "rule": flag.rule, "claims": sorted(chosen), "about": sorted(held)}


def _chosen(flag: Flag, held: Mapping[int, Claim], claim_ids: Collection[int]) -> list[int]:
    chosen = sorted({one for one in claim_ids if one in held})
    if any(held[one].state in ENDED for one in chosen):
        raise FlagRefused(_("One of these claims was ended already. Choose again."), "claim")
    if held and not chosen:
        raise FlagRefused(_("Choose which claims should be taken out."), "claim")
    standing = [one for one, claim in held.items() if claim.state not in ENDED]
    if flag.rule == "registered_twice" and len(chosen) == len(standing):
        raise FlagRefused(_("If they are one person, one of the claims has to stay. Choose which one."), "claim")
    return chosen


def _demand_asked(flag: Flag, answered: bool, now: datetime) -> None:
    until = answer_by(flag)
    if until is None:
        raise FlagRefused(_("Get in touch with the people first, and write down how. They may have a good reason."))
    if not answered and local_date(now) <= until:
        raise FlagRefused(
            _("They have until the end of %(day)s to answer. If they have answered already, tick the box.")
            % {"day": day(until)},
            "answered",
        )
