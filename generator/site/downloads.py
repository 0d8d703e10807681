"""The results of a cycle as files for machines and spreadsheets (docs/spec/41-site.md, "Downloads").

Exact values are two integer columns, because a spreadsheet reads ``1/3`` as a date.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from generator.core import canonical
from generator.core.exact import plain
from generator.site.acts import Recorded
from generator.site.context import Context
from generator.site.download_columns import INDICATORS, JSON, RECTIFICATION, RESULTS, columns_of
from generator.site.download_words import Described, described, heads
from generator.site.held import Held
from generator.site.ledger_view import Cycle, UnitEntry
from generator.site.model import Bilingual, UnitResult
from generator.site.spreadsheet import csv_bytes

VERSION = "kaohe/results/v1"
VERSION_PLANNED = "kaohe/results/v2"
"""Of cycles with a plan: with corrections."""

WITHDRAWN = "withdrawn"
"""The status of a unit whose result is withdrawn; its other cells are empty."""


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
        else csv_bytes(heads(context, columns[name]), rows[name])
        for name in columns
    }


def dictionary(context: Context, cycle: Cycle) -> list[Described]:
    """The files of a cycle as its page of data describes them."""
    return described(context, columns_of(cycle), f"{context.top('../')}data/{cycle.id}/")


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
    figures = entry.corrected_figures
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
