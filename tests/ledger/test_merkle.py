from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.core.errors import FindingsError
from generator.ledger import merkle

VECTORS = Path(__file__).parents[2].parent / "shared" / "vectors" / "rfc6962"

# The eight leaves that implementations of RFC 6962 share as test data, and the root after each.
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def hashes(count: int) -> list[bytes]:
    return [merkle.leaf_hash(b"entry %d" % i) for i in range(count)]


# The definitions of RFC 6962 section 2.1, word for word, as the yardstick for the iterative code.
def split(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def mth(d: list[bytes]) -> bytes:
    if not d:
        return hashlib.sha256(b"").digest()
    if len(d) == 1:
        return d[0]
    k = split(len(d))
    return hashlib.sha256(b"\x01" + mth(d[:k]) + mth(d[k:])).digest()


def path(m: int, d: list[bytes]) -> list[bytes]:
    if len(d) == 1:
        return []
    k = split(len(d))
    return [*path(m, d[:k]), mth(d[k:])] if m < k else [*path(m - k, d[k:]), mth(d[:k])]


def subproof(m: int, d: list[bytes], complete: bool) -> list[bytes]:
    if m == len(d):
        return [] if complete else [mth(d)]
    k = split(len(d))
    if m <= k:
        return [*subproof(m, d[:k], complete), mth(d[k:])]
    return [*subproof(m - k, d[k:], False), mth(d[:k])]


def code_of(call: Callable[..., object], *arguments: object) -> str | None:
    try:
        call(*arguments)
    except FindingsError as error:
        return error.problems[0].code
    return None


def test_shared_leaves() -> None:
    leaf_hashes = [merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in LEAVES]
    assert [merkle.root(leaf_hashes[: n + 1]).hex() for n in range(8)] == ROOTS
    assert merkle.root([]) == merkle.EMPTY_ROOT == hashlib.sha256(b"").digest()


def test_roots_and_proofs_equal_the_definitions() -> None:
    leaves = hashes(70)
    tree = merkle.Tree(leaves)
    for size in range(1, 71):
        part = leaves[:size]
        root = tree.root(size)
        assert root == merkle.root(part) == mth(part)
        for index in range(size):
            proof = tree.inclusion_proof(index, size)
            assert proof == path(index, part)
            merkle.verify_inclusion(index, size, leaves[index], proof, root)
        for old in range(1, size + 1):
            proof = tree.consistency_proof(old, size)
            assert proof == subproof(old, part, True)
            merkle.verify_consistency(old, size, tree.root(old), root, proof)
    assert merkle.inclusion_proof(12, leaves) == tree.inclusion_proof(12)
    assert merkle.consistency_proof(12, leaves) == tree.consistency_proof(12)


@given(st.lists(st.integers(1, 40), max_size=8))
def test_a_tree_grown_in_steps_equals_one_made_at_once(steps: list[int]) -> None:
    leaves = hashes(sum(steps))
    grown = merkle.Tree()
    for step in steps:
        grown.extend(leaves[grown.size : grown.size + step])
    assert grown.levels == merkle.Tree(leaves).levels


def spoil(data: st.DataObject, proof: list[bytes]) -> list[bytes]:
    """The proof with one thing wrong."""
    spoiled = list(proof)
    ways = ["add"] + (["flip", "drop"] if proof else []) + (["swap"] if len(proof) > 1 else [])
    way = data.draw(st.sampled_from(ways))
    at = data.draw(st.integers(0, max(len(proof) - 1, 0)))
    if way == "flip":
        bit = data.draw(st.integers(0, 255))
        value = int.from_bytes(spoiled[at], "big") ^ 1 << bit
        spoiled[at] = value.to_bytes(32, "big")
    elif way == "drop":
        del spoiled[at]
    elif way == "add":
        spoiled.insert(at, hashlib.sha256(bytes([at])).digest())
    else:
        other = (at + 1) % len(spoiled)
        spoiled[at], spoiled[other] = spoiled[other], spoiled[at]
    return spoiled


@given(st.data(), st.integers(1, 70))
def test_a_spoiled_inclusion_proof_is_rejected(data: st.DataObject, size: int) -> None:
    tree = merkle.Tree(hashes(size))
    index = data.draw(st.integers(0, size - 1))
    proof = spoil(data, tree.inclusion_proof(index))
    leaf = tree.levels[0][index]
    assert code_of(lambda: merkle.verify_inclusion(index, size, leaf, proof, tree.root())) in {"L102", "L103"}


@given(st.integers(2, 70), st.data())
def test_a_proof_fits_no_other_index_leaf_or_root(size: int, data: st.DataObject) -> None:
    tree = merkle.Tree(hashes(size))
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size - 1).filter(lambda i: i != index))
    proof, leaf = tree.inclusion_proof(index), tree.levels[0][index]
    assert code_of(lambda: merkle.verify_inclusion(other, size, leaf, proof, tree.root())) in {"L102", "L103"}
    wrong = tree.levels[0][other]
    assert code_of(lambda: merkle.verify_inclusion(index, size, wrong, proof, tree.root())) == "L103"
    assert code_of(lambda: merkle.verify_inclusion(index, size, leaf, proof, merkle.EMPTY_ROOT)) == "L103"


