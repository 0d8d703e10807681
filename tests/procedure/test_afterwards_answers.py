"""Answers to the public in working days, moderated; interpretations of clauses that exist."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.procedure.afterwards_office import codes, found

FEEDBACK = "procedure/feedback/opening-hours.yml"
RULING = "procedure/interpretations/in-advance.yml"


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (FEEDBACK, "id: opening-hours", "id: hours", ["X102"]),
        # Monday: the fifth working day after is the next Monday.
        (FEEDBACK, "answered: 2026-03-30", "answered: 2026-03-31", ["X398"]),
        (FEEDBACK, "answered: 2026-03-30", "answered: 2026-03-23", []),
        (FEEDBACK, "answered: 2026-03-30", "answered: 2026-03-22", ["X419"]),
        # Received on a Friday and answered on the Saturday after the fifth working day: a day late.
        (FEEDBACK, "received: 2026-03-23\n", "received: 2026-03-20\n", ["X398"]),
        (FEEDBACK, "answered: 2026-03-30", "answered: 2031-03-31", ["X165"]),
        (FEEDBACK, "moderated_by: holder-b", "moderated_by: holder-g", ["X399"]),
        (FEEDBACK, "moderated_by: holder-b", "moderated_by: somebody", ["X399"]),
        (RULING, "id: in-advance", "id: advance", ["X102"]),
        (RULING, "clause: P1-A12", "clause: P1-A27", ["R101"]),
    ],
)
def test_what_is_wrong_with_an_answer(tmp_path: Path, file: str, old: str, new: str, expected: list[str]) -> None:
    assert codes(tmp_path, {file: [(old, new)]}) == expected


def test_the_nearest_who_may_moderate_have_the_role(tmp_path: Path) -> None:
    # holder-c has left: what they moderated then stands, nobody is told to name them now.
    key = f"revoked:\n  - {{holder: holder-c, key: {'5a' * 32}, reason: departed}}\n"
    trust = [("  - id: holder-c\n", "  - id: holder-z\n"), ("thresholds:\n", key + "thresholds:\n")]
    edits = {"../../trust.yml": trust, "../../organ.yml": [("holder: holder-c", "holder: holder-z")]}
    (problem,) = found(tmp_path, {FEEDBACK: [("moderated_by: holder-b", "moderated_by: holder-g")], **edits})
    assert (problem.code, set(problem.params["near"].split("、"))) == ("X399", {"holder-a", "holder-b", "holder-z"})


LATE = "moderated_by: holder-b\nlate: {zh: 须先查档, en: Files had to be found}\n"


@pytest.mark.parametrize(
    ("answered", "expected"), [("2026-03-31", []), ("2026-03-30", ["X408"]), ("2026-03-23", ["X408"])]
)
def test_a_late_answer_says_why_and_no_other_does(tmp_path: Path, answered: str, expected: list[str]) -> None:
    edits = [("answered: 2026-03-30", f"answered: {answered}"), ("moderated_by: holder-b\n", LATE)]
    problems = found(tmp_path, {FEEDBACK: edits})
    assert [problem.code for problem in problems] == expected
    assert {problem.clause for problem in problems} <= {"P2-4.3"}


def test_no_reason_lets_an_answer_come_before_the_question(tmp_path: Path) -> None:
    edits = [("answered: 2026-03-30", "answered: 2026-03-22"), ("moderated_by: holder-b\n", LATE)]
    assert codes(tmp_path, {FEEDBACK: edits}) == ["X419"]


def test_a_saturday_after_the_last_working_day_is_late(tmp_path: Path) -> None:
    edits = [("received: 2026-03-23", "received: 2026-03-20"), ("answered: 2026-03-30", "answered: 2026-03-28")]
    (late,) = found(tmp_path / "a", {FEEDBACK: edits})
    assert (late.code, late.params["workdays"], late.clause) == ("X398", "5", "P2-4.3")
    assert codes(tmp_path / "b", {FEEDBACK: [edits[0], ("answered: 2026-03-30", "answered: 2026-03-27")]}) == []
