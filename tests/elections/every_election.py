"""Every real election there is, by every rule: `make elections`. Too long for every day, so not found by itself."""

from itertools import pairwise

import pytest

from pb.counting.allocation import Allocation
from pb.counting.ballot import BallotKind
from pb.counting.completion import ADD1, COMPLETIONS, NONE, TICKED
from pb.counting.instance import Instance
from pb.counting.pabulib import from_pabulib, read_file, to_pabulib
from pb.counting.profile import Profile
from pb.counting.rules import RULES
from pb.counting.ties import COST_SUPPORTERS_ID
from tests.ballot_box.verifiers.counted_again import WAYS, winners
from tests.elections.oracles import Way, answered, differences, every_file, official

pytestmark = pytest.mark.elections

REPEATED = {name: None for name, _ in WAYS}  # rules that verify.py knows
POINTED = {BallotKind.RANKED, BallotKind.CUMULATIVE, BallotKind.SCORING}


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
    """With every completion too, where ballots are of a usual kind for the rule; also those without answers."""
    unanswered = 0
    for path in every_file():
        unanswered += path.parent.name == "unanswered"
        instance, profile = read_file(path)
        completed = RULES[name].completes and profile.kind in usual_kinds(name)
        for completion in COMPLETIONS.values() if completed else [NONE]:
            outcome = RULES[name].count(instance, profile, COST_SUPPORTERS_ID, completion)
            assert not flaws(outcome, instance, profile), (path.name, completion.name)
            quick = RULES[name].winners(instance, profile, COST_SUPPORTERS_ID, completion)
            assert quick == outcome.funded, (path.name, completion.name)
    assert unanswered >= 166


def test_the_program_that_goes_out_with_packs_counts_every_ranked_election_as_the_engine_does() -> None:
    counted = 0
    for path in every_file():
        instance, profile = read_file(path)
        if profile.kind is BallotKind.RANKED and profile.voters < 20_000:
            counted += 1
            for name, completed in [("equal-shares-ranked", "add1-late-greedy"), *((one, "none") for one in REPEATED)]:
                outcome = RULES[name].winners(instance, profile, COST_SUPPORTERS_ID, COMPLETIONS[completed])
                again = winners(instance, profile, name, completed, COST_SUPPORTERS_ID.name)
                assert again == outcome, (path.name, name, completed)
    assert counted >= 100


def usual_kinds(name: str) -> set[BallotKind]:
    if "ranked" in name:
        return {BallotKind.RANKED}
    return POINTED if "points" in name else set(TICKED)


def flaws(outcome: Allocation, instance: Instance, profile: Profile) -> list[str]:
    """What no allocation may be."""
    funded, lost = list(outcome.funded), [loss.project for loss in outcome.losses]
    supporters = profile.supporters()
    fitting = [loss for loss in outcome.losses if supporters.get(loss.project) and loss.cost <= outcome.leftover]
    lefts = [outcome.budget, *(step.left for step in outcome.steps)]
    wrong = {
        "over the budget": outcome.cost > instance.budget,
        "a project twice or not at all": sorted(funded + lost) != sorted(project.id for project in instance),
        "funded without supporters": any(not supporters.get(project) for project in funded),
        "what is left does not add up": any(
            before - step.cost != after for step, (before, after) in zip(outcome.steps, pairwise(lefts), strict=True)
        ),
        "other supporters": any(step.supporters != supporters[step.project] for step in outcome.steps),
        "money left for something after filling up": bool(fitting) and outcome.completion.endswith("greedy"),
        "ended for no reason": bool(fitting) and outcome.completion == ADD1.name and not outcome.next_overspends,
    }
    return [what for what, is_so in wrong.items() if is_so]
