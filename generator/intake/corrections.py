"""The files of a cycle's corrections by their numbers: ``correction.yml`` is 1, ``correction-2.yml`` is 2, and so on.

Units and people have a file each, and files of one number are published in one statement: the first statement on
corrections holds those with number 1, the second those with number 2. docs/spec/16-procedure.md, "Corrections".
"""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel

from generator.intake.bind import Bound
from generator.intake.models import afterwards, people
from generator.intake.models.afterwards import UnitCorrections
from generator.intake.models.people import PeopleCorrection
from generator.intake.record_file import RecordFile
from generator.intake.repository import Cycle

M = TypeVar("M", bound=BaseModel)


def unit_corrections(cycle: Cycle, through: int | None = None) -> dict[int, Bound[UnitCorrections]]:
    """The corrections of units that could be read, by number in their order; ``through``: none with a higher one."""
    return _numbered(cycle, afterwards.CORRECTION, afterwards.LATER_CORRECTIONS, through)


def people_corrections(cycle: Cycle, through: int | None = None) -> dict[int, Bound[PeopleCorrection]]:
    """The corrections of people that could be read, by number in their order; ``through``: none with a higher one."""
    return _numbered(cycle, people.CORRECTION, people.LATER_CORRECTIONS, through)


def unit_corrections_unread(cycle: Cycle) -> bool:
    """Whether a correction of units is there and could not be read."""
    return len(unit_corrections(cycle)) < len(_there(cycle, "procedure"))


def people_corrections_unread(cycle: Cycle) -> bool:
    """Whether a correction of people is there and could not be read."""
    return len(people_corrections(cycle)) < len(_there(cycle, "people"))


def correction_files(cycle: Cycle) -> dict[int, list[str]]:
    """The record paths of every file of corrections, readable or not, by number in their order."""
    both = _there(cycle, "procedure"), _there(cycle, "people")
    return {number: [there[number] for there in both if number in there] for number in sorted({*both[0], *both[1]})}


def correction_path(folder: str, number: int) -> str:
    """The path below the cycle's folder of the file with a number in ``folder``: ``procedure`` or ``people``."""
    return f"{folder}/correction.yml" if number == 1 else f"{folder}/correction-{number}.yml"


def _there(cycle: Cycle, folder: str) -> dict[int, str]:
    head, tail = cycle.path(f"{folder}/correction"), ".yml"
    found = {}
    for path in cycle.present:
        middle = path.removeprefix(head).removesuffix(tail)
        if path == f"{head}{middle}{tail}" and (not middle or middle[1:].isdecimal()):
            found[int(middle[1:] or "1")] = path
    return dict(sorted(found.items()))


def _numbered(cycle: Cycle, first: RecordFile[M], later: RecordFile[M], through: int | None) -> dict[int, Bound[M]]:
    found: dict[int, Bound[Any]] = {int(number): bound for number, bound in cycle.each(later).items()}
    if (bound := cycle.one(first)) is not None:
        found[1] = bound
    return {number: found[number] for number in sorted(found) if through is None or number <= through}
