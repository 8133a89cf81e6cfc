"""Claims: how somebody says that they belong here, and how well it is shown."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from database import execute, transaction
from residents.belonging import marks
from residents.belonging.states import ENDED, ClaimRefused, after
from residents.code_letters.ending import cancel_waiting
from residents.models import Account, AgeBand, Claim, ClaimState, ClaimStep, Evidence, Tie
from residents.people import Person
from residents.places.postcodes import Whereabouts
from web.days import local_date
from web.language import _

__all__ = ["ClaimRefused", "claim_of", "declare", "lock", "move", "reaches", "settled", "use_for", "withdraw"]

THE_SITE = "the site"
_ORDER = list(Evidence)


def reaches(evidence: Evidence | str, needed: Evidence | str) -> bool:
    """Whether this evidence is as strong as what is needed, or stronger."""
    return _ORDER.index(Evidence(evidence)) >= _ORDER.index(Evidence(needed))


def settled(evidence: Evidence | str) -> ClaimState:
    """The state of a claim with this evidence that nothing is going on with."""
    if reaches(evidence, Evidence.E2):
        return ClaimState.VERIFIED
    return ClaimState.PROVISIONAL if reaches(evidence, Evidence.E1) else ClaimState.DECLARED


async def claim_of(account_id: int) -> Claim | None:
    return await Claim.get_or_none(account_id=account_id).select_related("neighbourhood", "ward")


async def lock(claim_id: int) -> Claim:
    """The claim as it stands, which nobody else changes before this transaction ends."""
    await execute("UPDATE claim SET state = state WHERE id = ?", claim_id)
    return await Claim.get(id=claim_id)


async def move(claim: Claim, event: str, actor: str, now: datetime, to: ClaimState | None = None) -> ClaimState:
    """Let an event of `states.TRANSITIONS` happen to a locked claim, and note it. `to`: where, if not where it usually
    leads. Raises ClaimRefused where it cannot happen; nothing is noted where nothing changes."""
    before, state = claim.state, to or after(claim.state, event)
    if to is not None:
        after(before, event)
    if state is not before:
        claim.state = state
        await claim.save(update_fields=["state"])
        await note(claim.id, before, state, event, actor, now)
    return state


async def note(claim_id: int, before: str, state: str, event: str, actor: str, now: datetime) -> None:
    await ClaimStep.create(
        claim_id=claim_id, before=before, after=state, event=event, actor=actor, done_on=local_date(now)
    )


async def declare(
    account_id: int,
    whereabouts: Whereabouts,
    tie: Tie | str,
    now: datetime,
    *,
    age_band: AgeBand | str = AgeBand.UNKNOWN,
    franchise_id: int | None = None,
) -> Claim:
    """Keep where somebody says they belong; a later claim takes the place of an earlier one.

    With a confirmed email address (people sign in with it) and a postcode here the evidence is E1. Stronger evidence
    stays as long as the place and the tie do. Raises ClaimRefused.
    """
    _demand_place(whereabouts)
    async with transaction():
        confirmed = await Account.filter(id=account_id, email__isnull=False).exists()
        evidence = Evidence.E1 if confirmed and whereabouts.postcode else Evidence.E0
        fields = {
            "neighbourhood_id": whereabouts.neighbourhood_id,
            "ward_id": whereabouts.ward_code,
            "tie": Tie(tie),
        }
        new = await execute(
            """INSERT INTO claim (account_id, neighbourhood_id, ward_id, tie, age_band, evidence, state, franchise_id,
                                  made_at, confirmed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
               ON CONFLICT (account_id) DO NOTHING""",
            account_id, fields["neighbourhood_id"], fields["ward_id"], Tie(tie).value, AgeBand(age_band).value,
            evidence.value, settled(evidence).value, franchise_id, now, now if evidence is Evidence.E1 else None,
        )  # fmt: skip
        claim = await _locked_of(account_id)
        if new:
            await note(claim.id, "", claim.state, "declared", f"account:{account_id}", now)
        else:
            await _declare_again(claim, fields, evidence, AgeBand(age_band), franchise_id, now)
        return await Claim.get(id=claim.id).select_related("neighbourhood", "ward")


def _demand_place(whereabouts: Whereabouts) -> None:
    if whereabouts.other_wards:
        raise ClaimRefused(_("Your postcode is right beside a ward boundary. Choose which side you are on."))
    if whereabouts.neighbourhood_id is None:
        raise ClaimRefused(
            _("Your postcode does not belong to a neighbourhood yet. Please tell us, and we will add it.")
        )


async def _locked_of(account_id: int) -> Claim:
    await execute("UPDATE claim SET state = state WHERE account_id = ?", account_id)
    return await Claim.get(account_id=account_id)


async def _declare_again(
    claim: Claim,
    fields: Mapping[str, object],
    evidence: Evidence,
    age_band: AgeBand,
    franchise_id: int | None,
    now: datetime,
) -> None:
    same = all(getattr(claim, name) == kept for name, kept in fields.items())
    elsewhere = franchise_id is not None and franchise_id != claim.franchise_id
    before = claim.state
    waits = same and before is ClaimState.UNDER_REVIEW  # a flag blocks nobody who says the same as before
    if not waits and not (before is ClaimState.REJECTED and elsewhere):
        after(before, "declared")
    if same and claim.state is not ClaimState.WITHDRAWN:
        evidence = max(evidence, claim.evidence, key=_ORDER.index)
    else:
        await _begin_anew(claim, now)
    stays = same and before not in ENDED and settled(evidence) is settled(claim.evidence)
    state = before if waits or stays else settled(evidence)
    claim.update_from_dict({**fields, "evidence": evidence, "state": state, "made_at": now})
    claim.age_band = age_band or claim.age_band
    claim.franchise_id = franchise_id if franchise_id is not None else claim.franchise_id
    if evidence is not Evidence.E0:
        claim.confirmed_at = claim.confirmed_at if same and claim.confirmed_at else now
    else:
        claim.confirmed_at = None
    await claim.save()
    if state is not before or not same:
        await note(claim.id, before, state, "declared", f"account:{claim.account_id}", now)


async def _begin_anew(claim: Claim, now: datetime) -> None:
    """What was shown, and codes on their way to it, were about the place and tie that it had."""
    await execute(
        "UPDATE proof SET revoked_at = ?, revoked_because = ? WHERE claim_id = ? AND revoked_at IS NULL",
        now,
        "declared anew",
        claim.id,
    )
    await cancel_waiting(claim, now)


async def use_for(claim_id: int, franchise_id: int, now: datetime) -> None:
    """From now on this vote's deadline and key are the ones that matter for the claim. Inside a transaction.

    A claim that was not confirmed in time for an earlier vote, or was taken out of it, has a new chance.
    """
    moved = await execute(
        """UPDATE claim SET franchise_id = ?, reminded_on = NULL WHERE id = ?
           AND (franchise_id IS NULL OR franchise_id <> ?) AND state NOT IN ('expired', 'rejected')""",
        franchise_id, claim_id, franchise_id,
    )  # fmt: skip
    if moved:
        return
    claim = await lock(claim_id)
    if claim.franchise_id == franchise_id:
        return
    before, claim.state = claim.state, settled(claim.evidence)
    claim.franchise_id, claim.reminded_on = franchise_id, None
    await claim.save(update_fields=["franchise_id", "reminded_on", "state"])
    await note(claim.id, before, claim.state, "declared", f"account:{claim.account_id}", now)


Then = Callable[[Claim, datetime], Awaitable[object]]
_at_withdrawal: list[Then] = []


def when_somebody_withdraws(then: Then) -> None:
    """Have this done inside the transaction in which a claim is withdrawn: main.py joins the packages above."""
    if then not in _at_withdrawal:
        _at_withdrawal.append(then)


async def withdraw(by: Person, now: datetime) -> Claim:
    """Take one's claim back: marks and proofs go, and whatever hangs on it, such as a ballot not yet counted.

    Raises ClaimRefused where there is nothing to withdraw.
    """
    async with transaction():
        await execute("UPDATE claim SET state = state WHERE account_id = ?", by.account_id or 0)
        claim = await Claim.get_or_none(account_id=by.account_id or 0)
        if claim is None or claim.state is ClaimState.WITHDRAWN:
            raise ClaimRefused(_("You have not told us where you belong, so there is nothing to take back."))
        await move(claim, "withdrawn", by.actor, now)
        for then in _at_withdrawal:
            await then(claim, now)
        await _begin_anew(claim, now)
        await marks.forget(claim.id)
        claim.evidence, claim.confirmed_at, claim.age_band = Evidence.E0, None, AgeBand.UNKNOWN
        await claim.save(update_fields=["evidence", "confirmed_at", "age_band"])
    return claim
