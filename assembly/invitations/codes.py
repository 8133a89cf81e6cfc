"""Codes of letters and golden tickets: from what somebody types to their invitation. Looking never uses one up."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from assembly.invitations.refusals import CodeRefused, TooManyCodes
from assembly.models import Assembly, Invitation, InvitationBatch, InvitationKind, InvitationState, Registration
from assembly.models import RegistrationState as State
from assembly.secrets import KeyGone, code_hash, code_of
from database import execute
from residents.belonging.codes import could_be_code, normalised
from residents.limits import allow, spent
from web.filters import day
from web.language import _

PURPOSE = "letter"
MOST_OF_A_LETTER = 8  # registrations: everybody at the address may register
MOST_OF_A_TICKET = 1
MOST_WRONG = 20
_HOUR = timedelta(hours=1)
_MOST_ASSEMBLIES = 50


def reference_of(batch_name: str, serial: int) -> str:
    """As it is printed on the letter: A1-00042."""
    return f"{batch_name}-{serial:05}"


def code_for(assembly: Assembly, batch_name: str, serial: int) -> str:
    """As it is printed: K7QX-4MPD. Made again each time, never stored. Raises KeyGone."""
    return code_of(assembly, PURPOSE, reference_of(batch_name, serial))


def hash_for(assembly: Assembly, typed: str) -> str:
    """What is stored of a code. Raises KeyGone."""
    return code_hash(assembly, PURPOSE, normalised(typed))


async def find(assembly: Assembly, typed: str, now: datetime, *, network: str) -> Invitation:
    """The invitation that this code belongs to, with its batch, if somebody can register with it now.

    `network` is residents.limits.network_of(the visitor's address): only wrong codes count against it. Call it outside
    a transaction. Raises TooManyCodes, CodeRefused.
    """
    _assembly, found = await _find([assembly], typed, now, network)
    return found


async def find_anywhere(typed: str, now: datetime, *, network: str) -> tuple[Assembly, Invitation]:
    """The same for the short address on letters, which names no assembly. Raises TooManyCodes, CodeRefused."""
    candidates = await Assembly.filter(
        published_at__lte=now, purged_at__isnull=True, closed_at__isnull=True, cancelled_at__isnull=True
    ).order_by("-id").limit(_MOST_ASSEMBLIES)  # fmt: skip
    return await _find(candidates, typed, now, network)


async def use(invitation_id: int, now: datetime) -> Invitation:
    """Inside the transaction in which a registration comes into the pool, before it does: locks the invitation and
    asks once more whether it is good for one registration more. Raises CodeRefused.
    """
    await execute(
        "UPDATE invitation SET first_used_at = COALESCE(first_used_at, ?) WHERE id = ?", now, invitation_id
    )  # a write first: two browsers with one golden ticket wait for each other
    found = await Invitation.get_or_none(id=invitation_id).select_related("batch")
    if found is None:
        raise _unknown()
    await _demand_usable(found, now)
    return found


async def _find(assemblies: Sequence[Assembly], typed: str, now: datetime, network: str) -> tuple[Assembly, Invitation]:
    if await spent("invitation-code", network, MOST_WRONG, _HOUR, now):
        raise TooManyCodes(_("That was the wrong code too many times. Please wait an hour, or get in touch with us."))
    if not could_be_code(typed):
        raise _unknown()
    by_id = {one.id: one for one in assemblies}
    hashes = [hashed for one in assemblies if (hashed := _hash_or_nothing(one, typed))]
    found = await Invitation.get_or_none(code_hash__in=hashes).select_related("batch") if hashes else None
    # A draw that nobody confirmed was never printed, so whoever hits one of its codes has guessed.
    if found is None or found.batch.confirmed_at is None or found.batch.assembly_id not in by_id:
        await allow("invitation-code", network, MOST_WRONG, _HOUR, now)
        raise _unknown()
    await _demand_usable(found, now)
    return by_id[found.batch.assembly_id], found


def _hash_or_nothing(assembly: Assembly, typed: str) -> str:
    try:
        return hash_for(assembly, typed)
    except KeyGone:
        return ""


async def _demand_usable(invitation: Invitation, now: datetime) -> None:
    batch = invitation.batch
    assert isinstance(batch, InvitationBatch)
    if invitation.state is InvitationState.VOID or batch.voided_at is not None:
        raise CodeRefused(
            _(
                "This code was cancelled, so nobody can register with it. "
                "Please get in touch with us if that surprises you."
            )
        )
    if invitation.state is InvitationState.RETURNED:
        raise CodeRefused(
            _(
                "The post brought the letter with this code back to us, so its code was closed. "
                "Please get in touch with us: we can open it."
            )
        )
    if batch.expires_at is not None and batch.expires_at <= now:
        last = day(batch.expires_at - timedelta(seconds=1))
        raise CodeRefused(_("This code has run out: its last day was %(day)s.") % {"day": last})
    used = await Registration.filter(invitation_id=invitation.id).exclude(state=State.DRAFT).count()
    if batch.kind is InvitationKind.GOLDEN and used >= MOST_OF_A_TICKET:
        raise CodeRefused(
            _(
                "This golden ticket has been used. It is for one person, once. "
                "Was it not you? Please get in touch with us."
            )
        )
    if used >= MOST_OF_A_LETTER:
        raise CodeRefused(
            _("%(most)s people have registered with this letter already, and more cannot. Please get in touch with us.")
            % {"most": MOST_OF_A_LETTER}
        )


def _unknown() -> CodeRefused:
    return CodeRefused(_("We do not know this code. Check each letter: it has 8 letters and numbers, like K7QX-4MPD."))
