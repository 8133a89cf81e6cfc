"""Two officers sign a batch off, or take it out because its seal was broken; one reports it lost."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from ballot_box.models import BatchState, Paper, PaperBatch, PaperSlip, SlipState
from ballot_box.paper.auditing import passed
from ballot_box.paper.comparing import agreed_marks
from ballot_box.paper.doubtful import Doubt, interpret
from ballot_box.paper.keying import TO_KEY
from ballot_box.paper.refusals import PaperRefused
from ballot_box.paper.steps import lock, note, sentence
from ballot_box.papers import Definition
from database import transaction
from residents import approvals
from residents.models import Approval
from residents.people import Person
from web.language import _

SIGNS = "papers.sign-off"
SIGN_OFF = "paper.sign-off"
SEAL_BROKEN = "paper.seal-broken"


def thing_of(batch_id: int) -> str:
    return f"paper_batch:{batch_id}"


async def outcome_of(batch: PaperBatch, papers: list[Paper] | None = None) -> dict[str, object]:
    """What two officers sign: counts, and a hash over every ballot as agreed, but never what is on them.

    `batch` comes with its election.
    """
    papers = papers or await Paper.filter(batch_id=batch.id, state__in=TO_KEY).order_by("serial")
    ranks = Definition.of(batch.election.definition).ranks
    read = [interpret(agreed_marks(paper), ranks) for paper in papers]
    doubts = Counter(one.value for one in read if isinstance(one, Doubt))
    good = await PaperSlip.filter(batch_id=batch.id, state=SlipState.GOOD).count()
    return {
        "keyed": len(papers),
        "valid": len(papers) - doubts.total(),
        "invalid": doubts.total(),
        "doubts": dict(sorted(doubts.items())),
        "good_slips": good,
        "mismatch": batch.mismatch,
        "audit": (batch.audit or {}).get("wrong"),
        "ballots": approvals.hash_of({str(paper.serial): agreed_marks(paper) for paper in papers}),
    }


async def ask(by: Person, batch_id: int, observer: str, because: str, now: datetime) -> Approval:
    """The first officer signs and names who watched. Raises NotAllowed, NotFound, PaperRefused, ApprovalRefused."""
    by.demand(SIGNS)
    name = " ".join(observer.split())[:120]
    if not name:
        raise PaperRefused(_("Write the name of the observer, or “nobody came”."), "observer")
    async with transaction():
        batch = await lock(batch_id, BatchState.AGREED)
        _demand_audit(batch)
        payload = {**await outcome_of(batch), "observer": name}
        return await approvals.ask(by, SIGNS, SIGN_OFF, thing_of(batch.id), payload, because, now)


def _demand_audit(batch: PaperBatch) -> None:
    if not passed(batch):
        raise PaperRefused(_("The audit comes first: a tenth of the ballots is keyed once more."))


async def sign_off(by: Person, batch_id: int, approval_id: int, now: datetime) -> PaperBatch:
    """The second officer signs exactly what the first one did. Raises NotAllowed, NotFound, PaperRefused,
    ApprovalRefused."""
    by.demand(SIGNS)
    async with transaction():
        batch = await lock(batch_id, BatchState.AGREED)
        _demand_audit(batch)
        asked = await _asked(approval_id, batch, SIGN_OFF)
        observer = str(asked.payload.get("observer", ""))
        await approvals.approve(by, SIGNS, approval_id, {**await outcome_of(batch), "observer": observer}, now)
        batch.update_from_dict(
            {"state": BatchState.SIGNED_OFF, "signed_off_by_id": by.account_id, "observer": observer}
        )
        await batch.save(update_fields=["state", "signed_off_by_id", "observer"])
        await note(by, batch, "signed-off", now, approval=approval_id)
    return batch


async def lose(by: Person, batch_id: int, because: str, now: datetime) -> PaperBatch:
    """A batch that went out does not come back. Its number is published. Raises NotAllowed, NotFound, PaperRefused."""
    by.demand("papers.manage")
    async with transaction():
        batch = await lock(batch_id, BatchState.OUT)
        await _void(by, batch, because, now, "lost")
    return batch


async def ask_to_void(by: Person, batch_id: int, because: str, now: datetime) -> Approval:
    """The seal was broken: one officer says so. Raises NotAllowed, NotFound, PaperRefused, ApprovalRefused."""
    by.demand("papers.manage")
    async with transaction():
        batch = await lock(batch_id, BatchState.RETURNED)
        payload = await _voidable(batch)
        return await approvals.ask(by, "papers.manage", SEAL_BROKEN, thing_of(batch.id), payload, because, now)


async def void(by: Person, batch_id: int, approval_id: int, now: datetime) -> PaperBatch:
    """A second officer agrees that no ballot of this batch can be trusted. Raises as `sign_off`."""
    by.demand("papers.manage")
    async with transaction():
        batch = await lock(batch_id, BatchState.RETURNED)
        asked = await _asked(approval_id, batch, SEAL_BROKEN)
        await approvals.approve(by, "papers.manage", approval_id, await _voidable(batch), now)
        await _void(by, batch, asked.because, now, "seal-broken")
    return batch


async def refuse(by: Person, batch_id: int, approval_id: int, act: str, now: datetime) -> None:
    """A second officer says no, or the first one takes it back. Raises as `sign_off`."""
    permission = SIGNS if act == SIGN_OFF else "papers.manage"
    by.demand(permission)
    async with transaction():
        batch = await lock(batch_id)
        await _asked(approval_id, batch, act)
        await approvals.refuse(by, permission, approval_id, now)


async def _voidable(batch: PaperBatch) -> Mapping[str, object]:
    """Once slips are entered people have their place on the roll by this batch, and it can no longer go."""
    if await PaperSlip.exists(batch_id=batch.id):
        raise PaperRefused(
            _("Slips of this batch are entered: their voters are on the roll by it. It can no longer be made void.")
        )
    return {"batch": batch.name, "issued": batch.issued, "returned_seal": batch.returned_seal}


async def _asked(approval_id: int, batch: PaperBatch, act: str) -> Approval:
    asked = await Approval.get_or_none(id=approval_id, thing=thing_of(batch.id), act=act)
    if asked is None:
        raise PaperRefused(_("Nobody has asked for this. A first officer has to."))
    return asked


async def _void(by: Person, batch: PaperBatch, because: str, now: datetime, how: str) -> None:
    why = sentence(because)
    if not why:
        raise PaperRefused(_("Write down what happened. It is published with the number of the batch."), "because")
    batch.state, batch.void_because = BatchState.VOID, why
    await batch.save(update_fields=["state", "void_because"])
    await note(by, batch, how, now, issued=batch.issued)
