"""What members settle for themselves: how they come to their page, the name that is shown, the terms, the payment."""

import re
from datetime import datetime, timedelta

from assembly import secrets
from assembly.models import Assembly, Member, MemberState, PaymentWay
from assembly.panels import SITTING, THE_MEMBER, PanelRefused, move, moving, one
from assembly.panels.calling import PURPOSE
from assembly.panels.terms import terms_of
from residents.belonging.codes import LENGTH, LETTERS
from residents.limits import allow
from residents.names import sounds_official
from residents.people import Person
from web.language import _
from web.text import one_line

S = MemberState
OPEN_FOR = timedelta(minutes=30)
SHORTEST_NAME, LONGEST_NAME = 2, 60
_OF_REGISTRATION = "person"  # for which the code was made that everybody got who registered
_MOST_TRIES = 20
_HOUR = timedelta(hours=1)
_PSEUDONYM = re.compile(r"r\W*[a-z0-9]{6}", re.IGNORECASE)
_FIRST = [S.ACTIVE, S.CONFIRMED, S.SELECTED, S.RESERVE, S.COMPLETED, S.REMOVED, S.WITHDRAWN, S.DECLINED]
"""Somebody may have been named by several draws: their page is about the seat that matters most now."""


class TooManyTries(PanelRefused):
    """Too many codes were tried from one place."""


async def open_with(assembly: Assembly, typed: str, browser: str, now: datetime, *, network: str) -> Member:
    """Open the page of the member with this code, in this browser (its hash), for half an hour.

    The code of their registration opens it, too. Outside a transaction. Raises TooManyTries, PanelRefused, KeyGone.
    """
    plain = "".join(letter for letter in typed.upper() if letter.isalnum())
    if network and not await allow("seat-code", network, _MOST_TRIES, _HOUR, now):
        raise TooManyTries(_("That was too many tries. Please wait an hour, or get in touch with us."), "code")
    if len(plain) != 2 * LENGTH or not set(plain) <= set(LETTERS):
        raise PanelRefused(
            _("Your code has 16 letters and numbers, in four groups. It never has 0, 1, I, L or O."), "code"
        )
    found = await _by_code(assembly, plain)
    if found is None:
        raise PanelRefused(
            _("We know of no seat with this code. Check each letter. If we sent you a newer one, take that."), "code"
        )
    await Member.filter(id=found.id).update(browser=browser, browser_until=now + OPEN_FOR)
    return found


async def _by_code(assembly: Assembly, plain: str) -> Member | None:
    theirs = Member.filter(assembly_id=assembly.id).exclude(state=S.VOID)
    for column, purpose in (("key_hash", PURPOSE), ("registration__key_hash", _OF_REGISTRATION)):
        found = await theirs.filter(**{column: secrets.code_hash(assembly, purpose, plain)})
        if found:
            return _first(found)
    return None


async def opened(person: Person, browser: str, assembly: Assembly, now: datetime) -> Member | None:
    """The membership that this person, or this browser, may look at now, with its registration. At most two queries."""
    found = Member.filter(assembly_id=assembly.id).exclude(state=S.VOID).select_related("registration")
    if person.signed_in and (own := await found.filter(registration__account_id=person.account_id)):
        return _first(own)
    here = await found.filter(browser=browser, browser_until__gt=now) if browser else []
    return _first(here) if here else None


async def close(member_id: int, browser: str) -> None:
    """Nobody at this browser sees it any more without the code."""
    await Member.filter(id=member_id, browser=browser).update(browser="", browser_until=None)


def _first(found: list[Member]) -> Member:
    return min(found, key=lambda one: (_FIRST.index(one.state), -one.id))


async def choose_name(assembly_id: int, member_id: int, typed: str, now: datetime) -> str:
    """The name on the public list; empty to stay a pseudonym. Raises PanelRefused for one that could mislead."""
    name = one_line(typed)
    async with moving(assembly_id, now) as assembly:
        member = await _sitting(assembly, member_id)
        if name:
            await _demand_own(assembly, member, name)
        await move(member, "name chosen" if name else "name taken back", THE_MEMBER, now, shown_name=name)
    return name


async def _demand_own(assembly: Assembly, member: Member, name: str) -> None:
    if not SHORTEST_NAME <= len(name) <= LONGEST_NAME or not any(sign.isalpha() for sign in name):
        raise PanelRefused(_("Choose a name of 2 to 60 letters."), "name")
    if sounds_official(name):
        raise PanelRefused(_("This name could be taken for somebody’s who works for the council."), "name")
    if _PSEUDONYM.fullmatch(name):
        raise PanelRefused(_("This looks like a pseudonym. Choose another name, or leave it empty."), "name")
    others = await Member.filter(assembly_id=assembly.id).exclude(id=member.id).exclude(shown_name="")
    if any(_plain(other.shown_name) == _plain(name) for other in others):
        raise PanelRefused(_("Somebody else on the panel chose this name. Add a letter or choose another."), "name")


def _plain(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum())


async def sign(assembly_id: int, member_id: int, version: str, now: datetime) -> None:
    """They agree to the text of this version. Raises PanelRefused where it is another one by now."""
    async with moving(assembly_id, now) as assembly:
        member = await _sitting(assembly, member_id)
        current = terms_of(assembly).version
        if version != current:
            raise PanelRefused(_("The text was changed while you read it. This is the new one. Please read it again."))
        if member.terms_version == current:
            return
        await move(
            member, "signed", THE_MEMBER, now, note=current,
            state=S.ACTIVE, terms_version=current, terms_signed_at=now,
        )  # fmt: skip


async def choose_payment(assembly_id: int, member_id: int, way: str, now: datetime) -> None:
    if way not in [one.value for one in PaymentWay]:
        raise PanelRefused(_("Choose one of the ways."), "way")
    async with moving(assembly_id, now) as assembly:
        member = await _sitting(assembly, member_id)
        await move(member, "payment chosen", THE_MEMBER, now, payment_way=way)


async def _sitting(assembly: Assembly, member_id: int) -> Member:
    member = await one(assembly, member_id)
    if member.state not in SITTING:
        raise PanelRefused(_("First say that you take the seat."))
    return member
