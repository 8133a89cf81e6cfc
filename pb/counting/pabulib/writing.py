"""Writing an election as a `.pb` file that the reader turns back into the same instance and profile."""

import csv
import io
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from pb.counting.ballot import Ballot, BallotKind, Points, PointsBallot
from pb.counting.instance import Instance
from pb.counting.pabulib.numbers import written
from pb.counting.pabulib.sections import SECTIONS, in_order
from pb.counting.profile import Profile
from pb.counting.refusals import CountingRefused

WITH_SCORE = frozenset({BallotKind.RANKED, BallotKind.CUMULATIVE, BallotKind.SCORING})


def to_pabulib(instance: Instance, profile: Profile) -> str:
    """The election as the text of a `.pb` file. The same election always gives the same text.

    Voters are numbered in the profile's own order, which has nothing to do with who they are or when they voted.
    """
    refuse_unwritable(instance)
    out = io.StringIO()
    rows = csv.writer(out, delimiter=";", lineterminator="\n")
    for section, table in zip(SECTIONS, (meta, projects, votes), strict=True):
        out.write(section + "\n")
        rows.writerows(table(instance, profile))
    return out.getvalue()


def meta(instance: Instance, profile: Profile) -> Iterable[tuple[str, ...]]:
    yield "key", "value"
    yield from in_order([*instance.facts, *of_itself(instance, profile)])


def of_itself(instance: Instance, profile: Profile) -> Iterable[tuple[str, str]]:
    """What the election says without being told."""
    yield "num_projects", str(len(instance))
    yield "num_votes", str(profile.voters)
    yield "budget", written(instance.budget, instance.decimals)
    yield "vote_type", str(BallotKind.APPROVAL if profile.kind is BallotKind.KNAPSACK else profile.kind)
    if profile.kind is BallotKind.KNAPSACK and "max_sum_cost" not in dict(instance.facts):
        yield "max_sum_cost", written(instance.budget, instance.decimals)
    if instance.currency:
        yield "currency", instance.currency


def projects(instance: Instance, profile: Profile) -> Iterable[tuple[str, ...]]:
    with_score = profile.kind in WITH_SCORE
    supporters, scores = profile.supporters(), profile.points()
    labels = tuple(dict.fromkeys(name for project in instance for name, _ in project.labels))
    yield ("project_id", "cost", "votes", *(("score",) if with_score else ()), "name", *labels)
    for project in instance:
        score = (number(scores.get(project.id, 0)),) if with_score else ()
        cost = written(project.cost, instance.decimals)
        said = dict(project.labels)
        ours = (said.get(label, "") for label in labels)
        yield project.id, cost, str(supporters.get(project.id, 0)), *score, project.name, *ours


def votes(instance: Instance, profile: Profile) -> Iterable[tuple[str, ...]]:
    with_points = profile.kind in (BallotKind.CUMULATIVE, BallotKind.SCORING)
    yield ("voter_id", "vote", "points") if with_points else ("voter_id", "vote")
    voter = 0
    for ballot, count in profile.groups:
        cells = vote(ballot)
        for _ in range(count):
            voter += 1
            yield str(voter), *cells


def vote(ballot: Ballot) -> tuple[str, ...]:
    """The cells of one ballot. Where it is empty, other readers want an empty cell, and no points at all."""
    if not isinstance(ballot, PointsBallot):
        return (",".join(ballot.chosen),)
    points = ",".join(number(points) for _, points in ballot.given)
    return ",".join(project for project, _ in ballot.given), points or "none"


def number(points: Points) -> str:
    """Points without rounding: they came from decimals, so they are decimals again."""
    exact = Fraction(points)
    return str(Decimal(exact.numerator) / Decimal(exact.denominator))


def refuse_unwritable(instance: Instance) -> None:
    for project in instance:
        if not project.id or project.id != project.id.strip() or set(project.id) & set(",\n\r"):
            raise CountingRefused(f"The id “{project.id}” cannot stand in a .pb file. Use letters and digits.")
        if project.id.lower() == "none":
            raise CountingRefused("A project cannot have the id “none” in a .pb file: it means an empty ballot.")
    for project in instance:
        for text in (project.name, *(said for _, said in project.labels)):
            if "\n" in text:
                raise CountingRefused(f"“{text}” runs over more than one line, which a .pb file cannot hold.")
