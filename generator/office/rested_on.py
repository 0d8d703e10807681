"""Whether the inputs of a cycle are still those that its published statements rest on.

A statement binds the digests of its inputs in salted disclosures; its sealed openings say which file each is of.
docs/spec/13-repository.md, "What was published".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from generator.core.errors import FindingsError, NotCheckedError
from generator.core.files import read_bounded
from generator.core.problem import Place, Problem
from generator.disclosure.openings import MAX_OPENINGS, decode_inputs
from generator.intake import sealed
from generator.intake.discover import RECORDS
from generator.intake.repository import Office
from generator.intake.sealed import Identities
from generator.ledger import merkle
from generator.office.readable_statements import readable_statements
from generator.procedure.population import explained_changes
from generator.published.commitment import Disclosure, slot_name
from generator.published.statement import Statement
from generator.published.vocabulary import act_of

GOALS = "goals"
"""The act of the statement on goals: goals and roster go on changing until the materials bind them again."""

BEFORE_REPORT = ("materials", "preliminary")
"""The acts after which a figure may still change, for a reason that the review or a comment has on record."""

GOES_ON = "rectification"
"""The act whose records get longer and are published again: that nothing is rewritten, revisions show (A445)."""

_CYCLES = f"{RECORDS}/cycles"
_ENDING = ".openings.age"


class _Rested(NamedTuple):
    """A file's digest as one published statement has it."""

    number: int
    act: str
    digest: str


def check(root: Path, office: Office, identities: Identities) -> tuple[list[Problem], list[Problem]]:
    """X190, X191 and X192 for openings that can be read; F225 as a notice where a statement has none.

    Only files of cycles are compared, each with the last statement that names it. Reads only, raises nothing.
    """
    problems: list[Problem] = []
    rested: dict[str, list[_Rested]] = {}
    statements = readable_statements(root)
    unopened = {digest for digest, (_, statement) in statements.items() if statement.cycle}
    for path in _openings(root):
        name = path.relative_to(root).as_posix()
        try:
            data = sealed.unseal(read_bounded(path, name, MAX_OPENINGS), identities, name, MAX_OPENINGS)
            digest, inputs = decode_inputs(data, name)
        except (FindingsError, NotCheckedError):
            # Closed to these identities or damaged: whichever statement they are of stays unopened.
            continue
        if digest not in unopened:
            continue
        unopened.remove(digest)
        index, statement = statements[digest]
        if not _opens(statement, inputs):
            problems.append(Problem("X192", Place(name), {"index": str(index)}))
        elif (act := act_of(statement.kind, statement.step)) != GOALS:
            for record, value in _of_the_cycle(statement, inputs):
                rested.setdefault(record, []).append(_Rested(index, act, value))
    problems += _differing(office, rested)
    return problems, [Problem("F225", Place(_CYCLES), {"count": str(len(unopened))})] if unopened else []


def _opens(statement: Statement, inputs: tuple[Disclosure, ...]) -> bool:
    leaves = [merkle.leaf_hash(item.digest.encode("ascii")) for item in inputs]
    return merkle.root(leaves).hex() == statement.inputs_root


def _differing(office: Office, rested: Mapping[str, list[_Rested]]) -> Iterator[Problem]:
    paths = {file.record: file.path for file in office.found}
    explained = {path for cycle in office.cycles.values() for path in explained_changes(cycle)}
    for record, found in rested.items():
        now = office.files.get(record)
        last = max(found)
        if last.digest == now or (last.act in BEFORE_REPORT and record in explained):
            continue
        if last.act == GOES_ON and now is not None:
            continue
        listed = ", ".join(f"{item.number} ({item.act})" for item in sorted(found) if item.digest != now)
        if record not in paths:
            yield Problem("X191", Place(record), {"statements": listed}, clause="P1-A14")
        elif now is not None:
            # A file that is there and was not read is reported as such.
            yield Problem("X190", Place(paths[record]), {"statements": listed}, clause="P1-A14")


def _of_the_cycle(statement: Statement, inputs: tuple[Disclosure, ...]) -> Iterator[tuple[str, str]]:
    """Record path and digest; the organ, trust and calendars are left out, which go on changing by right."""
    prefix = slot_name(statement.organ, statement.cycle, "inputs", act_of(statement.kind, statement.step), 1, "")
    for item in inputs:
        path = item.name.removeprefix(prefix)
        if path.startswith(f"{_CYCLES}/{statement.cycle}/") and isinstance(item.value, str):
            yield path, item.value


def _openings(root: Path) -> list[Path]:
    found = (root / _CYCLES).glob(f"*/sealed/*{_ENDING}")
    return sorted(path for path in found if path.is_file() and not path.is_symlink())
