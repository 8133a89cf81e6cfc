"""The pool as one number: a registrant can check that they are in, and nobody learns who else is."""

import json
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assembly.sortition.drawing.canonical import canonical
from assembly.sortition.drawing.receipts import (
    Entry,
    PoolTree,
    check_receipt,
    is_pseudonym,
    leads_to_root,
    pool_leaf,
    pool_root,
    pseudonym,
    receipt_bytes,
)
from assembly.sortition.drawing.refusals import DrawingRefused
from ledger.tree import Tree, verify_inclusion

ANN = Entry("3", "R-4K7Q2M", "11" * 32, (("age", "16-24"), ("gender", "woman")))
HASHES = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=40, unique=True)


def others(count: int) -> list[bytes]:
    return [sha256(bytes([number])).digest() for number in range(count)]


def test_a_leaf_is_what_openssl_makes_of_the_entry() -> None:
    text = f'{{"a":"3","f":[["age","16-24"],["gender","woman"]],"h":"","p":"R-4K7Q2M","s":"{"11" * 32}","v":1}}'
    assert ANN.as_bytes() == text.encode()
    assert pool_leaf(ANN).hex() == "0484ee5eccd8920682e5806637dda57d4f3a667668ccab0b19837b3dd96949f7"


def test_a_root_is_what_openssl_makes_of_three_leaves() -> None:
    leaves = [bytes.fromhex(two * 32) for two in ("cc", "aa", "bb")]
    assert pool_root(leaves) == "9633b0ce0937fab8c998ffa595193755199f36aa16faab36fc024c80a50531e7"


@given(HASHES)
def test_the_tree_is_that_of_the_ledger_over_sorted_leaves(leaves: list[bytes]) -> None:
    ours, theirs = PoolTree(leaves), Tree(sorted(leaves))
    assert ours.root == theirs.root().hex()
    for leaf in leaves:
        index = ours.index(leaf)
        assert [bytes.fromhex(one) for one in ours.proof(index)] == theirs.inclusion_proof(index, ours.size)


@given(HASHES, st.data())
def test_every_proof_convinces_and_no_other_does(leaves: list[bytes], data: st.DataObject) -> None:
    tree = PoolTree(leaves)
    index, size = data.draw(st.integers(-1, tree.size)), data.draw(st.integers(1, tree.size + 3))
    leaf, proof = data.draw(st.sampled_from(leaves)), tree.proof(data.draw(st.integers(0, tree.size - 1)))
    found = leads_to_root(leaf, index, size, proof, tree.root)
    assert found == verify_inclusion(index, size, leaf, [bytes.fromhex(one) for one in proof], bytes.fromhex(tree.root))
    assert leads_to_root(leaf, tree.index(leaf), tree.size, tree.proof(tree.index(leaf)), tree.root)


def test_the_order_in_which_people_came_changes_nothing() -> None:
    assert pool_root(others(7)) == pool_root(reversed(others(7)))


def test_a_pool_has_somebody_in_it_and_nobody_twice() -> None:
    for leaves in ([], others(2) * 2):
        with pytest.raises(ValueError, match="at least one leaf"):
            pool_root(leaves)


@pytest.mark.parametrize("count", [0, 1, 2, 6, 7, 19])
def test_a_receipt_shows_its_owner_that_they_are_in(count: int) -> None:
    tree = PoolTree([pool_leaf(ANN), *others(count)])
    assert check_receipt(receipt_bytes(ANN, tree) + b"\n", "3", tree.root, tree.size) == ANN


def test_a_receipt_is_refused_in_a_sentence_when_it_is_of_something_else() -> None:
    tree = PoolTree([pool_leaf(ANN), *others(5)])
    receipt = receipt_bytes(ANN, tree)
    with pytest.raises(DrawingRefused, match="another assembly"):
        check_receipt(receipt, "4", tree.root, tree.size)
    with pytest.raises(DrawingRefused, match="is not in this pool"):
        check_receipt(receipt.replace(b"16-24", b"25-34"), "3", tree.root, tree.size)
    with pytest.raises(DrawingRefused, match="is not in this pool"):
        check_receipt(receipt, "3", "0" * 64, tree.size)


@pytest.mark.parametrize(
    "text",
    [b"", b"{}", b"[]", b"null", b"1", b"\xff", b"[" * 50_000, b'{"entry":1,"index":0,"proof":[],"v":1}', b'{"a":1.5}'],
)
def test_nonsense_is_no_receipt(text: bytes) -> None:
    with pytest.raises(DrawingRefused):
        check_receipt(text, "3", "0" * 64, 5)


def test_a_receipt_with_odd_parts_is_no_receipt() -> None:
    tree = PoolTree([pool_leaf(ANN), *others(5)])
    honest = json.loads(receipt_bytes(ANN, tree))
    entry = honest["entry"]
    odd = [
        honest | {"index": True}, honest | {"index": "0"}, honest | {"proof": "0"}, honest | {"proof": ["zz"]},
        honest | {"more": 1}, honest | {"v": 2}, honest | {"entry": entry | {"f": [["age"]]}},
        honest | {"entry": entry | {"p": "Ann"}}, honest | {"entry": entry | {"s": ""}},
        honest | {"entry": entry | {"v": 2}}, honest | {"entry": entry | {"f": entry["f"][::-1]}},
    ]  # fmt: skip
    for one in odd:
        with pytest.raises(DrawingRefused):
            check_receipt(canonical(one), "3", tree.root, tree.size)


def test_without_the_salt_answers_cannot_be_tried_out() -> None:
    """Two people with the same answers have nothing in common that can be seen."""
    twin = Entry("3", "R-4K7Q2M", "22" * 32, ANN.features)
    assert pool_leaf(twin) != pool_leaf(ANN)


def test_pseudonyms_are_thirty_bits_of_chance_in_letters_that_are_easy_to_read_out() -> None:
    assert pseudonym(bytes(4)) == "R-000000"
    assert pseudonym(b"\xff" * 8) == "R-ZZZZZZ"
    assert pseudonym(b"\x00\x00\x00\x01") == "R-100000"
    assert all(is_pseudonym(pseudonym(sha256(bytes([n])).digest())) for n in range(256))
    assert not [one for one in ("R-00000", "R-ILOU00", "r-000000", "R-000000\n", "") if is_pseudonym(one)]
    with pytest.raises(ValueError, match="four random bytes"):
        pseudonym(b"123")


def test_an_entry_is_made_with_care() -> None:
    for wrong in (
        {"pseudonym": "Ann"},
        {"salt": "11"},
        {"features": (("b", "1"), ("a", "1"))},
        {"features": (("a", "1"), ("a", "2"))},
    ):
        with pytest.raises(ValueError, match="entry"):
            Entry(**{"assembly": "3", "pseudonym": "R-000000", "salt": "11" * 32, "features": (), **wrong})  # type: ignore[arg-type]
