"""Reading a `.pb` file: strict, and clear about the line that is wrong."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from pb.counting.ballot import ApprovalBallot, Ballot, BallotKind, PointsBallot, RankedBallot
from pb.counting.collecting import no_collecting
from pb.counting.instance import Instance
from pb.counting.pabulib.numbers import amount, decimals, points_of
from pb.counting.pabulib.sections import Row, Section, in_order, split
from pb.counting.profile import Profile
from pb.counting.project import Project, ProjectId
from pb.counting.refusals import CountingRefused, PabulibRefused

# What the instance and the profile say themselves; every other line of META is kept as one of its facts.
OWN_KEYS = frozenset({"num_projects", "num_votes", "budget", "vote_type", "currency"})
# Columns by which money can be told apart; others say what is in the ballots already, or where a project lies.
LABELS = ("category", "beneficiaries", "target", "neighborhood", "district")
WITH_POINTS = frozenset({BallotKind.CUMULATIVE, BallotKind.SCORING})


def read_file(path: Path | str) -> tuple[Instance, Profile]:
    """The instance and profile of one `.pb` file. Raises PabulibRefused, or OSError where there is no such file."""
    content = Path(path).read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise PabulibRefused("This is not UTF-8 text. Save the file as UTF-8 and try again.", line) from error
    return from_pabulib(text)


def from_pabulib(text: str) -> tuple[Instance, Profile]:
    """The instance and profile in the text of a `.pb` file. Raises PabulibRefused."""
    with no_collecting():
        sections = split(text.removeprefix("\ufeff"))
        meta = Meta.of(sections["META"])
        kind = kind_of(meta)
        instance = instance_of(sections["PROJECTS"], meta)
        profile = as_knapsack(meta, instance, profile_of(sections["VOTES"], kind, instance))
    meta.check("num_projects", len(instance), "projects")
    meta.check("num_votes", profile.voters, "ballots")
    return instance, profile


@dataclass(frozen=True, slots=True)
class Meta:
    """The lines of META: what each says, and where."""

    values: dict[str, str]
    lines: dict[str, int]

    @classmethod
    def of(cls, section: Section) -> "Meta":
        meta = cls({}, {})
        for row in section.rows:
            key = section.cell(row, "key")
            if key in meta.values:
                raise PabulibRefused(f"META says “{key}” a second time.", row.line)
            meta.values[key], meta.lines[key] = section.cell(row, "value"), row.line
        return meta

    def need(self, key: str) -> tuple[str, int]:
        if key not in self.values:
            raise PabulibRefused(f"META does not say “{key}”. Add a line with it.")
        return self.values[key], self.lines[key]

    def check(self, key: str, counted: int, what: str) -> None:
        said, line = self.need(key)
        if said != str(counted):
            raise PabulibRefused(f"META says {key} is {said}, but the number of {what} in the file is {counted}.", line)


def kind_of(meta: Meta) -> BallotKind:
    said, line = meta.need("vote_type")
    if said.lower() in MAKERS:
        return BallotKind(said.lower())
    raise PabulibRefused(f"The vote_type “{said}” is none of: {', '.join(MAKERS)}.", line)


def instance_of(section: Section, meta: Meta) -> Instance:
    said, line = meta.need("budget")
    budget = amount(said, "The budget", line)
    found: dict[ProjectId, tuple[Row, Decimal]] = {}
    for row in section.rows:
        project = section.cell(row, "project_id")
        if not project:
            raise PabulibRefused("This project has no id.", row.line)
        if project in found:
            raise PabulibRefused(f"Project “{project}” is listed already, on line {found[project][0].line}.", row.line)
        cost = amount(section.cell(row, "cost"), f"The cost of project “{project}”", row.line)
        found[project] = row, cost
    unit = 10 ** max(decimals(number) for number in (budget, *(cost for _, cost in found.values())))
    labels = [column for column in LABELS if column in section.columns]
    projects = tuple(
        Project(p, section.cell(row, "name"), int(cost * unit), tuple((one, section.cell(row, one)) for one in labels))
        for p, (row, cost) in found.items()
    )
    facts = tuple(in_order((key, said) for key, said in meta.values.items() if key not in OWN_KEYS))
    return Instance(projects, int(budget * unit), unit, meta.values.get("currency", ""), facts)


def profile_of(section: Section, kind: BallotKind, instance: Instance) -> Profile:
    """Equal lines are read once: the ballots of a city repeat themselves."""
    with_points = kind in WITH_POINTS
    if with_points and "points" not in section.columns:
        raise PabulibRefused(f"Ballots of the kind {kind} need a column “points”.", section.line)
    voter_at, vote_at = section.columns["voter_id"], section.columns["vote"]
    points_at = section.columns["points"] if with_points else 0
    cast: dict[tuple[str, str], list[int]] = {}  # how often, and on which line first
    voters: set[str] = set()
    for row in section.rows:
        voter = row.cells[voter_at].strip()
        if voter in voters:
            raise PabulibRefused(f"Voter “{voter}” has a ballot already. Each voter may have one.", row.line)
        voters.add(voter)
        vote = row.cells[vote_at].strip(), row.cells[points_at].strip() if with_points else ""
        if (known := cast.get(vote)) is not None:
            known[0] += 1
        else:
            cast[vote] = [1, row.line]
    return Profile.grouped(kind, ballots_of(kind, cast, instance))


def ballots_of(
    kind: BallotKind, cast: dict[tuple[str, str], list[int]], instance: Instance
) -> Iterable[tuple[Ballot, int]]:
    known = instance.by_id
    return ((ballot_of(kind, vote, points, known, line), count) for (vote, points), (count, line) in cast.items())


def as_knapsack(meta: Meta, instance: Instance, profile: Profile) -> Profile:
    """Ticks that add up to no more than `max_sum_cost` are knapsack ballots. A file says so by that number alone; where
    a city took ballots that add up to more, they are plain ticks."""
    said = meta.values.get("max_sum_cost")
    if said is None or profile.kind is not BallotKind.APPROVAL:
        return profile
    most = amount(said, "The max_sum_cost", meta.lines["max_sum_cost"]) * instance.unit
    costs = {project.id: project.cost for project in instance}
    within = all(sum(costs[project] for project in ballot.chosen) <= most for ballot, _ in profile.groups)
    return replace(profile, kind=BallotKind.KNAPSACK) if within else profile


def ballot_of(kind: BallotKind, vote: str, points: str, known: dict[ProjectId, Project], line: int) -> Ballot:
    chosen = listed(vote, known)
    for project in chosen:
        if project not in known:
            raise PabulibRefused(f"This ballot names project “{project}”, which is not among the projects.", line)
    try:
        return MAKERS[kind](chosen, points, line)
    except PabulibRefused:
        raise
    except CountingRefused as refusal:
        raise PabulibRefused(str(refusal), line) from refusal


def listed(vote: str, known: dict[ProjectId, Project]) -> tuple[ProjectId, ...]:
    """The project ids of one ballot. Nothing, or the word none, is an empty ballot."""
    if not vote or (vote.lower() == "none" and vote not in known):
        return ()
    return tuple(map(str.strip, vote.split(",")))


def ranked(chosen: tuple[ProjectId, ...], points: str, line: int) -> RankedBallot:
    return RankedBallot(chosen)


def approved(chosen: tuple[ProjectId, ...], points: str, line: int) -> ApprovalBallot:
    """A project ticked twice is ticked: real files have such ballots, and they leave nothing in doubt."""
    return ApprovalBallot(tuple(set(chosen)))


def one_choice(chosen: tuple[ProjectId, ...], points: str, line: int) -> ApprovalBallot:
    if len(chosen) > 1:
        raise PabulibRefused("This ballot names more than one project, but each voter had one choice.", line)
    return ApprovalBallot(chosen)


def with_points(chosen: tuple[ProjectId, ...], points: str, line: int) -> PointsBallot:
    numbers = points.split(",") if points and chosen else []
    if len(numbers) != len(chosen):
        raise PabulibRefused(f"Projects named: {len(chosen)}, numbers of points: {len(numbers)}. Give each one.", line)
    return PointsBallot(tuple((p, points_of(n, line)) for p, n in zip(chosen, numbers, strict=True)))


MAKERS: dict[BallotKind, Callable[[tuple[ProjectId, ...], str, int], Ballot]] = {
    BallotKind.RANKED: ranked,
    BallotKind.APPROVAL: approved,
    BallotKind.CHOOSE_ONE: one_choice,
    BallotKind.CUMULATIVE: with_points,
    BallotKind.SCORING: with_points,
}
