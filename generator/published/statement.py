"""The statement: what people sign, and the files it binds (docs/SPEC.md, "Statements")."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.core import canonical
from generator.core.errors import FindingsError
from generator.published.shapes import HEX64, SLUG, Document

VERSION = "kaohe/statement/v1"
KINDS = ("trust", "scheme", "inputs", "report", "decision", "notice", "change", "closed")
STEPS: Mapping[str, tuple[str, ...]] = {
    "inputs": ("goals", "materials", "review"),
    "notice": ("preliminary", "result", "effective", "interpretation", "feedback"),
    "change": ("correction", "review", "application", "rectification", "amendment", "withdrawal"),
}
"""The steps of the kinds that have several; every other kind has the empty step only."""
MAX_BYTES = 64 * 1024
SELF = "self"
_KEYS = (
    "version",
    "organ",
    "root",
    "kind",
    "step",
    "cycle",
    "date",
    "clauses",
    "builds_on",
    "inputs_root",
    "sums_sha256",
    "records_root",
    "counts",
)
_CLAUSE = re.compile(r"P1-A[1-9][0-9]*|P2-[1-9]\.[1-9](?:\([1-9]\))?")
_SUM_LINE = re.compile(r"([0-9a-f]{64})  (records/[a-z-]+/[a-z0-9]+(?:[.-][a-z0-9]+)*\.json)\n")


@dataclass(frozen=True, slots=True)
class Statement:
    """The content of ``statement.json``; digests as 64 hex digits, ``date`` as ``YYYY-MM-DD``."""

    organ: str
    root: str
    kind: str
    cycle: str
    date: str
    clauses: tuple[str, ...]
    builds_on: tuple[str, ...]
    inputs_root: str
    sums_sha256: str
    records_root: str
    counts: Mapping[str, int]
    step: str = ""

    def encode(self) -> bytes:
        """The bytes people sign."""
        value: dict[str, Any] = {
            "version": VERSION,
            "organ": self.organ,
            "root": self.root,
            "kind": self.kind,
            "step": self.step,
            "cycle": self.cycle,
            "date": self.date,
            "clauses": list(self.clauses),
            "builds_on": list(self.builds_on),
            "inputs_root": self.inputs_root,
            "sums_sha256": self.sums_sha256,
            "records_root": self.records_root,
            "counts": dict(self.counts),
        }
        return canonical.encode(value)

    @property
    def namespace(self) -> str:
        """The SSHSIG namespace a signature over this statement must carry."""
        return f"kaohe-{self.kind}@{self.organ}"


def decode_statement(data: bytes, path: str) -> Statement:
    """The statement in ``data``. Raises FindingsError C102, C103, C110 or C111."""
    if len(data) > MAX_BYTES:
        raise FindingsError.of("C111", path, limit=MAX_BYTES)
    document = Document(canonical.decode(data, path), path).keys(_KEYS)
    document.get("version").one_of((VERSION,))
    kind = document.get("kind").one_of(KINDS)
    root = document.get("root")
    if root.value != SELF or kind != "trust":
        root.text(HEX64)
    if kind == "trust":
        document.get("cycle").one_of(("",))
    else:
        document.get("cycle").text(SLUG)
    document.get("step").one_of(STEPS.get(kind, ("",)))
    document.get("date").date()
    return Statement(
        organ=document.get("organ").text(SLUG),
        root=root.text(),
        kind=kind,
        cycle=document.get("cycle").text(),
        date=document.get("date").text(),
        clauses=tuple(item.text(_CLAUSE) for item in document.get("clauses").items()),
        builds_on=tuple(item.text(HEX64) for item in document.get("builds_on").items()),
        inputs_root=document.get("inputs_root").text(HEX64),
        sums_sha256=document.get("sums_sha256").text(HEX64),
        records_root=document.get("records_root").text(HEX64),
        counts={key: item.integer() for key, item in document.get("counts").members().items()},
        step=document.get("step").text(),
    )


def encode_sums(digests: Mapping[str, str]) -> bytes:
    """``SHA256SUMS`` over record paths, sorted by path bytes."""
    return "".join(f"{digests[path]}  {path}\n" for path in sorted(digests)).encode("ascii")


def decode_sums(data: bytes, path: str) -> dict[str, str]:
    """Digest by record path, in file order. Raises FindingsError C112 where the bytes are not the one encoding."""
    try:
        text = data.decode("ascii")
    except UnicodeDecodeError as error:
        raise FindingsError.of("C112", path) from error
    digests = {match[2]: match[1] for match in _SUM_LINE.finditer(text)}
    if encode_sums(digests) != data:
        raise FindingsError.of("C112", path)
    return digests
