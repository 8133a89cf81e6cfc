"""audit.py: codes and ballots belong together, or it says where not, and tells nobody what anybody chose."""

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.ballot_box.verifiers import verifying
from tests.ballot_box.verifiers.opened_scenes import Opened, body, faults, file_of, opened, room, told, without_paper
from tests.ballot_box.verifiers.pack_scenes import Choices, Contest, Draft, Scene, digest

SCENES = {
    "with papers": Scene(),
    "without papers": without_paper(),
    "ticked ballots": replace(
        without_paper(),
        kind="approval",
        rule="equal-shares-cost",
        contests={"3": Contest(70_000, {"11": 30_000, "12": 45_000, "13": 9_000}, [("11", "12")] * 8 + [("13",)] * 7)},
    ),
    "a rule that verify.py does not know": replace(without_paper(), rule="phragmen", completion="none"),
    "something taken off the ballot": replace(without_paper(), withdrawn=("14", "11")),
}


@pytest.mark.parametrize("what", SCENES)
def test_openings_of_an_honest_vote_agree(what: str, tmp_path: Path) -> None:
    folder = room(tmp_path, SCENES[what])
    assert verifying.faults(folder / "pack") == []
    assert faults(folder) == []


def test_it_says_what_it_checked_and_what_not(tmp_path: Path) -> None:
    folder = room(tmp_path, Scene())
    _, lines = told(folder)
    said = "\n".join(lines)
    assert "50 openings against 50 codes in counted.txt, one to one" in said
    assert "16 ballots of contest 3, published as “full”, 3 more came on paper" in said
    assert "Not checked: contest 4: the result and the hash of all ballots, for which the papers are needed" in said
    assert "Not checked: contest 5: the hash of its ballots, without --key" in said
    assert "11 ballots of contest 5, counted again" in said
    assert digest((folder / "pack" / "result.json").read_bytes()) in said
    assert "Date, names and signatures:" in said


def altered(folder: Path, scene: Scene, change: Callable[[Opened], object]) -> list[str]:
    room(folder, scene)
    ballots = opened(scene)
    change(ballots)
    (folder / "openings").write_bytes(file_of(scene, ballots))
    return faults(folder)


def other_choices(ballots: Opened) -> None:
    """Somebody's ballot says another thing than what was cast, and the numbers are still right."""
    ballots[0] = ({**ballots[0][0], "r": ["12", "11"]}, ballots[0][1])


def elsewhere(part: str, value: Any) -> Callable[[Opened], None]:
    def change(ballots: Opened) -> None:
        ballots[0] = ({**ballots[0][0], part: value}, ballots[0][1])

    return change


def doubled(ballots: Opened) -> None:
    ballots[1] = ballots[0]


LIES: dict[str, tuple[Callable[[Opened], object], str]] = {
    "missing": (lambda all_: all_.pop(), r"counted.txt, line \d+: no opening gives this code"),
    "doubled": (doubled, r"openings, line 3: is there twice"),
    "one more": (lambda all_: all_.append(all_[0]), r"openings, line 52: is there twice"),
    "foreign": (
        lambda all_: all_.append((body(Scene(), "3", ("11",)), "00" * 32)),
        "line 52: gives a code that is not",
    ),
    "altered": (other_choices, "openings, line 2: gives a code that is not counted"),
    "nonce of another": (lambda all_: all_.insert(0, (all_.pop(0)[0], "11" * 32)), "line 2: gives a code that is not"),
    "short nonce": (lambda all_: all_.insert(0, (all_.pop(0)[0], "")), "line 2: is not a body and a nonce"),
    "of another vote": (elsewhere("e", "13"), "line 2: is no ballot of this vote"),
    "of another paper": (elsewhere("d", "0" * 64), "line 2: is no ballot of this vote"),
    "more in it": (elsewhere("who", "Kim"), "line 2: is no ballot of this vote"),
    "in another contest": (elsewhere("c", "4"), "line 2: could not be cast"),
    "in no contest": (elsewhere("c", "99"), "line 2: cannot be checked"),
    "of too many choices": (elsewhere("r", ["11", "12", "11"]), "line 2: could not be cast"),
    "of none": (elsewhere("r", []), "line 2: could not be cast"),
    "with a name for digits": (elsewhere("x", "Kim"), "line 2: could not be cast"),
    "nonsense": (elsewhere("r", 7), "line 2: cannot be checked"),
}


@pytest.mark.parametrize("lie", LIES)
def test_each_lie_in_the_openings_is_named(lie: str, tmp_path: Path) -> None:
    change, says = LIES[lie]
    assert re.search(says, "\n".join(altered(tmp_path, Scene(), change)))


def swapped(contest: str) -> Callable[[Draft], None]:
    """Other ballots are published than were cast, as many as there should be."""

    def lie(draft: Draft) -> None:
        one = draft.ballots[contest]
        if one["form"] == "aggregate":
            one["options"]["18"]["first"] -= 1
            one["options"]["18"]["lower"] += 1
        else:
            one["ballots"][0][0] += 1
            one["ballots"][1][0] -= 1

    return lie


