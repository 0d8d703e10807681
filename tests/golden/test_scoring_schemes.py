"""Published schemes, recomputed: real rules and their published or hand-computed results, exact to the fraction.

The schemes are the YAML files beside this one; figures and ballots are given here.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from generator.core.exact import shown
from generator.intake.bind import Bound, load
from generator.intake.models.scheme import Scheme
from generator.published.derivation import recompute
from generator.scoring.explain import boundary_note
from generator.scoring.inputs import CohortInputs, Figure, GroupTally
from generator.scoring.lint import semantic_problems
from generator.scoring.sheet import Sheet, score

HERE = Path(__file__).parent / "schemes"


def bound(name: str, *changes: tuple[str, str]) -> Bound[Scheme]:
    """The scheme ``name``, with parts of its text replaced."""
    text = (HERE / f"{name}.yml").read_text("utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    loaded, problems = load(Scheme, text.encode(), f"{name}.yml")
    assert loaded is not None and problems == []
    return loaded


def figure(value: str) -> Figure:
    return Figure(Fraction(value), source="planning")


def tally(options: str, *counts: int) -> GroupTally:
    named = dict(zip(options.split(" "), counts, strict=True))
    return GroupTally(sum(counts) + 3, sum(counts) + 1, 1, named)


def points(sheet: Sheet) -> dict[str, Fraction | None]:
    return {indicator.id: indicator.points for indicator in sheet.indicators}


def recomputed(sheet: Sheet) -> bool:
    steps = [step for indicator in sheet.indicators for step in indicator.steps]
    return bool(steps) and all(recompute(step) == step.value for step in steps)


OPINION = "excellent competent basic incompetent"


def opinion(*counts: int) -> dict[str, GroupTally]:
    return {"assembly": tally(OPINION, *counts)}


def score_b(*counts: int, changes: tuple[tuple[str, str], ...] = ()) -> Sheet:
    inputs = CohortInputs(
        {
            ("projects", "own"): figure("912.4"),
            ("projects", "best"): figure("948.0"),
            ("ranking", "own"): Figure(places=(3, 5, 4)),
            ("ranking", "best"): Figure(places=(1, 1, 1)),
        },
        {("opinion", "own"): opinion(*counts), ("opinion", "best"): opinion(1, 0, 0, 0)},
    )
    return score(bound("b", *changes).record, ["own", "best"], inputs)["own"]


def test_g2_points_of_a_thousand() -> None:
    sheet = score_b(83, 10, 3, 1)
    assert points(sheet) == {
        "projects": Fraction("912.4") / 948 * 600,
        "ranking": Fraction(188),
        "opinion": Fraction(190),
    }
    assert sheet.total == Fraction(9124, 9480) * 600 + 188 + 190
    assert shown(sheet.total, 2, "half_up") == "955.47"
    assert sheet.grade == "excellent"
    assert recomputed(sheet)


def test_g2_places_are_worth_two_percent_less_each() -> None:
    ranking = next(i for i in score_b(83, 10, 3, 1).indicators if i.id == "ranking")
    assert [step.value for step in ranking.steps] == [192, 188, 184, 188]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((80, 20, 0, 0), 190),
        ((90, 10, 0, 0), 200),
        ((79, 21, 0, 0), 180),
        ((60, 40, 0, 0), 170),
        ((33, 33, 20, 13), 130),
        ((33, 34, 20, 12), 160),
        ((62, 3, 20, 15), 170),
    ],
)
def test_g2_boundaries(counts: tuple[int, ...], expected: int) -> None:
    assert points(score_b(*counts))["opinion"] == expected


def test_g2_overlap_is_reported_unless_an_order_is_declared() -> None:
    problems = semantic_problems(bound("b", ("hit: first", "hit: unique")))
    assert {problem.code for problem in problems} == {"S110"}
    pairs = {(problem.params["first"], problem.params["second"]): problem.params for problem in problems}
    # 130 for a third of negative votes overlaps the bands from 60 % upward that leave room for a third.
    assert set(pairs) == {("4", "6")}
    share, other = Fraction(pairs["4", "6"]["share"]), Fraction(pairs["4", "6"]["other"])
    assert Fraction("0.6") <= share < Fraction("0.7")
    assert other >= Fraction(1, 3)
    assert share + other <= 1
    assert semantic_problems(bound("b")) == []


def test_g2_order_decides_where_two_rows_match() -> None:
    rows = "          - {at_least: 90%, points: 200}\n"
    last = "          - {other_at_least: 1/3, points: 130}\n"
    rows, last = rows.replace("          ", "            ", 1), last.replace("          ", "            ", 1)
    first = score_b(62, 3, 20, 15, changes=((last, ""), (rows, last + rows)))
    assert points(first)["opinion"] == 130


def score_e() -> Sheet:
    options = "a b c d"
    votes = {
        "leaders": ((2, 1, 0, 0), (1, 2, 0, 0), (2, 1, 0, 0)),
        "staff": ((12, 20, 6, 2), (10, 22, 7, 1), (15, 18, 6, 1)),
        "panel": ((3, 2, 0, 0), (2, 3, 0, 0), (3, 1, 1, 0)),
    }
    tallies = {
        (indicator, "own"): {group: tally(options, *votes[group][place]) for group in votes}
        for place, indicator in enumerate(("conduct", "ability", "result"))
    }
    inputs = CohortInputs({("honours", "own"): figure("3")}, tallies)
    return score(bound("e").record, ["own"], inputs)["own"]


def test_g3_votes_by_group_and_item() -> None:
    sheet = score_e()
    assert sheet.total == Fraction(6614, 75)
    assert shown(sheet.total, 2, "half_up") == "88.19"
    assert sheet.grade == "good"
    assert recomputed(sheet)


def test_g3_group_means() -> None:
    items = dict(zip(("conduct", "ability", "result"), (Fraction(30), Fraction(30), Fraction(40)), strict=True))
    by_group: dict[str, Fraction] = {"leaders": Fraction(0), "staff": Fraction(0), "panel": Fraction(0)}
    for indicator in score_e().indicators:
        for group in indicator.groups:
            assert group.mean is not None
            by_group[group.id] += group.mean * items[indicator.id] / 100
    assert by_group == {"leaders": Fraction(274, 3), "staff": Fraction("81.85"), "panel": Fraction("89.2")}
    first = score_e().indicators[0]
    assert [(group.id, group.valid) for group in first.groups] == [("leaders", 3), ("staff", 40), ("panel", 5)]


G4 = {
    "age": ("34.6", "2"),
    "young": ("38.46/100", "1"),
    "degree": ("100/100", "1"),
    "women": ("29.1/100", "1"),
    "match": ("50/100", "1"),
    "posts": ("90.47/100", "2.5"),
    "offending": ("0", "1.5"),
    "growth": ("3.232", "1.85"),
    "work": ("50.34375", "50.34375"),
}


def test_g4_published_pairs() -> None:
    values = {
        name: Fraction(given.partition("/")[0]) / Fraction(given.partition("/")[2] or 1)
        for name, (given, _) in G4.items()
    }
    inputs = CohortInputs({(name, "own"): Figure(value) for name, value in values.items()})
    sheet = score(bound("f").record, ["own"], inputs)["own"]
    assert points(sheet) == {name: Fraction(expected) for name, (_, expected) in G4.items()}
    assert sheet.total == Fraction("62.19375")
    assert shown(sheet.total, 5, "half_up") == "62.19375"
    assert recomputed(sheet)


@pytest.mark.parametrize(
    ("value", "expected"), [("50", "1"), ("49.99", "1"), ("49", "0.95"), ("48.01", "0.95"), ("48", "0.9"), ("10", "0")]
)
def test_g4_every_full_percent_short_costs(value: str, expected: str) -> None:
    inputs = CohortInputs({("match", "own"): Figure(Fraction(value) / 100)})
    assert points(score(bound("f").record, ["own"], inputs)["own"])["match"] == Fraction(expected)


@pytest.mark.parametrize(("first", "second"), [("86.1", "99.1"), ("87.3", "96.3")])
def test_g9_ninety_is_ninety(first: str, second: str) -> None:
    inputs = CohortInputs({("first", "own"): figure(first), ("second", "own"): figure(second)})
    sheet = score(bound("g").record, ["own"], inputs)["own"]
    assert sheet.total == 90
    assert sheet.grade == "excellent"
    assert recomputed(sheet)


def test_g9_just_below_the_bound_is_below_whatever_is_shown() -> None:
    inputs = CohortInputs({("first", "own"): figure("86.0999"), ("second", "own"): figure("99.1")})
    sheet = score(bound("g").record, ["own"], inputs)["own"]
    assert sheet.total is not None and shown(sheet.total, 2, "half_up") == "90.00"
    assert sheet.grade == "fair"
    note = boundary_note(sheet, bound("g").record, "zh")
    assert note is not None and "89.99993" in note and "90.00" in note


@pytest.mark.parametrize(("excellent", "all_votes", "expected"), [(21, 52, 0), (40, 99, 0), (40, 100, 10), (2, 5, 10)])
def test_g9_a_share_is_compared_before_rounding(excellent: int, all_votes: int, expected: int) -> None:
    votes = {("limit", "own"): {"assembly": tally("excellent rest", excellent, all_votes - excellent)}}
    assert points(score(bound("h").record, ["own"], CohortInputs({}, votes))["own"])["limit"] == expected


@pytest.mark.parametrize("name", ["b", "e", "f", "g", "h"])
def test_the_schemes_themselves_have_no_problem(name: str) -> None:
    assert semantic_problems(bound(name)) == []
