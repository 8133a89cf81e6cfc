"""Real elections, counted and compared with winners that others computed: a sample of them.

`make elections` compares all of them; see every_election.py.
"""

import csv
import json
from collections.abc import Iterator

import pytest

from pb.counting.completion import ADD1_GREEDY
from pb.counting.instance import Instance
from pb.counting.pabulib import from_pabulib, read_file, to_pabulib
from pb.counting.profile import Profile
from pb.counting.project import Project
from pb.counting.rules import rule
from pb.counting.ties import COST_SUPPORTERS_ID
from tests.elections.oracles import NOT_OURS, WAYS, Way, answered, differences, every_file, official
from tests.shared_data import needed

pytestmark = pytest.mark.elections


def test_every_rule_funds_what_others_computed() -> None:
    """One election in sixteen, with every key of the answers among them."""
    some = [*answered()[::16], *answered()[5:7]]
    compared, wrong = differences(some)
    assert not wrong
    assert min(compared.values()) >= 1
    assert sum(compared.values()) >= 100


def test_every_key_of_the_answers_is_compared_or_known_not_to_be_ours() -> None:
    keys = {key for _, answers in answered() for key in answers}
    assert keys == WAYS.keys() | NOT_OURS


def test_raising_the_shares_as_far_as_they_go_gives_the_official_results_of_two_cities() -> None:
    found = [*official("Poland_Swiecie_2023.pb"), *official("Netherlands_Assen_2024.pb")]
    assert len(found) == 2
    for path, selected in found:
        outcome = Way("equal-shares-cost", "cost-supporters-id", "add1-late").count(*read_file(path))
        assert set(outcome.funded) == selected, path.name


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


def test_real_files_can_be_read_and_written_again() -> None:
    for path in every_file()[::12]:
        election = read_file(path)
        text = to_pabulib(*election)
        assert from_pabulib(text) == election, path.name
        assert to_pabulib(*from_pabulib(text)) == text, path.name


def test_a_whole_city_is_counted_with_raised_shares_within_its_budget() -> None:
    """65,101 ranked ballots over 119 projects, about 170 recounts."""
    instance, profile = read_file(needed("elections", "Poland_Krakow_2024.pb"))
    outcome = rule("equal-shares-ranked").count(instance, profile, COST_SUPPORTERS_ID, ADD1_GREEDY)
    assert outcome.voters == 65_101
    assert outcome.cost <= instance.budget
    left_out = [instance.by_id[loss.project].cost for loss in outcome.losses if loss.supporters]
    assert min(left_out) > outcome.leftover
