"""The try itself, for every pot: takes processor time and no database, so that it can run beside the site."""

from collections.abc import Sequence
from dataclasses import replace

from pb.counting.comparing import Comparison, compare
from pb.cycles.splitting import SplitRefused, split
from pb.results import LEAST_BALLOTS
from pb.results.side_by_side import Answer, Heading, PotCompared, answer_of
from pb.tallies.material import PotMaterial
from pb.tallies.outcome import Way as Counting
from pb.what_if.asking import AS_PLANNED, Question, Way, WhatIfRefused, split_choices
from pb.what_if.material import Trial
from web.language import _

# Kinds of ballot × projects over all pots. Above this a slow rule would keep an officer waiting for minutes.
MOST_WORK = 2_000_000


def answer(trial: Trial, question: Question) -> Answer:
    """Raises WhatIfRefused, CountingRefused."""
    trial = trial.with_ballots()
    work = sum(len(pot.profile.groups) * len(pot.instance) for pot in trial.pots)
    if work > MOST_WORK:
        raise WhatIfRefused(
            _("This fund has too many different ballots and projects for a try. Choose a smaller fund.")
        )
    budgets = [budgets_of(trial, way) for way in question.ways]
    found = [
        PotCompared(pot.name, _compared(trial, pot, question, both), _too_few(trial, pot))
        for pot, *both in zip(trial.pots, *budgets, strict=True)
    ]
    one, other = question.ways
    headings = _heading(trial, one, _("First way")), _heading(trial, other, _("Second way"))
    return answer_of(trial.facts, found, headings, simulated=trial.simulated)


def _heading(trial: Trial, way: Way, name: str) -> Heading:
    return Heading.of(_counting(trial, way), name=name, split=dict(split_choices())[way.split])


def budgets_of(trial: Trial, way: Way) -> list[int]:
    """The same money in all, shared out between the pots this way."""
    planned = [pot.instance.budget for pot in trial.pots]
    if way.split == AS_PLANNED:
        return planned
    places = [place for place in trial.places if place is not None]
    if len(places) < len(planned):
        raise WhatIfRefused(_("This money is not shared out between neighbourhoods. Choose “As planned”."))
    try:
        return [part.amount for part in split(sum(planned), places, way.split, max(trial.cycle.split_unit_pence, 1))]
    except SplitRefused as refused:
        raise WhatIfRefused(str(refused)) from None


def _compared(trial: Trial, pot: PotMaterial, question: Question, budgets: Sequence[int]) -> Comparison:
    one, other = (
        _counting(trial, way).count(replace(pot, instance=replace(pot.instance, budget=budget)))
        for way, budget in zip(question.ways, budgets, strict=True)
    )
    return compare(pot.instance, pot.profile, (one, other), trial.facts.labels)


def _counting(trial: Trial, way: Way) -> Counting:
    """As the fund would be counted, but by this rule."""
    return Counting.of(trial.cycle).by(way.rule)


def _too_few(trial: Trial, pot: PotMaterial) -> bool:
    return not trial.simulated and 0 < pot.profile.voters < LEAST_BALLOTS
