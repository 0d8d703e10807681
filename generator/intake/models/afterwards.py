"""What follows a result: correction, reconsideration and appeal, what it is used for, rectification, feedback.

Clauses P1-A19, P1-A24, P2-4.1 to P2-4.3. Format: docs/spec/16-procedure.md.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from generator.intake.fields import Bilingual, ClauseId, Date, Number, Record, Ring, Slug, Text
from generator.intake.models.parameters import Cites
from generator.intake.models.people import PersonId
from generator.intake.record_file import RecordFile

Measure = Literal["commendation", "reward", "training", "post", "reminder", "warning", "criticism", "organisational"]
"""What a result is used for; the last four are measures against a unit or person (P1-A19, P2-4.1)."""

AppealKind = Literal["reconsideration", "appeal"]
AppealOutcome = Literal["upheld", "changed"]
"""Whether a decided result stands, or is another now."""

AGAINST: frozenset[str] = frozenset({"reminder", "warning", "criticism", "organisational"})
"""The measures that only the lowest grades may lead to."""


class CorrectedUnitFigure(Record):
    """A figure that takes the place of an earlier one of the same unit."""

    indicator: Annotated[Slug, Ring.PUBLIC]
    value: Annotated[Number, Ring.PUBLIC]


class UnitCorrection(Record):
    """A unit's result that was wrong, put right after the decision (P1-A17, P1-A18).

    Ballots are not corrected in public: the difference of two totals would tell what was on them. Without figures only
    the grade is decided anew: a gate that was found not passed, or a departure, did not hold.
    """

    unit: Annotated[Slug, Ring.PUBLIC]
    reason: Annotated[Literal["data_error", "objection_upheld"], Ring.PUBLIC]
    explanation: Annotated[Bilingual, Ring.PUBLIC]
    clause: Annotated[ClauseId, Ring.PUBLIC]
    figures: Annotated[list[CorrectedUnitFigure], Ring.PUBLIC, Field(max_length=50)]
    grade: Annotated[Slug, Ring.PUBLIC]
    departs: Annotated[Bilingual | None, Ring.PUBLIC] = None
    departs_clause: Annotated[ClauseId | None, Ring.PUBLIC] = None
    objection: Annotated[Slug | None, Ring.RESTRICTED] = None
    evidence: Annotated[Text | None, Ring.RESTRICTED] = None
    entered_by: Annotated[Slug, Ring.PUBLIC]
    approved_by: Annotated[list[Slug], Ring.PUBLIC, Field(min_length=2, max_length=10)]


class UnitCorrections(Record):
    """``procedure/correction.yml``, ``correction-2.yml``, …: units' results put right after the decision."""

    schema_: Annotated[Literal["kaohe/correction/v1"], Ring.PUBLIC, Field(alias="schema")]
    cycle: Annotated[Slug, Ring.PUBLIC]
    date: Annotated[Date, Ring.PUBLIC]
    corrections: Annotated[list[UnitCorrection], Ring.PUBLIC, Field(min_length=1, max_length=2000)]


class Appeal(Record):
    """A reconsideration by the organ or an appeal to the body above it; ``about`` is a unit or a person's number.

    ``known`` is the day from which the time to apply runs. ``before`` and ``after`` are grades; a heavier outcome than
    before is not possible. ``deciders`` are holders or offices outside, none of whom decided the result. ``late``: why
    it was heard though it was applied for too late, or decided after the plan's days.
    """

    left_out_when_absent: ClassVar[frozenset[str]] = frozenset({"late"})

    id: Annotated[Slug, Ring.RESTRICTED]
    kind: Annotated[AppealKind, Ring.RESTRICTED]
    about: Annotated[Slug, Ring.RESTRICTED]
    known: Annotated[Date, Ring.RESTRICTED]
    received: Annotated[Date, Ring.RESTRICTED]
    body: Annotated[Text, Ring.RESTRICTED]
    deciders: Annotated[list[Slug], Ring.RESTRICTED, Field(min_length=1, max_length=20)]
    decided: Annotated[Date, Ring.RESTRICTED]
    outcome: Annotated[AppealOutcome, Ring.RESTRICTED]
    before: Annotated[Slug, Ring.RESTRICTED]
    after: Annotated[Slug, Ring.RESTRICTED]
    reason: Annotated[Text, Ring.RESTRICTED]
    late: Annotated[Text | None, Ring.RESTRICTED] = None


class Appeals(Record):
    """``procedure/appeals.yml``: reconsiderations and appeals that were decided.

    None is allowed: a statement that comes only when there is something tells that there was.
    """

    schema_: Annotated[Literal["kaohe/appeals/v1"], Ring.PUBLIC, Field(alias="schema")]
    cycle: Annotated[Slug, Ring.PUBLIC]
    date: Annotated[Date, Ring.PUBLIC]
    appeals: Annotated[list[Appeal], Ring.RESTRICTED, Field(max_length=2000)]


