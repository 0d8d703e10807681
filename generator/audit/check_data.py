"""The downloads of a cycle, held against its records: part of V11.

Document and tables are rebuilt from the records and compared, cell by cell and then in their one encoding.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, TypeAlias

from generator.audit.bodies import Points
from generator.audit.cycles import Cycle, Gone, Held
from generator.audit.evidence import Evidence, problem
from generator.core import canonical
from generator.core.errors import FindingsError
from generator.core.exact import plain
from generator.core.problem import Place, Problem

VERSION, VERSION_PLANNED = "kaohe/results/v1", "kaohe/results/v2"
RESULT, DECISION = "unit-result", "unit-decision"
_BOM = b"\xef\xbb\xbf"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_NEEDS_QUOTES = re.compile(r'[,"\r\n]')

Table: TypeAlias = list[list[str]]

RESULT_COLUMNS = (
    *("unit_id", "unit_name", "unit_name_en", "status"),
    *("total_shown", "total_numerator", "total_denominator", "total_max"),
    *("recommended_grade", "recommended_grade_name", "recommended_grade_name_en"),
    *("decided_grade", "decided_grade_name", "decided_grade_name_en"),
    *("result_record", "result_sha256", "decision_record", "decision_sha256"),
)
CORRECTED_COLUMNS = (
    *("corrected_total", "corrected_grade", "corrected_grade_name", "corrected_grade_name_en"),
    *("correction_record", "correction_sha256"),
)
RECTIFICATION_COLUMNS = (
    *("rectification_id", "unit_id", "unit_name", "unit_name_en"),
    *("problem", "problem_en", "responsible", "responsible_en"),
    *("ordered", "due", "verified", "verified_by", "rectification_record", "rectification_sha256"),
)
"""Of cycles with a plan."""

INDICATOR_COLUMNS = (
    *("unit_id", "unit_name", "unit_name_en", "family_id", "family_name", "family_name_en"),
    *("indicator_id", "indicator_name", "indicator_name_en"),
    *("points_shown", "points_numerator", "points_denominator", "points_max"),
    *("missing_policy", "withheld_reason", "result_record", "result_sha256"),
)


CORRECTED_FIGURE_COLUMNS = ("corrected_numerator", "corrected_denominator")
"""Of cycles with a plan: the figure of an indicator as corrected."""


def check_data(evidence: Evidence) -> Iterator[Problem]:
    """What is wrong with the downloads (A207 to A209); whether they are there is checked with the other paths."""
    for cycle in evidence.cycles:
        folder = f"data/{cycle.id}/"
        document = evidence.site.kept.get(f"{folder}results.json")
        if document is not None:
            yield from check_document(document, f"{folder}results.json", _document(cycle, evidence.root or ""), "units")
        tables = {"results.csv": _result_table, "indicators.csv": _indicator_table}
        if cycle.planned:
            tables["rectification.csv"] = _rectification_table
        for name, table in tables.items():
            data = evidence.site.kept.get(folder + name)
            if data is not None:
                yield from check_table(data, folder + name, table(cycle))


def check_document(data: bytes, path: str, expected: dict[str, Any], listed: str) -> Iterator[Problem]:
    """The document is exactly ``expected`` (A207); where it is not, say in which part, of ``listed`` in which item."""
    if canonical.encode(expected) == data:
        return
    try:
        found = canonical.decode(data, path)
    except FindingsError as error:
        yield from error.problems
        return
    if not isinstance(found, dict) or set(found) != set(expected):
        yield problem("A207", path, at="/")
        return
    for key, value in expected.items():
        if canonical.encode(found[key]) == canonical.encode(value):
            continue
        if key != listed or not isinstance(found[key], list) or len(found[key]) != len(value):
            yield problem("A207", path, at=f"/{key}")
            continue
        for i, (unit, wanted) in enumerate(zip(found[key], value, strict=True)):
            if canonical.encode(unit) != canonical.encode(wanted):
                yield problem("A207", path, at=f"/{key}/{i}")


def _document(cycle: Cycle, root: str) -> dict[str, Any]:
    """The document of a cycle: units in the organ's order."""
    units = []
    for name in cycle.units():
        held, decision = cycle.results.get(name), cycle.decisions.get(name)
        correction = cycle.each("unit-correction").get(name)
        sources = (held or cycle.gone[RESULT, name], decision or cycle.gone.get((DECISION, name)), correction)
        unit = {
            "result": held.record.body if held else None,
            "decision": decision.record.body if decision else None,
            "sources": [_source(item) for item in sources if item is not None],
        }
        units.append(unit | ({"correction": correction.record.body if correction else None} if cycle.planned else {}))
    return {
        "version": VERSION_PLANNED if cycle.planned else VERSION,
        "organ": cycle.statements[0].statement.organ,
        "cycle": cycle.id,
        "root": root,
        "scheme": {"path": cycle.scheme.key, "sha256": cycle.scheme.sha256} if cycle.scheme else None,
        "units": units,
        "statements": [
            {"index": found.index, "kind": found.statement.kind, "sha256": found.sha256} for found in cycle.statements
        ],
    }


