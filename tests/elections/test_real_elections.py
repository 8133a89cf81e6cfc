"""Real elections, counted and compared with winners that others computed."""

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
    if answer["in_selection_order"]:
        return list(outcome.funded) == answer["winners"]
    return sorted(outcome.funded) == sorted(answer["winners"])


def test_most_votes_first_funds_what_others_computed() -> None:
    compared, wrong = differences("greedy_votes", "greedy-votes", LEXICOGRAPHIC)
    assert not wrong
    assert compared >= 100


def test_equal_shares_by_rank_funds_what_others_computed() -> None:
    compared, wrong = differences("rank_equal_shares_cost", "equal-shares-ranked", COST_SUPPORTERS_ID)
    assert not wrong
    assert compared >= 77


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