@given(st.data(), st.integers(1, 70))
def test_a_spoiled_consistency_proof_is_rejected(data: st.DataObject, size: int) -> None:
    tree = merkle.Tree(hashes(size))
    old = data.draw(st.integers(1, size))
    proof = spoil(data, tree.consistency_proof(old))
    code = code_of(lambda: merkle.verify_consistency(old, size, tree.root(old), tree.root(), proof))
    assert code in {"L105", "L106", "L107"}


@given(st.data(), st.integers(2, 70))
def test_a_rewritten_history_has_no_consistency_proof(data: st.DataObject, size: int) -> None:
    leaves = hashes(size)
    old = data.draw(st.integers(1, size))
    changed = data.draw(st.integers(0, old - 1))
    honest = merkle.Tree(leaves)
    leaves[changed] = merkle.leaf_hash(b"another entry")
    forged = merkle.Tree(leaves)
    for proof in (honest.consistency_proof(old), forged.consistency_proof(old)):
        code = code_of(merkle.verify_consistency, old, size, honest.root(old), forged.root(), proof)
        assert code in {"L106", "L107"}


def test_sizes_and_indexes_outside_the_tree() -> None:
    tree = merkle.Tree(hashes(5))
    root = tree.root()
    for index in (-1, 5, 2**70):
        assert code_of(tree.inclusion_proof, index) == "L101"
        assert code_of(merkle.verify_inclusion, index, 5, root, [], root) == "L101"
    assert code_of(lambda: tree.inclusion_proof(0, 6)) == "L101"
    for size in (-1, 6):
        assert code_of(tree.root, size) == "L109"
    for old, new in ((0, 5), (-1, 5), (4, 3), (0, 0)):
        assert code_of(tree.consistency_proof, old, new) == "L104"
        assert code_of(merkle.verify_consistency, old, new, root, root, []) == "L104"
    assert code_of(lambda: tree.consistency_proof(5, 6)) == "L104"


def test_hashes_of_another_length() -> None:
    root = merkle.root(hashes(2))
    assert code_of(lambda: merkle.Tree([root, b"short"])) == "L108"
    assert code_of(lambda: merkle.verify_inclusion(0, 2, root, [root[:31]], root)) == "L108"
    assert code_of(lambda: merkle.verify_consistency(1, 2, root, root, [root + b"x"])) == "L108"


def load(kind: str) -> dict[str, dict[str, object]]:
    if not VECTORS.is_dir():
        pytest.skip("the RFC 6962 vectors are not part of the project; they lie in ../shared/vectors/rfc6962")
    folder = VECTORS / kind
    return {
        str(file.relative_to(folder)): json.loads(file.read_text("utf-8")) for file in sorted(folder.rglob("*.json"))
    }


def b64(value: object) -> bytes:
    return base64.b64decode(str(value or ""))


def proof_of(vector: dict[str, object]) -> list[bytes]:
    listed = vector["proof"] or []
    assert isinstance(listed, list)
    return [b64(item) for item in listed]


def number(value: object) -> int:
    assert isinstance(value, int)
    return value


def test_published_inclusion_vectors() -> None:
    vectors = load("inclusion")
    assert len(vectors) == 98
    for name, v in vectors.items():
        refused = code_of(
            merkle.verify_inclusion,
            number(v["leafIdx"]),
            number(v["treeSize"]),
            b64(v["leafHash"]),
            proof_of(v),
            b64(v["root"]),
        )
        assert (refused is not None) == v["wantErr"], name


SIZE_ZERO_POLICY = {
    # A verifier that lets every tree follow the empty one accepts these three of the 196. We refuse them,
    # as the vectors ask, because a proof about nothing would be reported as a check that was made.
    "additional/sizes-are-equal-zero-and-proof-is-empty.json",
    "additional/size1-is-zero-and-does-not-equal-size2.json",
    "additional/size1-is-zero-and-size2-is-not-zero.json",
}


def test_published_consistency_vectors() -> None:
    vectors = load("consistency")
    assert len(vectors) == 98
    for name, v in vectors.items():
        refused = code_of(
            merkle.verify_consistency,
            number(v["size1"]),
            number(v["size2"]),
            b64(v["root1"]),
            b64(v["root2"]),
            proof_of(v),
        )
        assert (refused is not None) == v["wantErr"], name
        if name in SIZE_ZERO_POLICY:
            assert refused == "L104"
    assert set(vectors) >= SIZE_ZERO_POLICY
