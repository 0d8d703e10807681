"""What the miniature office publishes about people, by the formats alone: 60 staff, 4 leaders, blocks of 20 slots.

The block is smaller than the number of people: verification cannot know how many slots are used.
"""

from __future__ import annotations

from typing import Any

SIZE = 20
SLOTS = [str(number) for number in range(1, SIZE + 1)]
CITES = ["P1-A18"]
THRESHOLDS = {"group_mean": 5, "vote_counts": 10, "protection_width": "10", "cites": ["P2-5.1"]}
MEETING = {"document": "第4号", "date": "2025-12-29", "deliberated": "2025-12-29"}


def scheme(kind: str) -> dict[str, Any]:
    """A scheme for people, as far as verification reads it."""
    quota = {
        "grade": "excellent",
        "ratio": "1/5",
        "rounding": "floor",
        "rounding_cites": [],
        "by": "kind",
        "min_base": 0,
        "merge": "none",
        "cites": CITES,
    }
    grades = [
        {"id": grade, "name": {"zh": grade, "en": grade}} for grade in ("excellent", "competent", "basic", "fail")
    ]
    return {
        "id": f"people-{kind}",
        "subjects": "person",
        "disclosure": THRESHOLDS,
        "grades": grades,
        "block": SIZE,
        "quota": quota,
        "ties": None,
    }


def quota_line(kind: str, at_most: int | None) -> dict[str, Any]:
    """A published quota."""
    line = {"kinds": [kind], "grade": "excellent", "ratio": "1/5", "rounding": "floor", "by": "kind"}
    return {**line, "at_most": at_most}


def public(kind: str) -> dict[str, Any]:
    """The public part of the block in a statement of this kind."""
    best = [{"grade": "excellent", "number": 11}]
    numbers: dict[str, dict[str, Any]] = {
        "report": {"people": [{"kind": "leader", "number": None}, {"kind": "staff", "number": 60}]},
        "decision": {
            "grades": [
                {"kind": "leader", "form": "none", "cells": []},
                {"kind": "staff", "form": "best", "cells": best},
            ],
            "quotas": [quota_line("leader", None), quota_line("staff", 12)],
        },
        "change": {"reasons": ["data_error"]},
    }
    return numbers.get(kind, {})


def records(kind: str, cycle: str) -> dict[tuple[str, str], dict[str, Any]]:
    """What people add to a statement, by record type and name."""
    if kind == "trust":
        return {}
    if kind == "scheme":
        return {("people-scheme", name): scheme(name) for name in ("base", "leader", "staff")}
    made: dict[tuple[str, str], dict[str, Any]] = {("people", cycle): {"size": SIZE, "public": public(kind)}}
    if kind == "decision":
        counts = {"members": 5, "present": 5, "recused": 1, "passed": True}
        made["deliberation", f"people-{cycle}"] = {**MEETING, **counts}
    return made
