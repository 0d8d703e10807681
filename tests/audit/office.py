"""A complete miniature office, published and signed, that tests can spoil at any point before or after signing.

Everything is made with the formats alone (no intake, scoring, disclosure or site builder), so that what verification
accepts here was not written by the code that makes real sites.
"""

from __future__ import annotations

import copy
import hashlib
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from generator.core import canonical, ed25519
from generator.core.errors import FindingsError
from generator.ledger import log, merkle
from generator.ledger.note import Signer
from generator.ledger.proofs import proof_files
from generator.ledger.statements import survey_statements
from generator.published.record import PublicRecord
from generator.published.statement import SELF, Statement, encode_sums
from generator.published.trust import Holder, Trust
from generator.signing import demo as demo_keys
from generator.signing import sshsig
from generator.signing.allowed_signers import allowed_signers
from generator.signing.ssh_keys import ed25519_key
from tests.audit import people
from tests.audit.pages import write_pages

ORGAN = "river-bureau"
ORIGIN = "river-bureau.example/kaohe"
CYCLE = "2025"
HOLDERS = {
    "demo-office-1": "office",
    "demo-office-2": "office",
    "demo-leader-1": "leadership",
    "demo-leader-2": "leadership",
    "demo-supervisor-1": "supervision",
    "demo-publisher-1": "publisher",
}
THRESHOLDS = {
    "trust": {"office": 2, "leadership": 1},
    "scheme": {"office": 2, "leadership": 1},
    "inputs": {"office": 1},
    "report": {"office": 2},
    "decision": {"leadership": 2},
    "change": {"leadership": 2},
    "closed": {"office": 1, "supervision": 1},
    "release": {"publisher": 1},
}
SIGNERS = {
    "trust": ["demo-office-1", "demo-office-2", "demo-leader-1"],
    "scheme": ["demo-office-1", "demo-office-2", "demo-leader-1"],
    "inputs": ["demo-office-1"],
    "report": ["demo-office-1", "demo-office-2"],
    "decision": ["demo-leader-1", "demo-leader-2"],
    "change": ["demo-leader-1", "demo-leader-2"],
    "closed": ["demo-office-1", "demo-supervisor-1"],
}
DATES = {
    "trust": "2025-01-06",
    "scheme": "2025-01-20",
    "inputs": "2025-02-10",
    "report": "2025-12-22",
    "decision": "2025-12-29",
    "change": "2026-01-05",
    "closed": "2026-01-12",
}
CLAUSES = {
    "trust": "P1-A11 P1-A22",
    "scheme": "P1-A3 P1-A4 P1-A7 P1-A8 P1-A9 P1-A10 P1-A12 P2-2.1(1) P2-2.1(2) P2-2.1(3) P2-2.1(4) "
    "P2-2.2(1) P2-2.2(2) P2-2.2(3) P2-2.2(4) P2-3.1 P2-3.2(1)",
    "inputs": "P1-A12 P2-1.1(1)",
    "report": "P1-A6 P1-A13 P1-A14 P1-A15 P1-A17 P2-3.2(2) P2-3.2(3)",
    "decision": "P1-A18 P2-3.2(4)",
    "change": "P1-A18 P1-A23",
    "closed": "P1-A23 P2-4.3",
}
INDICATORS = ("permits", "complaints", "survey")
FAMILIES = {"service": ("60", ("permits", "complaints")), "opinion": ("40", ("survey",))}
MAXIMA = {"permits": "40", "complaints": "20", "survey": "40"}
SLOTS = {
    "unit-result": ["total.exact", *(f"{i}.{part}" for i in INDICATORS for part in ("score", "inputs"))],
    "report": ["comments.summary"],
    "unit-decision": ["discussion"],
    "deliberation": ["minutes"],
    "closure": ["findings"],
}
NAMES = {"harbour": "港务处", "permits": "许可处", "archive": "档案处", "training": "培训处"}
DECIDED = {"harbour": "excellent", "permits": "excellent", "archive": "pass"}


def name(text: str) -> dict[str, str]:
    """A text in both languages."""
    return {"zh": text, "en": f"en {text}"}


