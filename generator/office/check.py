"""The whole check of an office's inputs, as ``kaohe check`` and every later step run it first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from generator.core.errors import FindingsError, NotCheckedError
from generator.core.problem import Place, Problem, in_order
from generator.intake import references, repository
from generator.intake.discover import RECORDS
from generator.intake.record_file import WORKING_COPY
from generator.intake.repository import Office
from generator.office import git_state, people_check, policy
from generator.procedure import calendars, decisions, sequence, withdrawals
from generator.scoring.lint import lint


class Checked(NamedTuple):
    """An office, what is wrong with it, and what could not be looked at; both sorted."""

    office: Office
    problems: list[Problem]
    not_checked: list[Problem]

    @property
    def exit_code(self) -> int:
        """1 with findings; 4 without, where something was not checked; else 0."""
        return FindingsError.exit_code if self.problems else NotCheckedError.exit_code if self.not_checked else 0


def check(root: Path, identities: Sequence[str] = ()) -> list[Problem]:
    """Every problem of the inputs below ``root/records``, sorted; reads only, raises nothing for wrong inputs.

    Files (F, Y, M), what stands between them (X) and the schemes as such (S, R). What could not be looked at is in
    :func:`load_and_check` only.
    """
    return load_and_check(root, identities).problems


def load_and_check(root: Path, identities: Sequence[str] = (), replaced: Mapping[str, bytes] | None = None) -> Checked:
    """What :func:`check` looks at, what it finds, and what it could not look at (F22x).

    ``replaced`` stands for the content of files by record path. Raises NotCheckedError F223 for a malformed identity.
    """
    office, problems = repository.load(root, identities, replaced)
    not_checked = [*office.unread.values(), *checks_not_made(office)]
    try:
        problems += _working_copies(root)
    except NotCheckedError as error:
        not_checked += error.problems
    return Checked(office, in_order([*problems, *check_office(office)]), in_order(not_checked))


def checked_office(root: Path, identities: Sequence[str] = ()) -> Office:
    """The office's inputs when all of them were read and nothing is wrong with them.

    Raises FindingsError with every problem and everything that was not checked, or NotCheckedError with the latter
    where there is no problem.
    """
    checked = load_and_check(root, identities)
    if checked.problems:
        raise FindingsError([*checked.problems, *checked.not_checked])
    if checked.not_checked:
        raise NotCheckedError(checked.not_checked)
    return checked.office


def check_office(office: Office) -> list[Problem]:
    """The problems of records already read (F, X, S, R), sorted."""
    problems = [*policy.check(office), *references.check(office), *calendars.check(office.calendars)]
    years = calendars.working_years(office.calendars)
    for cycle in office.cycles.values():
        units = [*sequence.check(cycle, years), *decisions.check(cycle, references.disputed_units(office, cycle))]
        if cycle.scheme is not None:
            units += lint(cycle.scheme)
        problems += [*units, *people_check.check(office, cycle, years, units_hold=not units)]
        problems += withdrawals.check(cycle)
    return in_order(problems)


def checks_not_made(office: Office) -> Iterator[Problem]:
    """F222 for each cycle with unread files: the codes that nobody looked for."""
    missing: dict[str, set[str]] = {}
    for file in office.found:
        if file.record in office.unread and "year" in file.names:
            missing.setdefault(file.names["year"], set()).update(file.file.checks.split())
    for year, codes in missing.items():
        if codes:
            yield Problem("F222", Place(f"{RECORDS}/cycles/{year}"), {"checks": " ".join(_merged(codes))})


def _merged(ranges: Iterable[str]) -> list[str]:
    """Codes (``X163``) and ranges of codes (``X160-X164``), none twice: what overlaps or touches as one range."""
    numbers = sorted({(code[0], number) for code in ranges for number in _span(code)})
    merged: list[tuple[str, int, int]] = []
    for letter, number in numbers:
        if merged and merged[-1][0] == letter and merged[-1][2] == number - 1:
            merged[-1] = (letter, merged[-1][1], number)
        else:
            merged.append((letter, number, number))
    return [f"{letter}{first}" + (f"-{letter}{last}" if last > first else "") for letter, first, last in merged]


def _span(code: str) -> range:
    first, _, last = code.partition("-")
    return range(int(first[1:]), int((last or first)[1:]) + 1)


def _working_copies(root: Path) -> Iterator[Problem]:
    tracked = git_state.tracked(root, WORKING_COPY)
    copies = [path.relative_to(root).as_posix() for path in (root / RECORDS).rglob(f"*{WORKING_COPY}")]
    yield from policy.check_copies(copies, tracked, git_state.ignored(root, copies))
