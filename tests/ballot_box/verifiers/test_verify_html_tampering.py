"""`verify.html` names each file that was changed afterwards, and nothing that is sent to it makes it stumble."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.async_api import Page

from tests.ballot_box.verifiers.offline_page import Verdict, verdict, verdicts
from tests.ballot_box.verifiers.pack_scenes import Pack, Scene, canonical, mended, pack_of

pytestmark = pytest.mark.journey

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
    return mended({**pack_of(scene), **dict.fromkeys(("audit.py", "verify.py", "verify.html"), b"-\n")})


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
    proves = {"README.txt", "audit.py", "verify.py", "verify.html", "SHA256SUMS"}
    missed = [
        name for (name, _), said in zip(cases, found[1:], strict=True) if name not in proves and not said.names(name)
    ]
    assert missed == []
    assert exceptions(found) == []


async def test_values_of_any_kind_give_a_fault_and_never_an_exception(offline: Page) -> None:
    pack = small_pack()
    found = await verdicts(offline, [pack, *(mended(one) for _, one in with_data(pack, of_any_kind))][::13])
    assert {one.status for one in found[1:]} == {1}
    assert exceptions(found) == []


async def test_a_definition_of_any_kind_that_was_frozen_as_it_is_gives_no_exception(offline: Page) -> None:
    """Sealed again, so that what looks at the definition looks at the worst."""
    honest = pack_of(Scene())
    packs = [honest]
    for file, part in (("election.json", "definition"), ("result.json", "result"), ("account.json", "account")):
        shape = json.loads(honest[file])
        shape.pop("files", None)
        for changed in list(with_values(shape, of_any_kind))[::19]:
            packs.append(pack_of(Scene(), lambda draft, part=part, changed=changed: setattr(draft, part, changed)))  # type: ignore[misc]
    assert exceptions(await verdicts(offline, packs)) == []


def exceptions(found: list[Verdict]) -> list[str]:
    return [fault for one in found for fault in one.faults if "could not be checked (" in fault]


async def test_what_is_no_pack_is_said_to_be_none(offline: Page) -> None:
    found = await verdict(offline, {"holiday.jpg": b"-"})
    assert found.status == 2
    assert "no recount pack" in found.faults[0]
