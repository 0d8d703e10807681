"""Points by a published rule, worked out apart from scoring: both give the same for every figure."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from generator.core.errors import FindingsError
from generator.disclosure.public_form import public_form
from generator.intake.models.rules import Rule
from generator.published.rule_points import reads_one_figure, rule_points
from generator.published.shapes import Document
from generator.scoring.figure_rules import value_steps

MOST = Fraction(40)
RULES: list[dict[str, Any]] = [
    {"kind": "linear_to_target", "target": "100"},
    {"kind": "linear_to_target", "target": "12", "direction": "lower"},
    {"kind": "step_penalty", "target": "95", "step": "2", "penalty": "1/2", "steps": "whole"},
    {"kind": "step_penalty", "target": "95", "step": "2", "penalty": "7", "steps": "partial"},
    {"kind": "step_penalty", "target": "5", "step": "3", "penalty": "1", "steps": "whole", "direction": "lower"},
    {
        "kind": "band_table",
        "bands": [
            {"below": "60", "points": "0"},
            {"at_least": "60", "below": "90", "points": "20"},
            {"at_least": "90", "points": "40"},
        ],
    },
    {"kind": "all_or_nothing", "target": "90"},
    {"kind": "all_or_nothing", "target": "3", "direction": "lower"},
    {
        "kind": "interpolation",
        "knots": [{"at": "0", "points": "0"}, {"at": "50", "points": "30"}, {"at": "100", "points": "40"}],
    },
    {"kind": "option_list", "options": [{"value": "60"}, {"value": "80"}, {"value": "100"}], "out_of": "100"},
    {"kind": "imported_score", "lowest": "-10", "highest": "110"},
    {"kind": "per_case_deduction", "each": "3/2"},
    {"kind": "capped_bonus", "base": "10", "each": "1/4", "cap": "20"},
]
VALUES = (
    st.integers(-20, 130).map(Fraction)
    | st.sampled_from(
        [Fraction(number) for number in ("60", "80", "100", "50", "90", "95", "89/2", "12", "5", "3", "0")]
    )
    | st.fractions(-20, 130, max_denominator=12)
)


def published(rule: dict[str, Any]) -> tuple[Any, Document]:
    model: Any = TypeAdapter(Rule).validate_python(rule)
    return model, Document(public_form(model), "x.json")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["kind"])
@given(value=VALUES)
def test_both_give_the_same(rule: dict[str, Any], value: Fraction) -> None:
    model, document = published(rule)
    found = rule_points(document, value, MOST)
    try:
        steps = value_steps(model, value, MOST, ("P2-3.1",))
        if rule["kind"] == "option_list" and value not in {option.value for option in model.options}:
            assert found is None
            return
        if rule["kind"] == "imported_score" and not model.lowest <= value <= model.highest:
            assert found is None
            return
    except FindingsError:
        assert found is None
        return
    assert found == steps[-1].value


def test_what_reads_more_is_left_open() -> None:
    _, best = published({"kind": "ratio_to_best"})
    assert rule_points(best, Fraction(5), MOST) is None
    assert not reads_one_figure(best)
    _, linear = published(RULES[0])
    assert reads_one_figure(linear)
    ground = {"id": "weather", "name": {"zh": "天气", "en": "weather"}, "cites": ["P1-A8"]}
    _, exempt = published({"kind": "per_case_deduction", "each": "1", "exempt": {"grounds": [ground]}})
    assert rule_points(exempt, Fraction(5), MOST) is None


def test_a_rule_of_another_shape_is_refused() -> None:
    for rule in ({"kind": "linear_to_target"}, {}, {"kind": "band_table", "bands": 1}):
        with pytest.raises(FindingsError):
            rule_points(Document(rule, "x.json"), Fraction(1), MOST)


def test_what_no_number_follows_from_is_left_open() -> None:
    zero = {"kind": "linear_to_target", "target": "0", "direction": "higher"}
    assert rule_points(Document(zero, "x.json"), Fraction(1), MOST) is None
    still = {
        "kind": "step_penalty",
        "target": "9",
        "step": "0",
        "penalty": "1",
        "steps": "whole",
        "direction": "higher",
    }
    assert rule_points(Document(still, "x.json"), Fraction(1), MOST) is None
    gap = {"kind": "band_table", "bands": [{"at_least": "5", "below": None, "points": "1"}]}
    assert rule_points(Document(gap, "x.json"), Fraction(1), MOST) is None
