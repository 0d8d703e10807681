"""Every wrong scheme in this folder is refused at the marked line, with clause, reason and way to mend.

A file ``<defect>.yml`` marks its wrong line with ``# <- CODE``; nothing else may be found in it. Refinements extend
``_sound.yml``, which has no problem at all.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.core.errors import FindingsError
from generator.core.messages import LANGS, hint, text
from generator.core.problem import Problem
from generator.intake.bind import Bound, load
from generator.intake.models.scheme import Refinement, Scheme
from generator.scoring.extends import resolve, resolve_all, whole
from generator.scoring.lint import lint, semantic_problems

HERE = Path(__file__).parent
FILES = sorted(path.stem for path in HERE.glob("*.yml") if not path.stem.startswith("_"))
MARK = re.compile(r"# <- ([A-Z][0-9]{3})$")


def sound() -> Bound[Scheme]:
    bound, problems = load(Scheme, (HERE / "_sound.yml").read_bytes(), "_sound.yml")
    assert bound is not None and problems == []
    return bound


def found(name: str) -> list[Problem]:
    path = f"{name}.yml"
    data = (HERE / path).read_bytes()
    if b"kaohe/refinement/v1" in data:
        child, problems = load(Refinement, data, path)
        return problems if child is None else resolve_all([sound()], [child])[1]
    bound, problems = load(Scheme, data, path)
    return problems if bound is None else semantic_problems(bound)


def test_the_sound_scheme_is_sound() -> None:
    assert lint(sound()) == []


def test_there_are_enough() -> None:
    assert len(FILES) >= 40


@pytest.mark.parametrize("name", FILES)
def test_refused(name: str) -> None:
    lines = (HERE / f"{name}.yml").read_text("utf-8").splitlines()
    marked = {(number, match[1]) for number, line in enumerate(lines, 1) if (match := MARK.search(line))}
    problems = found(name)
    assert {(problem.place.line, problem.code) for problem in problems} == marked
    for problem in problems:
        assert problem.place.path == f"{name}.yml"
        assert re.fullmatch(r"P[12]-.+", problem.clause)
        assert problem.source is not None and problem.source.strip()
        for lang in LANGS:
            sentence = text(problem.code, lang, **problem.params)
            mend = hint(problem.code, lang, **problem.params)
            assert sentence and sentence != problem.code and "…" not in sentence
            assert mend and "…" not in mend


def test_every_code_of_a_scheme_is_among_them() -> None:
    """All codes that a single scheme or refinement can earn; S126 (a total of 0) cannot come alone."""
    codes = {match[1] for name in FILES for match in re.finditer(MARK.pattern, _text(name), re.MULTILINE)}
    from generator.core.messages import catalogue

    known = {code for code in catalogue() if re.fullmatch(r"S1\d\d", code)}
    assert known - codes == {"S126"}


def _text(name: str) -> str:
    return (HERE / f"{name}.yml").read_text("utf-8")


REFINED = """schema: kaohe/refinement/v1
id: leaders
extends: sound
title: {zh: 领导干部方案, en: Scheme for leaders}
published: 2025-01-08
applies_to: [leader]
notice: {lead_workdays: 15, cites: [local]}
families:
  - id: goals
    weight: 15
    cites: [P1-A5]
    indicators:
      - {id: goals.completion, weight: 15, rule: {kind: linear_to_target, target: =excellent-ratio}, cites: [P1-A5]}
  - id: execution
    weight: 15
    cites: [P1-A5]
    indicators:
      - {id: execution.ranking, weight: 15, cites: [P1-A5]}
