"""The page of the clauses: what each says and asks for, what carries it out, and the newest example in this ledger.

Source: docs/spec/41-site.md, "Clauses". The example is worked out from the ledger alone: where the ledger has none the
page says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from generator.core import messages
from generator.core.messages import Lang
from generator.ledger.statements import PublishedStatement
from generator.published.record import PublicRecord
from generator.published.shapes import Document
from generator.published.vocabulary import ACTS
from generator.regulation import catalogue
from generator.regulation.carried_out import CarriedOut, carried_out
from generator.regulation.catalogue import Clause
from generator.regulation.errata import errata
from generator.site.acts import Recorded
from generator.site.answer_pages import INTERPRETATIONS
from generator.site.changes import PATH as CHANGES
from generator.site.changes import previous
from generator.site.context import Context, Link, anchor
from generator.site.download_columns import CLAUSE_COLUMNS
from generator.site.download_words import described
from generator.site.statement_page import PAGES as PROCEDURE_PAGES

SECTIONS = ("checks", "records", "acts", "pages", "tests")


@dataclass(frozen=True, slots=True)
class Example:
    """Where a reader can see a clause carried out: a page, the statement behind it, and the record, if there is one.

    ``record`` is ``<index>/records/<type>/<name>.json``, empty where the statement itself is the example.
    """

    page: Link
    statement: Link
    index: int
    record: str


def clauses_context(context: Context) -> dict[str, Any]:
    """Everything the template ``clauses.html`` shows."""
    rows = [_clause(context, clause, carried_out()[clause.id]) for clause in catalogue.clauses().values()]
    parts: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        parts.setdefault(row["part"], []).append(row)
    found = errata()
    return {
        "parts": sorted(parts.items()),
        "heads": [context.label(f"clauses.{name}") for name in SECTIONS],
        "missing": [row["id"] for row in rows if row["example"] is None],
        "errata": [(place.clause, anchor(place.clause), place.text.text(context.lang)) for place in found.places],
        "source": (found.sha256, found.size),
        "files": described(context, CLAUSE_COLUMNS, f"{context.top('')}data/"),
        "rulings": INTERPRETATIONS if any(cycle.planned for cycle in context.view.cycles) else "",
    }


def example(context: Context, clause_id: str) -> Example | None:
    """The newest statement that says it carries the clause out, with its best record; None where there is no such.

    Where no statement names the clause, the newest one with a record of a type that carries it out is the example. Of
    the record types the first in the table is the plainest; withdrawn records are no example.
    """
    types = carried_out()[clause_id].records
    newest = list(reversed(context.view.statements))
    naming = [found for found in newest if clause_id in found.statement.clauses]
    for candidates in (naming, newest):
        for record_type in types:
            for found in candidates:
                if record := _plainest(context, found, record_type):
                    return _example(context, clause_id, found, record)
    return _example(context, clause_id, naming[0], None) if naming else None


def _plainest(context: Context, found: PublishedStatement, record_type: str) -> PublicRecord | None:
    """The statement's first record of a type that is not of a unit whose result was corrected, else its first one."""
    records = [record for _, record in found.records.values() if record.type == record_type]
    if not records:
        return None
    corrected = {
        record.name
        for later in context.view.statements
        if later.statement.cycle == found.statement.cycle
        for _, record in later.records.values()
        if record.type == "unit-correction"
    }
    plain = [record for record in records if record.name not in corrected or record_type == "unit-correction"]
    return (plain or records)[0]


def _example(context: Context, clause_id: str, found: PublishedStatement, record: PublicRecord | None) -> Example:
    statement = Link(f"statements/{found.index}.html", context.label("statement.number", index=found.index))
    if record is None:
        return Example(Link(statement.href, context.kind_name(found.statement)), statement, found.index, "")
    changes = _changes(context, clause_id, found)
    href = changes or page_of(context, found, record) or statement.href
    name = context.label("clauses.page.changes" if changes else f"record.type.{record.type}")
    text = f"{found.statement.cycle} {name}" if found.statement.cycle else name
    return Example(Link(href, text), statement, found.index, f"{found.index}/{record.path}")


def _changes(context: Context, clause_id: str, found: PublishedStatement) -> str:
    """The page beside the year before, for a clause that it carries out before any other page does."""
    year = next((cycle for cycle in context.view.cycles if cycle.id == found.statement.cycle), None)
    first = carried_out()[clause_id].pages[0]
    return f"{year.id}/{CHANGES}" if year and first == "changes" and previous(context.view, year) else ""


def page_of(context: Context, found: PublishedStatement, record: PublicRecord) -> str:
    """The page that shows a record, seen from the top; empty where only its statement does."""
    year = found.statement.cycle
    cycle = next((cycle for cycle in context.view.cycles if cycle.id == year), None)
    if cycle is None:
        return ""
    if record.type in ("unit-result", "unit-decision", "unit-correction"):
        known = any(entry.unit == record.name for entry in cycle.units)
        return f"{year}/units/{record.name}.html" if known else ""
    if record.type in ("people", "people-scheme") and cycle.people:
        return f"{year}/people.html"
    if record.type == "interpretation":
        return f"{INTERPRETATIONS}#{year}-{record.name}"
    if record.type == "goals" and cycle.planned and not cycle.units:
        return f"{year}/plan.html#goals"
    if record.type in PROCEDURE_PAGES and cycle.planned:
        return f"{year}/{PROCEDURE_PAGES[record.type]}"
    pages = {"scheme": "scheme.html"} | dict.fromkeys(("organ", "report", "deliberation", "closure"), "index.html")
    return f"{year}/{pages[record.type]}" if record.type in pages else ""


def _clause(context: Context, clause: Clause, by: CarriedOut) -> dict[str, Any]:
    label, lang = context.label, context.lang
    return {
        "id": clause.id,
        "part": clause.part,
        "anchor": anchor(clause.id),
        "label": clause.label.text(lang),
        "title": clause.title.text(lang),
        "paraphrase": clause.paraphrase.text(lang),
        "demands": clause.demands.text(lang),
        "checks": [(code, sentence(code, lang)) for code in by.checks],
        "records": [label(f"record.type.{name}") for name in by.records],
        "acts": [act_name(context, name) for name in by.acts],
        "pages": [label(f"clauses.page.{name}") for name in by.pages],
        "tests": by.tests,
        "counts": [len(getattr(by, name)) for name in SECTIONS],
        "example": example(context, clause.id),
        "errata": [(label(f"clauses.erratum.{found.kind}"), found.text.text(lang)) for found in errata().of(clause.id)],
        "rulings": [
            Link(f"{INTERPRETATIONS}#{cycle.id}-{found.held.name}", _ruling(context, found), cycle.id)
            for cycle in context.view.cycles
            for found in cycle.acts.each("interpretation")
            if found.body.get("clause").value == clause.id
        ],
    }


def _ruling(context: Context, found: Recorded) -> str:
    """The word that an interpretation is about, else its id."""
    word = found.body.get("word").optional(Document.text)
    return context.label(f"vague.{word}") if word else context.label("cites.ruling", id=found.held.name)


def act_name(context: Context, act: str) -> str:
    """What an act of the procedure is called on pages."""
    kind, step = ACTS.get(act, (act, ""))
    return context.label(f"kind.{kind}.{step}" if step else f"kind.{kind}")


@cache
def sentence(code: str, lang: Lang) -> str:
    """What a finding says; a dash stands for each particular."""
    return messages.text(code, lang).replace("…", "—")
