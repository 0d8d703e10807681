"""Which marks each page must have: of every figure, name, grade, reason and count that V11 holds against its record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from generator.audit import procedure_marks
from generator.audit.cycles import Cycle, Gone
from generator.audit.evidence import Evidence
from generator.audit.year_on_year import marks_of_both_years, year_on_year

FOLDERS = {"zh": "", "en": "en/"}
"""Where the pages of each language lie."""

NAME = "/unit/name"
REASON = "/departs/reason"
OPINION = "/opinion"

COMMENTS = ("/comments/accepted", "/comments/partly", "/comments/rejected", "/units")
MEETING = ("/members", "/present", "/recused")
SUPERVISION = ("/checked", "/deviations", OPINION)

Mark: TypeAlias = tuple[str, str]
"""A record's key and a pointer into its body; of a text in two languages without the language."""

ROOT: Mark = ("", "root")
"""The ledger's root, which no record has."""


@dataclass(frozen=True, slots=True)
class Required:
    """The marks of a page: ``rows`` in their order, each in a table row of its own where the page has ``tables``.

    ``course`` are those whose order is that of sentences and dates and says nothing: counts of the procedure, and what
    pages about it show.
    """

    rows: list[list[Mark]] = field(default_factory=list)
    tables: bool = False
    course: tuple[Mark, ...] = ()


def required_marks(evidence: Evidence) -> dict[str, Required]:
    """The marks of each page that has any: tables have one group per unit, other pages one."""
    with_root = ["verify.html", "statements/index.html", *(f"statements/{s.index}.html" for s in evidence.statements)]
    required = dict.fromkeys(with_root, Required([[ROOT]]))
    for cycle in evidence.cycles:
        units, of_procedure = cycle.units(), procedure_marks.marks_of_units(cycle)
        for unit in units:
            required[f"{cycle.id}/units/{unit}.html"] = Required(
                [[*_marks(cycle, unit, of_page=True), *_departure(cycle, unit), *_parts(cycle, unit)]],
                course=tuple(of_procedure.get(unit, ())),
            )
        rows = [_marks(cycle, unit, of_page=False) for unit in units]
        required[f"{cycle.id}/index.html"] = Required(rows, True, tuple(_course(cycle)))
        required[f"{cycle.id}/people.html"] = Required([list(_marks_of_people(cycle))])
        for name, marks in procedure_marks.marks_of_pages(cycle).items():
            required[f"{cycle.id}/{name}"] = Required(course=marks)
    rulings = [mark for cycle in evidence.cycles for mark in procedure_marks.marks_of_interpretations(cycle)]
    required[procedure_marks.INTERPRETATIONS] = Required(course=tuple(rulings))
    for cycle, before in year_on_year(evidence):
        required[f"{cycle.id}/changes.html"] = Required(marks_of_both_years(cycle, before), True)
    with_results = [cycle.id for cycle in evidence.cycles if cycle.units()]
    if with_results:
        required["index.html"] = Required(required[f"{max(with_results)}/index.html"].rows, True)
    return {f"{folder}{path}": marks for folder in FOLDERS.values() for path, marks in required.items()}


def _marks(cycle: Cycle, unit: str, *, of_page: bool) -> list[Mark]:
    """Name, total and grade of a unit: of its decision, before there is one, as recommended.

    Where the result was corrected, total and grade are those of the correction; on the unit's own page (``of_page``)
    what they were before follows. A withdrawn result has its name from the organ record; on the unit's own page the
    reason and the basis of each withdrawal stand where total and grade would stand.
    """
    result, decision = cycle.results.get(unit), cycle.decisions.get(unit)
    correction = cycle.each("unit-correction").get(unit)
    gone, undecided = cycle.gone.get(("unit-result", unit)), cycle.gone.get(("unit-decision", unit))
    marks: list[Mark] = []
    if result:
        marks.append((result.key, NAME))
        if correction:
            marks += [(correction.key, "/result/total/shown"), (correction.key, "/grade")]
            if not of_page:
                return marks
        if result.body.total.shown is not None:
            marks.append((result.key, "/total/shown"))
    elif cycle.departments and unit in cycle.departments.body:
        marks.append((cycle.departments.key, f"/departments/{cycle.departments.body.index(unit)}/name"))
    if gone and of_page:
        marks += _marks_of_withdrawal(gone)
    if correction and not result:
        marks.append((correction.key, "/grade"))
    elif decision:
        marks.append((decision.key, "/grade"))
    elif undecided:
        marks += _marks_of_withdrawal(undecided) if of_page else []
    elif result and result.body.grade is not None:
        marks.append((result.key, "/grade"))
    return marks


def _marks_of_withdrawal(gone: Gone) -> list[Mark]:
    return [(gone.by.key, "/reason"), (gone.by.key, "/clause")]


def _departure(cycle: Cycle, unit: str) -> Iterator[Mark]:
    """Why the decision departs from what the scheme recommends, and on what basis; beside a result that is there."""
    decision = cycle.decisions.get(unit)
    if decision is None or unit not in cycle.results or not decision.body.departs:
        return
    yield decision.key, REASON
    if decision.body.clause is not None:
        yield decision.key, "/departs/clause"


def _parts(cycle: Cycle, unit: str) -> Iterator[Mark]:
    """The points of each family, followed by those of its indicators."""
    held = cycle.results.get(unit)
    if held is None:
        return
    for number, (family, points) in enumerate(held.body.families):
        if points.shown is not None:
            yield held.key, f"/families/{number}/shown"
        for i, item in enumerate(held.body.indicators):
            if item.family == family and item.points.shown is not None:
                yield held.key, f"/indicators/{i}/shown"


def _marks_of_people(cycle: Cycle) -> Iterator[Mark]:
    """The public numbers about people in the order of the cycle, then the size of every block."""
    for block in cycle.blocks.values():
        yield from ((block.key, pointer) for pointer, number in block.body.numbers() if number is not None)
    for block in cycle.blocks.values():
        yield block.key, "/size"


def _course(cycle: Cycle) -> Iterator[Mark]:
    """What of the procedure is counted: comments, who was at each meeting, what the supervisor found.

    Where nobody was recused nothing is said about it.
    """
    for act, record_type, pointers in (
        ("report", "report", COMMENTS),
        ("decision", "deliberation", MEETING),
        ("closed", "closure", SUPERVISION),
    ):
        found = cycle.act(act)
        for path, (_, record) in found.records.items() if found else ():
            if found and record.type == record_type:
                nobody = {"/recused"} if record.body.get("recused") == 0 else set()
                yield from ((f"{found.index}/{path}", pointer) for pointer in pointers if pointer not in nobody)
