"""Tables line up by what a terminal shows, not by how many characters there are."""

from __future__ import annotations

from generator.cli.tables import result_table, table
from generator.core.render import display_width
from generator.intake import repository
from generator.office.cohort import cohort_inputs, participating
from generator.scoring.sheet import score
from tests.example.regenerate import ROOT


def test_columns_line_up() -> None:
    lines = table(["编号", "total"], [["a", "9.00"], ["政务", "10.00"], ["hall🙂", "1"]], frozenset({1})).split("\n")
    assert lines == [
        "编号    total",
        "──────  ─────",
        "a        9.00",
        "政务    10.00",
        "hall🙂      1",
    ]
    assert {display_width(line) for line in lines[:1] + lines[2:]} == {13}


def test_a_table_without_rows() -> None:
    assert table(["a", "单位"], []) == "a  单位\n─  ────"


def test_scores_of_a_cycle() -> None:
    office, _ = repository.load(ROOT)
    cycle = office.cycles["2025"]
    assert cycle.scheme is not None
    assert office.organ is not None
    sheets = score(cycle.scheme.record, participating(cycle), cohort_inputs(cycle))
    lines = result_table(cycle.scheme.record, office.organ.record, sheets, "en").split("\n")
    assert lines[0].split() == ["id", "unit", "total", "grade"]
    assert [line.split()[0] for line in lines[2:]] == list(sheets)
    assert lines[2].split()[-2:] == ["90.00", "Good"]
