"""Acts of the procedure that statements rest on: report, deliberation and decision, closing (P1-A17, A18, A23)."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from generator.intake.fields import Bilingual, Bool, ClauseId, Count, Date, Record, Ring, Slug, Text
from generator.intake.models.parameters import Cites


class Comments(Record):
    """Comments on the preliminary opinion, counted by what became of them (P1-A17)."""

    opened: Annotated[Date, Ring.PUBLIC]
    closed: Annotated[Date, Ring.PUBLIC]
    accepted: Annotated[Count, Ring.PUBLIC]
    partly: Annotated[Count, Ring.PUBLIC]
    rejected: Annotated[Count, Ring.PUBLIC]
    summary: Annotated[Text | None, Ring.RESTRICTED] = None


class Report(Record):
    """``procedure/report.yml``: the final report of the assessment office (P1-A17)."""

    schema_: Annotated[Literal["kaohe/report/v1"], Ring.PUBLIC, Field(alias="schema")]
    cycle: Annotated[Slug, Ring.PUBLIC]
    preliminary: Annotated[Date, Ring.PUBLIC]
    comments: Annotated[Comments, Ring.PUBLIC]
    date: Annotated[Date, Ring.PUBLIC]


class UnitGrade(Record):
    """The grade the leadership decided for a unit; a departure from the recommendation says why."""

    unit: Annotated[Slug, Ring.PUBLIC]
    grade: Annotated[Slug, Ring.PUBLIC]
    departs: Annotated[Bilingual | None, Ring.PUBLIC] = None
    departs_clause: Annotated[ClauseId | None, Ring.PUBLIC] = None
    discussion: Annotated[Text | None, Ring.RESTRICTED] = None


class Attendance(Record):
    """A member of the leadership team at the meeting, and the units in whose matters they stepped aside."""

    holder: Annotated[Slug, Ring.RESTRICTED]
    present: Annotated[Bool, Ring.RESTRICTED]
    recused: Annotated[list[Slug], Ring.RESTRICTED, Field(max_length=2000)] = Field(default_factory=list)
    ground: Annotated[Text | None, Ring.RESTRICTED] = None


class Deliberation(Record):
    """The meeting that decided (P1-A18); who was there is listed where the cycle has a plan."""

    date: Annotated[Date, Ring.PUBLIC]
    members: Annotated[Count, Ring.PUBLIC]
    present: Annotated[Count, Ring.PUBLIC]
    recused: Annotated[Count, Ring.PUBLIC]
    passed: Annotated[Bool, Ring.PUBLIC]
    minutes: Annotated[Text, Ring.RESTRICTED]
    attendance: Annotated[list[Attendance], Ring.RESTRICTED, Field(max_length=200)] = Field(default_factory=list)


class Decision(Record):
    """``procedure/decision.yml``: every unit by name, decided by people."""

    schema_: Annotated[Literal["kaohe/decision/v1"], Ring.PUBLIC, Field(alias="schema")]
    cycle: Annotated[Slug, Ring.PUBLIC]
    document: Annotated[Text, Ring.PUBLIC]
    date: Annotated[Date, Ring.PUBLIC]
    deliberation: Annotated[Deliberation, Ring.PUBLIC]
    grades: Annotated[list[UnitGrade], Ring.PUBLIC, Field(min_length=1, max_length=2000)]


class AuditedStep(Record):
    """What the supervisor found about one step of the procedure."""

    step: Annotated[Slug, Ring.PUBLIC]
    kept: Annotated[Bool, Ring.PUBLIC]
    note: Annotated[Bilingual | None, Ring.PUBLIC] = None


class Archive(Record):
    """Where the records are kept, and for how long."""

    keeper: Annotated[Bilingual, Ring.PUBLIC]
    years: Annotated[Count, Ring.PUBLIC]
    cites: Cites


class Closing(Record):
    """``procedure/closed.yml``: the supervisor's word on the cycle and its end (P1-A23).

    ``supervisor``, ``steps`` and ``archive`` are there where the cycle has a plan.
    """

    left_out_when_absent: ClassVar[frozenset[str]] = frozenset({"supervisor", "steps", "archive"})

    schema_: Annotated[Literal["kaohe/closed/v1"], Ring.PUBLIC, Field(alias="schema")]
    cycle: Annotated[Slug, Ring.PUBLIC]
    date: Annotated[Date, Ring.PUBLIC]
    checked: Annotated[Count, Ring.PUBLIC]
    deviations: Annotated[Count, Ring.PUBLIC]
    opinion: Annotated[Bilingual, Ring.PUBLIC]
    supervisor: Annotated[Slug | None, Ring.PUBLIC] = None
    steps: Annotated[list[AuditedStep] | None, Ring.PUBLIC, Field(max_length=50)] = None
    archive: Annotated[Archive | None, Ring.PUBLIC] = None
    findings: Annotated[Text | None, Ring.RESTRICTED] = None
