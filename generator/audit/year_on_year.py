"""Which cycles have one before them, and what the page that sets both side by side must show (P1-A10; part of V11).

Source: docs/spec/50-verify.md, "Marks".
"""

from __future__ import annotations

import itertools

from generator.audit.cycles import Cycle
from generator.audit.evidence import Evidence


def year_on_year(evidence: Evidence) -> list[tuple[Cycle, Cycle]]:
    """Every cycle with the one before it, in the order of their names."""
    cycles = sorted(evidence.cycles, key=lambda cycle: cycle.id)
    return [(cycle, before) for before, cycle in itertools.pairwise(cycles)]


def marks_of_both_years(cycle: Cycle, before: Cycle) -> list[list[tuple[str, str]]]:
    """For each unit with results in both years, in the order of the organ: name, total and grade now, then before.

    What was corrected is shown as corrected. Of a withdrawn result or decision nothing is left to show.
    """
    units = [unit for unit in cycle.units() if unit in before.units()]
    rows = [[*_name(cycle, unit), *_result(cycle, unit), *_result(before, unit)] for unit in units]
    return [row for row in rows if row]


def _name(cycle: Cycle, unit: str) -> list[tuple[str, str]]:
    result = cycle.results.get(unit)
    return [(result.key, "/unit/name")] if result else []


def _result(cycle: Cycle, unit: str) -> list[tuple[str, str]]:
    result, decision = cycle.results.get(unit), cycle.decisions.get(unit)
    corrected = cycle.each("unit-correction").get(unit)
    if corrected:
        total = [(corrected.key, "/result/total/shown")] if corrected.body.shown is not None else []
        return [*total, (corrected.key, "/grade")]
    marks = [(result.key, "/total/shown")] if result and result.body.total.shown is not None else []
    if decision:
        marks.append((decision.key, "/grade"))
    elif result and result.body.grade is not None and ("unit-decision", unit) not in cycle.gone:
        marks.append((result.key, "/grade"))
    return marks
