"""The results of a cycle as files for machines and spreadsheets (docs/spec/41-site.md, "Downloads").

A cell that a spreadsheet would take for a formula is made harmless with a leading apostrophe; numbers stay numbers.
Exact values are two integer columns, because a spreadsheet reads ``1/3`` as a date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from generator.core import canonical
from generator.core.exact import plain
from generator.site.acts import Recorded
from generator.site.context import Context
from generator.site.held import Held
from generator.site.ledger_view import Cycle, UnitEntry
from generator.site.model import Bilingual, UnitResult

RESULTS = "results.csv"
INDICATORS = "indicators.csv"
JSON = "results.json"
RECTIFICATION = "rectification.csv"
VERSION = "kaohe/results/v1"
VERSION_PLANNED = "kaohe/results/v2"
"""Of cycles with a plan: with corrections."""

WITHDRAWN = "withdrawn"
"""The status of a unit whose result is withdrawn; its other cells are empty."""

COLUMNS: dict[str, tuple[str, ...]] = {
    RESULTS: (
        "unit_id",
        "unit_name",
        "unit_name_en",
        "status",
        "total_shown",
        "total_numerator",
        "total_denominator",
        "total_max",
        "recommended_grade",
        "recommended_grade_name",
        "recommended_grade_name_en",
        "decided_grade",
        "decided_grade_name",
        "decided_grade_name_en",
        "result_record",
        "result_sha256",
        "decision_record",
        "decision_sha256",
    ),
    INDICATORS: (
        "unit_id",
        "unit_name",
        "unit_name_en",
        "family_id",
        "family_name",
        "family_name_en",
        "indicator_id",
        "indicator_name",
        "indicator_name_en",
        "points_shown",
        "points_numerator",
        "points_denominator",
        "points_max",
        "missing_policy",
        "withheld_reason",
        "result_record",
        "result_sha256",
    ),
    JSON: (
        "version",
        "organ",
        "cycle",
        "root",
        "scheme",
        "units[].result",
        "units[].decision",
        "units[].sources",
        "statements[]",
    ),
}
CORRECTED = (
    "corrected_total",
    "corrected_grade",
    "corrected_grade_name",
    "corrected_grade_name_en",
    "correction_record",
    "correction_sha256",
)
"""What the table of results has besides in a cycle with a plan; empty where a unit's result was not corrected."""

CORRECTED_FIGURE = ("corrected_numerator", "corrected_denominator")
"""What the table of indicators has besides: the figure as corrected; the points in its row are those from before."""

PLANNED: dict[str, tuple[str, ...]] = {
    RESULTS: (*COLUMNS[RESULTS], *CORRECTED),
    INDICATORS: (*COLUMNS[INDICATORS], *CORRECTED_FIGURE),
    RECTIFICATION: (
        "rectification_id",
        "unit_id",
        "unit_name",
        "unit_name_en",
        "problem",
        "problem_en",
        "responsible",
        "responsible_en",
        "ordered",
        "due",
        "verified",
        "verified_by",
        "rectification_record",
        "rectification_sha256",
    ),
    JSON: (*COLUMNS[JSON][:-2], "units[].correction", *COLUMNS[JSON][-2:]),
}
"""The files of a cycle with a plan and their columns."""

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_QUOTED = re.compile(r'[,"\r\n]')
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


def cycle_files(context: Context, cycle: Cycle) -> dict[str, bytes]:
    """The cycle's files by path in the site; none before results are published."""
    if not cycle.units:
        return {}
    folder, columns = f"data/{cycle.id}/", columns_of(cycle)
    corrected = _correction if cycle.planned else _nothing
    rows: dict[str, Iterable[Iterable[str]]] = {
        RESULTS: ((*_result(cycle, entry), *corrected(cycle, entry)) for entry in cycle.units),
        INDICATORS: (row for entry in cycle.units for row in _indicators(cycle, entry)),
        RECTIFICATION: (_rectification(cycle, found) for found in cycle.acts.each("rectification")),
    }
    return {
        f"{folder}{name}": _document(context, cycle)
        if name == JSON
        else csv_bytes(_head(context, columns[name]), rows[name])
        for name in columns
    }


def columns_of(cycle: Cycle) -> dict[str, tuple[str, ...]]:
    """The files of a cycle with results, each with its columns."""
    return PLANNED if cycle.planned else COLUMNS


def dictionary(context: Context, cycle: Cycle) -> list[tuple[str, str, str, list[tuple[str, str, str]]]]:
    """For each file: name, address seen from the cycle's pages, what it is, its columns with name and meaning."""
    label = context.label
    found = []
    for name, columns in columns_of(cycle).items():
        rows = [
            (column, label(f"column.{column}.head") if name != JSON else "", label(f"column.{column}"))
            for column in columns
        ]
        found.append((name, f"{context.top('../')}data/{cycle.id}/{name}", label(f"data.{name}"), rows))
    return found


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


def _head(context: Context, columns: Iterable[str]) -> list[str]:
    """Heads that people and programs can use: the name in each language of the site, then the stable id."""
    return [
        " ".join((*(label(f"column.{column}.head") for label in context.labels.values()), column)) for column in columns
    ]


def _exact(number: Fraction | None) -> tuple[str, str]:
    return (str(number.numerator), str(number.denominator)) if number is not None else ("", "")


