"""The page that sets a cycle's scheme and results beside those of the year before (P1-A10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from generator.site.changes import GradeChange, IndicatorChange, compare, first_used
from generator.site.context import Context, Link
from generator.site.ledger_view import Cycle, UnitEntry
from generator.site.numbers import number_text
from generator.site.scheme import Grade, Scheme
from generator.site.scheme_page import indicator_rule

BASE = "../"
_NUMBERS = ("total", "cap", "protection_width")
"""The settings that are exact numbers."""


def changes_context(context: Context, cycle: Cycle, before: Cycle) -> dict[str, Any]:
    """Everything the template ``changes.html`` shows."""
    label = context.label
    decision = before.statement("decision")
    now, then = {entry.unit: entry for entry in cycle.units}, {entry.unit: entry for entry in before.units}
    return {
        "base": BASE,
        "cycle": cycle.id,
        "before": before.id,
        "title": label("changes.title", cycle=cycle.id, before=before.id),
        "organ": label.of(cycle.organ.name),
        "decision": _statement_link(context, decision.index) if decision else None,
        "cites": context.cites(("P1-A9", "P1-A10"), BASE),
        "schemes": _comparisons(context, cycle, before),
        "rows": [
            {
                "name": label.of(entry.name),
                "record": entry.result_at.key if entry.result else "",
                "href": f"units/{unit}.html",
                "years": [_result(context, cycle, entry), _result(context, before, then[unit])],
            }
            for unit, entry in now.items()
            if unit in then
        ],
        "both": bool(cycle.units and before.units),
        "only_now": [label.of(entry.name) for unit, entry in now.items() if unit not in then],
        "only_then": [label.of(entry.name) for unit, entry in then.items() if unit not in now],
    }


def _result(context: Context, cycle: Cycle, entry: UnitEntry) -> dict[str, Any]:
    """Total and grade of a unit as they hold: where they were corrected, those of the correction."""
    label, corrected = context.label, entry.correction if entry.correction_at else None
    at = entry.correction_at if corrected else entry.result_at
    total = corrected.shown if corrected else entry.result.total.shown if entry.result else None
    decided_at = entry.correction_at if corrected else entry.decision_at
    recommended = entry.result.grade if entry.result and entry.decision_at is None else None
    grade = cycle.scheme.grade(entry.grade or recommended or "")
    return {
        "total": total,
        "total_at": (at.key if at else "", "/result/total/shown" if corrected else "/total/shown"),
        "none": label("withdrawn") if entry.result is None else label(f"status.{entry.result.status}"),
        "grade": grade.id if grade else "",
        "grade_name": label.of(grade.name) if grade else label("unit.no_grade"),
        "grade_at": (decided_at or entry.result_at).key,
        "corrected": corrected is not None,
    }


def _statement_link(context: Context, index: int) -> Link:
    return Link(f"{BASE}statements/{index}.html", context.label("statement.number", index=index))


History = Sequence[tuple[str, Scheme]]


def _schemes(context: Context, cycle: Cycle, before: Cycle) -> list[tuple[str, str, str, Cycle, Cycle, History]]:
    """What is compared: for whom, title, page, both cycles, the schemes of this name of every year up to this one."""
    label = context.label
    years = [found for found in context.view.cycles if found.id <= cycle.id]
    found: list[tuple[str, str, str, Cycle, Cycle, History]] = [
        ("units", label("changes.units"), "scheme.html", cycle, before, [(year.id, year.scheme) for year in years])
    ]
    for name in ("base", "leader", "staff"):
        history = [(year.id, scheme) for year in years for scheme in _people_scheme(year, name)]
        if {cycle.id, before.id} <= {year for year, _ in history}:
            found.append((name, label(f"people.scheme.{name}"), "people.html", cycle, before, history))
    return found


def _people_scheme(cycle: Cycle, name: str) -> list[Scheme]:
    return [item.scheme for item, held in (cycle.people.schemes if cycle.people else ()) if held.name == name]


def _comparisons(context: Context, cycle: Cycle, before: Cycle) -> list[dict[str, Any]]:
    """What the template shows of each scheme.

    The schemes for leaders and staff refine the base scheme: where both years' changes are those of the base, they are
    told there and not again.
    """
    found = [(item[0], _scheme(context, *item[1:])) for item in _schemes(context, cycle, before)]
    base = next((rows for name, rows in found if name == "base"), None)
    for name, rows in found:
        rows["about"] = context.label(f"changes.about.{name}")
        rows["as_base"] = base is not None and name in ("leader", "staff") and _told(rows) == _told(base)
    return [rows for _, rows in found]


def _told(rows: Mapping[str, Any]) -> tuple[Any, ...]:
    """What a comparison says has changed, apart from the points that each scheme gives."""
    changed = {(row["name"], row["words"]) for row in rows["indicators"] if row["changed"]}
    return changed, rows["counts"], rows["grades"], rows["settings"]


def _scheme(context: Context, title: str, page: str, cycle: Cycle, before: Cycle, history: History) -> dict[str, Any]:
    schemes = dict(history)
    old, new = schemes[before.id], schemes[cycle.id]
    found = compare(old, new, first_used(history))
    return {
        "title": title,
        "id": page.removesuffix(".html") if page == "scheme.html" else f"people-{len(schemes)}",
        "same": found.same,
        "counts": (len(found.added), len(found.dropped), len(found.changed)),
        "indicators": [_indicator(context, page, before.id, item) for item in found.indicators],
        "rules": [_rules(context, item) for item in found.changed if "rule" in item.fields],
        "grades": [_grade(context, item) for item in found.grades],
        "settings": [
            (context.label(f"changes.setting.{name}"), _setting(context, name, was), _setting(context, name, now))
            for name, was, now in found.settings
        ],
    }


def _indicator(context: Context, page: str, before: str, found: IndicatorChange) -> dict[str, Any]:
    label, item = context.label, found.either
    anchor = f"#indicator-{item.id}" if page == "scheme.html" else ""
    if found.before is None:
        words = [label("changes.added")]
    elif found.after is None:
        words = [label("changes.dropped")]
    else:
        words = [label(f"changes.field.{name}") for name in found.fields]
    return {
        "name": label.of(item.name),
        "href": f"{page}{anchor}" if found.after else f"{BASE}{before}/{page}{anchor}",
        "before": number_text(found.before.weight) if found.before else label("none"),
        "after": number_text(found.after.weight) if found.after else label("none"),
        "changed": found.before is None or found.after is None or bool(found.fields),
        "words": label("separator").join(words) or label("changes.unchanged"),
        "since": found.since if found.after else label("none"),
    }


def _rules(context: Context, found: IndicatorChange) -> dict[str, Any]:
    """The rule of an indicator in words, as it was and as it is."""
    assert found.before is not None and found.after is not None
    return {
        "name": context.label.of(found.after.name),
        "before": indicator_rule(context, found.before),
        "after": indicator_rule(context, found.after),
    }


def _grade(context: Context, found: GradeChange) -> tuple[str, str, str]:
    named = found.after or found.before
    assert named is not None
    return context.label.of(named.name), _bound(context, found.before), _bound(context, found.after)


def _bound(context: Context, grade: Grade | None) -> str:
    if grade is None:
        return context.label("none")
    if grade.at_least is None:
        return context.label("changes.lowest")
    return context.label("grade.from", low=number_text(grade.at_least))


def _setting(context: Context, name: str, value: str) -> str:
    if not value:
        return context.label("none")
    if name == "rounding":
        return context.label(f"changes.rounding.{value}")
    return number_text(Fraction(value)) if name in _NUMBERS else value
