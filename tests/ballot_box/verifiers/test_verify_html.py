"""`verify.html` finds nothing wrong with honest packs, and says what could not be checked."""

import pytest
from playwright.async_api import Page

from pb.counting.rules import RULES
from tests.ballot_box.verifiers.offline_page import verdict
from tests.ballot_box.verifiers.pack_scenes import Contest, Scene, pack_of, unwitnessed

pytestmark = pytest.mark.journey
TICKED = {
    "7": Contest(90_000, {"31": 30_000, "32": 45_000, "33": 20_000}, [("31", "33")] * 9 + [("32",)] * 8 + [()] * 2)
}
OPEN = {"full_percent": 100, "least": 10, "pattern": 3, "suppressed_percent": 100}

HONEST = {
    "in all four forms": Scene(),
    "the first vote of a record": Scene(before=0, checkpoints=0),
    "without witnesses": Scene(quorum=0),
    "by a rule that passes the completion over": Scene(rule="greedy-votes", completion="add1-late-greedy"),
    "with an option taken off": Scene(withdrawn=("11", "16")),
    "ticked, with empty ballots": Scene(TICKED, kind="approval", rule="equal-shares-cost", disclosure=OPEN),
    "ticked, in numbers only": Scene(TICKED, kind="approval", rule="greedy-votes", disclosure={**OPEN, "least": 50}),
    **{
        f"{rule.name}, ties {ties}": Scene(
            rule=rule.name, completion="add1" if rule.completes else "none", tie_breaking=ties
        )
        for rule, ties in zip(RULES.values(), ["lexicographic", "cost-id", "cost-supporters-id"] * 4, strict=True)
    },
}


@pytest.mark.parametrize("scene", HONEST.values(), ids=HONEST)
async def test_an_honest_pack_agrees(offline: Page, scene: Scene) -> None:
    found = await verdict(offline, pack_of(scene))
    assert (found.faults, found.status) == ([], 0)
    assert all(one["count"] != "comes out otherwise" for one in found.contests if one["form"] == "full")


async def test_what_is_not_published_is_said_to_be_unchecked(offline: Page) -> None:
    found = await verdict(offline, pack_of(Scene()))
    assert [one["form"] for one in found.contests] == ["full", "prefix", "aggregate", "withheld"]
    assert [one["count"] for one in found.contests] == ["comes out the same"] * 2 + ["not repeated"] * 2
    assert [line.split(":")[0] for line in found.unchecked] == [f"The count in Place {n}" for n in (4, 5, 6)]
    assert any("5 signatures of its key and 5 of witnesses" in line for line in found.checked)


async def test_where_no_witness_signed_the_last_checkpoint_that_is_said(offline: Page) -> None:
    found = await verdict(offline, unwitnessed(pack_of(Scene(quorum=0))))
    assert found.faults == []
    assert "Whether others saw the same record: no witness signed its last checkpoint." in found.unchecked


@pytest.mark.parametrize("part", ["rule", "completion", "tie_breaking"])
async def test_a_rule_it_does_not_know_is_no_fault_but_is_said(offline: Page, part: str) -> None:
    scene = Scene(tested=0)
    found = await verdict(
        offline, pack_of(scene, lambda draft: draft.definition["about"]["count"].update({part: "dice"}))
    )
    assert (found.faults, found.status) == ([], 0)
    assert any("does not know" in line and "“dice”" in line for line in found.unchecked)
    assert {one["count"] for one in found.contests} == {"not repeated"}
