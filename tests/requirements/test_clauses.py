"""Clauses that no requirement of the register covers: each is carried out in the example and missed when it is not."""

from __future__ import annotations

import re

from generator.intake.models import afterwards, evaluation, plan
from tests.requirements.books import Books, Case, cited


def test_resources_are_named(books: Books) -> None:
    """P1-A20: people and budget stand in the plan; without them there is no plan."""
    announced = books.cycle.one(plan.PLAN)
    assert announced is not None
    assert announced.record.resources.people > 0
    assert announced.record.resources.budget.zh
    line = next(line for line in books.texts["procedure/plan.yml"].splitlines() if line.startswith("  budget:"))
    assert {"M101"} <= {problem.code for problem in books.problems(("procedure/plan.yml", f"{line}\n", ""))}


def test_training_is_on_record(books: Books) -> None:
    """P1-A21: whoever assesses was trained for this year's scheme; in a year under way who was not is reported."""
    name = "records/cycles/2026/procedure/office.yml"
    trained = re.search(r", trained: [0-9-]+", books.texts[name])
    assert trained is not None
    assert "X315" not in {notice.code for notice in books.checked().notices}
    checked = books.checked((name, trained[0], ""))
    assert checked.problems == []
    cited(checked.notices, "X315", "P1-A21")


def test_assessors_are_qualified(books: Books) -> None:
    """P2-1.2(3): office and experts say what qualifies them, and only experts of the year review."""
    office = books.cycle.one(plan.OFFICE)
    assert office is not None
    assert office.record.qualification.zh
    assert all(expert.qualification.zh for expert in office.record.experts)
    old = "  - unit: general-office\n    expert: demo-expert-1"
    books.refuses(Case("X336", "P1-A16", ("procedure/review.yml", old, old.replace("expert-1", "office-1"))))


def test_every_unit_has_duties_and_goals(books: Books) -> None:
    """P2-1.1(1): duties are listed for every department, and every unit that takes part has a goal."""
    organ, goals = books.office.organ, books.cycle.one(evaluation.GOALS)
    assert organ is not None
    assert goals is not None
    assert all(unit.duties for unit in organ.record.departments)
    assert {goal.unit for goal in goals.record.goals} == set(books.cycle.assessed)
    books.refuses(Case("X320", "P2-1.1(1)", ("goals.yml", "- unit: personnel\n", "- unit: finance\n")))


def test_both_sources_of_satisfaction_are_there(books: Books) -> None:
    """P2-2.1(2): surveys and complaints; one alone is not enough."""
    edit = ("procedure/materials.yml", "method: complaints", "method: survey")
    books.refuses(Case("X333", "P2-2.1(2)", edit))


def test_surveys_and_visits_are_on_record(books: Books) -> None:
    """P2-3.1, P2-3.2(3): at least one survey and one visit were made."""
    edit = ("procedure/materials.yml", "method: site_visit", "method: documents")
    books.refuses(Case("X330", "P2-3.2(3)", edit))


def test_what_was_handed_in_is_on_record(books: Books) -> None:
    """P2-3.2(2): every unit's material with its day; what is late says why, what is missing is of the checklist."""
    name = "procedure/materials.yml"
    books.refuses(
        Case("X326", "P2-3.2(2)", (name, "missing: [evidence-list]", "missing: [photograph]")),
        Case("X327", "P2-3.2(2)", (name, "unit: finance, received: 2026-01-08", "unit: finance, received: 2026-01-09")),
    )


def test_integrity_is_assessed_apart(books: Books) -> None:
    """P2-2.1(4): every unit has a finding, and who did not pass cannot have a better grade than the ceiling."""
    name = "procedure/gates.yml"
    finding = "  - {unit: hotline, gate: integrity, passed: true, cites: [P2-2.1(4)]}\n"
    books.refuses(Case("X305", "P2-2.1(4)", (name, finding, "")))


def test_measures_cite_decision_and_clause(books: Books) -> None:
    """P1-A19, P2-4.1: who did well is not warned, and a measure rests on the decision's number."""
    name, use = "procedure/application.yml", "{unit: discipline, measure: commendation"
    books.refuses(Case("X391", "P2-4.1", (name, use, use.replace("commendation", "criticism"))))


def test_rectification_has_person_and_deadline(books: Books) -> None:
    """P2-4.2, P2-3.2(5): a unit with the lowest grade has an order with somebody who answers and a day."""
    orders = books.cycle.each(afterwards.RECTIFICATIONS)
    assert orders
    for bound in orders.values():
        assert bound.record.responsible.zh
        assert bound.record.due > bound.record.ordered
    ordered = orders["environment"].record.ordered.isoformat()
    due = next(
        line for line in books.texts["procedure/rectification/environment.yml"].splitlines() if line.startswith("due:")
    )
    edit = ("procedure/rectification/environment.yml", due, f"due: {ordered}")
    books.refuses(Case("X395", "P2-4.2", edit))


def test_answers_to_the_public_come_in_time(books: Books) -> None:
    """P2-4.3: what the public said was answered within the working days of the plan."""
    books.refuses(Case("X398", "P2-4.3", ("procedure/plan.yml", "feedback: {workdays: 15", "feedback: {workdays: 1")))


def test_the_supervisor_is_from_outside(books: Books) -> None:
    """P1-A23: the process is looked at by somebody who is not of the office, step by step."""
    name = "procedure/closed.yml"
    books.refuses(Case("X416", "P1-A23", (name, "supervisor: demo-supervisor-2", "supervisor: demo-office-1")))
    books.refuses(Case("X417", "P1-A23", (name, "  - {step: review, kept: true}\n", "")), also={"X418"})
