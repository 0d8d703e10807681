"""Results in effect: the notice has run out, objections are answered and carried out, everybody was told."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.intake.repository import load
from generator.procedure import outcome
from generator.procedure.calendars import working_years
from tests.procedure.outcome_office import Edits, build, codes, problems

EFFECTIVE, CORRECTION, PEOPLE = "procedure/effective.yml", "procedure/correction.yml", "people/correction.yml"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("id: o-2", "id: o-1", ["X344"]),
        ("id: o-2", "id: o-4", ["X344"]),
        ("about: planning", "about: nobody", ["X346"]),
        ("to: p004, ", "to: p044, ", ["X346", "X377"]),
        # Posted from 13 to 20 February.
        ("received: 2026-02-16", "received: 2026-02-13", ["X374"]),
        ("received: 2026-02-17", "received: 2026-02-12", ["X373", "X374"]),
        ("received: 2026-02-20", "received: 2026-02-21", ["X373"]),
        # Three working days after Monday 16 February end with Thursday 19 February.
        ("answered: 2026-02-19", "answered: 2026-02-20", ["X374"]),
        ("answered: 2026-02-18", "answered: 2026-02-16", ["X374"]),
        ("answered: 2026-02-23", "answered: 2026-02-25", ["X374"]),
        ("answered: 2026-02-23", "answered: 2026-02-24", []),
    ],
)
def test_objections(tmp_path: Path, old: str, new: str, expected: list[str]) -> None:
    found = problems(tmp_path, {EFFECTIVE: [(old, new)]})
    assert sorted(problem.code for problem in found) == expected


SECOND = "id: o-2, received: 2026-02-17, about: planning, text: 异议二, outcome: rejected, answered: 2026-02-18"


@pytest.mark.parametrize(
    ("received", "outcome", "answered", "expected"),
    [
        # In time and answered in time: nothing to explain.
        ("2026-02-17", "rejected", "2026-02-20", ["X367"]),
        # Three working days after Tuesday 17 February end with Friday 20 February.
        ("2026-02-17", "rejected", "2026-02-21", []),
        # After the last day of posting, the 20th.
        ("2026-02-20", "rejected", "2026-02-24", ["X367"]),
        ("2026-02-21", "rejected", "2026-02-23", []),
        ("2026-02-21", "partly", "2026-02-23", ["X352", "X375"]),
        ("2026-02-21", "upheld", "2026-02-23", ["X352", "X375"]),
        # Before posting it was no objection.
        ("2026-02-12", "rejected", "2026-02-13", ["X367", "X373"]),
        # No reason makes an answer come after the effect, or before the question.
        ("2026-02-17", "rejected", "2026-02-25", ["X374"]),
        ("2026-02-21", "rejected", "2026-02-20", ["X374"]),
    ],
)
def test_what_was_late_says_why_and_nothing_else_does(
    tmp_path: Path, received: str, outcome: str, answered: str, expected: list[str]
) -> None:
    new = SECOND.replace("2026-02-17", received).replace("rejected", outcome).replace("2026-02-18", answered)
    found = problems(tmp_path, {EFFECTIVE: [(SECOND, f"{new}, late: 迟延原因正文")]})
    assert sorted(problem.code for problem in found) == expected
    assert all(problem.clause == "P1-A18" for problem in found)


def test_a_late_objection_that_does_not_say_so_is_one_finding(tmp_path: Path) -> None:
    new = SECOND.replace("2026-02-17", "2026-02-21").replace("2026-02-18", "2026-02-23")
    assert codes(tmp_path, {EFFECTIVE: [(SECOND, new)]}) == ["X373"]


def test_an_answer_comes_before_the_effect_too(tmp_path: Path) -> None:
    edits: Edits = {
        EFFECTIVE: [
            ("date: 2026-02-24\n", "date: 2026-02-23\n"),
            ("answered: 2026-02-23", "answered: 2026-02-24"),
        ]
    }
    assert codes(tmp_path, edits) == ["X374"]


@pytest.mark.parametrize(("day", "expected"), [("2026-02-20", {"X372", "X374", "X378"}), ("2026-02-23", set())])
def test_results_take_effect_after_the_notice(tmp_path: Path, day: str, expected: set[str]) -> None:
    found = problems(tmp_path, {EFFECTIVE: [("date: 2026-02-24\n", f"date: {day}\n")]})
    assert {problem.code for problem in found} == expected
    assert all(problem.clause == "P1-A18" for problem in found)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (CORRECTION, "objection: o-1", "objection: o-2"),
        (CORRECTION, "unit: archive", "unit: planning"),
        (EFFECTIVE, "id: o-2, received: 2026-02-17, about: planning, text: 异议二, outcome: rejected",
         "id: o-2, received: 2026-02-17, about: planning, text: 异议二, outcome: partly"),
    ],
)  # fmt: skip
def test_an_objection_that_was_upheld_corrects_something(tmp_path: Path, name: str, old: str, new: str) -> None:
    (problem,) = problems(tmp_path, {name: [(old, new)]})
    assert (problem.code, problem.clause, problem.place.path.rpartition("/")[2]) == ("X375", "P1-A18", "effective.yml")


def test_so_does_one_about_a_person(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, {PEOPLE: [("reason: objection_upheld", "reason: data_error")]})
    assert problem.code == "X375"


@pytest.mark.parametrize("change", ["outcome: rejected", "about: p009"])
def test_a_persons_correction_says_upheld_only_where_it_was(tmp_path: Path, change: str) -> None:
    old = "about: p008, text: 异议三, outcome: partly"
    new = old.replace("outcome: partly" if change.startswith("outcome") else "about: p008", change)
    found = problems(tmp_path, {EFFECTIVE: [(old, new)]})
    assert [problem.code for problem in found if problem.place.path.endswith(PEOPLE)] == ["X376"]


def test_or_where_an_appeal_changed_it(tmp_path: Path) -> None:
    old = "about: p008, text: 异议三, outcome: partly"
    appeal = (
        'schema: kaohe/appeals/v1\ncycle: "2025"\ndate: 2026-03-20\nappeals:\n'
        "  - {id: a-1, kind: appeal, about: p008, known: 2026-02-24, received: 2026-02-25, body: 上级机关, "
        "deciders: [outside-body], decided: 2026-03-20, outcome: changed, before: good, after: excellent, "
        "reason: 有理}\n"
    )
    cycle = tmp_path / "records/cycles/2025/procedure"
    cycle.mkdir(parents=True)
    (cycle / "appeals.yml").write_text(appeal, "utf-8")
    assert codes(tmp_path, {EFFECTIVE: [(old, old.replace("partly", "rejected"))]}) == []


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("  - {to: archive, delivered: 2026-02-23, signed: true}\n", "", "2025/roster.yml"),
        ("  - {to: p012, delivered: 2026-02-23, signed: true}\n", "", "people/roster.yml"),
        # On leave without a grade: that is a result, too.
        ("  - {to: p006, delivered: 2026-02-23, signed: true}\n", "", "people/roster.yml"),
        ("  - {to: archive,", "  - {to: planning, delivered: 2026-02-23, signed: true}\n  - {to: archive,",
         "procedure/effective.yml"),
    ],
)  # fmt: skip
def test_everybody_is_told_once(tmp_path: Path, old: str, new: str, place: str) -> None:
    (problem,) = problems(tmp_path, {EFFECTIVE: [(old, new)]})
    assert problem.code == "X377"
    assert problem.place.path.endswith(place)


def test_who_has_no_result_need_not_be_told(tmp_path: Path) -> None:
    edits: Edits = {
        EFFECTIVE: [("  - {to: p006, delivered: 2026-02-23, signed: true}\n", "")],
        "people/decision.yml": [("{person: p006, no_grade: no_grade}", "{person: p006, no_grade: deferred}")],
    }
    assert codes(tmp_path, edits) == []


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2026-02-20", ["X378"]), ("2026-02-21", []), ("2026-02-24", []), ("2026-02-25", ["X378"])],
)
def test_between_the_end_of_the_notice_and_the_effect(tmp_path: Path, day: str, expected: list[str]) -> None:
    pair = ("{to: finance, delivered: 2026-02-21", f"{{to: finance, delivered: {day}")
    assert codes(tmp_path, {EFFECTIVE: [pair]}) == expected


def test_a_signature_refused_is_explained(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, {EFFECTIVE: [("signed: false, note: 拒签说明正文", "signed: false")]})
    assert (problem.code, problem.clause) == ("X379", "P1-A18")


@pytest.mark.parametrize("name", [CORRECTION, PEOPLE])
def test_while_a_correction_is_not_read_nothing_is_said_to_be_uncorrected(tmp_path: Path, name: str) -> None:
    office = build(tmp_path, {})
    path = tmp_path / f"records/cycles/2025/{name}"
    path.write_text(path.read_text("utf-8").replace("reason: objection_upheld", "reason: objection"), "utf-8")
    unread, faults = load(tmp_path)
    assert {fault.place.path.rpartition("cycles/2025/")[2] for fault in faults if fault.code != "F113"} == {name}
    found = outcome.check(unread, unread.cycles["2025"], working_years(office.calendars))
    assert list(found) == []


@pytest.mark.parametrize("name", [CORRECTION, PEOPLE])
def test_without_a_correction_what_was_upheld_is_uncorrected(tmp_path: Path, name: str) -> None:
    assert codes(tmp_path, {}, without=(name,)) == ["X375"]
