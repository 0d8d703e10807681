"""The schemes for people as typed values, from the bodies of ``people-scheme`` records (docs/spec/30-records.md).

Every reader refuses a body of another shape with FindingsError C110.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from generator.published.record import PublicRecord
from generator.published.shapes import SLUG, Document
from generator.site.model import Bilingual, body_of
from generator.site.scheme import Scheme, cites_of, read_scheme

Cites = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Channel:
    """One of the channels of P1-A15, its share of what is judged through channels, and who speaks through it."""

    id: str
    weight: Fraction
    groups: tuple[str, ...]
    indicators: tuple[str, ...]
    cites: Cites


@dataclass(frozen=True, slots=True)
class Status:
    """A row of the special-status table; ``longer_than`` is a share of the cycle's days."""

    id: str
    name: Bilingual
    effect: str
    grade: str | None
    longer_than: Fraction | None
    cycles: int | None
    counts: bool
    cites: Cites


@dataclass(frozen=True, slots=True)
class Veto:
    """A finding that overrules points."""

    id: str
    name: Bilingual
    effect: str
    grade: str | None
    indicators: tuple[str, ...]
    cites: Cites


@dataclass(frozen=True, slots=True)
class Team:
    """What the grade of the unit means for its people: rows of (unit's grade, factor, ceiling)."""

    rows: tuple[tuple[str, Fraction | None, str | None], ...]
    missing: str
    cites: Cites


@dataclass(frozen=True, slots=True)
class Quota:
    """At most ``ratio`` of the people get ``grade`` or a better one."""

    grade: str
    ratio: Fraction
    rounding: str
    by: str
    min_base: int
    merge: str
    cites: Cites


@dataclass(frozen=True, slots=True)
class Ties:
    """What is compared between equal totals before people decide: (by, id, option)."""

    method: str
    breaks: tuple[tuple[str, str, str | None], ...]
    cites: Cites


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Points added to or taken from the total."""

    id: str
    name: Bilingual
    definition: Bilingual
    direction: str
    unit: Bilingual
    provider: str
    each: Fraction
    cap: Fraction | None
    missing: str
    cites: Cites


@dataclass(frozen=True, slots=True)
class Adjustments:
    """All adjustments, the caps of their sums and the ceiling of the total."""

    items: tuple[Adjustment, ...]
    bonus_cap: Fraction
    penalty_cap: Fraction
    ceiling: Fraction
    cites: Cites


@dataclass(frozen=True, slots=True)
class Waiver:
    """Something that the regulation names and the scheme leaves out."""

    target: str
    reason: Bilingual
    cites: Cites


@dataclass(frozen=True)
class PeopleScheme:
    """A scheme for people as it is applied: what it shares with that of units, and the rest."""

    scheme: Scheme
    channels: tuple[Channel, ...]
    adjustments: Adjustments | None
    statuses: tuple[Status, ...]
    vetoes: tuple[Veto, ...]
    team: Team | None
    quota: Quota | None
    ties: Ties | None
    waivers: tuple[Waiver, ...]


def read_people_scheme(record: PublicRecord, path: str) -> PeopleScheme:
    """A scheme for people. Raises FindingsError C110."""
    body = body_of(record, path)
    return PeopleScheme(
        scheme=read_scheme(record, path),
        channels=tuple(_channel(item) for item in body.get("channels").items()),
        adjustments=body.get("adjustments").optional(_adjustments),
        statuses=tuple(_status(item) for item in body.get("statuses").items()),
        vetoes=tuple(_veto(item) for item in body.get("vetoes").items()),
        team=body.get("team").optional(_team),
        quota=body.get("quota").optional(_quota),
        ties=body.get("ties").optional(_ties),
        waivers=tuple(
            Waiver(item.get("target").text(SLUG), item.get("reason").bilingual(), cites_of(item))
            for item in body.get("waivers").items()
        ),
    )


def names_by_id(schemes: Mapping[str, PeopleScheme]) -> dict[str, Bilingual]:
    """The names of grades, indicators, families and rater groups by id, of ballot options by ``indicator/option``."""
    names: dict[str, Bilingual] = {}
    for item in schemes.values():
        names |= {grade.id: grade.name for grade in item.scheme.grades}
        names |= {family.id: family.name for family in item.scheme.families}
        for indicator in item.scheme.indicators().values():
            names[indicator.id] = indicator.name
            names |= dict(_named(indicator.rule, "groups"))
            names |= {f"{indicator.id}/{key}": name for key, name in _named(indicator.rule, "options")}
    return names


def _named(rule: Document, key: str) -> Iterator[tuple[str, Bilingual]]:
    """Id and name of the entries of a rule's list that have both; lists of ids alone name nothing."""
    for item in rule.members().get(key, Document([], "")).items():
        if isinstance(item.value, dict) and {"id", "name"} <= set(item.value):
            yield item.get("id").text(), item.get("name").bilingual()


