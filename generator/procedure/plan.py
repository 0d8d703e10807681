"""What is announced with a scheme: days, periods, shares, and how vague words are understood (P1-A12, P1-A25, P1-A26).

Codes X304, X420 to X439; docs/spec/16-procedure.md.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any, get_args

from pydantic import BaseModel

from generator.core.errors import FindingsError
from generator.core.problem import Problem
from generator.intake.ballots import CHANNELS
from generator.intake.bind import Bound
from generator.intake.few import few
from generator.intake.models import evaluation, people, plan
from generator.intake.models.plan import Amendment, Interpretation, Plan
from generator.intake.node import Loc
from generator.intake.repository import Cycle
from generator.intake.similar import repeated
from generator.procedure.named import citable, is_read, twice, uncitable
from generator.procedure.workdays import WorkingYear, nth_workday_after
from generator.regulation import catalogue
from generator.regulation.nearest import nearest as nearest_clauses

WORDS: Mapping[str, str] = {
    "in_advance": "P1-A12",
    "timely": "P2-3.2(4)",
    "widely": "P1-A17",
    "several_ways": "P1-A15",
    "as_fit": "P1-A19",
}
"""The vague words of the regulation, each with the clause it stands in."""

PERIODS: Mapping[str, str] = {
    "comments": "P1-A17",
    "posting": "P2-3.2(4)",
    "answer": "P2-3.2(4)",
    "outside": "P2-3.2(4)",
    "feedback": "P2-4.3",
    "reconsideration": "P1-A23",
    "reconsideration_decision": "P1-A23",
    "appeal": "P1-A23",
    "appeal_decision": "P1-A23",
}
"""The periods of a plan, each with the clause it serves."""

STEPS: tuple[str, ...] = get_args(plan.Step)
"""The steps that a schedule has a day for, in their order."""

POSTING_WORKDAYS = 5
"""A result is posted for at least so many working days, as the rules for civil servants have it."""

LONGEST = 3660
"""No period of a plan is longer: ten years, of days or of working days."""

MAJORITY = Fraction(1, 2)
"""A quorum is more than this share: half or fewer present cannot decide for all."""

VALIDITY = "P1-A25"
SPOT_CHECK = "P1-A16"
MEANING = "P1-A26"
NOTICE = "P1-A12"


def check(cycle: Cycle, years: Mapping[int, WorkingYear]) -> Iterator[Problem]:
    """X102, X165, R101, X304 and X420 to X439 but X431, for a cycle with a plan."""
    bound = cycle.one(plan.PLAN)
    if bound is None:
        return
    for path, ruling in cycle.each(plan.INTERPRETATIONS).items():
        yield from _ruling(path, ruling)
    yield from _words(cycle, bound)
    yield from few(_cites(cycle, bound), bound.path)
    yield from twice(bound, ("checklist",), "id", [item.id for item in bound.record.checklist], "P2-3.2(2)")
    yield from _schedule(bound)
    yield from after_notice(cycle, bound, years)
    yield from _validity(cycle, bound)
    yield from _numbers(bound)
    yield from _lead(cycle)
    yield from _channels(cycle, bound)


def lacking(cycle: Cycle) -> Iterator[Problem]:
    """X300: a scheme without a plan, which says when what will happen (P1-A12)."""
    if cycle.scheme is not None and not cycle.has("procedure/plan.yml"):
        yield cycle.scheme.problem("X300", (), clause=NOTICE)


def notices(cycle: Cycle) -> Iterator[Problem]:
    """X431: the regulation ceases to hold before the next cycle's year is over."""
    bound = cycle.one(plan.PLAN)
    if bound is None:
        return
    last_day = bound.record.in_force.last_day
    if last_day < datetime.date(min(int(cycle.name) + 1, datetime.MAXYEAR), 12, 31):
        yield bound.problem("X431", ("in_force", "last_day"), clause=VALIDITY, last=last_day)


def last_day_of(published: datetime.date) -> datetime.date:
    """The last day of three years from the day of publication, which is the first of them (P1-A25)."""
    year = published.year + sum(number.value for number in catalogue.clause(VALIDITY).numbers)
    if year > datetime.MAXYEAR:
        return datetime.date.max
    # Of 29 February the three years end with the last day of a February.
    leap = (published.month, published.day) == (2, 29)
    same_day = datetime.date(year, 3, 1) if leap else published.replace(year=year)
    return same_day - datetime.timedelta(days=1)


