"""One result, whole: three reads however many pots and projects there are."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from database import as_time, row, rows
from pb.models import Cycle
from pb.results.telling import Telling, told, untold
from pb.results.ties import Standing, ties_met
from pb.results.words import Reason, RuleInWords, completion_in_words, reason_of, rule_in_words, ties_in_words


@dataclass(frozen=True, slots=True)
class ProjectResult:
    """`otherwise`: whether the rule beside this one would have funded it. `taken`: what its supporters' money went to
    instead, as references and pence, the largest amounts. Numbers of people are None where they are kept back."""

    id: int
    reference: str
    title: str
    cost_pence: int
    funded: bool
    place: int | None
    supporters: int | None
    first_choices: int | None
    missing_pence: int | None
    reason: Reason
    taken: tuple[tuple[str, int], ...]
    otherwise: bool

    @property
    def differs(self) -> bool:
        return self.funded is not self.otherwise


@dataclass(frozen=True, slots=True)
class PotResult:
    id: int
    name: str
    ballots: int
    on_roll: int
    residents: int | None
    budget_pence: int
    spent_pence: int
    otherwise_spent_pence: int
    form: str  # in which its ballots are published: ballot_box.disclosure.Form
    projects: list[ProjectResult] = field(default_factory=list)
    ties: list[str] = field(default_factory=list)  # those that mattered, in words

    @property
    def left_pence(self) -> int:
        return self.budget_pence - self.spent_pence

    @property
    def funded(self) -> list[ProjectResult]:
        return [project for project in self.projects if project.funded]

    @property
    def not_funded(self) -> list[ProjectResult]:
        return [project for project in self.projects if not project.funded]

    def taken_from(self, project: ProjectResult) -> list[tuple[ProjectResult, int]]:
        """Where the money of this project's supporters went, in the order of the count."""
        amounts = dict(project.taken)
        return [(one, amounts[one.reference]) for one in self.projects if one.reference in amounts]

    @property
    def turnout(self) -> float | None:
        """Voters among a hundred residents; not everybody may vote, so this is a lower bound."""
        return 100 * self.ballots / self.residents if self.residents else None

    @property
    def same_otherwise(self) -> bool:
        return not any(project.differs for project in self.projects)


@dataclass(frozen=True, slots=True)
class Result:
    tally_id: int
    ballots: int
    counted_by: int | None
    counted_at: datetime
    published_at: datetime | None
    rule: RuleInWords
    other_rule: RuleInWords
    completion: str
    completion_name: str
    ties: str
    pots: list[PotResult]

    @property
    def budget_pence(self) -> int:
        return sum(pot.budget_pence for pot in self.pots)

    @property
    def spent_pence(self) -> int:
        return sum(pot.spent_pence for pot in self.pots)

    @property
    def on_roll(self) -> int:
        return sum(pot.on_roll for pot in self.pots)

    @property
    def residents(self) -> int | None:
        """All residents of the places with a pot, or None where that is not known of each."""
        known = [pot.residents for pot in self.pots if pot.residents]
        return sum(known) if known and len(known) == len(self.pots) else None

    @property
    def funded_count(self) -> int:
        return sum(len(pot.funded) for pot in self.pots)

    @property
    def projects_count(self) -> int:
        return sum(len(pot.projects) for pot in self.pots)

    @property
    def tied_pots(self) -> list[PotResult]:
        return [pot for pot in self.pots if pot.ties]

    @property
    def same_otherwise(self) -> bool:
        return all(pot.same_otherwise for pot in self.pots)


async def result_of(cycle: Cycle) -> Result | None:
    """The published result, or None: before it is published nobody sees any of it here."""
    tally = await row("SELECT * FROM tally WHERE cycle_id = ? AND published_at IS NOT NULL", cycle.id)
    return await _result(tally, cycle) if tally else None


async def unpublished(tally_id: int) -> tuple[Result, Cycle] | None:
    """For officers who may see it: the outcome of a count, published or not."""
    tally = await row("SELECT * FROM tally WHERE id = ?", tally_id)
    if tally is None:
        return None
    cycle = await Cycle.get(id=tally.cycle_id)
    return await _result(tally, cycle), cycle


