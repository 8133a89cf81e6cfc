"""draw.py shares no line with the core of the site: on whatever they are given, they come to the same."""

import os
import subprocess
import sys
from collections.abc import Sequence

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from assembly.sortition.drawing.canonical import canonical
from assembly.sortition.drawing.indices import Again, index_of
from assembly.sortition.drawing.portfolios import panels_of, portfolio_bytes
from assembly.sortition.drawing.receipts import PoolTree, leads_to_root, pseudonym
from assembly.sortition.drawing.refusals import DrawingRefused
from assembly.sortition.drawing.sources import Beacon, Rolls
from assembly.verifiers import draw
from tests.house import ROOT

HASHES = st.binary(min_size=32, max_size=32)
LEAVES = st.lists(HASHES, min_size=1, max_size=40, unique=True)
LINES = st.integers(1, 20_000)


@given(HASHES, HASHES, LINES)
def test_on_what_a_beacon_gives(randomness: bytes, commitment: bytes, lines: int) -> None:
    ours = index_of([Beacon(1, randomness.hex())], commitment.hex(), lines)
    assert draw.from_beacon(randomness.hex(), commitment.hex(), lines) == ours


@given(st.sampled_from([("balls", "0123456789"), ("dice", "123456")]), st.integers(1, 4), st.data())
def test_on_what_balls_and_dice_give(kind: tuple[str, str], times: int, data: st.DataObject) -> None:
    name, faces = kind
    lines = data.draw(st.integers(1, len(faces) ** times))
    rolls = data.draw(st.lists(st.text(faces, min_size=times, max_size=times), min_size=1, max_size=4))
    try:
        ours = index_of([Rolls(name, tuple(rolls))], "", lines)
    except DrawingRefused:
        ours = Again(name, "", 0)
    assert theirs(rolls, faces, times, lines) == (None if isinstance(ours, Again) else ours)


def theirs(rolls: Sequence[str], faces: str, times: int, lines: int) -> int | None:
    try:
        return draw.from_rolls(rolls, faces, times, lines)
    except ValueError:
        return None


@given(LEAVES)
def test_on_roots(leaves: list[bytes]) -> None:
    assert draw.root_of(sorted(leaves)) == PoolTree(leaves).root


@given(LEAVES, st.data())
def test_on_what_a_proof_shows(leaves: list[bytes], data: st.DataObject) -> None:
    tree = PoolTree(leaves)
    index, size = data.draw(st.integers(-1, tree.size)), data.draw(st.integers(1, tree.size + 3))
    leaf, proof = data.draw(st.sampled_from(leaves)), tree.proof(data.draw(st.integers(0, tree.size - 1)))
    try:
        found = draw.climbed(leaf, index, size, proof) == tree.root
    except (ValueError, IndexError):
        found = False
    assert found == leads_to_root(leaf, index, size, proof, tree.root)


@given(st.lists(st.lists(st.integers(0, 12), min_size=2, max_size=2, unique=True), min_size=1, max_size=30))
def test_on_the_order_of_lines(panels: list[list[int]]) -> None:
    named = [[pseudonym(bytes([0, 0, 0, one])) for one in panel] for panel in panels]
    lines = [" ".join(panel) for panel in panels_of(portfolio_bytes(named))]
    assert draw.in_order(sorted(lines)) == lines


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2**53 - 1) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="ascii")), inner),
    max_leaves=8,
)


@given(VALUES)
def test_on_how_things_are_written(value: object) -> None:
    assert draw.canonical(value) == canonical(value)


@settings(max_examples=60)
@given(HASHES, st.binary(max_size=80), st.data())
def test_on_signatures_with_a_library_that_does_nothing_else(seed: bytes, text: bytes, data: st.DataObject) -> None:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    key, signature = private.public_key().public_bytes_raw(), private.sign(text)
    assert draw.Curve().signed(key, signature, text)
    parts = [key, signature, text + b"."]
    part, bit = data.draw(st.integers(0, 2)), data.draw(st.integers(0, 255))
    changed = bytearray(parts[part])
    changed[bit // 8 % len(changed)] ^= 1 << bit % 8
    parts[part] = bytes(changed)
    assert signed(*parts) == is_signed(*parts) is False


def signed(key: bytes, signature: bytes, text: bytes) -> bool:
    try:
        return draw.Curve().signed(key, signature, text)
    except ValueError:
        return False


def is_signed(key: bytes, signature: bytes, text: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, text)
    except (InvalidSignature, ValueError):
        return False
    return True


def test_a_signature_that_is_one_turn_too_long_is_none() -> None:
    """RFC 8032 wants S below the order of the group, so that nobody can make a second signature out of one."""
    private = Ed25519PrivateKey.from_private_bytes(bytes(32))
    key, signature = private.public_key().public_bytes_raw(), private.sign(b"")
    longer = int.from_bytes(signature[32:], "little") + draw.Curve.L
    assert not draw.Curve().signed(key, signature[:32] + longer.to_bytes(32, "little"), b"")


PROGRAM = """
import hashlib
from tests.assembly.verifiers.draw_scenes import Scene, draw_of
print(hashlib.sha256(repr(sorted(draw_of(Scene()).items())).encode()).hexdigest())
"""


def test_every_file_of_a_draw_is_the_same_under_any_hash_seed() -> None:
    said = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            cwd=ROOT,
        ).stdout
        for seed in ("0", "1", "random")
    }
    assert len(said) == 1
