"""What happens between the scheme and the preliminary opinion: goals, materials, review and spot check, gates.

Clauses P1-A14 to P1-A16, P2-1.1(1), P2-3.2(2). Format: docs/spec/16-procedure.md.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from generator.intake.fields import Bilingual, Bool, Date, Number, Record, Ring, Slug, Text
from generator.intake.models.parameters import Cites
from generator.intake.record_file import RecordFile

Method = Literal["survey", "site_visit", "complaints", "interview", "documents"]
"""How something was found out (P2-2.1(2), P2-3.1)."""

CheckResult = Literal["confirmed", "adjusted", "deviation"]
"""What a spot check came to: as stated, put right, or wrong without effect on the figure."""


class TargetChange(Record):
    """A target that was changed during the year: before, after, why, and who approved it."""

    date: Annotated[Date, Ring.PUBLIC]
    from_: Annotated[Number, Ring.PUBLIC, Field(alias="from")]
    to: Annotated[Number, Ring.PUBLIC]
    reason: Annotated[Bilingual, Ring.PUBLIC]
    approved_by: Annotated[Text, Ring.RESTRICTED]


class UnitGoal(Record):
    """What a unit is to reach on an indicator (P2-1.1(1))."""

    unit: Annotated[Slug, Ring.PUBLIC]
    indicator: Annotated[Slug, Ring.PUBLIC]
    text: Annotated[Bilingual, Ring.PUBLIC]
    target: Annotated[Number, Ring.PUBLIC]
    measure: Annotated[Text, Ring.PUBLIC]
    baseline: Annotated[Number | None, Ring.PUBLIC] = None
    changes: Annotated[list[TargetChange], Ring.PUBLIC, Field(max_length=20)] = Field(default_factory=list)


class UnitGoals(Record):
    """``goals.yml``: every unit that takes part has a goal, confirmed before the year is under way."""

    schema_: Annotated[Literal["kaohe/unit-goals/v1"], Ring.PUBLIC, Field(alias="schema")]
    cycle: Annotated[Slug, Ring.PUBLIC]
    date: Annotated[Date, Ring.PUBLIC]
    confirmed_by: Annotated[Text, Ring.RESTRICTED]
    goals: Annotated[list[UnitGoal], Ring.PUBLIC, Field(min_length=1, max_length=4000)]


class Submission(Record):
    """What a unit handed in, and when; ``missing`` are items of the plan's checklist (P2-3.2(2))."""

    unit: Annotated[Slug, Ring.PUBLIC]
    received: Annotated[Date | None, Ring.PUBLIC] = None
    missing: Annotated[list[Slug], Ring.PUBLIC, Field(max_length=50)] = Field(default_factory=list)
    late: Annotated[Bilingual | None, Ring.PUBLIC] = None
    receipt: Annotated[Text | None, Ring.RESTRICTED] = None


class Source(Record):
    """How one indicator was found out about: a survey, a visit, a log of complaints (P2-2.1(2), P2-3.1)."""

    id: Annotated[Slug, Ring.PUBLIC]
    indicator: Annotated[Slug, Ring.PUBLIC]
    method: Annotated[Method, Ring.PUBLIC]
    first: Annotated[Date, Ring.PUBLIC]
    last: Annotated[Date, Ring.PUBLIC]
    about: Annotated[Bilingual, Ring.PUBLIC]
    report: Annotated[Text, Ring.RESTRICTED]


class Materials(Record):
    """``procedure/materials.yml``: collection is over; the items of the spot check are fixed (P2-3.2(2), P1-A16)."""

    schema_: Annotated[Literal["kaohe/materials/v1"], Ring.PUBLIC, Field(alias="schema")]
    cycle: Annotated[Slug, Ring.PUBLIC]
    deadline: Annotated[Date, Ring.PUBLIC]
    date: Annotated[Date, Ring.PUBLIC]
    submissions: Annotated[list[Submission], Ring.PUBLIC, Field(min_length=1, max_length=2000)]
    sources: Annotated[list[Source], Ring.PUBLIC, Field(min_length=1, max_length=500)]


