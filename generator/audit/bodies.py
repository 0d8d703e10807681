"""The bodies of records as far as verification reads them, each in exactly the shape of docs/spec/30-records.md.

Every reader raises FindingsError C110 for any other shape. Points are exact; ``None`` is what a record withholds.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, cast

from generator.core.exact import Rounding
from generator.published.derivation import Step, from_json
from generator.published.shapes import EXACT, HEX64, MAX_NUMBER, SLUG, Document
from generator.published.vocabulary import MAX_BLOCK

STATUSES = ("complete", "incomplete", "exempt")
REASONS = ("evidence", "small-group", "complementary", "ballots", "deliberation", "process")
MODES = ("half_up", "half_even", "down", "up")
MAX_DIGITS = 12
_FIELD = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*", re.ASCII)
_CLAUSE = re.compile(r"P[12]-[A-Z0-9.()]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Points:
    """Points of an indicator, a family or the total: ``at`` is where they stand in the record."""

    at: str
    exact: Fraction | None
    shown: str | None
    max: Fraction


@dataclass(frozen=True, slots=True)
class IndicatorResult:
    """One indicator of one unit; ``inputs`` are the public figures it rests on."""

    id: str
    family: str
    points: Points
    inputs: tuple[Fraction, ...]
    steps: tuple[Step, ...]
    missing: str | None


@dataclass(frozen=True, slots=True)
class UnitResult:
    """The body of a ``unit-result``; ``withheld`` has the reason of each non-empty slot, in the order of the record."""

    unit: str
    names: Mapping[str, str]
    scheme: str
    status: str
    total: Points
    grade: str | None
    families: tuple[tuple[str, Points], ...]
    indicators: tuple[IndicatorResult, ...]
    withheld: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class UnitDecision:
    """The body of a ``unit-decision``; ``clause``: the basis of a departure, where it names one."""

    unit: str
    grade: str
    recommended: str | None
    result: str
    departs: bool
    clause: str | None


@dataclass(frozen=True, slots=True)
class SchemeIndicator:
    """An indicator of the scheme: its weight in points and every number that its rule fixes."""

    id: str
    names: Mapping[str, str]
    family: str
    weight: Fraction
    numbers: frozenset[Fraction]


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade: its names by language and the exact total from which it is reached (None: the lowest)."""

    id: str
    names: Mapping[str, str]
    at_least: Fraction | None


@dataclass(frozen=True, slots=True)
class Scheme:
    """What of a scheme fixes results: weights, rounding, grades from the highest; names of families by their id."""

    total: Fraction
    mode: Rounding
    digits: int
    families: tuple[tuple[str, Fraction], ...]
    family_names: Mapping[str, Mapping[str, str]]
    indicators: tuple[SchemeIndicator, ...]
    grades: tuple[Grade, ...]


def read_unit_result(body: Document) -> UnitResult:
    """The result of one unit."""
    body.keys(("unit", "scheme", "status", "total", "grade", "exempt", "families", "indicators", "withheld"))
    unit = body.get("unit").keys(("id", "name"))
    body.get("exempt").optional(Document.bilingual)
    families = []
    for item in body.get("families").items():
        item.keys(("id", "exact", "shown", "max"))
        families.append((item.get("id").text(SLUG), _points(item)))
    withheld = []
    for item in body.get("withheld").items():
        reason = item.keys(("field", "reason")).get("reason").one_of(REASONS)
        withheld.append((item.get("field").text(_FIELD), reason))
    return UnitResult(
        unit=unit.get("id").text(SLUG),
        names=unit.get("name").bilingual(),
        scheme=body.get("scheme").text(HEX64),
        status=body.get("status").one_of(STATUSES),
        total=_points(body.get("total").keys(("exact", "shown", "max"))),
        grade=body.get("grade").optional(_slug),
        families=tuple(families),
        indicators=tuple(_indicator(item) for item in body.get("indicators").items()),
        withheld=tuple(withheld),
    )


def read_unit_decision(body: Document) -> UnitDecision:
    """The decision on one unit."""
    body.keys(("unit", "grade", "recommended", "result", "departs"))
    departs, clause = body.get("departs"), None
    if departs.value is not None:
        departs.keys(("reason", "clause")).get("reason").bilingual()
        clause = departs.get("clause").optional(lambda clause: clause.text(_CLAUSE))
    return UnitDecision(
        unit=body.get("unit").text(SLUG),
        grade=body.get("grade").text(SLUG),
        recommended=body.get("recommended").optional(_slug),
        result=body.get("result").text(HEX64),
        departs=departs.value is not None,
        clause=clause,
    )


