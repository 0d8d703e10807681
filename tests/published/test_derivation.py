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
        "有数值的 12 个单位中最高为 948：912.4 ÷ 948 × 600 = 45620/79 ≈ 577.468354",
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
        "本项没有数值，按规定取其余 3 个单位得分的平均：32 ÷ 3 = 32/3 ≈ 10.666667",
    ),
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
