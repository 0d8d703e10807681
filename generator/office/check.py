"""The whole check of an office's inputs, as ``kaohe check`` and every later step run it first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from generator.core.canonical import sha256_hex
from generator.core.errors import FindingsError, NotCheckedError
from generator.core.files import read_bounded
from generator.core.problem import Place, Problem, in_order
from generator.intake import reader, references, repository, sealed
from generator.intake.discover import RECORDS
from generator.intake.record_file import WORKING_COPY, working_copy_path
from generator.intake.repository import Cycle, Office
from generator.office import git_state, people_check, policy, rested_on, unit_check
from generator.procedure import calendars, decisions, sequence, withdrawals
from generator.scoring.lint import lint

ABOUT_THE_SEAL = frozenset({"F202", "F203"})
"""Findings about a file that was read all the same: for whom it is sealed does not change what it says."""


class Checked(NamedTuple):
    """An office, what is wrong with it, what could not be looked at, and what else one should know; all sorted.

    ``notices`` leave the outcome as it is: F212, F225.
    """

    office: Office
    problems: list[Problem]
    not_checked: list[Problem]
    notices: list[Problem]

    @property
    def exit_code(self) -> int:
        """1 with findings; 4 without, where something was not checked; else 0."""
        return FindingsError.exit_code if self.problems else NotCheckedError.exit_code if self.not_checked else 0

    def require(self, *, units_only: bool = False) -> Office:
        """The office, where nothing is wrong and nothing was left unread (``units_only``: but records of people).

        Raises FindingsError with every problem and everything that was not checked, or NotCheckedError with the latter
        where there is no problem.
        """
        if self.problems:
            raise FindingsError([*self.problems, *self.not_checked])
        units = [p for p in self.not_checked if p.code != "F222" and "/people/" not in p.place.path]
        if units or (self.not_checked and not units_only):
            raise NotCheckedError(self.not_checked)
        return self.office


def check(root: Path, identities: Sequence[str] = ()) -> list[Problem]:
    """Every problem of the inputs below ``root/records``, sorted; reads only, raises nothing for wrong inputs.

    Files (F, Y, M), what stands between them, and between them and what was published (X, P), and the schemes as such
    (S, R). What could not be looked at is in :func:`load_and_check` only.
    """
    return load_and_check(root, identities, against_published=True).problems


def load_and_check(
    root: Path,
    identities: Sequence[str] = (),
    replaced: Mapping[str, bytes] | None = None,
    *,
    against_published: bool = False,
) -> Checked:
    """What :func:`check` looks at, what it finds, and what it could not look at (F22x).

    ``replaced`` stands for the content of files by record path. ``against_published``: whether inputs are still those
    that published statements rest on is looked at too. Raises NotCheckedError F223 for a malformed identity.
    """
    office, problems = repository.load(root, identities, replaced)
    not_checked, notices = [*office.unread.values(), *checks_not_made(office)], _not_in_force(root, office)
    changed: list[Problem] = []
    if against_published:
        changed, more = rested_on.check(root, office, sealed.parse_identities(identities))
        notices += more
    try:
        problems += _working_copies(root)
    except NotCheckedError as error:
        not_checked += error.problems
    problems += [*check_office(office, problems), *changed]
    return Checked(office, in_order(problems), in_order(not_checked), in_order(notices))


def checked_office(root: Path, identities: Sequence[str] = ()) -> Office:
    """The office's inputs when all of them were read and nothing is wrong with them.

    Raises as :meth:`Checked.require` does.
    """
    return load_and_check(root, identities).require()


def check_office(office: Office, found: Sequence[Problem] = ()) -> list[Problem]:
    """The problems of records already read (F, X, S, R, P), sorted; ``found`` is what reading them has found.

    Decisions are compared with scores only in a cycle with whose inputs nothing else is wrong: a score that rests on
    half of them is none, and everything that it contradicts would be a false finding.
    """
    problems = [*references.check(office), *calendars.check(office.calendars)]
    years = calendars.working_years(office.calendars)
    for cycle in office.cycles.values():
        problems += sequence.check(cycle, years)
        problems += decisions.check(cycle, references.disputed_units(office, cycle))
        if cycle.scheme is not None:
            problems += lint(cycle.scheme)
        problems += people_check.check(office, cycle, years)
        problems += withdrawals.check(cycle)
    holding = [cycle for cycle in office.cycles.values() if _holds(cycle, [*found, *problems])]
    for cycle in holding:
        problems += [*unit_check.against_score(office, cycle), *people_check.against_score(office, cycle)]
    return in_order([*problems, *policy.check(office)])


def _holds(cycle: Cycle, problems: Iterable[Problem]) -> bool:
    """Whether nothing is wrong with what the cycle rests on: its own records, and those of no cycle."""
    cycles = f"{RECORDS}/cycles/"
    own = (p for p in problems if not p.place.path.startswith(cycles) or p.place.path.startswith(cycle.path("")))
    return all(problem.code in ABOUT_THE_SEAL for problem in own)


def checks_not_made(office: Office) -> Iterator[Problem]:
    """F222 for each cycle with unread files: how many they are, and the codes that nobody looked for."""
    missing: dict[str, set[str]] = {}
    count: dict[str, int] = {}
    for file in office.found:
        if file.record in office.unread and "year" in file.names:
            year = file.names["year"]
            missing.setdefault(year, set()).update(file.file.checks.split())
            count[year] = count.get(year, 0) + 1
    for year, codes in missing.items():
        if codes:
            words = {"checks": " ".join(_merged(codes)), "files": str(count[year])}
            yield Problem("F222", Place(f"{RECORDS}/cycles/{year}"), words)


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


def _not_in_force(root: Path, office: Office) -> list[Problem]:
    """F212 for each working copy that differs from the sealed record beside it, where that was opened."""
    found: list[Problem] = []
    for file in office.found:
        name = working_copy_path(file.record)
        if not file.sealed or file.record not in office.files or not (root / name).is_file():
            continue
        try:
            copy = read_bounded(root / name, name, reader.MAX_BYTES)
        except (FindingsError, NotCheckedError):
            continue
        if sha256_hex(copy) != office.files[file.record]:
            found.append(Problem("F212", Place(name), clause=policy.CLAUSE))
    return found


def _working_copies(root: Path) -> Iterator[Problem]:
    tracked = git_state.tracked(root, WORKING_COPY)
    copies = [path.relative_to(root).as_posix() for path in (root / RECORDS).rglob(f"*{WORKING_COPY}")]
    yield from policy.check_copies(copies, tracked, git_state.ignored(root, copies))
