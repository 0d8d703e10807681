"""The course of the example: which statement follows which, who signs it, and which files are there by then.

The repository holds every file as it is in the end. Here stands what was not there yet, or read otherwise, earlier.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

from generator.intake.record_file import sealed_path
from tests.example import people_goals, people_procedure, review, sealing

ROOT = Path(__file__).resolve().parents[2]
CYCLES = "records/cycles/"
OPEN = "open"
"""The last stage: the cycle of 2025 is closed, that of 2026 has begun."""

TRUST = "records/trust.yml"
FIRST_TRUST = "tests/example/trust-v1.yml"
"""What stood in records/trust.yml until the second trust statement."""


class Entry(NamedTuple):
    """One statement: the stage that ends with it, its act, its cycle, and the files written for it.

    ``files`` are paths below the folder of the cycle; one that ends in a slash stands for all in that folder.
    """

    stage: str
    act: str
    cycle: str = "2025"
    files: tuple[str, ...] = ()


_PROCEDURE = "procedure/"
_RECTIFICATION = (_PROCEDURE + "rectification/environment.yml", _PROCEDURE + "rectification/finance.yml")

COURSE = (
    Entry("trust", "trust", ""),
    Entry("scheme", "scheme"),
    Entry("goals", "goals"),
    Entry("interpretation", "interpretation", files=(_PROCEDURE + "interpretations/team-grade.yml",)),
    Entry("materials", "materials", files=(_PROCEDURE + "materials.yml",)),
    Entry("review", "review", files=(_PROCEDURE + "review.yml", _PROCEDURE + "gates.yml")),
    Entry("preliminary", "preliminary", files=(_PROCEDURE + "preliminary.yml",)),
    Entry(
        "feedback",
        "feedback",
        files=(_PROCEDURE + "feedback/survey-online.yml", _PROCEDURE + "feedback/hall-outage.yml"),
    ),
    Entry("report", "report", files=(_PROCEDURE + "comments.yml", _PROCEDURE + "report.yml")),
    Entry("decision", "decision", files=(_PROCEDURE + "decision.yml",)),
    Entry("notice", "notice", files=(_PROCEDURE + "release-review.yml", _PROCEDURE + "notice.yml")),
    # The register of objections is kept in effective.yml; the correction says which of them it follows from.
    Entry("correction", "correction", files=(_PROCEDURE + "effective.yml", _PROCEDURE + "correction.yml")),
    Entry("effective", "effective"),
    Entry("appeals", "appeals", files=(_PROCEDURE + "appeals.yml",)),
    Entry("application", "application", files=(_PROCEDURE + "application.yml",)),
    Entry("rectification", "rectification", files=_RECTIFICATION),
    Entry("closed", "closed", files=(_PROCEDURE + "closed.yml",)),
    Entry(OPEN, "trust", ""),
    Entry(
        OPEN,
        "scheme",
        "2026",
        (_PROCEDURE + "plan.yml", _PROCEDURE + "office.yml", _PROCEDURE + "interpretations/"),
    ),
    Entry(OPEN, "goals", "2026", ("goals.yml", "roster.yml")),
    Entry(OPEN, "feedback", files=(_PROCEDURE + "feedback/community-grade.yml",)),
    Entry(OPEN, "rectification", files=_RECTIFICATION),
    Entry(OPEN, "amendment", "2026", (_PROCEDURE + "amendments/lottery-day.yml",)),
)
"""Every statement in order. The second trust statement takes the place of the first."""

ORDER = tuple(dict.fromkeys(entry.stage for entry in COURSE if entry.stage != OPEN))
"""What is published in the finished cycle, one stage each."""

_OFFICE = ("demo-office-1", "demo-office-2")
_LEADERS = ("demo-leader-1", "demo-leader-2", "demo-supervisor-1")
SIGNERS = {
    "trust": _LEADERS,
    "scheme": (*_OFFICE, "demo-leader-1"),
    "goals": _OFFICE,
    "interpretation": _OFFICE,
    "materials": _OFFICE,
    "review": ("demo-expert-1", "demo-expert-2", "demo-supervisor-1"),
    "preliminary": _OFFICE,
    "feedback": ("demo-office-2", "demo-office-3"),
    "report": ("demo-office-1", "demo-office-3"),
    "decision": ("demo-leader-1", "demo-leader-2"),
    "notice": ("demo-office-2", "demo-reviewer-1"),
    "correction": _LEADERS,
    "effective": _OFFICE,
    "appeals": ("demo-leader-1", "demo-supervisor-1"),
    "application": ("demo-leader-2", "demo-office-3"),
    "rectification": _OFFICE,
    "amendment": _LEADERS,
    "closed": ("demo-office-1", "demo-supervisor-2"),
}

_FIRST_HALF = {
    "environment": "  - date: 2026-04-21\n",
    "finance": "  - date: 2026-05-12\n",
}
"""Where in each rectification begins what came after its first statement."""

_EARLY_FIGURES = (
    ("review", review.ADJUSTED, review.BEFORE),
    *(("report", item, value) for item, value in people_procedure.early_figures().items()),
)
"""Figures that stood otherwise until the files of an act were written: the act, the item, the earlier value."""


GOALS = "records/cycles/2025/goals.yml"
PEOPLE_GOALS = "records/cycles/2025/people/goals.yml"
_CHANGES = "    # 年中调整过"
"""Where in the goals begins what the year changed: the goal that was changed is the last one."""


def set_back(root: Path) -> None:
    """Make the office at ``root``, which holds every file as it is in the end, what it was before the first."""
    _first_trust(root)
    for entry in COURSE:
        _remove(root, entry)
    _figures(root, root, 0)
    _goals(root, root, 0)
    sealing.seal(root, {PEOPLE_GOALS: people_goals.goals_2025(changed=False)})


def without_later_cycle(root: Path) -> None:
    """Take away what the second trust statement had to come before."""
    for entry in COURSE:
        if entry.stage == OPEN and entry.cycle == "2026":
            _remove(root, entry)


def write_files(root: Path, source: Path, index: int) -> None:
    """Put in place what is written for statement ``index``; ``source`` holds every file as it is in the end."""
    entry = COURSE[index]
    if entry.act == "trust":
        if index:
            shutil.copy(ROOT / TRUST, root / TRUST)
        else:
            _first_trust(root)
        return
    for path in _paths(source, entry):
        target = root / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
        if entry.stage == "rectification":
            text = target.read_text("utf-8").partition(_FIRST_HALF[target.stem])[0]
            target.write_text(text, encoding="utf-8")
    _figures(root, source, index + 1)
    _goals(root, source, index + 1)


def _first_trust(root: Path) -> None:
    """Put the first trust record in place, unless one is there already, perhaps with something else in it."""
    if "\nversion: 1\n" not in (root / TRUST).read_text("utf-8"):
        shutil.copy(ROOT / FIRST_TRUST, root / TRUST)


def _remove(root: Path, entry: Entry) -> None:
    for path in _paths(root, entry):
        path.unlink()


def _paths(folder: Path, entry: Entry) -> list[Path]:
    """The files of an entry that are in ``folder``, each in the form it has there."""
    found: list[Path] = []
    for name in entry.files:
        path = f"{CYCLES}{entry.cycle}/{name}"
        listed = sorted((folder / path).glob("*.yml")) if name.endswith("/") else [folder / path]
        found += [form for file in listed for form in (file, file.parent / sealed_path(file.name)) if form.is_file()]
    return found


def _goals(root: Path, source: Path, until: int) -> None:
    """Write goals as they stood: before the materials without what was changed during the year."""
    changed = "materials" in {entry.act for entry in COURSE[:until]}
    text = (source / GOALS).read_text("utf-8")
    (root / GOALS).write_text(text if changed else text.partition(_CHANGES)[0], encoding="utf-8")
    sealed = sealed_path(PEOPLE_GOALS)
    if changed and source != root:
        shutil.copy(source / sealed, root / sealed)


def _figures(root: Path, source: Path, until: int) -> None:
    """Write the figures as they stood when the files of the first ``until`` statements were written."""
    written = {entry.act for entry in COURSE[:until]}
    changed: dict[str, list[tuple[str, str]]] = {}
    for act, item, value in _EARLY_FIGURES:
        file, _, unit = item.rpartition("/")
        changed.setdefault(file, [])
        if act not in written:
            changed[file].append((unit, value))
    for file, figures in changed.items():
        path = f"{CYCLES}2025/inputs/{file}.yml"
        text = (source / path).read_text("utf-8")
        for unit, value in figures:
            head, mark, rest = text.partition(f"  - unit: {unit}\n    value: ")
            text = f"{head}{mark}{value}\n{rest.partition(chr(10))[2]}"
        (root / path).write_text(text, encoding="utf-8")
