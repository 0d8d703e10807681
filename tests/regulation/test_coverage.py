"""Coverage of a scheme: each finding once triggered and once silent."""

from __future__ import annotations

import string
from dataclasses import dataclass, replace
from fractions import Fraction

import pytest

from generator.core import messages
from generator.regulation import catalogue, coverage
from generator.regulation.coverage import Finding


@dataclass(frozen=True)
class Indicator:
    id: str
    family: str
    sub_indicator: str | None
    part: str
    nature: str
    scope: str
    dimension: str
    weight: Fraction


@dataclass(frozen=True)
class Waiver:
    target: str
    reason: str


def full_scheme() -> list[Indicator]:
    """One indicator per sub-indicator, filed by the families of P1-A8, weights summing to 100."""
    families = list(catalogue.families())
    dimensions = list(catalogue.dimensions())
    return [
        Indicator(
            id=f"i{position}",
            family=families[position % 10],
            sub_indicator=slug,
            part=("quantitative", "qualitative")[position % 2],
            nature=("outcome", "process")[position % 2],
            scope=("individual", "team", "organ")[position % 3],
            dimension=dimensions[position % 3],
            weight=Fraction(100, 11),
        )
        for position, slug in enumerate(catalogue.sub_indicators())
    ]


def codes(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.code, finding.clause) for finding in findings]


def without(scheme: list[Indicator], field: str, *words: str) -> list[Indicator]:
    return [indicator for indicator in scheme if getattr(indicator, field) not in words]


def test_a_full_scheme_has_no_finding() -> None:
    assert coverage.check(full_scheme(), weight_cap=Fraction(100, 11), families_required=True) == []


def test_an_empty_scheme_misses_everything_in_the_order_of_the_clauses() -> None:
    findings = coverage.check([], families_required=True)
    assert [finding.code for finding in findings] == [
        *["R203"] * 2, *["R204"] * 2, *["R205"] * 3, *["R206"] * 2, *["R208"] * 10, *["R210"] * 11,
    ]  # fmt: skip
    positions = [catalogue.position(finding.clause) for finding in findings]
    assert positions == sorted(positions)


@pytest.mark.parametrize("nature", ["outcome", "process"])
def test_a_missing_nature(nature: str) -> None:
    scheme = without(full_scheme(), "nature", nature)
    findings = coverage.check_breadth(scheme)
    assert codes(findings) == [("R203", "P1-A3")]
    assert findings[0].params["slug"] == nature
    assert coverage.check_breadth(scheme, frozenset({nature})) == []


def test_a_missing_scope_and_the_organ_counts_as_team() -> None:
    scheme = full_scheme()
    assert codes(coverage.check_breadth(without(scheme, "scope", "individual"))) == [("R204", "P1-A3")]
    assert coverage.check_breadth(without(scheme, "scope", "team")) == []
    assert coverage.check_breadth(without(scheme, "scope", "organ")) == []
    bare = without(scheme, "scope", "team", "organ")
    assert [finding.params["slug"] for finding in coverage.check_breadth(bare) if finding.code == "R204"] == ["team"]
    assert "R204" not in {finding.code for finding in coverage.check_breadth(bare, frozenset({"team"}))}


@pytest.mark.parametrize("dimension", ["duties", "results", "conduct"])
def test_a_missing_dimension_cannot_be_waived(dimension: str) -> None:
    scheme = without(full_scheme(), "dimension", dimension)
    findings = [f for f in coverage.check(scheme, [Waiver(dimension, "理由")]) if f.params.get("slug") == dimension]
    assert codes(findings) == [("R205", "P1-A4")]
    assert coverage.check_dimensions(full_scheme()) == []


@pytest.mark.parametrize("part", ["quantitative", "qualitative"])
def test_a_missing_part_and_one_without_weight(part: str) -> None:
    scheme = full_scheme()
    assert codes(coverage.check_parts(without(scheme, "part", part))) == [("R206", "P1-A7")]
    weightless = [replace(i, weight=Fraction(0)) if i.part == part else i for i in scheme]
    findings = coverage.check_parts(weightless)
    assert codes(findings) == [("R207", "P1-A13")]
    assert findings[0].params["slug"] == part


def test_one_weighted_indicator_is_enough_for_a_part() -> None:
    scheme = [replace(indicator, weight=Fraction(0)) for indicator in full_scheme()]
    scheme[0] = replace(scheme[0], weight=Fraction(1, 1_000_000))
    scheme[1] = replace(scheme[1], weight=Fraction(99))
    assert coverage.check_parts(scheme) == []


@pytest.mark.parametrize("family", list(catalogue.families()))
def test_a_missing_family_only_where_families_are_required(family: str) -> None:
    scheme = [replace(i, family="duty") if i.family == family else i for i in full_scheme()]
    findings = coverage.check_families(scheme)
    assert codes(findings) == [("R208", "P1-A8")]
    assert findings[0].params["slug"] == family
    assert "R208" not in {finding.code for finding in coverage.check(scheme)}
    assert "R208" in {finding.code for finding in coverage.check(scheme, families_required=True)}
    waived = coverage.check(scheme, [Waiver(family, "本单位无此职能")], families_required=True)
    assert {finding.code for finding in waived} <= {"R202"}


