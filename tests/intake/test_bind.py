"""Binding: each problem at its place, with its code, and without a value of a field that is not public."""

from typing import Annotated, Any, Literal, Self

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import Field, model_validator

from generator.core.messages import catalogue
from generator.core.problem import Problem, in_order
from generator.core.render import problems_text
from generator.intake import bind as binding
from generator.intake.bind import Bound, bind, load
from generator.intake.fields import (
    Bilingual,
    Bool,
    ClauseId,
    Count,
    Date,
    Items,
    NonNegative,
    Number,
    Record,
    Ring,
    Slug,
    Text,
    fault,
)
from generator.intake.reader import read


class Linear(Record):
    kind: Annotated[Literal["linear"], Ring.PUBLIC]
    target: Annotated[Number, Ring.PUBLIC]


class Bands(Record):
    kind: Annotated[Literal["bands"], Ring.PUBLIC]
    bands: Annotated[Items[Number], Ring.PUBLIC, Field(min_length=2, max_length=3)]


class Form(Record):
    name: Annotated[Bilingual, Ring.PUBLIC]
    state: Annotated[Literal["open", "closed"], Ring.PUBLIC]
    secret_state: Literal["good", "bad"] = "good"
    weight: Annotated[NonNegative, Ring.PUBLIC, Field(le=100)]
    secret: Number
    since: Annotated[Date, Ring.PUBLIC] | None = None
    passed: Annotated[Bool, Ring.PUBLIC] = True
    remark: Annotated[Text, Ring.PUBLIC] = "x"
    rules: Items[Annotated[Linear | Bands, Field(discriminator="kind")]] = ()
    scores: dict[Slug, Number] = Field(default_factory=dict)
    codes: Annotated[dict[Slug, Count], Ring.PUBLIC] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.secret > self.weight:
            raise fault("M128", at=("secret",), limit=self.weight, secret_value=self.secret)
        return self


GOOD = """\
name:
  zh: 示例😀
  en: Example
state: open
weight: 30
secret: 1/3
since: 2025-03-04
passed: false
rules:
  - kind: linear
    target: 95%
  - {kind: bands, bands: [1, 2]}
scores:
  dept-01: 5
codes: {a: 1}
"""


def problems_of(text: str) -> list[Problem]:
    bound, problems = load(Form, text.encode(), "a.yml")
    assert (bound is None) == bool(problems)
    return problems


def only(text: str) -> Problem:
    (problem,) = problems_of(text)
    return problem


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new)


def test_good() -> None:
    bound, problems = load(Form, GOOD.encode(), "a.yml")
    assert problems == []
    assert bound is not None
    assert bound.record.weight == 30
    assert bound.record.name.zh == "示例😀"
    assert bound.record.passed is False


RULES = GOOD[GOOD.index("rules:") : GOOD.index("\nscores:")]

