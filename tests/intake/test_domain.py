"""What a figure can be: a percentage without its sign, within what rule and scheme say."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from pydantic import TypeAdapter

from generator.intake.bind import load
from generator.intake.domain import bounds_of, check, is_percent
from generator.intake.fields import Bilingual
from generator.intake.models.inputs import Data
from generator.intake.models.rules import Rule
from generator.intake.models.scheme import Bounds, Indicator
from tests.broken.edited import BASE

RULE: TypeAdapter[Any] = TypeAdapter(Rule)


def indicator(rule: dict[str, Any], *, unit: str = "%", bounds: Bounds | None = None) -> Indicator:
    """An indicator of which only id, unit, rule and bounds are looked at."""
    name = Bilingual(zh=unit, en=unit)
    return Indicator.model_construct(id="figure", unit=name, rule=RULE.validate_python(rule), bounds=bounds)


PENALTY = {"kind": "step_penalty", "target": "98", "step": "1", "penalty": "0.6", "steps": "whole"}
LOWER = {"kind": "linear_to_target", "target": "5", "direction": "lower"}
HIGHER = {"kind": "linear_to_target", "target": "100"}
BANDS = {
    "kind": "band_table",
    "bands": [{"points": "5", "below": "-10"}, {"points": "0", "at_least": "-10"}],
}
KNOTS = {"kind": "interpolation", "knots": [{"at": "0", "points": "0"}, {"at": "120", "points": "5"}]}


@pytest.mark.parametrize(
    ("rule", "lowest", "highest"),
    [
        (PENALTY, 0, 100),
        (LOWER, 0, 100),
        (HIGHER, 0, None),
        ({"kind": "ratio_to_best"}, 0, 100),
        ({"kind": "all_or_nothing", "target": "120"}, 0, None),
        (BANDS, None, 100),
        (KNOTS, 0, None),
        ({"kind": "imported_score", "lowest": "-5", "highest": "5"}, None, 100),
        ({"kind": "period_mean", "periods": "4", "missing_period": "incomplete", "rule": PENALTY}, 0, 100),
    ],
)
def test_a_percentage_lies_where_its_rule_can_mean_it(
    rule: dict[str, Any], lowest: int | None, highest: int | None
) -> None:
    bounds = bounds_of(indicator(rule))
    assert (bounds.at_least, bounds.at_most) == (lowest, highest)
    assert bounds_of(indicator(rule, unit="天")) == Bounds()


def test_the_scheme_has_the_last_word() -> None:
    own = Bounds(at_least=Fraction(-100))
    assert bounds_of(indicator(PENALTY, bounds=own)) == own
    assert bounds_of(indicator(PENALTY, unit="件", bounds=own)) == own


def test_what_counts_as_a_percentage() -> None:
    assert is_percent(indicator(PENALTY)) and is_percent(indicator(PENALTY, unit="％"))
    assert not is_percent(indicator(PENALTY, unit="百分点"))


@pytest.mark.parametrize(
    ("written", "unit", "bounds", "expected"),
    [
        ("98", "%", None, []),
        ("0", "%", None, []),
        ("100", "%", None, []),
        ("98%", "%", None, [("X137", "")]),
        ("980", "%", None, [("X138", "0–100")]),
        ("-98", "%", None, [("X138", "0–100")]),
        ("980", "%", Bounds(at_least=Fraction(0)), []),
        ("-1", "%", Bounds(at_least=Fraction(0)), [("X138", "≥ 0")]),
        ("95%", "比值", None, []),
        ("11", "分", Bounds(at_most=Fraction(10)), [("X138", "≤ 10")]),
        ("-0.5", "分", Bounds(at_least=Fraction(-1, 3), at_most=Fraction(10)), [("X138", "-1/3–10")]),
    ],
)
def test_a_figure(written: str, unit: str, bounds: Bounds | None, expected: list[tuple[str, str]]) -> None:
    source = (BASE / "records/cycles/2025/inputs/data/budget-execution.yml").read_text("utf-8")
    text = source.replace("value: 99\n", f"value: {written}\n", 1)
    bound, problems = load(Data, text.encode(), "data.yml")
    assert bound is not None and problems == []
    value = bound.record.values[0].value
    assert value is not None
    found = list(check(bound, ("values", 0, "value"), indicator(PENALTY, unit=unit, bounds=bounds), value))
    assert [(problem.code, problem.params.get("bounds", "")) for problem in found] == expected
    assert all((problem.place.line, problem.clause) == (11, "P1-A14") for problem in found)