class SelfReport(Record):
    """An expert's look at a unit's report on itself (P1-A16)."""

    unit: Annotated[Slug, Ring.PUBLIC]
    expert: Annotated[Slug, Ring.PUBLIC]
    date: Annotated[Date, Ring.PUBLIC]
    opinion: Annotated[Text, Ring.RESTRICTED]


class Checked(Record):
    """An item of the sample checked again; ``item`` is ``data/<indicator>/<unit>`` or ``votes/<group>/<unit>``."""

    item: Annotated[Text, Ring.PUBLIC]
    expert: Annotated[Slug, Ring.PUBLIC]
    result: Annotated[CheckResult, Ring.PUBLIC]
    note: Annotated[Text | None, Ring.RESTRICTED] = None


class Adjustment(Record):
    """A figure that the review put right: before, after, why, on what evidence (P1-A16)."""

    item: Annotated[Text, Ring.PUBLIC]
    expert: Annotated[Slug, Ring.PUBLIC]
    before: Annotated[Number, Ring.RESTRICTED]
    after: Annotated[Number, Ring.RESTRICTED]
    reason: Annotated[Bilingual, Ring.PUBLIC]
    evidence: Annotated[Text, Ring.RESTRICTED]


class Seed(Record):
    """What the announced event gave: its digits, and the day they became known."""

    digits: Annotated[Text, Ring.PUBLIC]
    drawn: Annotated[Date, Ring.PUBLIC]


class Review(Record):
    """``procedure/review.yml``: experts reviewed the self-reports and checked a sample again (P1-A16)."""

    schema_: Annotated[Literal["kaohe/review/v1"], Ring.PUBLIC, Field(alias="schema")]
    cycle: Annotated[Slug, Ring.PUBLIC]
    date: Annotated[Date, Ring.PUBLIC]
    seed: Annotated[Seed, Ring.PUBLIC]
    self_reports: Annotated[list[SelfReport], Ring.PUBLIC, Field(min_length=1, max_length=2000)]
    checked: Annotated[list[Checked], Ring.PUBLIC, Field(min_length=1, max_length=4000)]
    adjustments: Annotated[list[Adjustment], Ring.PUBLIC, Field(max_length=2000)] = Field(default_factory=list)


class GateFinding(Record):
    """Whether a unit passed a gate; a gate not passed limits the grade to ``ceiling`` (P2-2.1(4))."""

    unit: Annotated[Slug, Ring.PUBLIC]
    gate: Annotated[Slug, Ring.PUBLIC]
    passed: Annotated[Bool, Ring.PUBLIC]
    ceiling: Annotated[Slug | None, Ring.PUBLIC] = None
    cites: Cites
    fact: Annotated[Text | None, Ring.RESTRICTED] = None


class GateName(Record):
    """A gate every unit has to pass, such as the special assessment of integrity (P2-2.1(4))."""

    id: Annotated[Slug, Ring.PUBLIC]
    name: Annotated[Bilingual, Ring.PUBLIC]


class Gates(Record):
    """``procedure/gates.yml``: the opinion of discipline inspection on every unit, before anything is proposed."""

    schema_: Annotated[Literal["kaohe/gates/v1"], Ring.PUBLIC, Field(alias="schema")]
    cycle: Annotated[Slug, Ring.PUBLIC]
    date: Annotated[Date, Ring.PUBLIC]
    given_by: Annotated[Slug, Ring.PUBLIC]
    gates: Annotated[list[GateName], Ring.PUBLIC, Field(min_length=1, max_length=20)]
    findings: Annotated[list[GateFinding], Ring.PUBLIC, Field(min_length=1, max_length=4000)]


_FOLDER = "cycles/<year>/procedure/"

GOALS = RecordFile("cycles/<year>/goals.yml", UnitGoals, "may", "X262-X265 X320-X321 X462")
MATERIALS = RecordFile(_FOLDER + "materials.yml", Materials, "may", "X325-X334 X435")
REVIEW = RecordFile(_FOLDER + "review.yml", Review, "may", "X335-X339 X440-X451")
GATES = RecordFile(_FOLDER + "gates.yml", Gates, "may", "X303 X305-X309")

FILES: tuple[RecordFile[Any], ...] = (GOALS, MATERIALS, REVIEW, GATES)
