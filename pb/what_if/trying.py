"""The try itself, for every pot: takes processor time and no database, so that it can run beside the site."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from pb.counting.comparing import Comparison, compare
from pb.counting.completion import NONE
from pb.counting.completion import completion as completion_named
from pb.counting.instance import Instance
from pb.counting.rules import rule as rule_named
from pb.cycles.splitting import SplitRefused, split
from pb.results import LEAST_BALLOTS
from pb.results.words import reason_of, rule_in_words
from pb.tallies.material import PotMaterial
from pb.tallies.outcome import Way as Counting
from pb.what_if.asking import AS_PLANNED, Question, Way, WhatIfRefused, split_choices
from pb.what_if.material import Trial
from web.language import _

# Kinds of ballot × projects over all pots. Above this a slow rule would keep an officer waiting for minutes.
MOST_WORK = 2_000_000


@dataclass(frozen=True, slots=True)
class Side:
    """What one way gives over all pots, money in pence. `first_choice` is None where ballots have no first choice."""

    rule: str
    split: str
    budget: int
    spent: int
    projects: int
    any_choice: int
    first_choice: int | None


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    amounts: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Differing:
    """A project that only one way funds; `side` is 0 or 1. `reasons`: what each side says about it; none where so few
    voted that they would tell too much."""

    title: str
    pot: str
    cost: int
    side: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """`money`: what projects get, by "neighbourhood", "band" and "theme" where the fund has them.

    `looked_at`: the voters among whom the sides count those with a choice funded. Pots with so few ballots that
    somebody could work out who chose what are not among them; `too_few` are their names.
    """

    fund: str
    currency: str
    simulated: bool
    voters: int
    looked_at: int
    too_few: tuple[str, ...]
    sides: tuple[Side, Side]
    pots: tuple[Row, ...]
    money: Mapping[str, Sequence[Row]]
    both: int
    differing: tuple[Differing, ...]


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
        _compared(trial, pot, question, (one, other)) for pot, one, other in zip(trial.pots, *budgets, strict=True)
    ]
    return Answer(
        fund=trial.cycle.name,
        currency=trial.cycle.currency,
        simulated=trial.simulated,
        voters=sum(one.voters for one in found),
        looked_at=sum(one.voters for one in found if not _too_few(trial, one)),
        too_few=tuple(pot.name for pot, one in zip(trial.pots, found, strict=True) if _too_few(trial, one)),
        sides=(_side(trial, question, found, 0), _side(trial, question, found, 1)),
        pots=tuple(Row(pot.name, (one, other)) for pot, one, other in zip(trial.pots, *budgets, strict=True)),
        money=_money(trial, found),
        both=sum(len(one.both) for one in found),
        differing=tuple(_differing(trial, found)),
    )


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


def _compared(trial: Trial, pot: PotMaterial, question: Question, budgets: tuple[int, int]) -> Comparison:
    one, other = (
        _counting(trial, way).rule.count(
            _with_budget(pot, budget), pot.profile, _counting(trial, way).ties(pot), _counting(trial, way).completion
        )
        for way, budget in zip(question.ways, budgets, strict=True)
    )
    return compare(pot.instance, pot.profile, (one, other), trial.labels)


def _counting(trial: Trial, way: Way) -> Counting:
    """As the fund would be counted, but by this rule."""
    rule, cycle = rule_named(way.rule), trial.cycle
    completion = completion_named(cycle.completion) if rule.completes else NONE
    return Counting(rule, completion, tuple(cycle.lots), cycle.tie_breaking)


def _with_budget(pot: PotMaterial, budget: int) -> Instance:
    return replace(pot.instance, budget=budget)


def _too_few(trial: Trial, one: Comparison) -> bool:
    return not trial.simulated and 0 < one.voters < LEAST_BALLOTS


def _side(trial: Trial, question: Question, found: Sequence[Comparison], number: int) -> Side:
    way, own = question.ways[number], [one.sides[number] for one in found]
    told = [one.sides[number] for one in found if not _too_few(trial, one)]
    firsts = [one.first_choice for one in told if one.first_choice is not None]
    return Side(
        rule=rule_in_words(way.rule).title,
        split=dict(split_choices())[way.split],
        budget=sum(one.allocation.budget for one in own),
        spent=sum(one.allocation.cost for one in own),
        projects=sum(len(one.allocation.funded) for one in own),
        any_choice=sum(one.any_choice for one in told),
        first_choice=sum(firsts) if len(firsts) == len(told) else None,
    )


def _money(trial: Trial, found: Sequence[Comparison]) -> dict[str, list[Row]]:
    """Rows of all pots added up; the ways to group that this fund does not know are left out."""
    tables: dict[str, list[Row]] = {}
    for name, labelled in trial.labels.items():
        if not labelled:
            continue
        sums: dict[str, tuple[int, int]] = {}
        for money in (money for one in found for money in one.money[name]):
            before = sums.get(money.label, (0, 0))
            sums[money.label] = (before[0] + money.amounts[0], before[1] + money.amounts[1])
        tables[name] = [Row(label or _("None of these"), sums[label]) for label in _in_order(trial, name, sums)]
    return tables


def _in_order(trial: Trial, name: str, labels: Collection[str]) -> list[str]:
    """Pots and bands as the fund has them, themes by the alphabet; those without one last."""
    known = {"neighbourhood": [pot.name for pot in trial.pots], "band": trial.bands}.get(name, sorted(labels))
    return [*(label for label in known if label and label in labels), *([""] if "" in labels else [])]


def _differing(trial: Trial, found: Sequence[Comparison]) -> list[Differing]:
    return [
        Differing(
            title=trial.titles[different.project],
            pot=pot.name,
            cost=pot.instance.by_id[different.project].cost,
            side=different.funded_by,
            reasons=() if _too_few(trial, compared) else tuple(_why(trial, one.as_json()) for one in different.reasons),
        )
        for pot, compared in zip(trial.pots, found, strict=True)
        for different in compared.differences
    ]


def _why(trial: Trial, reason: Mapping[str, object]) -> str:
    return reason_of(reason, trial.titles, trial.cycle.currency).why
