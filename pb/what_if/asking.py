"""The question: which two ways, with which ballots, and when it must not be asked."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from pb.cycles import by_slug, is_public, phase_at
from pb.cycles.rules import rule_names
from pb.cycles.splitting import WAYS
from pb.models import Cycle
from pb.phases import Phase
from pb.tallies.outcome import other_than
from web.language import _
from web.refusals import NotFound, Refused

SIMULATED = "simulated"
AS_PLANNED = "as_planned"
SPLITS = (AS_PLANNED, *WAYS)
MOST_FUNDS = 20
_VOTE = (Phase.VOTING, Phase.CONFIRMING, Phase.COUNTING)


class WhatIfRefused(Refused):
    """Nothing was worked out. The sentence says why, and what to ask instead."""


@dataclass(frozen=True, slots=True)
class Way:
    """A rule from the registry, and how the money is shared out between the pots."""

    rule: str
    split: str = AS_PLANNED

    def demand_known(self) -> None:
        if self.rule not in rule_names():
            raise WhatIfRefused(_("Choose one of the rules in the list."))
        if self.split not in SPLITS:
            raise WhatIfRefused(_("Choose one of the ways to share the money out."))


@dataclass(frozen=True, slots=True)
class Question:
    """`ballots`: the slug of a fund whose result is published, or SIMULATED."""

    ways: tuple[Way, Way]
    ballots: str


def usual_question(cycle: Cycle, now: datetime) -> Question:
    """The fund's own rule beside the one most places use, with its own ballots once their result is published."""
    return Question(
        (Way(cycle.rule), Way(other_than(cycle.rule))), cycle.slug if is_finished(cycle, now) else SIMULATED
    )


def is_finished(cycle: Cycle, now: datetime) -> bool:
    """Whether its result is public, so that trying other ways gives nothing away."""
    published = cycle.result_published_at
    return cycle.election_id is not None and published is not None and published <= now and is_public(cycle, now)


def has_open_vote(cycle: Cycle, now: datetime) -> bool:
    """From the first vote until the result is published."""
    return phase_at(cycle, now) in _VOTE


def demand_no_open_vote(cycle: Cycle, now: datetime) -> None:
    """While people vote, and until the result is published, nobody sees what any count would give."""
    if has_open_vote(cycle, now):
        raise WhatIfRefused(
            _("People vote on this fund now, or its votes wait to be counted. Come back when the result is published.")
        )


async def fund_with_ballots(slug: str, now: datetime) -> Cycle:
    """The finished fund whose ballots are asked for. Raises WhatIfRefused for every other, also one that is not."""
    with suppress(NotFound):
        found = await by_slug(slug)
        if is_finished(found, now):
            return found
    raise WhatIfRefused(_("There are no ballots to use for that. Choose a fund whose result is published."))


async def ballots_choices(now: datetime) -> Sequence[tuple[str, str]]:
    found = (
        await Cycle.filter(result_published_at__lte=now, published_at__lte=now, election_id__isnull=False)
        .order_by("-result_published_at", "-id")
        .limit(MOST_FUNDS)
    )
    return [(SIMULATED, _("Simulated ballots of this fund")), *((fund.slug, fund.name) for fund in found)]


def split_choices() -> Sequence[tuple[str, str]]:
    return [
        (AS_PLANNED, _("As planned")),
        ("equal", _("Equally")),
        ("population", _("By population")),
        ("need", _("By need")),
        ("half_and_half", _("Half equally, half by need")),
    ]