class UnitUse(Record):
    """What a unit's decided result was used for; ``document`` is the number of the decision it rests on."""

    unit: Annotated[Slug, Ring.PUBLIC]
    measure: Annotated[Measure, Ring.PUBLIC]
    date: Annotated[Date, Ring.PUBLIC]
    document: Annotated[Text, Ring.PUBLIC]
    cites: Cites
    accountable: Annotated[Bilingual | None, Ring.PUBLIC] = None


class PersonUse(Record):
    """What a person's decided result was used for; confidential."""

    person: PersonId
    measure: Annotated[Measure, Ring.RESTRICTED]
    date: Annotated[Date, Ring.RESTRICTED]
    document: Annotated[Text, Ring.RESTRICTED]
    cites: Annotated[list[Slug | ClauseId], Ring.RESTRICTED, Field(min_length=1)]
    procedure: Annotated[Text | None, Ring.RESTRICTED] = None


class Application(Record):
    """``procedure/application.yml``: what results were used for, each by a decision and a clause (P1-A19, P1-A24)."""

    schema_: Annotated[Literal["kaohe/application/v1"], Ring.PUBLIC, Field(alias="schema")]
    cycle: Annotated[Slug, Ring.PUBLIC]
    date: Annotated[Date, Ring.PUBLIC]
    units: Annotated[list[UnitUse], Ring.PUBLIC, Field(max_length=4000)] = Field(default_factory=list)
    people: Annotated[list[PersonUse], Ring.RESTRICTED, Field(max_length=12000)] = Field(default_factory=list)


class Progress(Record):
    """How far a rectification has come."""

    date: Annotated[Date, Ring.PUBLIC]
    text: Annotated[Bilingual, Ring.PUBLIC]


class Verified(Record):
    """The office looked: the problem is mended."""

    date: Annotated[Date, Ring.PUBLIC]
    by: Annotated[Slug, Ring.PUBLIC]
    proof: Annotated[Text, Ring.RESTRICTED]


class Rectification(Record):
    """``procedure/rectification/<name>.yml``: what a unit has to mend, who answers for it, and by when (P2-4.2)."""

    schema_: Annotated[Literal["kaohe/rectification/v1"], Ring.PUBLIC, Field(alias="schema")]
    cycle: Annotated[Slug, Ring.PUBLIC]
    id: Annotated[Slug, Ring.PUBLIC]
    unit: Annotated[Slug, Ring.PUBLIC]
    problem: Annotated[Bilingual, Ring.PUBLIC]
    ordered: Annotated[Date, Ring.PUBLIC]
    responsible: Annotated[Bilingual, Ring.PUBLIC]
    responsible_person: Annotated[Text, Ring.RESTRICTED]
    due: Annotated[Date, Ring.PUBLIC]
    progress: Annotated[list[Progress], Ring.PUBLIC, Field(max_length=100)] = Field(default_factory=list)
    verified: Annotated[Verified | None, Ring.PUBLIC] = None


class Feedback(Record):
    """``procedure/feedback/<name>.yml``: what somebody of the public said, moderated, and the answer (P2-4.3).

    ``original`` stays with the office: it may name people. ``late``: why the answer came after the plan's days.
    """

    left_out_when_absent: ClassVar[frozenset[str]] = frozenset({"late"})

    schema_: Annotated[Literal["kaohe/feedback/v1"], Ring.PUBLIC, Field(alias="schema")]
    cycle: Annotated[Slug, Ring.PUBLIC]
    id: Annotated[Slug, Ring.PUBLIC]
    received: Annotated[Date, Ring.PUBLIC]
    question: Annotated[Bilingual, Ring.PUBLIC]
    answered: Annotated[Date, Ring.PUBLIC]
    answer: Annotated[Bilingual, Ring.PUBLIC]
    moderated_by: Annotated[Slug, Ring.PUBLIC]
    late: Annotated[Bilingual | None, Ring.PUBLIC] = None
    original: Annotated[Text | None, Ring.RESTRICTED] = None


_FOLDER = "cycles/<year>/procedure/"

_OF_CORRECTIONS = "P111-P113 R101 X121 X136-X138 X175-X176 X283-X284 X309 X313 X383 X400-X406 X409 X419 X452 X470"

CORRECTION = RecordFile(_FOLDER + "correction.yml", UnitCorrections, "may", _OF_CORRECTIONS)
LATER_CORRECTIONS = RecordFile(_FOLDER + "correction-<number>.yml", UnitCorrections, "may", _OF_CORRECTIONS)
APPEALS = RecordFile(_FOLDER + "appeals.yml", Appeals, "must", "X380-X386 X404 X410 X412 X419")
APPLICATION = RecordFile(_FOLDER + "application.yml", Application, "may", "X387-X392 X413 X419")
RECTIFICATIONS = RecordFile(_FOLDER + "rectification/<name>.yml", Rectification, "may", "X102 X393-X397 X419")
FEEDBACK = RecordFile(_FOLDER + "feedback/<name>.yml", Feedback, "may", "X102 X165 X398-X399 X408 X419")

FILES: tuple[RecordFile[Any], ...] = (
    CORRECTION, LATER_CORRECTIONS, APPEALS, APPLICATION, RECTIFICATIONS, FEEDBACK,
)  # fmt: skip
