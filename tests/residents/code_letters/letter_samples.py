"""People with claims, votes and letters for tests."""

import re
from datetime import datetime
from itertools import count
from typing import Any

from post.models import Message, MessageChannel
from residents.belonging.claims import declare
from residents.code_letters.addresses import Typed
from residents.code_letters.asking import ask
from residents.models import Account, Claim, CodeLetter, Franchise, Role, Tie
from residents.people import Person
from residents.places.models import Neighbourhood, NeighbourhoodPart, Postcode
from residents.places.postcodes import locate
from tests.factories import NOW, days, make_account, make_place

_number = count(1)
STREET = "17 Slippery Lane"


async def make_franchise(now: datetime = NOW, **values: Any) -> Franchise:
    """A vote that counts confirmed people, with 20 days left to confirm."""
    number = next(_number)
    fields = {
        "name": f"Neighbourhood fund {number}",
        "key_name": f"test-{number}",
        "counts_from": "E2",
        "proofs": ["in_person", "voucher", "letter"],
        "confirm_by": now + days(20),
    }
    return await Franchise.create(**{**fields, **values})


def person(account: Account, *roles: Role) -> Person:
    return Person(
        account.id, account.display_name, account.email or "", frozenset({Role.RESIDENT, *roles}), session="s"
    )


async def make_officer() -> Person:
    return person(await make_account("Roll Officer"), Role.ROLL_OFFICER)


def new_postcode() -> str:
    """One of a real shape that no test has used."""
    number = next(_number)
    return f"ST{2 + number // 100}{number % 10}A{'ABDEFGHJLN'[number // 10 % 10]}"


async def postcode_of(place: Neighbourhood) -> str:
    """Its one postcode."""
    part = await NeighbourhoodPart.get(neighbourhood=place)
    return str((await Postcode.get(ward_id=part.code)).code)


async def make_resident(
    franchise: Franchise | None, place: Neighbourhood | None = None, now: datetime = NOW, **values: Any
) -> tuple[Person, Claim, str]:
    """Somebody who said where they belong; with them their claim and its postcode."""
    place = place or await make_place(postcode=new_postcode())
    postcode = await postcode_of(place)
    account = await make_account("Sue Sample", **values)
    claim = await declare(
        account.id, await locate(postcode), Tie.LIVE, now, franchise_id=franchise.id if franchise else None
    )
    return person(account), claim, postcode


async def ask_for_letter(by: Person, postcode: str, now: datetime = NOW, **values: Any) -> CodeLetter:
    return await ask(by, Typed(**{"first": STREET, "town": "Hanley", "postcode": postcode, **values}), now)


async def code_of(letter: CodeLetter) -> str:
    """As it stands in the letter's own text, the only place where it is."""
    message = await Message.get(id=letter.message_id, channel=MessageChannel.LETTER)
    found = re.search(r"^ {4}([0-9A-Z]{4}-[0-9A-Z]{4})$", message.body, re.M)
    assert found is not None
    return found[1]


def another(code: str) -> str:
    """A code of the right shape that is not this one."""
    return ("3" if code[0] == "2" else "2") + code[1:]