@pytest.mark.parametrize("contest", ["3", "4", "5"])
def test_other_ballots_published_in_the_right_number_are_named(contest: str, tmp_path: Path) -> None:
    found = faults(room(tmp_path, without_paper(), swapped(contest)))
    assert found and all(one.startswith(f"ballots/{contest}.json: ") for one in found), found


@pytest.mark.parametrize(("contest", "by"), [("3", 4), ("4", 4)])
def test_papers_explain_no_more_ballots_than_came_on_paper(contest: str, by: int, tmp_path: Path) -> None:
    def lie(draft: Draft) -> None:
        ballots = draft.ballots[contest]["ballots"]
        ballots[0][0] += by
        ballots[1][0] -= by

    found = faults(room(tmp_path, Scene(), lie))
    assert found and all(one.startswith(f"ballots/{contest}.json: ") for one in found), found


def other_hash(draft: Draft) -> None:
    draft.result["ballots"]["6"] = digest(b"another list")


def other_result(draft: Draft) -> None:
    draft.result["contests"]["6"] |= {"funded": ["21", "22"][::-1], "spent": 30_000}


def other_people(draft: Draft) -> None:
    draft.account["contests"]["5"]["counted"] += 1
    draft.account["contests"]["6"]["counted"] -= 1


def other_form(draft: Draft) -> None:
    draft.ballots["3"] = {"contest": "3", "form": "withheld", "n": 19}


@pytest.mark.parametrize(
    ("lie", "says"),
    [
        (other_hash, "ballots/6.json: result.json names another list of ballots"),
        (other_result, "ballots/6.json: counting the openings gives another result"),
        (other_people, "ballots/5.json: 11 openings, but account.json has 12"),
        (other_form, "ballots/3.json: should be published as “full”"),
    ],
)
def test_what_the_public_cannot_see_is_named(lie: Callable[[Draft], None], says: str, tmp_path: Path) -> None:
    assert says in faults(room(tmp_path, without_paper(), lie))


def test_a_file_changed_in_the_pack_afterwards_is_named(tmp_path: Path) -> None:
    folder = room(tmp_path, Scene())
    file = folder / "pack" / "counted.txt"
    file.write_bytes(file.read_bytes()[65:])
    assert "counted.txt: is not as result.json says" in faults(folder)


@pytest.mark.parametrize("content", [b"", b"\x00\xff\n", b"[]\n", b"{}\n7\n", b"[" * 100_000 + b"\n", b'{"b":1}'])
def test_nonsense_is_a_fault_and_no_traceback(content: bytes, tmp_path: Path) -> None:
    folder = room(tmp_path, Scene())
    (folder / "openings").write_bytes(content)
    assert faults(folder)


def test_without_anything_to_read_it_ends_with_two(tmp_path: Path) -> None:
    assert told(tmp_path)[0] == 2
    folder = room(tmp_path, Scene())
    (folder / "key").write_text("no key")
    assert told(folder, "--key", str(folder / "key"))[0] == 2
    (folder / "pack" / "election.json").write_text("[]")
    assert told(folder)[0] == 2


def test_it_tells_nobody_what_anybody_chose(tmp_path: Path) -> None:
    """Two votes with other ballots in a contest of which nothing is published: it says the same of both, but hashes."""
    said = []
    votes: dict[str, list[Choices]] = {"one": [("21",)] * 3, "two": [("22", "21")] * 3}
    for name, ballots in votes.items():
        scene = without_paper()
        of_six = replace(scene.contests["6"], ballots=ballots, budget=35_000)
        folder = room(tmp_path / name, replace(scene, contests={**scene.contests, "6": of_six}))
        said.append([re.sub("[0-9a-f]{64}", "", line) for line in told(folder, "--key", str(folder / "key"))[1]])
    assert said[0] == said[1]


def test_it_runs_out_of_the_pack_alone(tmp_path: Path) -> None:
    folder = room(tmp_path, without_paper())
    before = sorted((folder / "pack").rglob("*"))
    found = subprocess.run(
        [sys.executable, "-W", "error", folder / "pack" / "audit.py", folder / "pack", folder / "openings"],
        capture_output=True, text=True, check=False, cwd=tmp_path,
        env={"PYTHONIOENCODING": "ascii"},
    )  # fmt: skip
    assert (found.returncode, found.stderr) == (0, ""), found
    assert sorted((folder / "pack").rglob("*")) == before, "it leaves nothing in the pack"
    assert "counted again" in found.stdout


def test_without_verify_py_beside_it_says_what_it_could_not_count(tmp_path: Path) -> None:
    folder = room(tmp_path, without_paper())
    (folder / "pack" / "verify.py").unlink()
    program = folder / "pack" / "audit.py"
    found = subprocess.run(
        [sys.executable, "-I", program, folder / "pack", folder / "openings"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert found.returncode == 0
    assert "Not checked: contest 3: its form and result, without verify.py beside audit.py" in found.stdout
