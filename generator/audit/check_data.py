"""The downloads of a cycle, held against its records: part of V11.

``data/<cycle>/results.json`` is rebuilt and compared; in the two tables every cell that a record bears out is compared.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from generator.audit.bodies import Points
from generator.audit.cycles import Cycle
from generator.audit.evidence import Evidence, problem
from generator.core import canonical
from generator.core.errors import FindingsError
from generator.core.problem import Place, Problem

VERSION = "kaohe/results/v1"
_BOM = b"\xef\xbb\xbf"
_MAX_FIELD = 64 * 1024

Row = Mapping[str, str]


def check_data(evidence: Evidence) -> Iterator[Problem]:
    """What is wrong with the downloads (A207 to A209); those that are not there are not looked for."""
    for cycle in evidence.cycles:
        folder = f"data/{cycle.id}/"
        document = evidence.site.kept.get(f"{folder}results.json")
        if document is not None:
            yield from _check_document(document, f"{folder}results.json", cycle, evidence.root or "")
        for name, expected in (("results.csv", _result_rows(cycle)), ("indicators.csv", _indicator_rows(cycle))):
            data = evidence.site.kept.get(folder + name)
            if data is not None:
                yield from _check_table(data, folder + name, expected)


def _check_document(data: bytes, path: str, cycle: Cycle, root: str) -> Iterator[Problem]:
    """The document is exactly what the records give; where it is not, say in which part."""
    expected = _document(cycle, root)
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
        if key != "units" or not isinstance(found[key], list) or len(found[key]) != len(value):
            yield problem("A207", path, at=f"/{key}")
            continue
        for i, (unit, wanted) in enumerate(zip(found[key], value, strict=True)):
            if canonical.encode(unit) != canonical.encode(wanted):
                yield problem("A207", path, at=f"/{key}/{i}")


def _document(cycle: Cycle, root: str) -> dict[str, Any]:
    """The document of a cycle: units in the organ's order."""
    departments = cycle.departments.body if cycle.departments else ()
    order = {unit: place for place, unit in enumerate(departments)}
    units = []
    for name, held in sorted(cycle.results.items(), key=lambda item: (order.get(item[0], len(order)), item[0])):
        decision = cycle.decisions.get(name)
        sources = [{"path": item.key, "sha256": item.sha256} for item in (held, decision) if item is not None]
        units.append(
            {"result": held.record.body, "decision": decision.record.body if decision else None, "sources": sources}
        )
    return {
        "version": VERSION,
        "organ": cycle.statements[0].statement.organ,
        "cycle": cycle.id,
        "root": root,
        "scheme": {"path": cycle.scheme.key, "sha256": cycle.scheme.sha256} if cycle.scheme else None,
        "units": units,
        "statements": [
            {"index": found.index, "kind": found.statement.kind, "sha256": found.sha256} for found in cycle.statements
        ],
    }


def _check_table(data: bytes, path: str, expected: Mapping[tuple[str, ...], Row]) -> Iterator[Problem]:
    """Every expected row is there once, and none besides; ``expected`` is by the columns that tell rows apart."""
    try:
        rows = _rows(data)
    except (UnicodeDecodeError, csv.Error):
        yield problem("A208", path)
        return
    keys = ("unit_id", "indicator_id")
    seen: set[tuple[str, ...]] = set()
    for line, row in enumerate(rows, start=2):
        key = tuple(row[name] for name in keys if name in row)
        wanted = expected.get(key)
        if wanted is None or key in seen:
            yield Problem("A209", Place(path, line, 1), {"column": "unit_id"})
            continue
        seen.add(key)
        for column, value in wanted.items():
            if row.get(column) != value:
                yield Problem("A209", Place(path, line, 1), {"column": column})
    if len(seen) != len(expected):
        yield problem("A208", path)


def _rows(data: bytes) -> list[dict[str, str]]:
    """The rows by column id: the last word of each heading."""
    text = data.removeprefix(_BOM).decode("utf-8")
    lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    if not lines or any(len(cell) > _MAX_FIELD for line in lines for cell in line):
        return []
    names = [(heading.split() or [""])[-1] for heading in lines[0]]
    return [dict(zip(names, line, strict=False)) for line in lines[1:]]


def _result_rows(cycle: Cycle) -> dict[tuple[str, ...], Row]:
    rows: dict[tuple[str, ...], Row] = {}
    for name, held in cycle.results.items():
        decision = cycle.decisions.get(name)
        rows[name,] = {
            "status": held.body.status,
            **_points(held.body.total, "total"),
            "recommended_grade": held.body.grade or "",
            "decided_grade": decision.body.grade if decision else "",
            "result_record": held.key,
            "result_sha256": held.sha256,
            "decision_record": decision.key if decision else "",
            "decision_sha256": decision.sha256 if decision else "",
        }
    return rows


def _indicator_rows(cycle: Cycle) -> dict[tuple[str, ...], Row]:
    rows: dict[tuple[str, ...], Row] = {}
    for name, held in cycle.results.items():
        for item in held.body.indicators:
            rows[name, item.id] = {
                "family_id": item.family,
                **_points(item.points, "points"),
                "missing_policy": item.missing or "",
                "result_record": held.key,
                "result_sha256": held.sha256,
            }
    return rows


def _points(points: Points, name: str) -> dict[str, str]:
    exact: Fraction | None = points.exact
    return {
        f"{name}_shown": points.shown or "",
        f"{name}_numerator": str(exact.numerator) if exact is not None else "",
        f"{name}_denominator": str(exact.denominator) if exact is not None else "",
    }
