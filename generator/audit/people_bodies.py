"""The bodies about people as far as verification reads them (docs/spec/30-records.md, "The block of people").

Every reader raises FindingsError C110 for any other shape: a key too many could be somebody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from generator.published.shapes import SLUG, Document
from generator.published.vocabulary import CORRECTION_REASONS, MAX_BLOCK, PERSON_KINDS

FORMS = ("each", "best", "none")
ROUNDINGS = ("floor", "half_up")
GROUPS = ("all", "kind", "unit")


@dataclass(frozen=True, slots=True)
class PeopleQuota:
    """What of a quota bears on published numbers; ``merged``: small groups are counted together."""

    grade: str
    ratio: Fraction
    rounding: str
    by: str
    merged: bool


@dataclass(frozen=True, slots=True)
class PeopleScheme:
    """What of a scheme for people bears on published numbers; grades from the best.

    ``shared`` is everything by which kinds that are counted together in a quota are the same.
    """

    block: int | None
    group_mean: int
    vote_counts: int
    grades: tuple[str, ...]
    quota: PeopleQuota | None
    shared: tuple[object, object, object]


@dataclass(frozen=True, slots=True)
class GradeTable:
    """Grades of the people of one kind: grade (None: without one) and number (None: too few to be shown)."""

    at: str
    kind: str
    form: str
    cells: tuple[tuple[str | None, int | None], ...]


@dataclass(frozen=True, slots=True)
class QuotaLine:
    """A quota as it is published."""

    kinds: tuple[str, ...]
    grade: str
    ratio: Fraction
    rounding: str
    by: str
    at_most: int | None


@dataclass(frozen=True, slots=True)
class Block:
    """The body of a ``people`` record; of its public part only what its kind of statement has is not empty."""

    size: int
    people: tuple[tuple[str, int | None], ...] = ()
    grades: tuple[GradeTable, ...] = ()
    quotas: tuple[QuotaLine, ...] = ()
    reasons: tuple[str, ...] = ()

    def numbers(self) -> Iterator[tuple[str, int | None]]:
        """Every number of the public part, in its order: pointer into the body, and the number where it is shown."""
        for i, (_, number) in enumerate(self.people):
            yield f"/public/people/{i}/number", number
        for i, table in enumerate(self.grades):
            for j, (_, number) in enumerate(table.cells):
                yield f"/public/grades/{i}/cells/{j}/number", number
        for i, quota in enumerate(self.quotas):
            yield f"/public/quotas/{i}/at_most", quota.at_most


def read_people_scheme(body: Document) -> PeopleScheme:
    """A scheme for people; fields that do not bear on published numbers are not looked at."""
    body.get("subjects").one_of(("person",))
    limits = body.get("disclosure")
    return PeopleScheme(
        block=body.get("block").optional(Document.integer),
        group_mean=limits.get("group_mean").integer(),
        vote_counts=limits.get("vote_counts").integer(),
        grades=tuple(item.get("id").text(SLUG) for item in body.get("grades").items()),
        quota=body.get("quota").optional(_quota),
        shared=(body.get("quota").value, body.get("ties").value, body.get("grades").value),
    )


def _quota(item: Document) -> PeopleQuota:
    return PeopleQuota(
        grade=item.get("grade").text(SLUG),
        ratio=item.get("ratio").exact(),
        rounding=item.get("rounding").one_of(ROUNDINGS),
        by=item.get("by").one_of(GROUPS),
        merged=item.get("merge").one_of(("none", "small_together")) != "none",
    )


def _empty(body: Document) -> Block:
    size, public = _head(body)
    public.keys(())
    return Block(size)


def _report(body: Document) -> Block:
    size, public = _head(body)
    entries = [item.keys(("kind", "number")) for item in public.keys(("people",)).get("people").items()]
    return Block(
        size, people=tuple((i.get("kind").one_of(PERSON_KINDS), i.get("number").optional(_number)) for i in entries)
    )


def _decision(body: Document) -> Block:
    size, public = _head(body)
    public.keys(("grades", "quotas"))
    return Block(
        size,
        grades=tuple(_table(item) for item in public.get("grades").items()),
        quotas=tuple(_line(item) for item in public.get("quotas").items()),
    )


def _correction(body: Document) -> Block:
    size, public = _head(body)
    reasons = public.keys(("reasons",)).get("reasons")
    return Block(size, reasons=tuple(item.one_of(CORRECTION_REASONS) for item in reasons.items()))


READERS: Mapping[str, Callable[[Document], Block]] = {
    "inputs": _empty,
    "report": _report,
    "decision": _decision,
    "change": _correction,
    "closed": _empty,
}
"""How the body of a block is read, by kind of statement."""


def _head(body: Document) -> tuple[int, Document]:
    body.keys(("size", "public"))
    size = body.get("size")
    if size.integer(1) > MAX_BLOCK:
        raise size.refuse(f"<= {MAX_BLOCK}")
    return size.integer(), body.get("public")


def _table(item: Document) -> GradeTable:
    item.keys(("kind", "form", "cells"))
    cells = [cell.keys(("grade", "number")) for cell in item.get("cells").items()]
    return GradeTable(
        at=item.at,
        kind=item.get("kind").one_of(PERSON_KINDS),
        form=item.get("form").one_of(FORMS),
        cells=tuple((cell.get("grade").optional(_slug), cell.get("number").optional(_number)) for cell in cells),
    )


def _line(item: Document) -> QuotaLine:
    item.keys(("kinds", "grade", "ratio", "rounding", "by", "at_most"))
    return QuotaLine(
        kinds=tuple(kind.one_of(PERSON_KINDS) for kind in item.get("kinds").items()),
        grade=item.get("grade").text(SLUG),
        ratio=item.get("ratio").exact(),
        rounding=item.get("rounding").one_of(ROUNDINGS),
        by=item.get("by").one_of(GROUPS),
        at_most=item.get("at_most").optional(_number),
    )


def _number(item: Document) -> int:
    return item.integer()


def _slug(item: Document) -> str:
    return item.text(SLUG)
