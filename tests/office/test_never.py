"""What is refused wherever it comes in: secrecy marks, identifiers, keys; and what only looks alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.core.messages import LANGS
from generator.core.render import problem_text
from generator.office.check import load_and_check
from generator.office.never import check

BASE = Path(__file__).resolve().parents[1] / "broken/_base"


def found(addition: str) -> list[tuple[str, int]]:
    """Code and line of what is found when a comment with ``addition`` is put before a record."""
    name = next(path for path in BASE.rglob("*.yml") if path.name == "roster.yml")
    record = name.relative_to(BASE).as_posix()
    data = f"# {addition}\n".encode() + name.read_bytes()
    office = load_and_check(BASE, [], {record: data}).office
    problems = [problem for problem in check(office) if problem.place.path == record]
    for problem in problems:
        assert problem.clause == "P2-5.1"
        assert problem.source is None
        assert all(addition not in problem_text(problem, lang) for lang in LANGS)
    return [(problem.code, problem.place.line) for problem in problems]


def test_an_office_without_any_has_none() -> None:
    assert list(check(load_and_check(BASE, []).office)) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("机密★十年", "R228"),
        ("〔绝密〕", ""),
        ("【秘密】", "R228"),
        ("身份证 11010519491231002X", "R229"),
        ("电话 138 0013 8000", "R229"),
        ("卡号 6222 0212 3456 7890 128", "R229"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----", "R229"),
        ("AGE-SECRET-KEY-1QQPQ", "R229"),
        ("保密工作和绝密级管理规定", ""),
        ("编号 20250110001", ""),
        ("office@example.org", ""),
    ],
)
def test_each_pattern(text: str, code: str) -> None:
    assert found(text) == ([(code, 1)] if code else [])


def test_a_line_with_two_of_a_kind_is_named_once() -> None:
    assert found("机密★ 绝密★ 13800138000") == [("R228", 1), ("R229", 1)]