@dataclass
class Plan:
    """How to publish; every field is a place where a test can interfere before digests and signatures are made.

    ``people``: whether the office assesses people too.
    """

    demo: bool = True
    people: bool = False
    kinds: tuple[str, ...] = ("trust", "scheme", "report", "decision", "closed")
    holders: Mapping[str, str] = field(default_factory=lambda: dict(HOLDERS))
    second_keys: tuple[str, ...] = ()
    thresholds: Mapping[str, Mapping[str, int]] = field(default_factory=lambda: dict(THRESHOLDS))
    signers: Mapping[str, list[str]] = field(default_factory=lambda: dict(SIGNERS))
    seed: Callable[[str], bytes] = demo_keys.seed
    log_seed: bytes = field(default_factory=demo_keys.log_seed)
    body: Callable[[str, str, dict[str, Any]], dict[str, Any]] = lambda record_type, record_name, body: body
    record: Callable[[PublicRecord], PublicRecord] = lambda record: record
    statement: Callable[[Statement], Statement] = lambda statement: statement
    signed: Callable[[str, dict[str, bytes]], None] = lambda kind, files: None
    entries: Callable[[list[bytes]], list[bytes]] = lambda entries: entries
    origin: str = ORIGIN


class Office:
    """Publishes the plan into a folder; keeps what it made for tests to compare."""

    def __init__(self, folder: Path, plan: Plan | None = None) -> None:
        self.folder = folder
        self.plan = plan or Plan()
        self.root = ""
        self.digests: dict[str, str] = {}
        self.record_digests: dict[str, str] = {}
        self.bodies: dict[str, dict[str, Any]] = {}
        self.entries: list[bytes] = []
        self.withdrawals: list[str] = []
        self.gone: dict[str, tuple[str, dict[str, Any]]] = {}
        self._blocks = 0

    def publish(self) -> Office:
        """Write ledger, pages, downloads and manifest."""
        files: dict[str, bytes] = {}
        made: list[bytes] = []
        for index, kind in enumerate(self.plan.kinds):
            directory = self._statement(index, kind)
            files |= {f"ledger/statements/{index}/{path}": data for path, data in directory.items()}
            made.append(self._entry(index, kind, directory))
        self.entries = self.plan.entries(made)
        signer = Signer(self.plan.origin, self.plan.log_seed)
        for number in range(len(self.entries)):
            grown = log.append(self.entries[:number], [self.entries[number]], signer, self.plan.origin, [number])
            files |= {f"ledger/{path}": data for path, data in grown.items()}
        lists = allowed_signers(self._signer_lines()).encode()
        files |= {"ledger/allowed_signers": lists, "ledger/allowed_signers.0": lists}
        for path, data in files.items():
            write(self.folder / path, data)
        write_proofs(self.folder)
        write_pages(self)
        write_manifest(self.folder)
        self.release(["demo-publisher-1"])
        return self

    def release(self, holders: Sequence[str], namespace: str = f"kaohe-release@{ORGAN}") -> None:
        """Sign the manifest as it is."""
        manifest = (self.folder / "manifest.sha256").read_bytes()
        for holder in holders:
            armored = sshsig.sign(manifest, namespace, self.plan.seed(holder))
            fingerprint = ed25519_key(ed25519.public_key_of(self.plan.seed(holder))).fingerprint_hex
            write(self.folder / f"manifest.sha256.{fingerprint}.sig", armored)

    def key(self, index: int, record_type: str, record_name: str) -> str:
        """How pages name a record."""
        return f"{index}/records/{record_type}/{record_name}.json"

    def keys_of(self, holder: str) -> list[str]:
        """The public key lines of a holder."""
        names = [holder, f"{holder}-second"] if holder in self.plan.second_keys else [holder]
        return [ed25519_key(ed25519.public_key_of(self.plan.seed(found))).line for found in names]

    def _entry(self, index: int, kind: str, directory: dict[str, bytes]) -> bytes:
        signatures = {
            path[11:-4]: canonical.sha256_hex(data) for path, data in directory.items() if path[-4:] == ".sig"
        }
        held = canonical.decode(directory["statement.json"])
        entry = {"version": "kaohe/entry/v1", "index": index, "organ": held["organ"], "root": self.root, "kind": kind}
        digest = canonical.sha256_hex(directory["statement.json"])
        return canonical.encode({**entry, "cycle": held["cycle"], "statement": digest, "signatures": signatures})

    def _signer_lines(self) -> list[tuple[str, list[str], str]]:
        lines = []
        for holder, role in self.plan.holders.items():
            namespaces = [f"kaohe-{kind}@{ORGAN}" for kind, roles in self.plan.thresholds.items() if role in roles]
            if namespaces:
                lines += [(holder, namespaces, key) for key in self.keys_of(holder)]
        return lines

    def _statement(self, index: int, kind: str) -> dict[str, bytes]:
        records = sorted(self._records(index, kind), key=lambda record: record.path)
        encoded = {record.path: record.encode() for record in records}
        sums = encode_sums({path: canonical.sha256_hex(data) for path, data in encoded.items()})
        counts: dict[str, int] = {}
        for record in records:
            counts[record.type] = counts.get(record.type, 0) + 1
        statement = self.plan.statement(
            Statement(
                organ=ORGAN,
                root=self.root or SELF,
                kind=kind,
                cycle="" if kind == "trust" else CYCLE,
                date=DATES[kind],
                clauses=tuple(CLAUSES[kind].split()),
                builds_on=self._builds_on(kind),
                inputs_root="0" * 64,
                sums_sha256=canonical.sha256_hex(sums),
                records_root=merkle.root([merkle.leaf_hash(data) for data in encoded.values()]).hex(),
                counts=counts,
                step={"inputs": "goals", "change": "correction"}.get(kind, ""),
            )
        )
        data = statement.encode()
        files = {"statement.json": data, "SHA256SUMS": sums, **encoded}
        for holder in self.plan.signers[kind]:
            seed = self.plan.seed(holder)
            fingerprint = ed25519_key(ed25519.public_key_of(seed)).fingerprint_hex
            files[f"signatures/{fingerprint}.sig"] = sshsig.sign(data, statement.namespace, seed)
        self.plan.signed(kind, files)
        self.digests[kind] = canonical.sha256_hex(data)
        if index == 0:
            self.root = self.digests[kind]
        return files

    def _builds_on(self, kind: str) -> tuple[str, ...]:
        if kind == "closed":
            return tuple(digest for made, digest in self.digests.items() if made != "trust")
        before = {"trust": "", "scheme": "trust", "report": "scheme inputs", "decision": "report"}
        more = {"inputs": "scheme", "change": "decision"}
        return tuple(self.digests[base] for base in (before | more)[kind].split() if base in self.digests)

    def _records(self, index: int, kind: str) -> list[PublicRecord]:
        made = []
        self._blocks += self.plan.people and kind not in ("trust", "scheme")
        more = people.records(kind, CYCLE) if self.plan.people else {}
        for (record_type, record_name), body in {**getattr(self, f"_{kind}")(), **more}.items():
            edited = self.plan.body(record_type, record_name, copy.deepcopy(body))
            slots = people.SLOTS if record_type == "people" else SLOTS.get(record_type, [])
            revision = self._blocks if record_type == "people" else 1
            record = self.plan.record(
                PublicRecord(
                    organ=ORGAN,
                    cycle="" if kind == "trust" else CYCLE,
                    type=record_type,
                    name=record_name,
                    revision=revision,
                    nonce=hashlib.sha256(f"{record_type}/{record_name}".encode()).hexdigest()[:32],
                    body=edited,
                    commitments=tuple(_commitment(f"{record_type}/{revision}", record_name, slot) for slot in slots),
                )
            )
            made.append(record)
            key = self.key(index, record_type, record_name)
            self.bodies[key] = edited
            self.record_digests[key] = canonical.sha256_hex(record.encode())
        return made

    def _trust(self) -> dict[tuple[str, str], dict[str, Any]]:
        signer = Signer(self.plan.origin, self.plan.log_seed)
        holders = tuple(Holder(h, role, tuple(self.keys_of(h))) for h, role in self.plan.holders.items())
        log_key = signer.verifier.text()
        policy = f"log {log_key}\nquorum none\n"
        trust = Trust(1, self.plan.demo, self.plan.origin, log_key, holders, self.plan.thresholds, policy)
        return {("trust", "v1"): trust.body()}

    def _scheme(self) -> dict[tuple[str, str], dict[str, Any]]:
        departments = [{"id": unit, "name": name(text), "duties": [name("职责")]} for unit, text in NAMES.items()]
        organ = {"name": name("示例局"), "departments": departments, "office": [], "contact": {}}
        return {
            ("scheme", "units-2025"): scheme_body(),
            ("organ", ORGAN): organ,
            ("calendar", "2025"): {"year": "2025", "basis": "x", "holidays": [], "makeup_workdays": []},
            ("slots", CYCLE): {"slots": SLOTS} | ({"blocks": {"people": people.SIZE}} if self.plan.people else {}),
        }

    def _inputs(self) -> dict[tuple[str, str], dict[str, Any]]:
        return {}

    def _change(self) -> dict[tuple[str, str], dict[str, Any]]:
        return {}

    def _report(self) -> dict[tuple[str, str], dict[str, Any]]:
        digest = self.record_digests[self.key(1, "scheme", "units-2025")]
        made = {("unit-result", unit): {**body, "scheme": digest} for unit, body in result_bodies().items()}
        comments = {"opened": "2025-12-01", "closed": "2025-12-12", "accepted": 1, "partly": 0, "rejected": 2}
        report = {"preliminary": "2025-12-01", "date": DATES["report"], "comments": comments, "units": len(made)}
        return {**made, ("report", CYCLE): report}

    def _decision(self) -> dict[tuple[str, str], dict[str, Any]]:
        made: dict[tuple[str, str], dict[str, Any]] = {}
        index = self.plan.kinds.index("report")
        for unit, grade in DECIDED.items():
            key = self.key(index, "unit-result", unit)
            recommended = self.bodies[key]["grade"]
            departs = None if recommended == grade else {"reason": name("有特殊贡献"), "clause": "P1-A18"}
            made["unit-decision", unit] = {
                "unit": unit,
                "grade": grade,
                "recommended": recommended,
                "result": self.record_digests[key],
                "departs": departs,
            }
        meeting = {"document": "第3号", "date": DATES["decision"], "deliberated": DATES["decision"]}
        counts = {"members": 7, "present": 7, "recused": 0, "passed": True}
        return {**made, ("deliberation", CYCLE): {**meeting, **counts}}

    def _closed(self) -> dict[tuple[str, str], dict[str, Any]]:
        listed = [digest for kind, digest in self.digests.items() if kind != "trust"]
        return {("closure", CYCLE): {"statements": listed, "checked": 4, "deviations": 0, "opinion": name("程序合规")}}


