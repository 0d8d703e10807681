"""Who is in the example's people track: numbers, posts, and how good they are said to be. Nobody is anybody."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

UNITS = (
    "general-office", "discipline", "personnel", "organisation", "planning", "finance",
    "permits", "service-hall", "community", "projects", "environment", "hotline",
)  # fmt: skip
LED = ("planning", "permits", "projects", "hotline")
"""The departments that the four leaders lead."""

SERVING = frozenset({"permits", "service-hall", "community", "projects", "environment", "hotline"})
"""Departments whose staff deal with the people they serve."""

STAFF_PER_UNIT = 5


VOTES = ("excellent", "competent", "basic", "not-competent")
SATISFACTION = ("very-satisfied", "satisfied", "neutral", "dissatisfied")


class Somebody(NamedTuple):
    """One person; ``ability`` (0 to 1000) is what all figures scatter around, ``since`` the first day of service."""

    id: str
    kind: str
    unit: str
    ability: int
    since: str


def draw(label: str, low: int, high: int) -> int:
    """A whole number from ``low`` to ``high`` that follows from ``label``."""
    digest = hashlib.sha256(f"kaohe example people v1\n{label}".encode()).digest()
    return low + int.from_bytes(digest[:8], "big") % (high - low + 1)


def ballots(issued: int, options: Sequence[str], counts: Sequence[int]) -> Mapping[str, Any]:
    """What a count says where every ballot came back and counts."""
    return {"issued": issued, "returned": issued, "counts": dict(zip(options, counts, strict=True))}


def sheets(issued: int, ratings: Sequence[int]) -> Mapping[str, Any]:
    """The same for numbers."""
    return {"issued": issued, "returned": issued, "ratings": list(ratings)}


def _everybody() -> list[Somebody]:
    """Four leaders and five staff members of each department, under numbers that say nothing, in their order."""
    posts = [("leader", unit, f"leader {unit}") for unit in LED]
    posts += [("staff", unit, f"staff {unit} {at}") for unit in UNITS for at in range(STAFF_PER_UNIT)]
    mixed = sorted(posts, key=lambda post: draw(f"number {post[2]}", 0, 10**15))
    return [
        Somebody(f"p{at:03}", kind, unit, _ability(label), _since(f"p{at:03}"))
        for at, (kind, unit, label) in enumerate(mixed, 1)
    ]


def _ability(label: str) -> int:
    return draw(f"ability {label} a", 0, 500) + draw(f"ability {label} b", 0, 500)


def _since(person: str) -> str:
    if person == ON_PROBATION:
        return "2025-09-01"
    return f"{draw(f'year {person}', 2004, 2023)}-{draw(f'month {person}', 1, 12):02}-01"


TRANSFERRED = "p007"
INVESTIGATED = "p037"
ON_LEAVE = "p025"
ON_PROBATION = "p054"
VETOED = "p034"
WRONG = "p023"
DEPARTED = "p033"
EQUAL = ("p061", "p035")
"""Two who are equal in total, goals and tasks at the edge of the quota, in the order in which people put them."""

HONOURS = {"p004": 2, "p021": 1, "p039": 1, "p055": 1}
"""Who has formal honours, and how many."""

SET: Mapping[tuple[str, str], Mapping[str, Any]] = {
    ("goals.attainment", WRONG): {"value": 52},
    # Two different years with the same total to the last fraction.
    ("goals.attainment", "p061"): {"value": 98},
    ("productivity.on-time", "p061"): {
        "periods": {"1": 98, "2": Fraction("97.2"), "3": Fraction("96.6"), "4": Fraction("97.5")}
    },
    ("meeting competence.review", "p061"): ballots(16, VOTES, (12, 4, 0, 0)),
    ("colleagues attitude.conduct", "p061"): ballots(10, VOTES, (6, 4, 0, 0)),
    ("attitude.attendance", "p061"): {"value": 0},
    ("innovation.proposals", "p061"): {"value": 3},
    ("colleagues teamwork.cooperation", "p061"): sheets(10, (89, 91, 92, 92, 92, 92, 93, 93, 93, 96)),
    ("teamwork.department", "p061"): {"value": 98},
    ("execution.tasks", "p061"): {"value": 92},
    ("execution.problems", "p061"): {"value": 10},
    ("served service.quality", "p061"): ballots(20, SATISFACTION, (12, 8, 0, 0)),
    ("inspectors service.quality", "p061"): ballots(4, SATISFACTION, (2, 2, 0, 0)),
    ("improvement.report", "p061"): {"value": 80},
    ("improvement.training", "p061"): {"value": 46},
    ("served recognition.public", "p061"): sheets(20, (8,) * 8 + (9,) * 8 + (10,) * 4),
    ("goals.attainment", "p035"): {"value": 98},
    ("productivity.on-time", "p035"): {"periods": {"1": Fraction("97.4"), "2": 98, "3": Fraction("97.1"), "4": 99}},
    ("meeting competence.review", "p035"): ballots(16, VOTES, (13, 3, 0, 0)),
    ("colleagues attitude.conduct", "p035"): ballots(10, VOTES, (5, 5, 0, 0)),
    ("attitude.attendance", "p035"): {"value": 1, "exempted": {"errand": 1}},
    ("innovation.proposals", "p035"): {"value": 3},
    ("colleagues teamwork.cooperation", "p035"): sheets(10, (88, 90, 91, 91, 92, 92, 92, 92, 93, 95)),
    ("teamwork.department", "p035"): {"value": 97},
    ("execution.tasks", "p035"): {"value": 92},
    ("execution.problems", "p035"): {"value": 10},
    ("served service.quality", "p035"): ballots(20, SATISFACTION, (11, 9, 0, 0)),
    ("inspectors service.quality", "p035"): ballots(4, SATISFACTION, (3, 1, 0, 0)),
    ("improvement.report", "p035"): {"value": 80},
    ("improvement.training", "p035"): {"value": 52},
    ("served recognition.public", "p035"): sheets(20, (8,) * 9 + (9,) * 7 + (10,) * 4),
}
"""Entries set by hand, by indicator (for votes with the group before it) and person."""

PEOPLE = _everybody()
