"""The result in effect: every objection heard and answered, everybody told of their own result (P1-A18)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.core.problem import Problem
from generator.intake.bind import Bound
from generator.intake.corrections import (
    people_corrections,
    people_corrections_unread,
    unit_corrections,
    unit_corrections_unread,
)
from generator.intake.models import afterwards, outcome
from generator.intake.models.outcome import Effective, Objection, PublicNotice
from generator.intake.models.plan import Plan
from generator.intake.repository import Cycle
from generator.intake.similar import repeated
from generator.procedure import subjects
from generator.procedure.outcome_comments import in_order
from generator.procedure.workdays import WorkingYear, nth_workday_after

CLAUSE = "P1-A18"
UPHELD = frozenset({"upheld", "partly"})


def check(cycle: Cycle, plan: Plan, years: Mapping[int, WorkingYear]) -> Iterator[Problem]:
    """X344, X346, X352, X367 and X372 to X379 for one cycle with a plan.

    Raises FindingsError X165, last, where a day of the time to answer has no calendar.
    """
    effective, notice = cycle.one(outcome.EFFECTIVE), cycle.one(outcome.NOTICE)
    if effective is None:
        return
    yield from in_order(effective, "objections", [objection.id for objection in effective.record.objections])
    yield from _subjects(effective, cycle)
    if notice is not None:
        yield from _after_posting(effective, notice)
    yield from _corrected(effective, cycle)
    yield from _told(effective, cycle)
    yield from _answers(effective, notice, plan.periods.answer.workdays, years)


def _subjects(effective: Bound[Effective], cycle: Cycle) -> Iterator[Problem]:
    """X346: objections are about, and notices go to, units and people of the rosters."""
    known = subjects.known(cycle)
    if known is None:
        return
    for at, objection in enumerate(effective.record.objections):
        if objection.about not in known:
            yield effective.problem("X346", ("objections", at, "about"), clause=CLAUSE)
    for at, notified in enumerate(effective.record.notified):
        if notified.to not in known:
            yield effective.problem("X346", ("notified", at, "to"), clause=CLAUSE)


def _after_posting(effective: Bound[Effective], notice: Bound[PublicNotice]) -> Iterator[Problem]:
    """X372, X373, X352, X378: objections come while the result is posted; then it takes effect, and everybody is told.

    One that came too late stands in the register only to say so: it was rejected, for a reason.
    """
    first, last = notice.record.from_, notice.record.to
    day = effective.record.date
    if day <= last:
        yield effective.problem("X372", ("date",), clause=CLAUSE, date=day, to=last)
    for at, objection in enumerate(effective.record.objections):
        words = {"from": first, "to": last}
        if objection.received < first or (_too_late(objection, notice) and objection.late is None):
            yield effective.problem("X373", ("objections", at, "received"), clause=CLAUSE, **words)
        elif _too_late(objection, notice) and objection.outcome != "rejected":
            yield effective.problem("X352", ("objections", at, "outcome"), clause=CLAUSE, to=last)
    for at, notified in enumerate(effective.record.notified):
        if not last < notified.delivered <= max(day, last):
            words = {"to": last, "date": day}
            yield effective.problem("X378", ("notified", at, "delivered"), clause=CLAUSE, **words)


def _too_late(objection: Objection, notice: Bound[PublicNotice]) -> bool:
    """Whether an objection came after the last day of posting."""
    return objection.received > notice.record.to


def _answers(
    effective: Bound[Effective],
    notice: Bound[PublicNotice] | None,
    allowed: int,
    years: Mapping[int, WorkingYear],
) -> Iterator[Problem]:
    """X374, X367: objections are answered before the result takes effect, and in the plan's time or for a reason."""
    day = effective.record.date
    for at, objection in enumerate(effective.record.objections):
        overdue = objection.answered > nth_workday_after(objection.received, allowed, years)
        possible = objection.received <= objection.answered <= day
        if not possible or (overdue and objection.late is None):
            words = {"allowed": allowed, "date": day}
            yield effective.problem("X374", ("objections", at, "answered"), clause=CLAUSE, **words)
        in_time = notice is not None and not _too_late(objection, notice) and not overdue
        if in_time and objection.late is not None:
            yield effective.problem("X367", ("objections", at, "late"), clause=CLAUSE)


def _corrected(effective: Bound[Effective], cycle: Cycle) -> Iterator[Problem]:
    """X375, X376: who was right gets their result corrected, and a person's result only where they were right.

    What a unit's correction names as its objection is looked at with the corrections (X405).
    """
    units, persons = unit_corrections(cycle).values(), people_corrections(cycle).values()
    appeals = cycle.one(afterwards.APPEALS)
    by_unit = {(entry.objection, entry.unit) for bound in units for entry in bound.record.corrections}
    corrections = [(bound, at, entry) for bound in persons for at, entry in enumerate(bound.record.corrections)]
    by_person = {entry.person for _, _, entry in corrections if entry.reason == "objection_upheld"}
    readable = not unit_corrections_unread(cycle) and not people_corrections_unread(cycle)
    upheld: set[str] = set()
    for at, objection in enumerate(effective.record.objections):
        if objection.outcome in UPHELD:
            upheld.add(objection.about)
            if readable and (objection.id, objection.about) not in by_unit and objection.about not in by_person:
                yield effective.problem("X375", ("objections", at, "outcome"), clause=CLAUSE)
    if appeals is None and cycle.has("procedure/appeals.yml"):
        return
    upheld |= {
        entry.about for entry in (appeals.record.appeals if appeals is not None else ()) if entry.outcome == "changed"
    }
    for bound, at, entry in corrections:
        if entry.reason == "objection_upheld" and entry.person not in upheld:
            yield bound.problem("X376", ("corrections", at, "reason"), clause=CLAUSE)


def _told(effective: Bound[Effective], cycle: Cycle) -> Iterator[Problem]:
    """X377, X379: everybody with a result gets it in writing, once; a signature refused is explained."""
    told = [notified.to for notified in effective.record.notified]
    for at in repeated(told):
        yield effective.problem("X377", ("notified", at, "to"), clause=CLAUSE)
    if cycle.roster is not None:
        for unit, at in cycle.assessed.items():
            if unit not in told:
                yield cycle.roster.problem("X377", ("units", at, "unit"), clause=CLAUSE)
    if (roster := subjects.people_roster(cycle)) is not None:
        lines = {entry.id: at for at, entry in enumerate(roster.record.people)}
        missing = set(subjects.people_with_result(cycle)) - set(told)
        for at in sorted(lines[person] for person in missing if person in lines):
            yield roster.problem("X377", ("people", at, "id"), clause=CLAUSE)
    for at, notified in enumerate(effective.record.notified):
        if not notified.signed and notified.note is None:
            yield effective.problem("X379", ("notified", at, "signed"), clause=CLAUSE)
