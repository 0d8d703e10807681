"""What a cycle's units come to, against what was decided about them; only for inputs with which nothing is wrong.

docs/spec/13-repository.md, "What rests on a score".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from generator.core.errors import FindingsError
from generator.core.problem import Problem
from generator.intake.repository import Cycle, Office
from generator.office.cohort import unit_sheets
from generator.procedure.decisions import departures
from generator.scoring.sheet import Sheet


def against_score(office: Office, cycle: Cycle) -> Iterator[Problem]:
    """S2xx for figures and ballots that cannot be scored, P111 to P113 for a decision on units against its result.

    Expects a cycle whose records passed every other check; says nothing while one of them is unread.
    """
    if cycle.scheme is None or any(path in office.unread for path in cycle.present if "/people/" not in path):
        return
    try:
        sheets = unit_sheets(cycle)
    except FindingsError as error:
        yield from (_placed(problem, cycle) for problem in error.problems)
        return
    if cycle.decision is not None:
        recommended = {unit: sheet.grade for unit, sheet in sheets.items()}
        yield from departures(cycle.decision, recommended, lambda unit: _lacking(sheets, unit))


def _lacking(sheets: Mapping[str, Sheet], unit: str) -> str:
    return ", ".join(item.id for item in sheets[unit].indicators if item.points is None)


def _placed(problem: Problem, cycle: Cycle) -> Problem:
    """A fault of an input at the unit's line of the file that it comes from."""
    unit = problem.params.get("unit", "")
    if (votes := cycle.votes.get(problem.params.get("group", ""))) is not None:
        pairs = [(tally.unit, tally.indicator) for tally in votes.record.tallies]
        wanted = (unit, problem.params.get("indicator", ""))
        return replace(problem, place=votes.place(("tallies", pairs.index(wanted)) if wanted in pairs else ()))
    if (data := cycle.data.get(problem.params.get("indicator", ""))) is None:
        return problem
    units = [point.unit for point in data.record.values]
    return replace(problem, place=data.place(("values", units.index(unit)) if unit in units else ("values",)))
