"""What blocks of people say in public: how many commitments, and numbers that tell nobody.

From the bodies of ``people`` records (docs/spec/30-records.md, "The block of people"). Every reader refuses a body of
another shape with FindingsError C110.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction

from generator.published.record import PublicRecord
from generator.published.shapes import SLUG, Document
from generator.published.vocabulary import CORRECTION_REASONS, PERSON_KINDS
from generator.site.model import body_of

FORMS = ("each", "best", "none")
"""How far a table of grades is shown: every number, that of the best grade, none."""


@dataclass(frozen=True, slots=True)
class GradeTable:
    """Decided grades of one kind of people: (grade or None for without, number or None where it is not shown)."""

    kind: str
    form: str
    cells: tuple[tuple[str | None, int | None], ...]


@dataclass(frozen=True, slots=True)
class QuotaNumber:
    """How many people a quota allows at most, None where that is not shown."""

    kinds: tuple[str, ...]
    grade: str
    ratio: Fraction
    at_most: int | None


@dataclass(frozen=True)
class Numbers:
    """Everything about people that is published as a number; None where nothing was published yet."""

    people: tuple[tuple[str, int | None], ...] | None = None
    grades: tuple[GradeTable, ...] | None = None
    quotas: tuple[QuotaNumber, ...] = ()
    reasons: tuple[str, ...] = field(default=())


def read_block(record: PublicRecord, path: str) -> tuple[int, Document]:
    """The size of a block and its public part. Raises FindingsError C110."""
    body = body_of(record, path).keys(("size", "public"))
    return body.get("size").integer(1), body.get("public")


def read_numbers(known: Numbers, kind: str, public: Document) -> Numbers:
    """``known`` and what the block of a statement of ``kind`` adds. Raises FindingsError C110."""
    if kind == "report":
        public.keys(("people",))
        people = [
            (item.get("kind").one_of(PERSON_KINDS), item.get("number").optional(Document.integer))
            for item in public.get("people").items()
        ]
        return replace(known, people=tuple(people))
    if kind == "decision":
        public.keys(("grades", "quotas"))
        return replace(
            known,
            grades=tuple(_grade_table(item) for item in public.get("grades").items()),
            quotas=tuple(_quota_number(item) for item in public.get("quotas").items()),
        )
    if kind == "change":
        public.keys(("reasons",))
        given = {*known.reasons, *(item.one_of(CORRECTION_REASONS) for item in public.get("reasons").items())}
        return replace(known, reasons=tuple(reason for reason in CORRECTION_REASONS if reason in given))
    public.keys(())
    return known


def _grade_table(item: Document) -> GradeTable:
    cells = [
        (cell.get("grade").optional(_slug), cell.get("number").optional(Document.integer))
        for cell in item.get("cells").items()
    ]
    return GradeTable(item.get("kind").one_of(PERSON_KINDS), item.get("form").one_of(FORMS), tuple(cells))


def _quota_number(item: Document) -> QuotaNumber:
    return QuotaNumber(
        kinds=tuple(kind.one_of(PERSON_KINDS) for kind in item.get("kinds").items()),
        grade=item.get("grade").text(SLUG),
        ratio=item.get("ratio").exact(),
        at_most=item.get("at_most").optional(Document.integer),
    )


def _slug(item: Document) -> str:
    return item.text(SLUG)
