"""A unit's score sheet as a public record: what may be shown, what is committed to instead, and why.

What is shown follows from the scheme and the numbers of ballots (:mod:`generator.disclosure.suppression`); what the
shown numbers then imply about the rest is audited exactly (:mod:`generator.disclosure.inference`), and a result that
would give a group's mean away is not published at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from generator.core.errors import FindingsError
from generator.core.exact import shown
from generator.disclosure.airlock import Airlock, Released
from generator.disclosure.public_form import public_form
from generator.disclosure.result_audit import audit, showing_of
from generator.intake.models.inputs import Roster, Tally
from generator.intake.models.organ import Organ
from generator.intake.models.rules import VoteShareBands, VotesToPoints
from generator.intake.models.scheme import Indicator, Scheme
from generator.intake.repository import Cycle
from generator.published.shapes import exact_text
from generator.scoring.sheet import IndicatorScore, Sheet


@dataclass(slots=True)
class _View:
    """One indicator of one unit as it goes out (``hidden``: without its exact points), and what stays behind."""

    body: dict[str, Any]
    hidden: bool
    held: dict[str, Any] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)


def release_results(
    airlock: Airlock,
    scheme: Scheme,
    organ: Organ,
    roster: Roster,
    sheets: Mapping[str, Sheet],
    cycle: Cycle,
    scheme_digest: str,
) -> list[Released]:
    """One ``unit-result`` per unit of the roster, in roster order.

    Raises FindingsError with D201 and D202 for every unit whose result cannot be published without disclosing a group.
    """
    problems = [problem for sheet in sheets.values() for problem in audit(scheme, sheet, cycle)]
    if problems:
        raise FindingsError(problems)
    names = {unit.id: public_form(unit.name) for unit in organ.departments}
    hidden = _hidden_indicators(scheme, sheets)
    released = []
    for entry in roster.units:
        head = {"unit": {"id": entry.unit, "name": names[entry.unit]}, "scheme": scheme_digest}
        if entry.exempt is not None:
            body = head | _exempt(scheme) | {"exempt": public_form(entry.exempt)}
            released.append(airlock.release("unit-result", entry.unit, body))
        else:
            released.append(_release(airlock, scheme, sheets[entry.unit], cycle, head, hidden))
    return released


def _release(
    airlock: Airlock, scheme: Scheme, sheet: Sheet, cycle: Cycle, head: dict[str, Any], hidden: frozenset[str]
) -> Released:
    indicators = {indicator.id: indicator for family in scheme.families for indicator in family.indicators}
    views = [_view(scheme, indicators[item.id], item, sheet.unit, cycle, hidden) for item in sheet.indicators]
    held = {name: value for view in views for name, value in view.held.items()}
    reasons = {name: reason for view in views for name, reason in view.reasons.items()}
    covered = {item.family for item, view in zip(sheet.indicators, views, strict=True) if view.hidden}
    if sheet.total is not None and covered:
        held["total.exact"] = exact_text(sheet.total)
        reasons["total.exact"] = "complementary"
    body = head | {
        "status": sheet.status,
        "total": {
            "exact": None if covered else _exact(sheet.total),
            "shown": _shown(scheme, sheet.total),
            "max": exact_text(scheme.total),
        },
        "grade": sheet.grade,
        "exempt": None,
        "families": [
            {
                "id": family.id,
                "exact": None if family.id in covered else _exact(family.points),
                "shown": _shown(scheme, family.points),
                "max": exact_text(family.max),
            }
            for family in sheet.families
        ],
        "indicators": [view.body for view in views],
        "withheld": [
            {"field": name, "reason": reasons[name]} for name in airlock.slots["unit-result"] if name in reasons
        ],
    }
    return airlock.release("unit-result", sheet.unit, body, held)


def _view(
    scheme: Scheme, indicator: Indicator, item: IndicatorScore, unit: str, cycle: Cycle, hidden: frozenset[str]
) -> _View:
    steps = [step.to_json() for step in item.steps]
    decision = showing_of(scheme, indicator, item)
    # A mean of the other units' points would open a hidden one by subtraction.
    borrowed = item.missing is not None and item.points is not None and indicator.id in hidden
    open_ = decision.derivation and not borrowed
    body: dict[str, Any] = {
        "id": item.id,
        "family": item.family,
        "max": exact_text(item.max),
        "exact": _exact(item.points) if open_ else None,
        "shown": _shown(scheme, item.points),
        "inputs": [
            {
                "name": entry.name,
                "exact": exact_text(entry.value),
                "unit": dict(entry.unit) if entry.unit else None,
                "source": entry.source,
            }
            for entry in item.inputs
        ],
        "steps": steps if open_ else [],
        "missing": {"policy": item.missing.policy, "reason": dict(item.missing.reason)} if item.missing else None,
    }
    view = _View(body, hidden=not open_ and item.points is not None)
    if item.points is not None and not open_:
        view.held[f"{item.id}.score"] = {"exact": exact_text(item.points), "steps": steps}
        view.reasons[f"{item.id}.score"] = "complementary" if decision.derivation else "small-group"
    if rests_on := _rests_on(indicator, unit, cycle):
        view.held[f"{item.id}.inputs"] = rests_on
        counted = isinstance(indicator.rule, (VotesToPoints, VoteShareBands))
        view.reasons[f"{item.id}.inputs"] = "ballots" if counted else "evidence"
    return view


def _hidden_indicators(scheme: Scheme, sheets: Mapping[str, Sheet]) -> frozenset[str]:
    """Indicators of which some unit's derivation is hidden."""
    indicators = {indicator.id: indicator for family in scheme.families for indicator in family.indicators}
    return frozenset(
        item.id
        for sheet in sheets.values()
        for item in sheet.indicators
        if not showing_of(scheme, indicators[item.id], item).derivation
    )


def _rests_on(indicator: Indicator, unit: str, cycle: Cycle) -> Any:
    """Everything the office holds on this indicator of this unit that is not public; None where there is nothing."""
    if indicator.id in cycle.data:
        data = cycle.data[indicator.id].record
        point = next((point for point in data.values if point.unit == unit), None)
        if point is None:
            return None
        return {
            "signed_off_by": data.signed_off_by,
            "report": data.report,
            "evidence": list(point.evidence),
            "note": point.note,
            "places": point.places,
        }
    groups = {
        group: _tally(tally, votes.record.teller, votes.record.scrutineer)
        for group, votes in sorted(cycle.votes.items())
        for tally in votes.record.tallies
        if tally.unit == unit and tally.indicator == indicator.id
    }
    return groups or None


def _tally(tally: Tally, teller: str, scrutineer: str) -> dict[str, Any]:
    return {
        "issued": tally.issued,
        "returned": tally.returned,
        "invalid": tally.invalid,
        "counts": dict(tally.counts),
        "teller": teller,
        "scrutineer": scrutineer,
    }


def _exempt(scheme: Scheme) -> dict[str, Any]:
    return {
        "status": "exempt",
        "total": {"exact": None, "shown": None, "max": exact_text(scheme.total)},
        "grade": None,
        "families": [],
        "indicators": [],
        "withheld": [],
    }


def _exact(number: Fraction | None) -> str | None:
    return None if number is None else exact_text(number)


def _shown(scheme: Scheme, number: Fraction | None) -> str | None:
    return None if number is None else shown(number, scheme.rounding.digits, scheme.rounding.mode)
