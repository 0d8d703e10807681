"""Does a scheme make sense? Every problem at once, at its place in the file (P2-1.2(2); codes S1xx and R2xx).

What a single value may be is the model's business; here stands what only shows when values are seen together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain

from generator.core.exact import plain
from generator.core.problem import Problem, in_order
from generator.intake.bind import Bound
from generator.intake.few import few
from generator.intake.models.scheme import Indicator, Scheme
from generator.intake.node import Loc
from generator.intake.rings import Record
from generator.regulation import catalogue, coverage
from generator.scoring.lint_channels import channel_problems
from generator.scoring.lint_ids import SOUNDNESS, difference, repeated
from generator.scoring.lint_parameters import citation_problems, parameter_problems
from generator.scoring.lint_people import audience_problems, people_problems
from generator.scoring.lint_rules import rule_problems

MAX_DIGITS = 6

BASIS = "P1-A1"
GRADES = "P1-A18"


def lint(bound: Bound[Scheme]) -> list[Problem]:
    """All problems of one scheme, sorted; empty where it can be scored and covers the regulation."""
    return in_order([*semantic_problems(bound), *coverage_problems(bound)])


def semantic_problems(bound: Bound[Scheme]) -> list[Problem]:
    """Sums, ids, citations, tables and grades (S1xx; docs/spec/12-scoring.md, "Checks of a scheme")."""
    rules = (_rule(bound, loc, indicator) for loc, indicator in _indicators(bound.record))
    parts = (
        _ids(bound),
        _sums(bound),
        _cites(bound),
        _grades(bound),
        _rounding(bound),
        *rules,
        parameter_problems(bound),
        citation_problems(bound),
        people_problems(bound),
        channel_problems(bound),
    )
    return list(few(chain.from_iterable(parts), bound.path))


def coverage_problems(bound: Bound[Scheme]) -> list[Problem]:
    """What the regulation wants assessed and the scheme does not (R2xx), at the indicator or at the families.

    A scheme for units is held to the sub-indicators of P2-2.2, one for people to the ten families of P1-A8.
    """
    places = {indicator.id: loc for loc, indicator in _indicators(bound.record)}
    covered = [_Covered(family.id, indicator) for family in bound.record.families for indicator in family.indicators]
    return [
        bound.problem(
            finding.code,
            places.get(finding.params.get("indicator", ""), ("families",)),
            clause=finding.clause,
            **finding.params,
        )
        for finding in _findings(bound.record, covered)
    ]


def _findings(scheme: Scheme, covered: list[_Covered]) -> list[coverage.Finding]:
    waivers = [_Waived(waiver.target, waiver.reason.zh) for waiver in scheme.waivers]
    cap = scheme.weight_cap.at_most if scheme.weight_cap else None
    if scheme.subjects == "unit":
        return coverage.check(covered, waivers, weight_cap=cap)
    waived = frozenset(waiver.target for waiver in waivers)
    return [
        *coverage.check_words(covered),
        *coverage.check_breadth(covered, waived),
        *coverage.check_dimensions(covered),
        *coverage.check_parts(covered),
        *coverage.check_families(covered, waived),
        *(coverage.check_weight_cap(covered, cap) if cap is not None else ()),
        *coverage.check_waivers(covered, waivers),
    ]


def _rule(bound: Bound[Scheme], loc: Loc, indicator: Indicator) -> Iterator[Problem]:
    yield from rule_problems(bound, loc, indicator)
    yield from audience_problems(bound, loc, indicator)


@dataclass(frozen=True, slots=True)
class _Waived:
    """A waiver as :mod:`generator.regulation.coverage` asks for it."""

    target: str
    reason: str


@dataclass(frozen=True, slots=True)
class _Covered:
    """An indicator as :mod:`generator.regulation.coverage` asks for it."""

    family: str
    indicator: Indicator

    @property
    def id(self) -> str:
        return self.indicator.id

    @property
    def sub_indicator(self) -> str | None:
        return self.indicator.sub_indicator

    @property
    def part(self) -> str:
        return self.indicator.part

    @property
    def nature(self) -> str:
        return self.indicator.nature

    @property
    def scope(self) -> str:
        return self.indicator.scope

    @property
    def dimension(self) -> str:
        return self.indicator.dimension

    @property
    def weight(self) -> Fraction:
        return self.indicator.weight


def _indicators(scheme: Scheme) -> Iterator[tuple[Loc, Indicator]]:
    for f, family in enumerate(scheme.families):
        for i, indicator in enumerate(family.indicators):
            yield ("families", f, "indicators", i), indicator


def _ids(bound: Bound[Scheme]) -> Iterator[Problem]:
    """S101: the second use of an id among bases, families, indicators (over all families) or grades."""
    scheme = bound.record
    lists: list[list[tuple[Loc, str]]] = [
        [(("basis", i, "id"), basis.id) for i, basis in enumerate(scheme.basis)],
        [(("families", i, "id"), family.id) for i, family in enumerate(scheme.families)],
        [((*loc, "id"), indicator.id) for loc, indicator in _indicators(scheme)],
        [(("grades", i, "id"), grade.id) for i, grade in enumerate(scheme.grades)],
    ]
    for listed in lists:
        yield from repeated(bound, listed)


def _sums(bound: Bound[Scheme]) -> Iterator[Problem]:
    """S102 indicators and family, S103 families and total, S126 a total of zero."""
    scheme = bound.record
    if scheme.total == 0:
        yield bound.problem("S126", ("total",), clause=SOUNDNESS)
    for f, family in enumerate(scheme.families):
        weights = _sum(indicator.weight for indicator in family.indicators)
        if weights != family.weight:
            words = difference(weights, family.weight)
            yield bound.problem("S102", ("families", f, "weight"), clause=SOUNDNESS, id=family.id, **words)
    total = _sum(family.weight for family in scheme.families)
    if total != scheme.total:
        yield bound.problem("S103", ("total",), clause=SOUNDNESS, **difference(total, scheme.total))


def _cites(bound: Bound[Scheme]) -> Iterator[Problem]:
    """S114: a citation that is neither a clause of the regulation nor one of the scheme's own bases."""
    bases = {basis.id for basis in bound.record.basis}
    for loc, name in _cited(bound.record, ()):
        if name not in bases and not catalogue.exists(name):
            yield bound.problem("S114", loc, clause=BASIS, id=name, bases=", ".join(sorted(bases)) or "-")


