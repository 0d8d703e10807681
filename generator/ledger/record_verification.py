"""Checking a record with its proof and the root, and nothing else (docs/spec/42-proofs.md, "Checking a proof")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from generator.core.canonical import sha256_hex
from generator.core.errors import FindingsError
from generator.core.problem import Place, Problem
from generator.ledger import merkle
from generator.ledger.log_keys import LogKeys
from generator.ledger.policy import parse_canonical_policy
from generator.ledger.receipt import parse_receipt, verify_receipt
from generator.ledger.record_proof import ProvenStatement, ProvenTrust, RecordProof
from generator.ledger.statements import STATEMENT, SUMS, PublishedStatement, decode_files
from generator.ledger.trust_chain import TrustChain, read_chain
from generator.ledger.trust_rules import first_problems, record_problems, rotation_problems
from generator.published.entry import Entry
from generator.published.record import PublicRecord, decode_record
from generator.published.statement import SELF, Statement, decode_statement
from generator.published.trust import Trust
from generator.signing.threshold import check_signatures, counted


@dataclass(frozen=True, slots=True)
class VerifiedRecord:
    """What a proof that holds says.

    ``root`` is the digest of statement 0 in it, to be compared with one from elsewhere. ``quorum``: whether the
    witnesses that the trust in force asks for cosigned the checkpoint of ``size``; ``cosigned`` names those that did.
    """

    root: str
    demo: bool
    record: PublicRecord
    statement: Statement
    index: int
    holders: tuple[str, ...]
    size: int
    quorum: bool
    cosigned: tuple[str, ...]


def verify_record(data: bytes, proof: RecordProof, record_name: str, name: str) -> VerifiedRecord:
    """Check the record ``data`` against ``proof``; ``record_name`` and ``name`` are how messages call the two files.

    Raises FindingsError: A343 (another record than the proof's), A344 (not in the statement), A347 (statement of
    another ledger), A349 (trust statements not in order from 0), G306 (below a threshold), and what the decoders, the
    trust rules, the signatures and the receipts raise.
    """
    root, chain = _trust(proof.trust, name)
    statement = decode_statement(proof.statement.data, name)
    record = _record(data, proof, statement, record_name)
    if statement.organ != chain.organ or (proof.statement.index == 0) != (statement.root == SELF):
        raise FindingsError.of("A347", name)
    if statement.root not in (SELF, root) or (statement.root == SELF and sha256_hex(proof.statement.data) != root):
        raise FindingsError.of("A347", name)
    same = [one.statement.data for one in proof.trust if one.statement.index == proof.statement.index]
    if same != ([proof.statement.data] if statement.kind == "trust" else []):
        raise FindingsError.of("A349", name)
    holders = _signed(chain.trust, proof.statement, statement, name)
    keys = chain.trust.log_keys()
    for one in chain.members:
        _logged(one.statement, decode_statement(one.statement.data, name), root, keys, name)
    checkpoint, size = _logged(proof.statement, statement, root, keys, name)
    ruling = chain.trust.in_force(size)
    assert ruling is not None
    policy = parse_canonical_policy(ruling.policy, ruling.log_key, name)
    cosigned = policy.cosignatures(checkpoint, name)
    return VerifiedRecord(
        root=root,
        demo=ruling.demo,
        record=record,
        statement=statement,
        index=proof.statement.index,
        holders=holders,
        size=size,
        quorum=policy.is_reached([one.key for one in cosigned.values()]),
        cosigned=tuple(sorted(cosigned)),
    )


@dataclass(frozen=True, slots=True)
class _Chain:
    organ: str
    trust: TrustChain
    members: Sequence[ProvenTrust]


def _trust(members: Sequence[ProvenTrust], name: str) -> tuple[str, _Chain]:
    """The root, and the trust statements once each was checked against those before it."""
    indices = [one.statement.index for one in members]
    if indices[:1] != [0] or indices != sorted(set(indices)):
        raise FindingsError.of("A349", name)
    statements: list[PublishedStatement] = []
    versions: list[Trust] = []
    for one in members:
        shown = f"{name}#trust/{one.statement.index}"
        found = _decoded(one, shown)
        first = not statements
        if found.statement.kind != "trust" or (found.statement.root == SELF) != first:
            raise FindingsError.of("A349", shown)
        if not first:
            before = statements[-1]
            same = found.statement.organ == before.statement.organ and found.statement.root == statements[0].sha256
            if not same or before.sha256 not in found.statement.builds_on:
                raise FindingsError.of("A347", shown)
        statements.append(found)
        chain = read_chain(statements, name)
        trust = chain.versions[-1][1]
        problems = record_problems(trust, shown)
        if not problems:
            problems = first_problems(trust, shown) if first else rotation_problems(versions, trust, shown, found.index)
        if problems:
            raise FindingsError(problems)
        versions.append(trust)
        _signed(chain, one.statement, found.statement, shown)
    return statements[0].sha256, _Chain(statements[0].statement.organ, read_chain(statements, name), members)


def _decoded(one: ProvenTrust, shown: str) -> PublishedStatement:
    """The trust statement as if it lay in its directory, which holds one record."""
    listed = one.sums.decode("utf-8", "replace").splitlines()
    path = listed[0].partition("  ")[2] if len(listed) == 1 else ""
    # Whatever path the list names, nothing may stand in the place of what is checked under its own name.
    files = {path: one.record, STATEMENT: one.statement.data, SUMS: one.sums}
    files |= {f"signatures/{fingerprint}.sig": data for fingerprint, data in one.statement.signatures.items()}
    return decode_files(files, one.statement.index, shown)


def _record(data: bytes, proof: RecordProof, statement: Statement, name: str) -> PublicRecord:
    record = decode_record(data, name)
    if record.path != proof.path or (record.organ, record.cycle) != (statement.organ, statement.cycle):
        raise FindingsError.of("A343", name, expected=proof.path)
    root, count = bytes.fromhex(statement.records_root), sum(statement.counts.values())
    try:
        merkle.verify_inclusion(proof.position, count, merkle.leaf_hash(data), proof.hashes, root)
    except FindingsError as error:
        raise FindingsError.of("A344", name) from error
    return record


def _signed(chain: TrustChain, proven: ProvenStatement, statement: Statement, name: str) -> tuple[str, ...]:
    trust = chain.in_force(proven.index)
    assert trust is not None
    successor = chain.set_at(proven.index)
    signed, problems = check_signatures(trust, statement, proven.data, proven.signatures, name, successor)
    if signed.missing:
        problems.append(Problem("G306", Place(name), {"missing": counted(signed.missing)}))
    if problems:
        raise FindingsError(problems)
    return tuple(sorted({holder for ids in signed.holders.values() for holder in ids}))


def _logged(proven: ProvenStatement, statement: Statement, root: str, keys: LogKeys, name: str) -> tuple[bytes, int]:
    """The checkpoint that holds the statement's entry, and its size."""
    receipt = parse_receipt(proven.receipt, name)
    if receipt.index != proven.index:
        raise FindingsError.of("L101", name, index=proven.index, size=receipt.index)
    entry = Entry(
        index=proven.index,
        organ=statement.organ,
        root=root,
        kind=statement.kind,
        cycle=statement.cycle,
        statement=sha256_hex(proven.data),
        signatures={fingerprint: sha256_hex(data) for fingerprint, data in proven.signatures.items()},
    )
    # Which key has to have signed depends on the size, which only its signature vouches for: the wrong one fails.
    size = _claimed_size(receipt.checkpoint)
    verifier = keys.for_size(size)
    return receipt.checkpoint, verify_receipt(receipt, entry.encode(), verifier, verifier.name, name).size


def _claimed_size(checkpoint: bytes) -> int:
    line = checkpoint.split(b"\n")[1:2]
    return int(line[0]) if line and line[0].isdigit() and len(line[0]) < 20 else 0
