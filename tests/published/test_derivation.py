"""Published steps: strict reading, sentences, and recomputation that catches what does not follow."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from generator.core import canonical
from generator.core.errors import FindingsError
from generator.core.exact import plain
from generator.core.messages import LANGS, catalogue
from generator.published.derivation import OPERATIONS, Step, from_json, recompute, step_text
from generator.published.shapes import Document

EXAMPLES: dict[str, tuple[dict[str, str], str, str]] = {
    "proportion": ({"value": "193/2", "target": "95", "max": "12"}, "1158/95", "96.5 ÷ 95 × 12 = 1158/95 ≈ 12.189474"),
    "inverse_proportion": ({"value": "12", "target": "10", "max": "6"}, "5", "数值越低越好：10 ÷ 12 × 6 = 5"),
    "at_or_below_zero": ({"value": "0", "max": "6"}, "6", "数值越低越好，0 不高于 0，按满分 6 计"),
    "ratio_to_best": (
        {"value": "4562/5", "best": "948", "units": "12", "max": "600"},
        "45620/79",
        "有数值的 12 个考核对象中最高为 948：912.4 ÷ 948 × 600 = 45620/79 ≈ 577.468354",
    ),
    "cap": ({"value": "1158/95", "limit": "12"}, "12", "1158/95 ≈ 12.189474 超过满分，按 12 计"),
    "bonus_cap": ({"value": "6", "limit": "4"}, "4", "6 超过加分上限，按 4 计"),
    "floor": ({"value": "-3/2"}, "0", "-1.5 低于 0，扣完为止，按 0 计"),
    "reached": ({"value": "1/2", "target": "1/2", "max": "1"}, "1", "0.5 达到目标 0.5，得满分 1"),
    "kept_within": ({"value": "173/5", "target": "859/20", "max": "2"}, "2", "34.6 未超过目标 42.95，得满分 2"),
    "shortfall": ({"value": "404/125", "target": "13/2"}, "817/250", "低于目标：6.5 − 3.232 = 3.268"),
    "excess": ({"value": "13/2", "target": "5"}, "3/2", "超过目标：6.5 − 5 = 1.5"),
    "whole_steps": ({"distance": "817/250", "step": "1"}, "3", "3.268 ÷ 1，只计整步，不足一步的不计：3 步"),
    "partial_steps": ({"distance": "3/2", "step": "1/100"}, "150", "1.5 ÷ 0.01 = 150 步，不足一步的按比例计"),
    "deduct": ({"max": "2", "count": "3", "each": "1/20"}, "37/20", "2 − 3 × 0.05 = 1.85"),
    "times": ({"count": "3", "each": "3/2"}, "9/2", "3 × 1.5 = 4.5"),
    "sum": ({"values": "6 4"}, "10", "6 + 4 = 10"),
    "mean": ({"values": "192 188 184"}, "188", "平均：(192 + 188 + 184) ÷ 3 = 188"),
    "rank_points": (
        {"place": "3", "decrement": "1/50", "max": "200"},
        "192",
        "第 3 名：200 × (1 − (3 − 1) × 0.02) = 192",
    ),
    "band": ({"value": "70", "at_least": "60", "below": "80", "points": "6"}, "6", "60 ≤ 70 < 80，得 6"),
    "vote_mean": (
        {"group": "leaders", "counts": "2 1 0 0", "worth": "100 80 60 40", "valid": "3"},
        "280/3",
        "leaders：(2 × 100 + 1 × 80 + 0 × 60 + 0 × 40) ÷ 3 张有效票 = 280/3 ≈ 93.333333",
    ),
    "weighted_mean": (
        {"groups": "leaders staff", "values": "280/3 81", "weights": "20 80"},
        "1252/15",
        "按权重合计（leaders、staff）：((280/3) × 20 + 81 × 80) ÷ 100 = 1252/15 ≈ 83.466667",
    ),
    "renormalised_mean": (
        {"groups": "staff panel", "values": "81 92", "weights": "40 20"},
        "254/3",
        "只有 staff、panel 有有效票，其余主体不计，权重按比例折算：(81 × 40 + 92 × 20) ÷ 60 = 254/3 ≈ 84.666667",
    ),
    "of_hundred": ({"value": "90", "max": "12"}, "54/5", "由百分制折算：90 ÷ 100 × 12 = 10.8"),
    "share": (
        {"options": "basic incompetent", "counts": "20 13", "valid": "99"},
        "1/3",
        "占比（basic、incompetent）：(20 + 13) ÷ 99 张有效票 = 1/3 ≈ 0.333333",
    ),
    "share_band": (
        {"row": "6", "share": "1/2", "below": "3/5", "other": "1/3", "other_at_least": "1/3", "points": "130"},
        "130",
        "符合第 6 行：0.5 < 0.6，且 1/3 ≤ 1/3 (≈ 0.333333)，得 130",
    ),
    "peer_mean": (
        {"sum": "32", "units": "3"},
        "32/3",
        "本项没有数值，按规定取其余 3 个考核对象得分的平均：32 ÷ 3 = 32/3 ≈ 10.666667",
    ),
    "not_reached": ({"value": "97", "target": "100"}, "0", "97 未达到 100，不得分：0"),
    "not_kept": ({"value": "3", "target": "2"}, "0", "3 超过 2，不得分：0"),
    "interpolate": (
        {"value": "85", "low": "80", "high": "90", "low_points": "6", "high_points": "10"},
        "8",
        "在 80（6 分）与 90（10 分）之间按比例：6 + (85 − 80) ÷ (90 − 80) × (10 − 6) = 8",
    ),
    "lower_end": ({"value": "50", "low": "60", "points": "3"}, "3", "50 不高于最低一点 60，得 3"),
    "upper_end": ({"value": "95", "high": "90", "points": "10"}, "10", "95 不低于最高一点 90，得 10"),
    "option_value": (
        {"value": "95", "listed": "100 95 90", "out_of": "100", "max": "9"},
        "171/20",
        "可选分值（100、95、90）中的 95：95 ÷ 100 × 9 = 8.55",
    ),
    "scaled": (
        {"value": "90", "lowest": "0", "highest": "120", "max": "8"},
        "6",
        "外来分数由 0 至 120 折算：(90 − 0) ÷ (120 − 0) × 8 = 6",
    ),
    "exempt_cases": ({"count": "5", "exempted": "2"}, "3", "其中 2 件符合免扣情形，不计：5 − 2 = 3"),
    "place_points": ({"place": "2", "points": "57"}, "57", "第 2 名，得 57"),
    "shared_place": (
        {"place": "2", "units": "2"},
        "5/2",
        "从第 2 名起有 2 个并列，取名次平均：2 + (2 − 1) ÷ 2 = 2.5",
    ),
    "rating_mean": (
        {"group": "peers", "values": "8 9", "highest": "10"},
        "85",
        "peers：2 份评分的平均折成百分制：(8 + 9) ÷ 2 ÷ 10 × 100 = 85",
    ),
    "trimmed_mean": (
        {"group": "peers", "values": "6 8 9 10", "drop_low": "1", "drop_high": "1", "highest": "10"},
        "85",
        "peers：评分 6、8、9、10，去掉 1 个最低、1 个最高：(8 + 9) ÷ 2 ÷ 10 × 100 = 85",
    ),
    "outlier_mean": (
        {"group": "peers", "values": "2 8 10", "deviation": "1/2", "highest": "10"},
        "90",
        "peers：评分 2、8、10，与平均值相差超过平均值的 0.5 倍的不计：(8 + 10) ÷ 2 ÷ 10 × 100 = 90",
    ),
    "group_peer_mean": (
        {"group": "public", "sum": "170", "units": "2"},
        "85",
        "public 没有有效评价，按规定取其对其余 2 个对象评价的平均：170 ÷ 2 = 85",
    ),
    "group_full": ({"group": "public"}, "100", "public 没有有效评价，按规定以 100 计"),
    "group_zero": ({"group": "public"}, "0", "public 没有有效评价，原因已写明，按规定以 0 计"),
    "penalty_cap": ({"value": "6", "limit": "5"}, "5", "6 超过减分上限，按 5 计"),
    "adjust": ({"value": "88", "bonus": "3", "penalty": "1"}, "90", "加减分后：88 + 3 − 1 = 90"),
    "ceiling": ({"value": "103", "limit": "100"}, "100", "103 超过总分上限，按 100 计"),
    "item_zero": ({"value": "88", "points": "8"}, "80", "一票否决，该项不计分：88 − 8 = 80"),
    "coefficient": ({"value": "80", "coefficient": "21/20"}, "84", "乘以所在单位的系数：80 × 1.05 = 84"),
    "missing_full": ({"max": "8"}, "8", "本项没有数值，按规定以满分 8 计"),
    "missing_zero": ({}, "0", "本项没有数值，原因已写明，按规定以 0 计"),
}


def step(op: str, args: dict[str, str], result: str) -> Step:
    return Step(op, args, result, ("P1-A9",))


def test_every_operation_has_an_example() -> None:
    assert set(EXAMPLES) == set(OPERATIONS)


@pytest.mark.parametrize("op", sorted(EXAMPLES))
def test_example(op: str) -> None:
    args, result, sentence = EXAMPLES[op]
    made = step(op, args, result)
    assert recompute(made) == Fraction(result)
    assert step_text(made, "zh") == sentence
    assert from_json(Document(canonical.decode(canonical.encode(made.to_json())), "x")) == made


@pytest.mark.parametrize("op", sorted(EXAMPLES))
@pytest.mark.parametrize("lang", LANGS)
def test_sentences_are_complete(op: str, lang: str) -> None:
    args, result, _ = EXAMPLES[op]
    sentence = step_text(step(op, args, result), "zh" if lang == "zh" else "en")
    assert "…" not in sentence and "{" not in sentence and "step." not in sentence
    assert f"step.{op}" in catalogue()
    # Redoing the step by hand needs its result in the sentence.
    assert plain(Fraction(result)) in sentence


def test_groups_are_named() -> None:
    args, result, _ = EXAMPLES["weighted_mean"]
    sentence = step_text(step("weighted_mean", args, result), "zh", {"leaders": "分管领导", "staff": "干部职工"})
    assert "（分管领导、干部职工）" in sentence


def test_a_band_without_bounds_says_so() -> None:
    assert step_text(step("band", {"value": "70", "points": "6"}, "6"), "zh") == "-∞ < 70 < +∞，得 6"


@pytest.mark.parametrize(
    ("op", "args"),
    [
        ("proportion", {"value": "1", "target": "0", "max": "12"}),
        ("inverse_proportion", {"value": "0", "target": "10", "max": "6"}),
        ("at_or_below_zero", {"value": "1", "max": "6"}),
        ("ratio_to_best", {"value": "10", "best": "9", "units": "3", "max": "6"}),
        ("cap", {"value": "12", "limit": "12"}),
        ("floor", {"value": "1"}),
        ("reached", {"value": "49/100", "target": "1/2", "max": "1"}),
        ("kept_within", {"value": "51/100", "target": "1/2", "max": "1"}),
        ("shortfall", {"value": "6", "target": "5"}),
        ("excess", {"value": "5", "target": "5"}),
        ("whole_steps", {"distance": "1", "step": "0"}),
        ("rank_points", {"place": "0", "decrement": "1/50", "max": "200"}),
        ("band", {"value": "80", "at_least": "60", "below": "80", "points": "6"}),
        ("vote_mean", {"group": "a", "counts": "2 1", "worth": "100 80", "valid": "4"}),
        ("vote_mean", {"group": "a", "counts": "2 1", "worth": "100", "valid": "3"}),
        ("vote_mean", {"group": "a", "counts": "0 0", "worth": "100 80", "valid": "0"}),
        ("weighted_mean", {"groups": "a b", "values": "1 2", "weights": "20 79"}),
        ("renormalised_mean", {"groups": "a b", "values": "1 2", "weights": "20 80"}),
        ("share", {"options": "basic", "counts": "3", "valid": "2"}),
        ("share_band", {"row": "1", "share": "1/2", "at_least": "3/5", "points": "130"}),
        ("share_band", {"row": "1", "share": "1/2", "other": "1/4", "other_at_least": "1/3", "points": "130"}),
        ("share_band", {"row": "1", "share": "1/2", "other_at_least": "1/3", "points": "130"}),
        ("peer_mean", {"sum": "0", "units": "0"}),
        ("sum", {}),
        ("not_reached", {"value": "1", "target": "1"}),
        ("not_kept", {"value": "1", "target": "1"}),
        ("interpolate", {"value": "9", "low": "1", "high": "8", "low_points": "1", "high_points": "2"}),
        ("interpolate", {"value": "1", "low": "1", "high": "1", "low_points": "1", "high_points": "2"}),
        ("lower_end", {"value": "2", "low": "1", "points": "1"}),
        ("upper_end", {"value": "1", "high": "2", "points": "1"}),
        ("option_value", {"value": "99", "listed": "100 95", "out_of": "100", "max": "9"}),
        ("option_value", {"value": "0", "listed": "0 95", "out_of": "0", "max": "9"}),
        ("scaled", {"value": "121", "lowest": "0", "highest": "120", "max": "9"}),
        ("scaled", {"value": "1", "lowest": "1", "highest": "1", "max": "9"}),
        ("exempt_cases", {"count": "1", "exempted": "2"}),
        ("place_points", {"place": "3/2", "points": "2"}),
        ("shared_place", {"place": "2", "units": "1"}),
        ("rating_mean", {"group": "a", "values": "1 2", "highest": "0"}),
        ("trimmed_mean", {"group": "a", "values": "1 2", "drop_low": "1", "drop_high": "1", "highest": "5"}),
        ("outlier_mean", {"group": "a", "values": "1 9", "deviation": "0", "highest": "10"}),
        ("group_peer_mean", {"group": "a", "sum": "0", "units": "0"}),
        ("penalty_cap", {"value": "5", "limit": "5"}),
        ("ceiling", {"value": "100", "limit": "100"}),
        ("item_zero", {"value": "8", "points": "0"}),
        ("nonsense", {}),
    ],
)
def test_what_does_not_follow_is_refused(op: str, args: dict[str, str]) -> None:
    with pytest.raises(FindingsError) as caught:
        recompute(step(op, args, "1"))
    assert [problem.code for problem in caught.value.problems] == ["S220"]


GOOD: dict[str, Any] = {
    "op": "times",
    "args": {"count": "3", "each": "1/2"},
    "result": "3/2",
    "cites": ["P2-3.2(4)", "local.b"],
}


@pytest.mark.parametrize(
    "change",
    [
        {"op": "eval"},
        {"op": 3},
        {"args": {"count": "3"}},
        {"args": {"count": "3", "each": "1/2", "extra": "1"}},
        {"args": {"count": "3", "each": "2/4"}},
        {"args": {"count": "3", "each": "0.5"}},
        {"args": {"count": "03", "each": "1/2"}},
        {"args": {"count": "1" * 1001, "each": "1/2"}},
        {"args": []},
        {"result": "6/4"},
        {"result": 1},
        {"result": "1" * 5000},
        {"cites": []},
        {"cites": ["see above"]},
        {"cites": "P1-A1"},
        {"more": 1},
        {"op": "sum", "args": {"values": ""}},
        {"op": "sum", "args": {"values": "1  2"}},
        {"op": "vote_mean", "args": {"group": "A b", "counts": "1", "worth": "1", "valid": "1"}},
    ],
)
def test_a_step_of_another_shape_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(FindingsError) as caught:
        from_json(Document(GOOD | change, "records/unit-result/x.json"))
    assert [problem.code for problem in caught.value.problems] == ["C110"]


def test_a_good_step_is_read() -> None:
    read = from_json(Document(GOOD, "x"))
    assert read.value == Fraction(3, 2)
    assert read.cites == ("P2-3.2(4)", "local.b")
