"""Every real election there is, by every rule: `make elections`. Too long for every day, so not found by itself."""

import pytest

from pb.counting.ballot import BallotKind
from pb.counting.completion import ADD1, ADD1_LATE_GREEDY, NONE
from pb.counting.pabulib import from_pabulib, read_file, to_pabulib
from pb.counting.rules import RULES
from pb.counting.ties import COST_SUPPORTERS_ID
from tests.elections.oracles import Way, answered, differences, every_file, official

pytestmark = pytest.mark.elections


def test_every_rule_funds_what_others_computed_in_every_election() -> None:
    compared, wrong = differences(list(answered()))
    assert not wrong
    assert len(answered()) >= 201
    assert min(compared.values()) >= 24
    assert sum(compared.values()) >= 1_700


def test_most_points_first_gives_all_but_one_official_result_of_krakow() -> None:
    way = Way("greedy-points", "cost-id")
    found = [(path, selected) for path, selected in official("Poland_Krakow_*.pb") if path.parent.name == "elections"]
    wrong = [path.stem for path, selected in found if set(way.count(*read_file(path)).funded) != selected]
    assert len(found) == 55
    assert wrong == ["Poland_Krakow_2022_Czyzyny"]


def test_every_file_is_read_and_written_again_byte_for_byte() -> None:
    files = every_file()
    assert len(files) >= 369
    for path in files:
        election = read_file(path)
        text = to_pabulib(*election)
        assert from_pabulib(text) == election, path.name
        assert to_pabulib(*from_pabulib(text)) == text, path.name


@pytest.mark.parametrize("name", RULES)
def test_every_election_can_be_counted_by_every_rule(name: str) -> None:
    """Raised shares as well, where ballots are of the usual kind for the rule; never over the budget."""
    for path in every_file():
        instance, profile = read_file(path)
        raised = RULES[name].completes and is_usual(name, profile.kind)
        completions = [NONE, ADD1, ADD1_LATE_GREEDY] if raised else [NONE]
        for completion in completions:
            outcome = RULES[name].count(instance, profile, COST_SUPPORTERS_ID, completion)
            assert outcome.cost <= instance.budget, (path.name, completion.name)
            assert len(outcome.steps) + len(outcome.losses) == len(instance)


def is_usual(name: str, kind: BallotKind) -> bool:
    return ("ranked" in name or "points" in name) == (kind is BallotKind.RANKED)
