"""Accounts: made when somebody first signs in, named by their owner; and those that belong to the sample."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime

from database import transaction
from residents.models import Account, Role, RoleGrant
from residents.names import sounds_official
from residents.people import Person
from residents.sign_in.addresses import one_address
from residents.sign_in.entering import find_or_make
from residents.sign_in.passwords import hashed
from web.language import _
from web.refusals import Refused

__all__ = ["AccountRefused", "checked_name", "find_or_make", "make_sample_officer", "rename"]

LONGEST_NAME = 60


class AccountRefused(Refused):
    """Something about an account cannot be changed in this way."""


def checked_name(text: str) -> str:
    """A name to be shown to everybody, on one line. Raises AccountRefused."""
    name = " ".join(text.split())
    if not name:
        raise AccountRefused(_("Enter the name you want others to see."))
    if len(name) > LONGEST_NAME:
        raise AccountRefused(_("Shorten your name to %(most)s characters or fewer.") % {"most": LONGEST_NAME})
    if not name.isprintable() or "@" in name:
        raise AccountRefused(_("Use letters, and leave out email addresses: everybody can see this name."))
    return name


async def rename(by: Person, name: str, reserved: Collection[str] = ()) -> None:
    """Choose the name that stands beside what one writes; not one of `reserved`. Raises AccountRefused."""
    checked = checked_name(name)
    if sounds_official(checked, reserved):
        raise AccountRefused(_("Choose a name that nobody could mistake for the council’s."))
    await Account.filter(id=by.account_id).update(display_name=checked)


async def make_sample_officer(email: str, name: str, roles: Iterable[Role], password: str, totp_secret: str) -> Account:
    """An officer of the sample: only such accounts can be entered from the list of sample sign-ins."""
    now = datetime.now(UTC)
    password_hash = await hashed(password)
    async with transaction():
        account = await find_or_make(one_address(email), now, sample=True)
        account.display_name, account.sample = name, True
        account.password_hash, account.totp_secret = password_hash, totp_secret
        await account.save()
        for role in roles:
            await RoleGrant.get_or_create(account=account, role=role, defaults={"granted_at": now})
    return account
