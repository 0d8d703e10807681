"""Part of V17: what a cycle announced about itself, and who takes part (P1-A6, P1-A12, P1-A18, P1-A25, P1-A26)."""

from __future__ import annotations

import datetime
import itertools
from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction

from generator.audit.amended import schedule
from generator.audit.evidence import problem
from generator.audit.planned import Planned, exact_share
from generator.core.problem import Problem
from generator.published.plan_bodies import STEPS, VAGUE

VALIDITY = "P1-A25"
YEARS = 3
"""How long the regulation holds from its publication."""

POSTING = 5
"""Working days that a result is posted at least."""

CHANNELS = 2
"""Several ways of hearing opinions are at least two."""

CLAUSE_OF_WORD: Mapping[str, str] = {
    "in_advance": "P1-A12",
    "timely": "P2-3.2(4)",
    "widely": "P1-A17",
    "several_ways": "P1-A15",
    "as_fit": "P1-A19",
}
"""The clause in which each vague word stands."""

LONGEST = 3660
"""No period of a plan is longer: ten years, of days or of working days."""

_HALF = Fraction(1, 2)


def check_plan(planned: Planned) -> Iterator[Problem]:
    """A401 to A407, A461, A462: validity, vague words, floors of the regulation, schedule, calendar."""
    yield from _validity(planned)
    yield from _words(planned)
    yield from _floors(planned)
    yield from _schedule(planned)
    year = planned.cycle.id
    scheme = planned.cycle.act("scheme")
    if scheme is not None and not any(f"{found:04d}" == year for found in planned.cycle.calendars):
        yield problem("A407", f"ledger/statements/{scheme.index}", "P1-A12", year=year)


def check_roster(planned: Planned) -> Iterator[Problem]:
    """A408: every unit of the organ is on the roster and nobody else; exempt in the report are those exempt there."""
    held, departments = planned.cycle.one("roster"), planned.cycle.departments
    if held is None:
        return
    if departments is not None:
        for unit in sorted(set(held.body.units) ^ set(departments.body)):
            yield planned.problem("A408", held, "P1-A6", unit=unit)
    for unit, result in planned.cycle.results.items():
        if (result.body.status == "exempt") == (unit in planned.assessed):
            yield planned.problem("A408", result, "P1-A6", unit=unit)


def late_steps(planned: Planned) -> list[str]:
    """The acts that were published after the last day that the schedule, as amended, has for them."""
    moments = planned.moments
    days = schedule(planned)
    return [step for step, last in days.items() if step in moments and moments[step].date > last]


def last_day_of(published: datetime.date) -> datetime.date:
    """The last of three years of which the day of publication is the first."""
    try:
        same_day = published.replace(year=published.year + YEARS)
    except ValueError:  # 29 February, or after the last year that there is
        return datetime.date(min(published.year + YEARS, datetime.MAXYEAR), 2, 28)
    return same_day - datetime.timedelta(days=1)


def _validity(planned: Planned) -> Iterator[Problem]:
    """Three years to the day, in which the cycle begins; one that ends after them says what goes then."""
    force = planned.plan.body.in_force
    expected = last_day_of(force.published)
    if force.last_day != expected:
        yield planned.problem("A401", planned.plan, VALIDITY, found=force.last_day, expected=expected)
    if not planned.cycle.id.isdigit() or len(planned.cycle.id) != 4:
        return
    begins, ends = (f"{planned.cycle.id}-{day}" for day in ("01-01", "12-31"))
    first, last = force.published.isoformat(), force.last_day.isoformat()
    if not first <= begins <= last or (ends > last and force.transition is None):
        yield planned.problem("A402", planned.plan, VALIDITY, cycle=planned.cycle.id, published=first, last=last)


def _words(planned: Planned) -> Iterator[Problem]:
    """Every vague word is settled once and for all, under its clause, by an interpretation out with the scheme."""
    scheme = planned.cycle.act("scheme")
    announced = {record.name for record in scheme.of_type("interpretation")} if scheme else set()
    rulings = planned.cycle.each("interpretation")
    settled = Counter(held.body.word for name, held in rulings.items() if name in announced)
    ever = Counter(held.body.word for held in rulings.values())
    for word in VAGUE:
        if settled[word] != 1 or ever[word] != 1:
            found = ever[word] if settled[word] else 0
            yield planned.problem("A403", planned.plan, "P1-A26", word=word, found=found)
    for held in rulings.values():
        expected = CLAUSE_OF_WORD.get(held.body.word)
        if expected is not None and held.body.clause != expected:
            words = {"word": held.body.word, "found": held.body.clause, "expected": expected}
            yield planned.problem("A462", held, "P1-A26", **words)


def _floors(planned: Planned) -> Iterator[Problem]:
    """What a plan cannot go below, whatever it cites."""
    plan = planned.plan.body
    if plan.periods["posting"].days < POSTING:
        words = {"found": plan.periods["posting"].days, "least": POSTING}
        yield planned.problem("A404", planned.plan, "P2-3.2(4)", **words)
    for name, period in plan.periods.items():
        if not 0 < period.days <= LONGEST:
            yield planned.problem("A405", planned.plan, "P1-A12", at=f"/periods/{name}", found=period.days)
    if plan.channels < CHANNELS:
        yield planned.problem("A405", planned.plan, "P1-A15", at="/channels/minimum", found=plan.channels)
    if plan.quorum <= _HALF:
        found = exact_share(plan.quorum)
        yield planned.problem("A405", planned.plan, "P1-A18", at="/quorum/share", found=found)
    if planned.lead == 0 and planned.cycle.scheme is not None:
        yield planned.problem("A405", planned.cycle.scheme, "P1-A12", at="/notice/lead_workdays", found=0)
    for at, number in (("share", plan.spot_check.share), ("minimum", plan.spot_check.minimum)):
        if number == 0:
            yield planned.problem("A405", planned.plan, "P1-A16", at=f"/spot_check/{at}", found=0)


def _schedule(planned: Planned) -> Iterator[Problem]:
    """Every step has one day, the days follow one another, and none is before the day of the scheme."""
    schedule = planned.plan.body.schedule
    steps = [step for step, _ in schedule]
    days = [day for _, day in sorted(schedule, key=lambda entry: STEPS.index(entry[0]))]
    ascending = all(earlier <= later for earlier, later in itertools.pairwise(days))
    if sorted(steps) != sorted(STEPS) or not ascending:
        yield planned.problem("A406", planned.plan, "P1-A12", steps=", ".join(STEPS))
    announced = planned.moments["scheme"].date
    if days and min(days) < announced:
        yield planned.problem("A461", planned.plan, "P1-A12", found=min(days), scheme=announced)