def _cited(value: object, loc: Loc) -> Iterator[tuple[Loc, str]]:
    """Every citation below ``value`` with its place."""
    if isinstance(value, Record):
        for name, part in value:
            if name == "cites" or name.endswith("_cites"):
                yield from (((*loc, name, at), cited) for at, cited in enumerate(part))
            else:
                yield from _cited(part, (*loc, type(value).model_fields[name].alias or name))
    elif isinstance(value, list):
        for at, part in enumerate(value):
            yield from _cited(part, (*loc, at))


def _grades(bound: Bound[Scheme]) -> Iterator[Problem]:
    """S115 not descending, S116 the lowest has a bound, S117 another has none, S118 a bound nobody can reach."""
    scheme = bound.record
    above: Fraction | None = None
    for place, grade in enumerate(scheme.grades):
        loc = ("grades", place, "at_least")
        lowest = place == len(scheme.grades) - 1
        if grade.at_least is None:
            if not lowest:
                yield bound.problem("S117", ("grades", place), clause=GRADES, id=grade.id)
            continue
        if lowest:
            yield bound.problem("S116", loc, clause=GRADES, id=grade.id)
        if above is not None and grade.at_least >= above:
            words = {"bound": plain(grade.at_least), "above": plain(above)}
            yield bound.problem("S115", loc, clause=GRADES, id=grade.id, **words)
        if grade.at_least > scheme.total:
            words = {"bound": plain(grade.at_least), "total": plain(scheme.total)}
            yield bound.problem("S118", loc, clause=GRADES, id=grade.id, **words)
        above = grade.at_least


def _rounding(bound: Bound[Scheme]) -> Iterator[Problem]:
    """S123: more digits than a published value may have."""
    if bound.record.rounding.digits > MAX_DIGITS:
        yield bound.problem("S123", ("rounding", "digits"), clause=SOUNDNESS, limit=MAX_DIGITS)


def _sum(values: Iterable[Fraction]) -> Fraction:
    return sum(values, Fraction(0))
