"""Closed vocabularies of statements: which clauses each kind carries out, which record types it may hold.

Source: docs/SPEC.md, "Statements".
"""

from __future__ import annotations

from collections.abc import Mapping

CLAUSES: Mapping[str, tuple[str, ...]] = {
    "trust": ("P1-A11", "P1-A22"),
    "scheme": (
        "P1-A3",
        "P1-A4",
        "P1-A7",
        "P1-A8",
        "P1-A9",
        "P1-A10",
        "P1-A12",
        "P2-2.1(1)",
        "P2-2.1(2)",
        "P2-2.1(3)",
        "P2-2.1(4)",
        "P2-2.2(1)",
        "P2-2.2(2)",
        "P2-2.2(3)",
        "P2-2.2(4)",
        "P2-3.1",
        "P2-3.2(1)",
    ),
    "inputs": ("P1-A12", "P2-1.1(1)"),
    "report": ("P1-A6", "P1-A13", "P1-A14", "P1-A15", "P1-A17", "P2-3.2(2)", "P2-3.2(3)"),
    "decision": ("P1-A18", "P2-3.2(4)"),
    "change": ("P1-A18", "P1-A23"),
    "closed": ("P1-A23", "P2-4.3"),
}

CLAUSES_OF_STEP: Mapping[tuple[str, str], tuple[str, ...]] = {("change", "withdrawal"): ("P1-A23", "P2-5.1")}
"""The clauses of a step that carries out others than the rest of its kind."""

RECORD_TYPES: Mapping[str, frozenset[str]] = {
    "trust": frozenset({"trust"}),
    "scheme": frozenset({"scheme", "organ", "calendar", "slots", "people-scheme"}),
    "inputs": frozenset({"people"}),
    "report": frozenset({"unit-result", "report", "people"}),
    "decision": frozenset({"unit-decision", "deliberation", "people"}),
    "change": frozenset({"people"}),
    "closed": frozenset({"closure", "people"}),
}

RECORD_TYPES_OF_STEP: Mapping[tuple[str, str], frozenset[str]] = {("change", "withdrawal"): frozenset({"withdrawal"})}
"""The record types of a step that holds others than the rest of its kind."""

ORDER = ("scheme", "inputs", "report", "decision", "change", "closed")
"""The kinds of a cycle in the order in which they are published, each at most once."""

OPTIONAL = frozenset({"inputs", "change"})
"""Kinds that a cycle may do without."""

PEOPLE_KINDS = ("inputs", "report", "decision", "change", "closed")
"""Kinds whose statement holds the block of people, in a cycle that assesses people."""

PERSON_KINDS = ("leader", "staff")
"""The kinds of people, in the order in which aggregates name them."""

CORRECTION_REASONS = ("data_error", "ballot_error", "status_error", "objection_upheld")
"""Why results of people were corrected: all that is public about it."""

MAX_BLOCK = 4096
"""Most slots that a block of people can have; the digests of more do not fit into a record."""


def clauses_of(kind: str, step: str) -> tuple[str, ...] | None:
    """Which clauses a statement carries out; None for a kind that nobody issues yet."""
    return CLAUSES_OF_STEP.get((kind, step), CLAUSES.get(kind))


def record_types_of(kind: str, step: str) -> frozenset[str]:
    """Which record types a statement may hold."""
    return RECORD_TYPES_OF_STEP.get((kind, step), RECORD_TYPES.get(kind, frozenset()))
