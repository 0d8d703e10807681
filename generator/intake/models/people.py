"""The records of the people track (P1-A6, P1-A14, P1-A15, P1-A18): below ``cycles/<year>/people/``.

People are opaque numbers; who they are is kept elsewhere and never enters the repository. What says something about a
person is restricted; the head of a file says only which record it is. Format: docs/spec/15-people.md.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator

from generator.intake.fields import Bilingual, ClauseId, Count, Date, Number, Record, Ring, Slug, Text, fault
from generator.intake.models.inputs import Period
from generator.intake.models.person_rules import ChannelName
from generator.intake.models.procedure import Deliberation
from generator.intake.models.scheme import Kind, Refinement, Scheme
from generator.intake.record_file import RecordFile

_PERSON = re.compile(r"p[0-9]{3,6}")


def _person_id(value: object) -> str:
    """A number that says nothing about whose it is. Code X200."""
    if isinstance(value, str) and _PERSON.fullmatch(value):
        return value
    raise fault("X200", clause="P2-5.1")


PersonId = Annotated[str, PlainValidator(_person_id), Ring.RESTRICTED]
"""``p`` and three to six digits: neither a name nor anything made from one."""

InvalidReason = Literal["over_limit", "all_equal", "blank", "spoilt"]
"""Why a ballot or sheet does not count."""

NoGrade = Literal["incomplete", "not_assessed", "comment_only", "no_grade", "deferred"]
"""Why somebody gets no grade; the words of the scoring's reasons (docs/spec/12-scoring.md)."""

CorrectionReason = Literal["data_error", "ballot_error", "status_error", "objection_upheld"]
"""What was wrong with a result: a figure, a count, a status, or what an objection found."""


class PersonEntry(Record):
    """Somebody who is assessed; ``unit`` is where staff work and what a leader leads, ``to`` the last day of service.

    An exemption is a status with the effect ``not_assessed``.
    """

    id: PersonId
    kind: Annotated[Kind, Ring.RESTRICTED]
    unit: Annotated[Slug, Ring.RESTRICTED]
    from_: Annotated[Date, Ring.RESTRICTED, Field(alias="from")]
    to: Annotated[Date | None, Ring.RESTRICTED] = None


class PeopleRoster(Record):
    """``people/roster.yml``: every leader and staff member who was in service in the year, exactly once (P1-A6)."""

    schema_: Annotated[Literal["kaohe/people-roster/v1"], Ring.PUBLIC, Field(alias="schema")]
    cycle: Annotated[Slug, Ring.PUBLIC]
    date: Annotated[Date, Ring.PUBLIC]
    people: Annotated[list[PersonEntry], Ring.RESTRICTED, Field(min_length=1)]


class GoalChange(Record):
    """A target that was changed during the year: what it was, what it became, who approved it and why."""

    date: Annotated[Date, Ring.RESTRICTED]
    from_: Annotated[Number, Ring.RESTRICTED, Field(alias="from")]
    to: Annotated[Number, Ring.RESTRICTED]
    reason: Annotated[Text, Ring.RESTRICTED]
    approved_by: Annotated[Text, Ring.RESTRICTED]


class Goal(Record):
    """One goal of one person. ``target`` is what was set at the start; the last change says what counts in the end."""

    person: PersonId
    id: Annotated[Slug, Ring.RESTRICTED]
    indicator: Annotated[Slug, Ring.RESTRICTED]
    text: Annotated[Text, Ring.RESTRICTED]
    unit: Annotated[Text, Ring.RESTRICTED]
    baseline: Annotated[Number | None, Ring.RESTRICTED] = None
    target: Annotated[Number, Ring.RESTRICTED]
    changes: Annotated[list[GoalChange], Ring.RESTRICTED] = Field(default_factory=list)


class Goals(Record):
    """``people/goals.yml``: what each person is to reach in the year (P2-1.1(1))."""

    schema_: Annotated[Literal["kaohe/people-goals/v1"], Ring.PUBLIC, Field(alias="schema")]
    cycle: Annotated[Slug, Ring.PUBLIC]
    date: Annotated[Date, Ring.PUBLIC]
    confirmed_by: Annotated[Text, Ring.RESTRICTED]
    goals: Annotated[list[Goal], Ring.RESTRICTED, Field(min_length=1)]


class FigureParts(Record):
    """What one indicator is scored from for one person: one of value, places, periods, or the reason why there is none.

    ``periods`` goes by number from 1; a period left out has no value. ``exempted``: cases by the scheme's ground.
    """

    value: Annotated[Number | None, Ring.RESTRICTED] = None
    places: Annotated[list[Count] | None, Ring.RESTRICTED] = None
    periods: Annotated[dict[Slug, Number] | None, Ring.RESTRICTED] = None
    exempted: Annotated[dict[Slug, Count], Ring.RESTRICTED] = Field(default_factory=dict)
    missing: Annotated[Bilingual | None, Ring.RESTRICTED] = None
    evidence: Annotated[list[Text], Ring.RESTRICTED] = Field(default_factory=list)


