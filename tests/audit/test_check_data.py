"""Downloads that differ from the records in ways that only their structure shows."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator.audit.verify import verify
from generator.core import canonical
from tests.audit.office import Office

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
        ("results.csv", b"unit_id,status\r\nharbour\r\n", "A209"),
        ("results.csv", b"status\r\ncomplete\r\n", "A209"),
        ("indicators.csv", b"unit_id\r\nharbour\r\n", "A209"),
    ],
)
def test_download_that_is_none(good: Office, site: Path, name: str, data: bytes, code: str) -> None:
    (site / "data/2025" / name).write_bytes(data)
    assert code in {p.code for p in verify(site, good.root).check(11).problems}


def test_downloads_that_are_not_there_are_not_looked_for(good: Office, site: Path) -> None:
    for path in (site / "data/2025").iterdir():
        path.unlink()
    assert verify(site, good.root).check(11).status == "ok"
