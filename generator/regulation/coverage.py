"""Whether a scheme covers what the regulation wants assessed.

Pure functions over the little they need to know of an indicator and of a waiver, so that they serve any
reader of schemes. What is covered, waived or refused is described in docs/spec/11-clauses.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple, Protocol

from generator.regulation import catalogue
from generator.regulation.catalogue import Term
from generator.regulation.nearest import NEAR_SEPARATOR, nearest, shown


class Indicator(Protocol):
    """What coverage asks of an indicator; the words are slugs of the vocabularies of ``clauses.yml``."""

    @property
    def id(self) -> str:
        """The indicator's id in its scheme."""

    @property
    def family(self) -> str:
        """A family of P1-A8 or, in a scheme made after part two, a group of P2-2.2."""

    @property
    def sub_indicator(self) -> str | None:
        """The sub-indicator of P2-2.2 it carries out, if any."""

    @property
    def part(self) -> str:
        """``quantitative`` or ``qualitative`` (P1-A13)."""

    @property
    def nature(self) -> str:
        """``outcome`` or ``process`` (P1-A3)."""

    @property
    def scope(self) -> str:
        """``individual``, ``team`` or ``organ`` (P1-A3)."""

    @property
    def dimension(self) -> str:
        """A dimension of P1-A4."""

    @property
    def weight(self) -> Fraction:
        """Its weight in the scheme's own unit, zero for an indicator that only deducts."""


class Waiver(Protocol):
    """A stated decision to leave something out."""

    @property
    def target(self) -> str:
        """A sub-indicator, a family, a nature, ``individual`` or ``team``."""

    @property
    def reason(self) -> str:
        """Why; a waiver without a reason does not stand."""


class Finding(NamedTuple):
    """A gap in a scheme: message code, its parameters, and the clause that asks for what is missing."""

    code: str
    params: Mapping[str, str]
    clause: str


def check(
    indicators: Iterable[Indicator],
    waivers: Iterable[Waiver] = (),
    *,
    weight_cap: Fraction | None = None,
    families_required: bool = False,
) -> list[Finding]:
    """Every finding: unknown words first, then gaps in the order of the clauses, then the waivers themselves.

    ``weight_cap`` is the largest weight one indicator may have, in the unit of the weights; None checks no cap.
    ``families_required`` also holds the scheme to the ten families of P1-A8, for a scheme made after part one.
    """
    all_indicators, all_waivers = list(indicators), list(waivers)
    waived = frozenset(waiver.target for waiver in all_waivers)
    findings = check_words(all_indicators)
    findings += check_breadth(all_indicators, waived)
    findings += check_dimensions(all_indicators)
    findings += check_parts(all_indicators)
    if families_required:
        findings += check_families(all_indicators, waived)
    if weight_cap is not None:
        findings += check_weight_cap(all_indicators, weight_cap)
    findings += check_sub_indicators(all_indicators, waived)
    return findings + check_waivers(all_indicators, all_waivers)


def check_words(indicators: Sequence[Indicator]) -> list[Finding]:
    """R201 for each word in no vocabulary, R202 for a sub-indicator that is not of the group named as family."""
    findings = []
    family_words = {**catalogue.families(), **catalogue.groups()}
    for indicator in indicators:
        fields: list[tuple[str, str, Mapping[str, Term], str]] = [
            ("part", indicator.part, catalogue.parts(), "P1-A13"),
            ("nature", indicator.nature, catalogue.natures(), "P1-A3"),
            ("scope", indicator.scope, catalogue.scopes(), "P1-A3"),
            ("dimension", indicator.dimension, catalogue.dimensions(), "P1-A4"),
            ("family", indicator.family, family_words, "P1-A8"),
        ]
        sub_indicator = indicator.sub_indicator
        if sub_indicator is not None:
            fields.append(("sub_indicator", sub_indicator, catalogue.sub_indicators(), ""))
        for field, word, known, clause in fields:
            if word not in known:
                params = {"indicator": indicator.id, "field": field, "word": shown(word), "near": _near(word, known)}
                findings.append(Finding("R201", params, clause))
        term = catalogue.sub_indicators().get(sub_indicator or "")
        if term is not None and indicator.family in catalogue.groups() and term.group != indicator.family:
            params = {"indicator": indicator.id, "family": indicator.family, "group": term.group, "slug": term.slug}
            findings.append(Finding("R202", params, term.clause))
    return findings


