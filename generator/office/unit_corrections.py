"""Corrections of units' results: scored anew, held against what was decided, and made part of a statement.

A correction takes the place of figures that the reported result rests on; the inputs themselves stay as they were
published. docs/spec/16-procedure.md, "Afterwards".
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
from generator.intake.models import afterwards
from generator.intake.models.afterwards import UnitCorrections
from generator.intake.repository import Cycle, Office
from generator.ledger.statements import PublishedStatement
from generator.office.cohort import cohort_inputs, participating
from generator.office.procedure_statements import Part
from generator.procedure.afterwards_corrections import figure_now
from generator.scoring.inputs import CohortInputs, Figure
from generator.scoring.sheet import Sheet, score

DECIDES = "P1-A18"
PROTECTS = "P2-5.1"


def corrected_inputs(cycle: Cycle) -> CohortInputs:
    """The figures and tallies of a cycle with the corrected figures in their places."""
    inputs, bound = cohort_inputs(cycle), cycle.one(afterwards.CORRECTION)
    figures = dict(inputs.figures)
    for entry in bound.record.corrections if bound is not None else ():
        for figure in entry.figures:
            key = figure.indicator, entry.unit
            figures[key] = replace(figures.get(key, Figure()), value=figure.value, missing=None)
    return replace(inputs, figures=figures)


def against_score(office: Office, cycle: Cycle) -> Iterator[Problem]:
    """P111 to P113, S2xx and X406: what the corrected figures lead to, against what was decided anew.

    Expects a cycle whose records passed every other check; says nothing while one that the score reads is unread.
    """
    bound = cycle.one(afterwards.CORRECTION)
    if bound is None or cycle.scheme is None:
        return
    if any(path in office.unread for path in cycle.present if "/people/" not in path):
        return
    try:
        before, after = _sheets(cycle)
    except FindingsError as error:
        yield from (replace(problem, place=_place(bound, problem)) for problem in error.problems)
        return
    yield from _contradictions(bound, before, after)


def unit_correction_part(cycle: Cycle, published: Sequence[PublishedStatement], airlock: Airlock) -> Part:
    """The records of the cycle's corrections of units; ``procedure/correction.yml`` must be there.

    Expects a cycle that passed its checks. Raises FindingsError P102 (no report or decision is published), P111 to P113
    and X406 as :func:`against_score` says them, X407 (what would be corrected is withdrawn), D201 to D203 (both
    versions together give a group away).
    """
    bound = cycle.one(afterwards.CORRECTION)
    assert bound is not None and cycle.scheme is not None
    scheme = cycle.scheme.record
    results, decisions = (_digests(cycle, published, kind) for kind in ("report", "decision"))
    before, after = _sheets(cycle)
    problems = list(_contradictions(bound, before, after))
    corrected: list[Corrected] = []
    for at, entry in enumerate(bound.record.corrections):
        if entry.unit not in results or entry.unit not in decisions:
            loc = ("corrections", at, "unit")
            problems.append(bound.problem("X407", loc, clause=PROTECTS, unit=entry.unit))
            continue
        figures = {figure.indicator: figure_now(cycle, figure.indicator, entry.unit) for figure in entry.figures}
        item = Corrected(
            entry, before[entry.unit], after[entry.unit], figures, results[entry.unit], decisions[entry.unit]
        )
        corrected.append(item)
    if problems:
        raise FindingsError(problems)
    place = bound.place(("corrections",))
    if found := [replace(p, place=place) for item in corrected for p in correction_audit(scheme, item, cycle)]:
        raise FindingsError(found)
    return Part(bound.record.date, release_corrections(airlock, scheme, corrected), [bound.path])


def _sheets(cycle: Cycle) -> tuple[dict[str, Sheet], dict[str, Sheet]]:
    """Every unit's score as it was reported and as it is with the corrections. Raises FindingsError S2xx."""
    assert cycle.scheme is not None
    scheme, units = cycle.scheme.record, participating(cycle)
    return score(scheme, units, cohort_inputs(cycle)), score(scheme, units, corrected_inputs(cycle))


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
