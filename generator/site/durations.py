"""How long the periods of a cycle lasted, and who says so: the witnesses, or only the office's own dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.ledger.durations import Duration, Moment, at_least, at_most
from generator.ledger.statements import PublishedStatement
from generator.ledger.witnessed_times import WitnessedTimes
from generator.published.shapes import Document
from generator.published.workdays import CalendarBody, read_calendar
from generator.site.context import Context, Link
from generator.site.ledger_view import Cycle

BASE = "../"


@dataclass(frozen=True, slots=True)
class Period:
    """A period between two acts; ``most``: it must not last longer, else it must not be shorter."""

    name: str
    earlier: str
    later: str
    most: bool = False


PERIODS = (
    Period("notice_lead", "scheme", "materials"),
    Period("comments", "preliminary", "report"),
    Period("posting", "notice", "effective"),
    Period("outside", "decision", "notice", most=True),
)
"""The periods that lie between two statements; how long each has to be, scheme and plan say."""


def duration_rows(context: Context, cycle: Cycle) -> list[dict[str, Any]]:
    """A row for each period, those that are not over included. Raises FindingsError C110."""
    years = calendars(context)
    return [_row(context, cycle, period, years) for period in PERIODS]


def calendars(context: Context) -> dict[int, CalendarBody]:
    """The published calendars by year, the newest of each. Raises FindingsError C110."""
    found = {}
    for statement in context.view.statements:
        for path, (_, record) in statement.records.items():
            if record.type == "calendar":
                body = Document(record.body, f"ledger/statements/{statement.index}/{path}", "/body")
                calendar = read_calendar(body)
                found[calendar.year] = calendar
    return found


def _row(context: Context, cycle: Cycle, period: Period, years: Mapping[int, CalendarBody]) -> dict[str, Any]:
    label = context.label
    needed, cites = _needed(cycle, period)
    row: dict[str, Any] = {
        "name": label(f"duration.{period.name}"),
        "rule": label("duration.at_most" if period.most else "duration.at_least", days=needed),
        "cites": context.cites(cites, BASE, cycle.sources),
        "from": _end(context, cycle, period.earlier),
        "to": _end(context, cycle, period.later),
    }
    earlier, later = cycle.acts.statement(period.earlier), cycle.acts.statement(period.later)
    if earlier is None or later is None or needed is None:
        text = label("duration.open")
        return row | {"days": "", "status": "open", "status_text": label("duration.status.open"), "text": text}
    measure = at_most if period.most else at_least
    lasted = measure(period.name, needed, _moment(context, earlier), _moment(context, later), years)
    days = label("none") if lasted.claimed is None else label("duration.days", days=lasted.claimed)
    status = label(f"duration.status.{lasted.status}")
    notice = cycle.acts.one("notice")
    if lasted.most and lasted.status == "short" and notice is not None and "late" in notice.body.members():
        reason = {"status": "short", "status_text": label("duration.status.late"), "text": label("duration.over.late")}
        return row | {"days": days, **reason}
    return row | {"days": days, "status": lasted.status, "status_text": status, "text": _said(context, lasted)}


def _said(context: Context, lasted: Duration) -> str:
    """What can be said about a duration, in plain words."""
    label = context.label
    if lasted.status == "short":
        name = "over" if lasted.most else "short"
        return label(f"duration.{name}.witnessed" if lasted.by_witnesses else f"duration.{name}")
    if lasted.status == "kept":
        return label("duration.kept.most" if lasted.most else "duration.kept", days=lasted.witnessed)
    if lasted.witnessed is None:
        return label("duration.claimed")
    return label("duration.claimed.most" if lasted.most else "duration.claimed.partly", days=lasted.witnessed)


def _needed(cycle: Cycle, period: Period) -> tuple[int | None, tuple[str, ...]]:
    """The number of working days and what it rests on; None where the plan was withdrawn."""
    if period.name == "notice_lead":
        return cycle.scheme.notice
    plan = cycle.acts.one("plan")
    if plan is None:
        return None, ()
    found = plan.body.get("periods").get(period.name)
    return found.get("workdays").integer(), tuple(item.text() for item in found.get("cites").items())


def _end(context: Context, cycle: Cycle, act: str) -> tuple[str, Link | None]:
    """The day and the statement at one end of a period."""
    found = cycle.acts.statement(act)
    if found is None:
        return "", None
    title = context.kind_name(found.statement)
    return found.statement.date, Link(f"{BASE}statements/{found.index}.html", title)


def _moment(context: Context, found: PublishedStatement) -> Moment:
    known = found.index < len(context.witnessed)
    witnessed = context.witnessed[found.index] if known else WitnessedTimes(None, None)
    return Moment(Document(found.statement.date, "").date(), witnessed)
