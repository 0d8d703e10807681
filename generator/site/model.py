"""The bodies of published records as typed values (docs/spec/30-records.md): what pages may rely on.

Every reader refuses a body of another shape with FindingsError C110, so that no page is made from half a record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from generator.core.errors import FindingsError
from generator.published.derivation import Step, from_json
from generator.published.record import PublicRecord
from generator.published.shapes import EXACT, HEX64, SHOWN, SLUG, Document

Bilingual = Mapping[str, str]
STATUSES = ("complete", "incomplete", "exempt")
REASONS = ("evidence", "small-group", "complementary", "ballots", "deliberation", "process")


@dataclass(frozen=True, slots=True)
class Points:
    """Points as published: ``exact`` or ``shown`` is None where it is withheld or does not exist."""

    exact: Fraction | None
    shown: str | None
    max: Fraction

    @property
    def value(self) -> Fraction | None:
        """The best public value: exact, else as shown."""
        if self.exact is not None:
            return self.exact
        return Fraction(self.shown) if self.shown is not None else None


@dataclass(frozen=True, slots=True)
class InputValue:
    """A public figure that points rest on; ``source`` is a department's id."""

    name: str
    exact: Fraction
    unit: Bilingual | None
    source: str | None


@dataclass(frozen=True, slots=True)
class MissingValue:
    """Why there is no value, and the policy that the scheme applies."""

    policy: str
    reason: Bilingual


@dataclass(frozen=True, slots=True)
class IndicatorResult:
    """One indicator of one unit; inputs and steps are read where a page shows them."""

    id: str
    family: str
    points: Points
    missing: MissingValue | None
    _document: Document

    def inputs(self) -> list[InputValue]:
        """The public figures. Raises FindingsError C110."""
        return [_input(found) for found in self._document.get("inputs").items()]

    def steps(self) -> list[Step]:
        """The derivation. Raises FindingsError C110."""
        return [from_json(found) for found in self._document.get("steps").items()]


@dataclass(frozen=True, slots=True)
class UnitResult:
    """The body of a ``unit-result`` record."""

    unit: str
    name: Bilingual
    scheme: str
    status: str
    total: Points
    grade: str | None
    exempt: Bilingual | None
    families: tuple[tuple[str, Points], ...]
    indicators: tuple[IndicatorResult, ...]
    withheld: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class UnitDecision:
    """The body of a ``unit-decision`` record; ``departs`` is (reason, clause id)."""

    unit: str
    grade: str
    recommended: str | None
    result: str
    departs: tuple[Bilingual, str] | None


@dataclass(frozen=True, slots=True)
class Organ:
    """The body of an ``organ`` record, as far as pages show it: department names by id, in the organ's order."""

    name: Bilingual
    departments: Mapping[str, Bilingual]
    contact_office: Bilingual
    contact_hours: Bilingual


@dataclass(frozen=True, slots=True)
class Report:
    """The body of a ``report`` record; comments by what became of them."""

    preliminary: str
    date: str
    opened: str
    closed: str
    accepted: int
    partly: int
    rejected: int
    units: int


@dataclass(frozen=True, slots=True)
class Deliberation:
    """The body of a ``deliberation`` record."""

    document: str
    date: str
    deliberated: str
    members: int
    present: int
    recused: int
    passed: bool


@dataclass(frozen=True, slots=True)
class Closure:
    """The body of a ``closure`` record."""

    statements: tuple[str, ...]
    checked: int
    deviations: int
    opinion: Bilingual


def body_of(record: PublicRecord, path: str) -> Document:
    """The body as a document that names ``path`` in its refusals."""
    return Document(record.body, path, "/body")


def read_unit_result(record: PublicRecord, path: str) -> UnitResult:
    """The result of one unit. Raises FindingsError C110."""
    body = body_of(record, path)
    unit = body.get("unit").keys(("id", "name"))
    families = []
    for item in body.get("families").items():
        families.append((item.get("id").text(SLUG), _points(item)))
    withheld = [
        (item.get("field").text(SLUG), item.get("reason").one_of(REASONS)) for item in body.get("withheld").items()
    ]
    return UnitResult(
        unit=unit.get("id").text(SLUG),
        name=unit.get("name").bilingual(),
        scheme=body.get("scheme").text(HEX64),
        status=body.get("status").one_of(STATUSES),
        total=_points(body.get("total")),
        grade=body.get("grade").optional(_slug),
        exempt=body.get("exempt").optional(Document.bilingual),
        families=tuple(families),
        indicators=tuple(_indicator(item) for item in body.get("indicators").items()),
        withheld=tuple(withheld),
    )


