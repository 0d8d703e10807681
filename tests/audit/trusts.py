"""A miniature ledger of trust statements and empty schemes, made with the formats alone, for attacks on trust."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from generator.core import canonical
from generator.ledger import log, merkle
from generator.ledger.note import Signer
from generator.published.record import PublicRecord
from generator.published.statement import SELF, Statement, encode_sums
from generator.published.trust import Holder, PreviousLog, Revoked, Trust
from generator.published.vocabulary import CLAUSES
from generator.signing.allowed_signers import allowed_signers
from tests.signing.people_keys import Key

ORGAN = "river-bureau"
ORIGIN = "river-bureau.example/kaohe"
NEW_ORIGIN = "river-bureau.example/kaohe-2"

A, B, C, D, E = (Key(f"holder {name}") for name in "abcde")
LOG = Signer(ORIGIN, Key("log").seed)
NEW_LOG = Signer(NEW_ORIGIN, Key("new log").seed)


def policy_of(signer: Signer) -> str:
    """The witness policy of a log that nobody cosigns."""
    return f"log {signer.verifier.text()}\nquorum none\n"


def holder(name: str, role: str, *keys: Key) -> Holder:
    """A holder with the public halves of ``keys``."""
    return Holder(name, role, tuple(key.line for key in keys))


FIRST = Trust(
    version=1,
    demo=False,
    origin=ORIGIN,
    log_key=LOG.verifier.text(),
    holders=(holder("a", "office", A), holder("b", "office", B), holder("c", "office", C)),
    thresholds={"trust": {"office": 2}, "scheme": {"office": 2}},
    policy=policy_of(LOG),
)
"""Three people, two of whom decide."""

SECOND = replace(
    FIRST,
    version=2,
    holders=(holder("b", "office", B), holder("c", "office", C), holder("d", "office", D)),
    revoked=(Revoked(A.fingerprint, "a", "departed"),),
)
"""A has left, D has come."""


@dataclass
class TrustLedger:
    """Grows by statements; every place where a test may interfere is a parameter."""

    statements: list[dict[str, bytes]] = field(default_factory=list)
    entries: list[bytes] = field(default_factory=list)
    trusts: list[tuple[int, Trust]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    signers: list[Signer] = field(default_factory=list)

    @property
    def root(self) -> str:
        """SHA-256 of statement 0."""
        return canonical.sha256_hex(self.statements[0]["statement.json"])

    @property
    def log_root(self) -> str:
        """The log's root now, in hex."""
        return merkle.root([merkle.leaf_hash(entry) for entry in self.entries]).hex()

    def checkpoint(self, trust: Trust) -> PreviousLog:
        """What a trust that changes the log key has to say about the log so far, whose key is that of ``trust``."""
        return PreviousLog(trust.origin, trust.log_key, len(self.entries), self.log_root)

    def set_trust(
        self,
        trust: Trust,
        keys: Sequence[Key],
        *,
        signer: Signer = LOG,
        extra: Mapping[str, bytes] | None = None,
        name: str = "",
    ) -> TrustLedger:
        """Publish a trust statement signed by ``keys``, in a log grown by ``signer``."""
        builds_on = [canonical.sha256_hex(self.statements[at]["statement.json"]) for at, _ in self.trusts[-1:]]
        record = PublicRecord(
            ORGAN, "", "trust", name or f"v{trust.version}", 1, f"{len(self.entries):032x}", trust.body(), ()
        )
        self.trusts.append((len(self.entries), trust))
        return self._publish("trust", "", builds_on, [record], keys, signer, extra or {})

    def scheme(self, keys: Sequence[Key], *, signer: Signer = LOG, cycle: str = "2025") -> TrustLedger:
        """Publish a scheme without content, signed by ``keys``."""
        builds_on = [canonical.sha256_hex(self.statements[at]["statement.json"]) for at, _ in self.trusts[-1:]]
        return self._publish("scheme", cycle, builds_on, [], keys, signer, {})

    def write(self, folder: Path) -> Path:
        """The site with this ledger and nothing else."""
        files = {
            f"statements/{i}/{path}": data for i, made in enumerate(self.statements) for path, data in made.items()
        }
        for path, data in {**self.files, **files, **self._lists()}.items():
            target = folder / "ledger" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        return folder

    def _publish(
        self,
        kind: str,
        cycle: str,
        builds_on: Sequence[str],
        records: Sequence[PublicRecord],
        keys: Sequence[Key],
        signer: Signer,
        extra: Mapping[str, bytes],
    ) -> TrustLedger:
        encoded = {record.path: record.encode() for record in records}
        sums = encode_sums({path: canonical.sha256_hex(data) for path, data in encoded.items()})
        statement = Statement(
            organ=ORGAN,
            root=self.root if self.statements else SELF,
            kind=kind,
            cycle=cycle,
            date=f"2025-01-{len(self.entries) + 1:02d}",
            clauses=CLAUSES[kind],
            builds_on=tuple(builds_on),
            inputs_root="0" * 64,
            sums_sha256=canonical.sha256_hex(sums),
            records_root=merkle.root([merkle.leaf_hash(data) for data in encoded.values()]).hex(),
            counts={"trust": 1} if kind == "trust" else {},
        )
        data = statement.encode()
        made = {"statement.json": data, "SHA256SUMS": sums, **encoded, **extra}
        for key in keys:
            made[f"signatures/{key.fingerprint}.sig"] = key.sign(data, statement.namespace)
        self.statements.append(made)
        entry = {
            "version": "kaohe/entry/v1",
            "index": len(self.entries),
            "organ": ORGAN,
            "root": self.root,
            "kind": kind,
            "cycle": cycle,
            "statement": canonical.sha256_hex(data),
            "signatures": {p[11:-4]: canonical.sha256_hex(d) for p, d in made.items() if p.endswith(".sig")},
        }
        before = list(self.entries)
        self.entries.append(canonical.encode(entry))
        changed = bool(self.signers) and signer != self.signers[-1]
        size = [len(before)] if before else []
        self.files |= log.append(before, self.entries[-1:], signer, signer.name, size, new_key=changed)
        self.signers.append(signer)
        return self

    def _lists(self) -> dict[str, bytes]:
        files = {}
        for index, trust in self.trusts:
            lines = []
            for person in trust.holders:
                kinds = [f"kaohe-{kind}@{ORGAN}" for kind, roles in trust.thresholds.items() if person.role in roles]
                lines += [(person.id, kinds, key) for key in person.keys if kinds]
            files[f"allowed_signers.{index}"] = files["allowed_signers"] = allowed_signers(lines).encode()
        return {**files, **{path: data for path, data in self.files.items() if path.startswith("allowed_signers")}}
