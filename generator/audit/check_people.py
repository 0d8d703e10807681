"""Part of V08: people stand in one block of commitments per statement, and in numbers that may be shown.

What may be shown follows from the published schemes (docs/spec/30-records.md, "Numbers about people"). Written apart
from the code that decides it when a statement is made: the two check one another.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import floor

from generator.audit.cycles import Cycle, Held
from generator.audit.evidence import problem
from generator.audit.people_bodies import Block, GradeTable, PeopleQuota, PeopleScheme, QuotaLine
from generator.core.problem import Problem
from generator.published.vocabulary import CORRECTION_REASONS, PEOPLE_ACTS, PERSON_KINDS, act_of

BASE = "base"
SMALLEST = 3
"""No threshold of a scheme goes below this."""


def check_people(cycle: Cycle) -> Iterator[Problem]:
    """Blocks where they are due, of the size made known, and what may be said about people in numbers."""
    size = cycle.block_size.body if cycle.block_size else None
    yield from _schemes(cycle, size)
    revision = 0
    for found in cycle.statements:
        act = act_of(found.statement.kind, found.statement.step)
        units = found.of_type("unit-correction")
        # Without a plan goals and corrections are about people or are not at all; with one, a correction of units is.
        alone = act in ("goals", "correction") and not cycle.planned
        due = act in PEOPLE_ACTS and (size is not None or alone or (act == "correction" and not units))
        path = f"ledger/statements/{found.index}"
        number = len(found.of_type("people"))
        if act == "correction" and units and number == 0:
            continue
        if number != due:
            yield problem("A141" if due else "A156", path, type="people", found=number)
        for record in found.of_type("people"):
            revision += 1
            if (record.name, record.revision) != (cycle.id, revision):
                yield problem("A157", f"{path}/{record.path}", found=record.revision, expected=revision)
    for held in cycle.blocks.values():
        if held.body.size != len(held.record.commitments):
            found_size = len(held.record.commitments)
            yield problem("A142", held.path, "P2-5.1", found=found_size, expected=held.body.size)
    if size is not None and not cycle.problems:
        yield from _numbers(cycle)


def _schemes(cycle: Cycle, size: int | None) -> Iterator[Problem]:
    """The base scheme says the size of the blocks; each kind has the scheme that is applied to it."""
    if cycle.block_size is None or cycle.problems:
        return
    kinds = set(cycle.people_schemes) - {BASE}
    base = cycle.people_schemes.get(BASE)
    said = base.body.block if base is not None else None
    there = {base is not None, bool(kinds), size is not None}
    if said != size or len(there) > 1 or not kinds <= set(PERSON_KINDS):
        yield problem("A152", cycle.block_size.path)


def _numbers(cycle: Cycle) -> Iterator[Problem]:
    schemes = {kind: cycle.people_schemes[kind].body for kind in PERSON_KINDS if kind in cycle.people_schemes}
    report, decision = (cycle.blocks.get(kind) for kind in ("report", "decision"))
    people: dict[str, int | None] = {}
    if report is not None:
        people = dict(report.body.people)
        if [kind for kind, _ in report.body.people] != list(schemes):
            yield problem("A158", report.path, at="/body/public/people")
        for kind, number in people.items():
            if number is not None and kind in schemes and number < fewest(schemes[kind]):
                yield problem("A159", report.path, "P2-5.1", at="/body/public/people")
    if decision is not None and report is not None and set(people) == set(schemes):
        yield from _decision(decision, schemes, people)
    for change in cycle.corrected_blocks():
        reasons = change.body.reasons
        if not reasons or list(reasons) != [reason for reason in CORRECTION_REASONS if reason in reasons]:
            yield problem("A158", change.path, at="/body/public/reasons")


def _decision(held: Held[Block], schemes: dict[str, PeopleScheme], people: dict[str, int | None]) -> Iterator[Problem]:
    if [table.kind for table in held.body.grades] != list(schemes):
        yield problem("A158", held.path, at="/body/public/grades")
        return
    for table in held.body.grades:
        names = [name for name, _ in table.cells]
        every: list[str | None] = [*schemes[table.kind].grades, None]
        if names != {"each": every, "best": every[:1], "none": []}[table.form]:
            yield problem("A158", held.path, at=table.at)
        elif table.form != "none" and not _may_be_shown(table, schemes, people):
            yield problem("A159", held.path, "P2-5.1", at=table.at)
    if held.body.quotas != _lines(schemes, people):
        yield problem("A158", held.path, at="/body/public/quotas")


def _may_be_shown(table: GradeTable, schemes: dict[str, PeopleScheme], people: dict[str, int | None]) -> bool:
    """Whether nothing that is not shown follows from what is (each cell keeps two values or more)."""
    total, cell = people[table.kind], smallest_cell(schemes[table.kind])
    shown = [number for _, number in table.cells if number is not None]
    if total is None or any(number < cell for number in shown):
        return False
    rest, hidden = total - sum(shown), len(table.cells) - len(shown)
    if table.form == "best":
        fits = len(shown) == 1 and rest > cell
    else:
        fits = rest == 0 if not hidden else hidden > 1 and cell <= rest < hidden * (cell - 1)
    return fits and _leaves_base_open(table, schemes, people)


def _leaves_base_open(table: GradeTable, schemes: dict[str, PeopleScheme], people: dict[str, int | None]) -> bool:
    """Whether the best grade could be given as often for every number, below the smallest cell, of uncounted people."""
    scheme = schemes[table.kind]
    if scheme.quota is None:
        return True
    if scheme.quota.grade != scheme.grades[0] or scheme.quota.by == "unit":
        return False
    together = _together(schemes, table.kind) if scheme.quota.by == "all" else [table.kind]
    numbers = [people[kind] for kind in together]
    if None in numbers:
        # How many more take part in the same quota is not public: nothing can be told from here.
        return True
    group = sum(number for number in numbers if number is not None)
    bound = allowance(scheme.quota, max(group - smallest_cell(scheme) + 1, 0))
    return bound >= max(table.cells[0][1] or 0, smallest_cell(scheme))


def _lines(schemes: dict[str, PeopleScheme], people: dict[str, int | None]) -> tuple[QuotaLine, ...]:
    """The quotas as they must be published: from the schemes and the numbers of people that are public."""
    lines: list[QuotaLine] = []
    for kind, scheme in schemes.items():
        quota = scheme.quota
        if quota is None or any(kind in line.kinds for line in lines):
            continue
        kinds = _together(schemes, kind) if quota.by == "all" else [kind]
        numbers = [people[other] for other in kinds]
        at_most = None
        if None not in numbers and (quota.by == "all" or (quota.by == "kind" and not quota.merged)):
            at_most = allowance(quota, sum(number for number in numbers if number is not None))
        lines.append(QuotaLine(tuple(kinds), quota.grade, quota.ratio, quota.rounding, quota.by, at_most))
    return tuple(lines)


def smallest_cell(scheme: PeopleScheme) -> int:
    """The smallest number of people that may be shown."""
    return max(scheme.group_mean, SMALLEST)


def fewest(scheme: PeopleScheme) -> int:
    """The fewest people about whom anything may be said."""
    return max(scheme.vote_counts, 2 * smallest_cell(scheme))


def allowance(quota: PeopleQuota, base: int) -> int:
    """How many of ``base`` people the quota allows."""
    exact = quota.ratio * base
    return floor(exact + Fraction(1, 2)) if quota.rounding == "half_up" else floor(exact)


def _together(schemes: dict[str, PeopleScheme], kind: str) -> list[str]:
    return [other for other, scheme in schemes.items() if scheme.shared == schemes[kind].shared]
