"""What the assessment of people reads and gives, as values (docs/spec/12-scoring.md, "People: what scoring reads")."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from generator.core.problem import Problem
from generator.published.derivation import Step
from generator.scoring.sheet import Sheet

Cites = tuple[str, ...]

Reason = Literal[
    "score", "status", "veto", "team", "quota", "tie",
    "incomplete", "not_assessed", "comment_only", "no_grade", "deferred",
]  # fmt: skip
"""The last stage that changed the recommended grade, or why there is none."""

Source = Literal["status", "veto", "team", "quota"]


@dataclass(frozen=True, slots=True)
class Person:
    """Someone on the roster, by an opaque id; ``kind`` chooses the scheme, ``unit`` the team."""

    id: str
    kind: Literal["leader", "staff"]
    unit: str
    first: datetime.date | None = None
    last: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class StatusFact:
    """A person was in a status of the scheme's table from ``first`` to ``last`` (None: still is)."""

    person: str
    status: str
    first: datetime.date
    last: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class VetoFact:
    """A finding of the scheme's veto table about a person."""

    person: str
    veto: str


@dataclass(frozen=True, slots=True)
class StatusEffect:
    """The heaviest status of a person; ``others`` are the ids of those that apply but are lighter."""

    id: str
    effect: str
    grade: str | None
    counts: bool
    cites: Cites
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VetoEffect:
    """A veto as it was applied."""

    id: str
    effect: str
    grade: str | None
    indicators: tuple[str, ...]
    cites: Cites


@dataclass(frozen=True, slots=True)
class TeamEffect:
    """What the grade of the person's unit does to total and grade."""

    unit: str
    grade: str
    coefficient: Fraction | None
    at_most: str | None
    cites: Cites


@dataclass(frozen=True, slots=True)
class Limit:
    """A ceiling on the grade: where it comes from, the row's id, the best grade it allows."""

    source: Source
    id: str
    grade: str
    cites: Cites


@dataclass(frozen=True, slots=True)
class PersonResult:
    """One person's way from points to a recommended grade.

    ``steps`` lead from the sheet's total to ``total``, by the operations of a derivation. ``recommended`` is None where
    ``reason`` says why.
    """

    id: str
    kind: str
    unit: str
    sheet: Sheet | None
    status: StatusEffect | None
    vetoes: tuple[VetoEffect, ...]
    team: TeamEffect | None
    steps: tuple[Step, ...]
    total: Fraction | None
    before_quota: str | None
    limits: tuple[Limit, ...]
    rank: Fraction | None
    recommended: str | None
    reason: Reason


@dataclass(frozen=True, slots=True)
class QuotaStatement:
    """How a quota came out in one group; ``tie`` are the ids at its edge, who may not be told apart by program.

    ``group`` is ``all``, a kind, a unit, or ``merged`` for groups counted together, which ``merged`` then names.
    """

    group: str
    grade: str
    base: int
    excluded: Mapping[str, int]
    ratio: Fraction
    rounding: str
    allowance: Fraction
    ceiling: int
    reaching: int
    recommended: int
    tie: tuple[str, ...]
    merged: tuple[str, ...]
    cites: Cites


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everyone in the order given, the quotas, and what stops the procedure (S301)."""

    people: tuple[PersonResult, ...]
    quota: tuple[QuotaStatement, ...]
    problems: tuple[Problem, ...]
