"""Tables as CSV that a spreadsheet opens as they are (docs/spec/41-site.md, "Downloads").

A cell that a spreadsheet would take for a formula is made harmless with a leading apostrophe; numbers stay numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_QUOTED = re.compile(r'[,"\r\n]')
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


def csv_bytes(head: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    """A table as CSV: UTF-8 with a byte order mark, CRLF, quotes where needed, no formula in any cell."""
    lines = [",".join(_cell(value) for value in row) for row in (head, *rows)]
    return (_BOM + "\r\n".join(lines) + "\r\n").encode("utf-8")


def safe_cell(value: str) -> str:
    """The value as a spreadsheet may show it: what would start a formula gets an apostrophe, numbers do not."""
    return f"'{value}" if value.startswith(_FORMULA) and not _NUMBER.fullmatch(value) else value


def _cell(value: str) -> str:
    safe = safe_cell(value)
    return '"' + safe.replace('"', '""') + '"' if _QUOTED.search(safe) else safe
