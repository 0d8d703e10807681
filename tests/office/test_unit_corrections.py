"""Corrected figures scored anew, against what was decided about them, and as part of a statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from generator.core.canonical import sha256_hex
from generator.core.errors import FindingsError
from generator.core.messages import LANGS
from generator.core.problem import Place, Problem
from generator.core.render import problems_text
from generator.disclosure.acts import release_decision
from generator.disclosure.airlock import Airlock, Released
from generator.disclosure.salts import DerivedSalts
from generator.disclosure.slots import slot_table
from generator.disclosure.unit_result import release_results
from generator.intake.repository import Office
from generator.ledger.statements import PublishedStatement
from generator.office.cohort import cohort_inputs, participating
from generator.office.people_statements import PeoplePart, people_part
from generator.office.unit_corrections import against_score, corrected_inputs, unit_correction_part
from generator.published.afterwards_bodies import read_unit_correction
from generator.published.shapes import Document
from generator.published.statement import Statement
from generator.scoring.sheet import score
from generator.signing import demo
from tests.office.people_office import PEOPLE
from tests.procedure.afterwards_office import Edits, office_with

CYCLE = "2025"
PATH = "procedure/correction.yml"
FIGURES = "figures: [{indicator: budget-execution, value: 99}]"
END = "    approved_by: [holder-d, holder-e]\n"


def another(unit: str, figures: str, grade: str) -> tuple[str, str]:
    """The edit that adds a correction of ``unit``."""
    entry = (
        f"  - {{unit: {unit}, reason: data_error, explanation: {{zh: 有误, en: Wrong}}, clause: P1-A17,\n"
        f"     figures: [{figures}], grade: {grade}, entered_by: holder-a, approved_by: [holder-d, holder-e]}}\n"
    )
    return END, END + entry


def found(folder: Path, *pairs: tuple[str, str]) -> list[Problem]:
    office = office_with(folder, {PATH: list(pairs)})
    problems = list(against_score(office, office.cycles[CYCLE]))
    for lang in LANGS:
        assert "{" not in problems_text([replace(problem, source=None) for problem in problems], lang)
    return problems


def test_corrected_figures_take_the_place_of_those_reported(tmp_path: Path) -> None:
    added = another("archive", "{indicator: training-done, value: 80}", "good")
    edits = [("unit: archive", "unit: planning"), ("value: 99}", "value: 98}"), added]
    cycle = office_with(tmp_path, {PATH: edits}).cycles[CYCLE]
    was, now = cohort_inputs(cycle), corrected_inputs(cycle)
    changed = {key: now.figures[key].value for key in now.figures if now.figures[key] != was.figures.get(key)}
    assert changed == {("budget-execution", "planning"): Fraction(98), ("training-done", "archive"): Fraction(80)}
    assert now.tallies == was.tallies
    assert now.figures["budget-execution", "planning"].source == "finance"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("grade: excellent", "grade: excellent", []),
        ("grade: excellent", "grade: good", ["P111"]),
        ("grade: excellent", "grade: good\n    departs: {zh: 甲, en: A}\n    departs_clause: P1-A18", []),
        ("grade: excellent", "grade: excellent\n    departs: {zh: 甲, en: A}\n    departs_clause: P1-A18", ["P112"]),
        (FIGURES, "figures: [{indicator: problems-solved, value: 3.5}]", ["S203"]),
    ],
)
def test_what_is_decided_anew_goes_with_the_new_score(tmp_path: Path, old: str, new: str, expected: list[str]) -> None:
    assert [problem.code for problem in found(tmp_path, (old, new))] == expected


def test_a_fault_of_a_corrected_figure_stands_at_its_line(tmp_path: Path) -> None:
    (problem,) = found(tmp_path, (FIGURES, "figures: [{indicator: problems-solved, value: 3.5}]"))
    assert (problem.place.path, problem.place.line) == (f"records/cycles/{CYCLE}/{PATH}", 9)


def test_an_incomplete_result_has_no_grade(tmp_path: Path) -> None:
    scheme = "policy: zero_with_reason"
    office = office_with(tmp_path, {"scheme.yml": [(scheme, "policy: incomplete")], "inputs/data/training-done.yml": [
        ("  - unit: archive\n    value: 100", "  - unit: archive\n    missing: {zh: 停用, en: Out of use}")
    ]})  # fmt: skip
    (problem,) = against_score(office, office.cycles[CYCLE])
    assert (problem.code, problem.params["indicators"]) == ("P113", "training-done")


def test_units_that_move_along_are_corrected_as_well(tmp_path: Path) -> None:
    """The best value is finance's: when it falls, the others' points rise."""
    best = [("unit: archive", "unit: finance"), (FIGURES, "figures: [{indicator: project-progress, value: 90}]")]
    (problem,) = found(tmp_path / "a", *best, ("grade: excellent", "grade: good"))
    assert (problem.code, problem.clause) == ("X406", "P1-A18")
    assert problem.params["changes"] == "planning: project-progress；archive: project-progress"
    added = (
        END,
        another("planning", "{indicator: project-progress, value: 80}", "excellent")[1]
        + another("archive", "{indicator: project-progress, value: 60}", "excellent")[1].removeprefix(END),
    )
    assert found(tmp_path / "b", *best, ("grade: excellent", "grade: good"), added) == []


REASON = "departs: {zh: 甲, en: A}\n    departs_clause: P1-A18"


@pytest.mark.parametrize(
    ("grade", "expected"),
    [
        ("grade: excellent", []),
        ("grade: good", ["P111"]),
        (f"grade: good\n    {REASON}", []),
        (f"grade: excellent\n    {REASON}", ["P112"]),
    ],
)
def test_without_figures_the_grade_follows_the_score_as_it_was(tmp_path: Path, grade: str, expected: list[str]) -> None:
    edits = [(FIGURES, "figures: []"), ("grade: excellent", grade)]
    assert [problem.code for problem in found(tmp_path, *edits)] == expected


def test_who_is_moved_is_not_corrected_without_figures(tmp_path: Path) -> None:
    best = [("unit: archive", "unit: finance"), (FIGURES, "figures: [{indicator: project-progress, value: 90}]")]
    added = (
        END,
        another("planning", "", "excellent")[1]
        + another("archive", "{indicator: project-progress, value: 60}", "excellent")[1].removeprefix(END),
    )
    (problem,) = found(tmp_path, *best, ("grade: excellent", "grade: good"), added)
    assert (problem.code, problem.params["changes"]) == ("X406", "planning: project-progress")


def test_a_correction_without_figures_leaves_the_total(tmp_path: Path) -> None:
    office = office_with(tmp_path, {PATH: [(FIGURES, "figures: []")]})
    part = unit_correction_part(office.cycles[CYCLE], 1, published(office), airlock(office))
    body = part.records[0].record.body
    assert (body["figures"], body["departs"]) == ([], None)
    assert (body["grade"], body["recommended"]) == ("excellent", "excellent")
    assert Fraction(body["result"]["total"]["shown"]) == round(score_of(office), 2)
    assert read_unit_correction(Document(body, "record")).figures == ()


def test_nothing_is_said_while_a_file_of_the_units_is_unread(tmp_path: Path) -> None:
    office = office_with(tmp_path, {PATH: [("grade: excellent", "grade: good")]})
    cycle, path = office.cycles[CYCLE], f"records/cycles/{CYCLE}/inputs/votes/served.yml"
    assert list(against_score(replace(office, unread={path: Problem("F220", Place(path))}), cycle)) == []
    people = f"records/cycles/{CYCLE}/people/roster.yml"
    assert len(list(against_score(replace(office, unread={people: Problem("F220", Place(people))}), cycle))) == 1


def airlock(office: Office) -> Airlock:
    scheme = office.cycles[CYCLE].scheme
    assert scheme is not None
    return Airlock("o", CYCLE, DerivedSalts(CYCLE, demo.salt), slot_table(scheme.record, planned=True))


def published(office: Office, *, without: str = "") -> list[PublishedStatement]:
    """Report and decision as far as a correction looks at them; ``without`` a record that was withdrawn."""
    cycle = office.cycles[CYCLE]
    assert cycle.scheme and cycle.roster and cycle.decision and office.organ
    scheme, lock = cycle.scheme.record, airlock(office)
    sheets = score(scheme, participating(cycle), cohort_inputs(cycle))
    results = release_results(lock, scheme, office.organ.record, cycle.roster.record, sheets, cycle, "0" * 64)
    digests = {item.record.name: item.sha256 for item in results}
    grades = {unit: sheet.grade for unit, sheet in sheets.items()}
    decisions = release_decision(lock, cycle.decision.record, grades, digests, planned=True)
    released = {"report": results, "decision": decisions}
    return [
        statement(index, kind, "", [item for item in released[kind] if item.record.path != f"records/{without}.json"])
        for index, kind in enumerate(released)
    ]


def statement(index: int, kind: str, step: str, released: Sequence[Released]) -> PublishedStatement:
    """A published statement as far as its records are looked at."""
    head = Statement(
        organ="o", root="0" * 64, kind=kind, cycle=CYCLE, date="2026-02-10", clauses=("P1-A18",), builds_on=(),
        inputs_root="0" * 64, sums_sha256="0" * 64, records_root="0" * 64, counts={}, step=step,
    )  # fmt: skip
    records = {item.record.path: (item.record.encode(), item.record) for item in released}
    return PublishedStatement(index, b"", head, b"", records, {})


def test_a_statement_s_part_names_what_it_corrects(tmp_path: Path) -> None:
    office = office_with(tmp_path)
    statements = published(office)
    part = unit_correction_part(office.cycles[CYCLE], 1, statements, airlock(office))
    (released,) = part.records
    body = released.record.body
    assert (part.date.isoformat(), part.inputs) == ("2026-03-16", [f"records/cycles/{CYCLE}/{PATH}"])
    assert body["figures"] == [{"indicator": "budget-execution", "before": "100", "after": "99"}]
    result, decision = (
        sha256_hex(statement.records[f"records/unit-{kind}/archive.json"][0])
        for statement, kind in zip(statements, ("result", "decision"), strict=True)
    )
    assert body["corrects"] == {"result": result, "decision": decision}
    was = score_of(office)
    assert Fraction(body["result"]["total"]["shown"]) == round(was - Fraction(1, 2), 2)


def score_of(office: Office) -> Fraction:
    cycle = office.cycles[CYCLE]
    assert cycle.scheme is not None
    total = score(cycle.scheme.record, participating(cycle), cohort_inputs(cycle))["archive"].total
    assert total is not None
    return total


@pytest.mark.parametrize("gone", ["unit-result/archive", "unit-decision/archive"])
def test_what_was_withdrawn_is_not_corrected(tmp_path: Path, gone: str) -> None:
    office = office_with(tmp_path)
    assert refused(office, published(office, without=gone)) == ["X407"]


def test_without_a_published_decision_there_is_nothing_to_correct(tmp_path: Path) -> None:
    office = office_with(tmp_path)
    assert refused(office, published(office)[:1]) == ["P102"]
    assert refused(office, []) == ["P102"]


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ({PATH: [("grade: excellent", "grade: good")]}, ["P111"]),
        # With the thresholds of an office that has small groups, both versions together are audited.
        ({"scheme.yml": [("group_mean: 1, vote_counts: 1, protection_width: 0",
                          "group_mean: 1, vote_counts: 10, protection_width: 99")]}, ["D202"]),
    ],
)  # fmt: skip
def test_a_part_that_cannot_be_made(tmp_path: Path, edits: Edits, expected: list[str]) -> None:
    office = office_with(tmp_path, edits)
    plain = office_with(tmp_path / "plain")
    assert sorted(set(refused(office, published(plain)))) == expected


def refused(office: Office, statements: list[PublishedStatement]) -> list[str]:
    with pytest.raises(FindingsError) as caught:
        unit_correction_part(office.cycles[CYCLE], 1, statements, airlock(office))
    return [problem.code for problem in caught.value.problems]


def test_where_only_units_are_corrected_there_is_no_block_of_people(tmp_path: Path) -> None:
    office = office_with(tmp_path, {}, ("people/correction.yml",))
    cycle, lock = office.cycles[CYCLE], airlock(office)
    known = [statement(0, "scheme", "", people_part("scheme", cycle, [], lock).records)]
    assert people_part("change", cycle, known, lock) == PeoplePart()
    corrected = statement(1, "change", "correction", [])
    (block,) = people_part("closed", cycle, [*known, corrected], lock).records
    values = [item.value for item in block.disclosures if item.value is not None]
    assert len(values) == len(PEOPLE)
    assert all(value["corrections"] == [] and value["decision"] is not None for value in values)


def test_without_any_correction_there_is_no_such_statement(tmp_path: Path) -> None:
    office = office_with(tmp_path, {}, ("people/correction.yml", PATH))
    cycle, lock = office.cycles[CYCLE], airlock(office)
    known = [statement(0, "scheme", "", people_part("scheme", cycle, [], lock).records)]
    with pytest.raises(FindingsError) as caught:
        people_part("change", cycle, known, lock)
    assert [problem.code for problem in caught.value.problems] == ["P114"]


def test_what_else_changes_after_a_decision_publishes_no_correction(tmp_path: Path) -> None:
    """Results applied, appeals decided: a correction that nobody knows of is still one made in secret."""
    office = office_with(tmp_path)
    cycle, lock = office.cycles[CYCLE], airlock(office)
    known = [statement(0, "scheme", "", people_part("scheme", cycle, [], lock).records)]
    applied = statement(1, "change", "application", [])
    with pytest.raises(FindingsError) as caught:
        people_part("closed", cycle, [*known, applied], lock)
    assert [problem.code for problem in caught.value.problems] == ["P123"]
    corrected = statement(1, "change", "correction", [])
    assert len(people_part("closed", cycle, [*known, corrected, applied], lock).records) == 1