def _result(cycle: Cycle, entry: UnitEntry) -> tuple[str, ...]:
    result, decision = entry.result, entry.decision
    return (
        entry.unit,
        *_both(entry.name),
        *(_scored(cycle, result) if result else (WITHDRAWN, *[""] * 7)),
        *_grade(cycle, decision.grade if decision else None),
        entry.result_at.key,
        entry.result_at.sha256,
        entry.decision_at.key if entry.decision_at else "",
        entry.decision_at.sha256 if entry.decision_at else "",
    )


def _correction(cycle: Cycle, entry: UnitEntry) -> tuple[str, ...]:
    """Total, grade and record of a unit's correction; empty where there was none."""
    corrected, held = entry.correction, entry.correction_at
    return (
        corrected.shown if corrected else "",
        *_grade(cycle, corrected.grade if corrected else None),
        held.key if held else "",
        held.sha256 if held else "",
    )


def _nothing(cycle: Cycle, entry: UnitEntry) -> tuple[str, ...]:
    """No columns: cycles without a plan have no corrections of units."""
    return ()


def _rectification(cycle: Cycle, found: Recorded) -> tuple[str, ...]:
    body, verified = found.body, found.body.get("verified")
    unit = body.get("unit").text()
    return (
        found.held.name,
        unit,
        *_both(cycle.organ.departments.get(unit, {"zh": unit, "en": unit})),
        *_both(body.get("problem").bilingual()),
        *_both(body.get("responsible").bilingual()),
        body.get("ordered").text(),
        body.get("due").text(),
        *((verified.get("date").text(), verified.get("by").text()) if verified.value is not None else ("", "")),
        found.held.key,
        found.held.sha256,
    )


def _scored(cycle: Cycle, result: UnitResult) -> tuple[str, ...]:
    """Status, total and recommended grade."""
    return (
        result.status,
        result.total.shown or "",
        *_exact(result.total.exact),
        plain(result.total.max),
        *_grade(cycle, result.grade),
    )


def _both(name: Bilingual) -> tuple[str, str]:
    """A name in two columns: the files are the same for readers of either language."""
    return name["zh"], name["en"]


def _grade(cycle: Cycle, grade_id: str | None) -> tuple[str, str, str]:
    grade = cycle.scheme.grade(grade_id) if grade_id else None
    return (grade_id or "", *(_both(grade.name) if grade else ("", "")))


def _indicators(cycle: Cycle, entry: UnitEntry) -> list[tuple[str, ...]]:
    if entry.result is None:
        return []
    scheme = cycle.scheme
    known = scheme.indicators()
    withheld = dict(entry.result.withheld)
    figures = {found.indicator: found.after for found in entry.correction.figures} if entry.correction else {}
    rows: list[tuple[str, ...]] = []
    for item in entry.result.indicators:
        family = scheme.family(item.family)
        rows.append(
            (
                entry.unit,
                *_both(entry.name),
                item.family,
                *(_both(family.name) if family else (item.family, item.family)),
                item.id,
                *(_both(known[item.id].name) if item.id in known else (item.id, item.id)),
                item.points.shown or "",
                *_exact(item.points.exact),
                plain(item.points.max),
                item.missing.policy if item.missing else "",
                withheld.get(f"{item.id}.score", ""),
                entry.result_at.key,
                entry.result_at.sha256,
                *(_exact(figures.get(item.id)) if cycle.planned else ()),
            )
        )
    return rows


def _document(context: Context, cycle: Cycle) -> bytes:
    """The public bodies of all units with the digests of the files they come from."""
    records = {(found.index, path): data for found in cycle.statements for path, (data, _) in found.records.items()}
    units = []
    for entry in cycle.units:
        held = (entry.result_at, entry.decision_at, entry.correction_at)
        result, decision, correction = (
            _body_bytes(records[at.index, at.path]) if at is not None and at.withdrawn is None else b"null"
            for at in held
        )
        sources = canonical.encode([_source(at) for at in held if at is not None])
        before = b'"correction":%b,' % correction if cycle.planned else b""
        units.append(b'{%b"decision":%b,"result":%b,"sources":%b}' % (before, decision, result, sources))
    around = {
        "version": VERSION_PLANNED if cycle.planned else VERSION,
        "organ": cycle.statements[0].statement.organ,
        "cycle": cycle.id,
        "root": context.view.root,
        "scheme": {"path": cycle.scheme_at.key, "sha256": cycle.scheme_at.sha256},
        "statements": [
            {"index": found.index, "kind": found.statement.kind, "sha256": found.sha256} for found in cycle.statements
        ],
    }
    # "units" stands between "statements" and "version" in canonical order.
    head, tail = canonical.encode(around | {"units": []}).split(b'"units":[]')
    return b'%b"units":[%b]%b' % (head, b",".join(units), tail)


def _source(at: Held) -> dict[str, str]:
    """Where a record is, and where it is not any more, what says so."""
    source = {"path": at.key, "sha256": at.sha256}
    return source | {"withdrawn": at.withdrawn.key} if at.withdrawn else source


def _body_bytes(data: bytes) -> bytes:
    """The body's canonical bytes, cut out of the record's: encoding thousands of bodies anew takes long.

    In canonical order "body" is the first key and "commitments" the second; nothing after the second can look like it.
    """
    return data[len(b'{"body":') : data.rindex(b',"commitments":[')]
