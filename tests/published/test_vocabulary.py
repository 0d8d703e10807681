"""The closed vocabularies of statements agree with one another and with what the office writes."""

from __future__ import annotations

from typing import get_args

from generator.intake.models.people import CorrectionReason
from generator.intake.models.scheme import Kind
from generator.intake.models.withdrawal import Reason, Withdrawable
from generator.procedure.gates import BEFORE
from generator.published.record import TYPES
from generator.published.statement import KINDS, STEPS
from generator.published.vocabulary import (
    CLAUSES,
    CLAUSES_OF_STEP,
    CORRECTION_REASONS,
    OPTIONAL,
    ORDER,
    PEOPLE_KINDS,
    PERSON_KINDS,
    RECORD_TYPES,
    RECORD_TYPES_OF_STEP,
)
from generator.published.withdrawal import KIND, REASONS, STEP
from generator.published.withdrawal import TYPES as WITHDRAWABLE
from generator.regulation import catalogue


def test_every_kind_has_clauses_and_record_types() -> None:
    assert set(CLAUSES) == set(RECORD_TYPES) == {"trust", *ORDER} <= set(KINDS)
    assert set().union(*RECORD_TYPES.values(), *RECORD_TYPES_OF_STEP.values()) == set(TYPES)
    assert set(CLAUSES_OF_STEP) == set(RECORD_TYPES_OF_STEP) <= {(k, s) for k, steps in STEPS.items() for s in steps}
    assert set(BEFORE) == set(ORDER) and set(STEPS) == OPTIONAL


def test_clauses_exist_and_stand_in_the_order_of_the_regulation() -> None:
    for clauses in CLAUSES.values():
        assert list(clauses) == sorted(clauses, key=catalogue.position)


def test_people_are_in_every_statement_that_may_hold_them() -> None:
    assert {kind for kind, types in RECORD_TYPES.items() if "people" in types} == set(PEOPLE_KINDS)
    assert set(PERSON_KINDS) == set(get_args(Kind))
    assert set(CORRECTION_REASONS) == set(get_args(CorrectionReason))


def test_what_an_office_may_withdraw_is_what_may_be_withdrawn() -> None:
    assert get_args(Withdrawable) == WITHDRAWABLE
    assert get_args(Reason) == REASONS
    assert (KIND, STEP) in CLAUSES_OF_STEP
