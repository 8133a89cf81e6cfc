"""Slips torn off paper ballots: who voted on paper, whether they may, and which ballot is set aside where they may not.

They are entered before anything is keyed. From then on nothing leads from a ballot to a person.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from ballot_box import roll
from ballot_box.models import BatchState, Paper, PaperBatch, PaperRule, PaperSlip, PaperState, SlipState
from ballot_box.paper import serials
from ballot_box.paper.printed import PrintedContest, contest_of
from ballot_box.paper.refusals import PaperRefused, SerialNeeded
from ballot_box.paper.steps import lock, note, sentence
from ballot_box.roll import OnPaper
from database import exclusive_lock, transaction
from residents.belonging import claims, marks, proofs
from residents.models import Account, AgeBand, Claim, ClaimState, Franchise, MarkKind, ProofMethod, Tie
from residents.people import Person
from residents.places.postcodes import PostcodeRefused, Whereabouts, locate
from web.language import _, ngettext

YOUNGER = "younger"
"""What stands on a slip in place of an age band: not eleven yet."""
_OLDEST = {AgeBand.FROM_11: 15, AgeBand.FROM_16: 17, AgeBand.FROM_18: 24, AgeBand.FROM_25: 44, AgeBand.FROM_45: 64}


@dataclass(frozen=True, slots=True)
class Slip:
    """As filled in. `ward` answers on which side of a ward's line somebody lives, where the postcode leaves it open;
    `serial` is asked for only where the ballot has to be set aside."""

    name: str
    postcode: str
    tie: str
    age_band: str
    promised: bool
    ward: str = ""
    serial: str = ""


@dataclass(frozen=True, slots=True)
class Entered:
    """`replaced`: a ballot cast on a screen is gone. `set_aside`: the ballot that does not count."""

    state: SlipState
    because: str
    replaced: bool
    set_aside: int | None


async def enter(by: Person, batch_id: int, slip: Slip, now: datetime) -> Entered:
    """Note one voter on paper: on the roll with a proof, or not, with a reason and the ballot set aside.

    Somebody known by name, postcode and age band is the same person; others get an account and a claim. Raises
    NotAllowed, NotFound, PaperRefused, PostcodeRefused, Settled, and SerialNeeded where a ballot has to be set aside
    and it is not said which. Nothing has changed then.
    """
    by.demand("papers.manage")
    assert by.account_id is not None, "only people enter slips"
    _check(slip)
    async with transaction():
        batch = await lock(batch_id, BatchState.RETURNED)
        _demand_open(batch)
        contest = await contest_of(batch.election_id, batch.contest)
        claim, state, because = await _judged(by, batch, contest, slip, now)
        replaced = False
        if claim is not None and not because:
            marked = await roll.mark_paper(batch.election_id, claim.account_id, batch.contest)
            replaced = marked is OnPaper.REPLACED
            if marked is OnPaper.DUPLICATE:
                state, because = SlipState.DUPLICATE, _duplicate(batch.election.paper_rule)
        number = await _set_aside(batch, slip.serial, because, state) if because else None
        await PaperSlip.create(
            id=secrets.token_hex(16), batch_id=batch.id, account_id=claim.account_id if claim else None, state=state,
            because=because, entered_by_id=by.account_id,
        )  # fmt: skip
        await note(by, batch, "slip-entered", now, state=state.value)
    return Entered(state, because, replaced, number)


def _check(slip: Slip) -> None:
    if not slip.name.strip() or len(slip.name) > 120:
        raise PaperRefused(_("Write the name as it stands on the slip."), "name")
    if slip.tie not in set(Tie):
        raise PaperRefused(_("Choose what is ticked on the slip."), "tie")
    if slip.age_band != YOUNGER and (not slip.age_band or slip.age_band not in set(AgeBand)):
        raise PaperRefused(_("Choose the age that is ticked on the slip."), "age_band")


def _demand_open(batch: PaperBatch) -> None:
    if batch.slips_done_at is not None:
        raise PaperRefused(_("All slips of this batch are entered already, so no more can come."))


async def _judged(
    by: Person, batch: PaperBatch, contest: PrintedContest, slip: Slip, now: datetime
) -> tuple[Claim | None, SlipState, str]:
    """The claim of the person, verified; or why this slip cannot count. Only a good slip leaves a claim behind."""
    because, whereabouts = await _not_eligible(contest, slip)
    if because or whereabouts is None:
        return None, SlipState.NOT_ELIGIBLE, because
    franchise = await Franchise.get(id=batch.election.franchise_id or 0)
    await exclusive_lock(f"slips:{franchise.id}")  # at two desks at once the same person is still found
    claim = await _known(franchise, batch.election_id, slip)
    if claim is not None:
        await claims.use_for(claim.id, franchise.id, now)
        claim = await claims.lock(claim.id)
        if claim.state in (ClaimState.REJECTED, ClaimState.UNDER_REVIEW):
            return claim, SlipState.NOT_ELIGIBLE, _("the claim of this person is under review or was taken out")
        if claim.state is ClaimState.WITHDRAWN:
            claim = None
    if claim is None:
        account = await Account.create(created_at=now)
        claim = await claims.declare(
            account.id, whereabouts, slip.tie, now, age_band=slip.age_band, franchise_id=franchise.id
        )
        claim = await claims.lock(claim.id)
        await marks.keep(franchise, claim.id, MarkKind.PERSON, *_person(slip))
    # Whoever sat at the table of the batch's venue looked at them; who that was stands on the sheet of the batch.
    await proofs.give(claim, ProofMethod.IN_PERSON, by.actor, now, venue_id=batch.venue_id)
    return claim, SlipState.GOOD, ""


async def _not_eligible(contest: PrintedContest, slip: Slip) -> tuple[str, Whereabouts | None]:
    if not slip.promised:
        return _("the promise is not ticked"), None
    if slip.age_band == YOUNGER or _OLDEST.get(AgeBand(slip.age_band), 200) < contest.age_from:
        return _("too young for this vote"), None
    if contest.ties and slip.tie not in contest.ties:
        return _("the tie that is ticked does not count in this vote"), None
    if not slip.postcode.strip():
        return _("there is no postcode"), None
    try:
        whereabouts = await locate(slip.postcode, slip.ward)
    except PostcodeRefused:
        # A slip of the keyboard looks the same, so the officer is asked for the serial before anything is kept.
        return _("the postcode is not one of this place"), None
    if whereabouts.other_wards:
        raise PaperRefused(_("This postcode is right beside a ward boundary. Choose the side."), "ward")
    if contest.neighbourhood_id is not None and whereabouts.neighbourhood_id != contest.neighbourhood_id:
        return _("the postcode belongs to another area"), None
    if whereabouts.neighbourhood_id is None:
        return _("the postcode belongs to no area of this vote"), None
    return "", whereabouts


async def _known(franchise: Franchise, election_id: int, slip: Slip) -> Claim | None:
    """The claim of somebody with this name, postcode and age band: one who voted, else the first."""
    found = await marks.claims_with(
        franchise, MarkKind.PERSON, marks.digest(franchise, MarkKind.PERSON, *_person(slip))
    )
    known = await Claim.filter(id__in=found).order_by("id") if found else []
    for claim in known:
        if await roll.voted_in(election_id, claim.account_id) is not None:
            return claim
    return known[0] if known else None


def _person(slip: Slip) -> tuple[str, str, str]:
    return slip.name, slip.postcode, slip.age_band


def _duplicate(rule: PaperRule) -> str:
    if rule is PaperRule.ONLINE_STANDS:
        return _("this person’s other ballot stands")
    return _("this person’s other paper ballot stands")


async def _set_aside(batch: PaperBatch, typed: str, because: str, state: SlipState) -> int:
    if not typed.strip():
        raise SerialNeeded(
            _(
                "This slip cannot count: %(because)s. If that is right, type the number of the ballot it belongs to, "
                "so that it is set aside. If you mistyped something, put it right."
            )
            % {"because": because},
            because,
        )
    number = serials.number_in(typed, batch.name, batch.issued)
    if number is None:
        raise PaperRefused(_("That is not the number of a ballot in this batch."), "serial")
    changed = await Paper.filter(batch_id=batch.id, serial=number, state=PaperState.USED).update(
        state=PaperState.SET_ASIDE, state_because=because[:200]
    )
    if not changed:
        raise PaperRefused(_("That ballot is not one of the used ones that are still to be keyed."), "serial")
    return number


async def left_to_key(batch_id: int) -> int:
    """How many used ballots of the batch are not set aside."""
    return await Paper.filter(batch_id=batch_id, state__in=(PaperState.USED, PaperState.INVALID)).count()


async def finish(by: Person, batch_id: int, mismatch: str, now: datetime) -> PaperBatch:
    """Every slip is entered and apart from its ballot: keying may begin.

    Good slips should be as many as ballots to key; where not, a sentence has to say so, and is kept. Raises
    NotAllowed, NotFound, PaperRefused.
    """
    by.demand("papers.manage")
    async with transaction():
        batch = await lock(batch_id, BatchState.RETURNED)
        _demand_open(batch)
        good = await PaperSlip.filter(batch_id=batch.id, state=SlipState.GOOD).count()
        to_key = await left_to_key(batch.id)
        said = sentence(mismatch)
        if good != to_key and not said:
            there_are = ngettext("There is %(slips)s good slip", "There are %(slips)s good slips", good)
            rest = _("for %(papers)s ballots to key. If no slip is missing here, write down what you found.")
            raise PaperRefused(f"{there_are} {rest}" % {"slips": good, "papers": to_key}, "mismatch")
        batch.slips_done_at = now
        if said:
            batch.mismatch = "\n".join(filter(None, [batch.mismatch, said]))
        await batch.save(update_fields=["slips_done_at", "mismatch"])
        await note(by, batch, "slips-done", now, good=good, to_key=to_key, mismatch=bool(said))
    return batch