"""


def refined(text_: str) -> Bound[Refinement]:
    child, problems = load(Refinement, text_.encode(), "leaders.yml")
    assert child is not None, problems
    return child


def test_a_refinement_replaces_adds_and_keeps() -> None:
    made = resolve(whole(sound()), refined(REFINED))
    scheme = made.scheme
    assert (scheme.id, scheme.extends, scheme.applies_to) == ("leaders", "sound", ["leader"])
    assert scheme.notice.lead_workdays == 15
    assert [family.weight for family in scheme.families[:2]] == [15, 10]
    goals = scheme.families[0].indicators[0]
    assert goals.cites == ["P1-A9", "P1-A5"]
    assert goals.definition.en == "Goals completed"
    assert made.problems() == []
    assert scheme.statuses == sound().record.statuses


def test_each_value_knows_its_file_and_line() -> None:
    made = resolve(whole(sound()), refined(REFINED))
    place = made.origin(("families", 0, "indicators", 0, "weight"))
    assert (place.path, place.line) == ("leaders.yml", 13)
    place = made.origin(("families", 1, "indicators", 0, "weight"))
    assert place.path == "_sound.yml"
    assert "productivity.months" in (HERE / "_sound.yml").read_text("utf-8").splitlines()[place.line - 1]


def test_a_problem_of_the_whole_stands_where_its_value_does() -> None:
    made = resolve(
        whole(sound()), refined(REFINED.replace("    weight: 15\n    cites", "    weight: 14\n    cites", 1))
    )
    problems = made.problems()
    assert [(p.code, p.place.path) for p in problems] == [("S103", "_sound.yml"), ("S102", "leaders.yml")]
    assert problems[1].source == "    weight: 14"


def test_a_chain_of_three() -> None:
    second = REFINED.split("notice:")[0].replace("id: leaders\nextends: sound", "id: heads\nextends: leaders")
    heads, problems = load(Refinement, (second + "notice: {lead_workdays: 20, cites: [local]}\n").encode(), "heads.yml")
    assert heads is not None and problems == []
    resolved, found_ = resolve_all([sound()], [heads, refined(REFINED)])
    assert found_ == []
    assert sorted(resolved) == ["heads", "leaders", "sound"]
    assert resolved["heads"].scheme.notice.lead_workdays == 20
    assert resolved["heads"].scheme.families[0].weight == 15
    assert resolved["heads"].origin(("notice", "lead_workdays")).path == "heads.yml"
    assert resolved["heads"].origin(("families", 0, "weight")).path == "leaders.yml"
    loose = second + "notice: {lead_workdays: 12, cites: [local]}\n"
    child, _ = load(Refinement, loose.encode(), "heads.yml")
    assert child is not None
    with pytest.raises(FindingsError) as caught:
        resolve(resolved["leaders"], child)
    assert [(p.code, p.place.path, p.place.line) for p in caught.value.problems] == [("S166", "heads.yml", 7)]


def test_a_circle_of_two() -> None:
    other = refined(REFINED.replace("id: leaders\nextends: sound", "id: a\nextends: b"))
    back = refined(REFINED.replace("id: leaders\nextends: sound", "id: b\nextends: a"))
    resolved, problems = resolve_all([sound()], [other, back])
    assert list(resolved) == ["sound"]
    assert [(p.code, p.params["circle"]) for p in problems] == [("S162", "a → b → a"), ("S162", "b → a → b")]


def test_a_new_indicator_must_be_whole() -> None:
    added = REFINED + "      - {id: execution.more, weight: 5, cites: [P1-A5]}\n"
    with pytest.raises(FindingsError) as caught:
        resolve(whole(sound()), refined(added))
    assert {p.code for p in caught.value.problems} == {"M101"}
    assert {(p.place.path, p.place.line) for p in caught.value.problems} == {("leaders.yml", 19)}


def test_dropping_an_indicator() -> None:
    text_ = REFINED + "drop:\n  - {id: innovation, reason: {zh: 不适用, en: not applicable}, cites: [local]}\n"
    made = resolve(whole(sound()), refined(text_))
    assert "innovation" not in [family.id for family in made.scheme.families]
    assert "R208" in {problem.code for problem in made.problems()}