class PersonFigure(FigureParts):
    """One person's entry in the file of an indicator."""

    person: PersonId


class PeopleData(Record):
    """``people/data/<indicator>.yml``: one indicator's (or adjustment's) figures from one provider (P1-A14)."""

    schema_: Annotated[Literal["kaohe/people-data/v1"], Ring.PUBLIC, Field(alias="schema")]
    cycle: Annotated[Slug, Ring.PUBLIC]
    indicator: Annotated[Slug, Ring.PUBLIC]
    provider: Annotated[Slug, Ring.PUBLIC]
    date: Annotated[Date, Ring.PUBLIC]
    period: Annotated[Period, Ring.PUBLIC]
    signed_off_by: Annotated[Text, Ring.RESTRICTED]
    report: Annotated[Text, Ring.RESTRICTED]
    values: Annotated[list[PersonFigure], Ring.RESTRICTED, Field(min_length=1)]


class TallyParts(Record):
    """What one rater group said on one indicator of one person: counts by option, ascending numbers, or why not.

    ``invalid`` counts the ballots that do not count by reason; single ballots never enter.
    """

    indicator: Annotated[Slug, Ring.RESTRICTED]
    issued: Annotated[Count | None, Ring.RESTRICTED] = None
    returned: Annotated[Count | None, Ring.RESTRICTED] = None
    invalid: Annotated[dict[InvalidReason, Count], Ring.RESTRICTED] = Field(default_factory=dict)
    counts: Annotated[dict[Slug, Count] | None, Ring.RESTRICTED] = None
    ratings: Annotated[list[Number] | None, Ring.RESTRICTED] = None
    missing: Annotated[Bilingual | None, Ring.RESTRICTED] = None


class PersonTally(TallyParts):
    """One person's entry in the file of a rater group."""

    person: PersonId


class PeopleVotes(Record):
    """``people/votes/<group>.yml``: everything one rater group said about people in one cycle (P1-A15)."""

    schema_: Annotated[Literal["kaohe/people-votes/v1"], Ring.PUBLIC, Field(alias="schema")]
    cycle: Annotated[Slug, Ring.PUBLIC]
    group: Annotated[Slug, Ring.PUBLIC]
    channel: Annotated[ChannelName, Ring.PUBLIC]
    date: Annotated[Date, Ring.PUBLIC]
    teller: Annotated[Text, Ring.RESTRICTED]
    scrutineer: Annotated[Text, Ring.RESTRICTED]
    tallies: Annotated[list[PersonTally], Ring.RESTRICTED, Field(min_length=1)]


class StatusEntry(Record):
    """A person was in a status of the scheme's table; ``reference`` is the document that says so."""

    person: PersonId
    status: Annotated[Slug, Ring.RESTRICTED]
    from_: Annotated[Date, Ring.RESTRICTED, Field(alias="from")]
    to: Annotated[Date | None, Ring.RESTRICTED] = None
    reference: Annotated[Text, Ring.RESTRICTED]
    cites: Annotated[list[Slug | ClauseId], Ring.RESTRICTED, Field(min_length=1)]


class VetoEntry(Record):
    """A finding of the scheme's veto table about a person; ``reference`` is the document that found it."""

    person: PersonId
    veto: Annotated[Slug, Ring.RESTRICTED]
    date: Annotated[Date, Ring.RESTRICTED]
    reference: Annotated[Text, Ring.RESTRICTED]
    cites: Annotated[list[Slug | ClauseId], Ring.RESTRICTED, Field(min_length=1)]


class PeopleStatus(Record):
    """``people/status.yml``: special statuses and vetoes of the cycle."""

    schema_: Annotated[Literal["kaohe/people-status/v1"], Ring.PUBLIC, Field(alias="schema")]
    cycle: Annotated[Slug, Ring.PUBLIC]
    date: Annotated[Date, Ring.PUBLIC]
    statuses: Annotated[list[StatusEntry], Ring.RESTRICTED] = Field(default_factory=list)
    vetoes: Annotated[list[VetoEntry], Ring.RESTRICTED] = Field(default_factory=list)


class TieDecision(Record):
    """People who are equal at the edge of a quota, in the order in which the leadership put them (P1-A18)."""

    date: Annotated[Date, Ring.RESTRICTED]
    order: Annotated[list[PersonId], Ring.RESTRICTED, Field(min_length=2)]
    reason: Annotated[Text, Ring.RESTRICTED]
    clause: Annotated[ClauseId, Ring.RESTRICTED]


class PersonGrade(Record):
    """What the leadership decided for a person: a grade, or why there is none; a departure says why."""

    person: PersonId
    grade: Annotated[Slug | None, Ring.RESTRICTED] = None
    no_grade: Annotated[NoGrade | None, Ring.RESTRICTED] = None
    departs: Annotated[Bilingual | None, Ring.RESTRICTED] = None
    departs_clause: Annotated[ClauseId | None, Ring.RESTRICTED] = None
    discussion: Annotated[Text | None, Ring.RESTRICTED] = None


