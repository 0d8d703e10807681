"""What is gathered, as it is published: roster, goals, materials, and the population of the spot check.

Clauses P1-A6, P1-A14 to P1-A16, P2-1.1(1), P2-3.1, P2-3.2(2). Every reader raises FindingsError C110 for any other
shape.
Source: docs/spec/16-procedure.md, "Beginning".
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from fractions import Fraction

from generator.published.act_shapes import Words, each, maybe_day, said, slug, words
from generator.published.shapes import Document

METHODS = ("survey", "site_visit", "complaints", "interview", "documents")
"""How something was found out."""

_ID = r"[a-z0-9]+(?:[.-][a-z0-9]+)*"
_STRATUM = re.compile(rf"(?:data|votes)/{_ID}")
ITEM = re.compile(rf"(?:data|votes)/{_ID}/{_ID}")
"""``<stratum>/<unit>``."""


@dataclass(frozen=True, slots=True)
class RosterBody:
    """Every unit in its order with the reason why it is exempt, None for those that take part."""

    date: datetime.date
    units: dict[str, Words | None]

    @property
    def assessed(self) -> tuple[str, ...]:
        """The units that take part."""
        return tuple(unit for unit, exempt in self.units.items() if exempt is None)


@dataclass(frozen=True, slots=True)
class TargetChange:
    """A target that was changed."""

    date: datetime.date
    before: Fraction
    after: Fraction
    reason: Words


@dataclass(frozen=True, slots=True)
class Goal:
    """What a unit is to reach on an indicator; ``measure`` is what the target counts."""

    unit: str
    indicator: str
    text: Words
    target: Fraction
    measure: str
    baseline: Fraction | None
    changes: tuple[TargetChange, ...]


@dataclass(frozen=True, slots=True)
class GoalsBody:
    """The goals of the units that take part."""

    date: datetime.date
    goals: tuple[Goal, ...]


@dataclass(frozen=True, slots=True)
class Submission:
    """What a unit handed in and when; ``missing``: ids of the plan's checklist."""

    unit: str
    received: datetime.date | None
    missing: tuple[str, ...]
    late: Words | None


@dataclass(frozen=True, slots=True)
class Source:
    """How an indicator was found out about, from the day ``first`` to the day ``last``."""

    id: str
    indicator: str
    method: str
    first: datetime.date
    last: datetime.date
    about: Words


@dataclass(frozen=True, slots=True)
class MaterialsBody:
    """Collection is over."""

    deadline: datetime.date
    date: datetime.date
    submissions: tuple[Submission, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class PopulationBody:
    """What the sample is drawn from: strata × units without what is ``absent``, ``size`` items, ``sample`` of them."""

    strata: tuple[str, ...]
    units: tuple[str, ...]
    absent: tuple[str, ...]
    size: int
    sample: int
    event: Words
    drawn: datetime.date


def read_roster(body: Document) -> RosterBody:
    """The units, each once."""
    body.keys(("date", "units"))
    units: dict[str, Words | None] = {}
    for item in body.get("units").items():
        unit = slug(item.keys(("unit", "exempt")).get("unit"))
        if unit in units:
            raise item.get("unit").refuse("id, once")
        units[unit] = item.get("exempt").optional(words)
    return RosterBody(body.get("date").date(), units)


def read_goals(body: Document) -> GoalsBody:
    """The goals."""
    body.keys(("date", "goals"))
    return GoalsBody(body.get("date").date(), each(body.get("goals"), _goal, fewest=1))


def read_materials(body: Document) -> MaterialsBody:
    """What was handed in, and how it was found out."""
    body.keys(("deadline", "date", "submissions", "sources"))
    return MaterialsBody(
        body.get("deadline").date(),
        body.get("date").date(),
        each(body.get("submissions"), _submission, fewest=1),
        each(body.get("sources"), _source, fewest=1),
    )


def read_population(body: Document) -> PopulationBody:
    """What the sample is drawn from."""
    body.keys(("strata", "units", "absent", "size", "sample", "event", "drawn"))
    return PopulationBody(
        strata=each(body.get("strata"), lambda item: item.text(_STRATUM)),
        units=each(body.get("units"), slug),
        absent=each(body.get("absent"), lambda item: item.text(ITEM)),
        size=body.get("size").integer(),
        sample=body.get("sample").integer(),
        event=words(body.get("event")),
        drawn=body.get("drawn").date(),
    )


def _goal(item: Document) -> Goal:
    item.keys(("unit", "indicator", "text", "target", "measure", "baseline", "changes"))
    return Goal(
        unit=slug(item.get("unit")),
        indicator=slug(item.get("indicator")),
        text=words(item.get("text")),
        target=item.get("target").exact(),
        measure=said(item.get("measure")),
        baseline=item.get("baseline").optional(Document.exact),
        changes=each(item.get("changes"), _target_change),
    )


def _target_change(item: Document) -> TargetChange:
    item.keys(("date", "from", "to", "reason"))
    return TargetChange(
        item.get("date").date(), item.get("from").exact(), item.get("to").exact(), words(item.get("reason"))
    )


def _submission(item: Document) -> Submission:
    item.keys(("unit", "received", "missing", "late"))
    return Submission(
        slug(item.get("unit")),
        maybe_day(item.get("received")),
        each(item.get("missing"), slug),
        item.get("late").optional(words),
    )


def _source(item: Document) -> Source:
    item.keys(("id", "indicator", "method", "first", "last", "about"))
    return Source(
        id=slug(item.get("id")),
        indicator=slug(item.get("indicator")),
        method=item.get("method").one_of(METHODS),
        first=item.get("first").date(),
        last=item.get("last").date(),
        about=words(item.get("about")),
    )
