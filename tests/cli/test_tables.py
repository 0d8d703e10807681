"""Tables line up by what a terminal shows, not by how many characters there are."""

from __future__ import annotations

from generator.cli.tables import record_table, result_table, table
from generator.core.render import display_width
from generator.intake import repository
from generator.office.cohort import cohort_inputs, participating
from generator.office.published_state import published_statements
from generator.office.workspace import Workspace
from generator.scoring.sheet import score
from tests.conftest import Stages
from tests.example.regenerate import ROOT


def test_columns_line_up() -> None:
    lines = table(["编号", "total"], [["a", "9.00"], ["政务", "10.00"], ["hall🙂", "1"]], frozenset({1})).split("\n")
    assert lines == [
        "编号     total",
        "───────  ─────",
        "a         9.00",
        "政务     10.00",
        "hall🙂       1",
    ]
    assert {display_width(line) for line in lines[0:1] + lines[2:]} == {14}


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


def test_what_a_signer_sees(stages: Stages) -> None:
    statements = published_statements(Workspace(stages("closed")))
    shown = {
        item.statement.kind: record_table([record for _, record in item.records.values()], "zh") for item in statements
    }
    assert shown["trust"] == "records/trust/v1.json"
    assert shown["scheme"].split("\n")[-1] == "records/slots/2025.json"
    assert "行政审批科" in shown["report"]
    (hall,) = [line for line in shown["decision"].split("\n") if line.startswith("service-hall")]
    assert hall.split()[1:3] == ["good", "excellent"]
    assert hall.endswith("（P1-A18）") or hall.endswith("(P1-A18)")
    assert shown["closed"] == "records/closure/2025.json"