def scheme_body() -> dict[str, Any]:
    """The scheme, as far as verification reads it."""
    groups = [
        {"id": "public", "name": name("群众"), "weight": "60"},
        {"id": "peers", "name": name("同级"), "weight": "40"},
    ]
    options = [{"id": "good", "name": name("好"), "points": "100"}, {"id": "fair", "name": name("中"), "points": "80"}]
    rules: dict[str, dict[str, Any]] = {
        "permits": {"kind": "linear_to_target", "target": "100", "direction": "higher"},
        "complaints": {"kind": "per_case_deduction", "each": "1/2"},
        "survey": {"kind": "votes_to_points", "options": options, "groups": groups, "missing_group": "incomplete"},
    }
    families = [
        {
            "id": family,
            "name": name(family),
            "weight": weight,
            "indicators": [{"id": i, "name": name(i), "weight": MAXIMA[i], "rule": rules[i]} for i in members],
        }
        for family, (weight, members) in FAMILIES.items()
    ]
    grades = [
        {"id": "excellent", "name": {"zh": "优秀", "en": "Excellent"}, "at_least": "90"},
        {"id": "good", "name": {"zh": "良好", "en": "Good"}, "at_least": "75"},
        {"id": "pass", "name": {"zh": "合格", "en": "Pass"}, "at_least": None},
    ]
    return {
        "id": "units-2025",
        "cycle": CYCLE,
        "total": "100",
        "rounding": {"mode": "half_up", "digits": 2, "cites": ["P2-3.1"]},
        "families": families,
        "grades": grades,
    }


