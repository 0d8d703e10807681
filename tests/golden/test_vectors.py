"""Published vectors beyond single schemes: rounding, quota, posting period, trimmed means, a year of quarters.

Numbers and their sources: published exercises, GB/T 8170-2008, an official answer on quotas, reported faults of tools.
"""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Any

import pytest

from generator.core.exact import rounded, shown
from generator.intake.models.rules import TrimmedMean
from generator.intake.models.scheme import Scheme
from generator.procedure.workdays import WorkingYear, nth_workday_after, workdays_between
from generator.published.derivation import recompute
from generator.scoring.group_rules import group_means
from generator.scoring.inputs import CohortInputs, Entry, Figure, GroupTally, Ratings
from generator.scoring.people import Person, assess
from generator.scoring.sheet import Sheet, score

CITES = ["P1-A9"]
TEXT = {"zh": "某项", "en": "something"}


def scheme(indicators: list[dict[str, Any]], total: str, **more: Any) -> Scheme:
    """A scheme for people with these indicators, those with one word before the point in one family."""
    families: dict[str, dict[str, Any]] = {}
    for indicator in indicators:
        whole = {
            "name": TEXT, "definition": TEXT, "part": "quantitative", "nature": "outcome", "scope": "individual",
            "dimension": "results", "method": "analysis", "unit": TEXT, "provider": "planning",
            "missing": {"policy": "incomplete", "cites": CITES}, "cites": CITES,
        } | indicator  # fmt: skip
        name = whole["id"].partition(".")[0]
        empty = {"id": name, "name": TEXT, "weight": "0", "cites": CITES, "indicators": []}
        family = families.setdefault(name, empty)
        family["weight"] = str(Fraction(family["weight"]) + Fraction(whole["weight"]))
        family["indicators"].append(whole)
    return Scheme.model_validate(
        {
            "schema": "kaohe/scheme/v1",
            "id": "golden",
            "cycle": "2025",
            "title": TEXT,
            "published": "2025-01-06",
            "subjects": "person",
            "basis": [],
            "total": total,
            "families": list(families.values()),
            "grades_cites": CITES,
            "rounding": {"mode": "half_up", "digits": "2", "cites": CITES},
            "block": "99",
            "block_cites": CITES,
            "notice": {"lead_workdays": "10", "cites": CITES},
            "disclosure": {"group_mean": "5", "vote_counts": "10", "protection_width": "10", "cites": CITES},
            "grades": [{"id": "excellent", "name": TEXT, "at_least": "90"}, {"id": "competent", "name": TEXT}],
        }
        | more
    )


def redone(sheet: Sheet) -> bool:
    return all(recompute(step) == step.value for item in sheet.indicators for step in item.steps)


# G1: a staff scheme with option values, an own office's sheets and those of the same rank.
WEIGHTS = {"conduct": 15, "ability": 10, "diligence": 30, "results": 30, "integrity": 15}
OPTIONS = [{"value": value} for value in ("100", "95", "90", "85", "80", "75", "70", "65", "60", "55")]


def options(prefix: str, share: Fraction) -> list[dict[str, Any]]:
    return [
        {
            "id": f"{prefix}.{name}",
            "weight": str(share * weight / 100),
            "rule": {"kind": "option_list", "options": OPTIONS, "out_of": "100"},
        }
        for name, weight in WEIGHTS.items()
    ]


def rated(name: str, weight: str) -> dict[str, Any]:
    groups = [{"id": name, "name": TEXT, "weight": "100"}]
    rule = {"kind": "rated_mean", "lowest": "0", "highest": "100", "groups": groups, "missing_group": "incomplete"}
    return {"id": name, "weight": weight, "rule": rule}


def sheets(*values: str) -> Ratings:
    return Ratings(len(values), len(values), 0, tuple(sorted(map(Fraction, values))))