def _ruling(name: str, ruling: Bound[Interpretation]) -> Iterator[Problem]:
    record = ruling.record
    if record.id != name:
        yield ruling.problem("X102", ("id",), field="id", given=record.id, expected=name)
    if not catalogue.exists(record.clause):
        near = "、".join(nearest_clauses(record.clause, catalogue.ids()))
        yield ruling.problem("R101", ("clause",), id=record.clause, near=near)
    elif record.word is not None and record.clause != WORDS[record.word]:
        words = {"word": record.word, "expected": WORDS[record.word]}
        yield ruling.problem("X423", ("clause",), clause=MEANING, **words)


def _words(cycle: Cycle, bound: Bound[Plan]) -> Iterator[Problem]:
    """Every vague word is settled once, before the scheme is out."""
    rulings = sorted(cycle.each(plan.INTERPRETATIONS).items(), key=lambda pair: (pair[1].record.date, pair[0]))
    settling = [ruling for _, ruling in rulings if ruling.record.word is not None]
    for at in repeated(ruling.record.word for ruling in settling):
        yield settling[at].problem("X422", ("word",), clause=MEANING, word=settling[at].record.word)
    cited = {name for _, cites in _cited(bound.record, ()) for name in cites}
    for name, ruling in rulings:
        late = cycle.scheme is not None and ruling.record.date > cycle.scheme.record.published
        if late and (ruling.record.word is not None or name in cited):
            words = {"date": ruling.record.date, "id": name}
            yield ruling.problem("X439", ("date",), clause=NOTICE, **words)
    if is_read(cycle, "procedure/interpretations/"):
        settled = {ruling.record.word for ruling in settling}
        for word, clause in WORDS.items():
            if word not in settled:
                yield bound.problem("X421", (), clause=clause, word=word, where=clause)


def _cites(cycle: Cycle, bound: Bound[Plan]) -> Iterator[Problem]:
    known = citable(cycle)
    for loc, cites in _cited(bound.record, ()):
        yield from uncitable(known, bound, loc, cites)


def _cited(value: object, loc: Loc) -> Iterator[tuple[Loc, list[str]]]:
    """Every ``cites`` of a record and of the records below it, with its place."""
    if isinstance(value, list):
        for at, entry in enumerate(value):
            yield from _cited(entry, (*loc, at))
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            if name == "cites":
                yield (*loc, name), getattr(value, name)
            else:
                yield from _cited(getattr(value, name), (*loc, name))


def _schedule(bound: Bound[Plan]) -> Iterator[Problem]:
    schedule = bound.record.schedule
    missing = [step for step in STEPS if step not in {milestone.step for milestone in schedule}]
    if missing:
        yield bound.problem("X424", ("schedule",), clause=NOTICE, steps="、".join(missing))
    yield from steps_twice(bound)
    ordered = sorted(enumerate(schedule), key=lambda pair: STEPS.index(pair[1].step))
    for (_, earlier), (at, later) in pairwise(ordered):
        if later.by < earlier.by:
            words = {"step": later.step, "date": later.by, "earlier": earlier.step, "earlier_date": earlier.by}
            yield bound.problem("X426", ("schedule", at, "by"), clause=NOTICE, **words)


def steps_twice(bound: Bound[Plan] | Bound[Amendment]) -> Iterator[Problem]:
    """X425: a step of a schedule that stands in it already."""
    schedule = bound.record.schedule
    for at in repeated(milestone.step for milestone in schedule):
        yield bound.problem("X425", ("schedule", at, "step"), clause=NOTICE, step=schedule[at].step)


def after_notice(
    cycle: Cycle, bound: Bound[Plan] | Bound[Amendment], years: Mapping[int, WorkingYear]
) -> Iterator[Problem]:
    """X427: the first day of a schedule is after the notice of the scheme; X165 where a calendar is missing."""
    if cycle.scheme is None or not bound.record.schedule:
        return
    scheme = cycle.scheme.record
    try:
        ends = nth_workday_after(scheme.published, scheme.notice.lead_workdays, years)
    except FindingsError as error:
        yield from error.problems
        return
    at, first = min(enumerate(bound.record.schedule), key=lambda pair: pair[1].by)
    if first.by <= ends:
        words = {"step": first.step, "date": first.by, "ends": ends}
        yield bound.problem("X427", ("schedule", at, "by"), clause=NOTICE, **words)


