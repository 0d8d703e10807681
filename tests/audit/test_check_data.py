"""Downloads that differ from the records in ways that only their structure shows."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator.audit.verify import verify
from generator.core import canonical
from tests.audit.office import Office, Plan

JSON = "data/2025/results.json"


def _set(key: str, value: Any) -> Callable[[dict[str, Any]], object]:
    return lambda document: document.update({key: value})


@pytest.mark.parametrize(
    ("change", "at"),
    [
        (lambda d: d["units"].reverse(), "/units/0"),
        (lambda d: d["units"].pop(), "/units"),
        (_set("units", 5), "/units"),
        (lambda d: d["units"][1]["sources"].pop(), "/units/1"),
        (_set("root", "0" * 64), "/root"),
        (_set("cycle", "2024"), "/cycle"),
        (lambda d: d["statements"].pop(), "/statements"),
        (lambda d: d.pop("scheme"), "/"),
        (_set("note", "x"), "/"),
    ],
)
def test_document_that_is_not_what_the_records_give(
    good: Office, site: Path, change: Callable[[dict[str, Any]], object], at: str
) -> None:
    document = json.loads((site / JSON).read_bytes())
    change(document)
    (site / JSON).write_bytes(canonical.encode(document))
    found = [(p.code, p.place.path, p.params["at"]) for p in verify(site, good.root).check(11).problems]
    assert ("A207", JSON, at) in found


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("results.json", b"{", "C102"),
        ("results.json", b"[]", "A207"),
        ("results.csv", b"\xff", "A208"),
        ("results.csv", b"", "A208"),
        ("results.csv", b'unit_id\r\n"open', "A208"),
        ("results.csv", b"unit_id,status\r\nharbour\r\n", "A208"),
        ("results.csv", b"\xef\xbb\xbfunit_id,status\r\nharbour\r\n", "A209"),
        ("indicators.csv", b"\xef\xbb\xbfunit_id\r\nharbour\r\n", "A209"),
    ],
)
def test_download_that_is_none(good: Office, site: Path, name: str, data: bytes, code: str) -> None:
    (site / "data/2025" / name).write_bytes(data)
    assert code in found(good, site)


@pytest.mark.parametrize("name", ["results.json", "results.csv", "indicators.csv"])
def test_download_that_is_not_there(good: Office, site: Path, name: str) -> None:
    (site / "data/2025" / name).unlink()
    assert found(good, site) == {"A205"}


def found(good: Office, site: Path) -> set[str]:
    return {p.code for p in verify(site, good.root).check(11).problems}


def table(site: Path, name: str) -> list[list[str]]:
    text = (site / "data/2025" / name).read_bytes().decode("utf-8-sig")
    return [line.split(",") for line in text.split("\r\n")[:-1]]


def write(site: Path, name: str, rows: list[list[str]], end: str = "\r\n") -> None:
    text = "".join(",".join(row) + end for row in rows)
    (site / "data/2025" / name).write_bytes(("\ufeff" + text).encode())


@pytest.mark.parametrize("name", ["results.csv", "indicators.csv"])
def test_every_cell_of_every_column_is_compared(good: Office, site: Path, name: str) -> None:
    rows = table(site, name)
    for column, heading in enumerate(rows[0]):
        changed = [rows[0], *([*row[:column], f"{row[column]}9", *row[column + 1 :]] for row in rows[1:])]
        write(site, name, changed)
        wrong = [
            (p.place.path, p.place.line, p.params.get("column")) for p in verify(site, good.root).check(11).problems
        ]
        path, column_id = f"data/2025/{name}", heading.split()[-1]
        assert wrong == [(path, line, column_id) for line in range(2, len(rows) + 1)]


@pytest.mark.parametrize("name", ["results.csv", "indicators.csv"])
@pytest.mark.parametrize(
    "change",
    [
        lambda rows: [[*row, row[3]] for row in rows],
        lambda rows: [[row[1], row[0], *row[2:]] for row in rows],
        lambda rows: [row[:-1] for row in rows],
        lambda rows: [[*rows[0][:-1], "another"], *rows[1:]],
        lambda rows: [rows[0], rows[2], rows[1], *rows[3:]],
        lambda rows: [*rows, rows[-1]],
        lambda rows: rows[:-1],
        lambda rows: rows[1:],
        lambda rows: [*rows[:-1], [*rows[-1], "99.99"]],
    ],
)
def test_columns_and_rows_are_exactly_the_expected_ones(
    good: Office, site: Path, name: str, change: Callable[[list[list[str]]], list[list[str]]]
) -> None:
    write(site, name, change(table(site, name)))
    assert found(good, site) & {"A208", "A209"}


def test_other_encodings_of_the_same_cells_are_refused(good: Office, site: Path) -> None:
    rows = table(site, "results.csv")
    write(site, "results.csv", rows, end="\n")
    assert found(good, site) == {"A208"}
    write(site, "results.csv", [[f'"{cell}"' for cell in row] for row in rows])
    assert found(good, site) == {"A208"}


def test_each_name_is_in_the_column_of_its_language(good: Office, site: Path) -> None:
    for name in ("results.csv", "indicators.csv"):
        rows = table(site, name)
        ids = [cell.split()[-1] for cell in rows[0]]
        for column in (place for place, heading in enumerate(ids) if heading.endswith("_en")):
            assert ids[column - 1] == ids[column].removesuffix("_en")
            changed = [rows[0], *([*r[: column - 1], r[column], r[column - 1], *r[column + 1 :]] for r in rows[1:])]
            write(site, name, changed)
            assert found(good, site) == {"A209"}
        write(site, name, rows)


def test_headings_are_the_site_owners_but_for_their_ids(good: Office, site: Path) -> None:
    rows = table(site, "results.csv")
    write(site, "results.csv", [[f"另一标题 {cell.split()[-1]}" for cell in rows[0]], *rows[1:]])
    assert found(good, site) == set()


def test_name_that_looks_like_a_formula(tmp_path: Path) -> None:
    def change(record_type: str, name: str, body: dict[str, Any]) -> dict[str, Any]:
        if (record_type, name) == ("unit-result", "harbour"):
            body["unit"]["name"]["zh"] = "=1+1"
        return body

    office = Office(tmp_path / "site", Plan(body=change)).publish()
    assert "A209" in found(office, office.folder)
    rows = table(office.folder, "results.csv")
    write(office.folder, "results.csv", [["'=1+1" if cell == "=1+1" else cell for cell in row] for row in rows])
    rows = table(office.folder, "indicators.csv")
    write(office.folder, "indicators.csv", [["'=1+1" if cell == "=1+1" else cell for cell in row] for row in rows])
    assert found(office, office.folder) == set()
