"""The published scheme as typed values, read from the body of a ``scheme`` record (docs/spec/30-records.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from generator.published.record import PublicRecord
from generator.published.shapes import SLUG, Document
from generator.site.model import Bilingual, body_of


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator; ``rule`` is its rule as published, put into words by :mod:`generator.site.rules`."""

    id: str
    name: Bilingual
    definition: Bilingual
    part: str
    nature: str
    scope: str
    dimension: str
    method: str
    weight: Fraction
    unit: Bilingual
    provider: str
    rule: Document
    missing: str
    missing_cites: tuple[str, ...]
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Family:
    """A family of indicators with its share of the total."""

    id: str
    name: Bilingual
    weight: Fraction
    cites: tuple[str, ...]
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade and the exact total from which it is reached; None for the lowest."""

    id: str
    name: Bilingual
    at_least: Fraction | None


@dataclass(frozen=True, slots=True)
class Basis:
    """A source outside the regulation that the scheme cites."""

    id: str
    title: Bilingual
    article: Bilingual


@dataclass(frozen=True, slots=True)
class Scheme:
    """The scheme of a cycle."""

    id: str
    title: Bilingual
    published: str
    total: Fraction
    rounding: tuple[str, int, tuple[str, ...]]
    notice: tuple[int, tuple[str, ...]]
    group_mean: int
    vote_counts: int
    protection_width: Fraction
    disclosure_cites: tuple[str, ...]
    basis: Mapping[str, Basis]
    families: tuple[Family, ...]
    grades: tuple[Grade, ...]
    grades_cites: tuple[str, ...]
    weight_cap: tuple[Fraction, tuple[str, ...]] | None = None

    def family(self, family_id: str) -> Family | None:
        """The family with this id."""
        return next((family for family in self.families if family.id == family_id), None)

    def indicators(self) -> dict[str, Indicator]:
        """All indicators by id, in the scheme's order."""
        return {indicator.id: indicator for family in self.families for indicator in family.indicators}

    def grade(self, grade_id: str) -> Grade | None:
        """The grade with this id."""
        return next((grade for grade in self.grades if grade.id == grade_id), None)

    def grade_of(self, total: Fraction) -> Grade | None:
        """The grade that a total reaches, comparing exactly."""
        reached = [g for g in self.grades if g.at_least is None or total >= g.at_least]
        return max(reached, key=lambda g: (g.at_least is not None, g.at_least or Fraction(0)), default=None)


def read_scheme(record: PublicRecord, path: str) -> Scheme:
    """The scheme in a record. Raises FindingsError C110."""
    body = body_of(record, path)
    rounding, notice, disclosure = body.get("rounding"), body.get("notice"), body.get("disclosure")
    basis = [_basis(item) for item in body.get("basis").items()]
    return Scheme(
        id=body.get("id").text(SLUG),
        title=body.get("title").bilingual(),
        published=_date(body.get("published")),
        total=body.get("total").exact(),
        rounding=(rounding.get("mode").text(), rounding.get("digits").integer(), cites_of(rounding)),
        notice=(notice.get("lead_workdays").integer(), cites_of(notice)),
        group_mean=disclosure.get("group_mean").integer(),
        vote_counts=disclosure.get("vote_counts").integer(),
        protection_width=disclosure.get("protection_width").exact(),
        disclosure_cites=cites_of(disclosure),
        basis={item.id: item for item in basis},
        families=tuple(_family(item) for item in body.get("families").items()),
        grades=tuple(_grade(item) for item in body.get("grades").items()),
        grades_cites=cites_of(body, "grades_cites"),
        weight_cap=_cap(body.get("weight_cap")) if "weight_cap" in body.members() else None,
    )


def _family(item: Document) -> Family:
    return Family(
        id=item.get("id").text(SLUG),
        name=item.get("name").bilingual(),
        weight=item.get("weight").exact(),
        cites=cites_of(item),
        indicators=tuple(_indicator(found) for found in item.get("indicators").items()),
    )


def _indicator(item: Document) -> Indicator:
    missing = item.get("missing")
    words: dict[str, Any] = {
        key: item.get(key).text() for key in ("part", "nature", "scope", "dimension", "method", "provider")
    }
    return Indicator(
        id=item.get("id").text(SLUG),
        name=item.get("name").bilingual(),
        definition=item.get("definition").bilingual(),
        weight=item.get("weight").exact(),
        unit=item.get("unit").bilingual(),
        rule=item.get("rule"),
        missing=missing.get("policy").text(),
        missing_cites=cites_of(missing),
        cites=cites_of(item),
        **words,
    )


def _cap(item: Document) -> tuple[Fraction, tuple[str, ...]]:
    return item.get("at_most").exact(), cites_of(item)


def _grade(item: Document) -> Grade:
    return Grade(item.get("id").text(SLUG), item.get("name").bilingual(), item.get("at_least").optional(Document.exact))


def _basis(item: Document) -> Basis:
    return Basis(item.get("id").text(SLUG), item.get("title").bilingual(), item.get("article").bilingual())


def cites_of(item: Document, key: str = "cites") -> tuple[str, ...]:
    """The ids that a part of a scheme cites."""
    return tuple(found.text() for found in item.get(key).items())


def _date(item: Document) -> str:
    item.date()
    return item.text()
