"""The supervisor's word: from outside the office, on every step, counted, and kept (P1-A23)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.procedure.afterwards_office import codes, found

CLOSED = "procedure/closed.yml"
ARCHIVE = "archive: {keeper: {zh: 档案处, en: Archive}, years: 10, cites: [local-rules]}\n"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("supervisor: holder-f\n", "", ["X415"]),
        (ARCHIVE, "", ["X415"]),
        ("years: 10", "years: 0", ["X415"]),
        ("cites: [local-rules]", "cites: [other-rules]", ["X390"]),
        ("supervisor: holder-f", "supervisor: holder-d", ["X416"]),
        ("supervisor: holder-f", "supervisor: holder-x", ["X416"]),
        ("  - {step: goals, kept: true}\n", "", ["X417", "X418"]),
        ("step: goals", "step: feedback", ["X417"]),
        ("step: goals", "step: scheme", ["X417"]),
        ("checked: 9", "checked: 8", ["X418"]),
        ("deviations: 1", "deviations: 0", ["X418"]),
        (", note: {zh: 迟一日, en: One day late}", "", ["X411"]),
        ("date: 2026-07-10", "date: 2026-03-19", ["X419"]),
        ("date: 2026-07-10", "date: 2026-03-20", []),
    ],
)
def test_what_is_wrong_with_the_end(tmp_path: Path, old: str, new: str, expected: list[str]) -> None:
    assert codes(tmp_path, {CLOSED: [(old, new)]}) == expected


@pytest.mark.parametrize(
    ("path", "pair"),
    [
        ("procedure/office.yml", ("{holder: holder-b, pledged", "{holder: holder-f, pledged")),
        ("../../organ.yml", ("holder: holder-c", "holder: holder-f")),
    ],
)
def test_a_member_of_the_office_does_not_supervise_it(tmp_path: Path, path: str, pair: tuple[str, str]) -> None:
    (problem,) = found(tmp_path, {path: [pair]})
    assert (problem.code, problem.clause) == ("X416", "P1-A23")


def test_the_order_of_the_steps_is_theirs(tmp_path: Path) -> None:
    swapped = ("- {step: scheme, kept: true}\n  - {step: goals", "- {step: goals, kept: true}\n  - {step: scheme")
    assert codes(tmp_path, {CLOSED: [swapped]}) == ["X417"]


def test_a_supervisor_who_has_left_since_was_one(tmp_path: Path) -> None:
    """Keys are revoked when somebody leaves; what they did before stays theirs."""
    fingerprint = "a1" * 32
    revoked = f"revoked:\n  - {{key: {fingerprint}, holder: holder-z, reason: departed}}\nthresholds:"
    edits = {
        "../../trust.yml": [("thresholds:", revoked)],
        CLOSED: [("supervisor: holder-f", "supervisor: holder-z")],
        "procedure/feedback/opening-hours.yml": [("moderated_by: holder-b", "moderated_by: holder-z")],
        "procedure/correction.yml": [("entered_by: holder-a", "entered_by: holder-z")],
    }
    assert codes(tmp_path, edits) == []
