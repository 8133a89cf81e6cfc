"""Whatever is changed in the files of a draw afterwards, down to one byte, draw.py names something."""

import json
from collections.abc import Iterable, Iterator
from copy import deepcopy
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from assembly.sortition.drawing.canonical import canonical
from tests.assembly.verifiers.draw_scenes import MADE, SITE, WITNESS, Files, Scene, draw_of, people, record_of
from tests.assembly.verifiers.drawing_again import is_fine, told

HONEST = draw_of(Scene(entries=people(6)))
NAMES = sorted(HONEST)
# What holds each file in place; with fewer files around it, thousands of changes take seconds.
HELD_BY = {
    "commitment.json": ("portfolio.txt", "randomness.json", "result.json"),
    "portfolio.txt": ("commitment.json",),
    "randomness.json": ("commitment.json", "portfolio.txt", "result.json"),
    "result.json": ("commitment.json", "portfolio.txt", "randomness.json"),
    "record.json": ("commitment.json", "portfolio.txt"),
    "leaves.jsonl": ("commitment.json", "portfolio.txt", "record.json"),
    "receipt.json": ("commitment.json", "portfolio.txt"),
    "pool.jsonl": ("commitment.json", "portfolio.txt"),
}
BEFORE = HONEST | record_of([json.loads(HONEST["record.json"])["leaves"][0]["leaf"]], MADE)


def unnoticed(name: str, changes: Iterable[bytes], files: Files, folder: Path) -> list[bytes]:
    """What was written into that file, and is not what was there, without anything being said of it."""
    assert is_fine(files, folder)
    found, tried = [], 0
    for data in changes:
        if data != files[name]:
            (folder / name).write_bytes(data)
            tried += 1
            if told(folder)[0] == 0:
                found.append(data)
    assert tried > 10
    return found


def every_byte(data: bytes) -> Iterator[bytes]:
    """One byte changed, each in turn."""
    for at in range(len(data)):
        yield data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def cut_and_doubled(data: bytes) -> Iterator[bytes]:
    yield from (b"", data + b"\n", data[:-1], b" " + data, data.upper(), b"\xef\xbb\xbf" + data)
    for at in range(0, len(data), max(1, len(data) // 40)):
        yield data[:at] + data[at + 1 :]
        yield data[:at] + data[at : at + 1] + data[at:]


def each_changed(value: Any) -> Iterator[Any]:
    """This value with one thing in it changed, taken out, doubled or put elsewhere: each in turn."""
    if not isinstance(value, dict | list):
        yield value + 1 if isinstance(value, int) else None if value else "1"
        yield [value]
        return
    for key in list(value) if isinstance(value, dict) else range(len(value)):
        for changed in each_changed(value[key]):
            copy = deepcopy(value)
            copy[key] = changed
            yield copy
        copy = deepcopy(value)
        del copy[key]
        yield copy
    yield {**value, "more": 1} if isinstance(value, dict) else [*value, *(value[-1:] or [1])]
    if isinstance(value, list) and len(value) > 1:
        yield [value[1], value[0], *value[2:]]


@pytest.mark.parametrize("name", NAMES)
def test_every_single_byte_matters(name: str, tmp_path: Path) -> None:
    files = {one: BEFORE[one] for one in (name, *HELD_BY[name])}
    assert not unnoticed(name, every_byte(files[name]), files, tmp_path)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_can_be_cut_off_or_doubled(name: str, tmp_path: Path) -> None:
    assert not unnoticed(name, cut_and_doubled(HONEST[name]), HONEST, tmp_path)


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".json")])
def test_nothing_can_be_changed_in_a_file_that_stays_well_written(name: str, tmp_path: Path) -> None:
    changes = [one for one in each_changed(json.loads(HONEST[name])) if not (name == "record.json" and says_less(one))]
    assert not unnoticed(name, map(canonical, changes), HONEST, tmp_path)


def says_less(record: Any) -> bool:
    """The record as it was, but for a witness of one of two checkpoints. What is left is true."""
    honest = json.loads(HONEST["record.json"])
    for one, ours in zip(record.get("checkpoints") or [], honest["checkpoints"], strict=False):
        if isinstance(one, dict) and one.get("cosignatures") == []:
            one["cosignatures"] = ours["cosignatures"]
            return bool(record == honest)
    return False


def test_lines_of_a_portfolio_cannot_change_places(tmp_path: Path) -> None:
    first, *rest, last = HONEST["portfolio.txt"].splitlines(keepends=True)
    assert first != last
    assert not is_fine(HONEST | {"portfolio.txt": b"".join([last, *rest, first])}, tmp_path)


def test_even_a_commitment_that_was_mended_must_keep_its_lines_in_order(tmp_path: Path) -> None:
    """Whoever could put lines where they like could wait for a ball that is a little too light."""
    lines = HONEST["portfolio.txt"].splitlines(keepends=True)
    portfolio = b"".join(sorted(lines))
    commitment = json.loads(HONEST["commitment.json"])
    commitment["portfolio"]["sha256"] = sha256(portfolio).hexdigest()
    assert not is_fine({"commitment.json": canonical(commitment), "portfolio.txt": portfolio}, tmp_path)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("made",), "2026-12-01T19:00:00Z"),
        (("when",), "2027-12-01T18:00:00Z"),
        (("settings", "seed"), "0" * 64),
        (("rule",), "draw/2"),
        (("v",), 2),
        (("seats",), 4),
        (("pool", "root"), "0" * 64),
        (("portfolio", "lines"), 7),
        (("randomness",), []),
        (("randomness",), [{"digits": 2, "kind": "balls"}] * 2),
        (("randomness",), [{"kind": "cards", "suits": 4}]),
    ],
)
def test_before_the_draw_a_commitment_alone_must_make_sense(path: tuple[str, ...], value: Any, tmp_path: Path) -> None:
    commitment = found = json.loads(HONEST["commitment.json"])
    for name in path[:-1]:
        found = found[name]
    found[path[-1]] = value
    files: Files = {"commitment.json": canonical(commitment), "portfolio.txt": HONEST["portfolio.txt"]}
    assert not is_fine(files, tmp_path)


@pytest.mark.parametrize("name", ["randomness.json", "record.json", "commitment.json"])
def test_files_of_nonsense_are_faults_and_never_a_crash(name: str, tmp_path: Path) -> None:
    for nonsense in (b"", b"[]", b"{}", b"null", b"1", b'"x"', b"[" * 100_000, b"\xff", b'{"a":1e9}', b'{"v":NaN}'):
        assert not is_fine(HONEST | {name: nonsense}, tmp_path)


def test_signatures_are_those_of_the_keys_that_are_named(tmp_path: Path) -> None:
    record = HONEST["record.json"].decode()
    assert str(SITE.verifier) in record
    other = type(SITE)(SITE.name, SITE.kind, bytes([7]) * 32).verifier
    changed = record.replace(str(SITE.verifier), str(other))
    assert not is_fine(HONEST | {"record.json": changed.encode()}, tmp_path)
    other = type(WITNESS)(WITNESS.name, WITNESS.kind, bytes([7]) * 32).verifier
    changed = record.replace(str(WITNESS.verifier), str(other))
    assert not is_fine(HONEST | {"record.json": changed.encode()}, tmp_path)
