"""`verify.html` finds nothing wrong with honest packs, and names what is wrong with all others."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.async_api import Page

from pb.counting.rules import RULES
from tests.ballot_box.verifiers.offline_page import Verdict, verdict, verdicts
from tests.ballot_box.verifiers.pack_scenes import (
    Contest,
    Draft,
    Pack,
    Scene,
    canonical,
    digest,
    mended,
    pack_of,
)
from tests.ballot_box.verifiers.pack_scenes import tested as spoiled

pytestmark = pytest.mark.journey
TICKED = {
    "7": Contest(90_000, {"31": 30_000, "32": 45_000, "33": 20_000}, [("31", "33")] * 9 + [("32",)] * 8 + [()] * 2)
}
OPEN = {"full_percent": 100, "least": 10, "pattern": 3, "suppressed_percent": 100}

HONEST = {
    "in all four forms": Scene(),
    "the first vote of a record": Scene(before=0, checkpoints=0),
    "without witnesses": Scene(quorum=0),
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


# Somebody lies, and then seals everything as if it were true.


def setting(*path: str | int, to: Any) -> Callable[[Draft], object]:
    def lie(draft: Draft) -> None:
        holder: Any = getattr(draft, str(path[0]))
        for key in path[1:-1]:
            holder = holder[key]
        holder[path[-1]] = to

    return lie


def without(kind: str) -> Callable[[Draft], object]:
    return lambda draft: setattr(draft, "leaves", [leaf for leaf in draft.leaves if leaf["k"] != kind])


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
    "an unknown rule": (setting("definition", "about", "count", "rule", to="dice"), "election.json", "rule “dice”"),
    "an unknown tie": (
        setting("definition", "about", "count", "tie_breaking", to="x"),
        "election.json",
        "tie-breaking",
    ),
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
    "a leaf twice": (lambda draft: draft.leaves.insert(7, draft.leaves[6]), "log/leaves.jsonl", "stands there twice"),
    "a leaf of no kind": (
        lambda draft: draft.leaves.insert(7, {"e": "12", "k": "x"}),
        "log/leaves.jsonl",
        "unknown kind",
    ),
    "too few witnesses": (setting("witnesses", "quorum", to=2), "log/checkpoints.jsonl", "1 witness signed it, and 2"),
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


# Files changed afterwards, with checksums that fit.


def lines_of(data: bytes) -> list[bytes]:
    return data.splitlines(keepends=True)


def with_lines(pack: Pack, name: str) -> Iterator[Pack]:
    """Each line dropped, each one doubled, each pair of neighbours swapped."""
    lines = lines_of(pack[name])
    for at, line in enumerate(lines):
        yield {**pack, name: b"".join([*lines[:at], *lines[at + 1 :]])}
        yield {**pack, name: b"".join([*lines[:at], line, *lines[at:]])}
        if at:
            yield {**pack, name: b"".join([*lines[: at - 1], line, lines[at - 1], *lines[at + 1 :]])}


def with_values(value: Any, others: Callable[[Any], list[Any]]) -> Iterator[Any]:
    """The same data with one value changed, for each value in it."""
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            for changed in with_values(inner, others):
                copy: Any = dict(value) if isinstance(value, dict) else list(value)
                copy[key] = changed
                yield copy
    else:
        yield from others(value)


def a_little(value: Any) -> list[Any]:
    if isinstance(value, str):
        return [("1" if value[:1] != "1" else "2") + value[1:]]
    return [1 if value is None else value + 1]


def with_data(pack: Pack, others: Callable[[Any], list[Any]]) -> Iterator[tuple[str, Pack]]:
    for name in sorted(pack):
        if name.endswith(".json"):
            for changed in with_values(json.loads(pack[name]), others):
                yield name, {**pack, name: canonical(changed)}
        if name.endswith(".jsonl"):
            lines = lines_of(pack[name])
            for at, line in enumerate(lines):
                for changed in with_values(json.loads(line), others):
                    yield name, {**pack, name: b"".join([*lines[:at], canonical(changed) + b"\n", *lines[at + 1 :]])}


def small_pack() -> Pack:
    """The programs in it are put aside: what is in them proves nothing, and they are long."""
    scene = replace(Scene(), checkpoints=1, contests={name: Scene().contests[name] for name in ("3", "5")})
    return mended({**pack_of(scene), **dict.fromkeys(("verify.py", "verify.html"), b"-\n")})


async def test_each_changed_value_of_each_file_is_named(offline: Page) -> None:
    pack = small_pack()
    changed = list(with_data(pack, a_little))
    found = await verdicts(offline, [pack, *(mended(one) for _, one in changed)])
    assert found[0].faults == []
    missed = [
        differing(pack, one) for (name, one), said in zip(changed, found[1:], strict=True) if not said.names(name)
    ]
    assert len(changed) > 200
    assert missed == []


async def test_each_line_that_is_dropped_doubled_or_swapped_is_named(offline: Page) -> None:
    pack = small_pack()
    names = ("counted.txt", "spoiled.jsonl", "log/leaves.jsonl", "log/key.txt", "log/checkpoints.jsonl")
    changed = [(name, one) for name in names for one in with_lines(pack, name) if one[name] != pack[name]]
    found = await verdicts(offline, [pack, *(mended(one) for _, one in changed)])
    missed = [differing(pack, one) for (_, one), said in zip(changed, found[1:], strict=True) if not said.faults]
    # That an older checkpoint was signed as well is no secret, and that it was left out proves nothing.
    checkpoints = len(lines_of(pack["log/checkpoints.jsonl"]))
    assert len(missed) == checkpoints - 1
    assert all("log/checkpoints.jsonl" in one for one in missed)


def differing(pack: Pack, changed: Pack) -> str:
    """Where two packs differ, for people."""
    name = next(name for name in pack if changed[name] != pack[name])
    at = next(i for i, (a, b) in enumerate(zip(pack[name] + b"\0", changed[name] + b"\0", strict=False)) if a != b)
    return f"{name} … {changed[name][max(0, at - 40) : at + 20]!r}"


async def test_without_new_checksums_each_changed_file_is_named(offline: Page) -> None:
    pack = small_pack()
    changed = [(name, {**pack, name: pack[name] + b" "}) for name in sorted(pack)]
    gone = [(name, {other: data for other, data in pack.items() if other != name}) for name in sorted(pack)]
    more = [("ballots/more.json", {**pack, "ballots/more.json": b"{}"})]
    cases = [*changed, *gone, *more]
    found = await verdicts(offline, [pack, *(one for _, one in cases)])
    assert [name for (name, _), said in zip(cases, found[1:], strict=True) if not said.names(name)] == []


# What somebody sends who wants the program to break.

HOSTILE = (
    b"",
    b"\n",
    b"\xff\xfe\x00",
    b"\xef\xbb\xbf{}",
    b"null",
    b"[]",
    b"{}",
    b"{}\n{}\n",
    b"[" * 200_000,
    b'{"a":' * 60 + b"1" + b"}" * 60,
    b'{"size":1e999,"peaks":[]}',
    b'{"size":123456789012345678901234567890,"peaks":[]}',
    b'{"__proto__":{"v":1},"constructor":1,"toString":2}',
    b'{"a":"\\ud800"}',
    b"9" * 100_000,
    b"a" * 64 + b"  ../../outside\n",
)


def of_any_kind(value: Any) -> list[Any]:
    return [None, [], {}, "", "__proto__", "constructor", -1, 2**53, 1.5, True, [[[]]], {"e": "12"}, "\u2028\0"]


async def test_hostile_files_give_a_fault_and_never_an_exception(offline: Page) -> None:
    pack = small_pack()
    cases = [(name, mended({**pack, name: data})) for name in sorted(pack) for data in HOSTILE]
    found = await verdicts(offline, [pack, *(one for _, one in cases)])
    proves = {"README.txt", "verify.py", "verify.html", "SHA256SUMS"}
    missed = [
        name for (name, _), said in zip(cases, found[1:], strict=True) if name not in proves and not said.names(name)
    ]
    assert missed == []
    assert exceptions(found) == []


async def test_values_of_any_kind_give_a_fault_and_never_an_exception(offline: Page) -> None:
    pack = small_pack()
    found = await verdicts(offline, [pack, *(mended(one) for _, one in with_data(pack, of_any_kind))][::7])
    assert {one.status for one in found[1:]} == {1}
    assert exceptions(found) == []


async def test_a_definition_of_any_kind_that_was_frozen_as_it_is_gives_no_exception(offline: Page) -> None:
    """Sealed again, so that what looks at the definition looks at the worst."""
    honest = pack_of(Scene())
    packs = [honest]
    for file, part in (("election.json", "definition"), ("result.json", "result"), ("account.json", "account")):
        shape = json.loads(honest[file])
        shape.pop("files", None)
        for changed in list(with_values(shape, of_any_kind))[::11]:
            packs.append(pack_of(Scene(), lambda draft, part=part, changed=changed: setattr(draft, part, changed)))  # type: ignore[misc]
    assert exceptions(await verdicts(offline, packs)) == []


def exceptions(found: list[Verdict]) -> list[str]:
    return [fault for one in found for fault in one.faults if "could not be checked (" in fault]


async def test_what_is_no_pack_is_said_to_be_none(offline: Page) -> None:
    await verdict(offline, {"holiday.jpg": b"-"})
    found = await verdict(offline, {"holiday.jpg": b"-"})
    assert found.status == 2
    assert "no recount pack" in found.faults[0]
