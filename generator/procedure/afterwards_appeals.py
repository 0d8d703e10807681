"""Reconsideration and appeal: clocks, deciders, and never a heavier outcome (P1-A23 and what the plan cites).

The regulation is silent on appeals; the plan says by which rules they run. Everything in the file is confidential: no
message holds a subject, a day or a grade of it. Codes X380 to X386, X404, X410, X412, X419; docs/spec/16-procedure.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from generator.core.problem import Problem
from generator.intake.bind import Bound
from generator.intake.few import few
from generator.intake.models import afterwards, people
from generator.intake.models.afterwards import Appeal, Appeals
from generator.intake.models.plan import Days, Plan
from generator.intake.node import Loc
from generator.intake.repository import Cycle
from generator.intake.similar import repeated
from generator.procedure.afterwards_subjects import Subject, planned, unread

CLAUSE = "P1-A23"


def check(cycle: Cycle, subjects: Mapping[str, Subject]) -> Iterator[Problem]:
    """X380 to X386, X404, X410, X412, X419 for ``procedure/appeals.yml``; ``subjects``: all that was decided on."""
    bound, plan = cycle.one(afterwards.APPEALS), planned(cycle)
    if bound is not None and plan is not None:
        decisions_read = not unread(cycle, people.DECISION) and not (
            cycle.decision is None and cycle.has("procedure/decision.yml")
        )
        yield from few(_appeals(bound, plan.record, subjects, decisions_read), bound.path)


def _appeals(
    bound: Bound[Appeals], plan: Plan, subjects: Mapping[str, Subject], decisions_read: bool
) -> Iterator[Problem]:
    appeals = bound.record.appeals
    for at in repeated(appeal.id for appeal in appeals):
        yield bound.problem("X380", ("appeals", at, "id"), clause=CLAUSE)
    for at in repeated((appeal.about, appeal.kind) for appeal in appeals):
        yield bound.problem("X380", ("appeals", at, "about"), clause=CLAUSE)
    for at, appeal in enumerate(appeals):
        loc: Loc = ("appeals", at)
        before = _reconsideration(appeals, appeal)
        yield from _clocks(bound, loc, appeal, before, plan)
        subject = subjects.get(appeal.about)
        if subject is None:
            # The subject may stand in a decision that could not be read.
            if decisions_read:
                yield bound.problem("X386", (*loc, "about"), clause=CLAUSE)
            continue
        yield from _outcome(bound, loc, appeal, before, subject)
        yield from _deciders(bound, loc, appeal, before, subject)


def _reconsideration(appeals: Sequence[Appeal], appeal: Appeal) -> Appeal | None:
    """The reconsideration that an appeal goes against; None for one that came directly, and for a reconsideration."""
    if appeal.kind == "reconsideration":
        return None
    return next((a for a in appeals if (a.about, a.kind) == (appeal.about, "reconsideration")), None)


def _clocks(bound: Bound[Appeals], loc: Loc, appeal: Appeal, before: Appeal | None, plan: Plan) -> Iterator[Problem]:
    """X381, X382, X404: in time, or late for a reason. X419: one after the other.

    Days are those of the calendar; the day from which a period runs is not counted.
    """
    periods = plan.periods
    apply = periods.reconsideration if before is None else periods.appeal
    decide = periods.reconsideration_decision if appeal.kind == "reconsideration" else periods.appeal_decision
    waited, took = (appeal.received - appeal.known).days, (appeal.decided - appeal.received).days
    if waited < 0 or (waited > apply.days and appeal.late is None):
        yield bound.problem("X381", (*loc, "received"), clause=CLAUSE, **_words(apply))
    if took < 0 or (took > decide.days and appeal.late is None):
        yield bound.problem("X382", (*loc, "decided"), clause=CLAUSE, **_words(decide))
    if appeal.late is not None and waited <= apply.days and took <= decide.days:
        yield bound.problem("X404", (*loc, "late"), clause=CLAUSE)
    if before is not None and appeal.known < before.decided:
        yield _too_early(bound, (*loc, "known"), "appeals.known", "reconsideration.decided")
    if bound.record.date < appeal.decided:
        yield _too_early(bound, (*loc, "decided"), "appeals.date", "appeals.decided")


def _outcome(
    bound: Bound[Appeals], loc: Loc, appeal: Appeal, before: Appeal | None, subject: Subject
) -> Iterator[Problem]:
    """X383, X384, X410, X412. A change of both reconsideration and appeal may be put right once, as the appeal has it.

    The appeal against a reconsideration starts from what was decided there, or from what corrections made of it.
    """
    others = (other for other in bound.record.appeals if other.about == appeal.about and other is not appeal)
    last = appeal.kind == "appeal" or all(other.outcome == "upheld" for other in others)
    if subject.day is not None and before is None and appeal.known < subject.day:
        yield _too_early(bound, (*loc, "known"), "appeals.known", "decision.date")
    since = [day for day, _ in subject.corrections if before is not None and before.decided <= day <= appeal.received]
    held = before.after if before is not None and not since else subject.on(appeal.received)
    known = before is not None or subject.settled
    if known and appeal.before != held:
        yield bound.problem("X410", (*loc, "before"), clause=CLAUSE)
    elif subject.scale and appeal.after not in subject.scale:
        yield bound.problem("X410", (*loc, "after"), clause=CLAUSE)
    elif appeal.before in subject.scale and _place(subject, appeal.after) > _place(subject, appeal.before):
        yield bound.problem("X383", (*loc, "after"), clause=CLAUSE)
    if (appeal.outcome == "changed") != (appeal.after != appeal.before):
        yield bound.problem("X384", (*loc, "outcome"), clause=CLAUSE)
    elif appeal.outcome == "changed" and subject.settled:
        corrected = subject.since(appeal.decided)
        if not corrected or (last and appeal.after not in corrected):
            yield bound.problem("X412", (*loc, "outcome"), clause=CLAUSE)


def _deciders(
    bound: Bound[Appeals], loc: Loc, appeal: Appeal, before: Appeal | None, subject: Subject
) -> Iterator[Problem]:
    earlier = subject.deciders | (set(before.deciders) if before is not None else set())
    for at, decider in enumerate(appeal.deciders):
        if decider in earlier:
            yield bound.problem("X385", (*loc, "deciders", at), clause=CLAUSE)


def _place(subject: Subject, grade: str) -> int:
    """Where a grade stands on the scale; 0 is the best."""
    return subject.scale.index(grade)


def _words(period: Days) -> dict[str, object]:
    return {"days": period.days, "cites": "、".join(period.cites)}


def _too_early(bound: Bound[Appeals], loc: Loc, later: str, earlier: str) -> Problem:
    return bound.problem("X419", loc, clause=CLAUSE, later=later, earlier=earlier)
