"""What the pages about the procedure of a cycle with a plan must mark: part of V11 (docs/spec/50-verify.md, "Marks").

Where a mark stands on these pages is free: each names its record, and no two say the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from generator.audit.cycles import Cycle, Held

Mark: TypeAlias = tuple[str, str]
Patterns: TypeAlias = Mapping[str, tuple[str, ...]]
"""Pointers by record type; ``*`` stands for every member of an array or object."""

_ALL = "*"

AMENDMENT = ("/reason", "/draw/event", "/joined/*/qualification")

PROCEDURE: Patterns = {
    "amendment": AMENDMENT,
    "materials": ("/submissions/*/late", "/sources/*/about"),
    "population": ("/size", "/sample", "/event"),
    "review": ("/seed/digits", "/checked/*/item", "/adjustments/*/item", "/adjustments/*/reason"),
    "gates": ("/gates/*/name",),
    "preliminary": ("/where",),
    "report": ("/comments/accepted", "/comments/partly", "/comments/rejected", "/units"),
    "deliberation": ("/members", "/present", "/recused"),
    "notice": (
        "/number",
        "/title",
        "/issuer",
        "/contacts/*/office",
        "/contacts/*/address",
        "/contacts/*/hours",
        "/late",
    ),
    "effective": ("/objections/*", "/notified/*"),
    "appeals": ("/reconsideration/*", "/appeal/*"),
    "application": ("/units/*/document", "/units/*/accountable"),
    "closure": ("/checked", "/deviations", "/opinion", "/steps/*/note", "/archive/keeper", "/archive/years"),
}
PLAN: Patterns = {
    "amendment": AMENDMENT,
    "plan": (
        "/in_force/transition",
        "/periods/*/workdays",
        "/periods/*/days",
        "/quorum/share",
        "/spot_check/share",
        "/spot_check/minimum",
        "/spot_check/event",
        "/channels/minimum",
        "/checklist/*/name",
        "/resources/people",
        "/resources/budget",
    ),
    "office": ("/qualification", "/experts/*/qualification"),
}
RECTIFICATION: Patterns = {"rectification": ("/problem", "/responsible", "/progress/*/text")}
FEEDBACK: Patterns = {"feedback": ("/question", "/answer", "/late")}
INTERPRETATION: Patterns = {"interpretation": ("/ruling", "/reason", "/parameter")}
GOAL = ("/text", "/target", "/measure", "/baseline", "/changes/*/from", "/changes/*/to", "/changes/*/reason")
USE = ("/document", "/accountable")
CORRECTION = ("/explanation", "/figures/*/before", "/figures/*/after", "/departs/reason")

REPLACED = ("/result/total/shown", "/grade")
"""Of a correction that another one took the place of."""

PAGES: Mapping[str, Patterns] = {
    "procedure.html": PROCEDURE,
    "plan.html": PLAN,
    "rectification.html": RECTIFICATION,
    "feedback.html": FEEDBACK,
}
"""The pages that a cycle with a plan has besides, below its folder."""

INTERPRETATIONS = "interpretations.html"
"""The page of all cycles' interpretations."""


def marks_of_pages(cycle: Cycle) -> dict[str, tuple[Mark, ...]]:
    """The marks of the pages in ``PAGES``, by their names; empty for a cycle without a plan.

    Before units have pages their goals stand with the plan.
    """
    if not cycle.planned:
        return {}
    found = {name: tuple(_marks(cycle, patterns)) for name, patterns in PAGES.items()}
    if not cycle.units():
        found["plan.html"] += tuple(_marks(cycle, {"goals": tuple(f"/goals/*{pointer}" for pointer in GOAL)}))
    return found


def marks_of_interpretations(cycle: Cycle) -> Iterator[Mark]:
    """What the page of interpretations shows of one cycle."""
    return _marks(cycle, INTERPRETATION)


def marks_of_units(cycle: Cycle) -> dict[str, list[Mark]]:
    """What the page of each unit shows of the procedure: corrections, goals, measures, what it has to mend.

    A unit whose result is withdrawn has a page without any of it.
    """
    found: dict[str, list[Mark]] = {unit: [] for unit in cycle.results} if cycle.planned else {}
    newest = cycle.each("unit-correction")
    for correction in cycle.every("unit-correction"):
        name = correction.record.name
        # Total and grade of the newest stand above, those of an earlier one in the column of what was before.
        shown = CORRECTION if newest[name] is correction else (*CORRECTION, *REPLACED)
        found.get(name, []).extend(_of(correction, shown))
    for record_type, name, patterns in (("goals", "goals", GOAL), ("application", "units", USE)):
        if held := cycle.one(record_type):
            for i, item in enumerate(held.record.body[name]):
                marks = found.get(item["unit"], [])
                marks += [(held.key, f"/{name}/{i}{at}") for pattern in patterns for at in _found(item, pattern)]
    for mending in cycle.each("rectification").values():
        found.get(mending.record.body["unit"], []).extend(_of(mending, RECTIFICATION["rectification"]))
    return found


def _marks(cycle: Cycle, patterns: Patterns) -> Iterator[Mark]:
    for record_type, pointers in patterns.items():
        for held in _records(cycle, record_type):
            # Where nobody was recused nothing is said about it.
            nobody = {"/recused"} if held.record.body.get("recused") == 0 else set()
            yield from _of(held, tuple(pointer for pointer in pointers if pointer not in nobody))


def _records(cycle: Cycle, record_type: str) -> list[Held[Any]]:
    if record_type == "deliberation":
        return list(cycle.meetings.values())
    once = {"report": cycle.report, "closure": cycle.closure}
    if record_type in once:
        held = once[record_type]
        return [held] if held else []
    return list(cycle.each(record_type).values())


def _of(held: Held[Any], patterns: tuple[str, ...]) -> Iterator[Mark]:
    yield from ((held.key, found) for pattern in patterns for found in _found(held.record.body, pattern))


def _found(value: Any, pattern: str) -> list[str]:
    """The pointers that ``pattern`` stands for in ``value``; where there is nothing, or ``null``, none."""
    reached: list[tuple[str, Any]] = [("", value)]
    for token in pattern[1:].split("/"):
        reached = [
            (f"{at}/{key}", item)
            for at, inside in reached
            for key, item in _members(inside)
            if token in (_ALL, key) and item is not None
        ]
    return [at for at, _ in reached]


def _members(value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        return list(value.items())
    return [(str(i), item) for i, item in enumerate(value)] if isinstance(value, list) else []
