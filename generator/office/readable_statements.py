"""The statements of the office's own ledger as far as they can be read, for checks of inputs that look back at them."""

from __future__ import annotations

import re
from pathlib import Path

from generator.core.canonical import sha256_hex
from generator.core.errors import FindingsError, NotCheckedError
from generator.core.files import read_bounded
from generator.intake.discover import RECORDS
from generator.published.statement import MAX_BYTES, Statement, decode_statement
from generator.published.vocabulary import act_of

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


def digest_of(root: Path, act: str, cycle: str) -> str | None:
    """The SHA-256 (hex) of the cycle's statement on ``act``; None where it is not published."""
    for digest, (_, statement) in readable_statements(root).items():
        if (act_of(statement.kind, statement.step), statement.cycle) == (act, cycle):
            return digest
    return None
