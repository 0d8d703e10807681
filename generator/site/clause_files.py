"""The clauses with what carries them out as files for machines and spreadsheets (docs/spec/41-site.md, "Downloads")."""

from __future__ import annotations

from typing import Any

from generator.core import canonical
from generator.regulation import catalogue
from generator.regulation.carried_out import KEYS, carried_out
from generator.regulation.catalogue import Clause
from generator.site.clause_matrix import Example, example
from generator.site.context import Context
from generator.site.download_columns import CLAUSE_COLUMNS, CLAUSES, CLAUSES_JSON
from generator.site.download_words import heads
from generator.site.spreadsheet import csv_bytes

FOLDER = "data/"
VERSION = "kaohe/clauses/v1"


def clause_files(context: Context) -> dict[str, bytes]:
    """Both files by path in the site; they are the same for readers of either language."""
    found = [(clause, _lists(clause), example(context, clause.id)) for clause in catalogue.clauses().values()]
    statements = context.view.statements
    around = {"version": VERSION, "organ": statements[0].statement.organ, "root": context.view.root}
    return {
        f"{FOLDER}{CLAUSES}": csv_bytes(
            heads(context, CLAUSE_COLUMNS[CLAUSES]), (_row(context, *clause) for clause in found)
        ),
        f"{FOLDER}{CLAUSES_JSON}": canonical.encode(around | {"clauses": [_item(context, *each) for each in found]}),
    }


def _lists(clause: Clause) -> dict[str, tuple[str, ...]]:
    """What carries a clause out, by the kind of it."""
    by = carried_out()[clause.id]
    return {name: getattr(by, name) for name in KEYS}


def _row(context: Context, clause: Clause, lists: dict[str, tuple[str, ...]], shown: Example | None) -> tuple[str, ...]:
    return (
        clause.id,
        *(text.text(lang) for text in (clause.title, clause.demands) for lang in context.labels),
        *(" ".join(names) for names in lists.values()),
        str(shown.index) if shown else "",
        shown.record if shown else "",
        _digest(context, shown) if shown else "",
    )


def _item(context: Context, clause: Clause, lists: dict[str, tuple[str, ...]], shown: Example | None) -> dict[str, Any]:
    return {
        "id": clause.id,
        "title": {lang: clause.title.text(lang) for lang in context.labels},
        "demands": {lang: clause.demands.text(lang) for lang in context.labels},
        **{name: list(names) for name, names in lists.items()},
        "example": {
            "statement": shown.index,
            "record": shown.record or None,
            "sha256": _digest(context, shown) or None,
        }
        if shown
        else None,
    }


def _digest(context: Context, shown: Example) -> str:
    """SHA-256 of the file of the example's record; empty where the statement itself is the example."""
    if not shown.record:
        return ""
    _, _, path = shown.record.partition("/")
    return canonical.sha256_hex(context.view.statements[shown.index].records[path][0])
