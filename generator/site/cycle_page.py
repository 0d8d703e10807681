"""The page of a cycle: results of all units, how the procedure went, statements and downloads."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from generator.site import charts
from generator.site.changes import PATH as CHANGES
from generator.site.changes import previous
from generator.site.context import Context, Link
from generator.site.course import events, key_of
from generator.site.ledger_view import Cycle, UnitEntry
from generator.site.model import Points, UnitResult
from generator.site.numbers import number_text, percent_text, size_text
from generator.site.objections import objections
from generator.site.procedure_states import reached
from generator.site.unit_page import boundary
from generator.site.withdrawn_page import name_pointer

BASE = "../"
UNITS = "units/"
"""Where the pages of units lie, seen from the page of their cycle."""


def cycle_context(context: Context, cycle: Cycle, downloads: dict[str, bytes]) -> dict[str, Any]:
    """Everything the template ``cycle.html`` shows; ``downloads`` are the cycle's files by path in the site."""
    label = context.label
    return {
        "base": BASE,
        "cycle": cycle.id,
        "organ": label.of(cycle.organ.name),
        "published": bool(cycle.units),
        "state": "" if cycle.closed else _state(context, cycle),
        "people": cycle.people is not None,
        "planned": cycle.planned,
        "filled": cycle.acts.filled,
        "changes": CHANGES if previous(context.view, cycle) else "",
        "decided": cycle.decided,
        "rows": [unit_row(context, cycle, entry, UNITS) for entry in cycle.units],
        "grades": grade_counts(context, cycle),
        "events": events(context, cycle, BASE),
        "steps": _statements(context, cycle),
        "opinion": label.of(cycle.closure.opinion) if cycle.closure else "",
        "closure": key_of(cycle, "closed", "closure"),
        "downloads": [
            (f"{context.top(BASE)}{path}", name, label(f"data.{name}"), size_text(len(data)))
            for path, data in downloads.items()
            for name in [path.rpartition("/")[2]]
        ],
        "objections": objections(context, cycle, BASE),
        "url": context.url(f"{cycle.id}/index.html"),
    }


def state(context: Context, cycle: Cycle) -> dict[str, Any]:
    """How far a cycle that is under way has come, for the home page."""
    return {
        "cycle": cycle.id,
        "text": _state(context, cycle),
        "planned": cycle.planned,
        "people": cycle.people is not None,
        "published": bool(cycle.units),
        "steps": [(event.date, event.name) for event in events(context, cycle, BASE)],
    }


def _state(context: Context, cycle: Cycle) -> str:
    """What was published last and what is still to come."""
    if cycle.planned:
        last, following = reached(context, cycle)
        return context.label("open.planned" if following else "open.planned.end", last=last, following=following)
    return context.label(f"open.{cycle.steps[-1].statement.kind}")


def unit_row(context: Context, cycle: Cycle, entry: UnitEntry, prefix: str) -> dict[str, Any]:
    """A unit's row in a table of results; ``prefix`` leads from the page with the table to the pages of units."""
    result, label = entry.result, context.label
    decided, correction = entry.grade, entry.correction
    undecided = entry.decision_at.withdrawn if entry.decision_at and not correction else None
    recommended = result.grade if result and not undecided else None
    grade = cycle.scheme.grade(decided or recommended or "")
    statements = f"{'' if prefix != UNITS else BASE}statements/"
    return {
        "name": label.of(entry.name),
        "name_at": "/unit/name" if result else name_pointer(cycle, entry.unit),
        "href": f"{prefix}{entry.unit}.html",
        "result": entry.result_at.key if result else cycle.organ_at.key,
        "decision": entry.decision_at.key if entry.decision and entry.decision_at else "",
        "correction": entry.correction_at.key if correction and entry.correction_at else "",
        **(_total(context, entry, result) if result else {"shown": None, "status": "", "bar": ""}),
        "withdrawn": f"{statements}{gone.by}.html" if (gone := entry.result_at.withdrawn) else "",
        "undecided": f"{statements}{undecided.by}.html" if undecided else "",
        "grade": grade.id if grade else "",
        "grade_name": label.of(grade.name) if grade else "",
        "differs": result is not None and decided is not None and decided != _recommended(entry, result),
        "boundary": result is not None
        and grade is not None
        and not correction
        and bool(boundary(context, cycle, result)),
        "decided": decided is not None,
    }


def _recommended(entry: UnitEntry, result: UnitResult) -> str | None:
    """The grade that the scheme recommends: by the figures as corrected, where they were."""
    return entry.correction.recommended if entry.correction else result.grade


def _total(context: Context, entry: UnitEntry, result: UnitResult) -> dict[str, Any]:
    """The total that holds: as corrected, where it was, which is public only as it is shown."""
    label, total = context.label, result.total
    if entry.correction:
        total = Points(None, entry.correction.shown, total.max)
    full, name = number_text(total.max), label.of(entry.name)
    if total.shown is None:
        text = label("bar.none", name=name, max=full)
    else:
        percent = percent_text(Fraction(total.shown), total.max)
        text = label("bar", name=name, shown=total.shown, max=full, percent=percent)
    return {
        "shown": total.shown,
        "status": label(f"status.{result.status}"),
        "bar": charts.bar(total.value, total.max, text, "total"),
    }


def grade_counts(context: Context, cycle: Cycle) -> list[dict[str, Any]]:
    """How many units have each grade, decided where a decision was made; in the scheme's order."""
    counts: dict[str, int] = {}
    for entry in cycle.units:
        undecided = entry.decision_at is None and entry.result is not None
        given = entry.grade or (entry.result.grade if undecided and entry.result else None)
        if given is not None:
            counts[given] = counts.get(given, 0) + 1
    total = Fraction(max(len(cycle.units), 1))
    rows = []
    for grade in cycle.scheme.grades:
        number = counts.get(grade.id, 0)
        name = context.label.of(grade.name)
        text = context.label("grade.count", grade=name, number=number, total=total)
        rows.append({"name": name, "number": number, "bar": charts.bar(Fraction(number), total, text, "count")})
    return rows


def _statements(context: Context, cycle: Cycle) -> list[dict[str, Any]]:
    rows = []
    for found in cycle.statements:
        rows.append(
            {
                "link": Link(
                    f"{BASE}statements/{found.index}.html",
                    context.label("statement.title", index=found.index, kind=context.kind_name(found.statement)),
                ),
                "date": found.statement.date,
                "records": sum(found.statement.counts.values()),
                "signatures": len(found.signatures),
            }
        )
    return rows
