"""The statements of the office's own ledger as far as they can be read, for checks of inputs that look back at them."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

from generator.core.canonical import sha256_hex
from generator.core.errors import FindingsError, NotCheckedError
from generator.core.files import read_bounded
from generator.intake.discover import RECORDS
from generator.procedure.amendments import Published
from generator.procedure.unit_goals import PublishedGoals
from generator.published.gathering_bodies import read_goals
from generator.published.record import MAX_BYTES as MAX_RECORD
from generator.published.record import decode_record
from generator.published.shapes import Document
from generator.published.statement import MAX_BYTES, Statement, decode_statement
from generator.published.vocabulary import act_of

AMENDMENT = "amendment"
"""The act, and the type of its records."""

WITH_GOALS = ("goals", "materials")
"""The acts whose statements may hold the units' goals."""

_INDEX = re.compile(r"0|[1-9][0-9]{0,5}")


def readable_statements(root: Path) -> dict[str, tuple[int, Statement]]:
    """The statements of the ledger with their index, by their SHA-256 (hex); what cannot be read is left out.

    Whether they are rightly there is what ``kaohe verify`` looks at.
    """
    found: dict[str, tuple[int, Statement]] = {}
    for path in (root / RECORDS / "ledger" / "statements").glob("*/statement.json"):
        if not _INDEX.fullmatch(path.parent.name):
            continue
        name = path.relative_to(root).as_posix()
        try:
            data = read_bounded(path, name, MAX_BYTES)
            found[sha256_hex(data)] = int(path.parent.name), decode_statement(data, name)
        except (FindingsError, NotCheckedError):
            continue
    return found


def amendments_published(root: Path, cycle: str) -> Published:
    """At which index each act of the cycle was first published, and each of its amendments."""
    acts: dict[str, int] = {}
    amendments: dict[str, int] = {}
    for index, statement in sorted(readable_statements(root).values(), key=lambda found: found[0]):
        if statement.cycle != cycle:
            continue
        act = act_of(statement.kind, statement.step)
        acts.setdefault(act, index)
        if act == AMENDMENT:
            folder = root / RECORDS / "ledger" / "statements" / str(index) / "records" / AMENDMENT
            amendments |= {path.stem: index for path in sorted(folder.glob("*.json"))}
    return Published(acts, amendments)


def goals_published(root: Path, cycle: str) -> PublishedGoals | None:
    """The units' goals as the cycle published them last; None where there are none that can be read."""
    latest = None
    for index, statement in sorted(readable_statements(root).values(), key=lambda found: found[0]):
        if statement.cycle != cycle or act_of(statement.kind, statement.step) not in WITH_GOALS:
            continue
        name = f"{RECORDS}/ledger/statements/{index}/records/goals/{cycle}.json"
        if not (root / name).is_file():
            continue
        try:
            record = decode_record(read_bounded(root / name, name, MAX_RECORD), name)
            goals = read_goals(Document(record.body, name))
            latest = PublishedGoals(datetime.date.fromisoformat(statement.date), goals)
        except (FindingsError, NotCheckedError):
            continue
    return latest


def digest_of(root: Path, act: str, cycle: str) -> str | None:
    """The SHA-256 (hex) of the cycle's statement on ``act``; None where it is not published."""
    for digest, (_, statement) in readable_statements(root).items():
        if (act_of(statement.kind, statement.step), statement.cycle) == (act, cycle):
            return digest
    return None