class PeopleDecision(Record):
    """``people/decision.yml``: every person by number, decided by people.

    Ties are decided before the report; until the decision itself is made the file holds only those.
    """

    schema_: Annotated[Literal["kaohe/people-decision/v1"], Ring.PUBLIC, Field(alias="schema")]
    cycle: Annotated[Slug, Ring.PUBLIC]
    ties: Annotated[list[TieDecision], Ring.RESTRICTED] = Field(default_factory=list)
    document: Annotated[Text | None, Ring.PUBLIC] = None
    date: Annotated[Date | None, Ring.PUBLIC] = None
    deliberation: Annotated[Deliberation | None, Ring.PUBLIC] = None
    grades: Annotated[list[PersonGrade], Ring.RESTRICTED] = Field(default_factory=list)


class CorrectedFigure(FigureParts):
    """A figure that takes the place of an earlier one of the same person."""

    indicator: Annotated[Slug, Ring.RESTRICTED]


class CorrectedTally(TallyParts):
    """A count that takes the place of an earlier one of the same person, indicator and group."""

    group: Annotated[Slug, Ring.RESTRICTED]


class Correction(Record):
    """A decided result that was wrong: what it rested on is put right, and with it the grade where people say so.

    ``entered_by`` and ``approved_by`` are holders of ``trust.yml``; nobody approves what they entered (P1-A22).
    """

    person: PersonId
    reason: Annotated[CorrectionReason, Ring.RESTRICTED]
    clause: Annotated[ClauseId, Ring.RESTRICTED]
    explanation: Annotated[Text, Ring.RESTRICTED]
    figures: Annotated[list[CorrectedFigure], Ring.RESTRICTED] = Field(default_factory=list)
    tallies: Annotated[list[CorrectedTally], Ring.RESTRICTED] = Field(default_factory=list)
    grade: Annotated[Slug | None, Ring.RESTRICTED] = None
    no_grade: Annotated[NoGrade | None, Ring.RESTRICTED] = None
    entered_by: Annotated[Slug, Ring.RESTRICTED]
    approved_by: Annotated[list[Slug], Ring.RESTRICTED, Field(min_length=2)]


class PeopleCorrection(Record):
    """``people/correction.yml``, ``correction-2.yml``, …: results put right after the decision."""

    schema_: Annotated[Literal["kaohe/people-correction/v1"], Ring.PUBLIC, Field(alias="schema")]
    cycle: Annotated[Slug, Ring.PUBLIC]
    date: Annotated[Date, Ring.PUBLIC]
    corrections: Annotated[list[Correction], Ring.RESTRICTED, Field(min_length=1)]


_FOLDER = "cycles/<year>/people/"

SCHEME = RecordFile(_FOLDER + "scheme.yml", Scheme)
LEADERS = RecordFile(_FOLDER + "leaders.yml", Refinement)
STAFF = RecordFile(_FOLDER + "staff.yml", Refinement)
ROSTER = RecordFile(_FOLDER + "roster.yml", PeopleRoster, "must", "X201-X206 X210 X212 X234 X261 X271")
GOALS = RecordFile(_FOLDER + "goals.yml", Goals, "must", "X210-X211 X260-X265")
DATA = RecordFile(_FOLDER + "data/<indicator>.yml", PeopleData, "must", "X137-X138 X160-X164 X167 X210-X225")
VOTES = RecordFile(_FOLDER + "votes/<group>.yml", PeopleVotes, "must", "X163-X164 X167 X210-X211 X230-X243")
STATUS = RecordFile(_FOLDER + "status.yml", PeopleStatus, "must", "X210-X212 X250-X255")
DECISION = RecordFile(_FOLDER + "decision.yml", PeopleDecision, "must", "X168 X170-X172 X210-X211 X270-X279 X286")
_OF_CORRECTIONS = "X137-X138 X168 X210-X211 X214-X241 X281-X284 X419 X470-X471"
CORRECTION = RecordFile(_FOLDER + "correction.yml", PeopleCorrection, "must", _OF_CORRECTIONS)
LATER_CORRECTIONS = RecordFile(_FOLDER + "correction-<number>.yml", PeopleCorrection, "must", _OF_CORRECTIONS)

FILES: tuple[RecordFile[Any], ...] = (
    SCHEME, LEADERS, STAFF, ROSTER, GOALS, DATA, VOTES, STATUS, DECISION, CORRECTION,
    LATER_CORRECTIONS,
)  # fmt: skip
"""Part of the path table of :mod:`generator.intake.discover`."""

REFINEMENTS = {"leader": LEADERS, "staff": STAFF}
"""The file that says how the base scheme is refined for one kind of people."""
