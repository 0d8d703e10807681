"""Corrections of units' results: scored anew, held against what was decided, and made part of a statement.

A correction takes the place of figures that the result before it rests on, the reported one or an earlier correction's;
the inputs themselves stay as they were published. docs/spec/16-procedure.md, "Afterwards".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from generator.core.canonical import sha256_hex
from generator.core.errors import FindingsError
from generator.core.problem import Place, Problem
from generator.disclosure.airlock import Airlock
from generator.disclosure.unit_correction import Corrected, correction_audit, release_corrections
from generator.intake.bind import Bound
from generator.intake.corrections import unit_corrections
from generator.intake.models.afterwards import UnitCorrections
from generator.intake.repository import Cycle, Office
from generator.ledger.statements import PublishedStatement
from generator.office.cohort import cohort_inputs, participating
from generator.office.procedure_statements import Part
from generator.procedure.afterwards_corrections import figure_before
from generator.scoring.inputs import CohortInputs, Figure
from generator.scoring.sheet import Sheet, score

DECIDES = "P1-A18"
PROTECTS = "P2-5.1"


def corrected_inputs(cycle: Cycle, through: int | None = None) -> CohortInputs:
    """The figures and tallies of a cycle with the corrected figures in their places.

    ``through``: with the corrections up to this number; by default with all of them.
    """
    inputs = cohort_inputs(cycle)
    figures = dict(inputs.figures)
    for bound in unit_corrections(cycle, through).values():
        for entry in bound.record.corrections:
            for figure in entry.figures:
                key = figure.indicator, entry.unit
                figures[key] = replace(figures.get(key, Figure()), value=figure.value, missing=None)
    return replace(inputs, figures=figures)


def against_score(office: Office, cycle: Cycle) -> Iterator[Problem]:
    """P111 to P113, S2xx and X406: what the corrected figures lead to, against what was decided anew.

    Every correction is held against what the one before it left. Expects a cycle whose records passed every other
    check; says nothing while one that the score reads is unread.
    """
    if cycle.scheme is None or any(path in office.unread for path in cycle.present if "/people/" not in path):
        return
    every = unit_corrections(cycle)
    if not every:
        return
    before = None
    for number, bound in every.items():
        try:
            before = before or _sheets(cycle, 0)
            after = _sheets(cycle, number)
        except FindingsError as error:
            yield from (replace(problem, place=_place(bound, problem)) for problem in error.problems)
            return
        yield from _contradictions(bound, before, after)
        before = after


def unit_correction_part(cycle: Cycle, number: int, published: Sequence[PublishedStatement], airlock: Airlock) -> Part:
    """The records of the correction of units with a number, whose file must be there.

    Expects a cycle that passed its checks. Raises FindingsError P102 (no report or decision is published), P111 to P113
    and X406 as :func:`against_score` says them, X407 (what would be corrected is withdrawn), D201 to D203 (all
    versions together give a group away).
    """
    every = unit_corrections(cycle, number)
    bound = every[number]
    assert cycle.scheme is not None
    scheme = cycle.scheme.record
    results, decisions = (_digests(cycle, published, kind) for kind in ("report", "decision"))
    versions = [_sheets(cycle, through) for through in (0, *every)]
    problems = list(_contradictions(bound, *versions[-2:]))
    corrected: list[Corrected] = []
    for at, entry in enumerate(bound.record.corrections):
        unit = entry.unit
        if unit not in results or unit not in decisions:
            problems.append(bound.problem("X407", ("corrections", at, "unit"), clause=PROTECTS, unit=unit))
            continue
        figures = {item.indicator: figure_before(cycle, number, item.indicator, unit) for item in entry.figures}
        earlier = _earlier(cycle, published, unit)
        corrects = {"correction": earlier[-1]} if earlier else {"result": results[unit], "decision": decisions[unit]}
        sheets = [version[unit] for version in versions]
        corrected.append(Corrected(entry, sheets, figures, corrects, len(earlier) + 1))
    if problems:
        raise FindingsError(problems)
    place = bound.place(("corrections",))
    if found := [replace(p, place=place) for item in corrected for p in correction_audit(scheme, item, cycle)]:
        raise FindingsError(found)
    return Part(bound.record.date, release_corrections(airlock, scheme, corrected), [bound.path])


def _sheets(cycle: Cycle, through: int) -> dict[str, Sheet]:
    """Every unit's score with the corrections up to a number, 0 as it was reported. Raises FindingsError S2xx."""
    assert cycle.scheme is not None
    return score(cycle.scheme.record, participating(cycle), corrected_inputs(cycle, through))


