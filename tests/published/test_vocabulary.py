"""The closed vocabularies of statements agree with one another and with what the office writes."""

from __future__ import annotations

from typing import get_args

from generator.intake.models.people import CorrectionReason
from generator.intake.models.scheme import Kind
from generator.intake.models.withdrawal import Reason, Withdrawable
from generator.procedure.gates import CLAUSE
from generator.published.record import TYPES
from generator.published.statement import KINDS, STEPS
from generator.published.vocabulary import (
    ACTS,
    AFTER_CLOSED,
    BASES,
    BEFORE,
    BEFORE_WITHOUT_PLAN,
    CLAUSES,
    CLAUSES_OF_STEP,
    CLAUSES_WITH_PLAN,
    CORRECTION_REASONS,
    ORDER,
    PEOPLE_ACTS,
    PEOPLE_KINDS,
    PERSON_KINDS,
    PROCEDURE_TYPES,
    RECORD_TYPES,
    RECORD_TYPES_OF_STEP,
    REPEATABLE,
    REQUIRED,
    WITHHELD_TYPES,
    WITHOUT_PLAN,
    act_of,
    clauses_of,
    record_types_of,
)
from generator.published.withdrawal import KIND, REASONS, STEP
from generator.published.withdrawal import TYPES as WITHDRAWABLE
from generator.regulation import catalogue


def test_every_kind_has_clauses_and_record_types() -> None:
    assert set(CLAUSES) == set(RECORD_TYPES) <= set(KINDS)
    assert set().union(*RECORD_TYPES.values(), *RECORD_TYPES_OF_STEP.values()) == set(TYPES)
    assert set(CLAUSES_OF_STEP) == set(RECORD_TYPES_OF_STEP) <= {(k, s) for k, steps in STEPS.items() for s in steps}
    assert set(PROCEDURE_TYPES) <= set(TYPES) and set(WITHHELD_TYPES) <= set(PROCEDURE_TYPES)


def test_an_act_is_one_step_of_one_kind() -> None:
    steps = {(kind, step) for kind in KINDS if kind != "trust" for step in STEPS.get(kind, ("",))}
    assert set(ACTS.values()) == steps and len(ACTS) == len(steps)
    for act, (kind, step) in ACTS.items():
        assert act_of(kind, step) == act and clauses_of(kind, step) and record_types_of(kind, step)
    assert act_of("trust", "") == "trust"


def test_acts_have_a_place_or_come_as_often_as_needed() -> None:
    assert set(ORDER) | REPEATABLE == set(ACTS) and not set(ORDER) & REPEATABLE
    assert set(ORDER) > REQUIRED and AFTER_CLOSED < REPEATABLE and set(WITHOUT_PLAN) < set(ACTS)
    assert set(BEFORE) == set(ACTS) - {"scheme", "withdrawal"} == set(CLAUSE) - {"scheme"}
    assert set(BEFORE_WITHOUT_PLAN) == set(WITHOUT_PLAN) - {"scheme", "withdrawal"}
    assert set(BASES) == set(ACTS) - {"scheme", "closed", "withdrawal"}
    for later, earlier in BEFORE.items():
        if later in ORDER:
            assert ORDER.index(earlier) < ORDER.index(later)


def test_what_a_closed_cycle_needs_follows_from_what_comes_before_what() -> None:
    needed, act = set(), "closed"
    while act in BEFORE:
        act = BEFORE[act]
        needed.add(act)
    assert needed == REQUIRED


def test_clauses_exist_and_stand_in_the_order_of_the_regulation() -> None:
    for clauses in (*CLAUSES.values(), *CLAUSES_OF_STEP.values(), *CLAUSES_WITH_PLAN.values()):
        assert list(clauses) == sorted(clauses, key=catalogue.position)


def test_people_are_in_every_statement_that_may_hold_them() -> None:
    assert {kind for kind, types in RECORD_TYPES.items() if "people" in types} == set(PEOPLE_KINDS)
    assert {ACTS[act][0]: kind for act, kind in PEOPLE_ACTS.items()} == {kind: kind for kind in PEOPLE_KINDS}
    assert set(PERSON_KINDS) == set(get_args(Kind))
    assert set(CORRECTION_REASONS) == set(get_args(CorrectionReason))


def test_what_an_office_may_withdraw_is_what_may_be_withdrawn() -> None:
    assert get_args(Withdrawable) == WITHDRAWABLE
    assert get_args(Reason) == REASONS
    assert (KIND, STEP) in CLAUSES_OF_STEP
