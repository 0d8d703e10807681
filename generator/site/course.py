"""How the procedure of a cycle went: what happened on which day, by which clause; counts as their records have them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from generator.published.withdrawal import RECORD_TYPE
from generator.site.amendments import amendments_in_order, changed
from generator.site.context import Context
from generator.site.ledger_view import PEOPLE_MEETING, Cycle
from generator.site.marks import Marked
from generator.site.model import Deliberation, Report

_REPORT = ("P1-A17", "P2-3.2(3)")
_DECISION = ("P1-A18", "P2-3.2(4)")
_PEOPLE = ("P1-A18",)
_ACTS = {
    "materials": ("P1-A14", "P1-A15"),
    "review": ("P1-A16", "P2-2.1(4)"),
    "notice": ("P1-A18", "P2-3.2(4)"),
    "effective": ("P1-A18",),
}
"""The acts of a cycle with a plan that its course names, each with its clauses."""


@dataclass(frozen=True)
class Event:
    """One day of the procedure; ``record``: the key of the record whose numbers ``text`` shows, empty where none."""

    date: str
    name: str
    text: Markup
    cites: Markup
    record: str


def events(context: Context, cycle: Cycle, base: str) -> list[Event]:
    """The course of the procedure in the order of dates; ``base`` leads from the page to the top of its language."""
    course = _Course(context, cycle, base)
    course.add(cycle.scheme.published, "scheme", ("P1-A12",), days=cycle.scheme.notice[0])
    if goals := cycle.acts.statement("goals"):
        course.add(goals.statement.date, "goals-all" if cycle.planned else "goals", ("P2-1.1(1)",))
    if cycle.report:
        course.report(cycle.report)
    course.decided(cycle.deliberation, _DECISION, people=False)
    if cycle.people:
        course.decided(cycle.people.deliberation, _PEOPLE, people=True)
    for found in cycle.withdrawals:
        course.add(found.statement.date, "withdrawal", ("P2-5.1",), number=len(found.of_type(RECORD_TYPE)))
    course.planned()
    for change in cycle.acts.of("correction"):
        corrected = sum(at.index == change.index for entry in cycle.units for _, at in entry.corrections)
        words = "correction-units" if corrected else "correction"
        course.add(change.statement.date, words, ("P1-A18", "P1-A23"), number=corrected)
    closed = cycle.statement("closed")
    if closed and cycle.closure:
        found_out = {
            "checked": Marked(cycle.closure.checked, "/checked"),
            "deviations": Marked(cycle.closure.deviations, "/deviations"),
        }
        course.add(closed.statement.date, "closed", ("P1-A23",), key_of(cycle, "closed", "closure"), **found_out)
    return sorted(course.events, key=lambda event: event.date)


def key_of(cycle: Cycle, kind: str, record_type: str, *, people: bool = False) -> str:
    """How marks name the only record of a type in the cycle's statement of a kind; empty where it is not there."""
    found = cycle.statement(kind)
    for path, (_, record) in found.records.items() if found else ():
        if found and record.type == record_type and record.name.startswith(PEOPLE_MEETING) is people:
            return f"{found.index}/{path}"
    return ""


class _Course:
    """Collects what happened in one cycle."""

    def __init__(self, context: Context, cycle: Cycle, base: str) -> None:
        self.events: list[Event] = []
        self._context, self._cycle, self._base = context, cycle, base

    def add(self, date: str, name: str, clauses: Sequence[str], record: str = "", /, **params: object) -> None:
        """What happened by the words that its name has."""
        self._add(date, name, self._context.label.html(f"event.{name}.text", **params), clauses, record)

    def planned(self) -> None:
        """What cycles with a plan publish besides; the page about the procedure has the rest."""
        for act, clauses in _ACTS.items():
            if found := self._cycle.acts.statement(act):
                self.add(found.statement.date, act, clauses)
        self._targets()
        for amendment in amendments_in_order(self._cycle):
            self.add(
                amendment.statement.statement.date,
                "amendment",
                ("P1-A12",),
                changed=changed(self._context, amendment),
            )

    def _targets(self) -> None:
        """That goals were published again because targets were changed during the year."""
        newest = self._cycle.acts.one("goals")
        earlier = self._cycle.acts.revisions("goals", newest.held.name)[:-1] if newest else []
        if newest and earlier:
            changes = [
                sum(len(goal.get("changes").items()) for goal in found.body.get("goals").items())
                for found in (earlier[-1], newest)
            ]
            date = newest.statement.statement.date
            self.add(date, "goals-changed", ("P2-1.1(1)",), changes=max(changes[1] - changes[0], 0))

    def report(self, report: Report) -> None:
        """The preliminary opinion, the comments on it and the report."""
        key = key_of(self._cycle, "report", "report")
        comments = {
            name: Marked(number, f"/comments/{name}")
            for name, number in (
                ("accepted", report.accepted),
                ("partly", report.partly),
                ("rejected", report.rejected),
            )
        }
        self.add(report.preliminary, "preliminary", _REPORT[:1])
        self.add(report.opened, "comments", _REPORT[:1], key, closed=self._context.date(report.closed), **comments)
        self.add(report.date, "report", _REPORT, key, units=Marked(report.units, "/units"))

    def decided(self, meeting: Deliberation | None, clauses: Sequence[str], *, people: bool) -> None:
        """The meeting and its decision; where the meeting's record is withdrawn, that there was a decision."""
        label, whom = self._context.label, ".people" if people else ""
        decision = self._cycle.statement("decision")
        if meeting is None:
            if decision:
                text = label.html("event.decision.withdrawn")
                self._add(decision.statement.date, f"decision{whom}", text, clauses)
            return
        members, present = Marked(meeting.members, "/members"), Marked(meeting.present, "/present")
        outcome = label("event.passed" if meeting.passed else "event.not_passed")
        text = label.html("event.deliberation.text", outcome=outcome, members=members, present=present)
        if meeting.recused:
            recused = Marked(meeting.recused, "/recused")
            # With a plan the recused are counted among those present (docs/spec/16-procedure.md), before not.
            within = self._cycle.planned
            aside = "event.deliberation.recused.present" if within else "event.deliberation.recused"
            text += label("sentence.gap") + label.html(aside, recused=recused)
        key = key_of(self._cycle, "decision", "deliberation", people=people)
        self._add(meeting.deliberated, f"deliberation{whom}", text, clauses[:1], key)
        document = label.html("event.decision.text", document=self._context.chinese(meeting.document))
        self._add(meeting.date, f"decision{whom}", document, clauses)

    def _add(self, date: str, name: str, text: Markup, clauses: Sequence[str], record: str = "") -> None:
        cites = self._context.cites(clauses, self._base, self._cycle.sources)
        self.events.append(Event(date, self._context.label(f"event.{name}"), text, cites, record))
