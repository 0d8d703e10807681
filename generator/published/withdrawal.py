"""The withdrawal of a published record: what stands in its place once its bytes are gone (docs/spec/31-statements.md).

A statement is never changed. A later statement names the record by its digests and says why nobody may read it any
more; then the record's file is deleted, and everything that was signed can still be checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from generator.published.record import PublicRecord
from generator.published.shapes import HEX64, SLUG, Document
from generator.published.statement import Statement

KIND, STEP = "change", "withdrawal"
"""The kind and step of a statement that withdraws records."""

RECORD_TYPE = "withdrawal"
TYPES = ("unit-result", "unit-decision", "deliberation")
"""Records that can be withdrawn. What others rest on (trust, schemes, closures) and what withholds everything already
(blocks of people) cannot."""

REASONS = ("personal_data", "unlawful", "court_order", "superseded_by_correction")
"""Why a record is withdrawn: all that is public about it."""

LIST = "withdrawn"
"""The derived file beside the log that lists what was withdrawn, for people with ``sha256sum``."""

_PATH = re.compile(r"records/([a-z-]+)/([a-z0-9]+(?:[.-][a-z0-9]+)*)\.json", re.ASCII)
_CLAUSE = re.compile(r"P1-A[1-9][0-9]*|P2-[1-9]\.[1-9](?:\([1-9]\))?|" + SLUG.pattern, re.ASCII)
_MAX_NAME = 64
_SHORT_DIGEST = 16


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The body of a ``withdrawal`` record: digests as 64 hex digits, ``path`` inside the statement at ``index``."""

    statement: str
    index: int
    path: str
    sha256: str
    leaf: str
    reason: str
    clause: str

    @property
    def record_type(self) -> str:
        """The type of the withdrawn record."""
        return self.path.split("/")[1]

    @property
    def record_name(self) -> str:
        """The name of the withdrawn record."""
        return self.path.rpartition("/")[2].removesuffix(".json")

    @property
    def name(self) -> str:
        """The name of the record that says this: another for each withdrawn record of a ledger."""
        name = f"{self.index}-{self.record_type}-{self.record_name}"
        return name if len(name) <= _MAX_NAME else f"{self.index}-{self.record_type}-{self.sha256[:_SHORT_DIGEST]}"

    @property
    def listed(self) -> str:
        """The withdrawn record's path below the ledger."""
        return f"statements/{self.index}/{self.path}"

    def body(self) -> dict[str, Any]:
        """The body as it is published."""
        return {
            "statement": self.statement,
            "index": self.index,
            "path": self.path,
            "sha256": self.sha256,
            "leaf": self.leaf,
            "reason": self.reason,
            "clause": self.clause,
        }


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A withdrawal where it was published: in the record at ``path`` of the statement at position ``by``."""

    by: int
    path: str
    withdrawal: Withdrawal

    @property
    def key(self) -> str:
        """How pages name the record that says so: ``<index>/records/withdrawal/<name>.json``."""
        return f"{self.by}/{self.path}"


def withdraws(statement: Statement) -> bool:
    """Whether a statement withdraws records. Such a statement is outside of the order of a cycle's steps."""
    return (statement.kind, statement.step) == (KIND, STEP)


def read_withdrawal(record: PublicRecord, path: str) -> Withdrawal:
    """The body of a ``withdrawal`` record; ``path`` is for messages. Raises FindingsError C110."""
    body = Document(record.body, path, "/body")
    body.keys(("statement", "index", "path", "sha256", "leaf", "reason", "clause"))
    return Withdrawal(
        statement=body.get("statement").text(HEX64),
        index=body.get("index").integer(),
        path=body.get("path").text(_PATH),
        sha256=body.get("sha256").text(HEX64),
        leaf=body.get("leaf").text(HEX64),
        reason=body.get("reason").one_of(REASONS),
        clause=body.get("clause").text(_CLAUSE),
    )


def list_bytes(withdrawals: Iterable[Withdrawal]) -> bytes:
    """The file ``ledger/withdrawn``: ``<sha256>  statements/<i>/records/<type>/<name>.json``, in order of position."""
    ordered = sorted(withdrawals, key=lambda item: (item.index, item.path))
    return "".join(f"{item.sha256}  {item.listed}\n" for item in ordered).encode("ascii")
