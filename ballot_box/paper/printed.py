"""What stands on a printed ballot, as plain values from the package that runs the vote."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass

from ballot_box.models import Election
from ballot_box.paper.refusals import PaperRefused
from ballot_box.papers import Definition
from web.language import _


@dataclass(frozen=True, slots=True)
class PrintedOption:
    """`number` is the option's place in the frozen definition: the same in every language and on every paper."""

    number: int
    id: str
    title: str
    summary: str = ""
    cost: str = ""
    photo_url: str = ""
    photo_alt: str = ""
    withdrawn: bool = False  # since it was frozen: no longer printed, but it stands on papers printed before


@dataclass(frozen=True, slots=True)
class PrintedContest:
    """One paper: `vote` and `place` name it, `about` says what is shared out. Who may fill it in stands here as well:
    people of that neighbourhood (None: of anywhere here), with one of the ties, from that age."""

    vote: str
    place: str
    about: str
    ranks: int
    options: tuple[PrintedOption, ...]
    neighbourhood_id: int | None = None
    ties: tuple[str, ...] = ()
    age_from: int = 0

    @property
    def printed(self) -> tuple[PrintedOption, ...]:
        return tuple(option for option in self.options if not option.withdrawn)


Contests = Callable[[int, str], Awaitable[PrintedContest | None]]
Names = Callable[[Collection[int]], Awaitable[Mapping[tuple[int, str], str]]]
_sources: list[tuple[Contests, Names]] = []


def ask_for_contests(contests: Contests, names: Names) -> None:
    """Have papers described by the package that runs the vote: main.py joins it."""
    if (contests, names) not in _sources:
        _sources.append((contests, names))


async def contest_of(election_id: int, contest: str) -> PrintedContest:
    """Raises PaperRefused where there is no such paper."""
    for contests, _names in _sources:
        found = await contests(election_id, contest)
        if found is not None:
            return found
    election = await Election.get_or_none(id=election_id)
    options = Definition.of(election.definition).contests.get(contest) if election else None
    if election is None or options is None:
        raise PaperRefused(_("There is no such ballot paper."), "contest")
    plain = tuple(PrintedOption(number, option, option) for number, option in enumerate(options, start=1))
    return PrintedContest(election.name, contest, "", Definition.of(election.definition).ranks, plain)


async def names_of(election_ids: Collection[int]) -> dict[tuple[int, str], str]:
    """How people call each contest of these elections: one question to each source, however many there are."""
    found: dict[tuple[int, str], str] = {}
    for _contests, names in _sources:
        found |= await names(election_ids) if election_ids else {}
    return found
