"""Working through a flag: take it on, get in touch with people, then dismiss it with a reason, or confirm it.

Only two officers together confirm, because that takes claims out of the count: see `confirming`.
"""

from datetime import datetime

from database import execute, transaction
from ledger import journal
from post.outbox import enqueue
from residents.flags.holding import demand_apart, demand_mine, let_go, lock_flag, lock_with_claims, reason
from residents.flags.refusals import FlagRefused
from residents.models import Account, ApprovalState, Claim, Flag, FlagState
from residents.people import Person
from web.language import _

WAYS = {
    "email": _("We write to them now, from here"),
    "phone": _("I talked with them on the phone"),
    "letter": _("I sent them a letter"),
    "in-person": _("I met them"),
}
"""How officers get in touch. Where people have no email address, one of the other ways."""


async def take_on(by: Person, flag_id: int, now: datetime) -> Flag:
    """Say that one works on it, also instead of somebody else. Raises NotAllowed, NotFound, FlagRefused."""
    by.demand("flags.work")
    async with transaction():
        flag = await lock_flag(flag_id)
        demand_apart(by, await Claim.filter(flags__flag_id=flag_id, account_id=by.account_id))
        if flag.assigned_to_id == by.account_id:
            return flag
        flag.assigned_to_id = by.account_id
        flag.state = FlagState.ASSIGNED if flag.state is FlagState.RAISED else flag.state
        await flag.save(update_fields=["assigned_to_id", "state"])
        await journal.record(by.actor, "flag.assigned", f"flag:{flag.id}", at=now, rule=flag.rule)
    return flag


async def contact(by: Person, flag_id: int, how: str, words: str, now: datetime) -> int:
    """Note that the people concerned were asked, or ask them by email now; returns how many emails go out.

    Raises NotAllowed, NotFound, FlagRefused.
    """
    by.demand("flags.work")
    if how not in WAYS:
        raise FlagRefused(_("Choose how you got in touch with them."), "how")
    async with transaction():
        flag = await lock_flag(flag_id)
        about = await Claim.filter(flags__flag_id=flag_id)
        demand_mine(by, flag, about)
        if not about:
            raise FlagRefused(_("This flag is about no claims, so there is nobody to ask."), "how")
        sent = await _write(flag, words, now) if how == "email" else 0
        flag.state, flag.contacted_at = FlagState.CONTACTED, now
        await flag.save(update_fields=["state", "contacted_at"])
        await journal.record(by.actor, "flag.contacted", f"flag:{flag.id}", at=now, how=how, emails=sent)
    return sent


async def dismiss(by: Person, flag_id: int, because: str, now: datetime) -> Flag:
    """There is a good explanation: every claim goes back to where it stood. One officer is enough.

    Raises NotAllowed, NotFound, FlagRefused.
    """
    by.demand("flags.work")
    because = reason(because)
    async with transaction():
        flag, held = await lock_with_claims(flag_id)
        demand_mine(by, flag, held.values())
        await end(flag, FlagState.DISMISSED, because, by, now)
        back = sum([await let_go(flag, claim, by, now) for claim in held.values()])
        await lapse_questions(flag)
        await journal.record(by.actor, "flag.dismissed", f"flag:{flag.id}", at=now, rule=flag.rule, let_go=back)
    return flag


async def end(flag: Flag, state: FlagState, because: str, by: Person | None, now: datetime) -> None:
    """Settle a locked flag. What a person told us stays above the officer's reason."""
    flag.state, flag.ended_at, flag.ended_by_id = state, now, by.account_id if by else None
    flag.because = f"{flag.because}\n\n{because}".strip()
    await flag.save(update_fields=["state", "ended_at", "ended_by_id", "because"])


async def lapse_questions(flag: Flag) -> None:
    """What waits for a second officer is answered by the flag being settled otherwise."""
    await execute(
        "UPDATE approval SET state = ? WHERE thing = ? AND state = ?",
        ApprovalState.LAPSED.value, f"flag:{flag.id}", ApprovalState.WAITING.value,
    )  # fmt: skip


async def _write(flag: Flag, words: str, now: datetime) -> int:
    words = words.strip()
    if not words:
        raise FlagRefused(_("Write what you want to ask them."), "words")
    if len(words) > 2000:
        raise FlagRefused(_("This is too long. Keep it under %(most)s letters.") % {"most": 2000}, "words")
    people = await Account.filter(claims__flags__flag_id=flag.id, email__isnull=False, disabled_at__isnull=True)
    if not people:
        raise FlagRefused(_("None of these people has an email address. Choose another way to ask them."), "how")
    body = _(
        """Hello,

We look after the vote, and have a question about your claim to belong here:

%(words)s

Please answer this email, or speak to us at one of our places, within 10 working days. Your claim is on hold until we
have looked at it together. Nothing of yours was deleted, and you can go on using the site."""
    )
    for one in people:
        await enqueue(one.email, _("A question about your claim"), body % {"words": words}, now=now)
    return len(people)
