"""The preliminary opinion and what was said about it: the time to comment, every comment and its answer (P1-A17)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from generator.core.problem import Problem
from generator.intake.ballots import MAX_BALLOTS
from generator.intake.bind import Bound
from generator.intake.models import outcome
from generator.intake.models.outcome import ChangedFigure, Comment, CommentRegister, Preliminary
from generator.intake.models.plan import Plan
from generator.intake.models.procedure import Report
from generator.intake.node import Loc
from generator.intake.repository import Cycle
from generator.procedure import named_figures, subjects
from generator.procedure.workdays import WorkingYear, nth_workday_after

CLAUSE = "P1-A17"
DISPOSITIONS = ("accepted", "partly", "rejected")

_DIGITS = re.compile(r"([0-9]+)")


def check(cycle: Cycle, plan: Plan, years: Mapping[int, WorkingYear]) -> Iterator[Problem]:
    """X340 to X350 for one cycle with a plan.

    Raises FindingsError X165, last, where a day of the time to comment has no calendar.
    """
    opinion, register, report = cycle.one(outcome.PRELIMINARY), cycle.one(outcome.COMMENTS), cycle.report
    if opinion is not None and report is not None:
        yield from _same_days(opinion, report)
    if opinion is not None and opinion.record.opens < opinion.record.date:
        words = {"opens": opinion.record.opens, "date": opinion.record.date}
        yield opinion.problem("X341", ("opens",), clause=CLAUSE, **words)
    if opinion is not None and report is not None and report.record.date <= opinion.record.closes:
        words = {"date": report.record.date, "closes": opinion.record.closes}
        yield report.problem("X343", ("date",), clause=CLAUSE, **words)
    if register is not None:
        yield from _register(cycle, register, opinion)
        if report is not None:
            yield from _counts(cycle, register, report)
    if opinion is not None:
        yield from _window(opinion, plan.periods.comments.workdays, years)


def in_order(bound: Bound[Any], field: str, ids: Sequence[str]) -> Iterator[Problem]:
    """X344: the numbers of a register ascend and none stands twice; digits count as numbers, so 10 follows 9."""
    for at, (before, after) in enumerate(pairwise(ids), start=1):
        if _rank(after) <= _rank(before):
            yield bound.problem("X344", (field, at, "id"), clause=CLAUSE)


def _rank(name: str) -> list[tuple[int, int, str]]:
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in _DIGITS.split(name) if part]


def _same_days(opinion: Bound[Preliminary], report: Bound[Report]) -> Iterator[Problem]:
    """X340: report and preliminary opinion speak of the same days."""
    comments = report.record.comments
    days = (
        ("date", opinion.record.date, "preliminary", report.record.preliminary),
        ("opens", opinion.record.opens, "comments.opened", comments.opened),
        ("closes", opinion.record.closes, "comments.closed", comments.closed),
    )
    for field, day, other, reported in days:
        if day != reported:
            words = {"field": field, "date": day, "other": other, "reported": reported}
            yield opinion.problem("X340", (field,), clause=CLAUSE, **words)


def _window(opinion: Bound[Preliminary], needed: int, years: Mapping[int, WorkingYear]) -> Iterator[Problem]:
    """X342: the time to comment runs for the plan's working days; the day on which it opens is not counted."""
    ends = nth_workday_after(opinion.record.opens, needed, years)
    if opinion.record.closes < ends:
        words = {"opens": opinion.record.opens, "closes": opinion.record.closes, "needed": needed, "ends": ends}
        yield opinion.problem("X342", ("closes",), clause=CLAUSE, **words)


def _register(cycle: Cycle, register: Bound[CommentRegister], opinion: Bound[Preliminary] | None) -> Iterator[Problem]:
    comments, known = register.record.comments, subjects.known(cycle)
    yield from in_order(register, "comments", [comment.id for comment in comments])
    for at, comment in enumerate(comments):
        loc: Loc = ("comments", at)
        if opinion is not None and not opinion.record.opens <= comment.received <= opinion.record.closes:
            words = {"opens": opinion.record.opens, "closes": opinion.record.closes}
            yield register.problem("X345", (*loc, "received"), clause=CLAUSE, **words)
        if known is not None and comment.about not in known:
            yield register.problem("X346", (*loc, "about"), clause=CLAUSE)
        if comment.changed and comment.disposition == "rejected":
            yield register.problem("X348", (*loc, "changed"), clause=CLAUSE)
        for index, changed in enumerate(comment.changed):
            yield from _changed(cycle, register, (*loc, "changed", index), changed)


def _changed(cycle: Cycle, register: Bound[CommentRegister], loc: Loc, changed: ChangedFigure) -> Iterator[Problem]:
    """X349, X350: what a comment put right is a figure of the cycle, and that figure is now what it was put to.

    Whether the figure before can be scored is looked at where scores are (:mod:`generator.office.outcome_check`).
    """
    spot = named_figures.find(cycle, changed.item)
    if spot is None:
        if not named_figures.unread(cycle, changed.item):
            yield register.problem("X349", (*loc, "item"), clause=CLAUSE)
    elif spot.value != changed.after or changed.after == changed.before:
        yield register.problem("X350", (*loc, "after"), clause=CLAUSE)
    elif changed.item.removeprefix("people/").startswith("votes/") and not _is_count(changed.before):
        yield register.problem("X350", (*loc, "before"), clause=CLAUSE)


def _is_count(number: Fraction) -> bool:
    """Whether so many ballots can have been counted."""
    return number.denominator == 1 and 0 <= number <= MAX_BALLOTS


def _on_units(comment: Comment, people: Collection[str]) -> bool:
    """Whether a comment is about a unit, or changed a figure of one."""
    return comment.about not in people or any(not one.item.startswith("people/") for one in comment.changed)


def _counts(cycle: Cycle, register: Bound[CommentRegister], report: Bound[Report]) -> Iterator[Problem]:
    """X347: the report counts the comments of the register that concern units.

    Those on people are not counted in public: whoever knows how many were on units would learn how many there were.
    """
    known, people = subjects.known(cycle), subjects.people_roster(cycle)
    if known is None or any(comment.about not in known for comment in register.record.comments):
        return
    persons = {entry.id for entry in people.record.people} if people is not None else set()
    counted = Counter(comment.disposition for comment in register.record.comments if _on_units(comment, persons))
    for name in DISPOSITIONS:
        said = getattr(report.record.comments, name)
        if said != counted[name]:  # type: ignore[index]
            words = {"field": name, "said": said, "counted": counted[name]}  # type: ignore[index]
            yield report.problem("X347", ("comments", name), clause=CLAUSE, **words)
