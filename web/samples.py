"""What a sample of the whole site is made of besides the funds: every package adds the part that it can build."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

NONE = "none"


@dataclass(frozen=True, slots=True)
class Part:
    """One part. `word`: of the option that chooses its form. `forms`: each with a sentence about what it shows.

    `build` is given the form, the sample's officers by a word for what they do, and the time; `real` names something
    that is no sample, or nothing; `keys` names the files that stand now, and `forget` destroys those nobody needs.
    """

    word: str
    about: str
    forms: Mapping[str, str]
    usual: str
    build: Callable[[str, Mapping[str, Any], datetime], Awaitable[None]]
    real: Callable[[], Awaitable[str]]
    keys: Callable[[], Awaitable[Sequence[str]]]
    forget: Callable[[Iterable[str]], Awaitable[None]]

    @property
    def choices(self) -> list[str]:
        return [*self.forms, NONE]


_parts: list[Part] = []


def also(part: Part) -> None:
    """Build `part` whenever the sample is built."""
    if part.word not in [one.word for one in _parts]:
        _parts.append(part)


def parts() -> Sequence[Part]:
    return tuple(_parts)


async def build(chosen: Mapping[str, str], officers: Mapping[str, Any], now: datetime) -> dict[str, str]:
    """Every part in the form chosen for its word, by default the usual one. Returns which forms they have now."""
    forms = {part.word: chosen.get(part.word, part.usual) for part in _parts}
    for part in _parts:
        if forms[part.word] != NONE:
            await part.build(forms[part.word], officers, now)
    return forms


async def real() -> str:
    """The name of something that is no sample; empty where everything is one."""
    for part in _parts:
        if name := await part.real():
            return name
    return ""


async def keys() -> dict[str, Sequence[str]]:
    """By the words of the parts, for `forget`."""
    return {part.word: await part.keys() for part in _parts}


async def forget(before: Mapping[str, Sequence[str]]) -> None:
    """Destroy keys of what stood before and is gone: only once that is certain."""
    for part in _parts:
        await part.forget(before.get(part.word, ()))