def check_breadth(indicators: Sequence[Indicator], waived: frozenset[str] = frozenset()) -> list[Finding]:
    """R203 for a nature and R204 for a scope of P1-A3 that no indicator has; the whole organ counts as a team."""
    findings = [
        Finding("R203", _naming(term), term.clause)
        for term in _missing(catalogue.natures(), {indicator.nature for indicator in indicators}, waived)
    ]
    return findings + [
        Finding("R204", _naming(term), term.clause) for term in _missing(_wanted_scopes(), _scopes(indicators), waived)
    ]


def check_dimensions(indicators: Sequence[Indicator]) -> list[Finding]:
    """R205 for a dimension of P1-A4 without an indicator; dimensions cannot be waived."""
    present = {indicator.dimension for indicator in indicators}
    return [Finding("R205", _naming(term), term.clause) for term in _missing(catalogue.dimensions(), present)]


def check_parts(indicators: Sequence[Indicator]) -> list[Finding]:
    """R206 for a part without an indicator (P1-A7), R207 for one whose weights do not sum above zero (P1-A13)."""
    findings = []
    for slug, term in catalogue.parts().items():
        weights = [indicator.weight for indicator in indicators if indicator.part == slug]
        if not weights:
            findings.append(Finding("R206", _naming(term), "P1-A7"))
        elif sum(weights, Fraction(0)) <= 0:
            findings.append(Finding("R207", _naming(term), "P1-A13"))
    return findings


def check_families(indicators: Sequence[Indicator], waived: frozenset[str] = frozenset()) -> list[Finding]:
    """R208 for a family of P1-A8 that no indicator belongs to and no waiver names."""
    present = {indicator.family for indicator in indicators}
    return [Finding("R208", _naming(term), term.clause) for term in _missing(catalogue.families(), present, waived)]


def check_weight_cap(indicators: Sequence[Indicator], weight_cap: Fraction) -> list[Finding]:
    """R209 for an indicator that weighs more than the cap (P2-1.2(2)); a weight equal to the cap passes."""
    return [
        Finding(
            "R209",
            {"indicator": indicator.id, "weight": str(indicator.weight), "cap": str(weight_cap)},
            "P2-1.2(2)",
        )
        for indicator in indicators
        if indicator.weight > weight_cap
    ]


def check_sub_indicators(indicators: Sequence[Indicator], waived: frozenset[str] = frozenset()) -> list[Finding]:
    """R210 for a sub-indicator of P2-2.2 that no indicator carries out and no waiver names."""
    present = {indicator.sub_indicator or "" for indicator in indicators}
    known = catalogue.sub_indicators()
    return [Finding("R210", _naming(term), term.clause) for term in _missing(known, present, waived)]


def waivable() -> Mapping[str, Term]:
    """What a scheme may leave out with a reason, by the word a waiver uses."""
    return {**catalogue.natures(), **_wanted_scopes(), **catalogue.families(), **catalogue.sub_indicators()}


def check_waivers(indicators: Sequence[Indicator], waivers: Sequence[Waiver]) -> list[Finding]:
    """The waivers themselves: R211 without a reason, R212 for what cannot be waived, R213 twice, R214 not needed."""
    known = waivable()
    present = {indicator.nature for indicator in indicators} | {indicator.family for indicator in indicators}
    present |= _scopes(indicators) | {indicator.sub_indicator or "" for indicator in indicators}
    findings = []
    seen: set[str] = set()
    for waiver in waivers:
        term = known.get(waiver.target)
        if term is None:
            params = {"target": shown(waiver.target), "near": _near(waiver.target, known)}
            findings.append(Finding("R212", params, ""))
            continue
        if not waiver.reason.strip():
            findings.append(Finding("R211", _naming(term), term.clause))
        if term.slug in seen:
            findings.append(Finding("R213", _naming(term), term.clause))
        elif term.slug in present:
            findings.append(Finding("R214", _naming(term), term.clause))
        seen.add(term.slug)
    return findings


def _wanted_scopes() -> dict[str, Term]:
    return {slug: term for slug, term in catalogue.scopes().items() if slug != "organ"}


def _scopes(indicators: Sequence[Indicator]) -> set[str]:
    return {"team" if indicator.scope == "organ" else indicator.scope for indicator in indicators}


def _missing(wanted: Mapping[str, Term], present: set[str], waived: frozenset[str] = frozenset()) -> list[Term]:
    return [term for slug, term in wanted.items() if slug not in present and slug not in waived]


def _naming(term: Term) -> dict[str, str]:
    return {"slug": term.slug, "name_zh": term.name.zh, "name_en": term.name.en}


def _near(word: str, known: Mapping[str, Term]) -> str:
    return NEAR_SEPARATOR.join(nearest(word, known))