def _earlier(cycle: Cycle, published: Sequence[PublishedStatement], unit: str) -> list[str]:
    """The SHA-256 of the unit's corrections that are published, in the order of the log."""
    return [
        sha256_hex(data)
        for found in published
        if found.statement.cycle == cycle.name
        for data, record in found.records.values()
        if (record.type, record.name) == ("unit-correction", unit)
    ]


def _contradictions(
    bound: Bound[UnitCorrections], before: Mapping[str, Sheet], after: Mapping[str, Sheet]
) -> Iterator[Problem]:
    """P111 to P113 for grades without, or with needless reasons; X406 for units that are affected and left out."""
    corrections = bound.record.corrections
    for at, entry in enumerate(corrections):
        if entry.unit not in after:
            continue
        loc, grade = ("corrections", at, "grade"), after[entry.unit].grade
        if grade is None:
            lacking = ", ".join(item.id for item in after[entry.unit].indicators if item.points is None)
            yield bound.problem("P113", loc, clause="P1-A13", unit=entry.unit, indicators=lacking)
        elif entry.grade != grade and entry.departs is None:
            yield bound.problem("P111", loc, clause=DECIDES, unit=entry.unit)
        elif entry.grade == grade and entry.departs is not None:
            yield bound.problem("P112", loc, clause=DECIDES, unit=entry.unit)
    # Who is moved along is listed with the figure that does it.
    listed = {entry.unit for entry in corrections if entry.figures}
    affected = {unit: moved for unit in after if unit not in listed and (moved := _moved(before[unit], after[unit]))}
    if affected:
        changes = "；".join(f"{unit}: {', '.join(moved)}" for unit, moved in affected.items())
        yield bound.problem("X406", ("corrections",), clause=DECIDES, changes=changes)


def _moved(before: Sheet, after: Sheet) -> list[str]:
    """The indicators on which a unit has other points than before."""
    pairs = zip(before.indicators, after.indicators, strict=True)
    return [was.id for was, now in pairs if was.points != now.points]


def _place(bound: Bound[UnitCorrections], problem: Problem) -> Place:
    """A fault of a corrected figure at its line; one of a figure that is as it was, at the head of the corrections."""
    wanted = problem.params.get("unit"), problem.params.get("indicator")
    for at, entry in enumerate(bound.record.corrections):
        for which, figure in enumerate(entry.figures):
            if (entry.unit, figure.indicator) == wanted:
                return bound.place(("corrections", at, "figures", which, "value"))
    return bound.place(("corrections",))


def _digests(cycle: Cycle, published: Sequence[PublishedStatement], kind: str) -> dict[str, str]:
    """The SHA-256 of each unit's record in the cycle's report or decision, by unit; withdrawn ones are not there.

    Raises FindingsError P102 where that statement is not published.
    """
    record_type = {"report": "unit-result", "decision": "unit-decision"}[kind]
    found = [s for s in published if (s.statement.kind, s.statement.cycle) == (kind, cycle.name)]
    if not found:
        raise FindingsError.of("P102", f"records/cycles/{cycle.name}", kind="correction", needed=kind)
    return {record.name: sha256_hex(data) for data, record in found[-1].records.values() if record.type == record_type}
