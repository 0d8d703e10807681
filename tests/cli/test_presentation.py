"""What a signer is shown: what the records say, with names instead of ids."""

from __future__ import annotations

import pytest

from generator.cli.presentation import presentation
from generator.core.messages import LANGS, Lang
from generator.office.published_state import published_statements
from generator.office.workspace import Workspace
from generator.published.vocabulary import act_of
from tests.conftest import Stages


@pytest.fixture(scope="module")
def shown(stages: Stages) -> dict[tuple[str, Lang], str]:
    """By act and language; of acts that come again the last."""
    statements = published_statements(Workspace(stages("closed")))
    return {
        (act_of(item.statement.kind, item.statement.step), lang): presentation(
            [record for _, record in item.records.values()], statements[: item.index], lang
        )
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
    assert "领导班子 2、监督人员 1" in shown["trust", "zh"]
    assert "demo-leader-1" in shown["trust", "zh"]
    assert "硬件密钥签署时必须触摸" in shown["trust", "zh"]
    assert "hardware keys must be touched" in shown["trust", "en"]
    assert "本周期此前共 15 份声明" in shown["closed", "zh"]


def test_records_of_procedure_are_told(shown: dict[tuple[str, Lang], str]) -> None:
    scheme = shown["scheme", "zh"]
    assert "unit-result 23、people 96" in scheme
    assert "部门 12 个：办公室、" in scheme
    assert "2025 年工作日历：放假 28 天，调休上班 5 天。" in scheme
    assert "人员考核方案（领导）：星河事务局 2025 年度领导干部责任制考核方案" in scheme
    rows = {line.split()[0]: line.split()[-3:] for line in scheme.split("\n") if line.split()}
    assert rows["goals.attainment"] == ["14", "17", "14"]
    assert rows["execution.oversight"] == ["–", "4", "–"]
    assert "At most 20% of those who count get Excellent." in shown["scheme", "en"]
    assert "(on units 3 accepted, 2 in part, 1 rejected), final 2026-01-30, on 12 units." in shown["report", "en"]
    assert "Meeting about units on 2026-02-05: 6 of 7 members present, 1 recused, passed." in shown["decision", "en"]
    assert "Meeting about people on 2026-02-05" in shown["decision", "en"]


def test_without_openings_nothing_is_told_about_a_person(shown: dict[tuple[str, Lang], str]) -> None:
    assert "The people part was not opened" in shown["decision", "en"]
    assert "Staff: Excellent 10, Competent 43, Basically competent not shown" in shown["decision", "en"]
