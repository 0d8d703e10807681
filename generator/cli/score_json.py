"""Scores for machines (``kaohe score --json``): every number exact, and as it is shown where it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from generator.core.exact import shown
from generator.disclosure.whole_form import whole_form
from generator.intake.models.scheme import Scheme
from generator.published.shapes import exact_text
from generator.scoring.people import PersonResult
from generator.scoring.sheet import Sheet

_OF_A_PERSON = ("kind", "unit", "recommended", "reason", "before_quota", "rank", "status", "vetoes", "team", "limits")


def sheet_json(sheet: Sheet, scheme: Scheme) -> dict[str, Any]:
    """The score of one unit: total, grade, indicators with their steps."""
    return {
        "status": sheet.status,
        "total": None if sheet.total is None else _number(sheet.total, scheme),
        "grade": sheet.grade,
        "indicators": [
            {
                "id": item.id,
                "max": exact_text(item.max),
                **_number(item.points, scheme),
                "steps": [step.to_json() for step in item.steps],
            }
            for item in sheet.indicators
        ],
    }


def person_json(schemes: Mapping[str, Scheme], result: PersonResult) -> dict[str, Any]:
    """The recommendation for one person: what a unit has, and every stage from the points to the grade.

    ``steps`` lead from the indicators' points to the total; without a sheet there are no indicators.
    """
    scheme, sheet = schemes[result.kind], result.sheet
    adjusted = sheet.adjusted.steps if sheet is not None and sheet.adjusted is not None else ()
    return {
        **{name: whole_form(getattr(result, name)) for name in _OF_A_PERSON},
        "total": None if result.total is None else _number(result.total, scheme),
        "indicators": [] if sheet is None else sheet_json(sheet, scheme)["indicators"],
        "steps": [step.to_json() for step in (*adjusted, *result.steps)],
    }


def _number(value: Fraction | None, scheme: Scheme) -> dict[str, str | None]:
    if value is None:
        return {"exact": None, "shown": None}
    return {"exact": exact_text(value), "shown": shown(value, scheme.rounding.digits, scheme.rounding.mode)}
