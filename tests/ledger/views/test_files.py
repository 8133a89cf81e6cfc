"""/record, for programs: the same files as a mirror holds, and proofs that convince."""

from pathlib import Path
from typing import Any

import pytest

from database import execute
from database.append_only import lifted
from ledger import mirroring, standing, witness
from ledger.models import APPEND_ONLY
from ledger.notes import VerifierKey, verified
from ledger.sequencing import sequence
from ledger.tree import verify_consistency, verify_inclusion
from tests.browsing import Client
from tests.ledger.record_scenes import ORIGIN, cast, leaves, make_record

NUMBERS = ["-1", "x", "1.5", "1e3", "", "9" * 19, "9" * 400, "٣", "0x10", "1 2", "%00"]


async def text(client: Client, path: str, status: int = 200) -> str:
    answer = await client.raw_get(path)
    assert answer.status_code == status, answer.text
    return answer.text


async def test_the_site_hands_out_what_a_mirror_holds(client: Client, tmp_path: Path) -> None:
    await make_record(5, 1000, 1300)
    await mirroring.write(tmp_path)

    for file in (one for one in tmp_path.rglob("*") if one.is_file()):
        assert await text(client, f"/record/{file.relative_to(tmp_path)}") == file.read_text(), file.name
    signed = verified(await text(client, "/record/checkpoint"), VerifierKey.parse(await text(client, "/record/key")))
    assert signed.size == 1300


async def test_what_never_changes_may_be_kept_for_good(client: Client) -> None:
    await make_record(1300)

    full = await client.raw_get("/record/leaves/00000000.jsonl")
    begun = await client.raw_get("/record/leaves/1")

    assert "immutable" in full.headers["cache-control"] and full.text.count("\n") == 1000
    assert "max-age=15" in begun.headers["cache-control"] and begun.text.count("\n") == 300


async def test_checkpoints_come_in_parts(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    await make_record(1, 2, 3, 4)
    everything = await text(client, "/record/checkpoints.jsonl")
    assert everything.count("\n") == 4
    assert await text(client, "/record/checkpoints.jsonl?after=2") == "".join(everything.splitlines(True)[2:])
    assert await text(client, "/record/checkpoints.jsonl?after=4") == ""


async def json_of(client: Client, path: str) -> dict[str, Any]:
    answer = await client.raw_get(path)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_proof_of_inclusion_convinces(client: Client) -> None:
    await make_record(7, 40)
    for leaf, size in [(0, 1), (6, 7), (3, 40), (39, 40), (5, 33)]:
        found = await json_of(client, f"/record/proof/inclusion?leaf={leaf}&size={size}")
        assert found["leaf"] == (await leaves())[leaf]
        hashes = [bytes.fromhex(one) for one in found["proof"]]
        assert verify_inclusion(leaf, size, bytes.fromhex(found["hash"]), hashes, bytes.fromhex(found["root"]))
        assert await json_of(client, f"/record/proof/inclusion?leaf={found['hash']}&size={size}") == found
    assert (await json_of(client, "/record/proof/inclusion?leaf=3"))["size"] == 40


async def test_a_proof_of_consistency_convinces(client: Client) -> None:
    await make_record(7, 40)
    for old, new in [(0, 40), (1, 7), (7, 40), (40, 40), (9, 33)]:
        found = await json_of(client, f"/record/proof/consistency?from={old}&to={new}")
        before, after = bytes.fromhex(found["old_root"]), bytes.fromhex(found["new_root"])
        assert verify_consistency(old, new, before, after, [bytes.fromhex(one) for one in found["proof"]])
    latest = await standing.latest()
    assert latest is not None
    assert (await json_of(client, "/record/proof/consistency?from=7"))["new_root"] == latest.root


async def test_proofs_follow_the_record_as_it_grows_and_when_it_is_another(client: Client) -> None:
    await make_record(7)
    await json_of(client, "/record/proof/consistency?from=7")
    await cast(7, 30)
    await sequence(ORIGIN)
    assert (await json_of(client, "/record/proof/consistency?from=7"))["new"] == 30


async def test_a_record_that_contradicts_its_checkpoint_proves_nothing(client: Client) -> None:
    await make_record(7)
    async with lifted(*APPEND_ONLY):
        await execute("UPDATE checkpoint SET root = 'aa'")
    assert "does not agree" in await text(client, "/record/proof/consistency?from=3", 422)


@pytest.mark.parametrize(
    "path", ["checkpoint", "key", "leaves/0", "proof/inclusion?leaf=0", "proof/consistency?from=0"]
)
async def test_before_the_record_has_begun_there_is_nothing(client: Client, path: str) -> None:
    said = await text(client, f"/record/{path}", 404)
    assert said.endswith(".\n") and len(said) < 100


@pytest.mark.parametrize("number", NUMBERS)
async def test_odd_numbers_are_answered_with_a_sentence(client: Client, number: str) -> None:
    await make_record(7)
    for path in ("proof/inclusion?leaf={}", "proof/inclusion?leaf=1&size={}", "proof/consistency?from={}",
                 "proof/consistency?from=1&to={}", "checkpoints.jsonl?after={}"):  # fmt: skip
        said = await text(client, f"/record/{path.format(number)}", 422)
        assert said.endswith(".\n") and "<" not in said
    assert (await client.raw_get(f"/record/leaves/{number}")).status_code == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("proof/inclusion?leaf=7", 404), ("proof/inclusion?leaf=1&size=8", 404), ("proof/inclusion?leaf=5&size=3", 422),
        ("proof/inclusion?leaf=" + "a" * 64, 404), ("proof/inclusion?leaf=" + "z" * 64, 422),
        ("proof/inclusion", 422), ("proof/consistency", 422), ("proof/consistency?to=3", 422),
        ("proof/consistency?from=5&to=3", 422), ("proof/consistency?from=3&to=8", 404),
        ("proof/consistency?from=999999999999999999", 422), ("leaves/1", 404), ("leaves/999999999999", 404),
        ("leaves/00000000.txt", 404),
    ],
)  # fmt: skip
async def test_what_is_not_there_is_answered_with_a_sentence(client: Client, path: str, status: int) -> None:
    await make_record(7)
    assert (await text(client, f"/record/{path}", status)).endswith(".\n")


async def test_the_program_for_witnesses_is_the_one_that_is_tested(client: Client) -> None:
    answer = await client.raw_get("/record/witness.py")
    assert answer.text == Path(witness.__file__).read_text("utf-8")
    assert "attachment" in answer.headers["content-disposition"]
