"""Which plain words are ambiguous, judged against what YAML 1.1 (PyYAML) makes of them."""

import datetime

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.intake.scalars import QUOTES, SUSPECT, ambiguity, meant_as_mapping, stray_quote

AMBIGUOUS = {
    "Y116": ["<<", "="],
    "Y140": ["yes", "No", "NO", "on", "OFF", "y", "N", "oN"],
    "Y141": ["True", "TRUE", "False", "FALSE"],
    "Y142": ["~", "null", "Null", "NULL"],
    "Y143": [""],
    "Y144": ["0123", "-007", "00", "01.5"],
    "Y145": ["12:30", "1:30:00", "190:20:30.15"],
    "Y146": ["1_000", "1_000.5", "0.5_0", "1_"],
    "Y147": ["0x1F", "0o17", "0b1", "-0xff"],
    "Y148": ["1e3", "1.5E+3", "-2e-1", ".5e1"],
    "Y149": [".5", "5.", "-.5"],
    "Y150": ["+5", "+5.0", "+.5"],
    "Y151": [".inf", "-.INF", ".nan", "+.inf"],
    "Y153": ["2025-03-04T10:00:00", "2025-03-04 10:00:00 +8", "2025-3-4 1:00:00"],
    "Y154": ["\u3000a", "\u00a0b"],
}

CLEAR = [
    "true", "false", "0", "-0", "12", "-3.50", "0.05", "1/3", "20%", "2025-03-04", "2025", "85分", "1.2.3",
    "P1-A16", "P2-3.2(4)", "dept-03", "no-one", "北京", "note",
    "-", "...x", "1e", "e3", "0x", "12:", "a:b", "2025-03", "甲 no", "é",
]  # fmt: skip


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in AMBIGUOUS.items() for text in texts])
def test_ambiguous(code: str, text: str) -> None:
    assert ambiguity(text) == code
    assert text[:1] in SUSPECT


@pytest.mark.parametrize("text", CLEAR)
def test_clear(text: str) -> None:
    assert ambiguity(text) is None


@settings(max_examples=500, deadline=None)
@given(st.text(alphabet="0123456789+-._:xXobeEnaifNyYsTruFl~ ", min_size=1, max_size=8))
def test_what_is_clear_reads_alike_elsewhere(text: str) -> None:
    """A plain word we let through is to PyYAML text, an exact number, a day or a boolean, and nothing else."""
    try:
        value = yaml.safe_load(f"- {text}")[0]
    except (yaml.YAMLError, ValueError, TypeError):
        return
    plain = text.strip()
    if isinstance(value, (list, dict)) or ambiguity(plain) is not None or "#" in plain or ": " in plain:
        return
    assert (
        isinstance(value, str)
        or (isinstance(value, bool) and plain in ("true", "false"))
        or (isinstance(value, int) and str(value) == plain.replace("-0", "0"))
        or (isinstance(value, float) and float(plain) == value)
        or (isinstance(value, datetime.date) and str(value) == plain)
    ), (plain, value)


def test_full_width_colon() -> None:
    assert meant_as_mapping("分数：85")
    assert meant_as_mapping("score：")
    assert not meant_as_mapping("：85")
    assert not meant_as_mapping("分数:85")
    assert not meant_as_mapping("该局认为，理由如下：第一")


@pytest.mark.parametrize(
    "text", ['办公室"', "“办公室", '“办公室"', "办公室”", "「办公室", "办公室」", "『甲", "‘甲", 'a "b" c"']
)
def test_half_of_a_pair_of_quotation_marks(text: str) -> None:
    assert stray_quote(text)
    assert QUOTES & set(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "办公室",
        "“办公室”",
        '称"办公室"',
        "“甲”和“乙”",
        "称“办公室”",
        '屏幕 19"',
        "the offices’",
        "Xinghe's",
        "「甲」",
        'a"b',
        "甲“乙”丙",
    ],
)
def test_quotation_marks_that_can_be_meant(text: str) -> None:
    assert not stray_quote(text)
