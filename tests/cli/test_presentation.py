"""What a signer is shown: what the records say, with names instead of ids."""

from __future__ import annotations

import pytest

from generator.cli.presentation import presentation
from generator.core.messages import LANGS, Lang
from generator.office.published_state import published_statements
from generator.office.workspace import Workspace
from tests.conftest import Stages


@pytest.fixture
def shown(stages: Stages) -> dict[tuple[str, Lang], str]:
    statements = published_statements(Workspace(stages("closed")))
    return {
        (item.statement.kind, lang): presentation([r for _, r in item.records.values()], statements[: item.index], lang)
        for item in statements
        for lang in LANGS
    }


def test_results_and_decisions_have_names(shown: dict[tuple[str, Lang], str]) -> None:
    (hall,) = [line for line in shown["report", "zh"].split("\n") if line.startswith("service-hall")]
    assert hall.split() == ["service-hall", "政务服务大厅", "94.99", "优秀"]
    (hall,) = [line for line in shown["decision", "zh"].split("\n") if line.startswith("service-hall")]
    assert hall.split() == ["service-hall", "政务服务大厅", "良好", "优秀"]
    (reason,) = [line for line in shown["decision", "zh"].split("\n") if line.startswith("政务服务大厅：")]
    assert "建议优秀，决定良好" in reason
    assert reason.endswith("（P1-A18）")
    assert "recommended Excellent, decided Good" in shown["decision", "en"]


def test_scheme_trust_and_closure_are_told(shown: dict[tuple[str, Lang], str]) -> None:
    weights = {line.split()[0]: line.split()[-1] for line in shown["scheme", "en"].split("\n") if line.split()}
    assert (weights["duty"], weights["duty.execution"]) == ("30", "12")
    assert "leadership 2" in shown["trust", "zh"]
    assert "demo-leader-1" in shown["trust", "zh"]
    assert "本周期此前共 5 份声明" in shown["closed", "zh"]


def test_types_without_a_paragraph_are_listed_by_path(shown: dict[tuple[str, Lang], str]) -> None:
    assert "records/slots/2025.json" in shown["scheme", "zh"]