def read_unit_decision(record: PublicRecord, path: str) -> UnitDecision:
    """The decision on one unit. Raises FindingsError C110."""
    body = body_of(record, path)
    departs = body.get("departs").optional(lambda item: (item.get("reason").bilingual(), item.get("clause").text()))
    return UnitDecision(
        unit=body.get("unit").text(SLUG),
        grade=body.get("grade").text(SLUG),
        recommended=body.get("recommended").optional(_slug),
        result=body.get("result").text(HEX64),
        departs=departs,
    )


def read_organ(record: PublicRecord, path: str) -> Organ:
    """The organ. Raises FindingsError C110."""
    body = body_of(record, path)
    contact = body.get("contact")
    return Organ(
        name=body.get("name").bilingual(),
        departments={
            item.get("id").text(SLUG): item.get("name").bilingual() for item in body.get("departments").items()
        },
        contact_office=contact.get("office").bilingual(),
        contact_hours=contact.get("hours").bilingual(),
    )


def read_report(record: PublicRecord, path: str) -> Report:
    """The report. Raises FindingsError C110."""
    body = body_of(record, path)
    comments = body.get("comments")
    return Report(
        preliminary=_date(body.get("preliminary")),
        date=_date(body.get("date")),
        opened=_date(comments.get("opened")),
        closed=_date(comments.get("closed")),
        accepted=comments.get("accepted").integer(),
        partly=comments.get("partly").integer(),
        rejected=comments.get("rejected").integer(),
        units=body.get("units").integer(),
    )


def read_deliberation(record: PublicRecord, path: str) -> Deliberation:
    """The deliberation. Raises FindingsError C110."""
    body = body_of(record, path)
    return Deliberation(
        document=body.get("document").text(),
        date=_date(body.get("date")),
        deliberated=_date(body.get("deliberated")),
        members=body.get("members").integer(),
        present=body.get("present").integer(),
        recused=body.get("recused").integer(),
        passed=body.get("passed").boolean(),
    )


def read_closure(record: PublicRecord, path: str) -> Closure:
    """The closing of a cycle. Raises FindingsError C110."""
    body = body_of(record, path)
    return Closure(
        statements=tuple(item.text(HEX64) for item in body.get("statements").items()),
        checked=body.get("checked").integer(),
        deviations=body.get("deviations").integer(),
        opinion=body.get("opinion").bilingual(),
    )


def _indicator(item: Document) -> IndicatorResult:
    missing = item.get("missing").optional(
        lambda found: MissingValue(found.get("policy").text(), found.get("reason").bilingual())
    )
    return IndicatorResult(
        id=item.get("id").text(SLUG),
        family=item.get("family").text(SLUG),
        points=_points(item),
        missing=missing,
        _document=item,
    )


def _input(item: Document) -> InputValue:
    return InputValue(
        name=item.get("name").text(),
        exact=item.get("exact").exact(),
        unit=item.get("unit").optional(Document.bilingual),
        source=item.get("source").optional(_slug),
    )


def _points(item: Document) -> Points:
    maximum = _exact(item, "max")
    if maximum is None:
        raise item.get("max").refuse(EXACT.pattern)
    return Points(
        exact=_exact(item, "exact"),
        shown=item.get("shown").optional(lambda found: found.text(SHOWN)),
        max=maximum,
    )


def _exact(item: Document, name: str) -> Fraction | None:
    found = item.get(name)
    if found.value is None:
        return None
    return _number(found.value) or found.exact() if isinstance(found.value, str) else found.exact()


@lru_cache(maxsize=65536)
def _number(text: str) -> Fraction | None:
    """The number that ``text`` spells, None where it spells none; the same maxima come again and again."""
    try:
        return Document(text, "").exact()
    except FindingsError:
        return None


def _slug(item: Document) -> str:
    return item.text(SLUG)


def _date(item: Document) -> str:
    item.date()
    return item.text()
