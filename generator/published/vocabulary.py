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

CLAUSES_OF_STEP: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("inputs", "materials"): ("P1-A14", "P1-A15", "P2-2.1(2)", "P2-3.1", "P2-3.2(2)"),
    ("inputs", "review"): ("P1-A16", "P2-1.2(3)", "P2-2.1(4)", "P2-2.2(4)"),
    ("notice", "preliminary"): ("P1-A17",),
    ("notice", "result"): ("P1-A18", "P2-3.2(4)", "P2-4.3", "P2-5.1"),
    ("notice", "effective"): ("P1-A18", "P1-A23"),
    ("notice", "interpretation"): ("P1-A26",),
    ("notice", "feedback"): ("P2-4.3",),
    ("change", "review"): ("P1-A23",),
    ("change", "amendment"): ("P1-A12", "P1-A16", "P2-1.2(3)"),
    ("change", "application"): ("P1-A4", "P1-A19", "P1-A24", "P2-4.1"),
    ("change", "rectification"): ("P2-3.2(5)", "P2-4.2"),
    ("change", "withdrawal"): ("P1-A23", "P2-5.1"),
}
"""The clauses of a step that carries out others than the rest of its kind."""

CLAUSES_WITH_PLAN: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("scheme", ""): (
        "P1-A1", "P1-A3", "P1-A4", "P1-A5", "P1-A7", "P1-A8", "P1-A9", "P1-A10", "P1-A11", "P1-A12", "P1-A20", "P1-A21",
        "P1-A25", "P1-A26", "P2-1.1(2)", "P2-1.2(2)", "P2-1.2(3)", "P2-2.1(1)", "P2-2.1(2)", "P2-2.1(3)", "P2-2.1(4)",
        "P2-2.2(1)", "P2-2.2(2)", "P2-2.2(3)", "P2-2.2(4)", "P2-3.1", "P2-3.2(1)", "P2-5.1",
    ),
    ("inputs", "goals"): ("P1-A2", "P1-A6", "P1-A12", "P2-1.1(1)", "P2-1.2(1)"),
    ("report", ""): ("P1-A13", "P1-A14", "P1-A15", "P1-A17", "P2-2.1(1)", "P2-2.1(3)", "P2-3.2(3)"),
    ("decision", ""): ("P1-A18", "P1-A22"),
    ("change", "correction"): ("P1-A17", "P1-A18", "P1-A23"),
    ("closed", ""): ("P1-A22", "P1-A23", "P2-4.3"),
}  # fmt: skip
"""The clauses of statements that say more in a cycle with a plan than in one without."""

RECORD_TYPES: Mapping[str, frozenset[str]] = {
    "trust": frozenset({"trust"}),
    "scheme": frozenset({"scheme", "organ", "calendar", "slots", "people-scheme", "plan", "office", "interpretation"}),
    "inputs": frozenset({"people", "roster", "goals"}),
    "report": frozenset({"unit-result", "report", "people"}),
    "decision": frozenset({"unit-decision", "deliberation", "people"}),
    "change": frozenset({"unit-correction", "people"}),
    "closed": frozenset({"closure", "people"}),
}

RECORD_TYPES_OF_STEP: Mapping[tuple[str, str], frozenset[str]] = {
    ("inputs", "materials"): frozenset({"materials", "population", "goals"}),
    ("inputs", "review"): frozenset({"review", "gates"}),
    ("notice", "preliminary"): frozenset({"preliminary"}),
    ("notice", "result"): frozenset({"notice", "release-review"}),
    ("notice", "effective"): frozenset({"effective"}),
    ("notice", "interpretation"): frozenset({"interpretation"}),
    ("notice", "feedback"): frozenset({"feedback"}),
    ("change", "review"): frozenset({"appeals"}),
    ("change", "amendment"): frozenset({"amendment"}),
    ("change", "application"): frozenset({"application"}),
    ("change", "rectification"): frozenset({"rectification"}),
    ("change", "withdrawal"): frozenset({"withdrawal"}),
}
"""The record types of a step that holds others than the rest of its kind."""

WITHHELD = "withheld"
"""The one slot of a record of the procedure that has more than its public fields: all of it."""

WITHHELD_TYPES = (
    "office", "goals", "materials", "review", "gates", "preliminary", "release-review", "notice", "effective",
    "unit-correction", "appeals", "application", "rectification", "feedback",
)  # fmt: skip
"""The records of the procedure that have more than their public fields and stand in a scheme's slot table."""

SLOTS_BY_FORMAT: Mapping[str, tuple[str, ...]] = {"amendment": (WITHHELD,)}
"""Slot lists that hold in every cycle with a plan though no slot table names them: tables that are published stay."""

PROCEDURE_TYPES = (
    "plan", "office", "interpretation", "roster", "goals", "materials", "population", "review", "gates", "preliminary",
    "release-review", "notice", "effective", "unit-correction", "appeals", "application", "rectification", "feedback",
    "amendment",
)  # fmt: skip
"""The record types of the procedure of a cycle with a plan."""

PLAN = "plan"
"""The record of a scheme's statement that says how the year will go; a cycle without one knows fewer acts."""

ACTS: Mapping[str, tuple[str, str]] = {
    "scheme": ("scheme", ""),
    "goals": ("inputs", "goals"),
    "materials": ("inputs", "materials"),
    "review": ("inputs", "review"),
    "preliminary": ("notice", "preliminary"),
    "report": ("report", ""),
    "decision": ("decision", ""),
    "notice": ("notice", "result"),
    "correction": ("change", "correction"),
    "effective": ("notice", "effective"),
    "appeals": ("change", "review"),
    "application": ("change", "application"),
    "closed": ("closed", ""),
    "rectification": ("change", "rectification"),
    "interpretation": ("notice", "interpretation"),
    "feedback": ("notice", "feedback"),
    "amendment": ("change", "amendment"),
    "withdrawal": ("change", "withdrawal"),
}
"""Kind and step of the statement by the act that it records, in one word."""

