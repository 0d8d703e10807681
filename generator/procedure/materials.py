"""Collection is over: what was handed in, where indicators were found out, whether all of it is there.

Clauses P1-A14, P2-2.1(2), P2-3.1, P2-3.2(2). Codes X325 to X334, X472; docs/spec/16-procedure.md.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from generator.core.problem import Problem
from generator.intake.bind import Bound
from generator.intake.few import few
from generator.intake.models import evaluation, plan
from generator.intake.models.evaluation import Materials, Source, Submission
from generator.intake.models.inputs import Data
from generator.intake.node import Loc
from generator.intake.repository import Cycle
from generator.intake.similar import nearest, repeated
from generator.procedure.named import Day, Setting, assessed_unit, day, not_before, twice, without
from generator.procedure.population import missing_files

FIGURES = "P1-A14"
HANDED_IN = "P2-3.2(2)"
METHODS = "P2-3.2(3)"
SATISFACTION = "P2-2.1(2)"
SATISFACTION_GROUP = "satisfaction."
"""How the sub-indicators of satisfaction begin (P2-2.2(2))."""


def check(at: Setting) -> Iterator[Problem]:
    """X103, X121, X122, X160, X301, X302, X304, X325 to X334 and X472 for the materials of one cycle."""
    bound = at.cycle.one(evaluation.MATERIALS)
    if bound is None:
        return
    yield from _days(at.cycle, bound)
    yield from few(_submissions(at, bound), bound.path)
    yield from few(_sources(at.cycle, bound), bound.path)
    yield from _methods(at.cycle, bound)
    yield from _files(at.cycle, bound)
    for data in at.cycle.data.values():
        yield from few(_evidence(data), data.path)


def _days(cycle: Cycle, bound: Bound[Materials]) -> Iterator[Problem]:
    """Roster first, then the deadline and all figures and ballots, then the end of collection."""
    closed = day("materials.date", bound)
    yield from not_before(closed, day("roster.date", cycle.roster), "P1-A6")
    yield from not_before(closed, day("materials.deadline", bound, "deadline"), HANDED_IN)
    figures: list[tuple[str, Bound[Any]]] = [(f"inputs/data/{name}", data) for name, data in cycle.data.items()]
    figures += [(f"inputs/votes/{name}", votes) for name, votes in cycle.votes.items()]
    if figures:
        # One of the files is enough to say that collection was not over.
        name, last = max(figures, key=lambda pair: (pair[1].record.date, pair[0]))
        yield from not_before(closed, Day(name, last.record.date, last, ("date",)), FIGURES)


def _submissions(at: Setting, bound: Bound[Materials]) -> Iterator[Problem]:
    record = bound.record
    units = [entry.unit for entry in record.submissions]
    for index in repeated(units):
        yield bound.problem("X121", ("submissions", index, "unit"), clause=HANDED_IN, unit=units[index])
    announced = at.cycle.one(plan.PLAN)
    checklist = [item.id for item in announced.record.checklist] if announced is not None else None
    for index, entry in enumerate(record.submissions):
        loc = ("submissions", index)
        yield from assessed_unit(at, bound, (*loc, "unit"), entry.unit, HANDED_IN)
        yield from _submission(bound, loc, entry, checklist)
    for unit in without(at, units):
        yield bound.problem("X325", ("submissions",), clause=HANDED_IN, unit=unit)


def _submission(bound: Bound[Materials], loc: Loc, entry: Submission, checklist: list[str] | None) -> Iterator[Problem]:
    unit, deadline = entry.unit, bound.record.deadline
    known = dict.fromkeys(checklist or [])
    for index, item in enumerate(entry.missing):
        if checklist is not None and (item not in known or item in entry.missing[:index]):
            words = {"unit": unit, "item": item, "near": nearest(item, known)}
            yield bound.problem("X326", (*loc, "missing", index), clause=HANDED_IN, **words)
    late = entry.received is None or entry.received > deadline
    if late and entry.late is None:
        field = "unit" if entry.received is None else "received"
        yield bound.problem("X327", (*loc, field), clause=HANDED_IN, unit=unit, deadline=deadline)
    elif not late and entry.late is not None:
        yield bound.problem("X328", (*loc, "late"), clause=HANDED_IN, unit=unit, deadline=deadline)
    if (entry.received is None) != (entry.receipt is None):
        yield bound.problem("X329", (*loc, "unit"), clause=HANDED_IN, unit=unit)
    if entry.received is not None and entry.received > (closed := _end(bound.record)):
        words = {"unit": unit, "date": str(entry.received), "closed": str(closed)}
        yield bound.problem("X332", (*loc, "received"), clause=HANDED_IN, **words)


def _end(record: Materials) -> datetime.date:
    """The end of collection; none that can be passed where it is dated before its own deadline, which X302 tells."""
    return record.date if record.date >= record.deadline else datetime.date.max


def _sources(cycle: Cycle, bound: Bound[Materials]) -> Iterator[Problem]:
    sources = bound.record.sources
    yield from twice(bound, ("sources",), "id", [source.id for source in sources], METHODS)
    begins, ends = datetime.date(int(cycle.name), 1, 1), _end(bound.record)
    for index, source in enumerate(sources):
        loc = ("sources", index)
        if cycle.indicators and source.indicator not in cycle.indicators:
            words = {"indicator": source.indicator, "near": nearest(source.indicator, cycle.indicators)}
            yield bound.problem("X103", (*loc, "indicator"), clause=METHODS, **words)
        if source.last < source.first:
            yield bound.problem("X160", (*loc, "last"), clause=METHODS, first=source.first, last=source.last)
        for field, date in (("first", source.first), ("last", source.last)):
            if not begins <= date <= ends:
                words = {"id": source.id, "date": str(date), "begins": str(begins), "ends": str(ends)}
                yield bound.problem("X331", (*loc, field), clause=METHODS, **words)


def _methods(cycle: Cycle, bound: Bound[Materials]) -> Iterator[Problem]:
    """A survey and a visit; satisfaction from a survey and from complaints."""
    sources = bound.record.sources
    for method in ("survey", "site_visit"):
        if not _used(sources, method):
            yield bound.problem("X330", ("sources",), clause=METHODS, method=method)
    of_satisfaction = {
        name for name, entry in cycle.indicators.items() if (entry.sub_indicator or "").startswith(SATISFACTION_GROUP)
    }
    about = [source for source in sources if source.indicator in of_satisfaction]
    for method in ("survey", "complaints"):
        # Without any survey at all that is said already.
        if of_satisfaction and not _used(about, method) and (method != "survey" or _used(sources, method)):
            words = {"method": method, "indicators": "、".join(sorted(of_satisfaction))}
            yield bound.problem("X333", ("sources",), clause=SATISFACTION, **words)


def _evidence(data: Bound[Data]) -> Iterator[Problem]:
    """X472: a figure that nothing vouches for. Where there is none, the reason why is enough."""
    for index, entry in enumerate(data.record.values):
        if entry.missing is None and not entry.evidence:
            yield data.problem("X472", ("values", index, "unit"), clause=FIGURES, unit=entry.unit)


def _used(sources: list[Source], method: str) -> bool:
    return any(source.method == method for source in sources)


def _files(cycle: Cycle, bound: Bound[Materials]) -> Iterator[Problem]:
    """Every indicator's figures and every group's ballots are there; from the report on X106 and X107 say so.

    One finding for all of them, with the clause of the first.
    """
    missing = missing_files(cycle) if cycle.report is None else {}
    if missing:
        words = {"files": "、".join(missing), "count": len(missing)}
        yield bound.problem("X334", ("date",), clause=next(iter(missing.values())), **words)
