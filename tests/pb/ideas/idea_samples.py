"""A fund with a neighbourhood in it, and a walk through the questions of an idea, for tests about ideas."""

import re
from dataclasses import dataclass
from typing import Any

from pb.models import Cycle, Idea, Pot
from post.models import Message
from residents.models import Role
from residents.people import Person
from residents.places.models import Neighbourhood
from tests.browsing import Client
from tests.factories import make_account, make_claim, make_cycle, make_idea, make_place, make_pot

POSTCODE = "ST1 5HN"


@dataclass
class Fund:
    cycle: Cycle
    pot: Pot
    place: Neighbourhood


async def make_fund(phase: str = "ideas", **values: Any) -> Fund:
    """A fund with money for Hanley, where ST1 5HN lies."""
    place = await make_place("Hanley", ward_code="E05014573", postcode="ST15HN")
    cycle = await make_cycle(phase, **values)
    return Fund(cycle, await make_pot(cycle, place), place)


async def make_resident(fund: Fund | None = None, name: str = "Sue Sample") -> Person:
    """Somebody who has signed in; with a fund, somebody who belongs there."""
    account = await make_account(name)
    if fund:
        await make_claim(account, fund.place)
    return Person(account.id, name, account.email or "", frozenset({Role.RESIDENT}))


async def begin(client: Client, title: str = "Benches by the canal") -> int:
    """The first question answered; returns the number of the draft."""
    await client.post("/ideas/new", {"title": title})
    assert client.last is not None
    return int(client.last.headers["location"].split("/")[3])


async def answer_all(client: Client, title: str = "Benches by the canal") -> int:
    number = await begin(client, title)
    await client.post(f"/ideas/drafts/{number}/story", {"story": "Somewhere to sit."})
    await client.post(f"/ideas/drafts/{number}/place", {"postcode": POSTCODE})
    return number


async def code_of_last_letter() -> str:
    message = await Message.all().order_by("-id").first()
    found = re.search(r"\b(\d{4}) (\d{4})\b", message.body if message else "")
    assert found, "no code in the last letter"
    return found[1] + found[2]


async def public_idea(fund: Fund, **values: Any) -> Idea:
    return await make_idea(fund.cycle, fund.pot, **values)
