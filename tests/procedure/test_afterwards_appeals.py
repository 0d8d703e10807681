"""Reconsideration and appeal: clocks by the calendar, other people, and never a heavier outcome."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.intake.repository import load
from generator.office.people_cohort import people_schemes
from generator.procedure import afterwards
from generator.procedure.calendars import working_years
from tests.procedure.afterwards_office import codes, found, office_with

APPEALS = "procedure/appeals.yml"
CORRECTION = "procedure/correction.yml"
UPHELD = "    outcome: upheld\n    before: poor\n    after: poor\n    reason: 申诉理由"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("id: a-2", "id: a-1", ["X380"]),
        ("id: a-2\n    kind: appeal", "id: a-2\n    kind: reconsideration", ["X380"]),
        # Thirty days after the day of knowing, and not one more; not before it either.
        ("received: 2026-04-19", "received: 2026-04-20", ["X381"]),
        ("received: 2026-04-19", "received: 2026-03-19", ["X381", "X382"]),
        # Fifteen after a reconsideration; without one the time is that of a reconsideration.
        ("received: 2026-06-04", "received: 2026-06-05", ["X381"]),
        ("received: 2026-04-20", "received: 2026-04-21", ["X381"]),
        ("decided: 2026-05-19", "decided: 2026-05-20", ["X382"]),
        ("decided: 2026-06-20", "decided: 2026-06-03", ["X382"]),
        ("decided: 2026-05-01", "decided: 2026-06-20", ["X382"]),
        ("about: p001", "about: p555", ["X386"]),
        ("about: p001", "about: liaison", ["X386"]),
        ("before: excellent\n", "before: good\n", ["X410", "X384"]),
        ("after: excellent\n", "after: good\n", ["X383", "X384"]),
        ("after: excellent\n", "after: splendid\n", ["X410", "X384"]),
        ("deciders: [holder-f]", "deciders: [holder-f, holder-d]", ["X385"]),
        # Somebody who stepped aside in this matter, and somebody who was not there, did not decide.
        ("deciders: [holder-f]", "deciders: [holder-e, holder-c]", []),
        ("known: 2026-05-20\n    received: 2026-06-04", "known: 2026-05-18\n    received: 2026-05-30", ["X419"]),
        ("known: 2026-03-21\n    received: 2026-04-20", "known: 2026-02-10\n    received: 2026-03-10", ["X419"]),
        ("date: 2026-06-30", "date: 2026-06-19", ["X419"]),
    ],
)
def test_what_is_wrong_with_an_appeal(tmp_path: Path, old: str, new: str, expected: list[str]) -> None:
    assert codes(tmp_path, {APPEALS: [(old, new)]}) == expected


REASON = "reason: 复核理由\n"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # Applied for late and heard all the same; decided late.
        ("received: 2026-04-19", "received: 2026-04-20", []),
        ("decided: 2026-05-19", "decided: 2026-05-20", []),
        ("decided: 2026-05-19", "decided: 2026-05-18", ["X404"]),
        # No reason turns the order of things round.
        ("received: 2026-04-19", "received: 2026-03-19", ["X381"]),
        ("decided: 2026-05-19", "decided: 2026-04-18", ["X382", "X404"]),
    ],
)
def test_what_was_late_says_why_and_nothing_else_does(tmp_path: Path, old: str, new: str, expected: list[str]) -> None:
    edits = [(old, new), (REASON, f"{REASON}    late: 案情复杂正文\n")]
    problems = found(tmp_path, {APPEALS: edits})
    assert [problem.code for problem in problems] == expected
    assert all(problem.clause == "P1-A23" for problem in problems)


def test_who_decided_the_reconsideration_does_not_decide_the_appeal(tmp_path: Path) -> None:
    edit = ("deciders: [outside-office]\n    decided: 2026-06-20", "deciders: [holder-f]\n    decided: 2026-06-20")
    assert codes(tmp_path, {APPEALS: [edit]}) == ["X385"]


def test_a_change_is_put_right_by_a_correction(tmp_path: Path) -> None:
    changed = UPHELD.replace("upheld", "changed").replace("after: poor", "after: good")
    assert codes(tmp_path, {APPEALS: [(UPHELD, changed)]}) == ["X412"]


@pytest.mark.parametrize(
    ("day", "grade", "expected"),
    [
        ("2026-06-20", "good", []),
        ("2026-06-25", "good", []),
        # The correction came before what it should carry out, or says something else.
        ("2026-06-19", "good", ["X412"]),
        ("2026-06-25", "excellent", ["X412"]),
    ],
)
def test_the_correction_is_the_one_of_the_appeal(tmp_path: Path, day: str, grade: str, expected: list[str]) -> None:
    changed = UPHELD.replace("upheld", "changed").replace("after: poor", "after: good")
    entry = (
        f"\n  - {{unit: finance, reason: objection_upheld, explanation: {{zh: 有误, en: Wrong}}, clause: P1-A17,\n"
        f"     figures: [{{indicator: service-speed, value: 95}}], grade: {grade}, objection: a-2,\n"
        "     entered_by: holder-a, approved_by: [holder-d, holder-e]}\n"
    )
    edits = {
        APPEALS: [(UPHELD, changed)],
        CORRECTION: [
            ("date: 2026-03-16", f"date: {day}"),
            ("    approved_by: [holder-d, holder-e]\n", f"    approved_by: [holder-d, holder-e]{entry}"),
        ],
        # The measure of the lowest grade would no longer fit.
        "procedure/application.yml": [("unit: finance, measure: criticism", "unit: finance, measure: training")],
        "procedure/closed.yml": [],
    }
    found_codes = codes(tmp_path, edits)
    assert [code for code in found_codes if code != "X419"] == expected
    # A correction dated before the appeal that it names was decided.
    assert ("X419" in found_codes) == (day < "2026-06-20")


def test_after_a_correction_the_corrected_grade_is_appealed_against(tmp_path: Path) -> None:
    about = ("about: p001", "about: archive")
    assert codes(tmp_path, {APPEALS: [about]}) == []
    fault = ("reason: objection_upheld", "reason: data_error")
    edits = {APPEALS: [about], CORRECTION: [fault, ("grade: excellent", "grade: good")]}
    assert codes(tmp_path, edits) == ["X410"]


def test_a_reconsideration_that_lowers_the_grade_is_refused(tmp_path: Path) -> None:
    (heavier, _) = found(tmp_path, {APPEALS: [("after: excellent\n", "after: poor\n")]})
    assert (heavier.code, heavier.clause) == ("X383", "P1-A23")
    assert heavier.params == {}


def test_while_the_corrections_are_not_read_no_grade_is_said_to_be_another(tmp_path: Path) -> None:
    changed = "    outcome: changed\n    before: poor\n    after: good\n    reason: 申诉理由"
    edits = {APPEALS: [(UPHELD, changed)]}
    assert "X412" in codes(tmp_path / "a", edits)
    office = office_with(tmp_path / "b", edits)
    path = tmp_path / "b/records/cycles/2025" / CORRECTION
    path.write_text(path.read_text("utf-8").replace("reason: objection_upheld", "reason: objection"), "utf-8")
    unread, _ = load(tmp_path / "b")
    cycle = unread.cycles["2025"]
    assert cycle.has(CORRECTION) and office.cycles["2025"].acts.keys() - cycle.acts.keys() == {cycle.path(CORRECTION)}
    assert list(afterwards.check(unread, cycle, working_years(unread.calendars), people_schemes(cycle))) == []


def test_a_register_without_applications_is_one(tmp_path: Path) -> None:
    office = office_with(tmp_path, {APPEALS: []})
    text = (tmp_path / f"records/cycles/2025/{APPEALS}").read_text("utf-8")
    (tmp_path / f"records/cycles/2025/{APPEALS}").write_text(text.split("appeals:\n")[0] + "appeals: []\n", "utf-8")
    empty, problems = load(tmp_path)
    assert [problem for problem in problems if problem.place.path.endswith(APPEALS)] == []
    cycle = empty.cycles["2025"]
    assert cycle.acts.keys() == office.cycles["2025"].acts.keys()
    found_now = afterwards.check(empty, cycle, working_years(empty.calendars), people_schemes(cycle))
    assert [problem.code for problem in found_now if problem.place.path.endswith(APPEALS)] == []
