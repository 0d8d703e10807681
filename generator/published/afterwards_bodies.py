"""What follows a result, as it is published: correction, appeals, application, rectification, feedback.

Clauses P1-A18, P1-A19, P1-A24, P2-4.1 to P2-4.3. Every reader raises FindingsError C110 for any other shape.
Source: docs/spec/16-procedure.md, "Afterwards".
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from fractions import Fraction

from generator.published.act_shapes import CLAUSE, Words, cites, each, said, slug, words
from generator.published.shapes import HEX64, Document

MEASURES = ("commendation", "reward", "training", "post", "reminder", "warning", "criticism", "organisational")
"""What a result is used for."""

AGAINST = frozenset({"reminder", "warning", "criticism", "organisational"})
"""The measures that only the lowest grades may lead to."""

REASONS = ("data_error", "objection_upheld")
"""Why a unit's result was put right."""

OUTCOMES = ("upheld", "changed")
_PROCEDURES = ("reconsideration", "appeal")


@dataclass(frozen=True, slots=True)
class CorrectedFigure:
    """A figure of an indicator before (None: there was none) and after."""

    indicator: str
    before: Fraction | None
    after: Fraction


@dataclass(frozen=True, slots=True)
class UnitCorrectionBody:
    """A unit's result put right: ``shown`` of ``max`` points, grade ``recommended`` and ``grade`` decided anew.

    ``result`` and ``decision`` are the SHA-256 of the records that it takes the place of; of a later correction of the
    unit they are None, and ``correction`` is that of the one before it. ``departs``: why the decided grade is not the
    recommended one, and the clause for it.
    """

    unit: str
    reason: str
    explanation: Words
    clause: str
    figures: tuple[CorrectedFigure, ...]
    shown: str
    max: Fraction
    recommended: str
    grade: str
    departs: tuple[Words, str | None] | None
    result: str | None
    decision: str | None
    correction: str | None
    entered_by: str
    approved_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AppealsBody:
    """How many reconsiderations and appeals there were: counts by procedure and outcome."""

    date: datetime.date
    counts: dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class UnitUse:
    """What a unit's result was used for; ``document`` is the number of the decision it rests on."""

    unit: str
    measure: str
    date: datetime.date
    document: str
    cites: tuple[str, ...]
    accountable: Words | None


@dataclass(frozen=True, slots=True)
class ApplicationBody:
    """What the results of units were used for."""

    date: datetime.date
    units: tuple[UnitUse, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a rectification had come on a day."""

    date: datetime.date
    text: Words


@dataclass(frozen=True, slots=True)
class RectificationBody:
    """What a unit has to mend and by when; ``verified``: when and by whom it was found mended."""

    id: str
    unit: str
    problem: Words
    ordered: datetime.date
    responsible: Words
    due: datetime.date
    progress: tuple[Progress, ...]
    verified: tuple[datetime.date, str] | None


@dataclass(frozen=True, slots=True)
class FeedbackBody:
    """What somebody of the public said, and the answer; ``late``: why it came after the days announced, or None."""

    id: str
    received: datetime.date
    question: Words
    answered: datetime.date
    answer: Words
    moderated_by: str
    late: Words | None


def read_unit_correction(body: Document) -> UnitCorrectionBody:
    """A unit's corrected result."""
    decided = ("result", "recommended", "grade", "departs", "corrects", "entered_by", "approved_by")
    body.keys(("unit", "reason", "explanation", "clause", "figures", *decided))
    result = body.get("result").keys(("total", "grade"))
    total = result.get("total").keys(("shown", "max"))
    again = "correction" in body.get("corrects").members()
    corrects = body.get("corrects").keys(("correction",) if again else ("result", "decision"))
    digests = {name: found.text(HEX64) for name, found in corrects.members().items()}
    recommended = slug(body.get("recommended"))
    result.get("grade").one_of((recommended,))
    return UnitCorrectionBody(
        unit=slug(body.get("unit")),
        reason=body.get("reason").one_of(REASONS),
        explanation=words(body.get("explanation")),
        clause=body.get("clause").text(CLAUSE),
        figures=each(body.get("figures"), _figure),
        shown=total.get("shown").shown(),
        max=total.get("max").exact(),
        recommended=recommended,
        grade=slug(body.get("grade")),
        departs=body.get("departs").optional(_departure),
        result=digests.get("result"),
        decision=digests.get("decision"),
        correction=digests.get("correction"),
        entered_by=slug(body.get("entered_by")),
        approved_by=each(body.get("approved_by"), slug, fewest=2),
    )


def read_appeals(body: Document) -> AppealsBody:
    """Reconsiderations and appeals that were decided."""
    body.keys(("date", *_PROCEDURES))
    counts = {}
    for name in _PROCEDURES:
        item = body.get(name).keys(OUTCOMES)
        counts[name] = {outcome: item.get(outcome).integer() for outcome in OUTCOMES}
    return AppealsBody(body.get("date").date(), counts)


def read_application(body: Document) -> ApplicationBody:
    """What results were used for."""
    body.keys(("date", "units"))
    return ApplicationBody(body.get("date").date(), each(body.get("units"), _use))


def read_rectification(body: Document) -> RectificationBody:
    """A rectification as far as it has come."""
    body.keys(("id", "unit", "problem", "ordered", "responsible", "due", "progress", "verified"))
    return RectificationBody(
        id=slug(body.get("id")),
        unit=slug(body.get("unit")),
        problem=words(body.get("problem")),
        ordered=body.get("ordered").date(),
        responsible=words(body.get("responsible")),
        due=body.get("due").date(),
        progress=each(body.get("progress"), _progress),
        verified=body.get("verified").optional(_verified),
    )


def read_feedback(body: Document) -> FeedbackBody:
    """A question and its answer, with or without ``late``."""
    more = ("late",) if "late" in body.members() else ()
    body.keys(("id", "received", "question", "answered", "answer", "moderated_by", *more))
    return FeedbackBody(
        id=slug(body.get("id")),
        received=body.get("received").date(),
        question=words(body.get("question")),
        answered=body.get("answered").date(),
        answer=words(body.get("answer")),
        moderated_by=slug(body.get("moderated_by")),
        late=words(body.get("late")) if more else None,
    )


def _figure(item: Document) -> CorrectedFigure:
    item.keys(("indicator", "before", "after"))
    before = item.get("before").optional(Document.exact)
    return CorrectedFigure(slug(item.get("indicator")), before, item.get("after").exact())


def _departure(item: Document) -> tuple[Words, str | None]:
    item.keys(("reason", "clause"))
    return words(item.get("reason")), item.get("clause").optional(lambda clause: clause.text(CLAUSE))


def _use(item: Document) -> UnitUse:
    item.keys(("unit", "measure", "date", "document", "cites", "accountable"))
    return UnitUse(
        unit=slug(item.get("unit")),
        measure=item.get("measure").one_of(MEASURES),
        date=item.get("date").date(),
        document=said(item.get("document")),
        cites=cites(item.get("cites")),
        accountable=item.get("accountable").optional(words),
    )


def _progress(item: Document) -> Progress:
    item.keys(("date", "text"))
    return Progress(item.get("date").date(), words(item.get("text")))


def _verified(item: Document) -> tuple[datetime.date, str]:
    item.keys(("date", "by"))
    return item.get("date").date(), slug(item.get("by"))
