"""What was reviewed before the preliminary opinion, as it is published: review and spot check, gates.

Clauses P1-A16, P2-2.1(4). Every reader raises FindingsError C110 for any other shape.
Source: docs/spec/16-procedure.md, "Beginning".
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from generator.published.act_shapes import Words, cites, each, said, slug, words
from generator.published.gathering_bodies import ITEM
from generator.published.shapes import Document

RESULTS = ("confirmed", "adjusted", "deviation")
"""What checking an item again came to."""


@dataclass(frozen=True, slots=True)
class SelfReport:
    """That an expert looked at a unit's report on itself."""

    unit: str
    expert: str
    date: datetime.date


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking an item again came to."""

    item: str
    expert: str
    result: str


@dataclass(frozen=True, slots=True)
class Adjustment:
    """That an item was put right, and why."""

    item: str
    expert: str
    reason: Words


@dataclass(frozen=True, slots=True)
class ReviewBody:
    """What the experts did; ``digits``: what the announced event gave on the day ``drawn``."""

    date: datetime.date
    digits: str
    drawn: datetime.date
    self_reports: tuple[SelfReport, ...]
    checked: tuple[Checked, ...]
    adjustments: tuple[Adjustment, ...]


@dataclass(frozen=True, slots=True)
class GateFinding:
    """Whether a unit passed a gate; not passed, its grade is ``ceiling`` at best."""

    unit: str
    gate: str
    passed: bool
    ceiling: str | None
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GatesBody:
    """The gates by id and what was found on each unit."""

    date: datetime.date
    given_by: str
    gates: dict[str, Words]
    findings: tuple[GateFinding, ...]


def read_review(body: Document) -> ReviewBody:
    """The experts' review."""
    body.keys(("date", "seed", "self_reports", "checked", "adjustments"))
    seed = body.get("seed").keys(("digits", "drawn"))
    return ReviewBody(
        date=body.get("date").date(),
        digits=said(seed.get("digits")),
        drawn=seed.get("drawn").date(),
        self_reports=each(body.get("self_reports"), _self_report, fewest=1),
        checked=each(body.get("checked"), _checked, fewest=1),
        adjustments=each(body.get("adjustments"), _adjustment),
    )


def read_gates(body: Document) -> GatesBody:
    """The opinion of discipline inspection."""
    body.keys(("date", "given_by", "gates", "findings"))
    names = each(body.get("gates"), _gate, fewest=1)
    if len(dict(names)) != len(names):
        raise body.get("gates").refuse("id, once")
    return GatesBody(
        body.get("date").date(),
        slug(body.get("given_by")),
        dict(names),
        each(body.get("findings"), _finding, fewest=1),
    )


def _self_report(item: Document) -> SelfReport:
    item.keys(("unit", "expert", "date"))
    return SelfReport(slug(item.get("unit")), slug(item.get("expert")), item.get("date").date())


def _checked(item: Document) -> Checked:
    item.keys(("item", "expert", "result"))
    return Checked(item.get("item").text(ITEM), slug(item.get("expert")), item.get("result").one_of(RESULTS))


def _adjustment(item: Document) -> Adjustment:
    item.keys(("item", "expert", "reason"))
    return Adjustment(item.get("item").text(ITEM), slug(item.get("expert")), words(item.get("reason")))


def _gate(item: Document) -> tuple[str, Words]:
    item.keys(("id", "name"))
    return slug(item.get("id")), words(item.get("name"))


def _finding(item: Document) -> GateFinding:
    item.keys(("unit", "gate", "passed", "ceiling", "cites"))
    return GateFinding(
        unit=slug(item.get("unit")),
        gate=slug(item.get("gate")),
        passed=item.get("passed").boolean(),
        ceiling=item.get("ceiling").optional(slug),
        cites=cites(item.get("cites")),
    )
