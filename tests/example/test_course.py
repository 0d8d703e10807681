"""The example's course: what is there at each stage, and each exception that it is meant to show."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

from generator.intake import repository
from generator.intake.models import afterwards, evaluation, outcome, people, plan
from generator.intake.repository import Cycle
from generator.ledger.statements import PublishedStatement
from generator.office.cohort import cohort_inputs, participating
from generator.office.published_state import published_statements
from generator.office.unit_corrections import corrected_inputs
from generator.office.workspace import Workspace
from generator.procedure import named_figures
from generator.scoring.sheet import score
from tests.conftest import Stages
from tests.example import people_procedure, review
from tests.example.course import COURSE, OPEN, ORDER, SIGNERS
from tests.example.regenerate import IDENTITY, ROOT


def cycle_at(root: Path) -> Cycle:
    office, problems = repository.load(root, [IDENTITY])
    assert problems == []
    return office.cycles["2025"]


@pytest.fixture(scope="module")
def cycle() -> Cycle:
    return cycle_at(ROOT)


@pytest.mark.parametrize(
    ("stage", "social", "execution"),
    [
        ("scheme", 5, "91.4"),
        ("interpretation", 5, "91.4"),
        ("review", 4, "91.4"),
        ("report", 4, "92.3"),
        (OPEN, 4, "92.3"),
    ],
)
def test_figures_are_what_they_were_at_the_time(stages: Stages, stage: str, social: int, execution: str) -> None:
    cycle = cycle_at(stages(stage))
    found = [named_figures.find(cycle, item) for item in (review.ADJUSTED, people_procedure.CHANGED["item"])]
    assert [spot.value for spot in found if spot is not None] == [social, Fraction(execution)]


def test_what_is_written_for_the_next_statement_is_there_and_not_more(stages: Stages) -> None:
    for at, stage in enumerate(ORDER[1:-1], start=1):
        there = cycle_at(stages(stage)).present
        for later, entry in enumerate(COURSE):
            for name in entry.files:
                path = f"records/cycles/2025/{name}"
                if entry.cycle == "2025" and (entry.stage, stage) != (OPEN, "rectification"):
                    expected = later <= at + 1 or name in {n for e in COURSE[: at + 2] for n in e.files}
                    assert (path in there) == expected, (stage, name)


def test_every_act_has_its_signers() -> None:
    assert {entry.act for entry in COURSE} == set(SIGNERS)
    assert all(len(set(signers)) == len(signers) > 1 for signers in SIGNERS.values())


def test_the_review_checked_what_the_draw_gave(stages: Stages) -> None:
    published = published_statements(Workspace(stages("review")))
    cycle = cycle_at(stages("review"))
    digits, drawn = review.sample(cycle, _of(published, "review", -1).sha256)
    found = cycle.one(evaluation.REVIEW)
    assert found is not None
    assert (found.record.seed.digits, [entry.item for entry in found.record.checked]) == (digits, drawn)
    results = Counter(entry.result for entry in found.record.checked)
    assert results["adjusted"] == results["deviation"] == 1


def _of(published: list[PublishedStatement], act: str, before: int) -> PublishedStatement:
    return published[ORDER.index(act) + before]


def test_one_unit_was_late_and_one_lacked_something(cycle: Cycle) -> None:
    materials = cycle.one(evaluation.MATERIALS)
    assert materials is not None
    assert [entry.unit for entry in materials.record.submissions if entry.late is not None] == ["hotline"]
    assert [entry.unit for entry in materials.record.submissions if entry.missing] == ["projects"]


def test_one_target_was_changed_in_the_year(cycle: Cycle) -> None:
    goals = cycle.one(evaluation.GOALS)
    assert goals is not None
    assert [goal.unit for goal in goals.record.goals if goal.changes] == ["hotline"]


def test_targets_are_changed_after_the_goals_and_published_with_the_materials(stages: Stages) -> None:
    def changes(stage: str) -> tuple[int, int]:
        there = cycle_at(stages(stage))
        records = [there.one(evaluation.GOALS), there.one(people.GOALS)]
        units, persons = (sum(len(g.changes) for g in bound.record.goals) for bound in records if bound is not None)
        return units, persons

    assert [changes(stage) for stage in ("trust", "goals")] == [(0, 0)] * 2
    assert [changes(stage) for stage in ("interpretation", "materials", OPEN)] == [(1, 4)] * 3
    published = published_statements(Workspace(stages("materials")))
    found = [(item.index, record.revision) for item in published for record in item.of_type("goals")]
    assert found == [(ORDER.index("goals"), 1), (ORDER.index("materials"), 2)]


def test_an_expert_and_a_leader_step_aside(cycle: Cycle) -> None:
    office, found = cycle.one(plan.OFFICE), cycle.one(evaluation.REVIEW)
    assert office is not None
    assert found is not None
    related = {expert.holder: expert.related for expert in office.record.experts if expert.related}
    assert related == {"demo-expert-1": ["permits"]}
    assert {entry.expert for entry in found.record.self_reports if entry.unit == "permits"} == {"demo-expert-2"}
    assert cycle.decision is not None
    attendance = cycle.decision.record.deliberation.attendance
    assert [seat.holder for seat in attendance if seat.recused] == ["demo-leader-3"]


def test_one_gate_was_not_passed(cycle: Cycle) -> None:
    gates = cycle.one(evaluation.GATES)
    assert gates is not None
    closed = [(entry.unit, entry.ceiling) for entry in gates.record.findings if not entry.passed]
    assert closed == [("environment", "fair")]


def test_an_objection_changed_one_result_and_no_other(cycle: Cycle) -> None:
    effective = cycle.one(outcome.EFFECTIVE)
    assert effective is not None
    assert [(entry.about, entry.outcome) for entry in effective.record.objections] == [
        ("community", "upheld"),
        ("service-hall", "rejected"),
    ]
    assert [entry.to for entry in effective.record.notified if not entry.signed] == ["environment"]
    assert cycle.scheme is not None
    before = score(cycle.scheme.record, participating(cycle), cohort_inputs(cycle))
    after = score(cycle.scheme.record, participating(cycle), corrected_inputs(cycle))
    moved = {
        unit: (sheet.grade, after[unit].grade) for unit, sheet in before.items() if sheet.total != after[unit].total
    }
    assert moved == {"community": ("fair", "good")}


def test_one_rectification_is_verified_and_one_is_overdue(cycle: Cycle) -> None:
    orders = cycle.each(afterwards.RECTIFICATIONS)
    assert {name for name, bound in orders.items() if bound.record.verified is not None} == {"environment"}
    late = orders["finance"].record
    assert max(step.date for step in late.progress) > late.due


def test_nothing_came_of_the_reconsiderations(cycle: Cycle) -> None:
    appeals = cycle.one(afterwards.APPEALS)
    assert appeals is not None
    assert [(entry.outcome, entry.before == entry.after) for entry in appeals.record.appeals] == [("upheld", True)] * 2
