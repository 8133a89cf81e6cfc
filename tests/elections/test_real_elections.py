"""Real elections, counted and compared with winners that others computed."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pb.counting.allocation import Allocation
from pb.counting.completion import ADD1_GREEDY
from pb.counting.instance import Instance
from pb.counting.pabulib import from_pabulib, read_file, to_pabulib
from pb.counting.profile import Profile
from pb.counting.project import Project
from pb.counting.rules import rule
from pb.counting.ties import COST_SUPPORTERS_ID, LEXICOGRAPHIC, TieBreaking
from tests.shared_data import needed

pytestmark = pytest.mark.elections


def answered(key: str) -> Iterator[tuple[str, Instance, Profile, dict[str, Any]]]:
    """Every election whose answers have this key."""
    for answers in sorted(needed("elections").glob("*.json")):
        answer = json.loads(answers.read_text("utf-8"))["rules"].get(key)
        if answer:
            yield answers.stem, *read_file(answers.with_suffix(".pb")), answer


def differences(key: str, name: str, ties: TieBreaking) -> tuple[int, list[str]]:
    """How many elections were compared, and which came out otherwise."""
    compared, wrong = 0, []
    for election, instance, profile, answer in answered(key):
        outcome = rule(name).count(instance, profile, ties)
        compared += 1
        if not agrees(outcome, answer):
            wrong.append(f"{election}: {outcome.funded}, not {answer['winners']}")
    return compared, wrong


def agrees(outcome: Allocation, answer: dict[str, Any]) -> bool:
    levels = [step.payment.level for step in outcome.steps if step.payment]
    if levels != answer.get("levels", levels):
        return False
    funded, winners = list(outcome.funded), list(answer["winners"])
    return funded == winners if answer["in_selection_order"] else sorted(funded) == sorted(winners)


def test_most_votes_first_funds_what_others_computed() -> None:
    compared, wrong = differences("greedy_votes", "greedy-votes", LEXICOGRAPHIC)
    assert not wrong
    assert compared >= 100


def test_equal_shares_by_rank_funds_what_others_computed() -> None:
    compared, wrong = differences("rank_equal_shares_cost", "equal-shares-ranked", COST_SUPPORTERS_ID)
    assert not wrong
    assert compared >= 77


def test_the_sample_of_six_pots_is_counted_the_same_from_its_files() -> None:
    """The Stoke sample: invented ballots, real size. In each pot nothing is left that would fit."""
    pots = list(sample_pots())
    assert sum(profile.voters for _, profile in pots) == 1_499
    for instance, profile in pots:
        outcome = rule("equal-shares-ranked").count(instance, profile, COST_SUPPORTERS_ID, ADD1_GREEDY)
        assert outcome.leftover >= 0
        assert all(loss.cost > outcome.leftover for loss in outcome.losses)
        again = rule("equal-shares-ranked").count(
            *from_pabulib(to_pabulib(instance, profile)), COST_SUPPORTERS_ID, ADD1_GREEDY
        )
        assert again == outcome


def sample_pots() -> Iterator[tuple[Instance, Profile]]:
    sample = json.loads(needed("demo", "stoke_demo.json").read_text("utf-8"))
    with needed("demo", "ballots_sample.csv").open(encoding="utf-8", newline="") as lines:
        ballots = list(csv.DictReader(lines))
    for town in sample["towns"]:
        ideas = [idea for idea in sample["ideas"] if idea["town"] == town["id"] and idea["stage"] == "on_ballot"]
        projects = (Project(idea["id"], idea["title"], idea["feasibility"]["cost_checked"] * 100) for idea in ideas)
        cast = [row for row in ballots if row["town"] == town["id"]]
        rankings = [[row[f"rank_{rank}"] for rank in range(1, 6) if row[f"rank_{rank}"]] for row in cast]
        yield Instance(tuple(projects), town["budget"] * 100, 100, "GBP"), Profile.ranked(rankings)


def test_every_real_file_can_be_read_and_written_again() -> None:
    files = every_file()
    assert len(files) >= 369
    for path in files:
        election = read_file(path)
        assert from_pabulib(to_pabulib(*election)) == election, path.name


def every_file() -> list[Path]:
    folder = needed("elections")
    return sorted(folder.glob("*.pb")) + sorted((folder / "unanswered").glob("*.pb"))


def test_a_whole_city_is_counted_with_raised_shares_within_its_budget() -> None:
    """65,101 ranked ballots over 119 projects, about 170 recounts."""
    instance, profile = read_file(needed("elections", "Poland_Krakow_2024.pb"))
    outcome = rule("equal-shares-ranked").count(instance, profile, COST_SUPPORTERS_ID, ADD1_GREEDY)
    assert outcome.voters == 65_101
    assert outcome.cost <= instance.budget
    left_out = [instance.by_id[loss.project].cost for loss in outcome.losses if loss.supporters]
    assert min(left_out) > outcome.leftover