def test_g1_a_quarter() -> None:
    quarter = scheme(
        [*options("leader", Fraction(60)), *options("self", Fraction(4)), rated("own", "22"), rated("rank", "14")],
        "100",
    )
    given = {"leader": ("95", "90", "85", "95", "100"), "self": ("95", "95", "90", "90", "95")}
    figures = {
        (f"{prefix}.{name}", "p001"): Figure(Fraction(value))
        for prefix, values in given.items()
        for name, value in zip(WEIGHTS, values, strict=True)
    }
    ratings = {
        ("own", "p001"): {"own": sheets("88.75", "89.25", "85.75", "91.50", "87.00", "89.25")},
        ("rank", "p001"): {
            "rank": sheets("85.25", "86.50", "84.25", "82.75", "88.50", "85", "85", "84.50")
        },
    }  # fmt: skip
    sheet = score(quarter, ["p001"], CohortInputs(figures, ratings=ratings))["p001"]
    points = {item.id: item.points or Fraction(0) for item in sheet.indicators}
    assert sum(points[f"leader.{name}"] for name in WEIGHTS) == Fraction("55.35")
    assert sum(points[f"self.{name}"] for name in WEIGHTS) == Fraction("0.4") * Fraction("9.2")
    assert points["own"] == Fraction("0.22") * Fraction(1063, 12)
    assert points["rank"] == Fraction("0.14") * Fraction("85.21875")
    assert sheet.total == Fraction(86831, 960)
    assert shown(sheet.total, 2, "half_up") == "90.45"
    assert redone(sheet)


def test_g1_the_year_is_the_mean_of_exact_quarters() -> None:
    linear = {"kind": "linear_to_target", "target": "100"}
    quarters = {"kind": "period_mean", "periods": "4", "missing_period": "incomplete", "rule": linear}
    groups = [{"id": "group", "name": TEXT, "weight": "100"}]
    leading = {"kind": "rated_mean", "lowest": "0", "highest": "5", "groups": groups, "missing_group": "incomplete"}
    year = scheme(
        [{"id": "quarters", "weight": "95", "rule": quarters}, {"id": "leading", "weight": "5", "rule": leading}], "100"
    )
    values = (Fraction(86831, 960), Fraction("88.2"), Fraction("91.375"), Fraction("89.9"))
    inputs = CohortInputs(
        {("quarters", "p001"): Figure(periods=values)},
        ratings={("leading", "p001"): {"group": sheets("4.5", "4.7", "4.6")}},
    )
    sheet = score(year, ["p001"], inputs)["p001"]
    expected = sum(values, Fraction(0)) / 4 * Fraction("0.95") + Fraction("4.6")
    assert sheet.total == expected
    assert shown(expected, 5, "down") == "90.08194"
    assert shown(expected, 2, "half_up") == "90.08"
    assert redone(sheet)


# G5: published exercises on means without the highest and the lowest.
@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ("6.21 9.19 6.34 9.22 6.85 8.50 6.85 6.95 6.03", "7.27"),
        ("6.75 6.23 9.86 9.37 6.90 7.88 9.13 6.15", "7.71"),
        ("9.11 7.68 8.93 7.53 8.92 9.52 7.78 8.70 6.69", "8.38"),
    ],
)
def test_g5_trimmed_means(values: str, expected: str) -> None:
    groups = [{"id": "jury", "name": TEXT, "weight": "100"}]
    rule = TrimmedMean.model_validate(
        {
            "kind": "trimmed_mean",
            "lowest": "0",
            "highest": "10",
            "groups": groups,
            "missing_group": "incomplete",
            "drop_low": "1",
            "drop_high": "1",
            "minimum": "6",
            "fallback": "plain",
        }
    )
    given = sheets(*values.split())
    mean = group_means(rule, Entry(ratings={"jury": given}), ("P1-A9",))[0]
    assert mean.step is not None
    by_hand = sum(given.values[1:-1], Fraction(0)) / (len(given.values) - 2)
    assert mean.step.value / 10 == by_hand
    assert shown(by_hand, 2, "half_up") == expected


# G6: GB/T 8170-2008, rounding to the nearest, a half to the even neighbour, never twice.
@pytest.mark.parametrize(
    ("number", "digits", "expected"),
    [
        ("12.1498", 0, "12"),
        ("12.1498", 1, "12.1"),
        ("10.5002", 0, "11"),
        ("1.050", 1, "1.0"),
        ("0.35", 1, "0.4"),
        ("-0.0365", 3, "-0.036"),
        ("15.4546", 0, "15"),
        ("8.53459", 2, "8.53"),
        ("28.175", 2, "28.18"),
        ("28.165", 2, "28.16"),
    ],
)
def test_g6_standard_rounding(number: str, digits: int, expected: str) -> None:
    assert shown(Fraction(number), digits, "half_even") == expected


