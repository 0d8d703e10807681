"""What is announced with a scheme, as it is published: ``plan``, ``office``, ``interpretation``, ``amendment``.

Clauses P1-A11, P1-A12, P1-A18, P1-A25, P1-A26. Every reader raises FindingsError C110 for any other shape.
Source: docs/spec/16-procedure.md, "Beginning".
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from fractions import Fraction

from generator.published.act_shapes import CLAUSE, Words, cites, each, maybe_day, said, slug, words
from generator.published.shapes import Document

STEPS = ("goals", "materials", "review", "preliminary", "report", "decision", "notice", "effective", "closed")
"""What a schedule has a day for: the acts of every cycle with a plan after its scheme, in their order."""

VAGUE = ("in_advance", "timely", "widely", "several_ways", "as_fit")
"""The vague words of the regulation that an interpretation may settle."""

WORKDAY_PERIODS = ("comments", "posting", "answer", "outside", "feedback")
DAY_PERIODS = ("reconsideration", "reconsideration_decision", "appeal", "appeal_decision")


@dataclass(frozen=True, slots=True)
class InForce:
    """The days on which the regulation holds, and what goes for a cycle that begins before the last and ends after."""

    published: datetime.date
    last_day: datetime.date
    transition: Words | None
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Period:
    """So many days, working or calendar, and what the number rests on."""

    days: int
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SpotCheck:
    """The share of the items that is checked again, at least ``minimum``, drawn by ``event`` on the day ``drawn``."""

    share: Fraction
    minimum: int
    event: Words
    drawn: datetime.date
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanBody:
    """Schedule, periods and means of one cycle. ``schedule``: act and last day; ``periods`` by name.

    ``checklist``: what every unit hands in, by id. ``channels``: the fewest ways in which opinions are gathered.
    """

    in_force: InForce
    schedule: tuple[tuple[str, datetime.date], ...]
    periods: dict[str, Period]
    quorum: Fraction
    quorum_cites: tuple[str, ...]
    spot_check: SpotCheck
    channels: int
    checklist: dict[str, Words]
    people: int
    budget: Words


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody with a part in the assessment: when they pledged secrecy and were trained for the scheme."""

    holder: str
    pledged: datetime.date
    trained: datetime.date | None
    qualification: Words | None = None


@dataclass(frozen=True, slots=True)
class OfficeBody:
    """Who runs the assessment and who decides; ``leadership``: holder and the units they lead."""

    date: datetime.date
    qualification: Words
    members: tuple[Seat, ...]
    experts: tuple[Seat, ...]
    leadership: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class InterpretationBody:
    """How the office understands a clause: the vague ``word`` that it settles, the ``parameter`` with the number."""

    id: str
    date: datetime.date
    clause: str
    word: str | None
    parameter: str | None
    ruling: Words
    reason: Words


@dataclass(frozen=True, slots=True)
class AmendmentBody:
    """What changes of a published plan: another event and day for the seed, experts, days of the schedule."""

    id: str
    date: datetime.date
    reason: Words
    draw: tuple[Words, datetime.date] | None
    joined: tuple[Seat, ...]
    left: tuple[str, ...]
    schedule: tuple[tuple[str, datetime.date], ...]


def read_plan(body: Document) -> PlanBody:
    """The plan of a cycle."""
    body.keys(("in_force", "schedule", "periods", "quorum", "spot_check", "channels", "checklist", "resources"))
    held = body.get("in_force").keys(("published", "last_day", "transition", "cites"))
    quorum = body.get("quorum").keys(("share", "cites"))
    check = body.get("spot_check").keys(("share", "minimum", "event", "drawn", "cites"))
    channels = body.get("channels").keys(("minimum", "cites"))
    resources = body.get("resources").keys(("people", "budget", "cites"))
    for item in (channels, resources):
        cites(item.get("cites"))
    return PlanBody(
        in_force=InForce(
            held.get("published").date(),
            held.get("last_day").date(),
            held.get("transition").optional(words),
            cites(held.get("cites")),
        ),
        schedule=each(body.get("schedule"), _milestone, fewest=1),
        periods=_periods(body.get("periods")),
        quorum=_share(quorum.get("share")),
        quorum_cites=cites(quorum.get("cites")),
        spot_check=SpotCheck(
            _share(check.get("share")),
            check.get("minimum").integer(),
            words(check.get("event")),
            check.get("drawn").date(),
            cites(check.get("cites")),
        ),
        channels=channels.get("minimum").integer(),
        checklist=_checklist(body.get("checklist")),
        people=resources.get("people").integer(),
        budget=words(resources.get("budget")),
    )


