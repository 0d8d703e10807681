"""What a unit is called on pages about the procedure, where its own page lies, and what a gate did to its grade."""

from __future__ import annotations

from fractions import Fraction

from generator.site.context import Context
from generator.site.ledger_view import Cycle
from generator.site.model import body_of


def unit_name(context: Context, cycle: Cycle, unit: str) -> str:
    """The unit's name as the organ's record has it; its id where it is none of the organ's."""
    name = cycle.organ.departments.get(unit)
    return context.label.of(name) if name else unit


def unit_href(cycle: Cycle, unit: str, base: str) -> str:
    """Where the unit's page lies, ``base`` leading to the language's folder; empty before it has one."""
    return f"{base}{cycle.id}/units/{unit}.html" if unit in cycle.unit_ids else ""


def office_departments(context: Context, cycle: Cycle) -> dict[str, str]:
    """The department that each member of the office comes from, by holder, as the organ's record has it."""
    scheme = cycle.statement("scheme")
    found = {}
    for path, (_, record) in scheme.records.items() if scheme else ():
        if record.type == "organ":
            for seat in body_of(record, path).get("office").items():
                department = seat.get("department").text()
                found[seat.get("holder").text()] = unit_name(context, cycle, department)
    return found


def without_effect(cycle: Cycle, unit: str, ceiling: str | None) -> bool:
    """Whether the grade by the published total is at or below a gate's ceiling, so that the gate changed nothing.

    Only said where the exact total is public, or no bound lies within the rounding of the one that is shown.
    """
    entry = next((entry for entry in cycle.units if entry.unit == unit), None)
    total = entry.result.total if entry and entry.result else None
    if ceiling is None or total is None or total.shown is None:
        return False
    half = Fraction(1, 10 ** cycle.scheme.rounding[1])
    around = [total.exact] if total.exact is not None else [Fraction(total.shown) + step for step in (-half, half)]
    order = [grade.id for grade in cycle.scheme.grades]
    reached = [grade.id for points in around if (grade := cycle.scheme.grade_of(points))]
    return ceiling in order and all(order.index(grade) >= order.index(ceiling) for grade in reached)
