"""The result page of one unit: what it scored, how that was computed, what is withheld, where it is signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from markupsafe import Markup

from generator.core.exact import said
from generator.published.derivation import step_text
from generator.published.record import PublicRecord
from generator.site import charts
from generator.site.context import Context, Link
from generator.site.held import Held
from generator.site.ledger_view import Cycle, UnitEntry
from generator.site.model import IndicatorResult, Points, UnitResult
from generator.site.numbers import number_text, percent_text, share
from generator.site.objections import objections
from generator.site.scheme import Indicator
from generator.site.scheme_page import grade_bounds
from generator.site.unit_acts import unit_acts
from generator.site.unit_correction import corrections_context
from generator.site.withdrawn_page import notice

BASE = "../../"


@dataclass(frozen=True)
class Names:
    """Names that all units of a cycle share, looked up once."""

    indicators: Mapping[str, Indicator]
    families: Mapping[str, str]
    grades: Mapping[str, str]
    groups: Mapping[str, str]
    departments: Mapping[str, str]
    cites: Mapping[str, Markup]
    slots: tuple[str, ...]


def names_of(context: Context, cycle: Cycle) -> Names:
    """The names of a cycle in the language of the pages."""
    of, scheme = context.label.of, cycle.scheme
    indicators = scheme.indicators()
    return Names(
        indicators=indicators,
        families={family.id: of(family.name) for family in scheme.families},
        grades={grade.id: of(grade.name) for grade in scheme.grades},
        groups=groups_of(context, cycle),
        departments={unit: of(name) for unit, name in cycle.organ.departments.items()},
        cites={found.id: context.cites(found.cites, BASE, cycle.sources) for found in indicators.values()},
        slots=_slots(cycle),
    )


def groups_of(context: Context, cycle: Cycle) -> dict[str, str]:
    """The names of the rater groups of a cycle by id."""
    groups: dict[str, str] = {}
    for indicator in cycle.scheme.indicators().values():
        if indicator.rule.get("kind").value == "votes_to_points":
            for group in indicator.rule.get("groups").items():
                groups[group.get("id").text()] = context.label.of(group.get("name").bilingual())
    return groups


def unit_context(
    context: Context, cycle: Cycle, entry: UnitEntry, result: UnitResult, names: Names, record: PublicRecord
) -> dict[str, Any]:
    """Everything the template ``unit.html`` shows; ``result`` is the unit's, which is not withdrawn."""
    label, correction = context.label, entry.correction
    corrections = corrections_context(context, cycle, entry, names.groups)
    withheld = dict(result.withheld)
    holds = Points(None, correction.shown, result.total.max) if correction else result.total
    rows = [_indicator(context, cycle, names, item, i, withheld) for i, item in enumerate(result.indicators)]
    families = []
    for i, (family_id, points) in enumerate(result.families):
        name = names.families.get(family_id, family_id)
        members = [row for row in rows if row["family"] == family_id]
        absent = "withheld.short" if any(row["withheld"] for row in members) else "missing.short"
        families.append(
            {
                "name": name,
                "index": i,
                "none": label(absent),
                **_points(context, name, points, "family"),
                "rows": members,
            }
        )
    return {
        "base": BASE,
        "cycle": cycle.id,
        "name": label.of(result.name),
        "status": result.status,
        "exempt": label.of(result.exempt) if result.exempt else "",
        "total": _points(context, label("unit.total"), result.total, "total"),
        "scale": _scale(context, cycle, holds),
        "ticks": _ticks(cycle, result.total),
        "grades": _grades(context, cycle, correction.recommended if correction else result.grade),
        "grade": _grade(context, cycle, entry, result.grade, names),
        "undecided": notice(context, cycle, entry.decision_at, BASE) if entry.decision_at else None,
        "boundary": boundary(context, cycle, result),
        "rounding": label(f"rounding.{cycle.scheme.rounding[0]}", digits=cycle.scheme.rounding[1]),
        "families": families,
        "rows": rows,
        "withheld": _withheld(context, names, result.withheld, record),
        "result": _provenance(context, cycle, entry.result_at),
        "decision": _provenance(context, cycle, entry.decision_at) if entry.decision_at else None,
        "scheme": _provenance(context, cycle, cycle.scheme_at),
        "correction": corrections[0] if corrections else None,
        "corrections": corrections,
        "corrected": frozenset(entry.corrected_figures),
        "corrected_at": [(label("record.correction"), _provenance(context, cycle, at)) for _, at in entry.corrections],
        "planned": cycle.planned,
        "acts": unit_acts(context, cycle, entry.unit) if cycle.planned else None,
        "objections": objections(context, cycle, BASE),
        "url": context.url(f"{cycle.id}/units/{result.unit}.html"),
    }


