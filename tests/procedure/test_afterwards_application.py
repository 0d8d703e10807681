"""What results are used for: by the decision, with a clause, in effect, as the grade allows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.procedure.afterwards_office import codes

USES = "procedure/application.yml"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("unit: planning, ", "unit: liaison, ", ["X387"]),
        ("person: p001, ", "person: p444, ", ["X387"]),
        ("measure: commendation, date: 2026-04-10", "measure: commendation, date: 2026-03-19", ["X388"]),
        ("measure: commendation, date: 2026-04-10", "measure: commendation, date: 2026-03-20", []),
        ("measure: reward, date: 2026-04-11", "measure: reward, date: 2026-03-19", ["X388"]),
        ("date: 2026-04-30", "date: 2026-04-11", ["X419"]),
        ("document: 示例发〔2026〕1号, cites: [P1-A19]", "document: 示例发〔2026〕9号, cites: [P1-A19]", ["X389"]),
        ("document: 示例发〔2026〕2号, cites: [P1-A24]", "document: 示例发〔2026〕1号, cites: [P1-A24]", ["X389"]),
        ("cites: [P1-A19]", "cites: [P1-A99]", ["X390"]),
        ("cites: [P1-A19]", "cites: [in-advance]", []),
        ("cites: [local-rules]", "cites: [other-rules]", ["X390"]),
        ("cites: [P1-A24]", "cites: [P1-A24, no-such-rules]", ["X390"]),
        ("unit: planning, measure: commendation", "unit: planning, measure: reminder", ["X391"]),
        ("person: p001, measure: reward", "person: p001, measure: criticism", ["X391"]),
        # For people the last two grades, for units only the last.
        ("person: p001, measure: reward", "person: p010, measure: organisational", []),
        ("unit: planning, measure: commendation", "unit: archive, measure: criticism", ["X391"]),
        ("unit: finance, measure: criticism", "unit: finance, measure: reward", ["X392"]),
        ("person: p001, measure: reward", "person: p010, measure: commendation", ["X392"]),
        ("person: p001, measure: reward", "person: p006, measure: reward", ["X392"]),
        ("person: p001, measure: reward", "person: p010, measure: training", []),
        (", procedure: 另案", "", ["X413"]),
    ],
)
def test_what_is_wrong_with_a_use(tmp_path: Path, old: str, new: str, expected: list[str]) -> None:
    assert codes(tmp_path, {USES: [(old, new)]}) == expected


def test_a_corrected_grade_is_the_one_that_counts(tmp_path: Path) -> None:
    edits = {
        USES: [("unit: planning, measure: commendation", "unit: archive, measure: commendation")],
        "procedure/correction.yml": [
            ("reason: objection_upheld", "reason: data_error"),
            ("grade: excellent", "grade: good"),
        ],
    }
    assert codes(tmp_path, edits) == ["X392"]


def test_nothing_is_used_before_the_results_are_in_effect(tmp_path: Path) -> None:
    missing = ("procedure/effective.yml", "procedure/correction.yml")
    assert codes(tmp_path, {}, missing) == ["X388"]


def test_without_a_decision_there_is_no_use(tmp_path: Path) -> None:
    without = ("procedure/decision.yml", "people/decision.yml", "procedure/appeals.yml", "procedure/correction.yml")
    assert set(codes(tmp_path, {}, without)) == {"X387"}