def step(op: str, result: str, **args: str) -> dict[str, Any]:
    """A step of a derivation."""
    return {"op": op, "args": args, "result": result, "cites": ["P2-3.2(2)"]}


def indicator(
    indicator_id: str,
    exact: str | None,
    shown: str | None,
    steps: list[dict[str, Any]],
    value: str | None = None,
    missing: str | None = None,
) -> dict[str, Any]:
    """One indicator of a result."""
    family = next(family for family, (_, members) in FAMILIES.items() if indicator_id in members)
    inputs = [] if value is None else [{"name": "value", "exact": value, "unit": name("%"), "source": "archive"}]
    return {
        "id": indicator_id,
        "family": family,
        "max": MAXIMA[indicator_id],
        "exact": exact,
        "shown": shown,
        "inputs": inputs,
        "steps": steps,
        "missing": None if missing is None else {"policy": missing, "reason": name("未报送")},
    }


def _survey(counts: tuple[str, str], means: tuple[str, str], mean: str, points: str, shown: str) -> dict[str, Any]:
    steps = [
        step("vote_mean", means[0], group="public", counts=counts[0], worth="100 80", valid="10"),
        step("vote_mean", means[1], group="peers", counts=counts[1], worth="100 80", valid="4"),
        step("weighted_mean", mean, groups="public peers", values=" ".join(means), weights="60 40"),
        step("of_hundred", points, value=mean, max="40"),
    ]
    return indicator("survey", points, shown, steps)


