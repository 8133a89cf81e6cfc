"""Winners of real elections as others computed them, and which of our rules each must agree with."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pb.counting.allocation import Allocation
from pb.counting.completion import completion
from pb.counting.instance import Instance
from pb.counting.pabulib import read_file
from pb.counting.pabulib.sections import split
from pb.counting.profile import Profile
from pb.counting.rules import rule
from pb.counting.ties import tie_breaking
from tests.shared_data import needed


@dataclass(frozen=True, slots=True)
class Way:
    rule: str
    ties: str = "lexicographic"
    completion: str = "none"

    def count(self, instance: Instance, profile: Profile) -> Allocation:
        return rule(self.rule).count(instance, profile, tie_breaking(self.ties), completion(self.completion))


BY_RANK, APPROVALS = "cost-supporters-id", "cost-id"
WAYS = {
    "greedy_votes": Way("greedy-votes"),
    "greedy_votes_per_cost": Way("greedy-votes-per-cost"),
    "greedy_borda321_per_cost": Way("greedy-points-per-cost"),
    "greedy_points_per_cost": Way("greedy-points-per-cost"),
    "phragmen": Way("phragmen"),
    "phragmen_approvalised": Way("phragmen"),
    "mes_cost_approvalised": Way("equal-shares-cost"),
    "ear_support": Way("expanding-approvals", APPROVALS),
    "ear_ratio": Way("expanding-approvals-ratio", APPROVALS),
    "rank_equal_shares_cost": Way("equal-shares-ranked", BY_RANK),
    "rank_equal_shares_card": Way("equal-shares-ranked-cardinality", BY_RANK),
    **{
        key + ending: Way(name, completion=completed)
        for key, name in (
            ("mes_cost", "equal-shares-cost"),
            ("mes_card", "equal-shares-cardinality"),
            ("mes_borda321", "equal-shares-points"),
            ("mes_points", "equal-shares-points"),
        )
        for ending, completed in (("", "none"), ("_add1", "add1"), ("_add1u", "add1-greedy"))
    },
}
# These give the last project ranked nothing, or let everybody approve what they did not rank: no rule of ours does.
NOT_OURS = {f"{name}_{one}" for name in ("ear_support", "ear_ratio") for one in ("lasttier",)} | {
    "greedy_borda210_per_cost",
    "mes_borda210",
    "mes_borda210_add1",
    "mes_borda210_add1u",
}


@cache
def answered() -> tuple[tuple[Path, dict[str, Any]], ...]:
    """Every election with answers, and its answers by key."""
    found = sorted(needed("elections").glob("*.json"))
    return tuple((path.with_suffix(".pb"), json.loads(path.read_text("utf-8"))["rules"]) for path in found)


def differences(elections: list[tuple[Path, dict[str, Any]]]) -> tuple[dict[str, int], list[str]]:
    """How many elections were compared for each key, and where something else came out."""
    compared = dict.fromkeys(WAYS, 0)
    wrong = []
    for path, answers in elections:
        instance, profile = read_file(path)
        for key, answer in answers.items():
            if key in WAYS and "winners" in answer:
                compared[key] += 1
                outcome = WAYS[key].count(instance, profile)
                if not agrees(outcome, answer):
                    wrong.append(f"{path.name}, {key}: {outcome.funded}, not {answer['winners']}")
    return compared, wrong


def agrees(outcome: Allocation, answer: dict[str, Any]) -> bool:
    """The same winners, in the same order and at the same levels where the answer says these."""
    said = [step.payment or step.weighed for step in outcome.steps]
    levels = [one.level for one in said if one is not None]
    if levels != answer.get("levels", levels):
        return False
    funded, winners = list(outcome.funded), list(answer["winners"])
    return funded == winners if answer.get("in_selection_order") else sorted(funded) == sorted(winners)


def every_file() -> list[Path]:
    folder = needed("elections")
    return sorted(folder.glob("*.pb")) + sorted((folder / "unanswered").glob("*.pb"))


def officially_selected(path: Path) -> set[str]:
    """What the city funded, where the file says so."""
    projects = split(path.read_text("utf-8-sig"))["PROJECTS"]
    if "selected" not in projects.columns:
        return set()
    return {projects.cell(row, "project_id") for row in projects.rows if projects.cell(row, "selected") == "1"}


def official(pattern: str) -> Iterator[tuple[Path, set[str]]]:
    for path in every_file():
        if path.match(pattern) and (selected := officially_selected(path)):
            yield path, selected
