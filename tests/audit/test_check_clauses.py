"""Files of the clauses that the ledger does not bear out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator.audit.verify import verify
from generator.core import canonical
from tests.audit.office import Office

TABLE, DOCUMENT = "data/clauses.csv", "data/clauses.json"


def codes(site: Path, root: str, path: str) -> set[str]:
    return {problem.code for problem in verify(site, root).check(11).problems if problem.place.path == path}


def edit(site: Path, change: Callable[[list[str]], list[str]]) -> None:
    text = (site / TABLE).read_bytes().decode("utf-8-sig")
    lines = change(text.removesuffix("\r\n").split("\r\n"))
    (site / TABLE).write_bytes(("\ufeff" + "\r\n".join(lines) + "\r\n").encode())


def with_cell(line: str, at: int, value: str) -> str:
    cells = line.split(",")
    cells[at] = value
    return ",".join(cells)


def test_the_files_of_the_office_are_as_they_should_be(good: Office, site: Path) -> None:
    assert codes(site, good.root, TABLE) | codes(site, good.root, DOCUMENT) == set()


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: [lines[0], *reversed(lines[1:])],
        lambda lines: [*lines[:5], *lines[6:]],
        lambda lines: [*lines, lines[-1]],
        lambda lines: [lines[0], with_cell(lines[1], 0, "P9-A1"), *lines[2:]],
        lambda lines: [lines[0], with_cell(lines[1], -3, "0"), *lines[2:]],
        lambda lines: [lines[0], with_cell(lines[1], -2, "0/records/scheme/none.json"), *lines[2:]],
        lambda lines: [lines[0], with_cell(lines[1], -1, "0" * 64), *lines[2:]],
        lambda lines: [lines[0], with_cell(with_cell(with_cell(lines[1], -1, ""), -2, ""), -3, ""), *lines[2:]],
        lambda lines: [lines[0], with_cell(lines[1], 6, "trust"), *lines[2:]],
        lambda lines: [lines[0], with_cell(lines[1], 3, "=1+1"), *lines[2:]],
        lambda lines: [with_cell(lines[0], 0, "clause"), *lines[1:]],
    ],
)
def test_rows_that_regulation_and_ledger_do_not_give(
    good: Office, site: Path, change: Callable[[list[str]], list[str]]
) -> None:
    edit(site, change)
    assert codes(site, good.root, TABLE) & {"A208", "A209"}


@pytest.mark.parametrize("data", [b"", b"\xff", b"clause_id\r\n", b'\xef\xbb\xbf"clause_id"\r\n'])
def test_a_table_that_is_none(good: Office, site: Path, data: bytes) -> None:
    (site / TABLE).write_bytes(data)
    assert "A208" in codes(site, good.root, TABLE)


@pytest.mark.parametrize("name", [TABLE, DOCUMENT])
def test_both_have_to_be_there(good: Office, site: Path, name: str) -> None:
    (site / name).unlink()
    assert "A205" in codes(site, good.root, name)


@pytest.mark.parametrize(
    ("change", "at"),
    [
        (lambda d: d["clauses"][3]["title"].update(zh="别的"), "/clauses/3"),
        (lambda d: d["clauses"][0]["checks"].append("A999"), "/clauses/0"),
        (lambda d: d["clauses"][0].update(example=None), "/clauses/0"),
        (lambda d: d["clauses"].pop(), "/clauses"),
        (lambda d: d.update(root="0" * 64), "/root"),
        (lambda d: d.update(note="x"), "/"),
    ],
)
def test_a_document_that_does_not_say_what_the_table_says(
    good: Office, site: Path, change: Callable[[dict[str, Any]], object], at: str
) -> None:
    document = json.loads((site / DOCUMENT).read_bytes())
    change(document)
    (site / DOCUMENT).write_bytes(canonical.encode(document))
    problems = verify(site, good.root).check(11).problems
    assert [("A207", at)] == [(p.code, p.params["at"]) for p in problems if p.place.path == DOCUMENT]


def test_words_of_another_version_of_the_program_are_no_forgery(good: Office, site: Path) -> None:
    edit(site, lambda lines: [lines[0], *(with_cell(line, 5, "Z900") for line in lines[1:])])
    document = json.loads((site / DOCUMENT).read_bytes())
    for clause in document["clauses"]:
        clause["checks"] = ["Z900"]
    (site / DOCUMENT).write_bytes(canonical.encode(document))
    assert codes(site, good.root, TABLE) | codes(site, good.root, DOCUMENT) == set()