def _channel(item: Document) -> Channel:
    return Channel(
        item.get("id").text(), item.get("weight").exact(), _slugs(item, "groups"), _slugs(item, "indicators"),
        cites_of(item),
    )  # fmt: skip


def _status(item: Document) -> Status:
    return Status(
        id=item.get("id").text(SLUG),
        name=item.get("name").bilingual(),
        effect=item.get("effect").text(),
        grade=item.get("grade").optional(_slug),
        longer_than=item.get("longer_than").optional(Document.exact),
        cycles=item.get("cycles").optional(Document.integer),
        counts=item.get("counts").boolean(),
        cites=cites_of(item),
    )


def _veto(item: Document) -> Veto:
    return Veto(
        id=item.get("id").text(SLUG),
        name=item.get("name").bilingual(),
        effect=item.get("effect").text(),
        grade=item.get("grade").optional(_slug),
        indicators=_slugs(item, "indicators"),
        cites=cites_of(item),
    )


def _team(item: Document) -> Team:
    rows = [
        (
            row.get("unit_grade").text(SLUG),
            row.get("coefficient").optional(Document.exact),
            row.get("at_most").optional(_slug),
        )
        for row in item.get("rows").items()
    ]
    return Team(tuple(rows), item.get("missing").text(), cites_of(item))


def _quota(item: Document) -> Quota:
    return Quota(
        grade=item.get("grade").text(SLUG),
        ratio=item.get("ratio").exact(),
        rounding=item.get("rounding").text(),
        by=item.get("by").text(),
        min_base=item.get("min_base").integer(),
        merge=item.get("merge").text(),
        cites=tuple(dict.fromkeys((*cites_of(item), *cites_of(item, "rounding_cites")))),
    )


def _ties(item: Document) -> Ties:
    breaks = [
        (row.get("by").text(), row.get("id").text(SLUG), row.get("option").optional(_slug))
        for row in item.get("breaks").items()
    ]
    return Ties(item.get("method").text(), tuple(breaks), cites_of(item))


def _adjustments(item: Document) -> Adjustments:
    return Adjustments(
        items=tuple(_adjustment(found) for found in item.get("items").items()),
        bonus_cap=item.get("bonus_cap").exact(),
        penalty_cap=item.get("penalty_cap").exact(),
        ceiling=item.get("ceiling").exact(),
        cites=cites_of(item),
    )


def _adjustment(item: Document) -> Adjustment:
    return Adjustment(
        id=item.get("id").text(SLUG),
        name=item.get("name").bilingual(),
        definition=item.get("definition").bilingual(),
        direction=item.get("direction").text(),
        unit=item.get("unit").bilingual(),
        provider=item.get("provider").text(SLUG),
        each=item.get("each").exact(),
        cap=item.get("cap").optional(Document.exact),
        missing=item.get("missing").text(),
        cites=cites_of(item),
    )


def _slug(item: Document) -> str:
    return item.text(SLUG)


def _slugs(item: Document, key: str) -> tuple[str, ...]:
    return tuple(found.text(SLUG) for found in item.get(key).items())
