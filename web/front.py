"""What stands on the front page besides the funds: every package that has something to announce adds its cards."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Card:
    """Something that people can take part in now. `action`: the words and the address of the one thing to do."""

    name: str
    question: str
    news: str
    href: str
    action: tuple[str, str] | None = None


Gather = Callable[[datetime], Awaitable[Sequence[Card]]]
_gatherers: list[Gather] = []


def also(gather: Gather) -> None:
    """Ask `gather` for its cards whenever the front page is shown."""
    if gather not in _gatherers:
        _gatherers.append(gather)


async def cards(now: datetime) -> list[Card]:
    return [card for gather in _gatherers for card in await gather(now)]
