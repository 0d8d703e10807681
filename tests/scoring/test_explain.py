"""The derivation as text: complete, aligned by display width, with clause ids and the note about boundaries."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from generator.core.messages import LANGS, Lang
from generator.core.render import display_width
from generator.scoring.explain import boundary_note, explain
from generator.scoring.inputs import CohortInputs, Figure
from generator.scoring.sheet import Sheet, score
from tests.scoring.material import UNITS, Loader

REASON = {"zh": "本年度没有该项工作", "en": "no such work this year"}


@pytest.fixture
def sheet(scheme: Loader, inputs: CohortInputs) -> Sheet:
    return score(scheme().record, UNITS, inputs)["planning"]


def test_every_indicator_with_its_clause_and_steps(scheme: Loader, sheet: Sheet) -> None:
    told = explain(sheet, scheme().record, "zh")
    for family in scheme().record.families:
        assert f"{family.name.zh} ({family.id})" in told
        assert f"[{', '.join(family.cites)}]" in told
        for indicator in family.indicators:
            assert f"{indicator.name.zh} ({indicator.id})" in told
    assert "· 95 ÷ 95 × 12 = 12\n" in told
    assert "· 服务对象：(6 × 100 + 4 × 60 + 1 × 20) ÷ 11 张有效票 = 860/11 ≈ 78.181818" in told
    assert "依据数据：最高值 948 分" not in told
    assert "依据数据：最高值 948 万元" in told
    assert told.count("·") == sum(len(indicator.steps) for indicator in sheet.indicators)


@pytest.mark.parametrize("lang", LANGS)
def test_nothing_is_left_open(scheme: Loader, sheet: Sheet, lang: Lang) -> None:
    told = explain(sheet, scheme().record, lang)
    assert "…" not in told and "{" not in told
    for key in ("step.", "explain.", "rounding.", "missing.", "input."):
        assert key not in told


@pytest.mark.parametrize("lang", LANGS)
def test_points_stand_in_one_column(scheme: Loader, sheet: Sheet, lang: Lang) -> None:
    lines = explain(sheet, scheme().record, lang).split("\n")
    ends = {
        display_width(line[: line.index("  [")])
        for line in lines
        if "  [P" in line and " / " in line and "·" not in line
    }
    total = next(line for line in lines if " / 100  " in line)
    ends.add(display_width(total[: total.index(" / 100") + len(" / 100")]))
    assert len(ends) == 1


def test_no_trailing_blanks_and_stable(scheme: Loader, sheet: Sheet) -> None:
    told = explain(sheet, scheme().record, "zh")
    assert all(line == line.rstrip() for line in told.split("\n"))
    assert told == explain(sheet, scheme().record, "zh")


def test_missing_and_incomplete(scheme: Loader, inputs: CohortInputs) -> None:
    figures = {**inputs.figures, ("supervision", "planning"): Figure(missing=REASON)}
    figures[("decision", "planning")] = Figure(missing=REASON)
    record = scheme().record
    told = explain(score(record, UNITS, replace(inputs, figures=figures))["planning"], record, "zh")
    assert "没有数值：本年度没有该项工作；处理办法：不计分，保持未完成  [P1-A13]" in told
    assert "处理办法：取其余考核对象得分的平均" in told
    assert "未完成：有指标没有分数" in told
    assert "无 /  8" in told


@pytest.mark.parametrize(("below", "noted"), [(Fraction(1, 1000), True), (Fraction(1), False), (Fraction(0), False)])
def test_note_where_rounding_crosses_a_bound(scheme: Loader, sheet: Sheet, below: Fraction, noted: bool) -> None:
    record = scheme().record
    near = replace(sheet, total=Fraction(90) - below, grade="good" if below else "excellent")
    note = boundary_note(near, record, "zh")
    assert (note is not None) == noted
    if note is not None:
        assert "89.999" in note and "90.00" in note and "良好" in note and "优秀" in note
        assert note in explain(near, record, "zh")


def test_incomplete_has_no_note(scheme: Loader, sheet: Sheet) -> None:
    assert boundary_note(replace(sheet, total=None), scheme().record, "zh") is None
