"""Problems as text: the caret stands under the column it means, whatever the characters are."""

from __future__ import annotations

import json

import pytest

from generator.core.messages import LANGS
from generator.core.problem import Place, Problem
from generator.core.render import display_width, problem_json, problem_text, problems_text


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("abc", 3),
        ("考核", 4),
        ("ａ：", 4),
        ("ｱ", 1),
        ("e\u0301", 1),
        ("a\u200bb", 2),
        ("\u202ea", 1),
        ("🙂", 2),
        ("", 0),
    ],
)
def test_columns_of_a_terminal(text: str, width: int) -> None:
    assert display_width(text) == width


def caret(source: str, col: int, width: int) -> tuple[str, str]:
    """The shown line and the part of it, by display columns, under the caret."""
    text = problem_text(Problem("C130", Place("a.yml", 3, col), source=source, width=width), "zh")
    _, line, marks = text.split("\n")[:3]
    start, end = len(marks) - len(marks.lstrip()), len(marks)
    assert set(marks.strip()) == {"^"}
    column, under = 0, ""
    for char in line:
        if start <= column < end:
            under += char
        column += display_width(char)
    return line, under


@pytest.mark.parametrize(
    ("source", "col", "width", "under"),
    [
        ("weight: 30", 9, 2, "30"),
        ("名称：值", 3, 1, "："),
        ("单位: 政务服务大厅", 5, 6, "政务服务大厅"),
        ("\tkey: value", 7, 5, "value"),
        ("a\t考: b", 4, 1, ":"),
        ("🙂🙂: x", 5, 1, "x"),
        ("x", 1, 9, "x"),
        ("考e\u0301: z", 6, 1, "z"),
    ],
)
def test_the_caret_is_under_what_is_meant(source: str, col: int, width: int, under: str) -> None:
    line, found = caret(source, col, width)
    assert line == "    3 | " + source.replace("\t", " ")
    assert found.strip() == under


def test_a_caret_after_the_end_of_the_line_has_one_column() -> None:
    text = problem_text(Problem("C130", Place("a.yml", 3, 4), source="考核x", width=7), "en")
    assert text.split("\n")[2] == " " * (8 + 5) + "^"


def test_the_whole_report() -> None:
    problem = Problem("P110", Place("records/scheme.yml", 2, 1), source="id: x", width=2, clause="P1-A12")
    assert problem_text(problem, "en").split("\n") == [
        "records/scheme.yml:2:1: P110 the scheme differs from the published one; it must not change once it is made "
        "known [P1-A12]",
        "    2 | id: x",
        "        ^^",
        "  hint: restore the published content; a real change needs a change statement and a new notice",
    ]
    assert problem_text(problem, "zh").endswith("  修改建议：恢复已发布的内容；确需变更须另行发布变更并重新告知")


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (Problem("C130", Place("a.yml")), "a.yml: C130 no such file"),
        (Problem("C130", Place("a.yml", 7, 2)), "a.yml:7:2: C130 no such file"),
        (Problem("C130", Place("")), "C130 no such file"),
        (Problem("C130", Place("a.yml"), source="hidden"), "a.yml: C130 no such file"),
    ],
)
def test_only_what_is_known_is_said(problem: Problem, text: str) -> None:
    assert problem_text(problem, "en") == text


def test_problems_follow_one_another() -> None:
    problem = Problem("C130", Place("a.yml"))
    assert problems_text([problem, problem], "en") == "a.yml: C130 no such file\na.yml: C130 no such file"


def test_a_hint_that_several_share_is_given_once() -> None:
    sealed = [Problem("F220", Place(f"records/{name}.yml.age")) for name in ("a", "b")]
    other = Problem("M121", Place("records/c.yml", 3, 1))
    text = problems_text([*sealed, other, sealed[0]], "en")
    lines = [line for line in text.split("\n") if line.startswith("  hint: ")]
    assert [line.split()[1] for line in lines] == ["give", "type", "give"]
    assert text.index("b.yml") < text.index("hint: give") < text.index("c.yml")
    assert problems_text([], "en") == ""


@pytest.mark.parametrize("bad", ["\x1b[31m", "\r", "\x07", "\u202e", "\u2066", "\n"])
def test_nothing_reaches_the_terminal_that_it_would_obey(bad: str) -> None:
    problem = Problem("D201", Place(f"a{bad}.yml", 1, 5), {"unit": f"a{bad}b"}, source=f"id: {bad}", width=9)
    for lang in LANGS:
        first, source, caret_line, hint = problem_text(problem, lang).split("\n")
        assert bad not in first + source + caret_line + hint
        assert len(caret_line) == len(source)


def test_machines_get_both_languages() -> None:
    problem = Problem("P102", Place("a.yml", 1, 2), {"kind": "report", "needed": "scheme"}, clause="P1-A12")
    value = problem_json(problem)
    assert json.loads(json.dumps(value)) == value
    assert value == {
        "code": "P102",
        "path": "a.yml",
        "line": 1,
        "col": 2,
        "clause": "P1-A12",
        "params": {"kind": "report", "needed": "scheme"},
        "message": {
            "zh": "发布“考核报告（report）”之前，必须先发布“公布方案和计划（scheme）”",
            "en": "scheme must be published before report",
        },
        "hint": {
            "zh": "先起草、签署、发布 scheme；现在该办哪一步，见 kaohe status 加年度",
            "en": "draft, sign and publish scheme first; kaohe status YEAR says what comes now",
        },
    }
