"""Withdrawals of the miniature office's records: a further statement after those it has published."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from generator.core import canonical, ed25519
from generator.ledger import log, merkle
from generator.ledger.note import Signer
from generator.published.record import PublicRecord
from generator.published.statement import Statement, encode_sums
from generator.signing import sshsig
from generator.signing.ssh_keys import ed25519_key
from tests.audit.office import CYCLE, ORGAN, SIGNERS, Office, write, write_manifest, write_proofs
from tests.audit.pages import write_pages

RESULT = ("report", "unit-result", "harbour")
DECISION = ("decision", "unit-decision", "harbour")
MEETING = ("decision", "deliberation", CYCLE)

Target = tuple[str, str, str]
"""Kind of statement, type and name of a record."""


@dataclass
class Way:
    """How to withdraw; every field is a place where a test can interfere before anything is signed."""

    signers: Sequence[str] = tuple(SIGNERS["change"])
    body: Callable[[dict[str, Any]], dict[str, Any]] = lambda body: body
    statement: Callable[[Statement], Statement] = lambda statement: statement
    more: Sequence[PublicRecord] = ()
    date: str = "2026-02-02"
    delete: bool = True
    listed: bool = True
    pages: bool = True


def withdraw(office: Office, targets: Sequence[Target], way: Way | None = None) -> None:
    """Publish the withdrawal of ``targets`` into the office's folder, and write its pages anew."""
    way = way or Way()
    index = len(office.entries)
    keys = {office.key(office.plan.kinds.index(kind), *named): kind for kind, *named in targets}
    records = [_record(office, key, kind, way) for key, kind in keys.items()]
    files = _files(office, [*records, *way.more], sorted(set(keys.values()), key=office.plan.kinds.index), way)
    folder = f"ledger/statements/{index}"
    new = {f"{folder}/{path}": data for path, data in files.items()}
    entry = _entry(office, index, files)
    signer = Signer(office.plan.origin, office.plan.log_seed)
    grown = log.append(office.entries, [entry], signer, office.plan.origin, [index])
    new |= {f"ledger/{path}": data for path, data in grown.items()}
    for path, data in new.items():
        write(office.folder / path, data)
    office.entries = [*office.entries, entry]
    office.withdrawals.append(canonical.sha256_hex(files["statement.json"]))
    for key, record in zip(keys, records, strict=True):
        office.gone[key] = (office.key(index, "withdrawal", record.name), record.body)
        office.bodies.pop(key, None)
        if way.delete:
            (office.folder / "ledger/statements" / key).unlink()
    if way.listed:
        lines = [f"{office.record_digests[key]}  statements/{key}\n" for key in sorted(office.gone)]
        write(office.folder / "ledger/withdrawn", "".join(lines).encode())
    write_proofs(office.folder)
    if way.pages:
        write_pages(office)
    write_manifest(office.folder)
    office.release(["demo-publisher-1"])


def _record(office: Office, key: str, kind: str, way: Way) -> PublicRecord:
    index, _, path = key.partition("/")
    data = (office.folder / "ledger/statements" / key).read_bytes()
    body = {
        "statement": office.digests[kind],
        "index": int(index),
        "path": path,
        "sha256": canonical.sha256_hex(data),
        "leaf": hashlib.sha256(b"\0" + data).hexdigest(),
        "reason": "personal_data",
        "clause": "P2-5.1",
    }
    name = f"{index}-{path.split('/')[1]}-{path.rpartition('/')[2].removesuffix('.json')}"
    nonce = hashlib.sha256(name.encode()).hexdigest()[:32]
    return PublicRecord(ORGAN, CYCLE, "withdrawal", name, 1, nonce, way.body(body), ())


def _files(office: Office, records: Sequence[PublicRecord], about: Sequence[str], way: Way) -> dict[str, bytes]:
    encoded = {record.path: record.encode() for record in sorted(records, key=lambda record: record.path)}
    sums = encode_sums({path: canonical.sha256_hex(data) for path, data in encoded.items()})
    types = [record.type for record in records]
    statement = way.statement(
        Statement(
            organ=ORGAN,
            root=office.root,
            kind="change",
            cycle=CYCLE,
            date=way.date,
            clauses=("P1-A23", "P2-5.1"),
            builds_on=tuple(office.digests[kind] for kind in about),
            inputs_root="0" * 64,
            sums_sha256=canonical.sha256_hex(sums),
            records_root=merkle.root([merkle.leaf_hash(data) for data in encoded.values()]).hex(),
            counts={name: types.count(name) for name in types},
            step="withdrawal",
        )
    )
    data = statement.encode()
    files = {"statement.json": data, "SHA256SUMS": sums, **encoded}
    for holder in way.signers:
        seed = office.plan.seed(holder)
        fingerprint = ed25519_key(ed25519.public_key_of(seed)).fingerprint_hex
        files[f"signatures/{fingerprint}.sig"] = sshsig.sign(data, statement.namespace, seed)
    return files


def _entry(office: Office, index: int, files: dict[str, bytes]) -> bytes:
    signatures = {path[11:-4]: canonical.sha256_hex(data) for path, data in files.items() if path[-4:] == ".sig"}
    return canonical.encode(
        {
            "version": "kaohe/entry/v1",
            "index": index,
            "organ": ORGAN,
            "root": office.root,
            "kind": "change",
            "cycle": CYCLE,
            "statement": canonical.sha256_hex(files["statement.json"]),
            "signatures": signatures,
        }
    )
