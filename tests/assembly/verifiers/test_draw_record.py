"""A draw with the real record: its leaves, proofs and witnesses are such as draw.py reads."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from assembly.sortition.drawing.records import Standing, draw_leaf, drawn_leaf, record_bytes, void_leaf
from assembly.sortition.drawing.results import Result, drawn, randomness_bytes
from assembly.sortition.drawing.sources import Balls, parse_randomness
from database import transaction
from ledger import log, standing
from ledger.leaves import canonical
from ledger.proofs import inclusion
from ledger.sequencing import sequence
from ledger.tree import leaf_hash
from ledger.witnessing import ask_all, witnesses
from tests.assembly.verifiers.draw_scenes import Files, Scene, commitment_of
from tests.assembly.verifiers.drawing_again import GOOD, told_of
from tests.ledger.record_scenes import ORIGIN, cast, make_record, running_witness


async def stand(*leaves: Mapping[str, Any]) -> None:
    async with transaction():
        for leaf in leaves:
            await log.append(leaf)
    await sequence(ORIGIN)


async def record(*leaves: Mapping[str, Any]) -> Files:
    """The two files of the record, read from where the site keeps it."""
    found, used = list[Standing](), list[standing.Signed]()
    for leaf in leaves:
        name = leaf_hash(canonical(leaf).encode()).hex()
        number = (await inclusion(name)).number
        holds = [one for one in await standing.checkpoints(number) if one.size > number]
        first = next((one for one in holds if one.cosignatures), holds[0])
        proof = await inclusion(name, first.size)
        found.append(Standing(leaf, number, first.size, proof.proof))
        used += [first] if first not in used else []
    checkpoints = [(one.note, one.cosignatures) for one in sorted(used, key=lambda one: one.size)]
    signed = [one.witness for one in await standing.cosigned()]
    lines = await standing.leaves(0, used[-1].size)
    return {
        "record.json": record_bytes(standing.key(), signed, checkpoints, found),
        "leaves.jsonl": "".join(f"{line}\n" for line in lines).encode(),
    }


def drawn_today(rolled: str = "41") -> tuple[str, Result, Files]:
    now = datetime.now(UTC)
    commitment, portfolio = commitment_of(Scene())
    commitment = replace(commitment, made=now, when=now + timedelta(days=1), randomness=[Balls(2)])
    values = [parse_randomness("balls", rolled, commitment.randomness)]
    result = drawn(commitment, portfolio, values)
    assert isinstance(result, Result)
    files = {"commitment.json": commitment.as_bytes(), "portfolio.txt": portfolio}
    files |= {"randomness.json": randomness_bytes(values), "result.json": result.as_bytes()}
    return commitment.hash, result, files


async def test_from_the_commitment_to_a_void_draw_the_record_proves_each_step(db: None, tmp_path: Path) -> None:
    commitment_hash, result, files = drawn_today()
    before, after = draw_leaf("3", 1, commitment_hash), drawn_leaf("3", 1, result.as_bytes())
    void = void_leaf("3", 1, "A ball was missing.")
    await make_record(3, 5)
    with running_witness(tmp_path, standing.key()) as (_, setting):
        await stand(before)
        await ask_all(witnesses(setting))
        await cast(5, 9)
        await stand(after, void)
        await ask_all(witnesses(setting))

    folder = tmp_path / "draw"
    folder.mkdir()
    fixed = {name: files[name] for name in ("commitment.json", "portfolio.txt")}
    status, lines = told_of({**fixed, **await record(before)}, folder)
    assert (status, lines[-1]) == (0, GOOD)
    assert [line for line in lines if line.startswith("A witness signed the commitment at ")]

    status, lines = told_of({**files, **await record(before, after, void)}, folder)
    assert (status, lines[-1]) == (0, GOOD)
    assert [line for line in lines if line.startswith("THIS DRAW IS VOID.")]
    assert not said(lines, "that the commitment is older")


async def test_a_commitment_that_came_into_the_record_with_its_result_proves_nothing(db: None, tmp_path: Path) -> None:
    commitment_hash, result, files = drawn_today()
    leaves = draw_leaf("3", 1, commitment_hash), drawn_leaf("3", 1, result.as_bytes())
    await stand(*leaves)
    status, lines = told_of({**files, **await record(*leaves)}, tmp_path)
    assert status == 0
    assert said(lines, "that the commitment is older than the result: the record took in both at once")


async def test_a_council_that_commits_twice_is_found_out(db: None, tmp_path: Path) -> None:
    commitment_hash, result, files = drawn_today()
    leaves = draw_leaf("3", 1, commitment_hash), drawn_leaf("3", 1, result.as_bytes())
    await stand(draw_leaf("3", 1, "ab" * 32), leaves[0])
    await stand(leaves[1])
    status, lines = told_of({**files, **await record(*leaves)}, tmp_path)
    assert status == 1
    assert "leaves.jsonl: has other commitments of this draw as well" in lines


def said(lines: Sequence[str], what: str) -> bool:
    return any(line.startswith(f"Not checked: {what}") for line in lines)
