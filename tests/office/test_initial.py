"""The template of a new office: sound once its gaps are filled, and complete."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from generator.core.errors import UsageError
from generator.intake.discover import classify
from generator.intake.placeholders import MARK
from generator.office.initial import initial_files, make_office
from tests.office.acting import codes


@pytest.mark.parametrize("year", ["1000", "2026", "9999"])
def test_every_record_is_one_that_the_check_knows(year: str) -> None:
    files = initial_files(year)
    records = [path for path in files if path.startswith("records/")]
    assert len(records) == 13
    assert all(classify(path) for path in records)
    assert f"records/cycles/{year}/scheme.yml" in records


def test_gaps_are_in_the_records_only_and_comments_say_why() -> None:
    for path, data in initial_files("2026").items():
        text = data.decode("utf-8")
        assert (MARK in text) == path.startswith("records/"), path
        assert text.endswith("\n")
        if path.startswith("records/"):
            assert "（P1-A" in text or "（P2-" in text, path


def test_every_role_is_there_and_no_threshold_asks_for_more() -> None:
    trust = initial_files("2026")["records/trust.yml"].decode("utf-8")
    for role, least in (("office", 3), ("leadership", 2), ("supervision", 1), ("publisher", 1)):
        assert trust.count(f"    role: {role}\n") >= least


def test_files_are_written_once(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    assert make_office(folder, "2026") == list(initial_files("2026"))
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert codes(partial(make_office, folder, "2026"), UsageError) == [("U174", "")]
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
