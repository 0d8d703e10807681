"""Every receipt that a ledger gives: for each statement, each step between checkpoints, each record.

A pure function of the ledger; the site shows them and verification compares them (docs/spec/42-proofs.md).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from generator.core.errors import FindingsError
from generator.ledger.cosignature import with_first_lines
from generator.ledger.log import PUBLISHED, LogFiles
from generator.ledger.merkle import Tree, leaf_hash
from generator.ledger.policy import parse_policy
from generator.ledger.receipt import SUFFIX, make_receipt
from generator.ledger.record_proof import ProvenStatement, ProvenTrust, RecordProof
from generator.ledger.statements import PublishedStatement
from generator.ledger.trust_chain import TrustChain, read_chain
from generator.ledger.witness_request import make_request
from generator.published.statement import decode_sums

FOLDER = "proofs/"
_RECORDS = "records/"


def proof_paths(statements: Sequence[PublishedStatement], sizes: Iterable[int]) -> set[str]:
    """The paths of :func:`proof_files` in the site; ``sizes`` are those of the published checkpoints."""
    paths = {receipt_path(found.index) for found in statements}
    paths |= {consistency_path(size) for size in sorted(sizes)[1:]}
    return paths | {record_path(found.index, path) for found in statements for path in found.records}


def receipt_path(index: int) -> str:
    """Where the receipt of the statement at ``index`` lies."""
    return f"{FOLDER}{index}{SUFFIX}"


def consistency_path(size: int) -> str:
    """Where it lies that the checkpoint of ``size`` extends the one before it."""
    return f"{FOLDER}consistency/{size}"


def record_path(index: int, path: str) -> str:
    """Where the proof of the record at ``path`` in the statement at ``index`` lies."""
    return f"{FOLDER}{index}/{path.removeprefix(_RECORDS)}"


def proof_files(statements: Sequence[PublishedStatement], log: LogFiles) -> dict[str, bytes]:
    """All receipts by path in the site.

    Raises FindingsError where the ledger is not sound enough to give them (A120, C110, L1xx).
    """
    maker = _Maker.of(statements, log)
    files = {receipt_path(found.index): maker.receipt(found.index) for found in statements}
    sizes = list(log.checkpoints)
    for old, new in pairwise(sizes):
        hashes = maker.tree.consistency_proof(old, new)
        files[consistency_path(new)] = make_request(old, hashes, maker.checkpoint(new))
    for found in statements:
        for path, proof in maker.record_proofs(found):
            files[record_path(found.index, path)] = proof
    return files


@dataclass(frozen=True)
class _Maker:
    statements: Sequence[PublishedStatement]
    log: LogFiles
    chain: TrustChain
    tree: Tree
    reached: list[int]

    @classmethod
    def of(cls, statements: Sequence[PublishedStatement], log: LogFiles) -> _Maker:
        root = statements[0].sha256
        chain = read_chain(statements, "ledger")
        tree = Tree(leaf_hash(found.entry(root).encode()) for found in statements)
        if log.sizes and log.sizes[-1] != tree.size:
            raise FindingsError.of("L163", published=log.sizes[-1], entries=tree.size)
        reached = [size for size, data in log.checkpoints.items() if _is_reached(chain, size, data)]
        return cls(statements, log, chain, tree, reached)

    def size_for(self, index: int) -> int:
        """The first checkpoint behind ``index`` that reached its quorum, or the first at all where none has yet.

        So a receipt stays as it is while the log grows.
        """
        for sizes in (self.reached, self.log.sizes):
            at = bisect_right(sizes, index)
            if at < len(sizes):
                return sizes[at]
        raise FindingsError.of("L150", "ledger/checkpoints/")

    def receipt(self, index: int) -> bytes:
        size = self.size_for(index)
        return make_receipt(index, self.tree.inclusion_proof(index, size), self.checkpoint(size))

    def checkpoint(self, size: int) -> bytes:
        """The published checkpoint with the first line of every key, which no later look of a witness changes."""
        return with_first_lines(self.log.checkpoints[size], f"ledger/{PUBLISHED}{size}")

    def record_proofs(self, found: PublishedStatement) -> Iterable[tuple[str, bytes]]:
        """Path inside the statement and proof, for each record that is there."""
        paths = list(decode_sums(found.sums, "SHA256SUMS"))
        leaves = [
            leaf_hash(found.records[path][0])
            if path in found.records
            else bytes.fromhex(found.withdrawn[path].withdrawal.leaf)
            for path in paths
        ]
        records = Tree(leaves)
        proven, size = self._proven(found), self.size_for(found.index)
        trust = tuple(self._trust(self.statements[at]) for at, _ in self.chain.versions if at < size)
        for position, path in enumerate(paths):
            if path in found.records:
                hashes = tuple(records.inclusion_proof(position))
                yield path, RecordProof(path, position, hashes, proven, trust).encode()

    def _proven(self, found: PublishedStatement) -> ProvenStatement:
        return ProvenStatement(found.index, found.data, found.signatures, self.receipt(found.index))

    def _trust(self, found: PublishedStatement) -> ProvenTrust:
        ((data, _),) = found.records.values()
        return ProvenTrust(self._proven(found), found.sums, data)


def _is_reached(chain: TrustChain, size: int, checkpoint: bytes) -> bool:
    trust = chain.in_force(size)
    try:
        return trust is not None and parse_policy(trust.policy).judge(checkpoint)
    except FindingsError:
        # False cosignatures are a finding of their own; here they only do not count.
        return False