def read_scheme(body: Document) -> Scheme:
    """The scheme; fields that do not bear on results are not looked at."""
    rounding = body.get("rounding")
    digits = rounding.get("digits").integer()
    if digits > MAX_DIGITS:
        raise rounding.get("digits").refuse(f"<= {MAX_DIGITS}")
    families, indicators = [], []
    family_names = {}
    for family in body.get("families").items():
        family_id = family.get("id").text(SLUG)
        families.append((family_id, family.get("weight").exact()))
        family_names[family_id] = family.get("name").bilingual()
        for item in family.get("indicators").items():
            numbers = frozenset(_numbers(item.get("rule").value))
            names, weight = item.get("name").bilingual(), item.get("weight").exact()
            indicators.append(SchemeIndicator(item.get("id").text(SLUG), names, family_id, weight, numbers))
    grades = tuple(
        Grade(item.get("id").text(SLUG), item.get("name").bilingual(), item.get("at_least").optional(_exact))
        for item in body.get("grades").items()
    )
    _once(body.get("families"), [family for family, _ in families])
    _once(body.get("families"), [indicator.id for indicator in indicators])
    _once(body.get("grades"), [grade.id for grade in grades])
    if not _descend(grades):
        raise body.get("grades").refuse("at_least: descending, null")
    return Scheme(
        total=body.get("total").exact(),
        mode=cast(Rounding, rounding.get("mode").one_of(MODES)),
        digits=digits,
        families=tuple(families),
        family_names=family_names,
        indicators=tuple(indicators),
        grades=grades,
    )


def read_departments(body: Document) -> tuple[str, ...]:
    """The ids of an organ's units, in its order, each once."""
    departments = body.get("departments")
    units = tuple(item.get("id").text(SLUG) for item in departments.items())
    _once(departments, units)
    return units


def read_office(body: Document) -> dict[str, str]:
    """The members of an organ's assessment office by holder, with the department that each is from."""
    office = body.get("office")
    members = [(item.get("holder").text(SLUG), item.get("department").text(SLUG)) for item in office.items()]
    _once(office, [holder for holder, _ in members])
    return dict(members)


def read_department_names(body: Document) -> dict[str, Mapping[str, str]]:
    """The names of an organ's units by id."""
    return {item.get("id").text(SLUG): item.get("name").bilingual() for item in body.get("departments").items()}


def read_slots(body: Document) -> dict[str, tuple[str, ...]]:
    """The slot fields by record type."""
    body.keys(("slots", "blocks") if "blocks" in body.members() else ("slots",))
    table = body.get("slots").members()
    return {name: tuple(field.text(_FIELD) for field in fields.items()) for name, fields in table.items()}


def read_block_size(body: Document) -> int | None:
    """How many slots the block of people has; None in a cycle that assesses none."""
    if "blocks" not in body.members():
        return None
    size = body.get("blocks").keys(("people",)).get("people")
    if size.integer(1) > MAX_BLOCK:
        raise size.refuse(f"<= {MAX_BLOCK}")
    return size.integer()


def _once(where: Document, ids: Sequence[str]) -> None:
    """C110 for an id that stands twice: which of the two is meant nobody can say."""
    if len(set(ids)) < len(ids):
        raise where.refuse("id, once")


def _descend(grades: Sequence[Grade]) -> bool:
    """Whether the grades go down from the highest to the one without a bound, which everybody else has."""
    bounds = [grade.at_least for grade in grades[:-1]]
    known = [bound for bound in bounds if bound is not None]
    falling = all(higher > lower for higher, lower in itertools.pairwise(known))
    return bool(grades) and grades[-1].at_least is None and len(known) == len(bounds) and falling


def _indicator(item: Document) -> IndicatorResult:
    item.keys(("id", "family", "max", "exact", "shown", "inputs", "steps", "missing"))
    missing = item.get("missing")
    if missing.value is not None:
        missing.keys(("policy", "reason")).get("reason").bilingual()
    inputs = []
    for given in item.get("inputs").items():
        given.keys(("name", "exact", "unit", "source"))
        inputs.append(given.get("exact").exact())
    return IndicatorResult(
        id=item.get("id").text(SLUG),
        family=item.get("family").text(SLUG),
        points=_points(item),
        inputs=tuple(inputs),
        steps=tuple(from_json(step) for step in item.get("steps").items()),
        missing=None if missing.value is None else missing.get("policy").text(),
    )


def _points(item: Document) -> Points:
    return Points(
        item.at, item.get("exact").optional(_exact), item.get("shown").optional(Document.shown), item.get("max").exact()
    )


def _exact(item: Document) -> Fraction:
    return item.exact()


def _slug(item: Document) -> str:
    return item.text(SLUG)


def _numbers(value: Any) -> Iterator[Fraction]:
    """Every number in a rule, however deep."""
    if isinstance(value, (dict, list)):
        for member in value.values() if isinstance(value, dict) else value:
            yield from _numbers(member)
    elif _is_exact(value) or (isinstance(value, int) and not isinstance(value, bool)):
        yield Fraction(value)


def _is_exact(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= MAX_NUMBER and EXACT.fullmatch(value) is not None