def test_the_cap_is_compared_exactly() -> None:
    cap = Fraction(1, 3)
    scheme = [replace(full_scheme()[0], weight=cap), replace(full_scheme()[1], weight=Fraction(33334, 100_000))]
    findings = coverage.check_weight_cap(scheme, cap)
    assert codes(findings) == [("R209", "P2-1.2(2)")]
    assert findings[0].params == {"indicator": "i1", "weight": "16667/50000", "cap": "1/3"}
    assert "R209" not in {finding.code for finding in coverage.check(scheme)}
    assert "R209" in {finding.code for finding in coverage.check(scheme, weight_cap=cap)}


@pytest.mark.parametrize("slug", list(catalogue.sub_indicators()))
def test_an_unmapped_sub_indicator_unless_waived(slug: str) -> None:
    scheme = [replace(i, sub_indicator=None) if i.sub_indicator == slug else i for i in full_scheme()]
    findings = coverage.check(scheme)
    assert codes(findings) == [("R210", catalogue.sub_indicators()[slug].clause)]
    assert findings[0].params["slug"] == slug
    assert coverage.check(scheme, [Waiver(slug, "本单位无此职能")]) == []


def test_a_waiver_without_reason_is_one_finding() -> None:
    scheme = without(full_scheme(), "sub_indicator", "effect.social")
    assert codes(coverage.check(scheme, [Waiver("effect.social", " \u3000")])) == [("R211", "P2-2.2(3)")]


@pytest.mark.parametrize("target", ["duties", "quantitative", "organ", "duty", "effect.socail", ""])
def test_what_cannot_be_waived(target: str) -> None:
    findings = coverage.check(full_scheme(), [Waiver(target, "理由")])
    assert codes(findings) == [("R212", "")]


def test_a_mistyped_waiver_names_the_nearest_word_and_waives_nothing() -> None:
    scheme = without(full_scheme(), "sub_indicator", "effect.social")
    findings = coverage.check(scheme, [Waiver("effect.socail", "理由")])
    assert [finding.code for finding in findings] == ["R210", "R212"]
    assert findings[1].params["near"].startswith("effect.social")


def test_a_waiver_twice_and_a_waiver_not_needed() -> None:
    scheme = without(full_scheme(), "sub_indicator", "effect.social")
    twice = [Waiver("effect.social", "甲"), Waiver("effect.social", "乙")]
    assert codes(coverage.check(scheme, twice)) == [("R213", "P2-2.2(3)")]
    assert codes(coverage.check(full_scheme(), [Waiver("effect.social", "甲")])) == [("R214", "P2-2.2(3)")]
    assert codes(coverage.check(full_scheme(), [Waiver("team", "甲")])) == [("R214", "P1-A3")]


@pytest.mark.parametrize(
    ("field", "clause"),
    [
        ("part", "P1-A13"),
        ("nature", "P1-A3"),
        ("scope", "P1-A3"),
        ("dimension", "P1-A4"),
        ("family", "P1-A8"),
        ("sub_indicator", ""),
    ],
)
def test_a_word_in_no_vocabulary(field: str, clause: str) -> None:
    scheme = full_scheme()
    right = getattr(scheme[0], field)
    spare = replace(scheme[0], id="spare", **{field: right + "x"})
    findings = coverage.check([*scheme, spare])
    assert codes(findings) == [("R201", clause)]
    assert findings[0].params["near"].startswith(right)
    assert (findings[0].params["indicator"], findings[0].params["field"]) == ("spare", field)


def test_a_group_as_family_must_be_the_sub_indicators_own() -> None:
    scheme = full_scheme()
    by_group = [replace(i, family=str(i.sub_indicator).split(".", maxsplit=1)[0]) for i in scheme]
    assert coverage.check(by_group) == []
    by_group[0] = replace(by_group[0], family="effect")
    findings = coverage.check(by_group)
    assert codes(findings) == [("R202", "P2-2.2(1)")]
    assert findings[0].params == {"indicator": "i0", "family": "effect", "group": "duty", "slug": "duty.decision"}


def test_words_of_waivers_are_unambiguous() -> None:
    vocabularies = (catalogue.natures(), catalogue.scopes(), catalogue.families(), catalogue.groups())
    words = [slug for vocabulary in (*vocabularies, catalogue.sub_indicators()) for slug in vocabulary]
    assert len(words) == len(set(words))
    assert set(coverage.waivable()) == set(words) - {"organ"} - set(catalogue.groups())


def provoked() -> list[Finding]:
    scheme = full_scheme()
    wrong = [
        replace(scheme[0], part="quantitive", family="effect", sub_indicator="duty.decision", weight=Fraction(50)),
        replace(scheme[1], weight=Fraction(0)),
    ]
    pairs = [("effect.social", ""), ("effect.social", "甲"), ("nothing", "乙"), ("team", "丙")]
    waivers = [Waiver(target, reason) for target, reason in pairs]
    return [
        *coverage.check(wrong, waivers, weight_cap=Fraction(20), families_required=True),
        *coverage.check([], families_required=True),
    ]


def test_every_finding_has_a_sentence_and_a_hint_with_all_parameters() -> None:
    findings = provoked()
    declared = {code for code in messages.catalogue() if "R201" <= code <= "R219"}
    assert {finding.code for finding in findings} == declared
    for finding in findings:
        entry = messages.catalogue()[finding.code]
        assert set(entry) == {"zh", "en", "hint_zh", "hint_en"}
        for template in entry.values():
            names = {name for _, name, _, _ in string.Formatter().parse(template) if name}
            assert names <= set(finding.params), (finding.code, template)
        assert finding.clause == "" or catalogue.exists(finding.clause)
