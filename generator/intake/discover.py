"""Which files of ``records/`` are inputs, and what else lies there that should not.

Every file must be one of the patterns of :data:`PATTERNS`; nothing is ignored without a word. Links are never
followed. Layout and codes (F1xx): docs/spec/13-repository.md; sealed files (F206, F213): docs/spec/14-sealed.md.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, TypeAdapter, ValidationError

from generator.core.problem import Place, Problem
from generator.intake.fields import Slug
from generator.intake.models import afterwards, evaluation, outcome, people, plan
from generator.intake.models.calendar import Calendar
from generator.intake.models.inputs import Data, Roster, Votes
from generator.intake.models.organ import Organ
from generator.intake.models.procedure import Closing, Decision, Report
from generator.intake.models.scheme import Scheme
from generator.intake.models.trust import Trust
from generator.intake.models.withdrawal import WITHDRAWALS
from generator.intake.record_file import SEALED, WORKING_COPY, RecordFile, record_path
from generator.intake.shown import closest

RECORDS = "records"

_DATA_CHECKS = "P111-P113 X103-X104 X111 X121-X138 X160-X164 X167"
_VOTES_CHECKS = "P111-P113 X105 X122 X132 X140-X147 X163-X164 X167"

PATTERNS: tuple[RecordFile[Any], ...] = (
    RecordFile("organ.yml", Organ),
    RecordFile("trust.yml", Trust),
    RecordFile("calendar/<year>.yml", Calendar),
    RecordFile("cycles/<year>/scheme.yml", Scheme),
    RecordFile("cycles/<year>/roster.yml", Roster),
    RecordFile("cycles/<year>/inputs/data/<indicator>.yml", Data, "may", _DATA_CHECKS),
    RecordFile("cycles/<year>/inputs/votes/<group>.yml", Votes, "may", _VOTES_CHECKS),
    RecordFile("cycles/<year>/procedure/report.yml", Report, "may", "X106-X107 X167-X168 X340 X343 X347"),
    RecordFile("cycles/<year>/procedure/decision.yml", Decision, "may", "P111-P113 R101 X121-X122 X168-X176 X353-X359"),
    RecordFile("cycles/<year>/procedure/closed.yml", Closing, "may", "X168 X177 X390 X411 X415-X419"),
    WITHDRAWALS,
    *plan.FILES,
    *evaluation.FILES,
    *outcome.FILES,
    *afterwards.FILES,
    *people.FILES,
    RecordFile("root", None),
)

FOREIGN = ("ledger", "drafts", "sealed", "cycles/<year>/sealed")
"""Folders that other stages own: not inputs, looked at here for links only."""


class Found(NamedTuple):
    """An input file: its path from the root of the repository, its pattern and what its placeholders stand for."""

    path: str
    pattern: str
    model: type[BaseModel]
    names: dict[str, str]
    file: RecordFile[Any]

    @property
    def sealed(self) -> bool:
        """Whether this is the sealed form."""
        return self.path.endswith(SEALED)

    @property
    def record(self) -> str:
        """The path that stands for the record in all its forms."""
        return record_path(self.path)


def discover(root: Path) -> tuple[list[Found], list[Problem]]:
    """The input files below ``root/records`` in order of their paths, and a problem for everything else there."""
    found: list[Found] = []
    problems: list[Problem] = []
    top = root / RECORDS
    if top.is_symlink():
        return [], [Problem("F102", Place(RECORDS))]
    if not top.is_dir():
        return [], [Problem("F101", Place(RECORDS))]
    folders: list[tuple[str, ...]] = [()]
    while folders:
        folder = folders.pop()
        try:
            entries = sorted((top.joinpath(*folder)).iterdir())
        except OSError:
            problems.append(_problem("F110", folder))
            continue
        for entry in entries:
            parts = (*folder, entry.name)
            verdict = _judge(entry, parts)
            if isinstance(verdict, Problem):
                problems.append(verdict)
            elif isinstance(verdict, Found):
                found.append(verdict)
            elif verdict:
                folders.append(parts)
    forms = {file.path for file in found}
    problems += [Problem("F206", Place(f.path)) for f in found if f.sealed and f.record in forms]
    return sorted(found, key=lambda file: file.path), problems


def classify(path: str) -> Found | None:
    """The record whose file, in any form, ``path`` (from the root of the repository) would be; None if of none."""
    parts = tuple(record_path(path).split("/"))
    verdict = _judge_file(parts[1:]) if len(parts) > 1 and parts[0] == RECORDS else False
    return verdict._replace(path=path) if isinstance(verdict, Found) else None


def path_of(pattern: str, **names: str) -> str:
    """The path from the root of the repository that a pattern of :data:`PATTERNS` stands for."""
    for placeholder, name in names.items():
        pattern = pattern.replace(f"<{placeholder}>", name)
    return f"{RECORDS}/{pattern}"


def printable(name: str) -> str:
    """A file name that no terminal and no JSON reader stumbles over: what does not print is escaped."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in name)


