"""V08: the records belong together: types, slot lists, and what one record says of another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from generator.audit.bodies import Scheme
from generator.audit.check_people import check_people
from generator.audit.cycles import Cycle, record_path
from generator.audit.evidence import Evidence, problem
from generator.audit.verdict import Fact, Findings
from generator.core.problem import Problem
from generator.ledger.statements import PublishedStatement
from generator.published.vocabulary import PLAN, SLOTS_BY_FORMAT, WITHHELD, WITHHELD_TYPES, act_of, record_types_of
from generator.published.withdrawal import RECORD_TYPE, withdraws

SINGLE = {
    "trust": ("trust",),
    "scheme": ("scheme", "organ", "slots"),
    "report": ("report",),
    "closed": ("closure",),
}
"""Record types of which the statement of an act holds exactly one."""

SINGLE_OF_A_PLAN = {
    "scheme": (PLAN, "office"),
    "goals": ("roster", "goals"),
    "materials": ("materials", "population"),
    "review": ("review", "gates"),
    "preliminary": ("preliminary",),
    "notice": ("notice", "release-review"),
    "effective": ("effective",),
    "appeals": ("appeals",),
    "application": ("application",),
}
"""The same in a cycle with a plan; each of these records is named by the cycle."""

AT_MOST_ONE_OF_A_PLAN = {"materials": ("goals",)}
"""Record types that the statement of an act may hold besides, named by the cycle: goals that were changed."""

SEVERAL = ("interpretation", "rectification", "feedback", "amendment")
"""Acts whose statement holds at least one record of the same name."""

ONLY_WITH_A_PLAN = frozenset({"office", "interpretation", "roster", "goals", "unit-correction"})
"""Record types that a statement of a cycle without a plan cannot hold though its kind can."""

FIXED_SLOTS = {
    "report": ("comments.summary",),
    "unit-decision": ("discussion",),
    "deliberation": ("minutes",),
    "closure": ("findings",),
}
"""Slot lists that no scheme changes."""


def check_records(evidence: Evidence) -> Findings:
    """Types, slot lists and references (A140 to A153, C110)."""
    problems: list[Problem] = []
    slots = {cycle.id: _numbers_of_slots(cycle) for cycle in evidence.cycles}
    planned = {cycle.id for cycle in evidence.cycles if cycle.planned}
    for found in evidence.statements:
        problems += _types(found, found.statement.cycle in planned)
        problems += _commitments(found, slots.get(found.statement.cycle, {}))
    for cycle in evidence.cycles:
        problems += cycle.problems
        problems += _slot_table(cycle)
        problems += _results(cycle)
        problems += _decisions(cycle)
        problems += _units(cycle)
        problems += _meetings(cycle)
        problems += check_people(cycle)
    records = [record for found in evidence.statements for _, record in found.records.values()]
    counted = Counter(record.type for record in records)
    facts: dict[str, Fact] = {
        "records": len(records),
        "commitments": sum(len(record.commitments) for record in records),
        "types": [f"{name} {number}" for name, number in sorted(counted.items())],
    }
    return Findings(facts, tuple(problems))


def slot_table(scheme: Scheme, *, planned: bool = False) -> dict[str, tuple[str, ...]]:
    """The slot lists that follow from a scheme (docs/spec/30-records.md, "Commitments"), with or without a plan."""
    fields = ["total.exact"]
    for indicator in scheme.indicators:
        fields += [f"{indicator.id}.score", f"{indicator.id}.inputs"]
    table = {"unit-result": tuple(fields), **FIXED_SLOTS}
    if planned:
        table |= {"deliberation": ("minutes", "attendance")} | dict.fromkeys(WITHHELD_TYPES, (WITHHELD,))
    return table


def _types(found: PublishedStatement, planned: bool) -> Iterator[Problem]:
    kind = found.statement.kind
    act = act_of(kind, found.statement.step)
    allowed = record_types_of(kind, found.statement.step) - (frozenset() if planned else ONLY_WITH_A_PLAN)
    for path, (_, record) in found.records.items():
        if record.type not in allowed:
            yield problem("A140", record_path(found, path), type=record.type, kind=kind)
    for path, item in found.withdrawn.items():
        if item.withdrawal.record_type not in allowed:
            yield problem("A140", record_path(found, path), type=item.withdrawal.record_type, kind=kind)
    if withdraws(found.statement) and not found.of_type(RECORD_TYPE):
        yield problem("A141", f"ledger/statements/{found.index}", type=RECORD_TYPE, found=0)
    named = SINGLE_OF_A_PLAN.get(act, ()) if planned else ()
    besides = AT_MOST_ONE_OF_A_PLAN.get(act, ()) if planned else ()
    for record_type in (*SINGLE.get(act, ()), *named):
        number = len(found.of_type(record_type))
        if number != 1:
            yield problem("A141", f"ledger/statements/{found.index}", type=record_type, found=number)
    for path, (_, record) in found.records.items():
        if record.type in (*named, *besides) and record.name != found.statement.cycle:
            yield problem("A400", record_path(found, path), found=record.name, expected=found.statement.cycle)
    if act in SEVERAL and not found.of_type(act):
        yield problem("A141", f"ledger/statements/{found.index}", type=act, found=0)


def _numbers_of_slots(cycle: Cycle) -> dict[str, int]:
    """How many slots a record of each type has in the cycle."""
    numbers = {name: len(fields) for name, fields in cycle.slots.body.items()} if cycle.slots else {}
    size = cycle.block_size.body if cycle.block_size else None
    fixed = {record_type: len(fields) for record_type, fields in SLOTS_BY_FORMAT.items()} if cycle.planned else {}
    return fixed | numbers | ({"people": size} if size is not None else {})


def _meetings(cycle: Cycle) -> Iterator[Problem]:
    """One meeting about the units and, where people are assessed, one about them."""
    decision = cycle.act("decision")
    if decision is None:
        return
    expected = [cycle.id] + ([f"people-{cycle.id}"] if cycle.block_size and cycle.block_size.body else [])
    names = [*(record.name for record in decision.of_type("deliberation")), *cycle.withdrawn("deliberation")]
    if sorted(names) != sorted(expected):
        path = f"ledger/statements/{decision.index}"
        yield problem("A141", path, "P1-A18", type="deliberation", found=len(names))


def _commitments(found: PublishedStatement, slots: dict[str, int]) -> Iterator[Problem]:
    for path, (_, record) in found.records.items():
        expected = slots.get(record.type, 0)
        if len(record.commitments) != expected:
            yield problem("A142", record_path(found, path), found=len(record.commitments), expected=expected)
        elif len(set(record.commitments)) != expected:
            yield problem("A154", record_path(found, path))


def _slot_table(cycle: Cycle) -> Iterator[Problem]:
    if cycle.slots and cycle.scheme and cycle.slots.body != slot_table(cycle.scheme.body, planned=cycle.planned):
        yield problem("A152", cycle.slots.path)


def _results(cycle: Cycle) -> Iterator[Problem]:
    slots = cycle.slots.body.get("unit-result", ()) if cycle.slots else ()
    for name, held in cycle.results.items():
        result = held.body
        if result.unit != name:
            yield problem("A153", held.path, found=result.unit, expected=name)
        if cycle.scheme and result.scheme != cycle.scheme.sha256:
            yield problem("A143", held.path)
        withheld = [field for field, _ in result.withheld]
        if cycle.slots and withheld != [field for field in slots if field in set(withheld)]:
            yield problem("A147", held.path)
        hidden = {"total.exact"} if result.total.exact is None and result.total.shown is not None else set()
        for item in result.indicators:
            if item.points.exact is None and item.points.shown is not None:
                hidden.add(f"{item.id}.score")
        said = {field for field in withheld if field == "total.exact" or field.endswith(".score")}
        for field in sorted(hidden ^ said):
            yield problem("A155", held.path, field=field)
    number = len(cycle.units())
    if cycle.report and cycle.report.body.units != number and not cycle.problems:
        yield problem("A151", cycle.report.path, found=cycle.report.body.units, expected=number)


def _decisions(cycle: Cycle) -> Iterator[Problem]:
    grades = {grade.id for grade in cycle.scheme.body.grades} if cycle.scheme else None
    for name, held in cycle.decisions.items():
        decision, result = held.body, cycle.results.get(name)
        if decision.unit != name:
            yield problem("A153", held.path, found=decision.unit, expected=name)
        if grades is not None and decision.grade not in grades:
            yield problem("A149", held.path, grade=decision.grade)
        if decision.departs == (decision.grade == decision.recommended):
            yield problem("A150", held.path, "P1-A18")
        if (gone := cycle.gone.get(("unit-result", name))) and decision.result != gone.sha256:
            yield problem("A144", held.path)
        if result is None:
            continue
        if decision.result != result.sha256:
            yield problem("A144", held.path)
        if decision.recommended != result.body.grade:
            yield problem("A148", held.path, found=decision.recommended, expected=result.body.grade)


def _units(cycle: Cycle) -> Iterator[Problem]:
    """Every unit of the organ has one result and, unless it is exempt, one decision; nobody else has any."""
    if cycle.departments is None or cycle.problems:
        return
    units, reported = cycle.departments.body, cycle.units()
    withdrawn_results, withdrawn_decisions = cycle.withdrawn("unit-result"), cycle.withdrawn("unit-decision")
    report, decision = cycle.act("report"), cycle.act("decision")
    if report:
        path = f"ledger/statements/{report.index}"
        yield from (problem("A145", path, "P1-A6", type="unit-result", unit=u) for u in units if u not in reported)
    if decision:
        exempt = {name for name, held in cycle.results.items() if held.body.status == "exempt"}
        # Whether a unit whose result is withdrawn was exempt, nobody can tell any more.
        exempt |= {*withdrawn_results, *withdrawn_decisions}
        path = f"ledger/statements/{decision.index}"
        for unit in units:
            if unit not in cycle.decisions and unit not in exempt:
                yield problem("A145", path, "P1-A18", type="unit-decision", unit=unit)
    for name, path in (
        [(name, held.path) for name, held in cycle.results.items()]
        + [(name, held.path) for name, held in cycle.decisions.items()]
        + [(name, f"ledger/statements/{g.key}") for name, g in (withdrawn_results | withdrawn_decisions).items()]
    ):
        if name not in units:
            yield problem("A146", path, unit=name)
