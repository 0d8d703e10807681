"""A cycle with a plan as the checks of its procedure look at it: plan, calendar, times, and grades as they stand."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from generator.audit.cycles import Cycle, Held
from generator.audit.evidence import Evidence, problem
from generator.core.problem import Problem
from generator.ledger.durations import NOBODY, Moment
from generator.ledger.trust_chain import TrustChain
from generator.ledger.witnessed_times import WitnessedTimes, witnessed_times
from generator.ledger.witnessing import read_witnesses
from generator.published.acts import PlanBody, RosterBody
from generator.published.shapes import Document
from generator.published.vocabulary import act_of
from generator.published.workdays import CalendarBody


@dataclass(frozen=True, slots=True)
class Planned:
    """One cycle with a plan.

    ``years`` are the published calendars, the newest of each year; ``moments`` the times of the cycle's acts, of
    repeated ones the first, ``by_index`` those of all statements; ``lead``: how many working days had to pass after the
    scheme before anything was collected. ``demo``: the witnesses' keys are published too. ``leaders`` are the holders
    with the role leadership by the trust in force for the decision; ``trusts`` are all the trusts of the ledger.
    """

    cycle: Cycle
    plan: Held[PlanBody]
    years: Mapping[int, CalendarBody]
    moments: Mapping[str, Moment]
    lead: int
    demo: bool
    leaders: frozenset[str]
    trusts: TrustChain
    by_index: Mapping[int, Moment] = field(default_factory=dict)

    @property
    def roster(self) -> RosterBody | None:
        """Who takes part."""
        found: Held[RosterBody] | None = self.cycle.one("roster")
        return found.body if found else None

    @property
    def assessed(self) -> tuple[str, ...]:
        """The units that take part; none where there is no roster that can be read."""
        return self.roster.assessed if self.roster else ()

    @property
    def order(self) -> dict[str, int]:
        """The places of the grades, the best first."""
        grades = self.cycle.scheme.body.grades if self.cycle.scheme else ()
        return {grade.id: place for place, grade in enumerate(grades)}

    @property
    def grades(self) -> dict[str, str]:
        """By unit the grade that holds: as corrected, else as decided."""
        found = {unit: held.body.grade for unit, held in self.cycle.decisions.items()}
        return found | {unit: held.body.grade for unit, held in self.cycle.each("unit-correction").items()}

    def grades_on(self, day: datetime.date) -> dict[str, set[str]]:
        """By unit the grades that may have held on a day, with the one that holds in the end.

        A correction is public on the day of its statement and may have been made before: until that day the grade
        before it may have held.
        """
        held = {unit: [(datetime.date.min, found.body.grade)] for unit, found in self.cycle.decisions.items()}
        for found in self.cycle.every("unit-correction"):
            held.setdefault(found.record.name, []).append((self.published(found), found.body.grade))
        return {
            unit: {grade for at, (_, grade) in enumerate(steps) if at + 1 == len(steps) or day < steps[at + 1][0]}
            for unit, steps in held.items()
        }

    def index(self, held: Held[Any]) -> int:
        """The index of the statement that has a record."""
        return int(held.key.partition("/")[0])

    def published(self, held: Held[Any]) -> datetime.date:
        """The date of the statement that has a record."""
        index = self.index(held)
        dates = (found.statement.date for found in self.cycle.statements if found.index == index)
        return datetime.date.fromisoformat(next(dates))

    def problem(self, code: str, held: Held[Any], clause: str, **words: object) -> Problem:
        """A problem of one of the cycle's records."""
        return problem(code, held.path, clause, **words)


def moments_of(evidence: Evidence) -> dict[int, Moment]:
    """When each statement was published, by its index: its date, and what the witnesses vouch for."""
    checkpoints = read_witnesses(evidence.site.ledger(), evidence.trusts) or []
    # What a witness is said to have signed and has not is no word of theirs.
    sightings = [seen for checkpoint in checkpoints if not checkpoint.problems for seen in checkpoint.sightings]
    size = max((found.index for found in evidence.statements), default=-1) + 1
    times = witnessed_times(size, sightings)
    return {
        found.index: Moment(datetime.date.fromisoformat(found.statement.date), _times(times, found.index))
        for found in evidence.statements
    }


def read_planned(evidence: Evidence) -> list[Planned]:
    """The cycles with a plan that can be read; what cannot is the business of the check of records.

    Raises FindingsError C110 where a scheme does not say how long it was made known before.
    """
    moments = moments_of(evidence)
    calendars = {year: held.body for cycle in evidence.cycles for year, held in cycle.calendars.items()}
    found = []
    for cycle in evidence.cycles:
        plan: Held[PlanBody] | None = cycle.one("plan")
        if plan is None or cycle.act("scheme") is None:
            continue
        acts: dict[str, Moment] = {}
        for statement in cycle.statements:
            acts.setdefault(act_of(statement.statement.kind, statement.statement.step), moments[statement.index])
        demo = evidence.trust is not None and evidence.trust.demo
        leaders, lead = _leaders(evidence, cycle), _lead(cycle)
        found.append(Planned(cycle, plan, calendars, acts, lead, demo, leaders, evidence.trusts, moments))
    return found


def exact_share(share: Fraction) -> str:
    """A share as messages show it."""
    return f"{share.numerator}/{share.denominator}" if share.denominator > 1 else str(share.numerator)


def _times(times: list[WitnessedTimes], index: int) -> WitnessedTimes:
    return times[index] if index < len(times) else NOBODY


def _leaders(evidence: Evidence, cycle: Cycle) -> frozenset[str]:
    decision = cycle.act("decision")
    trust = evidence.trusts.in_force(decision.index) if decision is not None else None
    return frozenset(holder.id for holder in trust.holders if holder.role == "leadership") if trust else frozenset()


def _lead(cycle: Cycle) -> int:
    if cycle.scheme is None:
        return 0
    body = Document(cycle.scheme.record.body, cycle.scheme.path, "/body")
    return body.get("notice").get("lead_workdays").integer()
