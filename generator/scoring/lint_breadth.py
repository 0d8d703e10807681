"""Does a scheme ask those who are served, on the spot and apart where the regulation wants it? (R221 to R226, R230)

Held to it are the schemes of cycles that announce a plan; schemes of earlier cycles were made before there was one.
Source: docs/spec/11-clauses.md, "Breadth of a scheme".
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from generator.core.problem import Problem
from generator.intake.bind import Bound
from generator.intake.models.rules import VoteShareBands, rater_groups
from generator.intake.models.scheme import Indicator, Scheme
from generator.intake.node import Loc
from generator.regulation import catalogue

FAMILIES: Loc = ("families",)
SERVED, INTEGRITY = "satisfaction", "integrity"
WEIGHED = {"duty": "P2-2.1(1)", SERVED: "P2-2.1(2)", "effect": "P2-2.1(3)"}
"""The groups of P2-2.2 that must carry weight, with the clause that asks for their content."""

METHODS = ("questionnaire", "site_visit")
"""What assessing an organ takes besides analysis (P2-3.1)."""


def breadth_problems(bound: Bound[Scheme], *, people: bool) -> Iterator[Problem]:
    """What a scheme for units lacks; ``people``: whether a scheme of the same cycle assesses people.

    R221 nobody served is asked, R222 a method of P2-3.1 is not used, R223 integrity is no family of its own, R224 a
    group of P2-2.2 without weight, R225 the ten families neither in a scheme for people nor waived, R226 no cap on
    what one indicator may weigh, R230 an indicator of the organ's own without its basis. A group all of whose
    sub-indicators are waived is not asked for.
    """
    scheme = bound.record
    if scheme.subjects != "unit":
        return
    yield from _served(bound)
    yield from _methods(bound)
    yield from _apart(bound)
    yield from _weights(bound)
    if not people:
        yield from _families(bound)
    if scheme.weight_cap is None:
        yield bound.problem("R226", (), clause="P2-1.2(2)")
    yield from _added(bound)


def _indicators(scheme: Scheme) -> Iterator[Indicator]:
    return (indicator for family in scheme.families for indicator in family.indicators)


def group_of(indicator: Indicator) -> str:
    """The group of P2-2.2 that an indicator's sub-indicator belongs to; empty where it has none."""
    term = catalogue.sub_indicators().get(indicator.sub_indicator or "")
    return term.group if term else ""


def _left_out(scheme: Scheme, group: str) -> bool:
    """Whether the scheme waives every sub-indicator of a group."""
    waived = {waiver.target for waiver in scheme.waivers}
    return all(slug in waived for slug, term in catalogue.sub_indicators().items() if term.group == group)


def _served(bound: Bound[Scheme]) -> Iterator[Problem]:
    rules = (found.rule for found in _indicators(bound.record) if group_of(found) == SERVED)
    asked = any(rater_groups(rule) or isinstance(rule, VoteShareBands) for rule in rules)
    if not asked and not _left_out(bound.record, SERVED):
        yield bound.problem("R221", FAMILIES, clause="P2-1.1(2)")


def _methods(bound: Bound[Scheme]) -> Iterator[Problem]:
    used = {found.method for found in _indicators(bound.record)}
    for method in METHODS:
        if method not in used:
            yield bound.problem("R222", FAMILIES, clause="P2-3.1", method=method)


def _apart(bound: Bound[Scheme]) -> Iterator[Problem]:
    for at, family in enumerate(bound.record.families):
        groups = {group_of(found) for found in family.indicators}
        if INTEGRITY in groups and len(groups) > 1:
            yield bound.problem("R223", ("families", at, "id"), clause="P2-2.1(4)", id=family.id)


def _weights(bound: Bound[Scheme]) -> Iterator[Problem]:
    for group, clause in WEIGHED.items():
        weight = sum((found.weight for found in _indicators(bound.record) if group_of(found) == group), Fraction(0))
        if weight == 0 and not _left_out(bound.record, group):
            name = catalogue.groups()[group].name
            yield bound.problem("R224", FAMILIES, clause=clause, name_zh=name.zh, name_en=name.en)


def _added(bound: Bound[Scheme]) -> Iterator[Problem]:
    """The regulation names no indicator beyond the eleven: whoever added one answers with a basis of their own."""
    bases = {basis.id for basis in bound.record.basis}
    for at, family in enumerate(bound.record.families):
        for index, indicator in enumerate(family.indicators):
            if indicator.sub_indicator is None and not bases & set(indicator.cites):
                loc = ("families", at, "indicators", index, "cites")
                yield bound.problem("R230", loc, clause="P1-A9", id=indicator.id)


def _families(bound: Bound[Scheme]) -> Iterator[Problem]:
    waived = {waiver.target for waiver in bound.record.waivers}
    for slug, term in catalogue.families().items():
        if slug not in waived:
            words = {"slug": slug, "name_zh": term.name.zh, "name_en": term.name.en}
            yield bound.problem("R225", FAMILIES, clause=term.clause, **words)
