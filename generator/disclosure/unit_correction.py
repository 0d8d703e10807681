"""A corrected unit result as a public record: the figures before and after, the total and grade they lead to.

What the first result withheld stays withheld. The figures are public, so a reader knows by how much the exact total
moved, and the rounded totals together say more about it than one: what they tell is audited as for a first result, with
every further correction anew. Where the moves are whole numbers of units of the last published digit and no grade bound
lies between, they tell nothing.
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
    """One correction with what it changes.

    ``versions`` are the unit's sheets, all complete: as reported, then as every correction of the cycle left it, this
    one's last. ``figures`` are those before this one (None: there was none), ``corrects`` the digests of the records
    that it takes the place of, ``revision`` its number among the corrections of the unit.
    """

    entry: UnitCorrection
    versions: Sequence[Sheet]
    figures: Mapping[str, Fraction | None]
    corrects: Mapping[str, str]
    revision: int = 1

    @property
    def after(self) -> Sheet:
        """The unit's score with the corrected figures."""
        return self.versions[-1]


def release_corrections(airlock: Airlock, scheme: Scheme, corrected: Sequence[Corrected]) -> list[Released]:
    """One ``unit-correction`` per corrected unit, in the order given.

    Expects corrections of indicators that are scored from public figures (their derivation is always shown), with which
    :func:`correction_audit` finds nothing wrong.
    """
    return [_release(airlock, scheme, item) for item in corrected]


def correction_audit(scheme: Scheme, corrected: Corrected, cycle: Cycle) -> list[Problem]:
    """Why all versions of a result together would give a group away (D201 to D203)."""
    return audit(scheme, corrected.versions[0], cycle, known_total_of_all(scheme, corrected.versions))


def known_total_of_all(scheme: Scheme, versions: Sequence[Sheet]) -> Interval:
    """What a reader knows of the first exact total, from all published totals and grades and the public differences.

    Expects complete sheets, the first one first, that differ in nothing that is withheld.
    """
    first, *later = [sheet.total for sheet in versions]
    assert first is not None
    known = known_total(scheme, first)
    for total in later:
        assert total is not None
        known = known.meet(known_total(scheme, total).minus(total - first))
    return known


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
        "corrects": dict(corrected.corrects),
        "entered_by": entry.entered_by,
        "approved_by": list(entry.approved_by),
    }
    # The exact total is withheld where the first result withheld it; who may open the record sees it here.
    held = {WITHHELD: {**whole_form(entry), "total": exact_text(total)}}
    place = ("unit-correction", entry.unit, corrected.revision)
    return airlock.record(*place, body, airlock.slotted(*place, held))


def _exact(number: Fraction | None) -> str | None:
    return None if number is None else exact_text(number)