def _validity(cycle: Cycle, bound: Bound[Plan]) -> Iterator[Problem]:
    """The cycle begins while the regulation holds; what goes after its last day is said (P1-A10, P1-A25)."""
    force, year = bound.record.in_force, int(cycle.name)
    expected = last_day_of(force.published)
    if force.last_day != expected:
        yield bound.problem("X428", ("in_force", "last_day"), clause=VALIDITY, date=force.last_day, expected=expected)
    begins, ends = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    words = {"cycle": cycle.name, "published": force.published, "last": force.last_day}
    if not force.published <= begins <= force.last_day:
        yield bound.problem("X429", ("in_force", "published"), clause=VALIDITY, **words)
    elif ends > force.last_day and force.transition is None:
        yield bound.problem("X430", ("in_force",), clause=VALIDITY, **words)


def _lead(cycle: Cycle) -> Iterator[Problem]:
    """X433: a notice of no days is no notice."""
    if cycle.scheme is not None and cycle.scheme.record.notice.lead_workdays == 0:
        words = {"period": "notice.lead_workdays", "most": LONGEST}
        yield cycle.scheme.problem("X433", ("notice", "lead_workdays"), clause=NOTICE, **words)


def _numbers(bound: Bound[Plan]) -> Iterator[Problem]:
    record = bound.record
    for name, clause in PERIODS.items():
        period = getattr(record.periods, name)
        unit = "workdays" if isinstance(period, plan.Workdays) else "days"
        loc, given = ("periods", name, unit), getattr(period, unit)
        if name == "posting" and given < POSTING_WORKDAYS:
            yield bound.problem("X432", loc, clause=clause, given=given, least=POSTING_WORKDAYS)
        elif not 0 < given <= LONGEST:
            yield bound.problem("X433", loc, clause=clause, period=name, most=LONGEST)
    if record.channels.minimum < CHANNELS:
        yield bound.problem("X434", ("channels", "minimum"), clause="P1-A15", least=CHANNELS)
    if not MAJORITY < record.quorum.share <= 1:
        yield bound.problem("X438", ("quorum", "share"), clause="P1-A18")
    if not 0 < record.spot_check.share <= 1:
        yield bound.problem("X436", ("spot_check", "share"), clause=SPOT_CHECK)
    if record.spot_check.minimum == 0:
        yield bound.problem("X436", ("spot_check", "minimum"), clause=SPOT_CHECK)
    by = {str(milestone.step): milestone.by for milestone in record.schedule}
    yield from drawn_in_time(bound, ("spot_check", "drawn"), record.spot_check.drawn, by)


def drawn_in_time(
    bound: Bound[Any], loc: Loc, drawn: datetime.date, by: Mapping[str, datetime.date]
) -> Iterator[Problem]:
    """X437: the day of the seed is after the last one for materials and not after that of the review, as in ``by``."""
    after, until = by.get("materials"), by.get("review")
    if (after is not None and drawn <= after) or (until is not None and drawn > until):
        words = {"date": drawn, "after": after or "—", "until": until or "—"}
        yield bound.problem("X437", loc, clause=SPOT_CHECK, **words)


def _channels(cycle: Cycle, bound: Bound[Plan]) -> Iterator[Problem]:
    """X435: once the material is collected, opinion was heard through as many channels as announced."""
    least = bound.record.channels.minimum
    used = {votes.record.channel for votes in cycle.votes.values()}
    collected = cycle.one(evaluation.MATERIALS)
    if collected is not None and is_read(cycle, "inputs/votes/") and len(used) < least:
        words = {"count": len(used), "least": least, "channels": "、".join(sorted(used)) or "—"}
        yield collected.problem("X435", (), clause="P1-A15", **words)
    scheme = cycle.one(people.SCHEME)
    channels = [channel.id for channel in scheme.record.channels] if scheme is not None else []
    if scheme is not None and channels and len(set(channels)) < least:
        words = {"count": len(set(channels)), "least": least, "channels": "、".join(sorted(set(channels)))}
        yield scheme.problem("X435", ("channels",), clause="P1-A15", **words)
