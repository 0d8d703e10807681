"""The page of a cycle: results of all units, how the procedure went, statements and downloads."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from generator.published.withdrawal import RECORD_TYPE
from generator.site import charts
from generator.site.context import Context, Link
from generator.site.ledger_view import Cycle, UnitEntry
from generator.site.model import Bilingual, Deliberation, UnitResult
from generator.site.numbers import number_text, percent_text, size_text
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
        "decided": cycle.decided,
        "rows": [unit_row(context, cycle, entry, UNITS) for entry in cycle.units],
        "grades": grade_counts(context, cycle),
        "events": _events(context, cycle),
        "steps": _statements(context, cycle),
        "opinion": label.of(cycle.closure.opinion) if cycle.closure else "",
        "downloads": [
            (f"{context.top(BASE)}{path}", name, label(f"data.{name}"), size_text(len(data)))
            for path, data in downloads.items()
            for name in [path.rpartition("/")[2]]
        ],
        "contact": (label.of(cycle.organ.contact_office), label.of(cycle.organ.contact_hours)),
        "url": context.url(f"{cycle.id}/index.html"),
    }


def state(context: Context, cycle: Cycle) -> dict[str, Any]:
    """How far a cycle that is under way has come, for the home page."""
    return {
        "cycle": cycle.id,
        "text": _state(context, cycle),
        "people": cycle.people is not None,
        "published": bool(cycle.units),
        "steps": [(date, name) for date, name, _, _ in _events(context, cycle)],
    }


def _state(context: Context, cycle: Cycle) -> str:
    """What was published last and what is still to come."""
    return context.label(f"open.{cycle.steps[-1].statement.kind}")


def unit_row(context: Context, cycle: Cycle, entry: UnitEntry, prefix: str) -> dict[str, Any]:
    """A unit's row in a table of results; ``prefix`` leads from the page with the table to the pages of units."""
    result, label = entry.result, context.label
    decided = entry.decision.grade if entry.decision else None
    undecided = entry.decision_at.withdrawn if entry.decision_at else None
    recommended = result.grade if result and not undecided else None
    grade = cycle.scheme.grade(decided or recommended or "")
    statements = f"{'' if prefix != UNITS else BASE}statements/"
    return {
        "name": label.of(entry.name),
        "name_at": "/unit/name" if result else name_pointer(cycle, entry.unit),
        "href": f"{prefix}{entry.unit}.html",
        "result": entry.result_at.key if result else cycle.organ_at.key,
        "decision": entry.decision_at.key if entry.decision and entry.decision_at else "",
        **(_total(context, entry.name, result) if result else {"shown": None, "status": "", "bar": ""}),
        "withdrawn": f"{statements}{gone.by}.html" if (gone := entry.result_at.withdrawn) else "",
        "undecided": f"{statements}{undecided.by}.html" if undecided else "",
        "grade": grade.id if grade else "",
        "grade_name": label.of(grade.name) if grade else "",
        "differs": result is not None and decided is not None and decided != result.grade,
        "decided": decided is not None,
    }


def _total(context: Context, unit: Bilingual, result: UnitResult) -> dict[str, Any]:
    label, total = context.label, result.total
    full, name = number_text(total.max), label.of(unit)
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
        given = entry.decision.grade if entry.decision else entry.result.grade if undecided and entry.result else None
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


def _events(context: Context, cycle: Cycle) -> list[tuple[str, str, str, Any]]:
    """The course of the procedure: date, what happened, details, clauses; in order of dates."""
    label = context.label
    events: list[tuple[str, str, str, tuple[str, ...]]] = [
        (cycle.scheme.published, "scheme", label("event.scheme.text", days=cycle.scheme.notice[0]), ("P1-A12",))
    ]
    if goals := cycle.statement("inputs"):
        events.append((goals.statement.date, "goals", label("event.goals.text"), ("P2-1.1(1)",)))
    if report := cycle.report:
        comments = {"accepted": report.accepted, "partly": report.partly, "rejected": report.rejected}
        total = sum(comments.values())
        events += [
            (report.preliminary, "preliminary", label("event.preliminary.text"), ("P1-A17",)),
            (
                report.opened,
                "comments",
                label("event.comments.text", closed=context.date(report.closed), total=total, **comments),
                ("P1-A17",),
            ),
            (report.date, "report", label("event.report.text", units=report.units), ("P1-A17", "P2-3.2(3)")),
        ]
    if cycle.deliberation:
        events += _decided(context, cycle.deliberation, "", ("P1-A18", "P2-3.2(4)"))
    elif cycle.decided:
        events.append(_decided_unreadably(context, cycle, "", ("P1-A18", "P2-3.2(4)")))
    if cycle.people and cycle.people.deliberation:
        events += _decided(context, cycle.people.deliberation, ".people", ("P1-A18",))
    elif cycle.people and cycle.decided:
        events.append(_decided_unreadably(context, cycle, ".people", ("P1-A18",)))
    for found in cycle.withdrawals:
        text = label("event.withdrawal.text", number=len(found.of_type(RECORD_TYPE)))
        events.append((found.statement.date, "withdrawal", text, ("P2-5.1",)))
    if change := cycle.statement("change"):
        events.append((change.statement.date, "correction", label("event.correction.text"), ("P1-A18", "P1-A23")))
    closed = cycle.statement("closed")
    if closed and cycle.closure:
        text = label("event.closed.text", checked=cycle.closure.checked, deviations=cycle.closure.deviations)
        events.append((closed.statement.date, "closed", text, ("P1-A23",)))
    events.sort(key=lambda event: event[0])
    return [
        (date, label(f"event.{name}"), text, context.cites(clauses, BASE, cycle.sources))
        for date, name, text, clauses in events
    ]


def _decided_unreadably(
    context: Context, cycle: Cycle, whom: str, cites: tuple[str, ...]
) -> tuple[str, str, str, tuple[str, ...]]:
    """A decision whose meeting's record is withdrawn: that there was one, on the day its statement names."""
    decision = cycle.statement("decision")
    date = decision.statement.date if decision else ""
    return date, f"decision{whom}", context.label("event.decision.withdrawn"), cites


def _decided(
    context: Context, meeting: Deliberation, whom: str, cites: tuple[str, ...]
) -> list[tuple[str, str, str, tuple[str, ...]]]:
    """The meeting and its decision, of units or (``.people``) of people."""
    label = context.label
    numbers = {"members": meeting.members, "present": meeting.present, "recused": meeting.recused}
    outcome = label("event.passed" if meeting.passed else "event.not_passed")
    document = label.html("event.decision.text", document=context.chinese(meeting.document))
    return [
        (
            meeting.deliberated,
            f"deliberation{whom}",
            label("event.deliberation.text", outcome=outcome, **numbers),
            cites[:1],
        ),
        (meeting.date, f"decision{whom}", document, cites),
    ]


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
