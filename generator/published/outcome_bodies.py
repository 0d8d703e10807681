"""From the preliminary opinion to the end of a cycle, as it is published.

``preliminary``, ``notice``, ``release-review``, ``effective``, and what a plan adds to ``report`` and ``closure``.
Clauses P1-A17, P1-A18, P1-A23, P2-3.2(4). Every reader raises FindingsError C110 for any other shape.
Source: docs/spec/16-procedure.md, "Outcome".
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from generator.published.act_shapes import Words, cites, each, said, slug, words
from generator.published.shapes import HEX64, Document

AUDIENCES = ("internal", "public", "both")
VERDICTS = ("publish", "withhold")
RELEASE_ITEMS = (
    "unit-totals", "unit-grades", "unit-figures", "unit-ballots", "unit-reasons", "people-results", "people-counts",
    "comments", "deliberation", "evidence",
)  # fmt: skip
"""What a release review says a word about: everything that goes out and everything that is held back."""

TOLD = ("result", "total", "grade")
"""What each unit is told of its preliminary opinion: all of it rounded, total and grade, the grade alone."""

OBJECTIONS = ("received", "upheld", "partly", "rejected")
NOTIFIED = ("delivered", "refused")
_CLOSURE = ("statements", "checked", "deviations", "opinion")
_CLOSURE_OF_A_PLAN = ("supervisor", "steps", "archive")


@dataclass(frozen=True, slots=True)
class PreliminaryBody:
    """The preliminary opinion is out and may be commented on from the day ``opens`` to the day ``closes``.

    ``told``: what each unit is told of its own; None where the record does not say.
    """

    date: datetime.date
    opens: datetime.date
    closes: datetime.date
    where: Words
    told: str | None


@dataclass(frozen=True, slots=True)
class ReportBody:
    """How the report came about; ``changed``: units that it says something else of than the preliminary opinion.

    ``comments`` by what became of them; ``changed`` is None where the record does not say.
    """

    preliminary: datetime.date
    date: datetime.date
    opened: datetime.date
    closed: datetime.date
    comments: dict[str, int]
    units: int
    changed: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class MeetingBody:
    """The meeting that decided."""

    date: datetime.date
    deliberated: datetime.date
    members: int
    present: int
    recused: int
    passed: bool


@dataclass(frozen=True, slots=True)
class Contact:
    """Where objections go; ``department`` is one of the organ's, None outside of it."""

    office: Words
    address: Words
    hours: Words
    department: str | None


@dataclass(frozen=True, slots=True)
class NoticeBody:
    """The result is posted: from the day ``first``, which is not counted, to the day ``last``.

    ``late``: why that was later than announced; None where the record does not say.
    """

    number: str
    title: Words
    date: datetime.date
    first: datetime.date
    last: datetime.date
    audience: str
    contacts: tuple[Contact, ...]
    issuer: Words
    cites: tuple[str, ...]
    late: Words | None


@dataclass(frozen=True, slots=True)
class ReviewedItem:
    """Whether one kind of content may go out."""

    item: str
    verdict: str
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReleaseReviewBody:
    """Who wrote what goes out, who reviewed it, and the verdict on each kind of content."""

    date: datetime.date
    author: str
    reviewer: str
    items: tuple[ReviewedItem, ...]
    impact_date: datetime.date


@dataclass(frozen=True, slots=True)
class EffectiveBody:
    """Results are in effect; counts by the names in ``OBJECTIONS`` and ``NOTIFIED``."""

    date: datetime.date
    objections: dict[str, int]
    notified: dict[str, int]


@dataclass(frozen=True, slots=True)
class AuditedStep:
    """Whether the supervisor found a step kept."""

    step: str
    kept: bool
    note: Words | None


@dataclass(frozen=True, slots=True)
class Archive:
    """Who keeps the records and for how many years."""

    keeper: Words
    years: int
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClosureBody:
    """The end of a cycle: every statement of it by digest, and the supervisor's word.

    ``supervisor``, ``steps`` and ``archive`` are None where the record does not have them.
    """

    statements: tuple[str, ...]
    checked: int
    deviations: int
    opinion: Words
    supervisor: str | None
    steps: tuple[AuditedStep, ...] | None
    archive: Archive | None


def read_preliminary(body: Document) -> PreliminaryBody:
    """The preliminary opinion, with or without ``told``."""
    more = ("told",) if "told" in body.members() else ()
    body.keys(("date", "opens", "closes", "where", *more))
    return PreliminaryBody(
        date=body.get("date").date(),
        opens=body.get("opens").date(),
        closes=body.get("closes").date(),
        where=words(body.get("where")),
        told=body.get("told").one_of(TOLD) if more else None,
    )