@pytest.mark.parametrize(("number", "expected"), [(2500, 2), (3500, 4)])
def test_g6_thousands(number: int, expected: int) -> None:
    assert rounded(Fraction(number, 1000), 0, "half_even") == expected


def test_g6_rounding_twice_would_be_wrong() -> None:
    number = Fraction("15.4546")
    twice = number
    for digits in (3, 2, 1, 0):
        twice = rounded(twice, digits, "half_even")
    assert twice == 16
    assert rounded(number, 0, "half_even") == 15


# G7: one in five, rounded down or half up.
QUOTA = [(4, 0, 1), (8, 1, 2), (13, 2, 3), (37, 7, 7), (38, 7, 8), (43, 8, 9), (48, 9, 10)]


@pytest.mark.parametrize("rounding", ["floor", "half_up"])
@pytest.mark.parametrize(("people", "floor", "half_up"), QUOTA)
def test_g7_quota(people: int, floor: int, half_up: int, rounding: str) -> None:
    quota = {
        "grade": "excellent", "ratio": "20%", "rounding": rounding, "rounding_cites": CITES, "cites": CITES
    }  # fmt: skip
    made = scheme([{"id": "work", "weight": "100", "rule": {"kind": "linear_to_target", "target": "1000"}}], "100",
                  quota=quota)  # fmt: skip
    listed = [Person(f"p{at:03d}", "staff", "planning") for at in range(people)]
    inputs = CohortInputs({("work", p.id): Figure(Fraction(1000 - at)) for at, p in enumerate(listed)})
    result = assess(made, listed, inputs)
    expected = floor if rounding == "floor" else half_up
    assert result.problems == ()
    assert result.quota[0].base == people
    assert result.quota[0].allowance == Fraction(people, 5)
    assert result.quota[0].ceiling == expected
    assert [p.recommended for p in result.people].count("excellent") == expected
    # The best keep the grade; nobody else does.
    assert all(p.recommended == "excellent" for p in result.people[:expected])
    assert [p.rank for p in result.people] == [Fraction(at) for at in range(1, people + 1)]


# G8: a period of "five days" with three working days in it.
def test_g8_posting_period() -> None:
    years = {2019: WorkingYear((datetime.date(2019, 10, 1),), (datetime.date(2019, 10, 12),))}
    first, last = datetime.date(2019, 10, 24), datetime.date(2019, 10, 28)
    day = datetime.timedelta(days=1)
    assert workdays_between(first - day, last + day, years) == 3
    assert nth_workday_after(first - day, 5, years) == datetime.date(2019, 10, 30)
    assert nth_workday_after(first - day, 5, years) > last


# G10: four quarters of five, and a part that is missing.
def test_g10_four_quarters_of_five_make_five() -> None:
    made = scheme(
        [{"id": f"part{at}", "weight": "1.25", "rule": {"kind": "linear_to_target", "target": "5"}} for at in range(4)],
        "5",
        grades=[{"id": "excellent", "name": TEXT, "at_least": "5"}, {"id": "competent", "name": TEXT}],
    )
    inputs = CohortInputs({(f"part{at}", "p001"): Figure(Fraction(5)) for at in range(4)})
    sheet = score(made, ["p001"], inputs)["p001"]
    assert sheet.total == 5
    assert sheet.grade == "excellent"


def test_g10_a_missing_group_is_not_a_zero() -> None:
    groups = [{"id": name, "name": TEXT, "weight": "100/3"} for name in ("self", "peers", "leader")]
    votes = [{"id": "five", "name": TEXT, "points": "100"}, {"id": "none", "name": TEXT, "points": "0"}]
    rule = {"kind": "votes_to_points", "options": votes, "groups": groups, "missing_group": "renormalise"}
    made = scheme(
        [{"id": "all", "weight": "5", "rule": rule}],
        "5",
        grades=[{"id": "excellent", "name": TEXT, "at_least": "5"}, {"id": "competent", "name": TEXT}],
    )
    five = GroupTally(1, 1, 0, {"five": 1, "none": 0})
    sheet = score(made, ["p001"], CohortInputs(tallies={("all", "p001"): {"peers": five, "leader": five}}))["p001"]
    assert sheet.total == 5
    assert sheet.indicators[0].steps[-2].op == "renormalised_mean"
