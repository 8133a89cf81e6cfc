"""The personal code with which somebody comes back without an account, and the browser in which theirs is open."""

from datetime import datetime, timedelta

from assembly import secrets
from assembly.models import Assembly, Registration, RegistrationState
from assembly.registrations.drafts import Registrant
from assembly.registrations.refusals import RegistrationRefused, TooManyTries
from residents.belonging.codes import LENGTH, LETTERS
from residents.limits import allow
from web.language import _

PURPOSE = "person"
OPEN_FOR = timedelta(minutes=30)
SHOWN_FOR = timedelta(minutes=15)
_MOST_TRIES = 20
_HOUR = timedelta(hours=1)
_OPENS = (RegistrationState.POOL, RegistrationState.WITHDRAWN, RegistrationState.EXCLUDED)


def code_of(assembly: Assembly, salt: str, browser_key: str) -> str:
    """The code of a registration that was sent from this browser: 16 letters. Raises KeyGone.

    It is made from the key that the browser keeps, so that a press too many shows the same code again, and so that
    nobody else can make it: neither from the database nor from the folder of keys.
    """
    halves = [secrets.code_of(assembly, f"{PURPOSE}/{half}", f"{salt}\x00{browser_key}") for half in "12"]
    return "-".join(halves)


def hash_of(assembly: Assembly, typed: str) -> str:
    """What is kept of a code."""
    return secrets.code_hash(assembly, PURPOSE, typed)


async def open_with(assembly: Assembly, typed: str, browser: str, now: datetime, *, network: str) -> Registration:
    """Open the registration with this code in this browser (its hash) for half an hour. Outside a transaction.

    Raises TooManyTries, RegistrationRefused.
    """
    plain = "".join(letter for letter in typed.upper() if letter.isalnum())
    if network and not await allow("registration-code", network, _MOST_TRIES, _HOUR, now):
        raise TooManyTries(_("That was too many tries. Please wait an hour, or get in touch with us."), "code")
    if len(plain) != 2 * LENGTH or not set(plain) <= set(LETTERS):
        raise RegistrationRefused(
            _("Your code has 16 letters and numbers, in four groups. It never has 0, 1, I, L or O."), "code"
        )
    found = await Registration.get_or_none(assembly_id=assembly.id, key_hash=hash_of(assembly, plain), state__in=_OPENS)
    if found is None:
        raise RegistrationRefused(_("We do not know this code. Check each letter. If it is lost, call us."), "code")
    await Registration.filter(id=found.id).update(browser=browser, browser_until=now + OPEN_FOR)
    return found


async def opened(who: Registrant, assembly: Assembly, now: datetime) -> Registration | None:
    """The registration that this person, or this browser, may look at now. One or two queries."""
    mine = Registration.filter(assembly_id=assembly.id, state__in=_OPENS).order_by("-id")
    if who.person.signed_in and (own := await mine.filter(account_id=who.person.account_id).first()) is not None:
        return own
    return await mine.filter(browser=who.browser, browser_until__gt=now).first() if who.browser else None


async def close(registration_id: int, browser: str) -> None:
    """Nobody at this browser sees it any more without the code."""
    await (
        Registration.filter(id=registration_id, browser=browser)
        .exclude(state=RegistrationState.DRAFT)
        .update(browser="", browser_until=None)
    )