def _source(item: Held[Any] | Gone) -> dict[str, str]:
    """Where a record is, and where it is not any more, what says so."""
    source = {"path": item.key, "sha256": item.sha256}
    return source | {"withdrawn": item.by.key} if isinstance(item, Gone) else source


def check_table(data: bytes, path: str, table: Table) -> Iterator[Problem]:
    """The table is ``table``, cell by cell (A209), in its one encoding (A208).

    Headings end in the column's id; the words before it are the site owner's.
    """
    rows = read_table(data)
    if rows is None:
        yield problem("A208", path)
    else:
        yield from differences(rows, table, path)


def read_table(data: bytes) -> Table | None:
    """The cells of a table, headings included; None where it is not in its one encoding."""
    try:
        rows = list(csv.reader(io.StringIO(data.removeprefix(_BOM).decode("utf-8"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        return None
    return rows if rows and _encoded(rows) == data else None


def differences(rows: Table, expected: Table, path: str) -> Iterator[Problem]:
    """Every cell that is not the expected one (A209), and whether rows are missing or too many (A208)."""
    columns = expected[0]
    if [_column(heading) for heading in rows[0]] != columns:
        yield Problem("A209", Place(path, 1, 1), {"column": "…"})
        return
    if len(rows) != len(expected):
        yield problem("A208", path)
    for line, (row, wanted) in enumerate(zip(rows[1:], expected[1:], strict=False), start=2):
        if len(row) != len(wanted):
            yield Problem("A209", Place(path, line, 1), {"column": "…"})
        for column, found, value in zip(columns, row, wanted, strict=False):
            if found != value:
                yield Problem("A209", Place(path, line, 1), {"column": column})


def _column(heading: str) -> str:
    return heading.rpartition(" ")[2]


def _encoded(rows: Table) -> bytes:
    """The one encoding: byte order mark, CRLF, quotes only where they are needed."""
    lines = [",".join(_quoted(cell) for cell in row) for row in rows]
    return _BOM + ("\r\n".join(lines) + "\r\n").encode("utf-8")


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if _NEEDS_QUOTES.search(cell) else cell


def as_text(value: str) -> str:
    """A name as a cell: what a spreadsheet would take for a formula has an apostrophe before it."""
    return f"'{value}" if value.startswith(_FORMULA) and not _NUMBER.fullmatch(value) else value


def _result_table(cycle: Cycle) -> Table:
    """A row for every unit; what is withdrawn leaves its cells empty, but says which record it was."""
    rows = [[*RESULT_COLUMNS, *(CORRECTED_COLUMNS if cycle.planned else ())]]
    departments = cycle.department_names.body if cycle.department_names else {}
    for name in cycle.units():
        held, decision = cycle.results.get(name), cycle.decisions.get(name)
        result_at, decision_at = held or cycle.gone[RESULT, name], decision or cycle.gone.get((DECISION, name))
        decided = decision.body.grade if decision else ""
        if held:
            cells = [name, *_both(held.body.names), held.body.status, *_points(held.body.total)]
            cells += [held.body.grade or "", *_grade_names(cycle, held.body.grade)]
        else:
            cells = [name, *_both(departments.get(name, {"zh": name, "en": name})), "withdrawn", *[""] * 7]
        cells += [decided, *_grade_names(cycle, decided), result_at.key, result_at.sha256]
        cells += [decision_at.key, decision_at.sha256] if decision_at else ["", ""]
        cells += _corrected(cycle, name) if cycle.planned else []
        rows.append([as_text(cell) for cell in cells])
    return rows


def _corrected(cycle: Cycle, unit: str) -> list[str]:
    """What a unit's result was corrected to; empty cells where it was not."""
    held = cycle.each("unit-correction").get(unit)
    if held is None:
        return [""] * len(CORRECTED_COLUMNS)
    grade = held.body.grade
    return [held.body.shown or "", grade, *_grade_names(cycle, grade), held.key, held.sha256]


def _rectification_table(cycle: Cycle) -> Table:
    """A row for every rectification in the order in which they were published, each in its newest revision."""
    rows = [list(RECTIFICATION_COLUMNS)]
    departments = cycle.department_names.body if cycle.department_names else {}
    for name, held in cycle.each("rectification").items():
        body = held.body
        verified = [body.verified[0].isoformat(), body.verified[1]] if body.verified else ["", ""]
        cells = [name, body.unit, *_both(departments.get(body.unit, {"zh": body.unit, "en": body.unit}))]
        cells += [*_both(body.problem), *_both(body.responsible), body.ordered.isoformat(), body.due.isoformat()]
        rows.append([as_text(cell) for cell in (*cells, *verified, held.key, held.sha256)])
    return rows


def _indicator_table(cycle: Cycle) -> Table:
    rows = [[*INDICATOR_COLUMNS, *(CORRECTED_FIGURE_COLUMNS if cycle.planned else ())]]
    scheme = cycle.scheme.body if cycle.scheme else None
    families = {family: _both(names) for family, names in scheme.family_names.items()} if scheme else {}
    indicators = {item.id: _both(item.names) for item in scheme.indicators} if scheme else {}
    for name, held in cycle.in_order():
        withheld = dict(held.body.withheld)
        every = cycle.acts.get("unit-correction", {}).get(name, [])
        figures = {figure.indicator: figure.after for correction in every for figure in correction.body.figures}
        for item in held.body.indicators:
            cells = [name, *_both(held.body.names), item.family, *families.get(item.family, [item.family] * 2)]
            cells += [item.id, *indicators.get(item.id, [item.id] * 2), *_points(item.points)]
            cells += [item.missing or "", withheld.get(f"{item.id}.score", ""), held.key, held.sha256]
            cells += _fraction(figures.get(item.id)) if cycle.planned else []
            rows.append([as_text(cell) for cell in cells])
    return rows


def _both(names: Mapping[str, str]) -> list[str]:
    """A name in two columns: the files serve readers of either language."""
    return [names["zh"], names["en"]]


def _grade_names(cycle: Cycle, grade_id: str | None) -> list[str]:
    grades = cycle.scheme.body.grades if cycle.scheme else ()
    return next((_both(grade.names) for grade in grades if grade.id == grade_id), ["", ""])


def _points(points: Points) -> list[str]:
    return [points.shown or "", *_fraction(points.exact), plain(points.max)]


def _fraction(number: Fraction | None) -> list[str]:
    """An exact number in two columns; empty cells where there is none."""
    return ["", ""] if number is None else [str(number.numerator), str(number.denominator)]
