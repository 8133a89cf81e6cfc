"""Who works here, and in which roles. Nobody changes their own roles; every change stands in the journal."""

from collections.abc import Iterable
from datetime import datetime

from tortoise.expressions import Q

import ledger.journal
from database import transaction
from post.outbox import enqueue
from residents import letters, sessions
from residents.accounts import AccountRefused, checked_name, find_or_make
from residents.models import Account, Role, RoleGrant
from residents.people import Person
from residents.sign_in.addresses import one_address, same_mailbox
from residents.sign_in.enrolment import begin_enrolment
from web.language import _
from web.refusals import NotFound

OFFICER_ROLES = (
    Role.MODERATOR, Role.REVIEWER, Role.CYCLE_OFFICER, Role.PUBLISHER, Role.ADMINISTRATOR,
    Role.VERIFIER, Role.FACILITATOR, Role.ROLL_OFFICER, Role.KEYER, Role.ASSEMBLY_OFFICER,
)  # fmt: skip


async def everyone() -> list[Account]:
    """Everybody who has a role, or a password from when they had one, by name; each with its `grants`."""
    found = Account.filter(Q(grants__id__isnull=False) | Q(password_hash__isnull=False)).distinct()
    return await found.order_by("display_name", "id").prefetch_related("grants")


async def one(account_id: int) -> Account:
    """One account with its `grants`. Raises NotFound."""
    found = await Account.get_or_none(id=account_id).prefetch_related("grants") if 0 < account_id < 2**63 else None
    if found is None:
        raise NotFound
    return found


def roles_of(account: Account) -> list[Role]:
    """In the order in which pages list roles. `account` comes with its grants."""
    grants: Iterable[RoleGrant] = account.grants  # type: ignore[attr-defined] # the other end of RoleGrant.account
    granted = {grant.role for grant in grants}
    return [role for role in OFFICER_ROLES if role in granted]


async def invite(by: Person, email: str, name: str, roles: Iterable[Role], now: datetime) -> tuple[Account, str]:
    """Make somebody an officer and write them a letter with a link to set up signing in.

    Returns the account and the secret part of that link. Somebody with an account already keeps it. Raises NotAllowed,
    SignInRefused (address), AccountRefused (name, roles).
    """
    by.demand("roles.grant")
    address, name, wanted = one_address(email), checked_name(name), _officer_roles(roles)
    if not wanted:
        raise AccountRefused(_("Choose at least one role."))
    async with transaction():
        account = await find_or_make(address, now)
        if account.id == by.account_id or same_mailbox(address, by.email):
            raise AccountRefused(_("You cannot change your own roles. Ask another administrator."))
        if account.disabled_at:
            raise AccountRefused(_("This person has an account that is closed. Open it again first."))
        await Account.filter(id=account.id).update(display_name=name)
        await _set_roles(by, account.id, wanted, now)
        token = await begin_enrolment(address, now)
        await enqueue(address, *letters.enrolment(token), now=now)
    return account, token


async def change_roles(by: Person, account_id: int, roles: Iterable[Role], now: datetime) -> None:
    """From the next request on they have exactly these officer's roles. Raises NotAllowed, NotFound, AccountRefused."""
    by.demand("roles.grant")
    if by.account_id == account_id:
        raise AccountRefused(_("You cannot change your own roles. Ask another administrator."))
    wanted = _officer_roles(roles)
    async with transaction():
        account = await one(account_id)
        if await _set_roles(by, account_id, wanted, now):
            names = ", ".join(role_name(role) for role in OFFICER_ROLES if role in wanted) or _("none")
            await enqueue(account.email, *letters.roles_changed(names), now=now)


async def _set_roles(by: Person, account_id: int, wanted: set[Role], now: datetime) -> bool:
    """Inside a transaction. Says whether anything changed."""
    had = {grant.role for grant in await RoleGrant.filter(account_id=account_id)}
    for role in sorted(wanted - had):
        await RoleGrant.create(account_id=account_id, role=role, granted_by_id=by.account_id, granted_at=now)
        await ledger.journal.record(by.actor, "role.granted", f"account:{account_id}", at=now, role=str(role))
    for role in sorted(had - wanted):
        await RoleGrant.filter(account_id=account_id, role=role).delete()
        await ledger.journal.record(by.actor, "role.revoked", f"account:{account_id}", at=now, role=str(role))
    return had != wanted


