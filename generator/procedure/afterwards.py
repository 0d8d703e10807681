"""Everything that follows a result, checked: corrections of units, appeals, uses, rectification, closing, answers.

States 18 to 22 of the yearly procedure; docs/spec/16-procedure.md. Each concept has a module of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.core.problem import Problem
from generator.intake.models.scheme import Scheme
from generator.intake.repository import Cycle, Office
from generator.procedure import (
    afterwards_answers,
    afterwards_appeals,
    afterwards_application,
    afterwards_closing,
    afterwards_corrections,
    afterwards_rectification,
)
from generator.procedure.afterwards_subjects import persons, units
from generator.procedure.named import setting
from generator.procedure.workdays import WorkingYear


def check(
    office: Office, cycle: Cycle, years: Mapping[int, WorkingYear], schemes: Mapping[str, Scheme]
) -> Iterator[Problem]:
    """X380 to X419 for one cycle: corrections of units in every cycle, the rest where it has a plan.

    ``years`` are the calendars of the organ, ``schemes`` those for people by kind. What a correction makes of the
    score is not looked at here: see :mod:`generator.office.unit_corrections`.
    """
    roles = setting(office, cycle).roles
    yield from afterwards_corrections.check(cycle, roles)
    yield from afterwards_appeals.check(cycle, {**persons(cycle, schemes), **units(cycle)})
    yield from afterwards_application.check(cycle, schemes)
    yield from afterwards_rectification.check(cycle, roles)
    yield from afterwards_closing.check(office, cycle, roles)
    yield from afterwards_answers.check(cycle, years, roles)