def _points(context: Context, name: str, points: Points, kind: str) -> dict[str, Any]:
    full = number_text(points.max)
    shown = points.shown
    if shown is None:
        text = context.label("bar.none", name=name, max=full)
    else:
        text = context.label("bar", name=name, shown=shown, max=full, percent=percent_text(Fraction(shown), points.max))
    value = points.value
    return {
        "shown": shown,
        "max": full,
        "exact": said(points.exact) if points.exact is not None and points.exact != Fraction(shown or 0) else None,
        "bar": charts.bar(value, points.max, text, kind),
    }


def _indicator(
    context: Context, cycle: Cycle, names: Names, item: IndicatorResult, index: int, withheld: Mapping[str, str]
) -> dict[str, Any]:
    label = context.label
    indicator = names.indicators.get(item.id)
    name = label.of(indicator.name) if indicator else item.id
    reason = withheld.get(f"{item.id}.score")
    return {
        "id": item.id,
        "index": index,
        "family": item.family,
        "name": name,
        **_points(context, name, item.points, "indicator"),
        "inputs": [_input(context, names, found, indicator) for found in item.inputs()],
        "steps": [
            (step_text(step, context.lang, names.groups), context.short_cites(step.cites, BASE, cycle.sources))
            for step in item.steps()
        ],
        "cites": names.cites.get(item.id, ""),
        "missing": ((label(f"missing.{item.missing.policy}"), label.of(item.missing.reason)) if item.missing else None),
        "withheld": _closed(context, item, reason) if reason else "",
    }


def _closed(context: Context, item: IndicatorResult, reason: str) -> str:
    """That an indicator's computation is withheld, why, and who can check it."""
    what = "score" if item.points.shown is None else "steps"
    closed = context.label(f"item.closed.{what}", reason=context.label(f"reason.{reason}"))
    return closed + context.label("sentence.gap") + context.label("item.closed.who")


def _input(context: Context, names: Names, found: Any, indicator: Indicator | None) -> dict[str, str]:
    label = context.label
    key = f"input.{found.name}"
    unit = label.of(found.unit) if found.unit else ""
    return {
        "name": label(key) if label.has(key) else found.name,
        "value": number_text(found.exact),
        "unit": unit,
        "source": names.departments.get(found.source, found.source) if found.source else "",
    }


def _scale(context: Context, cycle: Cycle, total: Points) -> Markup:
    bounds = [grade.at_least for grade in cycle.scheme.grades if grade.at_least is not None]
    shown = total.shown if total.shown is not None else context.label("none")
    text = context.label("unit.scale", shown=shown, max=number_text(total.max))
    return charts.scale(total.value, total.max, bounds, text)


