"""A department's name where its id belongs: the check says which id is meant."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from generator.core.problem import Problem
from generator.intake.models.organ import Organ
from generator.intake.shown import closest

NOT_AN_ID = "M153"


def explained(problems: Iterable[Problem], organ: Organ) -> Iterator[Problem]:
    """The problems, with X129 for each value that is no id but the name of a department, or nearly a Chinese one.

    Only values of public fields are compared: others are not in a problem.
    """
    ids: dict[str, str] = {}
    for unit in reversed(organ.departments):
        ids |= {unit.name.zh: unit.id, unit.name.en: unit.id}
    for problem in problems:
        given = problem.params.get("given_value") if problem.code == NOT_AN_ID else None
        name = _meant(given, ids) if given else None
        if name is None:
            yield problem
        else:
            yield replace(problem, code="X129", params={"name": name, "unit": ids[name]})


def _meant(given: str, names: Collection[str]) -> str | None:
    if given in names:
        return given
    # Latin letters that are no name are a slip in an id.
    chinese = any(char.isalpha() and not char.isascii() for char in given)
    return closest(given, names) if chinese else None
