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
    "report": ("P1-A6", "P1-A13", "P1-A14", "P1-A15", "P1-A17", "P2-3.2(2)", "P2-3.2(3)"),
    "decision": ("P1-A18", "P2-3.2(4)"),
    "closed": ("P1-A23", "P2-4.3"),
}

RECORD_TYPES: Mapping[str, frozenset[str]] = {
    "trust": frozenset({"trust"}),
    "scheme": frozenset({"scheme", "organ", "calendar", "slots"}),
    "report": frozenset({"unit-result", "report"}),
    "decision": frozenset({"unit-decision", "deliberation"}),
    "closed": frozenset({"closure"}),
}
