"""The Merkle tree of the log: SHA-256 hashing, roots, proofs and their verification (RFC 6962, RFC 9162 section 2.1).

A leaf is hashed as ``SHA-256(0x00 || entry)`` and an inner node as ``SHA-256(0x01 || left || right)``, so that
neither can stand for the other. Byte formats: docs/spec/20-log.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from generator.core.errors import FindingsError

HASH_SIZE = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """The 32-byte hash of one entry."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The 32-byte hash of an inner node over its two children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree that grows to the right; roots and proofs of every size it ever had, each in logarithmic time.

    ``levels[k][i]`` is the hash over leaves ``i * 2**k`` up to (not including) ``(i + 1) * 2**k``; only complete
    subtrees are kept, so appending never changes a stored hash.
    """

    def __init__(self, leaf_hashes: Iterable[bytes] = ()) -> None:
        self.levels: list[list[bytes]] = [[]]
        self.extend(leaf_hashes)

    @property
    def size(self) -> int:
        """The number of leaves."""
        return len(self.levels[0])

    def extend(self, leaf_hashes: Iterable[bytes]) -> None:
        """Append leaves. Raises FindingsError L108 for a hash that is not 32 bytes; the tree is then unchanged."""
        added = list(leaf_hashes)
        _check_hashes(added)
        self.levels[0].extend(added)
        sha256 = hashlib.sha256
        level = 0
        while len(self.levels[level]) > 1:
            children = self.levels[level]
            level += 1
            if level == len(self.levels):
                self.levels.append([])
            parents = self.levels[level]
            fresh = children[2 * len(parents) : len(children) // 2 * 2]
            pairs = zip(fresh[::2], fresh[1::2], strict=True)
            parents.extend([sha256(b"\x01" + left + right).digest() for left, right in pairs])

    def root(self, size: int | None = None) -> bytes:
        """The root over the first ``size`` leaves (all of them by default). Raises FindingsError L109."""
        count = self.size if size is None else size
        if not 0 <= count <= self.size:
            raise FindingsError.of("L109", asked=count, size=self.size)
        return self._range(0, count) if count else EMPTY_ROOT

    def inclusion_proof(self, index: int, size: int | None = None) -> list[bytes]:
        """The hashes, from the leaf upwards, that lead from leaf ``index`` to ``root(size)``.

        Raises FindingsError L101.
        """
        high = self.size if size is None else size
        if not 0 <= index < high <= self.size:
            raise FindingsError.of("L101", index=index, size=high)
        low = 0
        path = []
        while high - low > 1:
            middle = low + _split(high - low)
            if index < middle:
                path.append(self._range(middle, high))
                high = middle
            else:
                path.append(self._range(low, middle))
                low = middle
        return path[::-1]

    def consistency_proof(self, old_size: int, size: int | None = None) -> list[bytes]:
        """The hashes that show that the tree of ``old_size`` leaves is the beginning of that of ``size``.

        Raises FindingsError L104 unless 0 < old_size <= size <= the tree's size.
        """
        high = self.size if size is None else size
        if not 0 < old_size <= high <= self.size:
            raise FindingsError.of("L104", old=old_size, new=high)
        low = 0
        path = []
        while high != old_size:
            middle = low + _split(high - low)
            if old_size <= middle:
                path.append(self._range(middle, high))
                high = middle
            else:
                path.append(self._range(low, middle))
                low = middle
        # The old root itself is left out where the old tree is a complete left part: the verifier has it.
        if low > 0:
            path.append(self._range(low, high))
        return path[::-1]

    def _range(self, low: int, high: int) -> bytes:
        """Hash over leaves low..high, where ``low`` is aligned to the size of the range; folded from the right."""
        pieces = []
        while low < high:
            level = (high - low).bit_length() - 1
            pieces.append(self.levels[level][low >> level])
            low += 1 << level
        result = pieces.pop()
        while pieces:
            result = node_hash(pieces.pop(), result)
        return result


def root(leaf_hashes: Sequence[bytes]) -> bytes:
    """The root over all ``leaf_hashes``; of none, SHA-256 of nothing. Raises FindingsError L108."""
    return Tree(leaf_hashes).root()


def inclusion_proof(index: int, leaf_hashes: Sequence[bytes]) -> list[bytes]:
    """:meth:`Tree.inclusion_proof` for a tree that is needed only once."""
    return Tree(leaf_hashes).inclusion_proof(index)


def consistency_proof(old_size: int, leaf_hashes: Sequence[bytes]) -> list[bytes]:
    """:meth:`Tree.consistency_proof` for a tree that is needed only once."""
    return Tree(leaf_hashes).consistency_proof(old_size)


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], expected_root: bytes) -> None:
    """Check that ``leaf`` (a leaf hash) is at ``index`` in the tree of ``size`` leaves with ``expected_root``.

    RFC 9162 section 2.1.3.2. Raises FindingsError L101 (no such index), L102 (number of hashes), L103 (other root),
    L108 (a hash in the proof is not 32 bytes).
    """
    if not 0 <= index < size:
        raise FindingsError.of("L101", index=index, size=size)
    _check_hashes([leaf, *proof])
    node, last, result = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise FindingsError.of("L102", index=index, size=size)
        if node & 1 or node == last:
            result = node_hash(sibling, result)
            node, last = _skip_right_edge(node, last)
        else:
            result = node_hash(result, sibling)
        node >>= 1
        last >>= 1
    if last != 0:
        raise FindingsError.of("L102", index=index, size=size)
    if result != expected_root:
        raise FindingsError.of("L103", index=index, size=size)


def verify_consistency(old_size: int, size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Check that the tree of ``old_size`` leaves and ``old_root`` is the beginning of ``size`` and ``new_root``.

    RFC 9162 section 2.1.4.2. An old size of 0 is refused: every tree begins with nothing, so there is nothing to check.
    Raises FindingsError L104 (sizes), L105 (number of hashes), L106 (other old root), L107 (other new root),
    L108 (a hash in the proof is not 32 bytes).
    """
    if not 0 < old_size <= size:
        raise FindingsError.of("L104", old=old_size, new=size)
    _check_hashes(proof)
    # Left out of the proof where the old tree is a complete left part: the verifier starts from its root.
    start = [old_root] if old_size & (old_size - 1) == 0 else []
    hashes = [*start, *proof]
    if (not proof) != (old_size == size):
        raise FindingsError.of("L105", old=old_size, new=size)
    if old_size == size:
        if old_root != new_root:
            raise FindingsError.of("L107", old=old_size, new=size)
        return
    node, last = old_size - 1, size - 1
    while node & 1:
        node >>= 1
        last >>= 1
    old_result = new_result = hashes[0]
    for other in hashes[1:]:
        if last == 0:
            raise FindingsError.of("L105", old=old_size, new=size)
        if node & 1 or node == last:
            old_result = node_hash(other, old_result)
            new_result = node_hash(other, new_result)
            node, last = _skip_right_edge(node, last)
        else:
            new_result = node_hash(new_result, other)
        node >>= 1
        last >>= 1
    if last != 0:
        raise FindingsError.of("L105", old=old_size, new=size)
    if old_result != old_root:
        raise FindingsError.of("L106", old=old_size, new=size)
    if new_result != new_root:
        raise FindingsError.of("L107", old=old_size, new=size)


def _skip_right_edge(node: int, last: int) -> tuple[int, int]:
    # On the right edge a node without a sibling is carried up unchanged: those levels have no hash in the proof.
    while node and not node & 1:
        node >>= 1
        last >>= 1
    return node, last


def _split(count: int) -> int:
    """The largest power of two below ``count`` (which is at least 2)."""
    return 1 << ((count - 1).bit_length() - 1)


def _check_hashes(hashes: Iterable[bytes]) -> None:
    for value in hashes:
        if len(value) != HASH_SIZE:
            raise FindingsError.of("L108", length=len(value))
