"""The strict reader: what it refuses, where it says so, and that nothing makes it fail in another way."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.core.messages import catalogue
from generator.core.problem import Problem
from generator.intake import reader
from generator.intake.node import Mapping, Node, Scalar, Sequence
from generator.intake.reader import read, source_text


def codes(problems: list[Problem]) -> list[str]:
    return [problem.code for problem in problems]


def spots(data: str | bytes) -> list[tuple[str, int, int]]:
    _, problems = read(data if isinstance(data, bytes) else data.encode(), "a.yml")
    return [(p.code, p.place.line, p.place.col) for p in problems]


GOOD = """\
# 示例
name:
  zh: 示例局😀科
  en: "Example Bureau"
scores: [85, 90.5, 1/3, 20%]
dates:
  - 2025-03-04
  - {from: 2025-01-01, open: true}
note: |
  第一行：说明
  第二行
"""


def test_good_file() -> None:
    node, problems = read(GOOD.encode(), "a.yml")
    assert problems == []
    assert isinstance(node, Mapping)
    assert [key.text for key, _ in node.pairs] == ["name", "scores", "dates", "note"]
    name = node.pairs[0][1]
    assert isinstance(name, Mapping)
    assert name.pairs[0][1] == Scalar("示例局😀科", False, 3, 7, 5)
    assert name.pairs[1][1] == Scalar("Example Bureau", True, 4, 7, 16)
    scores = node.pairs[1][1]
    assert isinstance(scores, Sequence)
    assert [s.text for s in scores.items if isinstance(s, Scalar)] == ["85", "90.5", "1/3", "20%"]
    note = node.pairs[3][1]
    assert isinstance(note, Scalar)
    assert (note.text, note.quoted, note.line, note.col) == ("第一行：说明\n第二行\n", True, 9, 7)


@pytest.mark.parametrize("variant", ["\ufeff" + GOOD, GOOD.replace("\n", "\r\n"), "---\n" + GOOD, GOOD + "...\n"])
def test_harmless_variants(variant: str) -> None:
    node, problems = read(variant.encode(), "a.yml")
    assert problems == []
    assert node is not None


def test_mark_and_line_ends_do_not_move_positions() -> None:
    assert spots("\ufeff甲: NO\r\n乙😀: 0123\r\n") == [("Y140", 1, 4), ("Y144", 2, 5)]


REFUSED: dict[str, tuple[str | bytes, list[tuple[str, int, int]]]] = {
    "not utf-8": (b"a: \xb7\xd6\n", [("Y101", 1, 4)]),
    "not utf-8, after chinese": ("甲: 1\n乙: ".encode() + b"\xff", [("Y101", 2, 4)]),
    "utf-16": ("a: 1".encode("utf-16"), [("Y101", 1, 1)]),
    "nul": ("a: b\0c\n", [("Y103", 1, 5)]),
    "escape": ("甲: \x1b[1m\n", [("Y103", 1, 4)]),
    "c1 control": ("a: b\x85\n", [("Y103", 1, 5)]),
    "line separator": ("a: b\u2028c\n", [("Y103", 1, 5)]),
    "lone carriage return": ("a: b\rc\n", [("Y103", 1, 5)]),
    "bidi in a comment": ("a: b # \u202e\n", [("Y104", 1, 8)]),
    "zero width": ("a: b\u200bc\n", [("Y105", 1, 5)]),
    "second byte order mark": ("\ufeff\ufeffa: b\n", [("Y105", 1, 1)]),
    "soft hyphen in a key": ("a\u00ad: b\n", [("Y105", 1, 2)]),
    "variation selector": ("a: 葛\U000e0100\n", [("Y105", 1, 5)]),
    "replacement": ("a: \ufffd\n", [("Y106", 1, 4)]),
    "escaped bidi": ('a: "x\\u202ey"\n', [("Y104", 1, 4)]),
    "escaped nul": ('a: "\\0"\n', [("Y103", 1, 4)]),
    "tab indentation": ("a:\n\tb: 1\n", [("Y125", 2, 1)]),
    "tab in block text": ("a: |\n  x\n  \ty\nb: 1\n", [("Y107", 3, 3)]),
    "empty": ("", [("Y110", 0, 0)]),
    "comment only": ("# x\n", [("Y110", 0, 0)]),
    "marker only": ("---\n", [("Y110", 0, 0)]),
    "second document": ("a: 1\n---\nb: 1\n", [("Y111", 2, 1)]),
    "directive": ("%YAML 1.1\n---\na: 1\n", [("Y112", 1, 1)]),
    "unknown directive": ("%FOO\n---\na: 1\n", [("Y112", 1, 1)]),
    "anchor and alias": ("a: &x 1\nb: *x\n", [("Y113", 1, 4), ("Y114", 2, 4)]),
    "anchored mapping": ("a: &x\n  b: 1\n", [("Y113", 1, 4)]),
    "tag": ("a: !!str 1\n", [("Y115", 1, 4)]),
    "python tag": ("!!python/object/apply:os.system ['true']\n", [("Y115", 1, 1)]),
    "undefined tag handle": ("a: !e!x 1\n", [("Y115", 1, 4)]),
    "merge key": ("a:\n  <<: {b: 1}\n", [("Y116", 2, 3)]),
    "duplicate key": ("a: 1\nb: 2\n甲: 3\na: 4\n", [("Y117", 4, 1)]),
    "duplicate key, quoted": ("a: 1\n'a': 4\n", [("Y117", 2, 1)]),
    "list as key": ("? [a]\n: 1\n", [("Y118", 1, 3)]),
    "mapping as key": ("{{a: b}: 1}\n", [("Y118", 1, 2)]),
    "empty value": ("甲: \nb: 1\n", [("Y143", 1, 3)]),
    "ambiguous key": ("on: 1\n", [("Y140", 1, 1)]),
    "several": ("a: NO\na: 0123\nb: 12:30\n", [("Y140", 1, 4), ("Y117", 2, 1), ("Y144", 2, 4), ("Y145", 3, 4)]),
    "wide colon in an item": ("- 分数：85\n", [("Y152", 1, 5)]),
    "wide colon in a document": ("分数：85\n", [("Y152", 1, 3)]),
    "wide colon below a key": ("a:\n  分数：85\n", [("Y152", 2, 5)]),
    "wide colon in braces": ("{a：1}\n", [("Y152", 1, 3), ("Y143", 1, 5)]),
    "quote at the end only": ('{a: 甲", b: 1}\n', [("Y155", 1, 5)]),
    "wide quote at the beginning only": ("a: “甲\nb: 1\n", [("Y155", 1, 4)]),
    "wide quote and ASCII quote": ('a: “甲"\nb: "“乙"\nc: “丙”\n', [("Y155", 1, 4)]),
    "wide blank as indentation": ("a:\n　　b: 1\n", [("Y143", 1, 3), ("Y154", 2, 1)]),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_code_and_position(name: str) -> None:
    data, expected = REFUSED[name]
    assert spots(data) == expected


SYNTAX = {
    "Y121": ("分数：85\n名: 1\n", 1, 3),
    "Y122": ("a: “x: y”\n", 1, 4),
    "Y123": ("a: [1，2\nb: 3\n", 1, 6),
    "Y124": ("a:\n  - b\n  － c\nd: 1\n", 3, 3),
    "Y125": ("a:\n  b:\t- 1\n", 2, 5),
    "Y126": ("甲😀: b: c\n", 1, 6),
    "Y127": ("a: 1\nb\nc: 1\n", 2, 1),
    "Y128": ("a: 1\n乙: 'x\n", 2, 4),
    "Y129": ("a: [1, 2\nb: 3\n", 1, 4),
    "Y130": ("a: @x\n", 1, 4),
    "Y131": ('a: "C:\\q"\n', 1, 7),
    "Y132": ("a:\n    b: 1\n  c: 2\n", 3, 3),
    "Y133": ("a: }\n", 1, 4),
    "Y134": ("a: | x\n  y\n", 1, 6),
    "Y135": ("a: *\n", 1, 5),
    "Y136": ("[a]\nb\n", 2, 1),
}


@pytest.mark.parametrize("code", SYNTAX)
def test_syntax_errors(code: str) -> None:
    text, line, col = SYNTAX[code]
    node, problems = read(text.encode(), "a.yml")
    assert node is None
    assert (code, line, col) in spots(text)
    assert problems[-1].code == code


def test_text_with_wide_colons_is_fine_where_text_belongs() -> None:
    text = "a: 说明：内容\nb: '依据：文件'\nc:\n  - \"一：二\"\n  - 该局决定，其中：第一\nd: |\n  甲：乙\n"
    assert spots(text) == []


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    assert spots(b"a: " + b"x" * reader.MAX_BYTES) == [("Y102", 0, 0)]
    assert spots("[" * 16 + "a" + "]" * 16) == []
    assert spots("[" * 17 + "a" + "]" * 17) == [("Y108", 1, 17)]
    monkeypatch.setattr(reader, "MAX_NODES", 5)
    assert spots("[a, b, c, d]") == []
    assert spots("[a, b, c, d, e]") == [("Y109", 1, 14)]


def test_number_of_problems_is_limited() -> None:
    _, problems = read(b"- NO\n" * 5000, "a.yml")
    assert len(problems) == reader.MAX_PROBLEMS + 1
    assert "Y160" in codes(problems)


HOSTILE = {
    "nested brackets": b"[" * 200_000,
    "nested braces": b"{a: " * 200_000,
    "nested items": b"- " * 200_000,
    "nested keys": b"? " * 200_000,
    "brackets in a row": b"[]" * 200_000,
    "zero width": "\u200b".encode() * 200_000,
    "tabs": b"\t\n" * 200_000,
    "colons": b"a: " * 200_000,
    "wide colons": "a：".encode() * 100_000,
    "bangs": b"!" * 200_000,
    "anchors": b"&a " * 200_000,
    "hyphens": b"-" * 200_000,
    "blanks": b" " * 200_000 + b"\t",
    "items and blanks": b"- " * 16 + b" " * 200_000 + b"[",
    "digits": b"- " + b"1_" * 200_000,
    "digits and a letter": b"- " + b"1" * 200_000 + b"x",
    "date and blanks": b"- 2025-01-01" + b" " * 200_000 + b"x",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_bytes_are_refused_at_once(name: str) -> None:
    start = time.process_time()
    read(HOSTILE[name], "a.yml")
    assert time.process_time() - start < 5


def test_alias_bomb_is_refused() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]" for i in range(1, 10)]
    node, problems = read("\n".join(lines).encode(), "a.yml")
    assert node is None
    assert set(codes(problems)) == {"Y113", "Y114"}


def test_refused_values_stay_in_the_tree_with_a_mark() -> None:
    node, _ = read(b"a: NO\nb: 1\n", "a.yml")
    assert isinstance(node, Mapping)
    assert [value.refused for _, value in node.pairs if isinstance(value, Scalar)] == [True, False]


def test_source_is_masked_unless_told_otherwise() -> None:
    data = "score: NO\n  \n张三: NO\n李四:\n- NO\n".encode()
    _, problems = read(data, "a.yml")
    assert [p.source for p in problems] == ["score: ‹…›", "‹…›", "‹…›"]
    assert [p.width for p in problems] == [3, 3, 3]
    _, problems = read(data, "a.yml", confidential=False)
    assert [p.source for p in problems][:2] == ["score: NO", "张三: NO"]
    assert problems[0].width == 2


def test_no_value_of_a_confidential_file_is_in_a_problem() -> None:
    secret = "密语13800"
    bad = [
        "{}: 1\n{}: 2",
        "a: &{} 1",
        "a: *{}",
        "a: !{} 1",
        "- {}：1",
        "a: {}: b",
        "a: '{}",
        "a: “{}: x",
        "a: [{}，b",
        "{}",
    ]
    for text in bad:
        _, problems = read(text.replace("{}", secret).encode() + b"\nb: @\n", "a.yml")
        assert problems
        assert secret not in repr(problems), text


def test_long_lines_are_not_shown() -> None:
    _, problems = read(b"a: [" + b"NO, " * 1000 + b"]", "a.yml", confidential=False)
    assert problems[0].source is None


def test_source_text_never_fails() -> None:
    assert source_text(b"\xef\xbb\xbfa\xff") == "a\ufffd"


def test_every_code_is_in_the_catalogue() -> None:
    used = {spot[0] for data, _ in REFUSED.values() for spot in spots(data)} | set(SYNTAX)
    assert {code for code in catalogue() if code.startswith("Y1")} >= used


def well_formed(node: Node | None, problems: list[Problem]) -> None:
    assert node is not None or problems
    assert all(p.code in catalogue() and p.width >= 1 for p in problems)
    assert problems == sorted(problems, key=Problem.sort_key) or problems[-1].code == "Y160"


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    well_formed(*read(data, "a.yml"))


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab01:-[]{},?&*!|>'\"%@`#~<= \n\t：，“\u202e\\é中.", max_size=60))
def test_any_text_of_yaml_signs(text: str) -> None:
    well_formed(*read(text.encode(), "a.yml"))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.sampled_from(":-[]{}'\"\t\n &*!：，x0")), max_size=5))
def test_any_mutation_of_a_good_file(changes: list[tuple[int, str]]) -> None:
    text = list(GOOD)
    for position, char in changes:
        text[position] = char
    well_formed(*read("".join(text).encode(), "a.yml"))