def _judge(entry: Path, parts: tuple[str, ...]) -> Found | Problem | bool:
    """An input, a problem, or whether to look inside."""
    try:
        mode = entry.lstat().st_mode
    except OSError:
        return _problem("F110", parts)
    if stat.S_ISLNK(mode):
        return _problem("F102", parts)
    is_folder = stat.S_ISDIR(mode)
    if any(_match(parts[: len(pattern)], pattern) is not None for pattern in _FOREIGN):
        return is_folder
    if not is_folder and not stat.S_ISREG(mode):
        return _problem("F103", parts)
    if not entry.name.isascii():
        return _problem("F105", parts)
    if entry.name.startswith("."):
        return _problem("F104", parts)
    return _judge_folder(parts) if is_folder else _judge_file(parts)


def _judge_file(parts: tuple[str, ...]) -> Found | Problem | bool:
    name = parts[-1]
    if name.endswith((SEALED, WORKING_COPY)):
        return _judge_form(parts)
    for pattern, wanted in _FILES:
        names = _match(parts, wanted)
        if names is not None:
            path, model = "/".join((RECORDS, *parts)), pattern.model
            return Found(path, pattern.path, model, names, pattern) if model is not None else False
    if any(_match(parts, folder) is not None for folder in _FOLDERS):
        return _problem("F108", parts)
    if name.endswith(".yaml") and isinstance(_judge_file((*parts[:-1], name.removesuffix("aml") + "ml")), Found):
        return _problem("F106", parts, expected=name.removesuffix("aml") + "ml")
    return _problem("F107", parts, near=_nearest(parts))


def _judge_form(parts: tuple[str, ...]) -> Found | Problem | bool:
    """A sealed file, which is an input, or a working copy, which is none: each only where its record may be."""
    clear = (*parts[:-1], record_path(parts[-1]))
    verdict = _judge_file(clear)
    if not isinstance(verdict, Found):
        return _problem("F107", parts, near=_nearest(clear))
    if verdict.file.sealing == "never":
        return _problem("F213", parts, expected=clear[-1])
    return verdict._replace(path="/".join((RECORDS, *parts))) if parts[-1].endswith(SEALED) else False


def _judge_folder(parts: tuple[str, ...]) -> Problem | bool:
    if any(_match(parts, folder) is not None for folder in _FOLDERS):
        return True
    if any(_match(parts, wanted) is not None for _, wanted in _FILES):
        return _problem("F109", parts)
    if parts[:-1] == ("cycles",):
        return _problem("F111", parts)
    return _problem("F112", parts, near=_nearest(parts))


def _match(parts: tuple[str, ...], pattern: tuple[str, ...]) -> dict[str, str] | None:
    """What the placeholders of ``pattern`` stand for, or None where it does not fit."""
    if len(parts) != len(pattern):
        return None
    names: dict[str, str] = {}
    for part, wanted in zip(parts, pattern, strict=True):
        match = _PLACEHOLDER.fullmatch(wanted)
        if match is None:
            if part != wanted:
                return None
            continue
        name = part.removeprefix(match["prefix"]).removesuffix(match["suffix"])
        around = (match["prefix"], name, match["suffix"])
        if part != "".join(around) or not _stands_for(match["name"], name):
            return None
        names[match["name"]] = name
    return names


def _stands_for(placeholder: str, name: str) -> bool:
    if placeholder == "year":
        return _YEAR.fullmatch(name) is not None
    if placeholder == "number":
        return _NUMBER.fullmatch(name) is not None
    try:
        _SLUG.validate_python(name)
    except ValidationError:
        return False
    return True


def _nearest(parts: tuple[str, ...]) -> str:
    """The pattern that was probably meant: the same name elsewhere, else a likely slip in the same folder."""
    shown = {"/".join((RECORDS, *pattern)): pattern for pattern in (*(f for _, f in _FILES), *_FOLDERS, *_FOREIGN)}
    for text, pattern in shown.items():
        if pattern[-1] == parts[-1]:
            return text
    beside = {p[-1]: text for text, p in shown.items() if _match(parts[:-1], p[:-1]) is not None}
    slip = closest(parts[-1], beside)
    if slip is not None:
        return beside[slip]
    return "、".join(sorted(beside.values())) or f"{RECORDS}/"


def _problem(code: str, parts: tuple[str, ...], **params: str) -> Problem:
    return Problem(code, Place("/".join(map(printable, (RECORDS, *parts)))), params)


def _above(pattern: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return (pattern[:length] for length in range(1, len(pattern)))


_PLACEHOLDER = re.compile(r"(?P<prefix>[^<]*)<(?P<name>[a-z]+)>(?P<suffix>.*)")
_YEAR = re.compile(r"[1-9][0-9]{3}")
_NUMBER = re.compile(r"[2-9]|[1-9][0-9]{1,2}")
"""What tells files of one kind apart that come one after the other; the first of them has none."""
_SLUG: TypeAdapter[str] = TypeAdapter(Slug)
_FILES = tuple((pattern, tuple(pattern.path.split("/"))) for pattern in PATTERNS)
_FOREIGN = tuple(tuple(path.split("/")) for path in FOREIGN)
_FOLDERS = tuple(dict.fromkeys(above for wanted in (*(f for _, f in _FILES), *_FOREIGN) for above in _above(wanted)))
