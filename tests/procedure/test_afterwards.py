"""Everything that follows a result, together: right where it is right, and silent where there is no plan."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.core.messages import LANGS, catalogue
from generator.core.render import problems_text
from generator.intake.models.afterwards import FILES, LATER_CORRECTIONS
from generator.intake.repository import load
from generator.office.people_cohort import people_schemes
from generator.procedure import afterwards
from generator.procedure.calendars import working_years
from tests.example.regenerate import IDENTITY, ROOT
from tests.procedure.afterwards_office import FILES as TEXTS
from tests.procedure.afterwards_office import codes, found, office_with

COMMON = [file for file in FILES if file is not LATER_CORRECTIONS]
"""The files that an ordinary year has; a second correction is looked at in test_later_corrections.py."""


def test_nothing_is_wrong_with_what_is_right(tmp_path: Path) -> None:
    assert found(tmp_path) == []


def test_without_a_plan_only_corrections_are_looked_at(tmp_path: Path) -> None:
    wrong = {"procedure/closed.yml": [("checked: 9", "checked: 1")], "procedure/appeals.yml": [("id: a-2", "id: a-1")]}
    assert codes(tmp_path, wrong, ("procedure/plan.yml",)) == ["X403"]


def test_a_correction_of_units_needs_a_plan(tmp_path: Path) -> None:
    assert codes(tmp_path, {}, ("procedure/plan.yml", "procedure/correction.yml")) == []


@pytest.mark.parametrize("number", [number for number in range(380, 420) if number not in (404, 408)])
def test_every_code_has_its_sentences(number: int) -> None:
    assert all(catalogue()[f"X{number}"].get(lang) for lang in LANGS)


def test_the_files_of_these_tests_are_all_there_are(tmp_path: Path) -> None:
    cycle = office_with(tmp_path).cycles["2025"]
    for file in COMMON:
        assert cycle.each(file) if "<name>" in file.path else cycle.one(file) is not None
    assert len(cycle.acts) == len(TEXTS) - 1, "closed.yml has a field of its own"


def test_no_message_says_what_is_confidential(tmp_path: Path) -> None:
    """Appeals, objections and uses of people's results stay with the office, whatever is wrong with them."""
    edits = {
        "procedure/appeals.yml": [
            ("received: 2026-04-19", "received: 2026-04-20"),
            ("about: p001", "about: p555"),
            ("deciders: [holder-f]", "deciders: [holder-d]"),
        ],
        "procedure/application.yml": [("person: p001, measure: reward", "person: p001, measure: organisational")],
        "procedure/rectification/finance-budget.yml": [("by: holder-a", "by: holder-f")],
    }
    problems = found(tmp_path, edits)
    assert len({problem.code for problem in problems}) >= 5
    for lang in LANGS:
        text = problems_text(problems, lang)
        for secret in ("p001", "p555", "2026-04-20", "复核理由", "holder-d", "核实材料"):
            assert secret not in text


def test_the_example_has_one_of_each_and_nothing_is_wrong() -> None:
    office, _ = load(ROOT, [IDENTITY])
    years = working_years(office.calendars)
    for cycle in office.cycles.values():
        assert list(afterwards.check(office, cycle, years, people_schemes(cycle))) == []
    cycle = office.cycles["2025"]
    assert all(cycle.each(file) if "<name>" in file.path else cycle.one(file) is not None for file in COMMON)
