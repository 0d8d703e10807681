"""What is still to be filled in: each gap once, wherever it stands, and never what is confidential about it."""

from __future__ import annotations

import pytest

from generator.core.messages import LANGS
from generator.core.render import problems_text
from generator.intake import bind
from generator.intake.models.organ import Organ
from generator.intake.models.trust import Trust
from generator.intake.node import Mapping, Scalar
from generator.intake.placeholders import MARK, refused
from tests.broken.test_broken import BASE

ORGAN = (BASE / "records/organ.yml").read_text("utf-8")
TRUST = (BASE / "records/trust.yml").read_text("utf-8")


def test_a_tree_without_any_is_the_same() -> None:
    tree = Mapping(((Scalar("a", False, 1, 1, 1), Scalar("甲【乙】", False, 1, 4, 4)),), 1, 1)
    assert refused(tree) == (tree, [])


@pytest.mark.parametrize("value", [f'"{MARK}：名称】"', f"{MARK}】", f'"甲局{MARK}：二"'])
def test_a_gap_is_reported_once_at_its_place(value: str) -> None:
    text = ORGAN.replace("id: ", f"id: {value} # ", 1)
    assert text != ORGAN
    record, problems = bind.load(Organ, text.encode(), "organ.yml")
    line = next(at for at, content in enumerate(text.splitlines(), start=1) if MARK in content)
    assert record is None
    assert [(problem.code, problem.place.line, problem.place.col) for problem in problems] == [("M170", line, 5)]


def test_what_is_wrong_besides_is_reported_too() -> None:
    text = ORGAN.replace("id: ", f'id: "{MARK}】" # ', 1) + "nonsense: 1\n"
    _, problems = bind.load(Organ, text.encode(), "organ.yml")
    assert [problem.code for problem in problems] == ["M170", "M102"]


def test_a_gap_in_lines_of_text() -> None:
    text = TRUST.replace("quorum none", f"quorum {MARK}：人数】")
    assert text != TRUST
    _, problems = bind.load(Trust, text.encode(), "trust.yml")
    assert [problem.code for problem in problems] == ["M170"]


def test_what_stands_in_a_confidential_field_is_not_shown() -> None:
    text = ORGAN.replace("head: 规划处负责人", f'head: "{MARK}：secret-7】"')
    assert text != ORGAN
    _, problems = bind.load(Organ, text.encode(), "organ.yml")
    assert [problem.code for problem in problems] == ["M170"]
    assert not any("secret-7" in problems_text(problems, lang) for lang in LANGS)