async def reset_sign_in(by: Person, account_id: int, now: datetime) -> None:
    """Their password, app and sessions end now; a letter brings a link to set them up anew. Raises as change_roles."""
    by.demand("roles.grant")
    if by.account_id == account_id:
        raise AccountRefused(_("You cannot reset your own sign-in. Ask another administrator."))
    async with transaction():
        account = await one(account_id)
        if not roles_of(account) or not account.email:
            raise AccountRefused(_("Only officers have a password to reset. Give this person a role first."))
        await Account.filter(id=account_id).update(password_hash=None, totp_secret=None)
        await sessions.end_all(account_id, now)
        token = await begin_enrolment(account.email, now)
        await enqueue(account.email, *letters.enrolment(token), now=now)
        await ledger.journal.record(by.actor, "sign-in.reset", f"account:{account_id}", at=now)


async def close(by: Person, account_id: int, now: datetime) -> None:
    """Nobody gets into this account any more, and whoever is in it is out. Raises as change_roles."""
    by.demand("roles.grant")
    if by.account_id == account_id:
        raise AccountRefused(_("You cannot close your own account. Ask another administrator."))
    async with transaction():
        await one(account_id)
        closed = await Account.filter(id=account_id, disabled_at__isnull=True).update(disabled_at=now)
        await sessions.end_all(account_id, now)
        if closed:
            await ledger.journal.record(by.actor, "account.closed", f"account:{account_id}", at=now)


async def reopen(by: Person, account_id: int, now: datetime) -> None:
    """Raises NotAllowed, NotFound."""
    by.demand("roles.grant")
    async with transaction():
        await one(account_id)
        opened = await Account.filter(id=account_id, disabled_at__isnull=False).update(disabled_at=None)
        if opened:
            await ledger.journal.record(by.actor, "account.reopened", f"account:{account_id}", at=now)


def role_name(role: Role) -> str:
    """As pages write it."""
    return {
        Role.RESIDENT: _("Resident"),
        Role.MODERATOR: _("Moderator"),
        Role.REVIEWER: _("Reviewer"),
        Role.CYCLE_OFFICER: _("Cycle officer"),
        Role.PUBLISHER: _("Publisher"),
        Role.ADMINISTRATOR: _("Administrator"),
        Role.VERIFIER: _("Verifier"),
        Role.FACILITATOR: _("Facilitator"),
        Role.ROLL_OFFICER: _("Roll officer"),
        Role.KEYER: _("Keyer"),
        Role.ASSEMBLY_OFFICER: _("Assembly officer"),
    }[role]


def role_hint(role: Role) -> str:
    """What somebody in this role does, in a few words."""
    return {
        Role.RESIDENT: _("Puts forward ideas and votes."),
        Role.MODERATOR: _("Checks what residents write before everybody sees it."),
        Role.REVIEWER: _("Checks whether ideas can be done, and what they cost."),
        Role.CYCLE_OFFICER: _("Sets up cycles, opens the vote, counts."),
        Role.PUBLISHER: _("Publishes results, as the second pair of eyes."),
        Role.ADMINISTRATOR: _("Decides who does what on this site."),
        Role.VERIFIER: _("Confirms in person that people belong here, on shift at a venue."),
        Role.FACILITATOR: _("Helps people take part, enters ideas for them, lends them a device."),
        Role.ROLL_OFFICER: _("Looks after claims, letters, cards, flags and paper ballots."),
        Role.KEYER: _("Types in paper ballots."),
        Role.ASSEMBLY_OFFICER: _("Recruits the Citizens’ Assembly, prepares its draw, looks after its members."),
    }[role]


def _officer_roles(roles: Iterable[Role]) -> set[Role]:
    return {role for role in roles if role in OFFICER_ROLES}
