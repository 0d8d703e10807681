"""Corrections after the first: numbered, in order of their days, and each from what the one before it left."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from generator.core.problem import Problem
from generator.intake.repository import Cycle
from generator.office.people_cohort import people_schemes
from generator.office.unit_corrections import against_score, corrected_inputs
from generator.procedure import afterwards
from generator.procedure.afterwards_corrections import figure_before
from generator.procedure.afterwards_subjects import units
from generator.procedure.calendars import working_years
from generator.procedure.states import at_gate
from generator.procedure.turn import turn, written
from tests.office.people_office import CYCLE
from tests.procedure.afterwards_office import Edits, office_with

SECOND = "procedure/correction-2.yml"
HEAD = 'schema: kaohe/correction/v1\ncycle: "2025"\ndate: {date}\ncorrections:\n'
ENTRY = (
    "  - {{unit: {unit}, reason: {reason}, explanation: {{zh: 有误, en: Wrong}}, clause: P1-A17,\n"
    "     figures: [{figures}], grade: {grade}, {more}entered_by: holder-a, approved_by: [holder-d, holder-e]}}\n"
)
FIGURE = "{indicator: budget-execution, value: 98}"


def text(date: str = "2026-07-01", **values: str) -> str:
    given = {"unit": "archive", "reason": "data_error", "figures": FIGURE, "grade": "excellent", "more": ""} | values
    return HEAD.format(date=date) + ENTRY.format(**given)


def cycle_of(folder: Path, files: dict[str, str], edits: Edits | None = None) -> tuple[Cycle, list[Problem]]:
    """The office with more files, and what is wrong with what follows its decision."""
    for name, content in files.items():
        path = folder / f"records/cycles/{CYCLE}" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    office = office_with(folder, edits)
    cycle = office.cycles[CYCLE]
    problems = list(afterwards.check(office, cycle, working_years(office.calendars), people_schemes(cycle)))
    return cycle, [*problems, *against_score(office, cycle)]


def codes(folder: Path, files: dict[str, str], edits: Edits | None = None) -> list[str]:
    return [problem.code for problem in cycle_of(folder, files, edits)[1]]


def test_a_later_correction_starts_from_the_one_before(tmp_path: Path) -> None:
    cycle, problems = cycle_of(tmp_path, {SECOND: text()})
    assert problems == []
    assert [figure_before(cycle, number, "budget-execution", "archive") for number in (1, 2, 3)] != [None] * 3
    first, second, third = (figure_before(cycle, number, "budget-execution", "archive") for number in (1, 2, 3))
    assert [second, third] == [Fraction(99), Fraction(98)] and first not in (second, third)
    values = [corrected_inputs(cycle, through).figures["budget-execution", "archive"].value for through in (0, 1, 2)]
    assert values == [first, second, third]
    assert corrected_inputs(cycle) == corrected_inputs(cycle, 2)
    days = [str(day) for day, _ in units(cycle)["archive"].corrections]
    assert days == ["2026-03-16", "2026-07-01"] and len(units(cycle, 1)["archive"].corrections) == 1


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        # The figure that the first correction left is no correction; the one that was reported is.
        ({"figures": "{indicator: budget-execution, value: 99}"}, ["X402"]),
        ({"figures": "", "reason": "objection_upheld", "more": "objection: o-1, "}, ["X452"]),
        ({"date": "2026-03-15"}, ["X419"]),
        ({"date": "2026-03-15", "reason": "objection_upheld", "more": "objection: o-1, "}, ["X419"]),
        ({"reason": "objection_upheld"}, ["X405"]),
        ({"reason": "objection_upheld", "more": "objection: o-2, "}, ["X405"]),
        ({"unit": "planning", "figures": "{indicator: nothing, value: 1}"}, ["X401"]),
        ({"grade": "good"}, ["P111"]),
        (
            {
                "grade": "good", "reason": "objection_upheld",
                "more": "objection: o-1, departs: {zh: 甲, en: A}, departs_clause: P1-A18, ",
            },
            ["X383"],
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_later_correction(tmp_path: Path, values: dict[str, str], expected: list[str]) -> None:
    assert codes(tmp_path, {SECOND: text(**values)}) == expected


def test_no_number_is_left_out(tmp_path: Path) -> None:
    _, (problem,) = cycle_of(tmp_path, {"procedure/correction-3.yml": text()})
    assert (problem.code, problem.params) == ("X470", {"number": "3", "missing": "2"})
    assert problem.place.path.endswith("procedure/correction-3.yml")


def test_people_fill_a_number_too(tmp_path: Path) -> None:
    people = (
        'schema: kaohe/people-correction/v1\ncycle: "2025"\ndate: 2026-07-02\ncorrections:\n'
        "  - {person: p001, reason: data_error, clause: P1-A17, explanation: 误, grade: excellent,\n"
        "     entered_by: holder-a, approved_by: [holder-d, holder-e]}\n"
    )
    files = {"people/correction-2.yml": people, "procedure/correction-3.yml": text("2026-07-03")}
    assert codes(tmp_path / "a", files) == []
    # Of units after people: the days do not go back either.
    _, (problem,) = cycle_of(tmp_path / "b", files | {"procedure/correction-3.yml": text("2026-07-01")})
    assert (problem.code, problem.params["earlier"]) == ("X419", "people.correction-2.date")


def test_without_a_plan_there_is_one_correction(tmp_path: Path) -> None:
    folder = tmp_path / f"records/cycles/{CYCLE}/people"
    folder.mkdir(parents=True)
    people = (
        'schema: kaohe/people-correction/v1\ncycle: "2025"\ndate: 2026-07-02\ncorrections:\n'
        "  - {person: p001, reason: data_error, clause: P1-A17, explanation: 误, grade: excellent,\n"
        "     entered_by: holder-a, approved_by: [holder-d, holder-e]}\n"
    )
    (folder / "correction-2.yml").write_text(people, "utf-8")
    office = office_with(tmp_path, without=("procedure/plan.yml",))
    cycle = office.cycles[CYCLE]
    found = afterwards.check(office, cycle, working_years(office.calendars), people_schemes(cycle))
    assert {"X403", "X471"} <= {problem.code for problem in found}


APPEAL = (
    "    decided: 2026-05-19\n    outcome: upheld\n    before: poor\n    after: poor\n    reason: 复核理由",
    "    decided: 2026-05-19\n    outcome: changed\n    before: poor\n    after: good\n    reason: 复核理由",
)
CHANGED: Edits = {"procedure/appeals.yml": [APPEAL]}
CARRIED_OUT = {
    "unit": "finance", "reason": "objection_upheld", "figures": "", "grade": "good",
    "more": "objection: a-1, departs: {zh: 甲, en: A}, departs_clause: P1-A18, ",
}  # fmt: skip


def test_a_changed_result_is_carried_out_by_the_next_correction(tmp_path: Path) -> None:
    """The first correction was published before the reconsideration: a second one is the way on."""
    assert "X412" in codes(tmp_path / "a", {}, CHANGED)
    found = codes(tmp_path / "b", {SECOND: text("2026-05-20", **CARRIED_OUT)}, CHANGED)
    assert "X412" not in found and "X405" not in found
    assert "X412" in codes(tmp_path / "c", {SECOND: text("2026-05-18", **CARRIED_OUT)}, CHANGED)
    worse = CARRIED_OUT | {"grade": "excellent"}
    assert "X412" in codes(tmp_path / "d", {SECOND: text("2026-05-20", **worse)}, CHANGED)


def test_status_asks_for_the_next_correction(tmp_path: Path) -> None:
    acts = ["scheme", "goals", "materials", "review", "preliminary", "report", "decision", "notice", "correction"]
    cycle, _ = cycle_of(tmp_path / "a", {})
    paths = [f"records/cycles/{CYCLE}/{name}/correction-2.yml" for name in ("procedure", "people")]
    assert written(cycle, "correction", planned=True, corrections=1) == [(path, False) for path in paths]
    assert turn(cycle, [*acts, "effective"], {}, planned=True, corrections=1)[0] == "appeals"
    first, more = turn(cycle, [*acts, "effective"], {}, planned=True, corrections=1, uncorrected=True)
    # The cycle is not closed while somebody was right and nothing was put right.
    assert first == "correction" and "closed" not in more and "appeals" in more
    assert turn(cycle, [*acts, "effective", "closed"], {}, planned=True, corrections=1, uncorrected=True)[0] is None
    cycle, _ = cycle_of(tmp_path / "b", {SECOND: text()})
    assert written(cycle, "correction", planned=True, corrections=1) == [(paths[0], True)]
    assert turn(cycle, [*acts, "effective"], {}, planned=True, corrections=1)[0] == "correction"
    assert turn(cycle, [*acts, "effective"], {}, planned=True, corrections=2)[0] == "appeals"


def test_findings_of_a_later_correction_stand_at_its_gate(tmp_path: Path) -> None:
    cycle, problems = cycle_of(tmp_path, {SECOND: text(grade="good")})
    assert [problem.code for problem in at_gate("correction", problems, cycle.path(""))] == ["P111"]
