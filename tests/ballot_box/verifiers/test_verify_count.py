"""verify.py counts anew, by other means than the engine: both must fund the same, in the same order."""

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballot_box.verifiers import verify
from pb.counting.ballot import ApprovalBallot, BallotKind, RankedBallot
from pb.counting.completion import COMPLETIONS, completion
from pb.counting.instance import Instance
from pb.counting.pabulib import read_file
from pb.counting.profile import Profile
from pb.counting.project import Project
from pb.counting.rules import RULES, rule
from pb.counting.ties import COST_SUPPORTERS_ID, TIE_BREAKINGS, cost_supporters_lot
from tests.ballot_box.verifiers.counted_again import WAYS, winners
from tests.ballot_box.verifiers.pack_scenes import Contest, Scene, drafted, many
from tests.elections.oracles import every_file
from tests.pb.counting.small_elections import RANKED, TICKED, elections


def test_it_repeats_equal_shares_and_lists_with_every_completion() -> None:
    """Of the site's rules, three that few use are left to others: there is no room for them in one short file."""
    assert len(WAYS) == 5 * len(COMPLETIONS) + 4
    known = {name for name, _ in WAYS}
    assert RULES.keys() - known == {"expanding-approvals", "expanding-approvals-ratio", "phragmen"}


@pytest.mark.parametrize("name", {name: None for name, _ in WAYS})
@given(election=elections((RANKED, TICKED)), data=st.data())
def test_small_elections_come_out_as_in_the_engine(name: str, election: tuple, data: st.DataObject) -> None:  # type: ignore[type-arg]
    instance, kind, cast = election
    profile, ids = Profile.of(kind, cast), [project.id for project in instance]
    lots = data.draw(st.permutations(ids))
    for ties in [*TIE_BREAKINGS.values(), cost_supporters_lot(lots)]:
        for completed in (completed for way, completed in WAYS if way == name):
            engine = rule(name).winners(instance, profile, ties, completion(completed))
            assert winners(instance, profile, name, completed, ties.name, lots) == engine, (ties.name, completed)


@pytest.mark.parametrize("seed", range(40))
def test_long_raises_come_out_as_in_the_engine(seed: int) -> None:
    """Hundreds of raises, most of which verify.py leaves out: it may do so only where they change nothing."""
    chance = random.Random(seed)
    ids = [f"p{number}" for number in range(chance.randint(3, 9))]
    liked = {one: chance.uniform(0.3, 3) for one in ids}
    costs = {one: chance.choice((chance.randint(1, 400), 50 * chance.randint(1, 8))) for one in ids}
    budget = sum(costs.values()) * chance.randint(1, 9) // 10
    instance = Instance(tuple(Project(one, one, costs[one]) for one in ids), budget)
    ranked = seed % 2 == 0
    make = RankedBallot if ranked else ApprovalBallot
    cast = []
    for _ in range(chance.randint(2, 25)):
        ranking = sorted(ids, key=lambda one: chance.expovariate(liked[one]))
        cast.append(make(tuple(ranking[: chance.randint(1, 4)])))
    profile = Profile.of(BallotKind.RANKED if ranked else BallotKind.APPROVAL, cast)
    for name, completed in WAYS:
        engine = rule(name).winners(instance, profile, COST_SUPPORTERS_ID, completion(completed))
        assert winners(instance, profile, name, completed, COST_SUPPORTERS_ID.name) == engine, (name, completed)


def test_millions_of_raises_take_no_longer_than_a_few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of five want what costs a million times the others: until they can pay for it, nothing changes."""
    instance = Instance((Project("dear", "", 10**12), Project("cheap", "", 10**6)), 10**12 + 10**6)
    profile = Profile.ranked([("cheap",)] * 3 + [("cheap", "dear")] * 2)
    runs, buy = [], verify.Poll.buy

    def counted(*given: Any) -> Any:
        runs.append(given)
        return buy(*given)

    monkeypatch.setattr(verify.Poll, "buy", counted)
    assert winners(instance, profile, "equal-shares-ranked", "add1-late", "lexicographic") == ("cheap", "dear")
    assert len(runs) < 300


@pytest.mark.elections
def test_real_elections_come_out_as_in_the_engine() -> None:
    """One in twenty of those in which people ranked or ticked; `make elections` counts every ranked one."""
    counted = 0
    for path in every_file()[3::20]:
        instance, profile = read_file(path)
        if profile.kind not in (BallotKind.RANKED, BallotKind.APPROVAL) or profile.voters > 4_000:
            continue
        own = "equal-shares-ranked" if profile.kind is BallotKind.RANKED else "equal-shares-cost"
        for name, completed in [(own, "none"), (own, "add1-late-greedy"), ("greedy-points-per-cost", "none")]:
            engine = rule(name).winners(instance, profile, COST_SUPPORTERS_ID, completion(completed))
            again = winners(instance, profile, name, completed, COST_SUPPORTERS_ID.name)
            assert again == engine, (path.name, name, completed)
        counted += 1
    assert counted >= 6


def test_projects_taken_off_are_passed_over_and_those_below_move_up() -> None:
    """As in the engine, which made the scene's result; without that, another project would win."""
    contest = Contest(50_000, {"1": 50_000, "2": 50_000, "3": 50_000}, [("1", "2")] * 6 + [("3", "2")] * 5)
    for withdrawn, expected in (((), ["1"]), (("1",), ["2"]), (("1", "2"), ["3"])):
        draft = drafted(Scene({"1": contest}, withdrawn=withdrawn))
        poll = verify.Poll(draft.definition, "1", list(withdrawn), {"ballots": [[6, ["1", "2"]], [5, ["3", "2"]]]})
        assert poll.winners() == expected == draft.result["contests"]["1"]["funded"]


def test_a_city_comes_out_as_in_the_engine() -> None:
    """2,000 ballots, 15 projects, five ranks."""
    draft = drafted(many(1, 2_000, 15))
    poll = verify.Poll(draft.definition, "1", [], draft.ballots["1"])
    assert poll.winners() == draft.result["contests"]["1"]["funded"]
