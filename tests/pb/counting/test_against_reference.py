"""Every rule against the slow reference, on made-up elections full of ties."""

import pytest
from hypothesis import given, settings

from pb.counting.ballot import Ballot, BallotKind
from pb.counting.completion import COMPLETIONS, NONE
from pb.counting.instance import Instance
from pb.counting.profile import Profile
from pb.counting.rules import RULES
from pb.counting.ties import COST_SUPPORTERS_ID
from tests.pb.counting import slow_reference
from tests.pb.counting.small_elections import elections

COMPLETED = [(name, one) for name, rule in RULES.items() if rule.completes for one in COMPLETIONS if one != NONE.name]


@pytest.mark.parametrize("name", RULES)
@given(election=elections())
@settings(max_examples=100, deadline=None)
def test_counting_in_classes_equals_counting_voter_by_voter(
    name: str, election: tuple[Instance, BallotKind, list[Ballot]]
) -> None:
    agree(name, NONE.name, *election)


@pytest.mark.parametrize(("name", "completion"), COMPLETED)
@given(election=elections())
@settings(max_examples=25, deadline=None)
def test_skipping_raises_equals_trying_each_of_them(
    name: str, completion: str, election: tuple[Instance, BallotKind, list[Ballot]]
) -> None:
    agree(name, completion, *election)


def agree(name: str, completion: str, instance: Instance, kind: BallotKind, cast: list[Ballot]) -> None:
    profile = Profile.of(kind, cast)
    order = COST_SUPPORTERS_ID.order(instance, profile)
    outcome = RULES[name].count(instance, profile, COST_SUPPORTERS_ID, COMPLETIONS[completion])
    assert list(outcome.funded) == slow_reference.count(name, completion, instance, kind, cast, order)
