"""The whole check of an office's inputs, as ``kaohe check`` and every later step run it first."""

from __future__ import annotations

from pathlib import Path

from generator.core.errors import FindingsError
from generator.core.problem import Problem, in_order
from generator.intake import references, repository
from generator.intake.repository import Office
from generator.procedure import calendars, decisions, sequence
from generator.scoring.lint import lint


def check(root: Path) -> list[Problem]:
    """Every problem of the inputs below ``root/records``, sorted; reads only, raises nothing for wrong inputs.

    Files (F, Y, M), what stands between them (X) and the schemes as such (S, R).
    """
    return load_and_check(root)[1]


def load_and_check(root: Path) -> tuple[Office, list[Problem]]:
    """What :func:`check` looks at, and what it finds."""
    office, problems = repository.load(root)
    return office, in_order([*problems, *check_office(office)])


def checked_office(root: Path) -> Office:
    """The office's inputs when nothing is wrong with them. Raises FindingsError with every problem."""
    office, problems = load_and_check(root)
    if problems:
        raise FindingsError(problems)
    return office


def check_office(office: Office) -> list[Problem]:
    """The problems of records already read (X, S, R), sorted."""
    problems = [*references.check(office), *calendars.check(office.calendars)]
    years = calendars.working_years(office.calendars)
    for cycle in office.cycles.values():
        problems += [*sequence.check(cycle, years), *decisions.check(cycle, references.disputed_units(office, cycle))]
        if cycle.scheme is not None:
            problems += lint(cycle.scheme)
    return in_order(problems)
