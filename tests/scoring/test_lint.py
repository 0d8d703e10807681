"""The checks of a scheme: every code once, at the line where it can be mended, all of them in one run."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest

from generator.core.messages import LANGS, catalogue
from generator.core.problem import Problem
from generator.core.render import problem_text
from generator.scoring.lint import coverage_problems, lint, semantic_problems
from tests.scoring.material import Loader

TEXT = (Path(__file__).parent / "scheme.yml").read_text("utf-8")
GENERATOR = Path(__file__).parents[2] / "generator"
SOURCES = [*(GENERATOR / "scoring").glob("*.py"), GENERATOR / "intake" / "models" / "parameters.py"]

GROUPS = "{zh: 兄弟单位, en: Peers}, weight: 100/3}"
BAND = "- {at_least: 60, below: 80, points: 6}"
ROW = "- {below: 80%, other_below: 1/3, points: 6}"
QUALITY = "options: [good, fair, poor]"
GOOD_GRADE = "- {id: good, name: {zh: 良好, en: Good}, at_least: 80}"

# code, what is replaced, by what, how often it occurs, text on the lines pointed at, parameters looked at
CASES: list[tuple[str, str, str, str, dict[str, str]]] = [
    ("S101", "- id: satisfaction\n", "- id: duty\n", "- id: duty", {"id": "duty"}),
    ("S101", "- id: policy\n", "- id: decision\n", "- id: decision", {"id": "decision"}),
    ("S101", "{id: good, name: {zh: 良好", "{id: fair, name: {zh: 良好", "{id: fair, name: {zh: 合格", {"id": "fair"}),
    ("S101", QUALITY, "options: [good, fair, poor, good]", "options: [good, fair, poor, good]", {"id": "good"}),
    ("S105", BAND, "- {at_least: 80, below: 80, points: 6}", "- {at_least: 80, below: 80", {"where": "[80, 80)"}),
    ("S106", BAND, "- {at_least: 55, below: 80, points: 6}", "at_least: 55", {"where": "[55, 60)", "first": "1"}),
    ("S107", BAND, "- {at_least: 60, below: 79.5, points: 6}", "below: 79.5", {"where": "[79.5, 80)"}),
    ("S108", "- {below: 60, points: 2}", "- {at_least: 0, below: 60, points: 2}", "bands:", {"where": "(-∞, 0)"}),
    (
        "S108",
        "- {at_least: 80, points: 10}",
        "- {at_least: 80, below: 100, points: 10}",
        "below: 100",
        {"where": "[100, +∞)"},
    ),
    ("S109", "- {at_least: 80, points: 10}", "- {at_least: 80, points: 10.5}", "points: 10.5", {"points": "10.5"}),
    ("S109", "- {at_least: 80%, points: 10}", "- {at_least: 80%, points: 11}", "points: 11", {"weight": "10"}),
    ("S110", "- {at_least: 80%, points: 10}", "- {at_least: 70%, points: 10}", "other_below: 1/3", {"first": "1"}),
    ("S111", ROW, "- {below: 70%, other_below: 1/3, points: 6}", "rows:", {}),
    (
        "S112",
        ROW,
        ROW + "\n            - {at_least: 90%, other_at_least: 50%, points: 1}",
        "other_at_least: 50%",
        {"row": "3"},
    ),
    (
        "S113",
        "share_of: [good]",
        "share_of: [good, splendid]",
        "splendid",
        {"id": "splendid", "known": "good, fair, poor"},
    ),
    ("S114", "cites: [P2-2.2(4)]", "cites: [P2-2.9(4)]", "P2-2.9(4)", {"id": "P2-2.9(4)"}),
    ("S114", "grades_cites: [local.a]", "grades_cites: [local.b]", "local.b", {"bases": "local.a"}),
    ("S115", GOOD_GRADE, GOOD_GRADE.replace("80", "90"), "良好", {"bound": "90", "above": "90"}),
    ("S116", "en: Failed}}", "en: Failed}, at_least: 0}", "Failed", {"id": "poor"}),
    ("S117", GOOD_GRADE, GOOD_GRADE.replace(", at_least: 80", ""), "良好", {"id": "good"}),
    ("S118", "en: Excellent}, at_least: 90", "en: Excellent}, at_least: 100.5", "优秀", {"bound": "100.5"}),
    ("S120", "cap: 4", "cap: 3.5", "cap: 3.5", {"sum": "9.5", "wanted": "10", "difference": "0.5"}),
    ("S121", "target: 95", "target: 0", "target: 0", {}),
    ("S121", "target: 10\n", "target: -1\n", "target: -1", {}),
    ("S122", "step: 1%", "step: 0", "step: 0", {}),
    ("S123", "digits: 2", "digits: 7", "digits: 7", {"limit": "6"}),
    ("S124", "decrement: 30%", "decrement: 30", "decrement: 30", {"value": "30"}),
    (
        "S125",
        "- {at_least: 80%, points: 10}",
        "- {at_least: 80, points: 10}",
        "at_least: 80, points: 10",
        {"bound": "80"},
    ),
    ("S127", "          other: [poor]\n", "", "other_below: 1/3", {}),
]


def found(problems: list[Problem], code: str) -> list[Problem]:
    return [problem for problem in problems if problem.code == code]


@pytest.mark.parametrize(("code", "old", "new", "line", "params"), CASES)
def test_each_code(scheme: Loader, code: str, old: str, new: str, line: str, params: dict[str, str]) -> None:
    problems = semantic_problems(scheme((old, new)))
    first = found(problems, code)[0]
    assert first.source is not None and line in first.source
    assert {name: first.params[name] for name in params} == params
    assert first.clause


def test_the_scheme_itself_is_clean(scheme: Loader) -> None:
    assert lint(scheme()) == []


@pytest.mark.parametrize(
    ("code", "place", "given", "params"),
    [
        ("S102", ("families", 0, "weight"), "27.99", {"sum": "28", "wanted": "27.99", "difference": "0.01"}),
        ("S103", ("total",), "99.99", {"sum": "100", "wanted": "99.99", "difference": "0.01"}),
        ("S103", ("total",), "0", {"sum": "100", "wanted": "0"}),
        ("S126", ("total",), "0", {}),
    ],
)
def test_sums_have_no_tolerance(
    scheme: Loader, code: str, place: tuple[str | int, ...], given: str, params: dict[str, str]
) -> None:
    change = ("    weight: 28\n", f"    weight: {given}\n") if code == "S102" else ("total: 100\n", f"total: {given}\n")
    bound = scheme(change)
    problem = found(semantic_problems(bound), code)[0]
    assert problem.place == bound.place(place)
    assert {name: problem.params[name] for name in params} == params


def test_three_thirds_as_decimals_miss_and_as_fractions_fit(scheme: Loader) -> None:
    decimals = scheme(("weight: 200/3", "weight: 66.66"), ("weight: 100/3", "weight: 33.33"), count=2)
    problems = found(semantic_problems(decimals), "S104")
    assert [problem.params["difference"] for problem in problems] == ["0.01", "0.01"]
    assert "99.99" in problem_text(problems[0], "zh") and "0.01" in problem_text(problems[0], "zh")
    assert found(semantic_problems(scheme()), "S104") == []


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        ("{}", ["S158"]),
        ("{at_least: 10, at_most: 9.9}", ["S158"]),
        ("{at_least: 10, at_most: 10}", []),
        ("{at_least: -5}", []),
        ("{at_most: 0}", []),
    ],
)
def test_bounds_of_figures_hold_some(scheme: Loader, bounds: str, expected: list[str]) -> None:
    bound = scheme(("      - id: decision\n", f"      - id: decision\n        bounds: {bounds}\n"))
    assert [problem.code for problem in semantic_problems(bound)] == expected


def test_option_above_a_hundred(scheme: Loader) -> None:
    problems = semantic_problems(
        scheme(("{zh: 好, en: Good}, points: 100}", "{zh: 好, en: Good}, points: 100.1}"), count=2)
    )
    assert [(problem.code, problem.params["id"]) for problem in problems] == [("S119", "good"), ("S119", "good")]


@pytest.mark.parametrize("what", ["options", "groups"])
def test_repeated_option_or_group(scheme: Loader, what: str) -> None:
    change = {
        "options": ("{id: fair, name: {zh: 一般", "{id: good, name: {zh: 一般"),
        "groups": ("{id: peers", "{id: public"),
    }
    problems = semantic_problems(scheme(change[what], count=2))
    assert [problem.code for problem in problems] == ["S101", "S101"]


def test_repeated_basis(scheme: Loader) -> None:
    head = "  - id: local.a\n    title: {zh: 本局考核细则, en: Local rules of assessment}\n"
    basis = f"{head}    article: {{zh: 第三条, en: Art. 3}}\n"
    problems = semantic_problems(scheme((basis, basis * 2)))
    assert [(problem.code, problem.params["id"]) for problem in problems] == [("S101", "local.a")]


def test_first_hit_needs_no_exclusive_rows_but_reachable_ones(scheme: Loader) -> None:
    overlapping = ("- {at_least: 80%, points: 10}", "- {at_least: 70%, points: 10}")
    first = ("hit: unique", "hit: first")
    assert semantic_problems(scheme(overlapping, first)) == []
    covered = (ROW, "- {points: 6}")
    assert [(p.code, p.params["row"]) for p in semantic_problems(scheme(covered, first))] == [("S112", "3")]


def test_witness_of_an_overlap_is_a_possible_vote_that_matches_both(scheme: Loader) -> None:
    problem = found(
        semantic_problems(scheme(("- {at_least: 80%, points: 10}", "- {at_least: 70%, points: 10}"))), "S110"
    )[0]
    share, other = Fraction(problem.params["share"]), Fraction(problem.params["other"])
    assert Fraction("0.7") <= share < Fraction("0.8")
    assert 0 <= other < Fraction(1, 3)
    assert share + other <= 1


def test_coverage_is_part_of_the_check(scheme: Loader) -> None:
    bound = scheme(("sub_indicator: effect.social", "sub_indicator: effect.policy"))
    problems = coverage_problems(bound)
    assert [(problem.code, problem.clause) for problem in problems] == [("R210", "P2-2.2(3)")]
    assert lint(bound) == problems
    wrong = scheme(("sub_indicator: effect.social", "sub_indicator: duty.social"))
    unknown = found(coverage_problems(wrong), "R201")[0]
    assert unknown.source is not None and "social" in unknown.source


def test_all_problems_at_once_in_order(scheme: Loader) -> None:
    problems = lint(
        scheme(("digits: 2", "digits: 9"), ("cap: 4", "cap: 5"), ("target: 95", "target: 0"), ("step: 1%", "step: 0"))
    )
    assert [problem.code for problem in problems] == ["S123", "S121", "S122", "S120"]
    assert [problem.place.line for problem in problems] == sorted(problem.place.line for problem in problems)


def test_every_code_of_the_checks_is_tested_and_has_texts() -> None:
    used = {code for path in SOURCES for code in re.findall(r'"(S1\d\d)"', path.read_text("utf-8"))}
    tests = [Path(__file__), *(Path(__file__).parents[1] / "schemes").glob("*.yml")]
    tested = {code for path in tests for code in re.findall(r'["-] ?(S1\d\d)', path.read_text("utf-8"))}
    assert used == {code for code in catalogue() if re.fullmatch(r"S1\d\d", code)}
    assert used <= tested
    for code in used:
        assert set(catalogue()[code]) == {"zh", "en", "hint_zh", "hint_en"}


def test_messages_fill_every_parameter(scheme: Loader) -> None:
    for _, old, new, _, _ in CASES:
        for problem in semantic_problems(scheme((old, new))):
            for lang in LANGS:
                assert "…" not in problem_text(problem, lang)