def result_bodies() -> dict[str, dict[str, Any]]:
    """Four results: all public, one indicator withheld, one value missing, one unit exempt."""
    harbour = [
        indicator("permits", "38", "38.00", [step("proportion", "38", value="95", target="100", max="40")], "95"),
        indicator("complaints", "39/2", "19.50", [step("deduct", "39/2", max="20", count="1", each="1/2")], "1"),
        _survey(("8 2", "3 1"), ("96", "95"), "478/5", "956/25", "38.24"),
    ]
    permits = [
        indicator("permits", "32", "32.00", [step("proportion", "32", value="80", target="100", max="40")], "80"),
        indicator("complaints", "18", "18.00", [step("deduct", "18", max="20", count="4", each="1/2")], "4"),
        indicator("survey", None, "34.67", []),
    ]
    floor = [step("deduct", "-1/2", max="20", count="41", each="1/2"), step("floor", "0", value="-1/2")]
    archive = [
        indicator("permits", "40", "40.00", [step("missing_full", "40", max="40")], missing="full"),
        indicator("complaints", "0", "0.00", floor, "41"),
        _survey(("0 10", "0 4"), ("80", "80"), "80", "32", "32.00"),
    ]
    exempt = {"status": "exempt", "exempt": name("当年新设"), "families": [], "indicators": [], "withheld": []}
    none = {"exact": None, "shown": None, "max": "100"}
    return {
        "harbour": _result(
            "harbour", harbour, "4787/50", "95.74", "excellent", ("115/2", "57.50"), ("956/25", "38.24")
        ),
        "permits": _result("permits", permits, None, "84.67", "good", ("50", "50.00"), (None, "34.67")),
        "archive": _result("archive", archive, "72", "72.00", "pass", ("40", "40.00"), ("32", "32.00")),
        "training": {
            "unit": {"id": "training", "name": name(NAMES["training"])},
            "total": none,
            "grade": None,
            **exempt,
        },
    }


def _result(
    unit: str,
    indicators: list[dict[str, Any]],
    exact: str | None,
    shown: str,
    grade: str,
    *families: tuple[str | None, str],
) -> dict[str, Any]:
    withheld = [{"field": "permits.inputs", "reason": "evidence"}]
    if exact is None:
        withheld = [{"field": "total.exact", "reason": "complementary"}, *withheld]
        withheld.append({"field": "survey.score", "reason": "small-group"})
    return {
        "unit": {"id": unit, "name": name(NAMES[unit])},
        "status": "complete",
        "total": {"exact": exact, "shown": shown, "max": "100"},
        "grade": grade,
        "exempt": None,
        "families": [
            {"id": family, "exact": points[0], "shown": points[1], "max": weight}
            for (family, (weight, _)), points in zip(FAMILIES.items(), families, strict=True)
        ],
        "indicators": indicators,
        "withheld": withheld,
    }


def _commitment(record_type: str, record_name: str, slot: str) -> str:
    return canonical.sha256_hex(f"{record_type}/{record_name}/{slot}".encode())[:43]


def write(path: Path, data: bytes) -> None:
    """Write a file, its folders first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def write_proofs(folder: Path) -> None:
    """The receipts that the ledger in the site gives, in place of those that are there; none where it gives none."""
    shutil.rmtree(folder / "proofs", ignore_errors=True)
    statements, problems = survey_statements(folder / "ledger")
    try:
        files = {} if problems else proof_files(statements, log.read_log(folder / "ledger"))
    except FindingsError:
        files = {}
    for path, data in files.items():
        write(folder / path, data)


def write_manifest(folder: Path) -> None:
    """List every file of the site, as an attacker who can write files would do too: without anybody's signature."""
    lines = []
    for stale in folder.glob("manifest.sha256.*.sig"):
        stale.unlink()
    for path in folder.rglob("*"):
        relative = path.relative_to(folder).as_posix()
        if path.is_file() and not path.is_symlink() and relative != "manifest.sha256":
            lines.append((relative.encode(), hashlib.sha256(path.read_bytes()).hexdigest()))
    data = b"".join(digest.encode() + b"  " + path + b"\n" for path, digest in sorted(lines))
    (folder / "manifest.sha256").write_bytes(data)


def real_seed(holder: str) -> bytes:
    """Keys that are not the published demonstration keys."""
    return hashlib.sha256(f"tests: {holder}".encode()).digest()


def real_plan(**changes: Any) -> Plan:
    """A plan of an office that is no demonstration."""
    return replace(Plan(demo=False, seed=real_seed, log_seed=real_seed("log")), **changes)
