"""What results are used for: only by the decision, with a clause, once in effect, as the grade allows.

Clauses P1-A19, P1-A24, P2-4.1. No message holds a person, or what their result was used for. Codes X387 to X392, X413,
X419; docs/spec/16-procedure.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from generator.core.problem import Problem
from generator.intake.bind import Bound
from generator.intake.few import few
from generator.intake.models import afterwards, outcome, people
from generator.intake.models.afterwards import AGAINST, Application, PersonUse, UnitUse
from generator.intake.models.scheme import Scheme
from generator.intake.node import Loc
from generator.intake.repository import Cycle
from generator.intake.similar import nearest
from generator.procedure.afterwards_subjects import Subject, effective_day, persons, planned, units, unread
from generator.procedure.named import citable
from generator.regulation import catalogue

USES = "P1-A19"
RESTS_ON = "P1-A24"
MEASURES = "P2-4.1"
REWARDS = frozenset({"commendation", "reward"})


def check(cycle: Cycle, schemes: Mapping[str, Scheme]) -> Iterator[Problem]:
    """X387 to X392, X413 and X419 for ``procedure/application.yml``; ``schemes`` are those for people, by kind."""
    bound = cycle.one(afterwards.APPLICATION)
    if bound is not None and planned(cycle) is not None:
        yield from few(_application(cycle, bound, schemes), bound.path)


def _application(cycle: Cycle, bound: Bound[Application], schemes: Mapping[str, Scheme]) -> Iterator[Problem]:
    record, day = bound.record, effective_day(cycle)
    if day is None and not unread(cycle, outcome.EFFECTIVE):
        yield bound.problem("X388", ("date",), clause=RESTS_ON)
    bases = citable(cycle)
    decided, document = units(cycle), cycle.decision.record.document if cycle.decision is not None else None
    there = cycle.decision is not None or not cycle.has("procedure/decision.yml")
    for at, use in enumerate(record.units):
        loc: Loc = ("units", at)
        yield from _use(cycle, bound, loc, use, bases)
        if there and use.unit not in decided:
            near = nearest(use.unit, decided) or "—"
            yield bound.problem("X387", (*loc, "unit"), clause=USES, near=near)
        if document is not None and use.document != document:
            yield bound.problem("X389", (*loc, "document"), clause=RESTS_ON, document=document)
        yield from _fits(bound, loc, use, decided.get(use.unit))
    yield from _people(cycle, bound, schemes, bases)


def _people(
    cycle: Cycle, bound: Bound[Application], schemes: Mapping[str, Scheme], bases: Collection[str] | None
) -> Iterator[Problem]:
    decision = cycle.one(people.DECISION)
    decided = persons(cycle, schemes)
    of_people = {basis.id for scheme in schemes.values() for basis in scheme.basis}
    known = {*bases, *of_people} if bases is not None else None
    for at, use in enumerate(bound.record.people):
        loc: Loc = ("people", at)
        yield from _use(cycle, bound, loc, use, known)
        if use.person not in decided and not unread(cycle, people.DECISION):
            yield bound.problem("X387", (*loc, "person"), clause=USES, near="—")
        if decision is not None and use.document != decision.record.document:
            yield bound.problem("X389", (*loc, "document"), clause=RESTS_ON, document=decision.record.document or "—")
        if use.measure == "warning" and use.procedure is None:
            yield bound.problem("X413", (*loc, "measure"), clause=MEASURES)
        yield from _fits(bound, loc, use, decided.get(use.person))


def _use(
    cycle: Cycle, bound: Bound[Application], loc: Loc, use: UnitUse | PersonUse, bases: Collection[str] | None
) -> Iterator[Problem]:
    """What goes for units and people alike."""
    day = effective_day(cycle)
    if day is not None and use.date < day:
        yield bound.problem("X388", (*loc, "date"), clause=RESTS_ON)
    if use.date > bound.record.date:
        words = {"later": "application.date", "earlier": f"{loc[0]}.date"}
        yield bound.problem("X419", (*loc, "date"), clause=RESTS_ON, **words)
    for at, cited in enumerate(use.cites):
        if bases is not None and cited not in bases and not catalogue.exists(cited):
            yield bound.problem("X390", (*loc, "cites", at), clause=USES)


def _fits(bound: Bound[Application], loc: Loc, use: UnitUse | PersonUse, subject: Subject | None) -> Iterator[Problem]:
    """Whether the grade of its day, or the one in the end, allows the measure; nothing where no grade is known.

    A correction that comes after the measure does not make it wrong: what was done in good time stands.
    """
    if subject is None or not subject.scale or not subject.settled:
        return
    held = {subject.on(use.date), subject.grade}
    if use.measure in AGAINST and not held & subject.lowest:
        yield bound.problem("X391", (*loc, "measure"), clause=MEASURES)
    elif use.measure in REWARDS and subject.scale[0] not in held:
        yield bound.problem("X392", (*loc, "measure"), clause=USES)