CASES: dict[str, tuple[str, str, tuple[str, int, int, int], str | None]] = {
    "missing": ("weight: 30\n", "", ("M101", 1, 1, 4), "name:"),
    "missing inside": ("  en: Example\n", "", ("M101", 2, 3, 2), "  zh: 示例😀"),
    "missing, flow": ("{kind: bands, bands: [1, 2]}", "{kind: bands}", ("M101", 12, 5, 1), "  - {kind: bands}"),
    "unknown key": ("state: open", "state: open\n张三丰: 13800", ("M102", 5, 1, 3), "‹…›"),
    "misspelt key": ("weight: 30", "wieght: 30\nweight: 30", ("M103", 5, 1, 6), "wieght: ‹…›"),
    "unknown key inside": ("    target: 95%", "    target: 95%\n    zzz: 7", ("M102", 12, 5, 3), "    ‹…›"),
    "no mapping": ("name:\n  zh: 示例😀\n  en: Example", "name: 示例", ("M104", 1, 7, 2), "name: 示例"),
    "no list": (RULES, "rules: 5", ("M105", 9, 8, 3), "rules: ‹…›"),
    "no single value": ("weight: 30", "weight: [30]", ("M106", 5, 1, 6), "weight: [‹…›"),
    "word not allowed": ("state: open", "state: maybe", ("M107", 4, 8, 5), "state: maybe"),
    "misspelt word": ("state: open", "state: opne", ("M108", 4, 8, 4), "state: opne"),
    "list for a word": ("state: open", "state: [open]", ("M106", 4, 1, 5), "state: [‹…›"),
    "unknown tag": ("kind: linear", "kind: cubic", ("M107", 10, 11, 5), "  - kind: cubic"),
    "misspelt tag": ("kind: linear", "kind: liner", ("M108", 10, 11, 5), "  - kind: liner"),
    "missing tag": ("kind: bands, ", "", ("M101", 12, 5, 1), "  - {‹…›"),
    "too few": ("[1, 2]", "[1]", ("M110", 12, 19, 5), "  - {kind: bands, bands: [1]}"),
    "too many": ("[1, 2]", "[1, 2, 3, 4]", ("M111", 12, 19, 5), "  - {kind: bands, bands: [1, 2, 3, 4]}"),
    "boolean as text": ("passed: false", "remark: false", ("M112", 8, 9, 5), "remark: false"),
    "no number": ("weight: 30", "weight: 三十", ("M120", 5, 9, 2), "weight: 三十"),
    "full-width": ("weight: 30", "weight: ３０ # 说明", ("M121", 5, 9, 2), "weight: ３０"),
    "negative": ("weight: 30", "weight: -30", ("M124", 5, 9, 3), "weight: -30"),
    "above bound": ("weight: 30", "weight: 101", ("M129", 5, 9, 3), "weight: 101"),
    "secret number": ("secret: 1/3", "secret: 机密", ("M120", 6, 9, 3), "secret: ‹…›"),
    "secret, after emoji": ("{a: 1}", "{a😀: 1}", ("M153", 15, 9, 2), "codes: {a😀: 1}"),
    "secret key": ("dept-01: 5", "张三: 5", ("M153", 14, 3, 3), "  ‹…›"),
    "secret entry": ("dept-01: 5", "dept-01: 五", ("M120", 14, 12, 3), "  ‹…›"),
    "secret word": ("secret: 1/3", "secret: 1/3\nsecret_state: god", ("M107", 7, 15, 3), "secret_state: ‹…›"),
    "no date": ("2025-03-04", "2025-3-4", ("M130", 7, 8, 8), "since: 2025-3-4"),
    "no such day": ("2025-03-04", "2025-02-30", ("M131", 7, 8, 10), "since: 2025-02-30"),
    "quoted boolean": ("passed: false", 'passed: "false"', ("M140", 8, 9, 7), 'passed: "false"'),
    "empty text": ("zh: 示例😀", "zh: ' '", ("M150", 2, 7, 3), "  zh: ' '"),
    "whole record": ("secret: 1/3", "secret: 31", ("M128", 6, 9, 3), "secret: ‹…›"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_code_position_caret_and_source(name: str) -> None:
    old, new, expected, source = CASES[name]
    problem = only(changed(old, new))
    assert (problem.code, problem.place.line, problem.place.col, problem.width) == expected
    assert problem.source == source
    assert problem.code in catalogue()


def test_all_problems_at_once_and_none_twice() -> None:
    text = changed("weight: 30", "weight: NO").replace("state: open", "state: 开").replace("secret: 1/3", "secret: 甲")
    assert [(p.code, p.place.line) for p in problems_of(text)] == [("Y140", 5), ("M107", 4), ("M120", 6)]


class Citing(Record):
    cites: Annotated[list[Slug | ClauseId], Ring.PUBLIC]


@pytest.mark.parametrize(
    ("cites", "expected"),
    [
        ("[rules, P1-A16]", []),
        ("[办法]", [("M163", 9)]),
        ("[办法, P1-A16, 细则]", [("M163", 9), ("M163", 21)]),
        ("[P1-A1，rules]", [("M162", 9)]),
    ],
)
def test_what_is_neither_an_id_nor_a_clause_is_one_problem(cites: str, expected: list[tuple[str, int]]) -> None:
    _, problems = load(Citing, f"cites: {cites}\n".encode(), "a.yml")
    assert [(p.code, p.place.col) for p in in_order(problems)] == expected


@pytest.mark.parametrize("wide", ["{kind：bands, bands: [1, 2]}", "kind：bands"])
def test_a_full_width_colon_is_one_problem(wide: str) -> None:
    assert only(changed("{kind: bands, bands: [1, 2]}", wide)).code == "Y152"


class Reviewed(Record):
    verdict: Annotated[Literal["publish", "withhold"], Ring.PUBLIC]
    held: Literal["publish", "withhold"] = "publish"


@pytest.mark.parametrize(
    ("typed", "code", "suggestion"),
    [
        ("不公开", "M108", "withhold"),
        ("公开", "M108", "publish"),
        ("withold", "M108", "withhold"),
        ("公", "M107", ""),
    ],
)
def test_what_a_word_means_is_no_word_but_tells_which(typed: str, code: str, suggestion: str) -> None:
    _, problems = load(Reviewed, f"verdict: {typed}\n".encode(), "a.yml")
    assert [(p.code, p.params.get("suggestion", "")) for p in problems] == [(code, suggestion)]
    assert "不公开（withhold）" in problems_text(problems, "zh")
    assert "（" not in problems_text(problems, "en")
    _, held = load(Reviewed, f"verdict: publish\nheld: {typed}\n".encode(), "a.yml")
    assert [p.code for p in held] == ["M107"]
    assert typed not in problems_text(held, "en")


def test_suggestions_and_allowed_values() -> None:
    misspelt = only(changed("state: open", "state: opne"))
    assert misspelt.params == {"allowed": "open, closed", "given_value": "opne", "suggestion": "open"}
    tag = only(changed("kind: linear", "kind: liner"))
    assert tag.params == {"allowed": "linear, bands", "given_value": "liner", "suggestion": "linear"}
    key = only(changed("    target: 95%", "    target: 95%\n    targt: 95%"))
    assert key.params == {"key": "targt", "suggestion": "target"}
    secret = only(changed("secret: 1/3", "secret: 1/3\nsecret_state: god"))
    assert secret.params == {"allowed": "good, bad"}


SECRETS = ["13800138000甲", "密语"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("secret: 1/3", "secret: {}"),
        ("secret: 1/3", "secret: [{}, {}]"),
        ("secret: 1/3", "secret:\n  {}: {}"),
        ("secret: 1/3", "secret: |\n  {}\n  {}"),
        ("secret: 1/3", "secret: 1/3\nsecret_state: {}"),
        ("secret: 1/3", "secret: 1/3\n{}: {}"),
        ("secret: 1/3", "secret: 1/3 # {}\nzzz: 1"),
        ("weight: 30", "weight: x # {}"),
        ("dept-01: 5", "{}: 5"),
        ("dept-01: 5", "dept-01: {}"),
        ("dept-01: 5", "dept-01: [{}]"),
        ("rules:", "rules:\n  - {kind: bad, x: {}}"),
        ("rules:", "rules:\n  - {target: {}}"),
        ("rules:", "rules:\n  - {}"),
        ("rules:", "rules:\n  - {kind: linear, {}: 1, target: 1}"),
        ("scores:\n  dept-01: 5", "scores: {}"),
    ],
)
def test_nothing_restricted_is_shown(old: str, new: str) -> None:
    for secret in SECRETS:
        problems = problems_of(changed(old, new.replace("{}", secret)))
        assert problems
        shown = repr(problems) + problems_text(problems, "zh") + problems_text(problems, "en")
        assert secret not in shown


def test_nothing_restricted_on_the_same_line_is_shown() -> None:
    text = "{name: {zh: 甲, en: A}, state: maybe, secret: 13800, weight: x}\n"
    sources = {problem.source for problem in problems_of(text)}
    assert sources == {"{name: {zh: 甲, en: A}, state: maybe, secret: ‹…›"}


def test_duplicate_of_a_restricted_value_is_not_shown() -> None:
    text = "{name: {zh: 甲, en: A}, secret: 1,\n secret: 13800, state: maybe, weight: 1}\n"
    assert "13800" not in repr(problems_of(text))


def test_rest_of_a_restricted_text_is_not_shown() -> None:
    text = '{name: {zh: 甲, en: A}, secret: "1\n  13800", state: maybe, weight: 1}\n'
    problems = problems_of(text)
    assert {(p.code, p.source) for p in problems} == {
        ("M120", "{name: {zh: 甲, en: A}, secret: ‹…›"),
        ("M107", "‹…›"),
    }
    assert "13800" not in repr(problems)


def bound() -> Bound[Form]:
    result, _ = load(Form, GOOD.encode(), "a.yml")
    assert result is not None
    return result


def test_bound_problem_in_a_public_field() -> None:
    problem = bound().problem("S101", ("weight",), clause="P2-3.2", total=99, given_value=30)
    assert problem.params == {"total": "99", "given_value": "30"}
    assert (problem.place.path, problem.place.line, problem.place.col, problem.width) == ("a.yml", 5, 9, 2)
    assert (problem.source, problem.clause) == ("weight: 30", "P2-3.2")


def test_bound_problem_in_a_restricted_field() -> None:
    problem = bound().problem("S101", ("scores", "dept-01"), total=99, given_value=5)
    assert problem.params == {"total": "99"}
    assert (problem.source, problem.width) == ("  ‹…›", 3)
    assert bound().place(("secret",)).line == 6


def test_bound_problem_about_the_whole_record() -> None:
    problem = bound().problem("S101")
    assert (problem.place.line, problem.place.col, problem.source) == (1, 1, "name:")


def test_unreadable_file() -> None:
    assert load(Form, b"a: [", "a.yml")[0] is None
    assert load(Form, b"", "a.yml")[0] is None


def test_document_that_is_no_mapping() -> None:
    assert only("- a\n").code == "M104"
    assert only("文字\n").code == "M104"


def test_number_of_problems_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binding, "MAX_PROBLEMS", 2)
    problems = problems_of("zz1: 1\nzz2: 2\n")
    assert [p.code for p in problems][2:] == ["M198"]
    assert problems[2].params == {"count": "4"}


class Odd(Record):
    number: float


def test_other_errors_of_pydantic_have_the_general_code() -> None:
    _, problems = load(Odd, b"number: x\n", "a.yml")
    assert [(p.code, p.params) for p in problems] == [("M199", {"kind": "float_type"})]


def test_bind_alone() -> None:
    node, _ = read(GOOD.encode(), "a.yml")
    assert node is not None
    record, problems = bind(Form, node, "a.yml", "\ufeff" + GOOD)
    assert problems == []
    assert isinstance(record, Form)


PIECES = ["x", "：", "- ", "\n", "[", "{a: ", "'", "1"]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 4), st.sampled_from(PIECES)), max_size=4))
def test_any_mutation_gives_a_record_or_problems(changes: list[tuple[int, int, str]]) -> None:
    text: Any = GOOD
    for position, cut, new in changes:
        text = text[:position] + new + text[position + cut :]
    for problem in problems_of(text):
        assert problem.code in catalogue()
        assert problem.width >= 1
    problems_text(problems_of(text), "zh")
