"""The whole check of an office's inputs, as ``kaohe check`` and every later step run it first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from generator.core.canonical import sha256_hex
from generator.core.errors import FindingsError, NotCheckedError
from generator.core.files import read_bounded
from generator.core.problem import Place, Problem, in_order
from generator.intake import reader, references, repository, sealed
from generator.intake.discover import RECORDS, path_of
from generator.intake.models import afterwards as afterwards_records
from generator.intake.models import outcome as outcome_records
from generator.intake.models.people import SCHEME as PEOPLE_SCHEME
from generator.intake.models.plan import PLAN
from generator.intake.record_file import WORKING_COPY, RecordFile, record_path, working_copy_path
from generator.intake.repository import Cycle, Office
from generator.office import (
    git_state,
    never,
    outcome_check,
    people_check,
    policy,
    rested_on,
    told_check,
    unit_check,
    unit_corrections,
)
from generator.office.opinion import with_opinions
from generator.office.people_cohort import people_schemes
from generator.office.readable_statements import amendments_published, digest_of, goals_published
from generator.procedure import (
    afterwards,
    amendments,
    beginning,
    calendars,
    decisions,
    outcome,
    review,
    sequence,
    unit_goals,
    withdrawals,
)
from generator.procedure.plan import lacking
from generator.scoring.lint import lint
from generator.scoring.lint_breadth import breadth_problems

ABOUT_THE_SEAL = frozenset({"F202", "F203"})
"""Findings about a file that was read all the same: for whom it is sealed does not change what it says."""

BESIDE_THE_SCORES: tuple[RecordFile[Any], ...] = (
    outcome_records.PRELIMINARY, outcome_records.RELEASE_REVIEW, outcome_records.NOTICE, outcome_records.EFFECTIVE,
    afterwards_records.APPEALS, afterwards_records.APPLICATION, afterwards_records.RECTIFICATIONS,
    afterwards_records.FEEDBACK,
)  # fmt: skip
"""Records that nothing is scored from: what is wrong with one of them leaves the results as they are."""


class Checked(NamedTuple):
    """An office, what is wrong with it, what could not be looked at, and what else one should know; all sorted.

    ``notices`` leave the outcome as it is: F212, F215, F216, F225, X315, X431.
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
        """The office, where nothing is wrong and nothing was left unread (``units_only``: that units are scored by).

        Raises FindingsError with every problem and everything that was not checked, or NotCheckedError with the latter
        where there is no problem.
        """
        if self.problems:
            raise FindingsError([*self.problems, *self.not_checked])
        units = [p for p in self.not_checked if p.code != "F222" and not _scores_no_unit(p.place.path)]
        if units or (self.not_checked and not units_only):
            raise NotCheckedError(self.not_checked)
        return self.office


def _scores_no_unit(path: str) -> bool:
    """Whether units can be scored without the file: one about people, or about what came of a score."""
    return "/people/" in path or "/procedure/" in path


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
    office = with_opinions(root, office, sealed.parse_identities(identities))
    not_checked, notices = [*office.unread.values(), *checks_not_made(office)], _not_in_force(root, office)
    notices += [*policy.notices(office), *_never_sealed(root, office)]
    notices += [notice for cycle in office.cycles.values() for notice in beginning.notices(cycle)]
    changed: list[Problem] = []
    if against_published:
        changed, more = rested_on.check(root, office, sealed.parse_identities(identities))
        notices += more
        for name, cycle in references.own_records(office).cycles.items():
            if digest_of(root, "scheme", name) is None:
                notices += lacking(cycle)
            changed += review.check_sample(cycle, digest_of(root, "materials", name))
            changed += amendments.check_published(cycle, amendments_published(root, name))
            changed += unit_goals.check_published(cycle, goals_published(root, name))
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
    office = references.own_records(office)
    years = calendars.working_years(office.calendars)
    for cycle in office.cycles.values():
        problems += sequence.check(cycle, years)
        problems += decisions.check(cycle, references.disputed_units(office, cycle))
        if cycle.scheme is not None:
            problems += lint(cycle.scheme)
            if cycle.one(PLAN) is not None:
                problems += breadth_problems(cycle.scheme, people=cycle.one(PEOPLE_SCHEME) is not None)
        problems += people_check.check(office, cycle, years)
        problems += withdrawals.check(cycle)
        problems += beginning.check(office, cycle, years)
        problems += outcome.check(office, cycle, years)
        problems += afterwards.check(office, cycle, years, people_schemes(cycle))
    holding = [cycle for cycle in office.cycles.values() if _holds(cycle, [*found, *problems])]
    for cycle in holding:
        problems += [*unit_check.against_score(office, cycle), *people_check.against_score(office, cycle)]
        problems += unit_corrections.against_score(office, cycle)
        problems += outcome_check.against_score(office, cycle)
        problems += told_check.against_score(office, cycle)
    return in_order([*problems, *policy.check(office), *never.check(office)])


def _holds(cycle: Cycle, problems: Iterable[Problem]) -> bool:
    """Whether nothing is wrong with what the cycle's scores rest on: its own records, and those of no cycle."""
    cycles = f"{RECORDS}/cycles/"
    besides = {path_of(file.path.split("<name>")[0], year=cycle.name) for file in BESIDE_THE_SCORES}
    own = (p for p in problems if not p.place.path.startswith(cycles) or p.place.path.startswith(cycle.path("")))
    return all(p.code in ABOUT_THE_SEAL or p.place.path.startswith(tuple(besides)) for p in own)


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


def _never_sealed(root: Path, office: Office) -> Iterator[Problem]:
    """F216 for each working copy of a record that is not there: it is written and was never sealed."""
    there = {file.record for file in office.found}
    for name in sorted(_copies(root)):
        if record_path(name) not in there:
            yield Problem("F216", Place(name), {"path": name}, clause=policy.CLAUSE)


def _copies(root: Path) -> list[str]:
    return [path.relative_to(root).as_posix() for path in (root / RECORDS).rglob(f"*{WORKING_COPY}")]


def _working_copies(root: Path) -> Iterator[Problem]:
    tracked = git_state.tracked(root, WORKING_COPY)
    copies = _copies(root)
    yield from policy.check_copies(copies, tracked, git_state.ignored(root, copies))
