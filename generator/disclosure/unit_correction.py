"""A corrected unit result as a public record: the figures before and after, the total and grade they lead to.

What the first result withheld stays withheld. The figures are public, so a reader knows by how much the exact total
moved, and the two rounded totals together say more about it than one: what that tells is audited as for a first result.
Where the move is a whole number of units of the last published digit and no grade bound lies between, it tells nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from generator.core.exact import shown
from generator.core.problem import Problem
from generator.disclosure.airlock import Airlock, Released
from generator.disclosure.interval import Interval
from generator.disclosure.public_form import public_form
from generator.disclosure.result_audit import audit, known_total
from generator.disclosure.whole_form import whole_form
from generator.intake.models.afterwards import UnitCorrection
from generator.intake.models.scheme import Scheme
from generator.intake.repository import Cycle
from generator.published.shapes import exact_text
from generator.published.vocabulary import WITHHELD
from generator.scoring.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Corrected:
    """One correction with what it changes: the sheets before and after, the figures that were (None: there was none).

    ``result`` and ``decision`` are the digests of the records that it corrects. Both sheets are complete.
    """

    entry: UnitCorrection
    before: Sheet
    after: Sheet
    figures: Mapping[str, Fraction | None]
    result: str
    decision: str


def release_corrections(airlock: Airlock, scheme: Scheme, corrected: Sequence[Corrected]) -> list[Released]:
    """One ``unit-correction`` per corrected unit, in the order given.

    Expects corrections of indicators that are scored from public figures (their derivation is always shown), with which
    :func:`correction_audit` finds nothing wrong.
    """
    return [_release(airlock, scheme, item) for item in corrected]


def correction_audit(scheme: Scheme, corrected: Corrected, cycle: Cycle) -> list[Problem]:
    """Why both versions of a result together would give a group away (D201 to D203)."""
    return audit(scheme, corrected.before, cycle, known_total_of_both(scheme, corrected.before, corrected.after))


def known_total_of_both(scheme: Scheme, before: Sheet, after: Sheet) -> Interval:
    """What a reader knows of the exact total before, from both published totals and grades and the public difference.

    Expects complete sheets that differ in nothing that is withheld.
    """
    assert before.total is not None and after.total is not None
    moved = after.total - before.total
    return known_total(scheme, before.total).meet(known_total(scheme, after.total).minus(moved))


def _release(airlock: Airlock, scheme: Scheme, corrected: Corrected) -> Released:
    entry, total = corrected.entry, corrected.after.total
    assert total is not None
    departs: dict[str, Any] | None = None
    if entry.departs is not None:
        departs = {"reason": public_form(entry.departs), "clause": entry.departs_clause}
    body = {
        "unit": entry.unit,
        "reason": entry.reason,
        "explanation": public_form(entry.explanation),
        "clause": entry.clause,
        "figures": [
            {
                "indicator": figure.indicator,
                "before": _exact(corrected.figures[figure.indicator]),
                "after": exact_text(figure.value),
            }
            for figure in entry.figures
        ],
        "result": {
            "total": {
                "shown": shown(total, scheme.rounding.digits, scheme.rounding.mode),
                "max": exact_text(scheme.total),
            },
            "grade": corrected.after.grade,
        },
        "recommended": corrected.after.grade,
        "grade": entry.grade,
        "departs": departs,
        "corrects": {"result": corrected.result, "decision": corrected.decision},
        "entered_by": entry.entered_by,
        "approved_by": list(entry.approved_by),
    }
    # The exact total is withheld where the first result withheld it; who may open the record sees it here.
    held = {WITHHELD: {**whole_form(entry), "total": exact_text(total)}}
    return airlock.release("unit-correction", entry.unit, body, held)


def _exact(number: Fraction | None) -> str | None:
    return None if number is None else exact_text(number)
