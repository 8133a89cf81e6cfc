"""The tree of RFC 6962: against published vectors, against its own rules, and against an independent library."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree  # type: ignore[import-untyped]

from ledger.tree import EMPTY, Frontier, Tree, leaf_hash, verify_consistency, verify_inclusion
from ledger.witness import grew

# The leaves and roots that implementations of Certificate Transparency are tested with.
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def tree_of(size: int) -> Tree:
    return Tree(leaf_hash(bytes([number % 251, number // 251])) for number in range(size))


@pytest.mark.parametrize("size", range(9))
def test_roots_are_the_published_ones(size: int) -> None:
    frontier = Frontier()
    for leaf in LEAVES[:size]:
        frontier.append(leaf_hash(leaf))

    tree = Tree(map(leaf_hash, LEAVES))
    assert [frontier.root().hex(), tree.root(size).hex()] == [ROOTS[size]] * 2


def test_the_root_of_nothing_is_the_hash_of_nothing() -> None:
    assert Tree().root() == Frontier().root() == EMPTY


def test_the_published_proofs_of_the_eight_leaves() -> None:
    tree = Tree(map(leaf_hash, LEAVES))

    inclusion = [one.hex()[:8] for one in tree.inclusion_proof(5, 8)]
    consistency = [one.hex()[:8] for one in tree.consistency_proof(6, 8)]

    assert inclusion == ["bc1a0643", "ca854ea1", "d37ee418"]
    assert consistency == ["0ebc5d34", "ca854ea1", "d37ee418"]


@given(st.integers(0, 300), st.data())
def test_every_proof_convinces_and_no_other_does(size: int, data: st.DataObject) -> None:
    tree, old = tree_of(size), data.draw(st.integers(0, size))
    proof = tree.consistency_proof(old, size)
    assert verify_consistency(old, size, tree.root(old), tree.root(), proof)
    if size:
        index = data.draw(st.integers(0, size - 1))
        leaf = leaf_hash(bytes([index % 251, index // 251]))
        shown = tree.inclusion_proof(index, size)
        assert verify_inclusion(index, size, leaf, shown, tree.root())
        assert not verify_inclusion(index, size, leaf_hash(b"another"), shown, tree.root())
        assert not verify_inclusion(size, size, leaf, shown, tree.root())
        assert not verify_inclusion(index, size, leaf, [*shown, EMPTY], tree.root())
    if 0 < old < size:
        other = data.draw(st.integers(0, len(proof) - 1))
        assert not verify_consistency(old, size, leaf_hash(b"x"), tree.root(), proof)
        assert not verify_consistency(old, size, tree.root(old), leaf_hash(b"x"), proof)
        assert not verify_consistency(old, size, tree.root(old), tree.root(), [*proof[:other], EMPTY, *proof[other:]])
        assert not verify_consistency(old, size, tree.root(old), tree.root(), proof[:-1])


@given(st.integers(0, 130), st.data())
def test_the_witness_who_has_a_program_of_its_own_comes_to_the_same(size: int, data: st.DataObject) -> None:
    tree, old = tree_of(size), data.draw(st.integers(0, size))
    proof = data.draw(
        st.one_of(
            st.just(tree.consistency_proof(old, size)),
            st.lists(st.sampled_from([tree.root(one) for one in range(size + 1)]), max_size=8),
        )
    )
    ours = verify_consistency(old, size, tree.root(old), tree.root(), proof)
    assert grew(old, tree.root(old), size, tree.root(), proof) == ours


def test_an_independent_library_comes_to_the_same_roots_and_proofs() -> None:
    theirs, ours = InmemoryTree(algorithm="sha256"), Tree()
    for number in range(70):
        entry = str(number).encode()
        theirs.append_entry(entry)
        ours.append(leaf_hash(entry))
        size = number + 1
        assert theirs.get_root() == ours.root()
        for index in {0, number // 3, number}:
            path = theirs.prove_inclusion(index + 1, size).path[1:]
            assert path == ours.inclusion_proof(index, size)


def test_a_frontier_taken_up_again_goes_on_as_if_nothing_had_happened() -> None:
    whole = Frontier()
    for number in range(100):
        again = Frontier(whole.size, whole.peaks)
        for one in (whole, again):
            one.append(leaf_hash(bytes([number])))
        assert again.root() == whole.root()
    with pytest.raises(ValueError):
        Frontier(3, [EMPTY])


@pytest.mark.parametrize("ask", [lambda t: t.root(9), lambda t: t.inclusion_proof(8, 8), lambda t: t.root(-1),
                                 lambda t: t.inclusion_proof(-1, 8), lambda t: t.consistency_proof(8, 9)])  # fmt: skip
def test_what_is_not_there_cannot_be_proved(ask) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError):
        ask(Tree(map(leaf_hash, LEAVES)))