async def _result(tally: Any, cycle: Cycle) -> Result:
    pots = await rows(
        """SELECT t.pot_id, p.name, t.ballots, t.on_roll, t.residents, t.budget_pence, t.spent_pence, t.comparison
           FROM pot_tally t JOIN pot p ON p.id = t.pot_id WHERE t.tally_id = ? ORDER BY p.position, p.id""",
        tally.id,
    )
    projects = await rows(
        """SELECT t.project_id, t.funded, t.place, t.supporters, t.first_choices, t.reason,
                  p.pot_id, p.reference, p.title, p.cost_pence
           FROM project_tally t JOIN project p ON p.id = t.project_id WHERE t.tally_id = ?
           ORDER BY CASE WHEN t.place IS NULL THEN 1 ELSE 0 END, t.place, t.supporters DESC, p.id""",
        tally.id,
    )
    counted, published = as_time(tally.counted_at), as_time(tally.published_at)
    assert counted is not None
    compared = _json(pots[0].comparison)["rule"] if pots else tally.rule
    return Result(
        tally_id=tally.id,
        ballots=tally.ballots,
        counted_by=tally.counted_by_id,
        counted_at=counted,
        published_at=published,
        rule=rule_in_words(tally.rule),
        other_rule=rule_in_words(compared),
        completion=completion_in_words(tally.completion),
        completion_name=tally.completion,
        ties=ties_in_words(tally.tie_breaking),
        pots=[_pot(pot, [one for one in projects if one.pot_id == pot.pot_id], tally, cycle) for pot in pots],
    )


def _pot(pot: Any, projects: Sequence[Any], tally: Any, cycle: Cycle) -> PotResult:
    comparison = _json(pot.comparison)
    titles = {one.reference: one.title for one in projects}
    telling = Telling.of(comparison, pot.ballots, imported=cycle.imported)
    kept_back = {one.reference for one in projects if telling.supporters(one.project_id, one.supporters) is None}
    made = _Maker(titles, set(comparison["funded"]), cycle.currency, telling, kept_back)
    found = [made.project(one) for one in projects]
    return PotResult(
        id=pot.pot_id,
        name=pot.name,
        ballots=pot.ballots,
        on_roll=pot.on_roll,
        residents=pot.residents,
        budget_pence=pot.budget_pence,
        spent_pence=pot.spent_pence,
        otherwise_spent_pence=comparison["spent"],
        form=telling.form.value,
        # Those whose numbers are kept back stand in an order that says nothing of them.
        projects=sorted(found, key=lambda one: one.id if not one.funded and one.supporters is None else 0),
        ties=ties_met([_standing(one) for one in projects], tally.tie_breaking),
    )


def _standing(one: Any) -> Standing:
    return Standing(one.reference, one.title, one.cost_pence, one.supporters, _json(one.reason))


@dataclass(frozen=True, slots=True)
class _Maker:
    """What the projects of one pot have in common."""

    titles: dict[str, str]
    otherwise: set[int]
    currency: str
    telling: Telling
    kept_back: set[str]

    def project(self, one: Any) -> ProjectResult:
        stored = _json(one.reason)
        said = told(stored, self.telling, one.supporters, self.kept_back)
        reason = reason_of(said, self.titles, self.currency)
        return ProjectResult(
            id=one.project_id,
            reference=one.reference,
            title=one.title,
            cost_pence=one.cost_pence,
            funded=bool(one.funded),
            place=one.place,
            supporters=self.telling.supporters(one.project_id, one.supporters),
            first_choices=self.telling.first_choices(one.project_id, one.first_choices),
            missing_pence=stored["missing"] if said["sentences"] else None,
            reason=reason if said["sentences"] else Reason((untold(bool(one.funded)),), ""),
            taken=_taken(said),
            otherwise=one.project_id in self.otherwise,
        )


def _taken(stored: Any) -> tuple[tuple[str, int], ...]:
    said = [sentence["values"]["taken"] for sentence in stored["sentences"] if sentence["key"].startswith("taken")]
    return tuple((reference, pence) for named in said for reference, pence in named)


def _json(stored: Any) -> Any:
    return orjson.loads(stored) if isinstance(stored, str | bytes) else stored