def _ticks(cycle: Cycle, total: Points) -> list[tuple[str, str, str]]:
    """The numbers below the scale, ascending: each with the tens and ones of its place in percent."""
    bounds = {grade.at_least for grade in cycle.scheme.grades if grade.at_least is not None}
    at = ((bound, share(bound, total.max, 100, nearest=True)) for bound in sorted({Fraction(0), total.max} | bounds))
    return [(number_text(bound), str(place // 10), str(place % 10)) for bound, place in at]


def _grades(context: Context, cycle: Cycle, recommended: str | None) -> list[tuple[str, str, bool]]:
    """Name, range and whether the unit's recommended grade, for every grade, the best first."""
    rows = zip(cycle.scheme.grades, grade_bounds(context, cycle.scheme), strict=True)
    return [(name, span, grade.id == recommended) for grade, (name, span) in rows]


def _grade(context: Context, cycle: Cycle, entry: UnitEntry, recommended: str | None, names: Names) -> dict[str, Any]:
    decision, meeting, decided = entry.decision, cycle.deliberation, cycle.statement("decision")
    departs = decision.departs if decision else None
    date = meeting.date if meeting else decided.statement.date if decided else ""
    return {
        "recommended": recommended,
        "recommended_name": names.grades.get(recommended, recommended) if recommended else "",
        "decided": decision.grade if decision else None,
        "decided_name": names.grades.get(decision.grade, decision.grade) if decision else "",
        "differs": decision is not None and decision.grade != recommended,
        "reason": context.label.of(departs[0]) if departs else "",
        "clause": context.clause_by_id(departs[1], BASE, cycle.sources) if departs else None,
        "date": context.date(date) if date else "",
        "document": context.chinese(meeting.document) if meeting else context.label("withdrawn.document"),
    }


def boundary(context: Context, cycle: Cycle, result: UnitResult) -> str:
    """A sentence where the shown total looks like another grade than the one that the exact total is in.

    The exact total is said where it is public. Where it is not, the sentence follows from what is: the shown total, the
    recommended grade, and the bounds of the scheme.
    """
    total = result.total
    if result.grade is None or total.shown is None:
        return ""
    grade, other = cycle.scheme.grade(result.grade), cycle.scheme.grade_of(Fraction(total.shown))
    if grade is None or other is None or grade.id == other.id:
        return ""
    of = context.label.of
    words = {"shown": total.shown, "grade": of(grade.name), "other": of(other.name)}
    if total.exact is None:
        return context.label("unit.boundary.withheld", **words)
    return context.label("unit.boundary", exact=number_text(total.exact), **words)


def _withheld(
    context: Context, names: Names, withheld: tuple[tuple[str, str], ...], record: PublicRecord
) -> list[dict[str, Any]]:
    """What is withheld, grouped by reason in the order of first use; each slot with its commitment."""
    label = context.label
    slots = dict(zip(names.slots, record.commitments, strict=False))
    groups: dict[str, list[tuple[str, str]]] = {}
    for name, reason in withheld:
        indicator, _, part = name.rpartition(".")
        if indicator == "total":
            text = label("slot.total.exact")
        else:
            found = names.indicators.get(indicator)
            text = label(f"slot.{part}", indicator=label.of(found.name) if found else indicator)
        groups.setdefault(reason, []).append((text, slots.get(name, "")))
    return [
        {"reason": label(f"reason.{reason}"), "basis": label(f"reason.{reason}.basis"), "items": items}
        for reason, items in groups.items()
    ]


def _slots(cycle: Cycle) -> tuple[str, ...]:
    """The slot list of ``unit-result`` in this cycle; empty where none was published."""
    statement = cycle.statement("scheme")
    for record in statement.of_type("slots") if statement else ():
        fields = record.body.get("slots", {}).get("unit-result", [])
        return tuple(str(field) for field in fields)
    return ()


def _provenance(context: Context, cycle: Cycle, held: Held) -> dict[str, Any]:
    statement = next(found for found in cycle.statements if found.index == held.index)
    title = context.label("statement.title", index=held.index, kind=context.kind_name(statement.statement))
    return {
        "key": held.key,
        "path": held.path,
        "sha256": held.sha256,
        "withdrawn": held.withdrawn is not None,
        "href": context.record_href(BASE, held),
        "statement": Link(f"{BASE}statements/{held.index}.html", title),
    }
