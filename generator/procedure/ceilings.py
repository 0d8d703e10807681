"""Gates that every unit has to pass, and the grade above which one that did not cannot come (P2-2.1(4)).

Codes X303, X305 to X309; docs/spec/16-procedure.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.core.problem import Problem
from generator.intake.bind import Bound
from generator.intake.corrections import unit_corrections
from generator.intake.few import few
from generator.intake.models import evaluation
from generator.intake.models.evaluation import GateFinding, Gates
from generator.intake.node import Loc
from generator.intake.repository import Cycle
from generator.intake.similar import nearest, repeated
from generator.procedure.named import Setting, assessed_unit, citable, day, holder, not_before, twice, uncitable

CLAUSE = "P2-2.1(4)"
SEPARATION = "P1-A22"


def check(at: Setting) -> Iterator[Problem]:
    """X122, X152, X175, X301 to X309, X313 and X420 for the gates of one cycle and its decision."""
    bound = at.cycle.one(evaluation.GATES)
    if bound is None:
        return
    record = bound.record
    yield from not_before(day("gates.date", bound), day("materials.date", at.cycle.one(evaluation.MATERIALS)), CLAUSE)
    yield from holder(at, bound, ("given_by",), record.given_by, "supervision", SEPARATION)
    yield from twice(bound, ("gates",), "id", [gate.id for gate in record.gates], CLAUSE)
    yield from few(_findings(at, bound), bound.path)
    yield from _decision(at.cycle)


def ceilings(cycle: Cycle) -> dict[str, str]:
    """The highest grade that a unit can still get, for every unit that did not pass a gate.

    Of several ceilings the lowest holds. Ceilings that are no grade of the scheme are left out.
    """
    bound, order = cycle.one(evaluation.GATES), _order(cycle)
    found: dict[str, str] = {}
    for entry in bound.record.findings if bound is not None else []:
        if not entry.passed and entry.ceiling in order:
            so_far = found.get(entry.unit)
            if so_far is None or order[entry.ceiling] > order[so_far]:
                found[entry.unit] = entry.ceiling
    return found


def is_above(cycle: Cycle, grade: str, ceiling: str) -> bool:
    """Whether a grade of the scheme is better than another; False where one of them is none."""
    order = _order(cycle)
    return grade in order and ceiling in order and order[grade] < order[ceiling]


def _order(cycle: Cycle) -> dict[str, int]:
    """The scheme's grades with their places, the best first."""
    grades = cycle.scheme.record.grades if cycle.scheme is not None else []
    return {grade.id: place for place, grade in enumerate(grades)}


def _findings(at: Setting, bound: Bound[Gates]) -> Iterator[Problem]:
    record = bound.record
    gates = dict.fromkeys(gate.id for gate in record.gates)
    known = citable(at.cycle)
    pairs = [(entry.unit, entry.gate) for entry in record.findings]
    for index in repeated(pairs):
        unit, gate = pairs[index]
        yield bound.problem("X306", ("findings", index, "unit"), clause=CLAUSE, unit=unit, gate=gate)
    for index, entry in enumerate(record.findings):
        loc = ("findings", index)
        yield from assessed_unit(at, bound, (*loc, "unit"), entry.unit, CLAUSE)
        if entry.gate not in gates:
            words = {"gate": entry.gate, "near": nearest(entry.gate, gates)}
            yield bound.problem("X307", (*loc, "gate"), clause=CLAUSE, **words)
        yield from _not_passed(at.cycle, bound, loc, entry)
        yield from uncitable(known, bound, (*loc, "cites"), entry.cites)
    there = set(pairs)
    for unit in at.cycle.assessed:
        for gate in gates:
            if (unit, gate) not in there and unit not in at.disputed:
                yield bound.problem("X305", ("findings",), clause=CLAUSE, unit=unit, gate=gate)


def _not_passed(cycle: Cycle, bound: Bound[Gates], loc: Loc, entry: GateFinding) -> Iterator[Problem]:
    """A gate that was not passed has a fact and a ceiling below the best grade; one that was passed limits nothing."""
    absent = [name for name in ("ceiling", "fact") if getattr(entry, name) is None]
    if not entry.passed and absent:
        words = {"unit": entry.unit, "gate": entry.gate, "absent": "、".join(absent)}
        yield bound.problem("X308", (*loc, "passed"), clause=CLAUSE, **words)
    elif entry.passed and entry.ceiling is not None:
        yield bound.problem("X303", (*loc, "ceiling"), clause=CLAUSE, unit=entry.unit, gate=entry.gate)
    order = _order(cycle)
    if entry.ceiling is not None and order and entry.ceiling not in order:
        words = {"given": entry.ceiling, "known": "、".join(order)}
        yield bound.problem("X175", (*loc, "ceiling"), clause=CLAUSE, **words)
    elif not entry.passed and entry.ceiling is not None and order.get(entry.ceiling) == 0:
        words = {"unit": entry.unit, "gate": entry.gate, "absent": "ceiling"}
        yield bound.problem("X308", (*loc, "ceiling"), clause=CLAUSE, **words)


def _decision(cycle: Cycle) -> Iterator[Problem]:
    """X309: nobody decides for a grade that a gate has closed; a correction without figures may say it was not so."""
    highest = ceilings(cycle)
    for corrected in unit_corrections(cycle).values():
        for index, anew in enumerate(corrected.record.corrections):
            ceiling = highest.get(anew.unit)
            if anew.figures and ceiling is not None and is_above(cycle, anew.grade, ceiling):
                words = {"unit": anew.unit, "ceiling": ceiling}
                yield corrected.problem("X309", ("corrections", index, "grade"), clause=CLAUSE, **words)
    if cycle.decision is None:
        return
    for index, entry in enumerate(cycle.decision.record.grades):
        ceiling = highest.get(entry.unit)
        if ceiling is not None and is_above(cycle, entry.grade, ceiling):
            words = {"unit": entry.unit, "ceiling": ceiling}
            yield cycle.decision.problem("X309", ("grades", index, "grade"), clause=CLAUSE, **words)