def read_report(body: Document) -> ReportBody:
    """The report, with or without ``changed``."""
    more = ("changed",) if "changed" in body.members() else ()
    body.keys(("preliminary", "date", "comments", "units", *more))
    comments = body.get("comments").keys(("opened", "closed", "accepted", "partly", "rejected"))
    return ReportBody(
        preliminary=body.get("preliminary").date(),
        date=body.get("date").date(),
        opened=comments.get("opened").date(),
        closed=comments.get("closed").date(),
        comments={name: comments.get(name).integer() for name in ("accepted", "partly", "rejected")},
        units=body.get("units").integer(),
        changed=each(body.get("changed"), slug) if more else None,
    )


def read_meeting(body: Document) -> MeetingBody:
    """A ``deliberation``."""
    body.keys(("document", "date", "deliberated", "members", "present", "recused", "passed"))
    said(body.get("document"))
    return MeetingBody(
        body.get("date").date(),
        body.get("deliberated").date(),
        body.get("members").integer(),
        body.get("present").integer(),
        body.get("recused").integer(),
        body.get("passed").boolean(),
    )


def read_notice(body: Document) -> NoticeBody:
    """The public notice of the result, with or without ``late``."""
    more = ("late",) if "late" in body.members() else ()
    body.keys(("number", "title", "date", "from", "to", "audience", "contacts", "issuer", "cites", *more))
    return NoticeBody(
        number=said(body.get("number")),
        title=words(body.get("title")),
        date=body.get("date").date(),
        first=body.get("from").date(),
        last=body.get("to").date(),
        audience=body.get("audience").one_of(AUDIENCES),
        contacts=each(body.get("contacts"), _contact, fewest=1),
        issuer=words(body.get("issuer")),
        cites=cites(body.get("cites")),
        late=words(body.get("late")) if more else None,
    )


def read_release_review(body: Document) -> ReleaseReviewBody:
    """The review before anything goes out."""
    body.keys(("date", "author", "reviewer", "items", "impact_date"))
    return ReleaseReviewBody(
        date=body.get("date").date(),
        author=slug(body.get("author")),
        reviewer=slug(body.get("reviewer")),
        items=each(body.get("items"), _reviewed_item, fewest=1),
        impact_date=body.get("impact_date").date(),
    )


def read_effective(body: Document) -> EffectiveBody:
    """Results are in effect."""
    body.keys(("date", "objections", "notified"))
    counted = {}
    for name, counts in (("objections", OBJECTIONS), ("notified", NOTIFIED)):
        item = body.get(name).keys(counts)
        counted[name] = {count: item.get(count).integer() for count in counts}
    return EffectiveBody(body.get("date").date(), counted["objections"], counted["notified"])


def read_closure(body: Document) -> ClosureBody:
    """The closure, with those of ``supervisor``, ``steps`` and ``archive`` that it has."""
    present = body.members()
    body.keys((*_CLOSURE, *(name for name in _CLOSURE_OF_A_PLAN if name in present)))
    checked, deviations = body.get("checked").integer(), body.get("deviations").integer()
    if deviations > checked:
        raise body.get("deviations").refuse(f"<= {checked}")
    return ClosureBody(
        statements=tuple(item.text(HEX64) for item in body.get("statements").items()),
        checked=checked,
        deviations=deviations,
        opinion=body.get("opinion").bilingual(),
        supervisor=slug(body.get("supervisor")) if "supervisor" in present else None,
        steps=each(body.get("steps"), _audited_step) if "steps" in present else None,
        archive=_archive(body.get("archive")) if "archive" in present else None,
    )


def _contact(item: Document) -> Contact:
    item.keys(("office", "address", "hours", "department"))
    return Contact(
        words(item.get("office")),
        words(item.get("address")),
        words(item.get("hours")),
        item.get("department").optional(slug),
    )


def _reviewed_item(item: Document) -> ReviewedItem:
    item.keys(("item", "verdict", "cites"))
    return ReviewedItem(slug(item.get("item")), item.get("verdict").one_of(VERDICTS), cites(item.get("cites")))


def _audited_step(item: Document) -> AuditedStep:
    item.keys(("step", "kept", "note"))
    return AuditedStep(slug(item.get("step")), item.get("kept").boolean(), item.get("note").optional(words))


def _archive(item: Document) -> Archive:
    item.keys(("keeper", "years", "cites"))
    return Archive(words(item.get("keeper")), item.get("years").integer(), cites(item.get("cites")))