ORDER = (
    "scheme", "goals", "materials", "review", "preliminary", "report", "decision", "notice", "correction", "effective",
    "appeals", "application", "closed",
)  # fmt: skip
"""The acts of a cycle in the order in which they are published, each at most once.

A correction may come anywhere between the decision and the end, with a plan as often as something is to be put right.
"""

REQUIRED = frozenset(
    {"scheme", "goals", "materials", "review", "preliminary", "report", "decision", "notice", "effective"}
)
"""The acts that a cycle with a plan cannot be closed without."""

WITHOUT_PLAN = frozenset({"scheme", "goals", "report", "decision", "correction", "closed", "withdrawal"})
"""The acts of a cycle that announced no plan; goals and correction may be left out."""

REPEATABLE = frozenset({"rectification", "interpretation", "feedback", "amendment", "withdrawal"})
"""Acts without a place of their own in the order: as often as there is something new."""

AGAIN_WITH_PLAN = frozenset({"correction"})
"""Acts of the order that a cycle with a plan may have more than once: each is a statement of its own."""

AFTER_CLOSED = frozenset({"rectification", "feedback", "withdrawal"})
"""Acts that go on when the cycle is closed."""

BEFORE: Mapping[str, str] = {
    "goals": "scheme",
    "materials": "goals",
    "review": "materials",
    "preliminary": "review",
    "report": "preliminary",
    "decision": "report",
    "notice": "decision",
    "correction": "decision",
    "effective": "notice",
    "appeals": "effective",
    "application": "effective",
    "closed": "effective",
    "rectification": "decision",
    "interpretation": "scheme",
    "feedback": "scheme",
    "amendment": "scheme",
}
"""The act that must be published before each, in a cycle with a plan."""

BEFORE_WITHOUT_PLAN: Mapping[str, str] = {
    "goals": "scheme",
    "report": "scheme",
    "decision": "report",
    "correction": "decision",
    "closed": "decision",
}
"""The act that must be published before each, in a cycle without."""

BASES: Mapping[str, tuple[str, ...]] = {
    "goals": ("scheme",),
    "materials": ("scheme", "goals", "amendment"),
    "review": ("materials", "amendment"),
    "preliminary": ("materials", "review"),
    "report": ("scheme", "goals", "review", "preliminary"),
    "decision": ("report",),
    "notice": ("decision",),
    "correction": ("decision", "notice"),
    "effective": ("decision", "notice", "correction"),
    "appeals": ("decision", "effective"),
    "application": ("decision", "effective"),
    "rectification": ("decision",),
    "interpretation": ("scheme",),
    "feedback": ("scheme",),
    "amendment": ("scheme", "amendment"),
}
"""The acts that each rests on, as far as they were published before it, in the order of the log."""

BASES_AGAIN: Mapping[str, tuple[str, ...]] = {
    "correction": ("decision", "notice", "correction", "effective", "appeals"),
}
"""The same for an act that comes again in a cycle: it starts from what the statements before it left."""

PEOPLE_KINDS = ("inputs", "report", "decision", "change", "closed")
"""Kinds of which one step (goals, correction) holds the block of people, in a cycle that assesses people."""

PEOPLE_ACTS: Mapping[str, str] = {
    "goals": "inputs",
    "report": "report",
    "decision": "decision",
    "correction": "change",
    "closed": "closed",
}
"""The acts whose statement holds the block of people, with the kind by which the block is known."""

PERSON_KINDS = ("leader", "staff")
"""The kinds of people, in the order in which aggregates name them."""

CORRECTION_REASONS = ("data_error", "ballot_error", "status_error", "objection_upheld")
"""Why results of people were corrected: all that is public about it."""

MAX_BLOCK = 4096
"""Most slots that a block of people can have; the digests of more do not fit into a record."""


def act_of(kind: str, step: str) -> str:
    """The act of a statement of this kind and step; the kind itself for ``trust`` and for what nobody issues."""
    return _ACT_OF.get((kind, step), kind)


def may_come_again(act: str, *, planned: bool) -> bool:
    """Whether a cycle, with a plan or without, may have more than one statement on an act."""
    return act in REPEATABLE or (planned and act in AGAIN_WITH_PLAN)


def bases_of(act: str, *, again: bool) -> tuple[str, ...]:
    """The acts that a statement rests on; ``again``: whether its cycle has an earlier one on the same act."""
    return BASES_AGAIN[act] if again and act in BASES_AGAIN else BASES.get(act, ())


def clauses_of(kind: str, step: str, *, planned: bool = False) -> tuple[str, ...] | None:
    """Which clauses a statement carries out, ``planned`` in a cycle with a plan; None for a kind that nobody issues."""
    if planned and (kind, step) in CLAUSES_WITH_PLAN:
        return CLAUSES_WITH_PLAN[kind, step]
    return CLAUSES_OF_STEP.get((kind, step), CLAUSES.get(kind))


def record_types_of(kind: str, step: str) -> frozenset[str]:
    """Which record types a statement may hold."""
    return RECORD_TYPES_OF_STEP.get((kind, step), RECORD_TYPES.get(kind, frozenset()))


_ACT_OF = {pair: act for act, pair in ACTS.items()}
