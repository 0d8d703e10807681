"""From the preliminary opinion to the result in effect: comments, release review, notice, objections (P1-A17, P1-A18).

Format: docs/spec/16-procedure.md.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from generator.intake.fields import Bilingual, Bool, Date, Number, Record, Ring, Slug, Text
from generator.intake.models.parameters import Cites
from generator.intake.models.people import PersonId
from generator.intake.record_file import RecordFile

Disposition = Literal["accepted", "partly", "rejected"]
"""What became of a comment."""

ObjectionOutcome = Literal["upheld", "partly", "rejected"]
"""What became of an objection."""

Audience = Literal["internal", "public", "both"]

Told = Literal["result", "total", "grade"]
"""What those assessed are told of the preliminary opinion: every rounded number, total and grade, the grade alone."""


class Preliminary(Record):
    """``procedure/preliminary.yml``: the preliminary opinion is out and may be commented on (P1-A17).

    The opinion itself is what the scores come to on that day; it is committed to, not published. ``told``: what each
    unit is told of its own; without it, everything that the report would show of it.
    """

    left_out_when_absent: ClassVar[frozenset[str]] = frozenset({"told"})

    schema_: Annotated[Literal["kaohe/preliminary/v1"], Ring.PUBLIC, Field(alias="schema")]
    cycle: Annotated[Slug, Ring.PUBLIC]
    date: Annotated[Date, Ring.PUBLIC]
    opens: Annotated[Date, Ring.PUBLIC]
    closes: Annotated[Date, Ring.PUBLIC]
    where: Annotated[Bilingual, Ring.PUBLIC]
    told: Annotated[Told | None, Ring.PUBLIC] = None


class ChangedFigure(Record):
    """A figure that a comment changed."""

    item: Annotated[Text, Ring.RESTRICTED]
    before: Annotated[Number, Ring.RESTRICTED]
    after: Annotated[Number, Ring.RESTRICTED]


class Comment(Record):
    """A comment on the preliminary opinion, what became of it and why; ``changed`` is what it put right (P1-A17)."""

    id: Annotated[Slug, Ring.RESTRICTED]
    received: Annotated[Date, Ring.RESTRICTED]
    about: Annotated[Slug, Ring.RESTRICTED]
    text: Annotated[Text, Ring.RESTRICTED]
    disposition: Annotated[Disposition, Ring.RESTRICTED]
    reason: Annotated[Text, Ring.RESTRICTED]
    changed: Annotated[list[ChangedFigure], Ring.RESTRICTED, Field(max_length=50)] = Field(default_factory=list)


class CommentRegister(Record):
    """``procedure/comments.yml``: every comment that came in, in the order of its number."""

    schema_: Annotated[Literal["kaohe/comments/v1"], Ring.PUBLIC, Field(alias="schema")]
    cycle: Annotated[Slug, Ring.PUBLIC]
    comments: Annotated[list[Comment], Ring.RESTRICTED, Field(max_length=5000)] = Field(default_factory=list)


class ReviewedItem(Record):
    """Whether one kind of content may go out, and by which clause (P2-3.2(4)); see ``RELEASE_ITEMS``."""

    item: Annotated[Slug, Ring.PUBLIC]
    verdict: Annotated[Literal["publish", "withhold"], Ring.PUBLIC]
    cites: Cites


class ReleaseReview(Record):
    """``procedure/release-review.yml``: reviewed before it goes out, item by item, by somebody who did not write it."""

    schema_: Annotated[Literal["kaohe/release-review/v1"], Ring.PUBLIC, Field(alias="schema")]
    cycle: Annotated[Slug, Ring.PUBLIC]
    date: Annotated[Date, Ring.PUBLIC]
    author: Annotated[Slug, Ring.PUBLIC]
    reviewer: Annotated[Slug, Ring.PUBLIC]
    items: Annotated[list[ReviewedItem], Ring.PUBLIC, Field(min_length=1, max_length=50)]
    impact_date: Annotated[Date, Ring.PUBLIC]
    impact: Annotated[Text, Ring.RESTRICTED]


RELEASE_ITEMS = (
    "unit-totals", "unit-grades", "unit-figures", "unit-ballots", "unit-reasons", "people-results", "people-counts",
    "comments", "deliberation", "evidence",
)  # fmt: skip
"""What a release review says a word about: everything that goes out and everything that is held back."""


class NoticeContact(Record):
    """Where objections go. An assessed unit or person cannot receive objections to this assessment.

    ``department`` is one of the organ's; neither it nor ``person`` is given where the contact is outside the organ.
    """

    office: Annotated[Bilingual, Ring.PUBLIC]
    address: Annotated[Bilingual, Ring.PUBLIC]
    hours: Annotated[Bilingual, Ring.PUBLIC]
    department: Annotated[Slug | None, Ring.PUBLIC] = None
    person: PersonId | None = None


class PublicNotice(Record):
    """``procedure/notice.yml``: the result is posted, and objections are heard (P2-3.2(4)).

    ``from`` is the day of posting, which is not counted; ``to`` the last day. ``late``: why the public outside was told
    after the plan's days, where it was; what is past cannot be made up for, but it can be explained.
    """

    left_out_when_absent: ClassVar[frozenset[str]] = frozenset({"late"})

    schema_: Annotated[Literal["kaohe/notice/v1"], Ring.PUBLIC, Field(alias="schema")]
    cycle: Annotated[Slug, Ring.PUBLIC]
    number: Annotated[Text, Ring.PUBLIC]
    title: Annotated[Bilingual, Ring.PUBLIC]
    date: Annotated[Date, Ring.PUBLIC]
    from_: Annotated[Date, Ring.PUBLIC, Field(alias="from")]
    to: Annotated[Date, Ring.PUBLIC]
    audience: Annotated[Audience, Ring.PUBLIC]
    contacts: Annotated[list[NoticeContact], Ring.PUBLIC, Field(min_length=1, max_length=10)]
    issuer: Annotated[Bilingual, Ring.PUBLIC]
    cites: Cites
    late: Annotated[Bilingual | None, Ring.PUBLIC] = None


class Objection(Record):
    """An objection to a posted result; ``about`` is a unit or a person's number.

    ``late``: why it came after the posting, or was answered after the plan's days.
    """

    left_out_when_absent: ClassVar[frozenset[str]] = frozenset({"late"})

    id: Annotated[Slug, Ring.RESTRICTED]
    received: Annotated[Date, Ring.RESTRICTED]
    about: Annotated[Slug, Ring.RESTRICTED]
    text: Annotated[Text, Ring.RESTRICTED]
    outcome: Annotated[ObjectionOutcome, Ring.RESTRICTED]
    answered: Annotated[Date, Ring.RESTRICTED]
    reason: Annotated[Text, Ring.RESTRICTED]
    late: Annotated[Text | None, Ring.RESTRICTED] = None


class Notified(Record):
    """The written notice of a result to a unit or a person; ``signed`` is false where they refused to (P1-A18)."""

    to: Annotated[Slug, Ring.RESTRICTED]
    delivered: Annotated[Date, Ring.RESTRICTED]
    signed: Annotated[Bool, Ring.RESTRICTED]
    note: Annotated[Text | None, Ring.RESTRICTED] = None


class Effective(Record):
    """``procedure/effective.yml``: objections are answered, everybody was told, the results are in effect."""

    schema_: Annotated[Literal["kaohe/effective/v1"], Ring.PUBLIC, Field(alias="schema")]
    cycle: Annotated[Slug, Ring.PUBLIC]
    date: Annotated[Date, Ring.PUBLIC]
    objections: Annotated[list[Objection], Ring.RESTRICTED, Field(max_length=2000)] = Field(default_factory=list)
    notified: Annotated[list[Notified], Ring.RESTRICTED, Field(max_length=12000)] = Field(default_factory=list)


_FOLDER = "cycles/<year>/procedure/"

PRELIMINARY = RecordFile(_FOLDER + "preliminary.yml", Preliminary)
COMMENTS = RecordFile(_FOLDER + "comments.yml", CommentRegister, "must", "D203-D206 X344-X351")
RELEASE_REVIEW = RecordFile(_FOLDER + "release-review.yml", ReleaseReview, "may", "X360-X365")
NOTICE = RecordFile(_FOLDER + "notice.yml", PublicNotice, "may", "X363 X366 X368-X371 X373 X378")
EFFECTIVE = RecordFile(_FOLDER + "effective.yml", Effective, "must", "X344 X346 X352 X367 X372-X379")

FILES: tuple[RecordFile[Any], ...] = (PRELIMINARY, COMMENTS, RELEASE_REVIEW, NOTICE, EFFECTIVE)
