"""`verify.html` names what is wrong when somebody lies, and then seals everything as if it were true."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.async_api import Page

from tests.ballot_box.verifiers.offline_page import verdict
from tests.ballot_box.verifiers.pack_scenes import Contest, Draft, Scene, digest, pack_of
from tests.ballot_box.verifiers.pack_scenes import tested as spoiled

pytestmark = pytest.mark.journey


def setting(*path: str | int, to: Any) -> Callable[[Draft], object]:
    def lie(draft: Draft) -> None:
        holder: Any = getattr(draft, str(path[0]))
        for key in path[1:-1]:
            holder = holder[key]
        holder[path[-1]] = to

    return lie


def without(kind: str) -> Callable[[Draft], object]:
    return lambda draft: setattr(draft, "leaves", [leaf for leaf in draft.leaves if leaf["k"] != kind])


def again(kind: str, **other: str | int) -> Callable[[Draft], object]:
    """An earlier leaf of this kind says something else."""
    return lambda draft: draft.leaves.insert(draft.scene.before, {"e": draft.scene.election, "k": kind, **other})


def stuffed(draft: Draft) -> None:
    """A ballot in the box that nobody cast."""
    draft.counted.append(digest(b"stuffed"))
    draft.counted.sort()


def counting_a_tested_one(draft: Draft) -> None:
    draft.counted[0] = str(draft.spoiled[0]["code"])
    draft.counted.sort()


def foreign_test(draft: Draft) -> None:
    """A test of an option that is not in the contest, with a code and a leaf that fit it."""
    made = spoiled(Scene(contests={"3": Contest(1, {"99": 1}, [])}), draft.definition, 0)
    draft.spoiled = [made]
    draft.leaves = [leaf for leaf in draft.leaves if leaf["k"] != "spoiled"]
    draft.leaves.insert(9, {"c": made["code"], "e": draft.scene.election, "k": "spoiled"})


def another_count(draft: Draft) -> None:
    """The other option of contest 3 wins, at its own price."""
    draft.result["contests"]["3"] |= {"funded": ["12"], "spent": 45_000}


LIES: dict[str, tuple[Callable[[Draft], object], str, str]] = {
    "a ballot nobody cast": (stuffed, "counted.txt", "is not in the record"),
    "a ballot left out": (lambda draft: draft.counted.pop(), "account.json", "ballots on screens are counted"),
    "counted out of order": (lambda draft: draft.counted.reverse(), "counted.txt", "not in order"),
    "a tested ballot counts": (counting_a_tested_one, "counted.txt", "was tested"),
    "a test kept back": (lambda draft: draft.spoiled.pop(), "spoiled.jsonl", "lacks"),
    "a test with another nonce": (setting("spoiled", 0, "nonce", to="0" * 64), "spoiled.jsonl", "does not belong"),
    "a test of another ballot": (setting("spoiled", 0, "body", "x", to="9"), "spoiled.jsonl", "does not belong"),
    "a test of no option": (foreign_test, "spoiled.jsonl", "not a ballot that could be cast"),
    "people lost": (setting("account", "contests", "3", "cast", "online", to=18), "account.json", "accounted for"),
    "ballots lost": (setting("account", "contests", "3", "ballots", to=18), "ballots/3.json", "account.json says 18"),
    "paper invented": (setting("account", "contests", "4", "paper", "entered", to=9), "account.json", "on paper"),
    "a contest without account": (lambda draft: draft.account["contests"].pop("4"), "account.json", "lacks 4"),
    "another winner": (another_count, "result.json", "contest 3: the count funds 11"),
    "spent otherwise": (setting("result", "contests", "5", "spent", to=9_999), "result.json", "what is funded costs"),
    "another budget": (setting("result", "contests", "6", "budget", to=90_000), "result.json", "was frozen"),
    "funded twice": (setting("result", "contests", "5", "funded", to=["18", "18"]), "result.json", "twice"),
    "a contest without result": (lambda draft: draft.result["contests"].pop("5"), "result.json", "contests lacks 5"),
    "withdrawn, but never there": (setting("result", "withdrawn", to=["77"]), "result.json", "never on the ballot"),
    "the result of another vote": (setting("result", "election", to="13"), "result.json", "is of the vote “13”"),
    "files not named": (setting("result", "files", to={}), "result.json", "does not name the hash of counted.txt"),
    "other ballots": (setting("result", "ballots", "3", to="0" * 64), "ballots/3.json", "not the ballots"),
    "a heavier ballot": (setting("ballots", "3", "ballots", 0, 0, to=2), "ballots/3.json", "add up to 20"),
    "a ballot too long": (
        setting("ballots", "3", "ballots", 0, 1, to=["11", "12", "11"]),
        "ballots/3.json",
        "could be",
    ),
    "more ballots": (setting("ballots", "6", "n", to=4), "ballots/6.json", "account.json says 3"),
    "numbers where ballots are due": (
        setting("ballots", "3", "form", to="aggregate"),
        "ballots/3.json",
        "no “options”",
    ),
    "kept back without need": (
        lambda draft: draft.ballots.update({"5": {"contest": "5", "form": "withheld", "n": 11}}),
        "ballots/5.json",
        "the form must be aggregate",
    ),
    "another shortened count": (setting("ballots", "4", "recount", to=["14"]), "ballots/4.json", "“recount” says 14"),
    "more suppressed": (setting("ballots", "4", "suppressed", to=5), "ballots/4.json", "add up to"),
    "another k": (setting("ballots", "4", "k", to=2), "ballots/4.json", "3 was frozen"),
    "a number that gives away": (setting("ballots", "5", "options", "18", "first", to=2), "ballots/5.json", "below 3"),
    "a number worked out": (setting("ballots", "5", "options", "18", "first", to=None), "ballots/5.json", "worked out"),
    "numbers that do not add up": (setting("ballots", "5", "options", "19", "lower", to=8), "ballots/5.json", "add up"),
    "a lot left out": (setting("definition", "about", "count", "lots", to=["11"]), "election.json", "no lot"),
    "an option without cost": (
        lambda draft: draft.definition["about"]["options"].pop("15"),
        "election.json",
        "lacks option 15",
    ),
    "never frozen": (without("freeze"), "log/leaves.jsonl", "no leaf “freeze”"),
    "never closed": (without("close"), "log/leaves.jsonl", "no leaf “close”"),
    "no result in the record": (without("result"), "log/leaves.jsonl", "no leaf “result”"),
    "frozen otherwise": (lambda draft: draft.leaves[5].update(d="0" * 64), "election.json", "not what was frozen"),
    "another number counted": (lambda draft: draft.leaves[-2].update(n=3), "counted.txt", "the record says 3"),
    "more counted than were in the box": (
        lambda draft: next(leaf for leaf in draft.leaves if leaf["k"] == "close").update(n=49),
        "counted.txt",
        "more than the 49 ballots",
    ),
    "a leaf twice": (lambda draft: draft.leaves.insert(7, draft.leaves[6]), "log/leaves.jsonl", "stands there twice"),
    "the rules changed afterwards": (again("freeze", d="0" * 64), "log/leaves.jsonl", "has 2 leaves “freeze”"),
    "closed again, with more": (again("close", n=12), "log/leaves.jsonl", "has 2 leaves “close”"),
    "another list counted": (again("counted", counted="0" * 64, n=50), "log/leaves.jsonl", "has 2 leaves “counted”"),
    "another result published": (again("result", h="0" * 64), "log/leaves.jsonl", "has 2 leaves “result”"),
    "a leaf of no kind": (
        lambda draft: draft.leaves.insert(7, {"e": "12", "k": "x"}),
        "log/leaves.jsonl",
        "unknown kind",
    ),
    "too few witnesses": (setting("witnesses", "quorum", to=2), "log/checkpoints.jsonl", "that must: 2"),
}


@pytest.mark.parametrize("name", LIES)
async def test_a_lie_is_named_though_everything_is_sealed_again(offline: Page, name: str) -> None:
    lie, file, words = LIES[name]
    found = await verdict(offline, pack_of(Scene(), lie))
    assert found.status == 1
    assert found.names(file, words), found.faults


async def test_fewer_than_ten_ballots_may_not_be_shown(offline: Page) -> None:
    few = {"3": Contest(50_000, {"11": 30_000}, [("11",)] * 9)}

    def shown(draft: Draft) -> None:
        draft.ballots["3"] = {"ballots": [[9, ["11"]]], "contest": "3", "form": "full", "n": 9}

    found = await verdict(offline, pack_of(Scene(few), shown))
    assert found.faults == ["ballots/3.json: the form must be withheld by what was frozen, and is full"]
