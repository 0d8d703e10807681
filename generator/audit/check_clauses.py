"""The clauses as files, held against the ledger: part of V11 (docs/spec/50-verify.md, "Downloads").

What carries a clause out is a matter of the program's version that made the site, and is believed as it stands. Which
clauses there are is the regulation's, and where the ledger has the newest example of each is worked out here anew, by
the types of records that the row itself names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from generator.audit.check_data import Table, as_text, check_document, differences, read_table
from generator.audit.evidence import Evidence, problem
from generator.core.canonical import sha256_hex
from generator.core.problem import Problem
from generator.ledger.statements import PublishedStatement
from generator.published.record import PublicRecord
from generator.regulation import catalogue

TABLE, DOCUMENT = "data/clauses.csv", "data/clauses.json"
VERSION = "kaohe/clauses/v1"
TITLES = ("clause_title", "clause_title_en")
DEMANDS = ("clause_demands", "clause_demands_en")
LISTS = ("checks", "records", "acts", "pages", "tests")
EXAMPLE = ("example_statement", "example_record", "example_sha256")
COLUMNS = ("clause_id", *TITLES, *DEMANDS, *LISTS, *EXAMPLE)
_CORRECTION = "unit-correction"


def check_clauses(evidence: Evidence) -> Iterator[Problem]:
    """What is wrong with the two files (A207 to A209); whether they are there is checked with the other paths."""
    data = evidence.site.kept.get(TABLE)
    if data is None:
        return
    rows = read_table(data)
    if rows is None:
        yield problem("A208", TABLE)
        return
    wanted = _expected(rows, evidence.statements)
    yield from differences(rows, wanted, TABLE)
    document = evidence.site.kept.get(DOCUMENT)
    if document is not None:
        yield from check_document(document, DOCUMENT, _document(wanted, evidence), "clauses")


def _expected(rows: Table, statements: Sequence[PublishedStatement]) -> Table:
    """The table with the words of ``rows``, and the clauses and examples that regulation and ledger give."""
    ids = catalogue.ids()
    expected = [list(COLUMNS)]
    for at, clause in enumerate(ids, start=1):
        given = rows[at] if at < len(rows) and len(rows[at]) == len(COLUMNS) else [""] * len(COLUMNS)
        words = [as_text(cell) for cell in given[1 : -len(EXAMPLE)]]
        types = given[COLUMNS.index("records")].split()
        expected.append([clause, *words, *_example(clause, types, statements)])
    return expected


def _example(clause: str, types: Sequence[str], statements: Sequence[PublishedStatement]) -> list[str]:
    """Statement, record and digest: of the newest statement that names the clause, else of the newest with a record."""
    newest = list(reversed(statements))
    naming = [found for found in newest if clause in found.statement.clauses]
    for candidates in (naming, newest):
        for record_type in types:
            for found in candidates:
                records = [item for item in found.records.items() if item[1][1].type == record_type]
                if records:
                    path, (data, _) = _plainest(records, found, statements)
                    return [str(found.index), f"{found.index}/{path}", sha256_hex(data)]
    return [str(naming[0].index), "", ""] if naming else [""] * len(EXAMPLE)


Found = tuple[str, tuple[bytes, PublicRecord]]


def _plainest(records: Sequence[Found], found: PublishedStatement, statements: Sequence[PublishedStatement]) -> Found:
    """The first record of a unit whose result was never corrected, else the first."""
    if records[0][1][1].type == _CORRECTION:
        return records[0]
    corrected = {
        record.name
        for other in statements
        if other.statement.cycle == found.statement.cycle
        for record in other.of_type(_CORRECTION)
    }
    return next((item for item in records if item[1][1].name not in corrected), records[0])


def _document(table: Table, evidence: Evidence) -> dict[str, Any]:
    """The document with the cells of the table."""
    clauses = []
    for row in table[1:]:
        cell = dict(zip(COLUMNS, row, strict=True))
        clauses.append(
            {
                "id": cell["clause_id"],
                "title": dict(zip(("zh", "en"), (_text(cell[name]) for name in TITLES), strict=True)),
                "demands": dict(zip(("zh", "en"), (_text(cell[name]) for name in DEMANDS), strict=True)),
                **{name: cell[name].split() for name in LISTS},
                "example": _located(*(cell[name] for name in EXAMPLE)),
            }
        )
    organ = evidence.statements[0].statement.organ if evidence.statements else ""
    return {"version": VERSION, "organ": organ, "root": evidence.root or "", "clauses": clauses}


def _located(index: str, record: str, digest: str) -> dict[str, Any] | None:
    return {"statement": int(index), "record": record or None, "sha256": digest or None} if index else None


def _text(cell: str) -> str:
    """A text as it was before a spreadsheet could have taken it for a formula."""
    return cell[1:] if cell.startswith("'") and as_text(cell[1:]) == cell else cell
