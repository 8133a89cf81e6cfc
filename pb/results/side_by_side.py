"""Two ways to count, side by side, put into words and numbers for a page: added up over the pots of a fund."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ballot_box.disclosure import LEAST_PUBLISHED
from pb.counting.comparing import Comparison
from pb.counting.completion import Completion
from pb.counting.explaining import Explanation
from pb.cycles.rules import completion_choices
from pb.models import Band
from pb.results.telling import Telling, told, untold
from pb.results.words import reason_of, rule_in_words
from pb.tallies.outcome import Way
from web.language import _


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a fund beside its ballots. Projects go by their reference.

    `labels`: for each way to group projects, the label of each; `pots` and `bands` are names in the fund's own order.
    """

    fund: str
    currency: str
    pots: Sequence[str]
    bands: Sequence[str]
    titles: Mapping[str, str]
    costs: Mapping[str, int]
    labels: Mapping[str, Mapping[str, str]]

    def in_order(self, grouping: str, labels: Collection[str]) -> list[str]:
        """Pots and bands as the fund has them, themes by the alphabet; those without one last."""
        known = {"neighbourhood": self.pots, "band": self.bands}.get(grouping, sorted(labels))
        return [*(label for label in known if label and label in labels), *([""] if "" in labels else [])]


def facts_of(fund: str, currency: str, pots: Sequence[Any], projects: Sequence[Any], bands: Sequence[Band]) -> Facts:
    """`pots` have an id and a name; `projects` a reference, title, cost_pence, pot_id and the name of their theme."""
    names = {pot.id: pot.name for pot in pots}
    return Facts(
        fund=fund,
        currency=currency,
        pots=list(names.values()),
        bands=[band.name for band in bands],
        titles={one.reference: one.title for one in projects},
        costs={one.reference: one.cost_pence for one in projects},
        labels={
            "neighbourhood": {one.reference: names[one.pot_id] for one in projects},
            "band": {one.reference: _band(one.cost_pence, bands) for one in projects} if bands else {},
            "theme": {one.reference: one.theme or "" for one in projects} if any(one.theme for one in projects) else {},
        },
    )


def _band(cost: int, bands: Sequence[Band]) -> str:
    return next((band.name for band in bands if band.least_pence <= cost <= band.most_pence), "")


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above one side. `split` is empty where only the rules are different."""

    name: str
    rule: str
    split: str
    left_over: str  # what happens to money left over, in a few words

    @classmethod
    def of(cls, way: Way, *, name: str = "", split: str = "") -> "Heading":
        """Without a name of its own a side goes by its rule."""
        title = rule_in_words(way.rule.name).title
        return cls(name or title, title, split, _left_over(way.completion))


def _left_over(completion: Completion) -> str:
    return next((choice.title for choice in completion_choices() if choice.name == completion.name), "")


@dataclass(frozen=True, slots=True)
class PotCompared:
    """`too_few`: so few ballots that voters are not told of, and no reasons given. Where ballots are real `telling` is
    what reasons may say, and `supporters` how many chose each project."""

    name: str
    compared: Comparison
    too_few: bool = False
    telling: Telling | None = None
    supporters: Mapping[str, int] = field(default_factory=dict)

    def why(self, facts: "Facts", reason: Explanation) -> str:
        stored: Mapping[str, Any] = reason.as_json()
        if self.telling is not None:
            few = {one for one, people in self.supporters.items() if people < LEAST_PUBLISHED}
            stored = told(stored, self.telling, self.supporters.get(reason.project, 0), few)
        if not stored["sentences"]:
            return untold(reason.funded)
        return reason_of(stored, facts.titles, facts.currency).why


@dataclass(frozen=True, slots=True)
class Side:
    """What one way gives over all pots, money in pence. `first_choice` is None where ballots have no first choice."""

    name: str
    rule: str
    split: str
    left_over: str
    budget: int
    spent: int
    projects: int
    any_choice: int
    first_choice: int | None


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    amounts: tuple[int, int]

    @property
    def empty(self) -> bool:
        return not any(self.amounts)

    @property
    def same(self) -> bool:
        return self.amounts[0] == self.amounts[1]


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
    somebody could work out who chose what are not among them; `too_few` are their names. `left_out`: the names of
    pots that are no part of the answer at all.
    """

    fund: str
    currency: str
    simulated: bool
    voters: int
    looked_at: int
    too_few: tuple[str, ...]
    left_out: tuple[str, ...]
    sides: tuple[Side, Side]
    pots: tuple[Row, ...]
    money: Mapping[str, Sequence[Row]]
    both: int
    differing: tuple[Differing, ...]


def answer_of(
    facts: Facts,
    found: Sequence[PotCompared],
    headings: tuple[Heading, Heading],
    *,
    simulated: bool = False,
    left_out: Sequence[str] = (),
) -> Answer:
    return Answer(
        fund=facts.fund,
        currency=facts.currency,
        simulated=simulated,
        voters=sum(one.compared.voters for one in found),
        looked_at=sum(one.compared.voters for one in found if not one.too_few),
        too_few=tuple(one.name for one in found if one.too_few),
        left_out=tuple(left_out),
        sides=(_side(headings[0], found, 0), _side(headings[1], found, 1)),
        pots=tuple(Row(one.name, _budgets(one.compared)) for one in found),
        money=_money(facts, found),
        both=sum(len(one.compared.both) for one in found),
        differing=tuple(_differing(facts, found)),
    )


def _budgets(compared: Comparison) -> tuple[int, int]:
    one, other = compared.sides
    return one.allocation.budget, other.allocation.budget


def _side(heading: Heading, found: Sequence[PotCompared], number: int) -> Side:
    own = [one.compared.sides[number] for one in found]
    told = [one.compared.sides[number] for one in found if not one.too_few]
    firsts = [one.first_choice for one in told if one.first_choice is not None]
    return Side(
        name=heading.name,
        rule=heading.rule,
        split=heading.split,
        left_over=heading.left_over,
        budget=sum(one.allocation.budget for one in own),
        spent=sum(one.allocation.cost for one in own),
        projects=sum(len(one.allocation.funded) for one in own),
        any_choice=sum(one.any_choice for one in told),
        first_choice=sum(firsts) if len(firsts) == len(told) else None,
    )


def _money(facts: Facts, found: Sequence[PotCompared]) -> dict[str, list[Row]]:
    """Rows of all pots added up; the ways to group that this fund does not know are left out."""
    tables: dict[str, list[Row]] = {}
    for name, labelled in facts.labels.items():
        if not labelled:
            continue
        sums: dict[str, tuple[int, int]] = {}
        for money in (money for one in found for money in one.compared.money[name]):
            before = sums.get(money.label, (0, 0))
            sums[money.label] = (before[0] + money.amounts[0], before[1] + money.amounts[1])
        tables[name] = [Row(label or _("None of these"), sums[label]) for label in facts.in_order(name, sums)]
    return tables


def _differing(facts: Facts, found: Sequence[PotCompared]) -> list[Differing]:
    return [
        Differing(
            title=facts.titles[different.project],
            pot=pot.name,
            cost=facts.costs[different.project],
            side=different.funded_by,
            reasons=() if pot.too_few else tuple(pot.why(facts, one) for one in different.reasons),
        )
        for pot in found
        for different in pot.compared.differences
    ]
