"""Whatever is changed in a pack afterwards, also with SHA256SUMS made to fit, verify.py names something."""

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.ballot_box.verifiers.pack_scenes import (
    NOT_PINNED,
    Pack,
    Scene,
    canonical,
    mended,
    pack_of,
    three_forms,
    written,
)
from tests.ballot_box.verifiers.verifying import faults

FEW = {name: contest for name, contest in three_forms().items() if name != "6"}
HONEST = pack_of(Scene(FEW, tested=1, replaced=1, before=3, checkpoints=2))
EVIDENCE = sorted(HONEST.keys() - {*NOT_PINNED, "SHA256SUMS"})


def other(value: Any) -> Any:
    """Something else of the same kind, as near as can be."""
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return value[:-1] + ("1" if value[-1:] != "1" else "2")
    return 1


def each_changed(value: Any) -> Iterator[Any]:
    """This value with one thing in it changed, taken out, doubled or put elsewhere: each in turn."""
    if not isinstance(value, dict | list):
        yield other(value)
        return
    for key in list(value) if isinstance(value, dict) else range(len(value)):
        for changed in each_changed(value[key]):
            copy = deepcopy(value)
            copy[key] = changed
            yield copy
        copy = deepcopy(value)
        del copy[key]
        yield copy
        if isinstance(value, dict):
            yield {**{k: v for k, v in value.items() if k != key}, f"{key}x": value[key]}
    yield {**value, "more": 1} if isinstance(value, dict) else [*value, *(value[-1:] or [1])]
    if isinstance(value, list) and len(value) > 1 and value[0] != value[1]:
        yield [value[1], value[0], *value[2:]]


def lines_changed(lines: list[bytes]) -> Iterator[list[bytes]]:
    """Lines taken out, doubled, put elsewhere; and where they are JSON, changed within. Of many, some."""
    step = max(1, len(lines) // 12)
    for at in {*range(0, len(lines), step), len(lines) - 1}:
        yield lines[:at] + lines[at + 1 :]
        yield lines[: at + 1] + lines[at:]
        yield [*lines[:at], *lines[at + 1 : at + 2], lines[at], *lines[at + 2 :]] if at + 1 < len(lines) else lines[:at]
        if lines[at].startswith(b"{"):
            for changed in each_changed(json.loads(lines[at])):
                yield [*lines[:at], canonical(changed), *lines[at + 1 :]]
        else:
            yield [*lines[:at], other(lines[at].decode()).encode(), *lines[at + 1 :]]


def tampered(name: str) -> Iterator[bytes]:
    data = HONEST[name]
    yield data + b"\n"
    yield data[:-1]
    yield b" " + data
    yield data.upper()
    if name.endswith(".json"):
        yield from map(canonical, each_changed(json.loads(data)))
        yield json.dumps(json.loads(data)).encode()
    else:
        for lines in lines_changed(data.splitlines()):
            yield b"".join(line + b"\n" for line in lines)


def says_less(data: bytes) -> bool:
    """Are these the checkpoints as they were, but that some before the last, or their cosignatures, were left out? What
    is left is true, so there is nothing to notice."""
    try:
        ours = [json.loads(line) for line in data.splitlines()]
        honest = {one["note"]: one for one in map(json.loads, HONEST["log/checkpoints.jsonl"].splitlines())}
        places = [list(honest).index(one["note"]) for one in ours]
        cosigned = all(set(one["cosignatures"]) <= set(honest[one["note"]]["cosignatures"]) for one in ours)
    except (ValueError, KeyError, TypeError):
        return False
    known = all(one.keys() == {"cosignatures", "note"} and not one["note"].endswith("x") for one in ours)
    last = list(honest.values())[-1]
    in_order = places == sorted(set(places)) and data == b"".join(canonical(one) + b"\n" for one in ours)
    return in_order and cosigned and known and ours[-1:] == [last]


def unnoticed(name: str, folder: Path, packs: Iterator[tuple[bytes, Pack]]) -> list[bytes]:
    """What was changed in that file without anything being said of it."""
    written(HONEST, folder)
    found, tried = [], 0
    for data, pack in packs:
        tried += 1
        (folder / name).write_bytes(data)
        (folder / "SHA256SUMS").write_bytes(pack["SHA256SUMS"])
        if not faults(folder):
            found.append(data)
    assert tried >= 5
    return found


@pytest.mark.parametrize("name", EVIDENCE)
def test_no_change_goes_unnoticed_even_if_the_checksums_were_mended(name: str, tmp_path: Path) -> None:
    assert HONEST[name] not in tampered(name)
    packs = ((data, mended({**HONEST, name: data})) for data in tampered(name) if not says_less(data))
    assert not unnoticed(name, tmp_path, packs)


@pytest.mark.parametrize("name", sorted(HONEST))
def test_no_change_goes_unnoticed_if_the_checksums_were_not_mended(name: str, tmp_path: Path) -> None:
    data = HONEST[name]
    changes = [data + b" ", data[:-1], data[1:], b"", data.swapcase(), data[:-2] + b"00"]
    assert not unnoticed(name, tmp_path, ((change, HONEST | {name: change}) for change in changes))


def test_each_line_of_the_checksums_matters(tmp_path: Path) -> None:
    changes = [b"".join(line + b"\n" for line in lines) for lines in lines_changed(HONEST["SHA256SUMS"].splitlines())]
    written(HONEST, tmp_path)
    for change in changes:
        (tmp_path / "SHA256SUMS").write_bytes(change)
        assert faults(tmp_path), change


def ends(text: str) -> list[int]:
    return [at for at, letter in enumerate(text) if letter == "\n"] + [len(text)]


def test_every_letter_of_a_checkpoint_matters(tmp_path: Path) -> None:
    """Some letters of the text and of each signature, among them the last ones, which base 64 may pass over."""
    first, *rest = HONEST["log/checkpoints.jsonl"].splitlines()
    one = json.loads(first)
    written(HONEST, tmp_path)
    for part in ("note", "cosignatures"):
        text = one[part] if part == "note" else one[part][0]
        for at in {*range(0, len(text), 4), *(end - back for end in ends(text) for back in range(1, 5))}:
            changed = text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]
            line = canonical({**one, part: changed if part == "note" else [changed]})
            data = b"\n".join([line, *rest, b""])
            (tmp_path / "log/checkpoints.jsonl").write_bytes(data)
            (tmp_path / "SHA256SUMS").write_bytes(mended({**HONEST, "log/checkpoints.jsonl": data})["SHA256SUMS"])
            assert faults(tmp_path), (part, at, text[at])
