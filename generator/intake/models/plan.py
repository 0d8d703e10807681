"""What is announced with a scheme: plan, office, interpretations, amendments (P1-A11, P1-A12, P1-A25, P1-A26).

The plan turns the regulation's vague words into numbers, each with the clause, basis or interpretation it rests on
(P1-A26). Format: docs/spec/16-procedure.md.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from generator.intake.fields import Bilingual, ClauseId, Count, Date, NonNegative, Record, Ring, Slug, Text
from generator.intake.models.parameters import Cites
from generator.intake.record_file import RecordFile

Step = Literal["goals", "materials", "review", "preliminary", "report", "decision", "notice", "effective", "closed"]
"""What a schedule has a day for; the acts that every cycle with a plan consists of, in their order."""

Word = Literal["in_advance", "timely", "widely", "several_ways", "as_fit"]
"""The vague words of the regulation that an interpretation may settle (P1-A26)."""


class Milestone(Record):
    """The last day by which an act is to be published."""

    step: Annotated[Step, Ring.PUBLIC]
    by: Annotated[Date, Ring.PUBLIC]


class InForce(Record):
    """From when to when the regulation holds: three years from its publication (P1-A25).

    ``transition`` says what goes for a cycle that begins before the last day and ends after it.
    """

    published: Annotated[Date, Ring.PUBLIC]
    last_day: Annotated[Date, Ring.PUBLIC]
    transition: Annotated[Bilingual | None, Ring.PUBLIC] = None
    cites: Cites


class Workdays(Record):
    """A period in working days."""

    workdays: Annotated[Count, Ring.PUBLIC]
    cites: Cites


class Days(Record):
    """A period in calendar days."""

    days: Annotated[Count, Ring.PUBLIC]
    cites: Cites


class Periods(Record):
    """How long what may last or must last.

    ``comments``, ``posting``: at least. ``answer`` (to objections), ``outside`` (from the decision to its publication),
    ``feedback`` (an answer to the public): at most. ``reconsideration`` and ``appeal``: to apply, counted from the day
    the result, or the reconsideration's outcome, is known; ``…_decision``: to decide, counted from the application.
    """

    comments: Annotated[Workdays, Ring.PUBLIC]
    posting: Annotated[Workdays, Ring.PUBLIC]
    answer: Annotated[Workdays, Ring.PUBLIC]
    outside: Annotated[Workdays, Ring.PUBLIC]
    feedback: Annotated[Workdays, Ring.PUBLIC]
    reconsideration: Annotated[Days, Ring.PUBLIC]
    reconsideration_decision: Annotated[Days, Ring.PUBLIC]
    appeal: Annotated[Days, Ring.PUBLIC]
    appeal_decision: Annotated[Days, Ring.PUBLIC]


class Quorum(Record):
    """Which share of the leadership team has to be present and free to vote for a decision (P1-A18)."""

    share: Annotated[NonNegative, Ring.PUBLIC]
    cites: Cites


class SpotCheck(Record):
    """How many of the items are checked again, and which public event will give the seed (P1-A16).

    The event and its day are named before it happens, so that nobody can choose the sample.
    """

    share: Annotated[NonNegative, Ring.PUBLIC]
    minimum: Annotated[Count, Ring.PUBLIC]
    event: Annotated[Bilingual, Ring.PUBLIC]
    drawn: Annotated[Date, Ring.PUBLIC]
    cites: Cites


class Minimum(Record):
    """At least so many."""

    minimum: Annotated[Count, Ring.PUBLIC]
    cites: Cites


class ChecklistItem(Record):
    """Something that every unit has to hand in (P2-3.2(2))."""

    id: Annotated[Slug, Ring.PUBLIC]
    name: Annotated[Bilingual, Ring.PUBLIC]


class Resources(Record):
    """What the assessment has to work with (P1-A20); none is said in words."""

    people: Annotated[Count, Ring.PUBLIC]
    budget: Annotated[Bilingual, Ring.PUBLIC]
    cites: Cites


class Plan(Record):
    """``procedure/plan.yml``: schedule, periods and means of one cycle, announced with its scheme (P1-A12)."""

    schema_: Annotated[Literal["kaohe/plan/v1"], Ring.PUBLIC, Field(alias="schema")]
    cycle: Annotated[Slug, Ring.PUBLIC]
    in_force: Annotated[InForce, Ring.PUBLIC]
    schedule: Annotated[list[Milestone], Ring.PUBLIC, Field(min_length=1, max_length=20)]
    periods: Annotated[Periods, Ring.PUBLIC]
    quorum: Annotated[Quorum, Ring.PUBLIC]
    spot_check: Annotated[SpotCheck, Ring.PUBLIC]
    channels: Annotated[Minimum, Ring.PUBLIC]
    checklist: Annotated[list[ChecklistItem], Ring.PUBLIC, Field(min_length=1, max_length=50)]
    resources: Annotated[Resources, Ring.PUBLIC]


class Seat(Record):
    """A member of the assessment office: when they pledged secrecy and were trained for the scheme (P1-A21, P2-5.1)."""

    holder: Annotated[Slug, Ring.PUBLIC]
    pledged: Annotated[Date, Ring.PUBLIC]
    trained: Annotated[Date | None, Ring.PUBLIC] = None


class Expert(Record):
    """Somebody who reviews and checks again; ``related`` are the units in whose matters they step aside (P1-A16)."""

    holder: Annotated[Slug, Ring.PUBLIC]
    pledged: Annotated[Date, Ring.PUBLIC]
    trained: Annotated[Date | None, Ring.PUBLIC] = None
    qualification: Annotated[Bilingual, Ring.PUBLIC]
    related: Annotated[list[Slug], Ring.RESTRICTED, Field(max_length=2000)] = Field(default_factory=list)


class LeadershipSeat(Record):
    """A member of the leadership team, and the units they lead, in whose matters they do not vote (P1-A18)."""

    holder: Annotated[Slug, Ring.PUBLIC]
    leads: Annotated[list[Slug], Ring.PUBLIC, Field(max_length=2000)] = Field(default_factory=list)


class OfficeRecord(Record):
    """``procedure/office.yml``: who runs the assessment of this cycle, and who decides (P1-A11, P1-A18, P2-1.2(3))."""

    schema_: Annotated[Literal["kaohe/office/v1"], Ring.PUBLIC, Field(alias="schema")]
    cycle: Annotated[Slug, Ring.PUBLIC]
    date: Annotated[Date, Ring.PUBLIC]
    qualification: Annotated[Bilingual, Ring.PUBLIC]
    members: Annotated[list[Seat], Ring.PUBLIC, Field(min_length=1, max_length=200)]
    experts: Annotated[list[Expert], Ring.PUBLIC, Field(min_length=1, max_length=200)]
    leadership: Annotated[list[LeadershipSeat], Ring.PUBLIC, Field(min_length=1, max_length=200)]


class Interpretation(Record):
    """``procedure/interpretations/<name>.yml``: how the office understands a clause (P1-A26); the text stays.

    ``word`` is the vague word that it settles, ``parameter`` where the scheme or plan has the number.
    """

    schema_: Annotated[Literal["kaohe/interpretation/v1"], Ring.PUBLIC, Field(alias="schema")]
    cycle: Annotated[Slug, Ring.PUBLIC]
    id: Annotated[Slug, Ring.PUBLIC]
    date: Annotated[Date, Ring.PUBLIC]
    clause: Annotated[ClauseId, Ring.PUBLIC]
    word: Annotated[Word | None, Ring.PUBLIC] = None
    parameter: Annotated[Text | None, Ring.PUBLIC] = None
    ruling: Annotated[Bilingual, Ring.PUBLIC]
    reason: Annotated[Bilingual, Ring.PUBLIC]


class NewDraw(Record):
    """Another event for the seed of the spot check, and its day, in the place of those announced before (P1-A16)."""

    event: Annotated[Bilingual, Ring.PUBLIC]
    drawn: Annotated[Date, Ring.PUBLIC]


class Departure(Record):
    """An expert who goes; why may be a personal matter and stays with the office."""

    holder: Annotated[Slug, Ring.PUBLIC]
    reason: Annotated[Text | None, Ring.RESTRICTED] = None


class Amendment(Record):
    """``procedure/amendments/<name>.yml``: what changes of a plan that is published, and why (P1-A12).

    Days and people only: the event and day of the seed, experts who come and go, days of the schedule. Weights, rules
    and the periods that units are promised stay as they were announced.
    """

    schema_: Annotated[Literal["kaohe/amendment/v1"], Ring.PUBLIC, Field(alias="schema")]
    cycle: Annotated[Slug, Ring.PUBLIC]
    id: Annotated[Slug, Ring.PUBLIC]
    date: Annotated[Date, Ring.PUBLIC]
    reason: Annotated[Bilingual, Ring.PUBLIC]
    cites: Cites
    draw: Annotated[NewDraw | None, Ring.PUBLIC] = None
    joined: Annotated[list[Expert], Ring.PUBLIC, Field(max_length=200)] = Field(default_factory=list)
    left: Annotated[list[Departure], Ring.PUBLIC, Field(max_length=200)] = Field(default_factory=list)
    schedule: Annotated[list[Milestone], Ring.PUBLIC, Field(max_length=20)] = Field(default_factory=list)


_FOLDER = "cycles/<year>/procedure/"

PLAN = RecordFile(_FOLDER + "plan.yml", Plan)
OFFICE = RecordFile(_FOLDER + "office.yml", OfficeRecord, "may", "X310-X315")
INTERPRETATIONS = RecordFile(_FOLDER + "interpretations/<name>.yml", Interpretation)
_OF_AMENDMENTS = "X102 X302 X336 X339 X425-X427 X437 X453-X461"
AMENDMENTS = RecordFile(_FOLDER + "amendments/<name>.yml", Amendment, "may", _OF_AMENDMENTS)

FILES: tuple[RecordFile[Any], ...] = (PLAN, OFFICE, INTERPRETATIONS, AMENDMENTS)