def read_office(body: Document) -> OfficeBody:
    """The members of the assessment office, the experts, and the leadership team."""
    body.keys(("date", "qualification", "members", "experts", "leadership"))
    return OfficeBody(
        date=body.get("date").date(),
        qualification=words(body.get("qualification")),
        members=each(body.get("members"), _seat, fewest=1),
        experts=each(body.get("experts"), _expert, fewest=1),
        leadership=each(body.get("leadership"), _leader, fewest=1),
    )


def read_interpretation(body: Document) -> InterpretationBody:
    """An interpretation of a clause."""
    body.keys(("id", "date", "clause", "word", "parameter", "ruling", "reason"))
    return InterpretationBody(
        id=slug(body.get("id")),
        date=body.get("date").date(),
        clause=body.get("clause").text(CLAUSE),
        word=body.get("word").optional(lambda item: item.one_of(VAGUE)),
        parameter=body.get("parameter").optional(said),
        ruling=words(body.get("ruling")),
        reason=words(body.get("reason")),
    )


def read_amendment(body: Document) -> AmendmentBody:
    """An amendment of a plan."""
    body.keys(("id", "date", "reason", "cites", "draw", "joined", "left", "schedule"))
    cites(body.get("cites"))
    return AmendmentBody(
        id=slug(body.get("id")),
        date=body.get("date").date(),
        reason=words(body.get("reason")),
        draw=body.get("draw").optional(_draw),
        joined=each(body.get("joined"), _expert),
        left=each(body.get("left"), lambda item: slug(item.keys(("holder",)).get("holder"))),
        schedule=each(body.get("schedule"), _milestone),
    )


def _draw(item: Document) -> tuple[Words, datetime.date]:
    item.keys(("event", "drawn"))
    return words(item.get("event")), item.get("drawn").date()


def _milestone(item: Document) -> tuple[str, datetime.date]:
    item.keys(("step", "by"))
    return item.get("step").one_of(STEPS), item.get("by").date()


def _periods(item: Document) -> dict[str, Period]:
    item.keys((*WORKDAY_PERIODS, *DAY_PERIODS))
    found = {}
    for names, unit in ((WORKDAY_PERIODS, "workdays"), (DAY_PERIODS, "days")):
        for name in names:
            period = item.get(name).keys((unit, "cites"))
            found[name] = Period(period.get(unit).integer(), cites(period.get("cites")))
    return found


def _share(item: Document) -> Fraction:
    share = item.exact()
    if not 0 <= share <= 1:
        raise item.refuse("0 … 1")
    return share


def _checklist(item: Document) -> dict[str, Words]:
    listed = each(item, _checklist_item, fewest=1)
    if len(dict(listed)) != len(listed):
        raise item.refuse("id, once")
    return dict(listed)


def _checklist_item(item: Document) -> tuple[str, Words]:
    item.keys(("id", "name"))
    return slug(item.get("id")), words(item.get("name"))


def _seat(item: Document) -> Seat:
    item.keys(("holder", "pledged", "trained"))
    return Seat(slug(item.get("holder")), item.get("pledged").date(), maybe_day(item.get("trained")))


def _expert(item: Document) -> Seat:
    item.keys(("holder", "pledged", "trained", "qualification"))
    pledged, trained = item.get("pledged").date(), maybe_day(item.get("trained"))
    return Seat(slug(item.get("holder")), pledged, trained, words(item.get("qualification")))


def _leader(item: Document) -> tuple[str, tuple[str, ...]]:
    item.keys(("holder", "leads"))
    return slug(item.get("holder")), each(item.get("leads"), slug)
